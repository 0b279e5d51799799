"""Facts of the past: read and shown first, written once, undone as a whole."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.test import override_settings
from django.utils import timezone

from acting.french import day
from acting.refusals import Refused
from correspondents.enums import DesignationRole
from incidents import import_report, import_work
from incidents.enums import ImportState
from incidents.import_columns import LIMITS
from incidents.import_files import kept_file
from incidents.import_staging import write_lines
from incidents.models import FactCount, FactImport, Incident
from incidents.services.fact_imports import stop_import, tell_columns
from incidents.services.situations import open_situation
from journal.enums import Cause
from journal.failures import said_for_good, said_once
from journal.models import Entry, Job, Message
from tests.imports import (
    BAD_DAY,
    BRUIT,
    HEADER,
    PORTE,
    confirm,
    counts,
    facts,
    failed_by,
    imported,
    lines_of,
    page_of,
    read,
    reasons,
    send,
    sent_by,
    text,
    work,
)
from tests.pages import one_line
from tests.people import Cast, acting, appoint, make_user


@pytest.fixture(autouse=True)
def private_folder(tmp_path: Path) -> object:
    with override_settings(PRIVATE_ROOT=tmp_path):
        yield


def test_a_file_is_shown_then_written_and_changes_nothing_the_second_time(cast: Cast) -> None:
    sent = read(cast.sarah, text(PORTE, BRUIT, BAD_DAY))
    page = page_of(cast.sarah, sent)
    assert (sent.state, counts(page)) == ("read", [2, 0, 0, 1])
    assert reasons(page) == {
        4: ["« 31/02/2025 » n’est pas une date : écrivez jour/mois/année, par exemple 12/03/2024."]
    }
    assert facts(cast, "own_reference") == set()
    confirm(cast.sarah, sent)
    assert (work(sent).state, work(sent).brought) == ("done", 2)
    names = ("own_reference", "residence__name", "place", "building", "category", "recurrence", "facts", "state")
    assert facts(cast, *names) == {
        ("A-1", "Résidence des Tilleuls", "hall", "C", "degradation", "repeated", "Porte forcée.", "left_apart"),
        ("A-2", "Résidence des Érables", "car_park", "", "bruit", "isolated", "Moteurs la nuit.", "left_apart"),
    }
    porte = Incident.objects.get(own_reference="A-1")
    assert porte.started_at.isoformat() == "2025-03-12T20:30:00+00:00"
    assert (porte.damage_euros, porte.police_called, porte.filed_by) == (450, "came", cast.sarah.user)
    assert not Message.objects.filter(object_id=porte.pk).exists()
    again = read(cast.sarah, text(PORTE, BRUIT, BAD_DAY))
    assert counts(page_of(cast.sarah, again)) == [0, 2, 0, 1]
    assert confirm(cast.sarah, again).status_code == 200
    assert len(facts(cast, "pk")) == 2


def test_wrong_lines_come_back_to_be_mended_and_only_they_are_added(cast: Cast) -> None:
    first = imported(cast.sarah, text(PORTE, BAD_DAY, "A-4;12/03/2025;;Ailleurs;Hall;;Vol;;Vol de vélo.;;"))
    client = cast.sarah.client()
    back = client.get(f"/faits/import/{first.pk}/a-corriger/")
    header, *lines = lines_of(back.content)
    assert header.startswith('"référence";"date"')
    assert header.endswith('"À corriger"')
    assert [line.split(";")[0] for line in lines] == ['"A-3"', '"A-4"']
    assert "Résidence inconnue" in lines[1]
    mended = "\n".join(
        [header, lines[0].replace("31/02", "28/02"), lines[1].replace("Ailleurs", "Résidence des Tilleuls")]
    )
    second = imported(cast.sarah, mended.encode())
    assert second.brought == 2
    assert facts(cast, "own_reference") == {("A-1",), ("A-3",), ("A-4",)}


def test_what_changed_since_is_told_and_stays_as_it_is(cast: Cast) -> None:
    imported(cast.sarah, text(PORTE, BRUIT))
    again = read(cast.sarah, text(PORTE.replace("450", "900"), BRUIT))
    page = page_of(cast.sarah, again)
    assert counts(page) == [0, 1, 1, 0]
    assert "Ligne 2 : A-1" in page
    assert Incident.objects.get(own_reference="A-1").damage_euros == 450


def test_a_line_twice_in_a_file_counts_once(cast: Cast) -> None:
    sent = read(cast.sarah, text(PORTE, BRUIT, PORTE.replace("Hall", "Cave")))
    page = page_of(cast.sarah, sent)
    assert (counts(page), reasons(page)) == ([2, 0, 0, 1], {4: ["Même référence que la ligne 2 : « A-1 »."]})


def test_a_file_without_references_is_known_by_what_its_lines_say(cast: Cast) -> None:
    header = "date;résidence;lieu;catégorie;faits"
    line = "12/03/2025;Résidence des Tilleuls;Hall;Vol;Boîte aux lettres forcée."
    assert imported(cast.sarah, text(line, header=header)).brought == 1
    again = read(cast.sarah, text(line, line.replace("12/03", "13/03"), header=header))
    assert counts(page_of(cast.sarah, again)) == [1, 1, 0, 0]


def test_another_landlords_references_are_its_own(cast: Cast) -> None:
    line = PORTE.replace("Résidence des Tilleuls", "Clos des Pommiers")
    imported(cast.victor, text(line))
    assert counts(page_of(cast.sarah, read(cast.sarah, text(PORTE)))) == [1, 0, 0, 0]
    theirs = Incident.objects.get(landlord=cast.victor.signatory)
    by_number = read(cast.sarah, text(PORTE.replace("A-1", theirs.reference)))
    assert counts(page_of(cast.sarah, by_number)) == [1, 0, 0, 0]
    unknown = read(cast.sarah, text(line))
    assert reasons(page_of(cast.sarah, unknown)) == {2: ["Résidence inconnue : « Clos des Pommiers »."]}


def test_words_are_told_once_and_remembered_for_the_landlord(cast: Cast) -> None:
    line = "B-1;12/03/2025;;Tilleuls bâtiment C;Sas;;Incivilité;;Porte bloquée.;;"
    sent = read(cast.sarah, text(line, line.replace("B-1", "B-2")))
    client = cast.sarah.client()
    page = client.get(f"/faits/import/{sent.pk}/mots/").text
    assert page.count("2 lignes") == 3
    assert "Clos des Pommiers" not in page
    asked = {f"mot-{place}": field for place, field in enumerate(("residence", "place", "category"))}
    meant = {"residence": str(cast.tilleuls.pk), "place": "hall", "category": "degradation"}
    client.post(f"/faits/import/{sent.pk}/mots/", {name: meant[field] for name, field in asked.items()})
    assert counts(page_of(cast.sarah, work(sent))) == [2, 0, 0, 0]
    other = read(cast.sarah, text(line.replace("B-1", "B-3")))
    assert counts(page_of(cast.sarah, other)) == [1, 0, 0, 0]
    theirs = read(cast.victor, text(line))
    assert counts(page_of(cast.victor, theirs)) == [0, 0, 0, 1]


def test_a_word_means_nothing_of_another_house(cast: Cast) -> None:
    sent = read(cast.sarah, text(PORTE.replace("Résidence des Tilleuls", "Pommiers")))
    answer = cast.sarah.client().post(f"/faits/import/{sent.pk}/mots/", {"mot-0": str(cast.pommiers.pk)})
    assert answer.status_code == 200
    assert counts(page_of(cast.sarah, work(sent))) == [0, 0, 0, 1]


def test_columns_are_pointed_at_once_and_remembered(cast: Cast) -> None:
    header = "Réf. interne;Quand;Où;Précision;Quoi;Récit"
    line = "C-1;12/03/2025;Résidence des Tilleuls;Hall;Vol;Boîte aux lettres forcée."
    sent = read(cast.sarah, text(line, header=header))
    assert sent.state == ImportState.TO_MAP
    client = cast.sarah.client()
    page = client.get(f"/faits/import/{sent.pk}/colonnes/").text
    assert "Il manque" in page
    chosen = {
        "ref": "Réf. interne",
        "day": "Quand",
        "residence": "Où",
        "place": "Précision",
        "category": "Quoi",
        "facts": "Récit",
    }
    twice = client.post(f"/faits/import/{sent.pk}/colonnes/", {**chosen, "category": "Où"})
    assert "est choisie deux fois" in twice.text
    assert client.post(f"/faits/import/{sent.pk}/colonnes/", chosen).status_code == 302
    assert counts(page_of(cast.sarah, work(sent))) == [1, 0, 0, 0]
    other = read(cast.sarah, text(line.replace("C-1", "C-2"), header=header))
    assert counts(page_of(cast.sarah, other)) == [1, 0, 0, 0]


def every_column(page: str) -> dict[str, str]:
    """What the page has chosen for each of our columns."""
    selects = re.findall(r'<select name="(\w+)".*?</select>', page, re.DOTALL)
    return {
        name: (re.findall(rf'<select name="{name}".*?value="([^"]*)" selected', page, re.DOTALL) or [""])[0]
        for name in selects
    }


def test_what_one_file_has_not_is_read_in_the_next(cast: Cast) -> None:
    """A column left at « – » was chosen for that file; another one, as the portal exports it, has it."""
    short = "Réf. interne;Quand;Où;Précision;Quoi;Récit"
    sent = read(cast.sarah, text("C-1;12/03/2025;Résidence des Tilleuls;Hall;Vol;Boîte forcée.", header=short))
    pointed = dict(zip(("ref", "day", "residence", "place", "category", "facts"), short.split(";"), strict=True))
    address = f"/faits/import/{sent.pk}/colonnes/"
    left = dict.fromkeys(("hour", "building", "recurrence", "damage", "police"), "")
    assert cast.sarah.client().post(address, {**pointed, **left}).status_code == 302
    imported(cast.sarah, text(PORTE))
    porte = Incident.objects.get(own_reference="A-1")
    assert (porte.building, porte.recurrence, porte.damage_euros, porte.police_called) == ("C", "repeated", 450, "came")
    assert porte.started_at.isoformat() == "2025-03-12T20:30:00+00:00"


def test_the_portals_own_title_wins_over_what_was_pointed_at(cast: Cast) -> None:
    header, line = HEADER + ";Récit", PORTE + ";Une autre histoire."
    first = read(cast.sarah, text(line, header=header))
    address = f"/faits/import/{first.pk}/colonnes/"
    chosen = every_column(cast.sarah.client().get(address).text) | {"facts": "Récit"}
    assert cast.sarah.client().post(address, chosen).status_code == 302
    assert "Une autre histoire." in page_of(cast.sarah, work(first))
    second = page_of(cast.sarah, read(cast.sarah, text(line, header=header)))
    assert ("Une autre histoire." in second, "Porte forcée." in second) == (False, True)


def test_what_is_not_to_be_read_is_not_written_and_said_at_the_top(cast: Cast) -> None:
    sent = read(cast.sarah, text(PORTE))
    address = f"/faits/import/{sent.pk}/colonnes/"
    chosen = every_column(cast.sarah.client().get(address).text)
    assert chosen["damage"] == "dommage en euros"
    assert cast.sarah.client().post(address, chosen | {"damage": ""}).status_code == 302
    sent = work(sent)
    page = page_of(cast.sarah, sent)
    told = page.index("Colonne laissée de côté : « dommage en euros »")
    assert told < page.index("Faits à importer")
    confirm(cast.sarah, sent)
    work(sent)
    assert Incident.objects.get(own_reference="A-1").damage_euros is None


def test_a_column_that_is_needed_is_asked_for_at_its_field(cast: Cast) -> None:
    header = "Réf. interne;Quand;Où;Précision;Quoi;Récit"
    sent = sent_by(cast.sarah, text("C-1;12/03/2025;Là;Hall;Vol;Boîte forcée.", header=header))
    client, address = cast.sarah.client(), f"/faits/import/{sent.pk}/colonnes/"
    page = one_line(client.get(address).text)
    optional = re.findall(r"<label[^>]*>\s*([^<]*?)\s*<span class=\"optional\">", page)
    assert not {"Date", "Résidence", "Lieu", "Catégorie", "Faits"} & set(optional)
    assert {"Référence", "Heure", "Bâtiment"} <= set(optional)
    assert "Quand, par exemple «\u00a012/03/2025\u00a0»" in page
    answer = client.post(address, {"ref": "Réf. interne", "day": "Quand", "place": "Précision", "category": "Quoi"})
    assert answer.context["form"].errors == {"facts": ["Choisissez la colonne de votre fichier qui le dit."]}
    told = {"day": "Quand", "place": "Précision", "category": "Quoi", "facts": "Récit"}
    asked = {"residence": ["Choisissez la colonne de la résidence, ou celle de l’adresse."]}
    assert client.post(address, told).context["form"].errors == asked
    with acting(cast.sarah) as by, pytest.raises(Refused, match="Choisissez la colonne"):
        tell_columns(by=by, fact_import=sent, columns={"day": "quand"})
    assert client.post(address, told | {"address": "Où"}).status_code == 302


def test_what_the_portal_has_put_an_apostrophe_before_is_mended_behind_it(cast: Cast) -> None:
    """« -50 € » is given back as « '-50 € »; whoever mends it writes « '50 »."""
    first = read(cast.sarah, text(PORTE.replace(";450;", ";-50 €;")))
    back = cast.sarah.client().get(f"/faits/import/{first.pk}/a-corriger/").content.decode("utf-8-sig")
    assert '"\'-50 €"' in back
    again = reasons(page_of(cast.sarah, read(cast.sarah, back.encode())))
    assert again == {2: ["« -50 » n’est pas un montant en euros."]}
    imported(cast.sarah, back.replace("'-50 €", "'50").encode())
    assert Incident.objects.get(own_reference="A-1").damage_euros == 50


def test_violence_at_home_has_no_door_here_either(cast: Cast) -> None:
    header = "référence;date;résidence;lieu;catégorie;faits;entre qui"
    lines = [
        "D-1;12/03/2025;Résidence des Tilleuls;Logement;Bruit, voisinage;Musique forte.;",
        "D-2;12/03/2025;Résidence des Tilleuls;Logement;Bruit, voisinage;Musique forte.;Entre voisins",
        "D-3;12/03/2025;Résidence des Tilleuls;Hall;Violence physique;Il frappe sa femme dans le hall.;",
        "D-4;12/03/2025;Résidence des Tilleuls;Hall;Menace, agression verbale;Il menace de se suicider.;voisins",
        "D-5;12/03/2025;Résidence des Tilleuls;Logement;Violence physique;Des coups.;famille",
    ]
    sent = read(cast.sarah, text(*lines, header=header))
    not_here = (
        "Cette ligne ne se déclare pas ici. Si le fait oppose des voisins, ou vise un agent, dites-le dans la "
        "colonne « entre qui »."
    )
    page = page_of(cast.sarah, sent)
    assert reasons(page) == {number: [not_here] for number in (2, 4, 5, 6)}
    confirm(cast.sarah, sent, reviewed="on")
    work(sent)
    assert facts(cast, "own_reference") == {("D-2",)}


def test_what_the_guard_sees_is_confirmed_and_journaled_by_kind(cast: Cast) -> None:
    sent = read(cast.sarah, text(PORTE.replace("Porte forcée.", "Porte forcée par M. Dupont, 06 12 34 56 78."), BRUIT))
    page = page_of(cast.sarah, sent)
    assert "1 ligne à relire" in page
    refused = confirm(cast.sarah, sent)
    assert "Relisez ces textes" in refused.text
    assert facts(cast, "pk") == set()
    confirm(cast.sarah, sent, reviewed="on")
    assert work(sent).brought == 2
    with acting(cast.sarah):
        reason = Entry.objects.get(verb="import_de_faits.confirme").reason
    assert reason == "texte maintenu\u00a0: personne, téléphone"


def test_an_import_is_undone_but_for_what_somebody_has_worked_on(cast: Cast) -> None:
    done = imported(cast.sarah, text(PORTE, BRUIT, BRUIT.replace("A-2", "A-5")))
    counted = FactCount.objects.filter(landlord=cast.sarah.signatory)
    assert sum(counted.values_list("facts", flat=True)) == 3
    with acting(cast.sarah) as sarah:
        open_situation(by=sarah, incident=Incident.objects.get(own_reference="A-2"))
    assert cast.sarah.client().post(f"/faits/import/{done.pk}/annuler/").status_code == 302
    undone = work(done)
    assert (undone.state, undone.remaining) == ("undone", 1)
    assert facts(cast, "own_reference") == {("A-2",)}
    assert sum(counted.values_list("facts", flat=True)) == 1
    page = page_of(cast.sarah, undone)
    assert "Ces faits restent" in page
    assert Incident.objects.get(own_reference="A-2").reference in page
    assert cast.sarah.client().post(f"/faits/import/{done.pk}/annuler/").status_code == 409


def test_after_a_week_an_import_stays(cast: Cast) -> None:
    done = imported(cast.sarah, text(PORTE))
    FactImport.objects.filter(pk=done.pk).update(ended_at=timezone.now() - timedelta(days=7, minutes=1))
    answer = cast.sarah.client().post(f"/faits/import/{done.pk}/annuler/")
    assert "Un import s’annule pendant sept jours" in answer.text
    assert "Annuler cet import" not in page_of(cast.sarah, done)
    assert facts(cast, "own_reference") == {("A-1",)}


def test_a_file_given_up_leaves_nothing(cast: Cast) -> None:
    sent = read(cast.sarah, text(PORTE, BAD_DAY))
    client = cast.sarah.client()
    assert client.post(f"/faits/import/{sent.pk}/arreter/").headers["Location"] == "/faits/import/"
    sent.refresh_from_db()
    assert sent.state == "stopped"
    assert [stored.erased_at is not None for stored in (sent.file, sent.report, sent.wrong) if stored] == [True] * 3
    assert client.get(f"/faits/import/{sent.pk}/a-corriger/").status_code == 404
    assert confirm(cast.sarah, sent).status_code == 409


def test_stopped_while_it_is_written_nothing_stays(cast: Cast) -> None:
    sent = read(cast.sarah, text(PORTE, BRUIT))
    confirm(cast.sarah, sent)
    held = FactImport.objects.get(pk=sent.pk)
    writing = held.job_id
    assert cast.sarah.client().post(f"/faits/import/{sent.pk}/arreter/").status_code == 302
    assert FactImport.objects.get(pk=sent.pk).state == "undoing"
    assert FactImport.objects.get(pk=sent.pk).job_id != writing
    assert work(sent).state == "stopped"
    assert facts(cast, "pk") == set()


def test_the_same_form_again_is_the_same_file(cast: Cast) -> None:
    key = "8b2e0a52-8f5c-4a55-9b7e-0c7c2c6d3f10"
    client = cast.sarah.client()
    addresses = {send(client, text(PORTE), submission=key).headers["Location"] for _ in range(2)}
    assert len(addresses) == 1
    assert send(client, text(BRUIT), submission=key).status_code == 409
    assert FactImport.objects.count() == 1


def test_the_lines_to_mend_may_be_heavier_than_the_file(cast: Cast) -> None:
    with patch("incidents.import_files.LIMITS", replace(LIMITS, megabytes=0)), acting(cast.sarah) as by:
        with pytest.raises(Refused):
            kept_file(by, b"1", "faits.csv")
        assert kept_file(by, b"1", "a-corriger-faits.csv", is_own_work=True).size == 1


def test_a_colleague_tries_again_what_a_worker_gave_up(cast: Cast) -> None:
    denise = appoint(make_user("Denise"), cast.sarah.post, role=DesignationRole.SUPPLEANT)
    failed = failed_by(cast.sarah)
    page = denise.client().get(f"/faits/import/{failed.pk}/").text
    assert "La lecture a échoué trois fois" in page
    assert denise.client().post(f"/faits/import/{failed.pk}/reprendre/").status_code == 302
    assert work(failed).state == "read"
    held = FactImport.objects.get(pk=failed.pk)
    assert held.asked_by == denise.user


def test_how_far_it_is_goes_up_at_each_step(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """While lines are read, once they are judged, while those to mend are gathered; and so when they are written."""
    monkeypatch.setattr(import_report, "AT_ONCE", 2)
    told: list[int] = []
    monkeypatch.setattr(import_work, "set_progress", lambda _job, percent: told.append(percent))
    sent = work(sent_by(cast.sarah, text(PORTE, BRUIT, BAD_DAY, PORTE.replace("A-1", "A-4"))))
    assert told == [28, 56, 80, 90, 99]
    told.clear()
    confirm(cast.sarah, sent)
    work(sent)
    assert told == [15, 30, 40, 40]


def test_two_at_once_one_waits(cast: Cast) -> None:
    one, other = read(cast.sarah, text(PORTE)), read(cast.sarah, text(PORTE, BRUIT))
    confirm(cast.sarah, one)
    refused = confirm(cast.sarah, other)
    assert "Un autre import de votre organisme est en cours" in refused.text
    work(one)
    assert confirm(cast.sarah, other).status_code == 302
    assert work(other).brought == 1
    assert facts(cast, "own_reference") == {("A-1",), ("A-2",)}


def test_what_was_shown_is_what_is_written(cast: Cast) -> None:
    sent = read(cast.sarah, text(PORTE))
    data = {"digest": "0" * 64}
    assert cast.sarah.client().post(f"/faits/import/{sent.pk}/importer/", data).status_code == 409
    assert facts(cast, "pk") == set()


def test_whose_designation_has_ended_imports_nothing(cast: Cast) -> None:
    sent = read(cast.sarah, text(PORTE))
    confirm(cast.sarah, sent)
    designation = cast.sarah.designation
    type(designation).objects.filter(pk=designation.pk).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert work(sent).state == "importing"
    held = FactImport.objects.get(pk=sent.pk)
    assert held.job
    assert (held.job.state, "a pris fin" in held.job.error) == ("failed", True)
    assert facts(cast, "pk") == set()


def test_an_import_of_somebody_who_left_is_ended_by_a_colleague(cast: Cast) -> None:
    denise = appoint(make_user("Denise"), cast.sarah.post, role=DesignationRole.SUPPLEANT)
    sent = read(cast.sarah, text(PORTE))
    confirm(cast.sarah, sent)
    designation = cast.sarah.designation
    type(designation).objects.filter(pk=designation.pk).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert work(sent).state == "importing"
    with acting(denise) as by:
        stop_import(by=by, fact_import=sent)
    assert work(sent).state == "stopped"
    assert imported(denise, text(PORTE)).state == "done", "and the next one is not kept waiting"
    assert facts(cast, "own_reference", "filed_by") == {("A-1", denise.user.pk)}


def test_what_was_not_read_by_the_guard_is_not_written(cast: Cast) -> None:
    """A line that was wrong for another reason stays out, though the reason has gone by another file; so does a column
    that nobody had pointed at when the file was read."""
    hidden = PORTE.replace("A-1", "A-9").replace("Résidence des Tilleuls", "Tour Z")
    hidden = hidden.replace("Hall", "Logement").replace("Porte forcée.", "Il frappe sa femme.")
    first = read(cast.sarah, text(PORTE, hidden))
    second = read(cast.sarah, text(BRUIT.replace("residence des erables", "Tour Z")))
    told = {"mot-0": str(cast.tilleuls.pk)}
    assert cast.sarah.client().post(f"/faits/import/{second.pk}/mots/", told).status_code == 302
    confirm(cast.sarah, first)
    assert work(first).state == "done"
    assert facts(cast, "own_reference") == {("A-1",)}


def test_a_killed_worker_goes_on_where_it_stood(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part is a transaction of its own: what was written is known by its line, and comes once."""
    monkeypatch.setattr(import_work, "PART", 2)
    sent = read(cast.sarah, text(*(PORTE.replace("A-1", f"K-{number}") for number in range(7))))
    confirm(cast.sarah, sent)
    real, calls = write_lines, list[int]()

    def killed(values: dict[str, object], first: int, last: int) -> int:
        calls.append(first)
        if len(calls) == 3:
            raise SystemExit
        return real(values, first, last)

    monkeypatch.setattr(import_work, "write_lines", killed)
    with pytest.raises(SystemExit):
        work(sent)
    half = Incident.objects.filter(fact_import=sent).count()
    assert 0 < half < 7
    monkeypatch.setattr(import_work, "write_lines", real)
    held = FactImport.objects.get(pk=sent.pk)
    assert held.job
    type(held.job).objects.filter(pk=held.job.pk).update(lease_until=timezone.now() - timedelta(minutes=5))
    assert work(sent).brought == 7
    assert len(facts(cast, "own_reference")) == 7


