"""What somebody could still write by SQL on the record of a convention or on the ground. Who writes which table at all
the table of `test_table.py` says, of the own convention and of a neighbour's."""

import pytest
from django.db import connection

from correspondents.models import Post
from signatories.models import Convention, Decision, Meeting
from territory.models import Commune
from tests.people import MEAUX, MELUN, Cast, Person, acting
from tests.second_department import EVRY
from tests.walls.trials import refused
from tests.walls.world import fill_the_record


@pytest.fixture
def record(cast: Cast) -> Cast:
    fill_the_record(cast)
    return cast


ANOTHER_KIND = "UPDATE signatories_signatory SET kind = 'police' WHERE id <> app_signatory()"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE signatories_convention SET title = 'Autre'",
        "UPDATE signatories_convention SET signed_on = now()",
        ANOTHER_KIND,
        "UPDATE signatories_signatory SET joined_on = joined_on + 1 WHERE id <> app_signatory()",
        "UPDATE signatories_signatory SET code = code || '-x' WHERE id <> app_signatory()",
        "UPDATE signatories_signatory SET left_on = now() WHERE id = app_signatory()",
        "UPDATE signatories_document SET title = 'Autre'",
        "UPDATE signatories_meeting SET convention_id = convention_id",
        "UPDATE signatories_theme SET code = 'autre' WHERE code = 'neuf'",
        "UPDATE correspondents_charter SET text = 'Autre'",
        "UPDATE territory_commune SET latitude = 0",
        "UPDATE territory_competenceimport SET report = '{}'",
        "DELETE FROM signatories_signatory",
        "DELETE FROM signatories_settingchange",
        "DELETE FROM signatories_meeting",
        "DELETE FROM signatories_document",
        "DELETE FROM correspondents_charter",
        "DELETE FROM territory_commune",
        "DELETE FROM territory_competence",
        "DELETE FROM territory_competencechange",
        "DELETE FROM auth_group",
    ],
)
def test_nobody_writes_what_no_page_writes(record: Cast, statement: str) -> None:
    for person in record.people().values():
        with acting(person):
            assert refused(statement), person.user.first_name


def test_an_administrator_puts_the_names_of_a_party_right_and_dates_its_leaving(record: Cast) -> None:
    changed = "UPDATE signatories_signatory SET name = name || ' (Meaux)', left_on = now() WHERE id = %s"
    for person in (record.sarah, record.pascale, record.delphine):
        with acting(person):
            assert refused(changed, record.maud.signatory.pk)
    with acting(record.adrien):
        assert not refused(changed, record.maud.signatory.pk)


def test_a_post_is_taken_over_within_its_house(record: Cast) -> None:
    taken_over = "UPDATE correspondents_post SET taken_over_by_id = %s WHERE id = %s"
    for person in (record.karim, record.sarah, record.adrien):
        with acting(person):
            assert refused(taken_over, record.maud.post.pk, person.post.pk)
    with acting(record.sarah):
        assert not refused(taken_over, record.gilles.post.pk, record.sarah.post.pk)


def test_a_change_of_settings_is_noted_in_the_own_name(record: Cast) -> None:
    noted = (
        "INSERT INTO signatories_settingchange (id, convention_id, setting, former, current, reason, at, user_id,"
        " signatory_id, function) VALUES (gen_random_uuid(), %s, 'share_days', '', '', '', now(), %s, %s, %s)"
    )
    here, there = (Convention.objects.get(department_code=code).pk for code in ("77", "91"))
    adrien, sarah = record.adrien, record.sarah
    own = (adrien.user.pk, adrien.signatory.pk, "administrateur")
    with acting(adrien):
        for other in (
            (there, *own),
            (here, sarah.user.pk, adrien.signatory.pk, "administrateur"),
            (here, adrien.user.pk, sarah.signatory.pk, "administrateur"),
            (here, adrien.user.pk, adrien.signatory.pk, "referent"),
        ):
            assert refused(noted, *other)
        assert not refused(noted, here, *own)
    with acting(sarah):
        assert refused(noted, here, sarah.user.pk, sarah.signatory.pk, "referent")


def test_who_owes_a_decision_says_how_far_it_is_and_no_more(record: Cast) -> None:
    owed = Decision.objects.get(owner=record.sarah.signatory)
    followed, rewritten = (
        f"UPDATE signatories_decision SET {change} WHERE id = %s" for change in ("follow_up = 'Vu'", "text = 'Autre'")
    )

    def may(statement: str) -> list[str]:
        found = []
        for name, person in record.people().items():
            with acting(person):
                found += [] if refused(statement, owed.pk) else [name]
        return found

    assert may(followed) == ["sarah", "pascale", "delphine", "adrien"]
    assert may(rewritten) == ["pascale", "delphine", "adrien"]


