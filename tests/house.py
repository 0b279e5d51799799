"""The packages of the house, as import-linter holds them in order: a new one is in every table that asks here."""

import tomllib

from tests.databases import ROOT

# From the top down.
PACKAGES: tuple[str, ...] = tuple(
    tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["root_packages"]
)
APPS = tuple(name for name in PACKAGES if name != "convention77")  # what holds rows or rules; from the top down
SERVING = tuple(name for name in reversed(APPS) if (ROOT / name / "urls.py").exists())  # pages; from below