@pytest.mark.parametrize("sign", ["=", "@"])
def test_a_refused_formula_stays_refused_when_its_line_comes_back(cast: Cast, sign: str) -> None:
    """The file to mend puts an apostrophe before it; what the portal itself has and exported so is known again."""
    header = HEADER.replace("faits", "Commentaires").replace("catégorie", "Nature")
    formula = PORTE.replace("Porte forcée.", f"{sign}HYPERLINK(A1)")
    first = read(cast.sarah, text(formula, header=header))
    refused = ["Une formule, colonne « Commentaires » : collez la valeur à sa place."]
    assert reasons(page_of(cast.sarah, first)) == {2: refused}
    back = cast.sarah.client().get(f"/faits/import/{first.pk}/a-corriger/").content
    assert f'"\'{sign}HYPERLINK(A1)"'.encode() in back
    second = read(cast.sarah, back)
    assert (counts(page_of(cast.sarah, second)), reasons(page_of(cast.sarah, second))) == ([0, 0, 0, 1], {2: refused})


def test_a_column_is_named_as_the_file_names_it(cast: Cast) -> None:
    header = HEADER.replace("catégorie", "Nature").replace("lieu", "Endroit")
    line = PORTE.replace("Dégradation", "Incivilité").replace("Hall", "")
    assert reasons(page_of(cast.sarah, read(cast.sarah, text(line, header=header)))) == {
        2: ["La colonne « Endroit » est vide.", "Colonne « Nature » : « Incivilité » n’est pas un mot connu."]
    }


