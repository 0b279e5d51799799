"""A letter of the graduated response on paper, as the screen shows it."""

from acting.actor import Actor
from files.services import read_verified
from incidents.models import Letter
from incidents.permissions import letters_visible_to
from reports.models import Report
from reports.pdf import Draft

LOGO = "portal:logo"


def draft_letter(actor: Actor, report: Report) -> Draft:
    """Raises Letter.DoesNotExist when the actor reads nothing of it: the caller has asked before."""
    letter = letter_of(actor, report)
    return Draft(
        template="reports/pdf/letter.html",
        context={"letter": letter, "logo": LOGO if letter.logo else ""},
        name=f"lettre-{letter.situation.reference}",
        owner_id=letter.situation.landlord_id,
        fingerprint=letter.digest,
        pictures={LOGO: read_verified(letter.logo)} if letter.logo else {},
    )


def letter_of(actor: Actor, report: Report) -> Letter:
    if report.object_id is None:
        raise Letter.DoesNotExist
    return letters_visible_to(actor).for_display().get(pk=report.object_id)
