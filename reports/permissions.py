"""Who may ask for a paper and read it. What a paper shows is asked again when it is made, and at each download."""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from acting.actor import Actor, known
from acting.enums import INBOX_FUNCTIONS, MEETING_FUNCTIONS, Function
from acting.fold import folded
from correspondents.models import Designation, User, UserQuerySet
from correspondents.permissions import can_export_directory
from incidents.permissions import letters_visible_to, mailings_visible_to
from journal.models import Entry
from journal.permissions import entry_parts
from referrals.enums import ReferralState
from referrals.models import Referral, ReferralQuerySet
from referrals.permissions import (
    disclosures_visible_to,
    injunctions_visible_to,
    is_read_by,
    referrals_visible_to,
    sent_referrals_visible_to,
)
from reports.directory_paper import directory_fingerprint
from reports.enums import ReportKind
from reports.letter_paper import letters_of_mailing, mailing_fingerprint
from reports.models import Report, ReportQuerySet
from signatories.permissions import can_print_meetings, meetings_visible_to, signatories_visible_to

SHEET_FUNCTIONS = (Function.REFERENT, *INBOX_FUNCTIONS)
PRINTING_FUNCTIONS = tuple(function for function in MEETING_FUNCTIONS if function != Function.ADMINISTRATEUR)
REPORT_FUNCTIONS = tuple(function for function in Function if function != Function.GARDIEN)


def reports_visible_to(actor: Actor) -> ReportQuerySet:
    """Those that the person asked for, under the designation the person acts under: nobody else's."""
    if actor.user_id is None or actor.designation_id is None:
        return Report.objects.none()
    return Report.objects.filter(user_id=actor.user_id, designation_id=actor.designation_id)


def sheets_visible_to(actor: Actor) -> ReferralQuerySet:
    """Referrals whose sheet the actor may have: what was shared must still be readable by the actor today."""
    readable = disclosures_visible_to(actor).values("referral_id")
    return referrals_visible_to(actor).exclude(state=ReferralState.DRAFT).filter(id__in=readable)


def exchanges_visible_to(actor: Actor) -> ReferralQuerySet:
    """What the actor's own side sent: the whole exchange on paper is for the file of whoever asked."""
    return sent_referrals_visible_to(actor).filter(sent_at__isnull=False)


def entry_parts_of_convention(actor: Actor) -> list[QuerySet[Entry]]:
    """What the actor reads of the journal, without the technical entries of another convention's people: in parts that
    one index each walks."""
    return [
        part.filter(
            Q(signatory_id=None)
            | Q(user_id=actor.user_id)
            | Q(signatory_id__in=signatories_visible_to(actor).values("pk"))
        )
        for part in entry_parts(actor)
    ]


def people_of_house(actor: Actor) -> UserQuerySet:
    """Whom the journal names to a DPO: everybody who is, was or will be at a post of the own house, each as the house
    named them: who was typed may be a stranger, of whose account the house knows nothing."""
    held = Designation.objects.filter(post__signatory_id=known(actor.signatory_id))
    people: UserQuerySet = User.objects.all().as_named_in(held)
    if actor.function != Function.DPO:
        return people.none()
    named = people.filter(pk__in=held.values("user"))
    return named.order_by(folded("given_last_name"), folded("given_first_name"), "pk")


def can_request_yearly(actor: Actor) -> bool:
    return actor.function == Function.DELEGUE


def can_still_read(actor: Actor, report: Report) -> bool:
    """Whether the actor may have, now, what the report shows."""
    return _RULES[ReportKind(report.kind)](actor, report)


def _reads_sheet(actor: Actor, report: Report) -> bool:
    return report.object_id is not None and sheets_visible_to(actor).filter(pk=report.object_id).exists()


def _reads_receipt(actor: Actor, report: Report) -> bool:
    return report.object_id is not None and disclosures_visible_to(actor).filter(pk=report.object_id).exists()


def _reads_exchange(actor: Actor, report: Report) -> bool:
    return report.object_id is not None and exchanges_visible_to(actor).filter(pk=report.object_id).exists()


def _reads_docket(actor: Actor, report: Report) -> bool:
    """The own post's, while each referral that it lists is still read there; before it is made it lists none."""
    if actor.function not in SHEET_FUNCTIONS or report.object_id != actor.post_id:
        return False
    return Referral.objects.filter(is_read_by(actor), pk__in=report.shows).count() == len(report.shows)


def _reads_letter(actor: Actor, report: Report) -> bool:
    """Withdrawn as soon as the letter says anything else."""
    letter = letters_visible_to(actor).for_display().filter(pk__in=[report.object_id]).first()
    return letter is not None and report.fingerprint in ("", letter.digest)


def _reads_mailing(actor: Actor, report: Report) -> bool:
    """Withdrawn as soon as one of its letters says anything else."""
    if report.object_id is None or not mailings_visible_to(actor).filter(pk=report.object_id).exists():
        return False
    return report.fingerprint in ("", mailing_fingerprint(letters_of_mailing(actor, report.object_id)))


def _reads_yearly(actor: Actor, report: Report) -> bool:
    return can_request_yearly(actor)


def _reads_meeting(actor: Actor, report: Report) -> bool:
    seen = report.object_id is not None and meetings_visible_to(actor).filter(pk=report.object_id).exists()
    return seen and can_print_meetings(actor)


def _reads_injunction(actor: Actor, report: Report) -> bool:
    return report.object_id is not None and injunctions_visible_to(actor).filter(pk=report.object_id).exists()


def _reads_directory(actor: Actor, report: Report) -> bool:
    """A printed directory is withdrawn as soon as it says anything that is true no more."""
    return can_export_directory(actor) and report.fingerprint in ("", directory_fingerprint(actor))


_RULES: dict[ReportKind, Callable[[Actor, Report], bool]] = {
    ReportKind.SHEET: _reads_sheet,
    ReportKind.RECEIPT: _reads_receipt,
    ReportKind.EXCHANGE: _reads_exchange,
    ReportKind.DOCKET: _reads_docket,
    ReportKind.YEARLY: _reads_yearly,
    ReportKind.DIRECTORY: _reads_directory,
    ReportKind.LETTER: _reads_letter,
    ReportKind.MAILING: _reads_mailing,
    ReportKind.MEETING: _reads_meeting,
    ReportKind.INJUNCTION: _reads_injunction,
}