def test_the_lines_to_read_again_are_named_with_their_words(cast: Cast) -> None:
    named = PORTE.replace("Porte forcée.", "Porte forcée par M. Dupont, 06 12 34 56 78.")
    sent = read(cast.sarah, text(BRUIT, named))
    page = page_of(cast.sarah, sent)
    told = re.findall(r'data-label="Ligne">(\d+)</td><td data-label="Mots à relire">([^<]*)</td>', page)
    assert told == [("3", "« 06 12 34 56 78 » (téléphone), « M. Dupont » (personne)")]
    _, line = lines_of(cast.sarah.client().get(f"/faits/import/{sent.pk}/a-corriger/").content)
    assert line.startswith('"A-1"')
    assert line.endswith('"À relire\u00a0: personne, téléphone."')


def test_no_more_than_fifty_of_them_are_shown_and_all_are_in_the_file(cast: Cast) -> None:
    named = PORTE.replace("Porte forcée.", "Porte forcée par M. Dupont.")
    sent = read(cast.sarah, text(*(named.replace("A-1", f"N-{number}") for number in range(52))))
    page = page_of(cast.sarah, sent)
    assert (page.count('Mots à relire">'), "Les 50 premières" in page) == (50, True)
    assert len(lines_of(cast.sarah.client().get(f"/faits/import/{sent.pk}/a-corriger/").content)) == 53


