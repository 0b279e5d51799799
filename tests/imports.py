"""A file of the past sent by a référent, the worker that does what is asked of it, and what its page says."""

import re
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from incidents.models import FactImport, Incident
from incidents.services.fact_imports import confirm_import, send_fact_file
from incidents.tasks import run_fact_import
from journal.enums import JobState
from journal.failures import said_for_good
from journal.models import Job
from tests.pages import one_line
from tests.people import Cast, Person, acting
from tests.roles import as_worker

POINTED_AT = {  # by our key, in a file whose titles say little
    "ref": "Réf",
    "day": "Quand",
    "residence": "Où",
    "place": "Précision",
    "category": "Quoi",
    "facts": "Récit",
}
HEADER = "référence;date;heure;résidence;lieu;bâtiment;catégorie;récurrence;faits;dommage en euros;police appelée"
PORTE = "A-1;12/03/2025;21:30;Résidence des Tilleuls;Hall;C;Dégradation;Plusieurs fois;Porte forcée.;450;Oui, venue"
BRUIT = "A-2;2025-03-14;;residence des erables;Parking;;Bruit, voisinage;;Moteurs la nuit.;;"
BAD_DAY = "A-3;31/02/2025;;Résidence des Tilleuls;Hall;;Vol;;Boîte aux lettres forcée.;;"


def text(*lines: str, header: str = HEADER, encoding: str = "utf-8") -> bytes:
    return "\n".join([header, *lines, ""]).encode(encoding)


def send(client: Client, content: bytes, name: str = "faits.csv", **fields: str) -> Any:
    return client.post("/faits/import/", {"file": SimpleUploadedFile(name, content), **fields})


def work(fact_import: FactImport | str) -> FactImport:
    """The worker does what waits for it."""
    key = fact_import.pk if isinstance(fact_import, FactImport) else fact_import
    held = FactImport.objects.get(pk=key)
    if held.job_id is not None:
        with as_worker():
            run_fact_import(str(held.job_id))
    held.refresh_from_db()
    return held


def sent_by(person: Person, content: bytes, kind: str = "facts") -> FactImport:
    """By the service, and waiting for the worker."""
    with acting(person) as by:
        return send_fact_file(by=by, kind=kind, name="faits.csv", content=content, key=uuid4())


def read_by(person: Person, *lines: str) -> FactImport:
    return _planted(sent_by(person, text(*(lines or (PORTE,)))))


def done_by(person: Person, *lines: str) -> FactImport:
    held = read_by(person, *lines)
    assert held.report
    with acting(person) as by:
        confirm_import(by=by, fact_import=held, digest=held.report.sha256, reviewed=True)
    return _planted(held)


def _planted(fact_import: FactImport) -> FactImport:
    """In a world that is never committed nobody sees how far it is."""
    with patch("incidents.import_work.set_progress"):
        return work(fact_import)


def unmapped_by(person: Person) -> FactImport:
    return sent_by(person, text("C-1;12/03/2025;Là;Hall;Vol;Boîte forcée.", header=";".join(POINTED_AT.values())))


def failed_by(person: Person) -> FactImport:
    """A worker gave it up while it was read."""
    held = sent_by(person, text(PORTE))
    assert held.job_id is not None
    Job.objects.filter(pk=held.job_id).update(state=JobState.FAILED, error=said_for_good(""))
    return held


def read(person: Person, content: bytes, name: str = "faits.csv", **fields: str) -> FactImport:
    """Sent, and read by the worker."""
    address = send(person.client(), content, name, **fields).headers["Location"]
    return work(address.split("/")[-2])


def page_of(person: Person, fact_import: FactImport) -> str:
    """With spaces that break: what a reader sees."""
    return one_line(person.client().get(f"/faits/import/{fact_import.pk}/").text).replace("\u00a0", " ")


def counts(page: str) -> list[int]:
    """To import, already imported, changed since, to mend."""
    return [int(re.sub(r"\D", "", number)) for number in re.findall(r'class="value">([^<]*)<', page)]


def reasons(page: str) -> dict[int, list[str]]:
    found = re.findall(r'data-label="Ligne">(\d+)</td><td data-label="Pourquoi"><div>(.*?)</div></td>', page)
    return {int(number): re.findall(r"<div>(.*?)</div>", told) for number, told in found}


def confirm(person: Person, fact_import: FactImport, **fields: str) -> Any:
    assert fact_import.report
    data = {"digest": fact_import.report.sha256, **fields}
    return person.client().post(f"/faits/import/{fact_import.pk}/importer/", data)


def imported(person: Person, content: bytes, name: str = "faits.csv", **fields: str) -> FactImport:
    """Sent, read, confirmed and written."""
    fact_import = read(person, content, name, **fields)
    assert confirm(person, fact_import, reviewed="on").status_code == 302
    return work(fact_import)


def facts(cast: Cast, *names: str) -> set[tuple[Any, ...]]:
    """Those of the Deux Morins, by the columns named."""
    return set(Incident.objects.filter(landlord=cast.sarah.signatory).values_list(*names))


def lines_of(content: bytes) -> list[str]:
    return content.decode("utf-8-sig").splitlines()
