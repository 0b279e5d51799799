"""The tables that an administrator may change and no code decides: categories, legal bases, subjects."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from incidents.services.categories import load_categories
from referrals.models import LegalBasis, Subject

DATA = Path(__file__).parent.parent / "data" / "reference.json"


@transaction.atomic
def load_reference() -> None:
    """Brings the rows up to date with `data/reference.json`; their order there is their rank on screen."""
    tables = json.loads(DATA.read_text(encoding="utf-8"))
    load_categories(tables["categories"])
    for position, row in enumerate(tables["bases"]):
        LegalBasis.objects.update_or_create(code=row["code"], defaults=row | {"position": position})
    for position, row in enumerate(tables["subjects"]):
        _load_subject(row | {"position": position})


def _load_subject(row: dict[str, Any]) -> None:
    bases = row.pop("bases")
    subject, _ = Subject.objects.update_or_create(code=row["code"], defaults=row)
    subject.bases.set(bases)
