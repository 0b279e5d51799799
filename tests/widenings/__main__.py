"""`python -m tests.widenings [--to FILE] [words]`: see `runner`. `--to` writes what came of each as JSON."""

import os
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from json import dumps
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "convention77.settings")
django.setup()

from tests.widenings.runner import run, table  # noqa: E402 - Django has to be set up first
from tests.widenings.widening import read_all  # noqa: E402

parser = ArgumentParser()
parser.add_argument("words", nargs="*")
parser.add_argument("--to", type=Path)
asked = parser.parse_args()
outcomes = run([each for each in read_all() if all(word in f"{each.file} {each.what}" for word in asked.words)])
sys.stdout.write(f"\n{table(outcomes)}\n")
if asked.to:
    asked.to.write_text(dumps([asdict(each) for each in outcomes]))
