"""The tables that an administrator may change and no code decides: categories, texts that are cited, subjects."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from incidents.services.categories import load_categories
from referrals.models import LegalBasis, Subject, SubjectRule

DATA = Path(__file__).parent.parent / "data"


@transaction.atomic
def load_reference() -> None:
    """Brings the rows up to date with `data/*.json`; their order there is their rank on screen."""
    tables, texts = (json.loads((DATA / name).read_text(encoding="utf-8")) for name in ("reference.json", "texts.json"))
    load_categories(tables["categories"])
    for position, row in enumerate(texts):
        LegalBasis.objects.update_or_create(code=row["code"], defaults=row | {"position": position})
    for position, row in enumerate(tables["subjects"]):
        _load_subject(row | {"position": position})
    for rule in SubjectRule.objects.filter(bases__is_basis=False).distinct():
        # A text that is no basis any more leaves a convention's own line; one that rested on nothing else goes back.
        rule.bases.remove(*rule.bases.filter(is_basis=False))
        if not rule.bases.exists():
            rule.delete()


def _load_subject(row: dict[str, Any]) -> None:
    bases = row.pop("bases")
    subject, _ = Subject.objects.update_or_create(code=row["code"], defaults=row)
    subject.bases.set(bases)
