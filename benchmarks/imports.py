"""What an import costs beside a bare COPY of the same lines into the same table, with its indexes and its keys."""

import csv
import io
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from random import Random
from time import perf_counter
from uuid import uuid4

from django.db import connection, transaction

from acting.actor import Actor, acting_as, known
from benchmarks.connections import as_owner, standing_in
from benchmarks.people import actor_named
from benchmarks.table import Result, at_most, compared
from benchmarks.timing import in_turn
from files.models import StoredFile
from incidents.enums import ImportKind, ImportState
from incidents.import_files import FACT_FILE
from incidents.import_lines import LineReader
from incidents.import_report import staged, table_of, tongue_of
from incidents.import_staging import judge, last_line, write_lines
from incidents.import_work import PART, values_of
from incidents.models import FactImport
from territory.permissions import residences_visible_to

LINES, BAD = 100_000, 50  # one line in fifty is wrong
HEADER = (
    "référence;date;heure;résidence;commune;lieu;bâtiment;catégorie;récurrence;faits;dommage en euros;police appelée"
)
PLACES = ("Hall", "Escalier", "Cave", "Parking", "Abords")
CATEGORIES = ("Tags", "Bruit, voisinage", "Dégradation", "Vol", "Dépôt, propreté", "Occupation des parties communes")
TEXTS = (
    "Porte du hall forcée, vitrage brisé, la serrure est à remplacer.",
    "Des scooters roulent dans le parking jusqu’à deux heures du matin.",
    "Encombrants laissés devant le local poubelles, troisième fois ce mois-ci.",
)
WORKER = "convention77_worker"
COLUMNS = (
    "id, reference, landlord_id, residence_id, place, building, category_id, started_at, recurrence, facts,"
    " damage_euros, police_called, is_pressing, targets_staff, staff_open, state, filed_by_id, filed_post_id, filed_at,"
    " submission, own_reference, fact_import_id"
)


def imports(database: str, facts: int) -> Iterator[Result]:
    """Each in one transaction that is taken back; the portal's worker ends one after each part. What the guard of texts
    says is asked when the file is read, and not again when it is written."""
    lines = min(LINES, facts)
    actor = actor_named(database, "référent")
    with sent(database, actor) as fact_import:
        content = _file(database, actor, lines)
        before = _peak()
        with standing_in(database, WORKER):
            began = perf_counter()
            with taken_back(actor):
                _stage(actor, content, guarded=True)
                judge(fact_import.landlord_id, fact_import.pk)
            read = (perf_counter() - began) * 1000
        with standing_in(database, WORKER), taken_back(actor):
            _stage(actor, content, guarded=False)
            _write(actor, fact_import)
            rows = _copied_out(fact_import)
        kept = _peak() - before
        written, copied = in_turn(
            partial(_imported, database, actor, fact_import, content), partial(_copied_in, database, rows)
        )
    yield compared(f"importer {lines} lignes lues, temps ÷ COPY nu", written, copied, at_most(1.5))
    yield compared(f"lire {lines} lignes, textes relus, temps ÷ COPY nu", read, copied, at_most(6))
    yield compared("mémoire de plus pour lire et importer, Mo", kept, 200, at_most(1))


@contextmanager
def sent(database: str, actor: Actor) -> Iterator[FactImport]:
    """A file that the référent has confirmed; the world forgets it afterwards."""
    with standing_in(database), transaction.atomic(), acting_as(actor):
        kept = {"name": "banc.csv", "content_type": "text/csv", "size": 1, "sha256": "", "path": uuid4().hex}
        stored = StoredFile.objects.create(**kept, purpose=FACT_FILE, owner_id=actor.signatory_id, created_at=actor.now)
        fact_import = FactImport.objects.create(
            landlord_id=known(actor.signatory_id),
            kind=ImportKind.FACTS,
            state=ImportState.READING,
            name="banc.csv",
            file=stored,
            asked_by_id=known(actor.user_id),
            asked_post_id=known(actor.post_id),
            designation_id=known(actor.designation_id),
            created_at=actor.now,
        )
        FactImport.objects.filter(pk=fact_import.pk).update(state=ImportState.IMPORTING, applied_at=actor.now)
    yield FactImport(pk=fact_import.pk, landlord_id=known(actor.signatory_id), applied_at=actor.now)
    with as_owner(database) as owner, owner.cursor() as cursor:
        cursor.execute("SET app.function = 'machine'")
        cursor.execute("DELETE FROM incidents_factimport WHERE id = %s", [str(fact_import.pk)])
        cursor.execute("DELETE FROM files_storedfile WHERE id = %s", [str(stored.pk)])
        owner.commit()


@contextmanager
def taken_back(actor: Actor) -> Iterator[None]:
    with transaction.atomic(), acting_as(actor):
        yield
        transaction.set_rollback(True)


def _stage(actor: Actor, content: bytes, *, guarded: bool) -> None:
    tongue = tongue_of(actor, ImportKind.FACTS)
    reader = LineReader(ImportKind.FACTS, tongue.words, tongue.categories, actor.now, guarded=guarded)
    staged(table_of(content, ImportKind.FACTS), reader, lambda _: None)


def _write(actor: Actor, fact_import: FactImport) -> None:
    judge(fact_import.landlord_id, fact_import.pk)
    for first in range(0, last_line() + 1, PART):
        write_lines(values_of(actor, fact_import), first, first + PART - 1)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _imported(database: str, actor: Actor, fact_import: FactImport, content: bytes) -> None:
    with standing_in(database, WORKER), taken_back(actor):
        _stage(actor, content, guarded=False)
        _write(actor, fact_import)


def _copied_out(fact_import: FactImport) -> str:
    text = io.StringIO()
    with connection.cursor() as cursor:
        chosen = f"SELECT {COLUMNS} FROM incidents_incident WHERE fact_import_id = '{fact_import.pk}'"
        cursor.copy_expert(f"COPY ({chosen}) TO STDOUT", text)
    return text.getvalue()


def _copied_in(database: str, rows: str) -> None:
    """Without walls and without the counts that follow facts; with the checks that a commit would make."""
    with as_owner(database) as owner, owner.cursor() as cursor:
        cursor.execute("ALTER TABLE incidents_incident NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER")
        cursor.execute("SET app.function = 'machine'")
        cursor.copy_expert(f"COPY incidents_incident ({COLUMNS}) FROM STDIN", io.StringIO(rows))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        owner.rollback()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _file(database: str, actor: Actor, lines: int) -> bytes:
    """In Windows-1252 with semicolons, as a French spreadsheet writes it."""
    random = Random(7)  # noqa: S311 - the same file each time
    with standing_in(database), transaction.atomic(), acting_as(actor):
        homes = [(home.name, home.commune.name) for home in residences_visible_to(actor)]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER.split(";"))
    for number in range(lines):
        name, commune = random.choice(homes)
        day = "31/02/2024" if number % BAD == 0 else f"{random.randint(1, 28):02}/{random.randint(1, 12):02}/2024"
        hour = f"{random.randint(0, 23):02}:{random.randint(0, 59):02}"
        said = f"{random.choice(TEXTS)} Constat {number}."
        where = (name, commune, random.choice(PLACES), "C")
        writer.writerow((f"B-{number}", day, hour, *where, random.choice(CATEGORIES), "", said, "", "Non"))
    return text.getvalue().encode("cp1252")
