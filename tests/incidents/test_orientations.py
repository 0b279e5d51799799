"""« Orientation faite »: what is stored names nobody, once, at one's own landlord, and goes after a while."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from acting.days import PARIS, add_months
from acting.refusals import Refused
from incidents.models import Orientation
from incidents.permissions import orientations_visible_to
from incidents.services.orientations import note_orientation
from incidents.tasks import erase_old_orientations
from journal.models import Entry
from signatories.models import Convention, Theme
from territory.models import Commune
from tests.people import MEAUX, MELUN, Cast, Person, acting
from tests.roles import installing
from tests.second_department import make_convention

InRole = Callable[[], AbstractContextManager[None]]


def theme(code: str = "violences-intrafamiliales") -> Theme:
    return Theme.objects.get(convention__department_code="77", code=code)


def address(code: str = "violences-intrafamiliales", what: str = "orientation") -> str:
    return f"/objets-de-travail/{theme(code).pk}/{what}/"


def choices(person: Person, **changed: object) -> dict[str, object]:
    today = person.actor().today
    return {"commune": MEAUX, "channel": "in_person", "on": today, "submission": uuid4()} | changed


def note(person: Person, *, on: date | None = None, submission: UUID | None = None) -> Orientation:
    """Noted on its day."""
    at = datetime.combine(on, time(12), PARIS) if on else None
    with acting(person, at) as actor:
        return note_orientation(
            by=actor,
            theme=theme(),
            commune=Commune.objects.get(pk=MEAUX),
            channel="phone",
            on=on or actor.today,
            submission=submission or uuid4(),
        )


def all_of_them(as_worker: InRole) -> list[Orientation]:
    with as_worker(), transaction.atomic(), acting_as(machine_actor(timezone.now())):
        return list(Orientation.objects.all())


def test_a_row_can_hold_date_commune_channel_theme_and_landlord_and_nothing_else(cast: Cast) -> None:
    with connection.cursor() as cursor:
        columns = {
            column.name for column in connection.introspection.get_table_description(cursor, "incidents_orientation")
        }
    assert columns == {"id", "landlord_id", "theme_id", "commune_id", "channel", "on"}


def test_the_form_takes_no_word(cast: Cast) -> None:
    page = cast.gilles.client().get(address()).text
    main = page[page.index("<main") : page.index("</main")]
    assert "<textarea" not in main
    assert 'type="text"' not in main


@pytest.mark.parametrize("code", ["violences-intrafamiliales", "sante-mentale"])
def test_a_gardien_notes_it_and_is_told_what_comes_next(cast: Cast, as_worker: InRole, code: str) -> None:
    sent = choices(cast.gilles, note="Mme Dupont, 3e étage")
    response = cast.gilles.client().post(address(code), sent, follow=True)
    assert response.redirect_chain == [(f"/objets-de-travail/{theme(code).pk}/", 302)]
    assert "C’est noté, sans aucun nom." in response.text
    assert "appelez d’abord" in response.text
    row = all_of_them(as_worker)[0]
    assert (row.landlord, row.theme, row.commune_id, row.channel) == (
        cast.gilles.signatory,
        theme(code),
        MEAUX,
        "in_person",
    )
    known = {
        str(cast.gilles.user.pk),
        str(cast.gilles.designation.pk),
        str(cast.gilles.post.pk),
        str(sent["submission"]),
    }
    assert known.isdisjoint({str(value) for value in vars(row).values()})


def test_the_journal_knows_the_landlord_and_nobody(cast: Cast) -> None:
    cast.gilles.client().post(address(), choices(cast.gilles))
    with acting(cast.gilles):
        assert not Entry.objects.filter(verb="orientation.notee").exists()
    with acting(cast.dina):
        entry = Entry.objects.get(verb="orientation.notee")
    assert (entry.user_id, entry.designation_id, entry.post_id, entry.function, entry.request_id) == (
        None,
        None,
        None,
        "",
        None,
    )
    assert (entry.signatory_id, entry.owner_id) == (cast.gilles.signatory.pk, cast.gilles.signatory.pk)
    assert entry.reason == ""


def test_a_double_click_is_noted_once_and_two_people_are_two(cast: Cast, as_worker: InRole) -> None:
    client, sent = cast.gilles.client(), choices(cast.gilles)
    for _ in range(2):
        assert client.post(address(), sent).status_code == 302
    assert len(all_of_them(as_worker)) == 1
    client.post(address(), sent | {"submission": uuid4()})
    assert len(all_of_them(as_worker)) == 2
    cast.zoe.client().post(address(), sent)  # the same identifier, at another landlord
    assert len(all_of_them(as_worker)) == 3


@pytest.mark.parametrize(
    ("who", "query", "known"),
    [
        ("gilles", "", MEAUX),  # his residences are all there
        ("gaston", "", MELUN),
        ("sarah", "", None),  # the whole house, in two communes
        ("sarah", f"?commune={MELUN}", MELUN),  # from a fact
        ("gilles", f"?commune={MELUN}", MELUN),
        ("sarah", "?commune=77379", None),  # where the house has nothing
        ("victor", "", MEAUX),  # the only one there is
    ],
)
def test_the_commune_that_is_known_is_chosen(cast: Cast, who: str, query: str, known: str | None) -> None:
    form = cast.people()[who].client().get(address() + query).context["form"]
    assert (commune := form.initial["commune"]) == (known and Commune.objects.get(pk=known)), commune


def test_the_numbers_stand_there_too(cast: Cast) -> None:
    page = cast.gilles.client().get(address()).text
    assert re.findall(r'<a class="btn danger" href="([^"]+)">', page) == ["tel:17", "sms:114", "tel:3919", "tel:119"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"channel": ""}, "Choisissez une voie."),
        ({"commune": "77379"}, "Sélectionnez un choix valide."),
        ({"on": timezone.localdate() + timedelta(days=2)}, "Un jour du dernier mois"),
        ({"on": timezone.localdate() - timedelta(days=40)}, "Un jour du dernier mois"),
    ],
)
def test_what_cannot_be_is_said(cast: Cast, as_worker: InRole, changed: dict[str, object], said: str) -> None:
    response = cast.gilles.client().post(address(), choices(cast.gilles, **changed))
    assert response.status_code == 200
    assert said in response.text
    assert all_of_them(as_worker) == []


def test_landlord_staff_alone_note(cast: Cast) -> None:
    may = {name for name, person in cast.people().items() if person.client().get(address()).status_code == 200}
    assert may == {"sarah", "gilles", "gaston", "victor", "zoe"}


def test_a_theme_without_trace_is_refused_in_the_service_too(cast: Cast) -> None:
    with pytest.raises(Refused), acting(cast.sarah) as sarah:
        note_orientation(
            by=sarah,
            theme=theme("radicalisation"),
            commune=Commune.objects.get(pk=MELUN),
            channel="phone",
            on=sarah.today,
            submission=uuid4(),
        )


def test_each_referent_counts_the_own_ones(cast: Cast) -> None:
    for person in (cast.gilles, cast.gaston, cast.sarah, cast.zoe):
        note(person)
    counted = {}
    for name, person in cast.people().items():
        with acting(person) as actor:
            counted[name] = orientations_visible_to(actor).count()
    assert {name: count for name, count in counted.items() if count} == {"sarah": 3, "victor": 1}
    page = cast.sarah.client().get(address(what="orientations"))
    assert "<strong>3</strong>" in page.text
    fragment = cast.victor.client().get(address(what="orientations"), headers={"HX-Request": "true"})
    assert "<strong>1</strong>" in fragment.text
    assert "<html" not in fragment.text


def test_the_wall_holds_without_the_rule(cast: Cast) -> None:
    note(cast.zoe)
    seen = {}
    for name, person in cast.people().items():
        with acting(person):
            seen[name] = Orientation.objects.count()
    assert {name for name, count in seen.items() if count} == {"zoe", "victor"}


def test_what_is_older_than_the_setting_goes(cast: Cast, as_worker: InRole) -> None:
    today = cast.sarah.actor().today
    first_kept = add_months(today, -6)
    kept, old = note(cast.sarah, on=first_kept), note(cast.sarah, on=first_kept - timedelta(days=1))
    with as_worker():
        erase_old_orientations()
    assert {row.pk for row in all_of_them(as_worker)} == {kept.pk}
    assert old.pk != kept.pk


def test_another_convention_s_shorter_period_takes_nothing_here(cast: Cast, as_worker: InRole) -> None:
    with installing():
        elsewhere = make_convention()
        Convention.objects.filter(pk=elsewhere.pk).update(keep_theme_months=1)
    kept = note(cast.sarah, on=add_months(cast.sarah.actor().today, -3))
    with as_worker():
        erase_old_orientations()
    assert {row.pk for row in all_of_them(as_worker)} == {kept.pk}


def test_violence_in_a_dwelling_leads_to_the_theme_and_files_nothing(cast: Cast) -> None:
    page = (
        cast.gilles.client()
        .post("/faits/nouveau/", {"residence": cast.tilleuls.pk, "place": "dwelling", "category": "violence"})
        .text
    )
    assert "Rien n’a été enregistré." in page
    assert f'href="{address()}?commune={MEAUX}"' in page
    assert f'href="/objets-de-travail/{theme().pk}/"' in page
