"""Letters of the graduated response on paper, as the screen shows them: one, or all of a mailing."""

from collections.abc import Sequence
from uuid import UUID

from acting.actor import Actor
from acting.stored import digest_of
from files.services import read_verified
from incidents.models import Letter
from incidents.permissions import letters_visible_to
from reports.models import Report
from reports.pdf import Draft

LOGO = "portal:logo"


def draft_letter(actor: Actor, report: Report) -> Draft:
    """Raises Letter.DoesNotExist when the actor reads nothing of it: the caller has asked before."""
    return draft_of(letter_of(actor, report))


def draft_of(letter: Letter) -> Draft:
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


def letters_of_mailing(actor: Actor, mailing: UUID) -> list[Letter]:
    letters = letters_visible_to(actor).filter(mailing=mailing).for_display()
    return list(letters.order_by("situation__reference", "addressed_to", "id"))


def draft_mailing(actor: Actor, report: Report) -> Draft:
    """What all its letters are bound to; the letters themselves are drafted one by one."""
    letters = letters_of_mailing(actor, report.object_id) if report.object_id else []
    return Draft(
        template="reports/pdf/letter.html",
        context={"letters": letters},
        name="lettres-en-nombre",
        owner_id=actor.signatory_id,
        fingerprint=mailing_fingerprint(letters),
    )


def mailing_fingerprint(letters: Sequence[Letter]) -> str:
    return digest_of([letter.digest for letter in letters])
