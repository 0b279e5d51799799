"""Who may ask for a paper and read it. What a paper shows is asked again when it is made, and at each download."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from acting.actor import Actor, known
from acting.days import YEAR, add_months, months_from
from acting.enums import INBOX_FUNCTIONS, MEETING_FUNCTIONS, Function
from acting.fold import folded
from acting.refusals import Refusal
from correspondents.models import Designation, User, UserQuerySet
from correspondents.permissions import can_export_directory
from incidents.permissions import CASE_FUNCTIONS, evidence_files_visible_to, letters_visible_to, mailings_visible_to
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
from reports.figures import published_quarters
from reports.letter_paper import letters_of_mailing, mailing_fingerprint
from reports.models import (
    Commentary,
    Publication,
    PublicationQuerySet,
    Report,
    ReportQuerySet,
    YearlyReview,
    YearlyReviewQuerySet,
)
from reports.periods import Quarter
from reports.referral_register import registered_and_read
from reports.review_rules import refusals_of_freezing
from signatories.permissions import can_print_meetings, convention_of, meetings_visible_to, signatories_visible_to
from territory.permissions import ACCESS_EXPORTING, accesses_visible_to

SHEET_FUNCTIONS = (Function.REFERENT, *INBOX_FUNCTIONS)
PRINTING_FUNCTIONS = tuple(function for function in MEETING_FUNCTIONS if function != Function.ADMINISTRATEUR)
OWN_FUNCTIONS = (*CASE_FUNCTIONS, *INBOX_FUNCTIONS)  # who reads « Pilotage »
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


def publications_visible_to(actor: Actor) -> PublicationQuerySet:
    """Of the own convention: all of them for its delegates, who look at each before it is read; for the others what
    was published, and that something was withdrawn."""
    publications = Publication.objects.filter(convention_id=known(actor.convention_id))
    if actor.function == Function.DELEGUE:
        return publications
    return publications.once_published()


def can_publish(actor: Actor, publication: Publication) -> bool:
    """The delegates of its convention publish it, withdraw it and have it looked at anew."""
    return actor.function == Function.DELEGUE and publication.convention_id == actor.convention_id


def can_request_yearly(actor: Actor) -> bool:
    return actor.function == Function.DELEGUE


def quarters_published(actor: Actor) -> dict[str, Quarter]:
    """By code, newest first: those of the own convention of which each month is published now."""
    return {quarter.code: quarter for quarter in published_quarters(convention_of(actor))}


def reviews_visible_to(actor: Actor) -> YearlyReviewQuerySet:
    """The bilans of the own convention, for the delegates who write, review and hand them out."""
    if not can_request_yearly(actor):
        return YearlyReview.objects.none()
    return YearlyReview.objects.filter(convention_id=known(actor.convention_id))


def commentaries_visible_to(actor: Actor) -> QuerySet[Commentary]:
    return Commentary.objects.filter(review__in=reviews_visible_to(actor)).select_related("author__user")


def is_anothers(actor: Actor, commentary: Commentary | None) -> bool:
    """Whether somebody else signed it, who is a delegate still: nobody but that person writes over it."""
    if commentary is None or not commentary.text or commentary.author.user_id == actor.user_id:
        return False
    author = commentary.author
    return author.ended_at is None and (author.ends_on is None or author.ends_on >= actor.today)


def authors_of(actor: Actor, review: YearlyReview) -> set[UUID]:
    """Whoever submitted it, and whoever signed one of its chapters."""
    signed = (
        commentaries_visible_to(actor).filter(review=review).exclude(text="").values_list("author__user", flat=True)
    )
    submitter = Designation.objects.filter(pk__in=[review.submitted_by_id]).values_list("user", flat=True)
    return {*signed, *submitter}


def last_turn_of(actor: Actor, review: YearlyReview) -> datetime | None:
    """When one of its months, or of those that it is compared with, was last published, withdrawn or taken up again."""
    shown = months_from(add_months(review.first_month, -YEAR), 2 * YEAR)
    months = publications_visible_to(actor).filter(month__in=shown)
    moments: dict[str, datetime | None] = months.aggregate(last=Max("turns__at"))
    return moments["last"]


def what_freezing_lacks(actor: Actor, review: YearlyReview) -> list[Refusal]:
    """A page shows it before, the service asks it."""
    is_printed, moved_at = review.file_id is not None, last_turn_of(actor, review)
    return list(refusals_of_freezing(is_printed=is_printed, reviewed_at=review.reviewed_at, moved_at=moved_at))


def can_keep_review(actor: Actor, convention_id: UUID) -> bool:
    """A delegate, of the own convention's."""
    return can_request_yearly(actor) and convention_id == actor.convention_id


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


def _reads_quarter(actor: Actor, report: Report) -> bool:
    """While each of its months is published: a month that is withdrawn takes the paper along."""
    return can_request_yearly(actor) and report.period in quarters_published(actor)


def _reads_meeting(actor: Actor, report: Report) -> bool:
    seen = report.object_id is not None and meetings_visible_to(actor).filter(pk=report.object_id).exists()
    return seen and can_print_meetings(actor)


def _reads_injunction(actor: Actor, report: Report) -> bool:
    return report.object_id is not None and injunctions_visible_to(actor).filter(pk=report.object_id).exists()


def _reads_evidence(actor: Actor, report: Report) -> bool:
    """Of a draft the PDF that it keeps now: another one takes its place."""
    found = evidence_files_visible_to(actor).filter(pk__in=[report.object_id]).first()
    return found is not None and (report.file_id is None or report.file_id == found.file_id)


def _reads_review(actor: Actor, report: Report) -> bool:
    """A project as it was; the PDF for signature only while it is the bilan's."""
    found = reviews_visible_to(actor).filter(pk__in=[report.object_id]).first()
    return found is not None and (not report.fingerprint or report.file_id in (None, found.file_id))


def _reads_directory(actor: Actor, report: Report) -> bool:
    """A printed directory is withdrawn as soon as it says anything that is true no more."""
    return can_export_directory(actor) and report.fingerprint in ("", directory_fingerprint(actor))


def _reads_referral_register(actor: Actor, report: Report) -> bool:
    """The own post's, of a référent the own house's, while all of which it says more than the box does is still read;
    before it is made it says nothing."""
    is_own = actor.function in SHEET_FUNCTIONS and report.object_id == actor.post_id
    return is_own and registered_and_read(actor, report.shows) == len(report.shows)


def _reads_access_register(actor: Actor, report: Report) -> bool:
    """The own signatory's, while each line is still seen there."""
    if actor.function not in ACCESS_EXPORTING or report.object_id != actor.signatory_id:
        return False
    return accesses_visible_to(actor).filter(pk__in=report.shows).count() == len(report.shows)


def own_figures_of(actor: Actor) -> UUID | None:
    """Whose own figures the actor reads: those of the house whose cases one works on, else of the own post."""
    if actor.function in CASE_FUNCTIONS:
        return actor.signatory_id
    return actor.post_id if actor.function in INBOX_FUNCTIONS else None


def _reads_own(actor: Actor, report: Report) -> bool:
    return report.object_id is not None and report.object_id == own_figures_of(actor)


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
    ReportKind.EVIDENCE: _reads_evidence,
    ReportKind.REVIEW: _reads_review,
    ReportKind.REFERRALS: _reads_referral_register,
    ReportKind.ACCESSES: _reads_access_register,
    ReportKind.QUARTER: _reads_quarter,
    ReportKind.OWN: _reads_own,
}