def test_a_meeting_is_about_the_parties_of_its_convention(record: Cast) -> None:
    decided = (
        "INSERT INTO signatories_decision (id, meeting_id, number, text, owner_id, owner_function, follow_up)"
        " VALUES (gen_random_uuid(), %s, 99, 'Écrire', %s, 'Cabinet', '')"
    )
    attended = (
        "INSERT INTO signatories_attendance (id, meeting_id, signatory_id, function, was_present)"
        " VALUES (gen_random_uuid(), %s, %s, 'Bureau', true)"
    )
    here, there = (Meeting.objects.get(convention__department_code=code) for code in ("77", "91"))
    stranger = there.convention.signatories.get(code="police").pk
    for person in (record.pascale, record.delphine, record.adrien):
        with acting(person):
            for statement in (decided, attended):
                assert refused(statement, here.pk, stranger)
                assert refused(statement, there.pk, record.karim.signatory.pk)
    with acting(record.pascale):
        assert not refused(decided, here.pk, record.karim.signatory.pk)
        assert not refused(attended, here.pk, record.karim.signatory.pk)


MOVED = "UPDATE territory_residence SET commune_id = %s WHERE id = %s"


def merge(heir: str = MEAUX) -> None:
    Commune.every.filter(pk=MELUN).update(merged_into=heir)


def test_a_residence_moves_with_its_commune_and_by_nobody_else(record: Cast) -> None:
    with acting(record.adrien):
        assert refused(MOVED, MEAUX, record.erables.pk), "before the merger"
        assert refused("UPDATE territory_residence SET name = 'Autre' WHERE id = %s", record.erables.pk)
    merge(EVRY)
    with acting(record.adrien):
        assert refused(MOVED, EVRY, record.erables.pk), "in another department"
    merge()
    for person in (record.gilles, record.karim):
        with acting(person):
            assert refused(MOVED, MEAUX, record.erables.pk), "who only reads it"
    with acting(record.adrien):
        assert refused(MOVED, "77186", record.erables.pk), "elsewhere"
        assert refused("UPDATE territory_residence SET name = 'Autre' WHERE id = %s", record.erables.pk)
        both = "UPDATE territory_residence SET commune_id = %s, dwellings = 1 WHERE id = %s"
        assert refused(both, MEAUX, record.erables.pk)
        assert not refused(MOVED, MEAUX, record.erables.pk)


def test_a_competence_ends_with_its_commune(record: Cast) -> None:
    ended = "DELETE FROM territory_competence WHERE commune_id = %s"
    follows = "UPDATE territory_competencechange SET commune_id = %s WHERE commune_id = %s"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE territory_competencechange SET commune_id = %s WHERE commune_id = %s", [MELUN, MEAUX])
    with acting(record.adrien):
        assert refused(ended, MELUN)
        assert refused(follows, MEAUX, MELUN)
        assert refused(follows, MELUN, MELUN), "not even held"
    merge(EVRY)
    with acting(record.adrien):
        assert refused(follows, EVRY, MELUN), "in another department"
    merge()
    with acting(record.adrien):
        assert refused(follows, "77186", MELUN)
        assert not refused(ended, MELUN)
        assert not refused(follows, MEAUX, MELUN)


def marked(person: Person) -> bool:
    return Post.objects.get(pk=person.post.pk).to_verify


def test_the_mark_of_a_post_follows_its_competences(cast: Cast) -> None:
    """Nobody writes it, not even who keeps the post and who corrects the competence."""
    for person in (cast.adrien, cast.karim):
        with acting(person):
            assert refused("UPDATE correspondents_post SET to_verify = NOT to_verify")
    assert marked(cast.karim)
    with acting(cast.adrien):
        assert not refused("UPDATE territory_competence SET to_verify = false WHERE domain = 'force'")
        assert not marked(cast.karim)
        assert not refused("UPDATE territory_competence SET to_verify = true WHERE commune_id = %s", MEAUX)
        assert marked(cast.karim)


def test_the_mark_of_a_post_follows_its_perimeter(cast: Cast) -> None:
    withdrawn = "DELETE FROM correspondents_post_communes WHERE post_id = %s"
    drawn = "INSERT INTO correspondents_post_communes (post_id, commune_id) VALUES (%s, %s)"
    with acting(cast.adrien):
        assert not refused(withdrawn, cast.karim.post.pk)
        assert not marked(cast.karim)
        assert not refused(drawn, cast.karim.post.pk, MEAUX)
        assert marked(cast.karim)


def test_a_competence_is_given_to_a_party_of_the_convention(record: Cast) -> None:
    given = "UPDATE territory_competence SET signatory_id = %s WHERE commune_id = %s AND domain = 'force'"
    stranger = Convention.objects.get(department_code="91").signatories.get(code="police").pk

    def may(person: Person) -> bool:
        with acting(person):
            return not refused(given, record.geraldine.signatory.pk, MEAUX)

    with acting(record.adrien):
        assert refused(given, stranger, MEAUX)
    assert [name for name, person in record.people().items() if may(person)] == ["adrien"]
