"""What a paper is called on the requester's screen."""

from collections.abc import Iterable
from uuid import UUID

from acting.actor import Actor
from acting.days import day_of
from acting.french import day
from incidents.permissions import evidence_files_visible_to, letters_visible_to
from referrals.permissions import disclosures_visible_to, injunctions_visible_to, referrals_visible_to
from reports.enums import ReportKind
from reports.models import LAST_TWELVE_MONTHS, Report
from reports.periods import Quarter, own_period_coded
from reports.permissions import reviews_visible_to
from signatories.permissions import meetings_visible_to

# Their title is their kind, and the reference of what they show where that has one.
REFERRED_TO = (
    ReportKind.SHEET,
    ReportKind.RECEIPT,
    ReportKind.EXCHANGE,
    ReportKind.INJUNCTION,
    ReportKind.REVIEW,
    ReportKind.MAILING,
    ReportKind.DIRECTORY,
)
OF_A_DAY = {
    ReportKind.DOCKET: "Bordereau",
    ReportKind.REFERRALS: "Registre des saisines",
    ReportKind.ACCESSES: "Registre des accès",
}


def titled(actor: Actor, reports: Iterable[Report]) -> list[tuple[Report, str]]:
    """Each report with its title; the name of what it shows only while the actor still sees that."""
    listed = list(reports)
    about = {report.object_id for report in listed if report.object_id}
    seen = referrals_visible_to(actor).filter(id__in=about) if about else referrals_visible_to(actor).none()
    references: dict[UUID | None, str] = dict(seen.values_list("id", "reference"))
    enjoined = injunctions_visible_to(actor).filter(id__in=about) if about else injunctions_visible_to(actor).none()
    references |= dict(enjoined.values_list("id", "reference"))
    held = meetings_visible_to(actor).filter(id__in=about) if about else meetings_visible_to(actor).none()
    references |= dict(held.values_list("id", "title"))
    written = [report.object_id for report in listed if report.kind == ReportKind.LETTER and report.object_id]
    letters = letters_visible_to(actor).filter(id__in=written) if written else letters_visible_to(actor).none()
    references |= dict(letters.values_list("id", "situation__reference"))
    bound = [report.object_id for report in listed if report.kind == ReportKind.EVIDENCE and report.object_id]
    dossiers = (
        evidence_files_visible_to(actor).filter(id__in=bound) if bound else evidence_files_visible_to(actor).none()
    )
    references |= dict(dossiers.values_list("id", "reference"))
    yearly = [report.object_id for report in listed if report.kind == ReportKind.REVIEW and report.object_id]
    reviews = reviews_visible_to(actor).filter(id__in=yearly) if yearly else reviews_visible_to(actor).none()
    references |= dict(reviews.values_list("id", "reference"))
    shared = [report.object_id for report in listed if report.kind == ReportKind.RECEIPT and report.object_id]
    told = disclosures_visible_to(actor).filter(id__in=shared) if shared else disclosures_visible_to(actor).none()
    references |= dict(told.values_list("id", "referral__reference"))
    return [(report, _title(report, references.get(report.object_id, ""))) for report in listed]


def title_of(actor: Actor, report: Report) -> str:
    return titled(actor, [report])[0][1]


def _title(report: Report, reference: str) -> str:
    if report.kind in REFERRED_TO:
        return f"{report.get_kind_display()} {reference}".strip()
    if report.kind in OF_A_DAY:
        return f"{OF_A_DAY[ReportKind(report.kind)]} du {day(report.created_at)}"
    if report.kind == ReportKind.LETTER:
        return f"Lettre, situation {reference}" if reference else "Lettre"
    if report.kind == ReportKind.EVIDENCE:
        return f"Dossier de pièces {reference}".strip()
    if report.kind == ReportKind.OWN:
        period = own_period_coded(report.period, day_of(report.created_at)).label
        return f"{report.get_kind_display()}, {period.lower()}"
    if report.kind == ReportKind.MEETING:
        return f"Relevé de réunion : {reference}" if reference else "Relevé de réunion"
    if report.kind == ReportKind.QUARTER:
        return f"Tableau de bord du {Quarter.of_code(report.period).label}"
    period = "douze derniers mois" if report.period == LAST_TWELVE_MONTHS else report.period
    return f"Bilan annuel de la convention, {period}"
