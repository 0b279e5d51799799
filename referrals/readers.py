"""Who of the recipient's people reads a referral: those of the post, or of a reserved one the persons named."""

from datetime import date

from correspondents.models import Designation
from correspondents.routing import people_answering, people_reading, people_to_tell
from referrals.models import Referral

People = tuple[Designation, ...]


def people_reading_it(referral: Referral, on: date) -> People:
    return _let_in(referral, people_reading(referral.recipient_post, on))


def people_answering_it(referral: Referral, on: date) -> People:
    return _let_in(referral, people_answering(referral.recipient_post, on))


def people_told_of_it(referral: Referral, on: date) -> People:
    """The persons named, there or not: nobody else may be told instead of them."""
    if referral.is_reserved:
        return people_answering_it(referral, on)
    return people_to_tell(referral.recipient_post, on)


def _let_in(referral: Referral, people: People) -> People:
    return tuple(person for person in people if referral.is_open_to(person.pk))
