"""`python -m tests.widenings [words]`: see `runner`."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "convention77.settings")
django.setup()

from tests.widenings.runner import run, table  # noqa: E402 - Django has to be set up first
from tests.widenings.widening import read_all  # noqa: E402

chosen = [each for each in read_all() if all(word in f"{each.file} {each.what}" for word in sys.argv[1:])]
sys.stdout.write(f"\n{table(run(chosen))}\n")
