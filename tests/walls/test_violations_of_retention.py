"""What somebody could decide, learn or move of what a landlord keeps by SQL, and by no page."""

from datetime import timedelta

from django.db import connection

from referrals.models import Referral
from referrals.services.retention import decide_retention
from tests.people import Cast, Person, acting, make_referral
from tests.rules.trial import cleared
from tests.walls.test_violations_of_injunctions import reaches_a_row
from tests.walls.trials import refused

DECIDE = (
    "INSERT INTO referrals_retention (referral_id, landlord_id, civil_action, review_on, designation_id, decided_at)"
    " VALUES (%s, %s, false, NULL, %s, app_now())"
)


def decides(by: Person, referral: Referral, *, of: Person | None = None, name: Person | None = None) -> bool:
    """Whether the wall lets it in; undone where it is refused."""
    with acting(by):
        return not refused(DECIDE, referral.pk, (of or by).signatory.pk, (name or by).designation.pk)


def test_the_landlord_that_was_told_decides_and_for_itself_alone(cast: Cast) -> None:
    told, not_told = cleared(cast), make_referral(cast.sarah, cast.maud, cast.tilleuls)
    assert not decides(cast.maud, told)
    assert not decides(cast.maud, told, of=cast.sarah)
    assert not decides(cast.victor, told)
    assert not decides(cast.victor, told, of=cast.sarah)
    assert not decides(cast.dina, told)
    assert not decides(cast.sarah, told, of=cast.victor)
    assert not decides(cast.sarah, told, name=cast.victor), "in somebody else's name"
    assert not decides(cast.sarah, not_told), "nobody told of an acquittal"
    assert decides(cast.sarah, told)


def test_it_is_read_and_moved_by_nobody_else(cast: Cast) -> None:
    told, other = cleared(cast), cleared(cast)
    with acting(cast.sarah) as sarah:
        again = sarah.today + timedelta(days=9)
        decide_retention(by=sarah, referral=told, civil_action=True, review_on=again)
    change = "UPDATE referrals_retention SET review_on = review_on + 1, designation_id = %s, decided_at = app_now()"
    for person in (cast.maud, cast.perrine, cast.victor, cast.dina, cast.gilles, cast.adrien, cast.delphine):
        with acting(person), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM referrals_retention")
            assert cursor.fetchone() == (0,), person.user.first_name
            assert not reaches_a_row("UPDATE referrals_retention SET review_on = review_on + 1")
            assert not reaches_a_row("UPDATE referrals_retention SET review_on = NULL")
    with acting(cast.sarah):
        assert refused(change, cast.victor.designation.pk), "in somebody else's name"
        assert refused("UPDATE referrals_retention SET decided_at = app_now() - interval '1 day'")
        assert refused("UPDATE referrals_retention SET referral_id = %s", other.pk)
        assert refused("UPDATE referrals_retention SET landlord_id = %s", cast.victor.signatory.pk)
        assert refused("DELETE FROM referrals_retention")
        assert not refused(change, cast.sarah.designation.pk)
