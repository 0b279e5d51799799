"""docs/data.md names each table of the portal once, and none that is not there."""

import re
from collections import Counter

from django.apps import apps
from django.conf import settings

from tests.databases import ROOT
from tests.house import APPS as PACKAGES

NAMED = re.compile(r"`([a-z]+\.[A-Z][A-Za-z]+)`")


def test_every_model_has_its_line_in_the_document() -> None:
    rows = [
        line.split("|")[1] for line in (ROOT / "docs" / "data.md").read_text().splitlines() if line.startswith("| `")
    ]
    named = Counter(name for cell in rows for name in NAMED.findall(cell))
    models = {model._meta.label for model in apps.get_models() if model._meta.app_label in PACKAGES}
    assert set(PACKAGES) <= set(settings.INSTALLED_APPS)
    assert set(named) == models
    assert set(named.values()) == {1}
