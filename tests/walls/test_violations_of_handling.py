"""What somebody could learn or change of the work of a post by SQL, and by no page."""

from django.db import connection

from acting.enums import Function
from referrals.models import Referral
from referrals.services.handling import handle_referral
from tests.people import Cast, Person, acting, appoint, make_post, make_referral, make_user
from tests.walls.test_violations_of_injunctions import reaches_a_row
from tests.walls.trials import refused

NOTE = (
    "INSERT INTO referrals_handling (referral_id, post_id, assigned_to_id, review_on, noted_by_id, noted_at)"
    " VALUES (%s, %s, %s, app_today(), %s, app_now())"
)


def noted(by: Person, referral: Referral, *, at: Person | None = None, to: Person | None = None) -> bool:
    """Whether the wall lets it in; undone where it is refused."""
    given = (at or by).post.pk, (to or by).designation.pk, by.designation.pk
    with acting(by):
        return not refused(NOTE, referral.pk, *given)


def test_the_post_that_received_it_notes_and_for_itself_alone(cast: Cast) -> None:
    to_karim, sent, draft = (
        make_referral(cast.sarah, cast.karim, cast.tilleuls),
        make_referral(cast.karim, cast.sarah, cast.tilleuls),
        make_referral(cast.sarah, cast.karim, cast.tilleuls, send=False),
    )
    house, function = cast.sarah.signatory, Function.REFERENT
    roxane = appoint(make_user("Roxane"), make_post(house, function, "Référent de Melun", communes=("77288",)))
    assert not noted(cast.karim, sent)
    assert not noted(cast.karim, draft)
    assert not noted(cast.sarah, to_karim)
    assert not noted(cast.geraldine, to_karim)
    assert not noted(cast.karim, to_karim, at=cast.geraldine)
    assert not noted(cast.karim, to_karim, to=cast.geraldine), "somebody of another post"
    assert not noted(roxane, sent), "another post of the house"
    assert not noted(roxane, sent, at=cast.sarah)
    assert noted(cast.karim, to_karim)
    assert noted(cast.sarah, sent)


def test_it_is_read_moved_and_taken_over_by_nobody_else(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    other = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    with acting(cast.karim) as karim:
        handle_referral(by=karim, referral=referral, assigned_to=None, review_on=karim.today)
    change = "UPDATE referrals_handling SET review_on = NULL, noted_by_id = %s, noted_at = app_now()"
    for person in (cast.sarah, cast.geraldine, cast.maud, cast.dina, cast.adrien, cast.delphine):
        with acting(person), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM referrals_handling")
            assert cursor.fetchone() == (0,), person.user.first_name
            assert not reaches_a_row("UPDATE referrals_handling SET review_on = NULL")
    with acting(cast.karim):
        assert refused(change, cast.geraldine.designation.pk), "in somebody else's name"
        assert refused("UPDATE referrals_handling SET review_on = NULL, noted_at = app_now() - interval '1 day'")
        assert refused("UPDATE referrals_handling SET assigned_to_id = %s", cast.sarah.designation.pk)
        assert refused("UPDATE referrals_handling SET referral_id = %s", other.pk)
        assert refused("UPDATE referrals_handling SET post_id = %s", cast.sarah.post.pk)
        assert refused("DELETE FROM referrals_handling")
        assert not refused(change, cast.karim.designation.pk)
