"""Every list leaves the portal as its pages show it to that person, and no further: row by row, for everybody."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from acting.days import PARIS
from acting.lists import Listing
from files.tables import export
from files.tables.writer import BOM, FORMULA, harmless
from journal.models import Entry
from referrals.models import Injunction
from signatories.permissions import convention_of
from territory.services.accesses import AccessDetails, give_access
from tests.convention77 import test_list_addresses as lists
from tests.matrix.gatherings import make_decision, make_meeting
from tests.matrix.test_reads import entries
from tests.matrix.world import World
from tests.people import acting, make_fact, make_injunction, make_residence


@dataclass(frozen=True)
class Exported:
    """`to` makes the file; `said` is by which cells of a line a row is told from others, and the row's own; `states`
    are addresses, some of them typed by hand."""

    to: str
    said: Callable[[Any], tuple[str, ...]]
    columns: tuple[str, ...]
    states: tuple[str, ...] = ("",)
    of_lease: bool = False


def day(value: Any) -> str:
    return f"{value:%d/%m/%Y}"


ODD = "etat=%00&tri=facts&boite=x&quand=x&couleur=%3Cscript%3E&commune=%27--&apres=x"
EXPORTS = {
    "incident_all": Exported(
        "incident_export",
        lambda fact: (fact.reference, fact.residence.name),
        ("référence", "résidence"),
        ("", "etat=filed", "commune=77288", "famille=voisinage&periode=30", "tri=-lieu", ODD),
    ),
    "situation_list": Exported(
        "situation_export",
        lambda situation: (situation.reference, situation.residence.name),
        ("Référence", "Résidence"),
        ("", "etat=toutes", "etat=closes", "nature=lease", "suivi=moi", ODD),
    ),
    "referral_list": Exported(
        "referral_export",
        lambda referral: (referral.reference,),
        ("Référence",),
        (
            "", "boite=recues", "boite=recues&etat=toutes", "boite=recues&etat=terminees", "boite=envoyees",
            "boite=envoyees&etat=brouillons", "boite=envoyees&etat=attente", "boite=recues&etat=toutes&commune=77284",
            "boite=recues&etat=moi", ODD,
        ),
    ),
    "injunction_list": Exported(
        "injunction_export",
        lambda injunction: (injunction.reference, injunction.place),
        ("Référence", "Lieu"),
        ("", "etat=terminees", "etat=toutes", ODD),
    ),
    "letter_list": Exported(
        "letter_export",
        lambda letter: (letter.get_kind_display(), day(letter.written_on)),
        ("Lettre", "Datée du"),
        of_lease=True,
    ),
    "residence_list": Exported(
        "residence_export",
        lambda residence: (residence.name, residence.commune.name),
        ("Résidence", "Commune"),
        ("", "q=tilleuls", "commune=77288", "etat=toutes", "tri=-bailleur", 'q=%25%27+OR+1%3D1', ODD),
    ),
    "access_list": Exported(
        "access_export",
        lambda access: (access.residence.name, access.get_kind_display(), access.note),
        ("Résidence", "Quoi", "Note"),
        ("", "etat=tous", "etat=echus", ODD),
    ),
    "meeting_list": Exported(
        "meeting_export",
        lambda meeting: (meeting.title, meeting.get_kind_display()),
        ("Réunion", "Nature"),
        ("", "quand=passees", "quand=passees&nature=steering", "nature=gpo", ODD),
    ),
    "decision_list": Exported(
        "decision_export",
        lambda decision: (decision.meeting.title, decision.text),
        ("Réunion", "Décision"),
    ),
}  # fmt: skip
# Compared below, each in its own way.
TOLD_APART = {
    "journal": "each visit adds a line: compared under one act",
    "directory": "posted with what was searched, and compared with its page by tests/correspondents/test_directory.py",
}
WITHOUT = {
    "incident_list": "a gardien's own telephone: a file of facts is the house's, and its référent's to make",
    "fact_import_list": "files that were sent, which their sender has",
    "handover": "the page of one act",
    "exceptional_ask": "what was asked, each read on its own page",
    "exceptional_list": "what was asked, each read on its own page",
    "post_list": "who is designated stands in the directory, which has its files; this page keeps it",
    "account_list": "no file of all addresses by which people sign in",
    "job_list": "machinery",
    "mail_list": "no file of all addresses that were written to",
    "report_list": "files already",
    "review_list": "files already",
    "publication_list": "delegates read published figures, on their pages and in their papers, never as rows",
    "convention_settings": "the history of settings, read beside them",
    "charter_list": "the versions of one text",
    "gap_list": "to be mended, and another one tomorrow",
    "due_list": "of several kinds, each of which has its list",
    "demo_mail_list": "the mails of a demonstration",
    "letter_template_list": "six texts",
    "signatory_list": "a public page shows them",
    "subject_list": "a table of the convention",
    "theme_list": "texts",
    "addressee_list": "names of holders of a lease leave in a letter, never as a table",
    "person_list": "names of persons leave with a legal action, never as a table",
    "evidence_list": "a dossier is a file with its own list of pieces",
}
NEAR = {"sarah", "victor", "karim", "maud", "pascale"}  # who have rows beside each other's
# Open to a gardien on the screen, where it is of use on the way; never as a file.
ON_SCREEN_ONLY = {"residence_list", "access_list"}


def test_each_list_has_its_export_or_says_why_not() -> None:
    named = {name for name, _, _ in lists.LISTS} | set(lists.NO_PAGES) | lists.OF_ONE_CASE
    told = [set(EXPORTS), set(TOLD_APART), set(WITHOUT)]
    assert named == set().union(*told)
    assert sum(map(len, told)) == len(named)


@pytest.fixture
def filled(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """With words that a spreadsheet would compute, accesses and meetings; on pages of four rows, read by three."""
    cast, formula = world.cast, '=HYPERLINK("http://x")'
    make_fact(cast.gilles, make_residence(cast.sarah.signatory, "@SUM(1)"), facts=formula)
    for person, residence, holder in (
        (cast.sarah, cast.tilleuls, cast.karim),
        (cast.sarah, cast.erables, cast.geraldine),
        (cast.victor, cast.pommiers, cast.karim),
    ):
        with acting(person) as by:
            for note in ("+33", f"de {person.user.first_name}"):
                given = AccessDetails(
                    kind="badge", quantity=2, service="force", holder=holder.signatory, given_on=by.today, note=note
                )
                give_access(by=by, residence=residence, details=given, key=uuid4())
    with acting(cast.delphine) as by:
        convention = convention_of(by)
    meeting = make_meeting(convention, "-1+1")
    make_decision(meeting, cast.sarah.signatory, formula)
    make_decision(meeting, cast.karim.signatory, "Vérifier l’éclairage.")
    make_meeting(convention, "Comité du printemps")
    make_meeting(convention, "Comité de l’été")
    page = Listing.page

    def small(listing: Listing[Any]) -> Any:
        listing.size = 4
        return page(listing)

    monkeypatch.setattr(Listing, "page", small)
    monkeypatch.setattr(Listing.parts, "__defaults__", (3,))
    return world


def address_of(world: World, name: str, of: Exported) -> str:
    return reverse(name, args=[world.situations["lease"].pk] if of.of_lease else [])


def shown_by(client: Client, address: str, state: str) -> tuple[list[Any], Any]:
    """The rows of all pages of a list, and its first page."""
    first = response = client.get(f"{address}?{state}")
    assert response.status_code == 200, (address, state)
    rows: list[Any] = []
    while True:
        rows += response.context["letters"] if "letters" in response.context else response.context["page_obj"].rows
        on = re.findall(r'rel="next"\s+href="([^"]*)"', response.text)
        if not on:
            return rows, first
        response = client.get(address + unescape(on[0]))


def table_in(response: Any) -> list[list[str]]:
    if response.headers["Content-Type"].startswith("text/csv"):
        text = response.content.decode().removeprefix(BOM)
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}
    return [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]


def new_entries(ask: Callable[[], Any]) -> tuple[Any, list[Entry]]:
    before = {entry.pk for entry in entries()}
    response = ask()
    return response, [entry for entry in entries() if entry.pk not in before]


def owner_of(row: Any) -> UUID | None:
    """Whose a row is, said once more from the tables."""
    for name in ("landlord_id", "sender_id"):
        if hasattr(row, name):
            return UUID(str(getattr(row, name)))
    if hasattr(row, "situation"):
        return UUID(str(row.situation.landlord_id))
    return UUID(str(row.residence.landlord_id)) if hasattr(row, "residence") else None


@pytest.mark.parametrize("name", EXPORTS)
def test_a_file_holds_the_rows_that_the_pages_show(filled: World, name: str) -> None:
    of, seen = EXPORTS[name], set[str]()
    to, address = address_of(filled, of.to, of), address_of(filled, name, of)
    for who, person in filled.people.items():
        client = filled.clients[who]
        if client.get(address).status_code != 200 or (name in ON_SCREEN_ONLY and person.post.function == "gardien"):
            assert client.get(to).status_code in (403, 404), who
            continue
        for state in of.states if who in NEAR else of.states[:1]:
            rows, page = shown_by(client, address, state)
            response, written = new_entries(lambda: client.get(f"{to}?{state}&format=csv"))  # noqa: B023
            header, *lines = table_in(response)
            places = [header.index(column) for column in of.columns]
            found = Counter(tuple(line[place] for place in places) for line in lines)
            assert found == Counter(tuple(map(harmless, of.said(row))) for row in rows), (who, state)
            assert not [cell for line in lines for cell in line if cell.lstrip().startswith(FORMULA)], (who, state)
            as_written(name, rows, written)
            links = re.findall(r'href="([^"]*)format=(csv|xlsx)"', page.text)
            assert [form for _, form in links] == (["csv", "xlsx"] if rows else []), (who, state)
            if rows and who not in seen:  # what the page leads to is what was typed, in both formats
                seen.add(who)
                for link, form in links:
                    assert table_in(client.get(f"{unescape(link)}format={form}")) == [header, *lines], (who, state)
    assert len(seen) >= 2 or of.of_lease, "nobody else has rows that could leak"


def as_written(name: str, rows: list[Any], written: list[Entry]) -> None:
    """One entry for each owner, which names what left."""
    written = [entry for entry in written if entry.object_id is None]
    assert {entry.channel for entry in written} <= {"export"}
    shown = sorted(pk for entry in written for pk in entry.shown or ())
    assert shown == sorted(row.pk for row in rows)
    assert [entry.count for entry in written] == [len(entry.shown or ()) for entry in written]
    owners = [entry.owner_id for entry in written]
    assert len(set(owners)) == len(owners)
    if name not in ("meeting_list", "decision_list"):
        assert set(owners) == {owner_of(row) for row in rows}


def test_what_is_neutralised_is_there(filled: World) -> None:
    sarah, delphine = filled.clients["sarah"], filled.clients["delphine"]
    assert "'=HYPERLINK" in sarah.get("/faits/tous/export/").content.decode()
    assert '"\'@SUM(1)"' in sarah.get("/residences/export/").content.decode()
    assert '"\'+33"' in sarah.get("/residences/acces/export/").content.decode()
    assert '"\'-1+1"' in delphine.get("/reunions/export/?quand=passees").content.decode()


def test_of_what_is_no_longer_read_a_file_says_no_more_than_its_line(filled: World) -> None:
    """Paul had received it; what Karim may not open is reserved to others."""
    for who, key, title in (
        ("paul", "withdrawn", "Accès terminé"),
        ("karim", "reserved", "Réservée à des personnes nommées"),
    ):
        referral = filled.referrals[key]
        content = table_in(filled.clients[who].get("/saisines/export/?boite=recues&etat=toutes"))
        [line] = [dict(zip(content[0], line, strict=True)) for line in content[1:] if line[0] == referral.reference]
        assert line["Saisine"] == title
        told = {
            name: value for name, value in line.items() if name in ("Lieu", "Numéros", "Service", "De", "Suivie par")
        }
        assert not any(told.values()), (who, told)


def test_the_journal_leaves_as_it_is_told(filled: World) -> None:
    """Partners by the day alone, and without a name; under one act, since each visit is a line itself."""
    filled.clients["karim"].get("/saisines/")
    filled.clients["sarah"].get("/faits/tous/")
    seen = set()
    for who in ("dina", "sarah", "karim", "adrien"):
        for verb in ("saisine.lue", "fait.lu"):
            state, client = f"verb={verb}", filled.clients[who]
            address, told = "/journal/", list[Any]()
            while address:
                page = client.get(address if "?" in address else f"{address}?{state}")
                told += page.context["lines"]
                on = re.findall(r'rel="next"\s+href="([^"]*)"', page.text)
                address = f"/journal/{unescape(on[0])}" if on else ""
            response, written = new_entries(lambda: client.get(f"/journal/export/?{state}"))  # noqa: B023
            header, *lines = table_in(response)
            assert Counter(map(tuple, lines)) == Counter(line_of_journal(line) for line in told), (who, verb)
            assert table_in(client.get(f"/journal/export/?{state}&format=xlsx")) == [header, *lines]
            assert [(entry.verb, entry.channel, entry.count) for entry in written] == (
                [("journal.lu", "export", len(lines))] if lines else []
            )
            seen |= {(who, verb)} if lines else set()
    assert {("dina", "saisine.lue"), ("karim", "saisine.lue"), ("sarah", "fait.lu")} <= seen
    assert ("karim", "fait.lu") not in seen


def line_of_journal(line: Any) -> tuple[str, ...]:
    hour = f"{line.at.astimezone(PARIS):%H:%M}" if line.at else ""
    said = (line.function, line.institution, line.name, line.act, line.about, str(line.count))
    return (day(line.day), hour, *said, ", ".join(line.references), line.channel, line.reason)


def test_wrong_filters_of_the_journal_give_no_file(filled: World) -> None:
    response = filled.clients["dina"].get("/journal/export/?since=hier&format=csv")
    assert (response.status_code, response.headers["Location"]) == (302, "/journal/?since=hier&format=csv")


def test_the_directory_is_the_same_in_both_formats(filled: World) -> None:
    karim = filled.clients["karim"]
    for query, text in (("", ""), ("?nature=prosecution", ""), ("", "meaux")):
        files = [
            table_in(karim.post(f"/annuaire/csv/{query}", {"text": text, "format": form})) for form in ("csv", "xlsx")
        ]
        assert files[0] == files[1]
        assert len(files[0]) > 1


def test_more_than_a_file_may_hold_gives_none(filled: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST_EXPORTED", 2)
    client = filled.clients["sarah"]
    for form in ("csv", "xlsx"):
        response, written = new_entries(lambda: client.get(f"/faits/tous/export/?etat=filed&format={form}"))  # noqa: B023
        assert (response.status_code, response.headers["Location"]) == (302, "/faits/tous/?etat=filed")
        assert not written
        assert "resserrez la liste" in client.get("/faits/tous/?etat=filed").text


def test_a_file_is_kept_nowhere_and_names_nobody(filled: World) -> None:
    response = filled.clients["sarah"].get("/saisines/export/?boite=envoyees&format=xlsx")
    assert response.headers["Cache-Control"] == "no-store, private"
    assert re.fullmatch(
        r'attachment; filename="saisines-envoyees-\d{4}-\d\d-\d\d\.xlsx"', response.headers["Content-Disposition"]
    )


def test_more_rows_ask_no_more(world: World) -> None:
    """But for one statement for each part of five hundred."""

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            world.clients["pascale"].get("/injonctions/export/?etat=toutes")
        return len(captured)

    asked()
    with acting(world.cast.pascale):
        few = Injunction.objects.count()
    before = asked()
    for number in range(8):
        make_injunction(world.cast.pascale, world.cast.tilleuls, days_ago=number % 4)
    assert (asked(), few > 0) == (before, True)
