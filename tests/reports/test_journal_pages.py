"""The journal's pages: a DPO learns the institution and the day, everybody else the own actions."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from acting.days import PARIS
from journal.enums import Channel
from journal.models import Entry
from journal.services import record, record_list_read
from journal.verbs import Verb
from referrals.models import Referral
from reports.journal_lines import MOST_NAMED
from tests.people import Cast, Person, acting, make_fact, make_referral


def note(
    person: Person,
    verb: Verb,
    owner: UUID | None,
    *,
    days_ago: int = 0,
    reason: str = "",
    object_id: UUID | None = None,
) -> None:
    with acting(person, timezone.now() - timedelta(days=days_ago)) as actor:
        record(by=actor, verb=verb, object_id=object_id, owner_id=owner, reason=reason)


def read(reader: Person, **query: str) -> str:
    answer = reader.client().get("/journal/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_dpo_reads_who_touched_the_data_without_foreign_names(cast: Cast, referral: Referral) -> None:
    morins = cast.sarah.post.signatory_id
    note(cast.maud, Verb.REFERRAL_READ, morins, days_ago=3, reason="motif de Maud")
    note(cast.gilles, Verb.FACT_READ, morins)
    page = read(cast.dina)

    assert "Magistrat référent, Parquet du tribunal judiciaire de Meaux" in page
    assert "Gilles Fictif" in page
    assert "Maud Fictif" not in page
    assert "motif de Maud" not in page
    day = (timezone.now() - timedelta(days=3)).astimezone(PARIS)
    assert f'<time datetime="{day:%Y-%m-%d}">' in page
    assert "saisine lue" in page


def test_a_dpo_is_told_once_that_of_partners_the_day_alone_is_shown(cast: Cast, referral: Referral) -> None:
    """The minute would tell on a person. Where every line has its minute, nothing is said."""
    said = "De vos partenaires, le journal montre le jour, sans l’heure ni le nom."
    for days_ago in (1, 2):
        note(cast.maud, Verb.REFERRAL_READ, cast.sarah.post.signatory_id, days_ago=days_ago)
    page = read(cast.dina)
    assert page.count(said) == 1
    assert "ce jour" not in page.split("<tbody>", 1)[1]
    assert page.count('<td data-label="Heure"></td>') == 2
    assert said not in read(cast.sarah)
    assert said not in read(cast.adrien)


def test_another_landlord_s_dpo_and_staff_read_nothing_of_it(cast: Cast, referral: Referral) -> None:
    note(cast.maud, Verb.REFERRAL_READ, cast.sarah.post.signatory_id)
    note(cast.victor, Verb.FACT_READ, cast.victor.post.signatory_id)
    rows = read(cast.victor).split("<tbody>")[-1]
    assert "fait lu" in rows
    assert "saisine lue" not in rows
    assert "Parquet" not in rows


def test_own_actions_are_one_s_own(cast: Cast, referral: Referral) -> None:
    note(cast.maud, Verb.REFERRAL_READ, cast.sarah.post.signatory_id)
    note(cast.perrine, Verb.REFERRAL_ACKNOWLEDGED, cast.sarah.post.signatory_id)
    rows = read(cast.maud).split("<tbody>")[-1]
    assert "saisine lue" in rows
    assert "accusé de réception" not in rows


def test_the_administrator_reads_technical_entries_without_names(cast: Cast) -> None:
    note(cast.gilles, Verb.PAGE_REFUSED, None, reason="404")
    note(cast.gilles, Verb.FACT_READ, cast.gilles.post.signatory_id)
    page = read(cast.adrien)
    rows = page.split("<tbody>")[-1]
    assert "accès refusé" in rows
    assert "fait lu" not in rows
    assert "Gilles" not in page


def test_the_journal_is_for_everybody_with_a_designation(cast: Cast) -> None:
    assert {person.client().get("/journal/").status_code for person in cast.people().values()} == {200}


def test_reading_the_journal_is_journaled_once_per_page(cast: Cast) -> None:
    read(cast.dina)
    read(cast.dina)
    with acting(cast.dina):
        entries = list(Entry.objects.filter(verb="journal.lu"))
    assert {entry.owner_id for entry in entries} == {cast.dina.post.signatory_id}
    assert len(entries) == 2


def test_filters_by_day_and_act(cast: Cast) -> None:
    morins = cast.sarah.post.signatory_id
    note(cast.maud, Verb.REFERRAL_READ, morins, days_ago=40)
    note(cast.maud, Verb.REFERRAL_ACKNOWLEDGED, morins, days_ago=10)
    since = (timezone.now() - timedelta(days=20)).date().isoformat()

    recent = read(cast.dina, since=since).split("<tbody>")[-1]
    assert "saisine lue" not in recent
    assert "accusé de réception" in recent
    acts = read(cast.dina, verb="saisine.lue").split("<tbody>")[-1]
    assert "accusé de réception" not in acts
    assert "saisine lue" in acts


def test_a_wrong_period_says_so(cast: Cast, referral: Referral) -> None:
    page = read(cast.dina, since="2026-05-02", until="2026-05-01")
    assert "La fin de la période précède son début." in page
    assert "Erreur : Journal" in page
    assert "Corrigez d’abord les filtres." in page
    assert "<tbody>" not in page, "no list that could be taken for what was asked"


def test_of_a_partner_no_place_in_the_list_tells_the_hour(cast: Cast, referral: Referral) -> None:
    """Read before a deed of the own house, on the same day: the line without an hour stands after those that have one,
    though it would come later by its time."""
    morins = cast.sarah.post.signatory_id
    note(cast.gilles, Verb.FACT_READ, morins, days_ago=3)
    note(cast.maud, Verb.REFERRAL_READ, morins, days_ago=3)
    note(cast.sarah, Verb.FACT_LEFT_APART, morins, days_ago=3)
    hours = re.findall(
        r'data-label="Heure"( class="nowrap")?',
        read(cast.dina, until=f"{cast.sarah.actor().today - timedelta(days=3)}"),
    )
    assert hours == [' class="nowrap"', ' class="nowrap"', ""]


def page_of(reader: Person, line: str) -> int:
    """On which page of the list a line stands that is there once."""
    client, query = reader.client(), {"until": f"{reader.actor().today - timedelta(days=3)}"}
    pages: list[str] = []
    while True:
        answer = client.get("/journal/", query)
        pages.append(answer.text.split("<tbody>", 1)[1])
        if not (after := answer.context["page_obj"].after):
            break
        query = {**query, "apres": after}
    assert sum(page.count(line) for page in pages) == 1
    return next(number for number, page in enumerate(pages, start=1) if line in page)


@pytest.mark.parametrize("hour", [9, 12, 15])
def test_of_a_partner_no_cut_between_pages_tells_the_hour(cast: Cast, hour: int) -> None:
    """Thirty reloads of the own house, with their hours, stand around it: where its line falls depends on its day."""
    morins = cast.sarah.post.signatory_id
    noon = (timezone.now() - timedelta(days=3)).astimezone(PARIS).replace(hour=12, minute=0)
    for minutes in range(-150, 150, 10):
        with acting(cast.gilles, noon + timedelta(minutes=minutes)) as gilles:
            record(by=gilles, verb=Verb.FACT_READ, object_id=None, owner_id=morins)
    with acting(cast.maud, noon.replace(hour=hour, minute=1)) as maud:
        record(by=maud, verb=Verb.REFERRAL_READ, object_id=None, owner_id=morins)
    assert page_of(cast.dina, "saisine lue") == 2


@pytest.mark.parametrize("period", [{"until": "9999-12-31"}, {"since": "0001-01-01"}])
def test_a_period_out_of_reach_says_so(cast: Cast, period: dict[str, str]) -> None:
    page = read(cast.dina, **period)
    assert "Indiquez une date" in page
    assert "Erreur : Journal" in page


def test_twenty_five_a_page_and_the_filter_stays(cast: Cast) -> None:
    morins = cast.sarah.post.signatory_id
    with acting(cast.sarah) as actor:
        for _ in range(60):
            record(by=actor, verb=Verb.FACT_READ, object_id=None, owner_id=morins)
    page = read(cast.dina, verb="fait.lu")
    assert page.count("<tr>") == 26
    assert "?verb=fait.lu&amp;apres=" in page


def test_a_line_says_act_and_thing_in_the_words_of_the_registry(cast: Cast) -> None:
    note(cast.sarah, Verb.SUBJECT_RULE_CHANGED, cast.sarah.post.signatory_id)
    note(cast.sarah, Verb.THEME_WITHDRAWN, cast.sarah.post.signatory_id)
    rows = read(cast.dina).split("<tbody>")[-1]
    assert "objet de saisine modifié" in rows
    assert "objet de travail retiré" in rows
    assert "objet_de" not in rows


def test_a_dpo_finds_who_read_one_fact(cast: Cast) -> None:
    """ "Who read this?": by the reference that stands on the page and in the mails."""
    fact, other = (make_fact(cast.gilles, cast.tilleuls) for _ in range(2))
    note(cast.sarah, Verb.FACT_READ, cast.sarah.post.signatory_id, object_id=fact.pk)
    note(cast.gilles, Verb.FACT_READ, cast.sarah.post.signatory_id, object_id=other.pk)
    rows = read(cast.dina, reference=fact.reference.lower()).split("<tbody>", 1)[-1]
    assert rows.count("fait lu") == 1
    assert cast.sarah.user.get_full_name() in rows
    assert fact.reference in rows
    assert other.reference not in rows


@pytest.mark.parametrize("between", ["", " ", "-", " / "])
def test_a_reference_is_known_by_its_letters_and_digits(cast: Cast, between: str) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    note(cast.sarah, Verb.FACT_READ, cast.sarah.post.signatory_id, object_id=fact.pk)
    letter, first, last = fact.reference.lower().split("-")
    for who in (cast.dina, cast.sarah):
        page = read(who, reference=f"{letter}{between}{first[:2]}{between}{first[2:]}{last}")
        assert "Aucun fait ni aucune saisine" not in page
        assert page.split("<tbody>", 1)[-1].count("fait lu") == 1


@pytest.mark.parametrize("whose", ["the neighbour's", "nobody's"])
def test_a_reference_that_is_not_of_the_house_is_as_one_that_nothing_has(cast: Cast, whose: str) -> None:
    reference = make_fact(cast.victor, cast.pommiers).reference if whose == "the neighbour's" else "F-2222-22"
    page = read(cast.dina, reference=reference)
    assert "Aucun fait ni aucune saisine que vous puissiez suivre" in page


def test_a_dpo_asks_for_one_person_of_the_house(cast: Cast) -> None:
    for person in (cast.sarah, cast.gilles):
        note(person, Verb.FACT_READ, cast.sarah.post.signatory_id)
    rows = read(cast.dina, person=str(cast.gilles.user.pk)).split("<tbody>", 1)[-1]
    assert rows.count("fait lu") == 1
    assert "Gilles Fictif" in rows
    offered = read(cast.dina).split('name="person"', 1)[1].split("</select>", 1)[0]
    assert "Gilles Fictif" in offered
    assert "Victor Fictif" not in offered
    assert "Maud Fictif" not in offered
    assert 'name="person"' not in read(cast.sarah)


def test_one_s_own_list_names_what_one_sees(cast: Cast) -> None:
    mine, theirs = make_fact(cast.gilles, cast.tilleuls), make_fact(cast.victor, cast.pommiers)
    for fact in (mine, theirs):
        note(cast.sarah, Verb.FACT_READ, fact.landlord_id, object_id=fact.pk)
    page = read(cast.sarah)
    assert mine.reference in page
    assert theirs.reference not in page


def test_a_dpo_finds_the_lists_that_showed_a_fact(cast: Cast) -> None:
    """ "Who saw this fact in a list?": the list names what it showed, and by what it was narrowed, never to what."""
    fact = make_fact(cast.gilles, cast.tilleuls)
    for person in (cast.sarah, cast.gilles, cast.victor):
        assert person.client().get("/faits/", {"etat": "filed", "commune": "77284"}).status_code == 200
    others = [make_fact(cast.gilles, cast.tilleuls) for _ in range(2)]
    assert cast.gilles.client().get("/faits/").status_code == 200
    rows = read(cast.dina, reference=fact.reference, verb="fait.lu").split("<tbody>", 1)[-1]
    assert rows.count("fait lu") == 3
    assert cast.sarah.user.get_full_name() in rows
    assert rows.count("état, commune") == 2
    assert "77284" not in rows
    assert ">3 références</summary>" in rows
    assert re.findall("<mark>(.*?)</mark>", rows) == [fact.reference], "of the three that one list showed"
    assert '<details class="more" open>' in rows
    everything = read(cast.dina, verb="fait.lu").split("<tbody>", 1)[-1]
    assert ("<mark>" in everything, '<details class="more">' in everything) == (False, True)
    rows = read(cast.dina, reference=others[0].reference, verb="fait.lu").split("<tbody>", 1)[-1]
    assert rows.count("fait lu") == 1
    assert cast.sarah.user.get_full_name() not in rows


def test_a_line_names_a_page_of_references_and_the_one_that_is_searched(cast: Cast) -> None:
    """An export shows thousands: naming all would stop the page."""
    facts = [make_fact(cast.gilles, cast.tilleuls) for _ in range(MOST_NAMED + 3)]
    with acting(cast.sarah) as sarah:
        rows = [(each.landlord_id, each.pk) for each in facts]
        record_list_read(by=sarah, verb=Verb.FACT_EXPORTED, rows=rows, channel=Channel.EXPORT)
    page = read(cast.dina, verb="fait.exporte")
    assert {each.reference for each in facts if each.reference in page} == {f.reference for f in facts[:MOST_NAMED]}
    assert f"{len(facts)} références" in page
    assert "et 3 autres" in page
    assert re.findall("<mark>(.*?)</mark>", read(cast.dina, reference=facts[-1].reference)) == [facts[-1].reference]


def test_a_partner_learns_nothing_from_what_a_list_showed(cast: Cast) -> None:
    """Of a list of Karim's house each sender finds its own references alone, and whoever is neither side none."""
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    other = make_referral(cast.victor, cast.karim, cast.pommiers)
    assert cast.karim.client().get("/saisines/", {"etat": "toutes"}).status_code == 200
    page = read(cast.dina, reference=referral.reference)
    assert referral.reference in page.split("<tbody>", 1)[-1]
    assert other.reference not in page
    for stranger in (cast.dina, cast.gilles, cast.adrien):
        assert "Aucun fait ni aucune saisine" in read(stranger, reference=other.reference)
        assert other.reference not in read(stranger).split("<tbody>", 1)[-1]
    mine = read(cast.karim).split("<tbody>", 1)[-1]
    assert {referral.reference, other.reference} <= set(re.findall(r"S-\w{4}-\w{2}", mine))


def test_the_database_tells_nobody_of_entries_that_are_not_theirs_to_read(cast: Cast) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    assert cast.gilles.client().get("/faits/").status_code == 200
    for person, found in ((cast.gilles, 1), (cast.dina, 1), (cast.sarah, 0), (cast.victor, 0), (cast.adrien, 0)):
        with acting(person), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM journal_lists_showing(%s)", [fact.pk])
            assert cursor.fetchone() == (found,), person.user.email
