"""Writes on the reference data of a département: convention, public signatories, communes, competences."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from signatories.communes import fold
from signatories.enums import CompetenceDomain
from signatories.models import Commune, Competence, Convention, FormerCommune, Signatory

DATA = Path(__file__).parent.parent / "data"


@transaction.atomic
def load_department(*, code: str) -> Convention:
    """Loads `data/<code>.json` and `data/communes_<code>.csv`; run again, it brings the rows up to date.

    Raises FileNotFoundError for a département without data, KeyError for a column that is missing.
    """
    facts = json.loads((DATA / f"{code}.json").read_text(encoding="utf-8"))
    convention, _ = Convention.objects.update_or_create(department_code=code, defaults=facts["convention"])
    signatories = {row["code"]: _load_signatory(convention, row) for row in facts["signatories"]}
    rows = _communes_of(code)
    _load_communes(convention, rows)
    _load_former_codes(facts["former_codes"])
    Competence.objects.filter(commune__convention=convention).delete()
    Competence.objects.bulk_create(c for row in rows for c in _competences_of(row, facts, signatories))
    return convention


def _communes_of(code: str) -> list[dict[str, str]]:
    with (DATA / f"communes_{code}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


def _load_signatory(convention: Convention, row: dict[str, Any]) -> Signatory:
    joined_on = date.fromisoformat(str(convention.signed_on))
    signatory, _ = Signatory.objects.update_or_create(
        convention=convention,
        code=row["code"],
        defaults={key: value for key, value in row.items() if key != "code"},
        create_defaults={**row, "joined_on": joined_on},
    )
    return signatory


def _load_communes(convention: Convention, rows: list[dict[str, str]]) -> None:
    communes = [_commune_from(convention, row) for row in rows]
    fields = [field.name for field in Commune._meta.concrete_fields if not field.primary_key]
    Commune.objects.bulk_create(communes, update_conflicts=True, unique_fields=["code"], update_fields=fields)


def _commune_from(convention: Convention, row: dict[str, str]) -> Commune:
    return Commune(
        code=row["insee"],
        convention=convention,
        name=row["nom"],
        search_name=fold(row["nom"]),
        postal_codes=" ".join(row["codes_postaux"].replace(",", " ").split()),
        population=int(row["population"]),
        arrondissement=row["arrondissement"],
        epci=row["epci"],
        latitude=float(row["lat"]),
        longitude=float(row["lon"]),
    )


def _load_former_codes(codes: dict[str, str]) -> None:
    for former, current in codes.items():
        FormerCommune.objects.update_or_create(code=former, defaults={"commune_id": current})


def _competences_of(row: dict[str, str], facts: dict[str, Any], signatories: dict[str, Signatory]) -> list[Competence]:
    court, force = row["tribunal_judiciaire"], row["force_2015"]
    district = row["circonscription_police_2015"]
    unit = f"Circonscription de police de {district}" if force == "PN" else facts["gendarmerie_note"]
    institutions = (
        (CompetenceDomain.PROSECUTION, facts["courts"][court], f"Ressort du tribunal judiciaire de {court}"),
        (CompetenceDomain.FORCE, facts["forces"][force], unit),
        (CompetenceDomain.PREFECTURE, facts["prefecture"], f"Département ({row['arrondissement']})"),
    )
    return [
        Competence(
            commune_id=row["insee"],
            domain=domain,
            signatory=signatories[signatory],
            unit=unit_name,
            **facts["sources"][domain.value],
        )
        for domain, signatory, unit_name in institutions
    ]