@pytest.mark.parametrize(
    ("error", "cause", "told"),
    [
        (said_once(""), "", "La lecture a échoué ; un nouvel essai est prévu."),
        (said_for_good(""), "", "La lecture a échoué trois fois. Reprenez ;"),
        (said_for_good(Cause.DISK_FULL), Cause.DISK_FULL, "le serveur n’a plus de place"),
    ],
)
def test_a_reading_that_fails_is_called_one(cast: Cast, error: str, cause: str, told: str) -> None:
    sent = failed_by(cast.sarah)
    assert sent.job_id
    Job.objects.filter(pk=sent.job_id).update(error=error, cause=cause)
    page = page_of(cast.sarah, sent)
    assert told in page
    assert "fabrication" not in page


def test_what_has_ended_is_titled_by_its_day_and_its_result(cast: Cast) -> None:
    done, given_up = imported(cast.sarah, text(PORTE, BRUIT)), read(cast.sarah, text(PORTE))
    cast.sarah.client().post(f"/faits/import/{given_up.pk}/arreter/")
    titles = [re.findall("<h1>(.*?)</h1>", page_of(cast.sarah, work(each)))[0].strip() for each in (done, given_up)]
    today = day(timezone.now()).replace("\u00a0", " ")
    assert titles == [f"faits.csv : 2 faits importés le {today}", f"faits.csv, abandonné le {today}"]


def test_the_import_is_a_link_beside_the_export(cast: Cast) -> None:
    imported(cast.sarah, text(PORTE))
    page = one_line(cast.sarah.client().get("/faits/tous/").text)
    assert '<a href="/faits/import/">l’import d’un fichier</a>' in page
