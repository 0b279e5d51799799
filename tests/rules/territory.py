"""Forbidden writes of territory: residences, their accesses and the competences."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from territory.enums import ImportKind
from territory.models import Commune, Competence
from territory.residence_file import read_list
from territory.services import accesses, competences
from territory.services import residences as estate
from tests.people import Cast, acting
from tests.rules.trial import FAR, Trial, convention

LIST = b"nom;adresse;commune;code INSEE;logements;QPV\r\nLes Ormes;1, rue;Meaux;77284;12;non\r\n"


def competence() -> Competence:
    return Competence.objects.get(commune="77284", domain="prosecution")


def handed(cast: Cast, **changes: Any) -> accesses.AccessDetails:
    given: dict[str, Any] = {
        "holder": cast.karim.signatory,
        "kind": "badge",
        "quantity": 1,
        "given_on": date(2026, 1, 5),
    }
    return accesses.AccessDetails(**given | changes)


def access(cast: Cast) -> Any:
    with acting(cast.sarah) as sarah:
        return accesses.give_access(by=sarah, residence=cast.tilleuls, details=handed(cast), key=uuid4())


def details(cast: Cast, **changes: Any) -> estate.ResidenceDetails:
    given: dict[str, Any] = {
        "name": "Les Ormes",
        "address": "1, rue",
        "commune": cast.tilleuls.commune,
        "dwellings": 10,
    }
    return estate.ResidenceDetails(**given | {"in_priority_district": False} | changes)


def _corrected() -> Competence:
    found = competence()
    found.manual_reason = "Lettre."
    found.save()
    return found


def estate_list(cast: Cast) -> Any:
    with acting(cast.sarah) as sarah:
        return estate.keep_residence_file(by=sarah, name="liste.csv", content=LIST)


TRIALS: dict[str, Trial] = {
    "territory.services.accesses.give_access": Trial(
        "sarah",
        lambda cast, by: accesses.give_access(
            by=by, residence=cast.tilleuls, details=handed(cast, given_on=FAR), key=uuid4()
        ),
        lambda cast: (
            f"/residences/{cast.tilleuls.pk}/acces/",
            {"holder": cast.karim.signatory.pk, "kind": "badge", "quantity": 1, "given_on": "2056-01-01"},
        ),
    ),
    "territory.services.accesses.update_access": Trial(
        "sarah",
        lambda cast, by: accesses.update_access(
            by=by, access=access(cast), details=handed(cast, holder=cast.geraldine.signatory)
        ),
        lambda cast: (
            f"/residences/acces/{access(cast).pk}/",
            {"holder": cast.geraldine.signatory.pk, "kind": "badge", "quantity": 1, "given_on": "2026-01-05"},
        ),
    ),
    "territory.services.competences.read_import": Trial(
        "adrien",
        lambda cast, by: competences.read_import(
            by=by,
            convention=convention(),
            kind=ImportKind.COURTS,
            content=b"nothing",
            name="a.csv",
            source="Ministère",
            vintage="2026",
        ),
        lambda cast: (
            "/administration/competences/fichier/",
            {
                "kind": "courts",
                "source": "Ministère",
                "vintage": "2026",
                "file": SimpleUploadedFile("a.csv", b"nothing"),
            },
        ),
    ),
    "territory.services.competences.override_competence": Trial(
        "adrien",
        lambda cast, by: competences.override_competence(
            by=by, competence=competence(), signatory=cast.karim.signatory, unit="Meaux", reason="Lettre."
        ),
        lambda cast: (
            f"/administration/competences/{competence().pk}/corriger/",
            {"signatory": cast.karim.signatory.pk, "unit": "Meaux", "reason": "Lettre."},
        ),
    ),
    "territory.services.competences.release_competence": Trial(
        "adrien",
        lambda cast, by: competences.release_competence(by=by, competence=_corrected(), reason=" "),
        lambda cast: (f"/administration/competences/{_corrected().pk}/rendre/", {"reason": " "}),
    ),
    "territory.services.competences.set_exception": Trial(
        "adrien",
        lambda cast, by: competences.set_exception(by=by, competence=competence(), exception="La gare", reason=""),
        lambda cast: (
            f"/administration/competences/{competence().pk}/exception/",
            {"exception": "La gare", "reason": ""},
        ),
    ),
    "territory.services.residences.create_residence": Trial(
        "sarah",
        lambda cast, by: estate.create_residence(by=by, details=details(cast, dwellings=0), key=uuid4()),
        lambda cast: (
            "/residences/nouvelle/",
            {"name": "Les Ormes", "address": "1, rue", "commune": "77284", "dwellings": 0},
        ),
    ),
    "territory.services.residences.update_residence": Trial(
        "sarah",
        lambda cast, by: estate.update_residence(
            by=by, residence=cast.tilleuls, details=details(cast, commune=Commune(code="91228"))
        ),
        lambda cast: (
            f"/residences/{cast.tilleuls.pk}/modifier/",
            {"name": "Les Ormes", "address": "1, rue", "commune": "91228", "dwellings": 10},
        ),
    ),
    "territory.services.residences.close_residence": Trial(
        "sarah",
        lambda cast, by: estate.close_residence(by=by, residence=cast.tilleuls, closed_on=date(26, 1, 1)),
        lambda cast: (f"/residences/{cast.tilleuls.pk}/fermeture/", {"closed_on": "0026-01-01"}),
    ),
    "territory.services.residences.keep_residence_file": Trial(
        "sarah",
        lambda cast, by: estate.keep_residence_file(by=by, name="a.csv", content=b""),
        lambda cast: ("/residences/import/", {"file": SimpleUploadedFile("a.csv", b"")}),
    ),
    "territory.services.residences.import_residences": Trial(
        "sarah",
        lambda cast, by: estate.import_residences(
            by=by, table=read_list(LIST), digest="of something else", file_id=uuid4()
        ),
        lambda cast: (
            f"/residences/import/{estate_list(cast).pk}/",
            {"decision": "apply", "digest": "of something else"},
        ),
    ),
}
