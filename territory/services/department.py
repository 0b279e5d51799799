"""Writes on the reference data of a département: convention, public signatories, communes, competences."""

import csv
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from signatories.models import Convention, Signatory
from signatories.services.convention import load_processings
from signatories.services.themes import load_themes
from territory.competence_comparison import DOMAIN_OF
from territory.departments import DATA, facts_of
from territory.enums import CompetenceDomain, ImportKind, ImportState
from territory.imports.courts import district_of
from territory.models import Commune, Competence, CompetenceChange, FormerCommune, FormerName

DISTRICT = "Circonscription de police de {}"
NO_DISTRICT_MERGED: dict[str, Any] = {"into": {}}


@transaction.atomic
def load_department(*, code: str) -> Convention:
    """Loads `data/<code>.json` and `data/communes_<code>.csv`; run again, it brings the rows up to date.

    What an official file or a correction by hand has settled since stays as it is.
    Raises FileNotFoundError for a département without data, KeyError for a column that is missing.
    """
    facts = facts_of(code)
    convention, _ = Convention.objects.update_or_create(department_code=code, defaults=facts["convention"])
    signatories = {row["code"]: _load_signatory(convention, row) for row in facts["signatories"]}
    rows = _communes_of(code)
    _load_communes(convention, rows)
    _load_former_communes(facts.get("former_communes", []))
    _load_competences(convention, (c for row in rows for c in _competences_of(row, facts, signatories)))
    _load_merged_districts(convention, rows, facts)
    for row in facts.get("exceptions", []):
        concerned = Competence.objects.filter(commune__in=row["communes"], domain=row["domain"], exception="")
        concerned.update(exception=row["text"])
    load_themes(convention)
    load_processings(convention)
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
    """Not over the official names of a year that was applied; never a merged one again."""
    merged = set(Commune.every.exclude(merged_into=None).values_list("code", flat=True))
    communes = [
        Commune(
            code=row["insee"],
            convention=convention,
            name=row["nom"],
            postal_codes=" ".join(row["codes_postaux"].replace(",", " ").split()),
            population=int(row["population"]),
            arrondissement=row["arrondissement"],
            epci=row["epci"],
            latitude=float(row["lat"]),
            longitude=float(row["lon"]),
        )
        for row in rows
        if row["insee"] not in merged
    ]
    if ImportKind.COMMUNES in _applied_kinds(convention):
        Commune.objects.bulk_create(communes, ignore_conflicts=True)
        return
    written = (field for field in Commune._meta.concrete_fields if not field.generated)
    fields = [field.name for field in written if field.name not in ("code", "merged_into")]
    Commune.objects.bulk_create(communes, update_conflicts=True, unique_fields=["code"], update_fields=fields)


def _load_competences(convention: Convention, competences: Iterable[Competence]) -> None:
    settled = {DOMAIN_OF[kind] for kind in _applied_kinds(convention) if kind in DOMAIN_OF}
    present = Competence.objects.filter(commune__convention=convention)
    kept = present.filter(Q(domain__in=settled) | ~Q(manual_reason=""))
    held = set(kept.values_list("commune_id", "domain"))
    known = set(convention.communes.values_list("code", flat=True))
    Competence.objects.bulk_create(
        (c for c in competences if c.commune_id in known and (c.commune_id, c.domain) not in held),
        update_conflicts=True,
        unique_fields=["commune", "domain"],
        update_fields=["signatory", "unit", "source", "vintage", "to_verify"],
    )


def _applied_kinds(convention: Convention) -> set[ImportKind]:
    applied = convention.imports.filter(state=ImportState.APPLIED).values_list("kind", flat=True)
    return {ImportKind(kind) for kind in applied}


def _load_former_communes(rows: list[dict[str, str]]) -> None:
    """A commune that gave its code to the new one is known by its name alone."""
    for row in rows:
        FormerName.objects.get_or_create(commune_id=row["commune"], name=row["name"])
        if row["code"] != row["commune"]:
            FormerCommune.objects.get_or_create(code=row["code"], defaults={"commune_id": row["commune"]})


def _load_merged_districts(convention: Convention, rows: list[dict[str, str]], facts: dict[str, Any]) -> None:
    """The circonscriptions that were merged, as former versions: history, in no list of today."""
    merged, police = facts.get("districts_merged", NO_DISTRICT_MERGED), facts["forces"]["PN"]
    known = set(convention.communes.values_list("code", flat=True))
    for row in rows:
        if row["insee"] in known and row["circonscription_police_2015"] in merged["into"]:
            CompetenceChange.objects.get_or_create(
                commune_id=row["insee"],
                domain=CompetenceDomain.FORCE,
                unit=DISTRICT.format(row["circonscription_police_2015"]),
                defaults={
                    "signatory": Signatory.objects.get(convention=convention, code=police),
                    "until": date.fromisoformat(merged["on"]),
                    **{name: merged[name] for name in ("source", "vintage", "reason")},
                },
            )


def _competences_of(row: dict[str, str], facts: dict[str, Any], signatories: dict[str, Signatory]) -> list[Competence]:
    court, force = row["tribunal_judiciaire"], row["force_2015"]
    district = row["circonscription_police_2015"]
    district = facts.get("districts_merged", NO_DISTRICT_MERGED)["into"].get(district, district)
    unit = DISTRICT.format(district) if force == "PN" else facts["gendarmerie_note"]
    institutions = (
        (CompetenceDomain.PROSECUTION, facts["courts"][court], district_of(court)),
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
