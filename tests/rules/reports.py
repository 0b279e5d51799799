"""Forbidden writes of reports: papers to be made, months to be published."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from acting.actor import Actor
from reports.enums import ReportKind, ReviewState
from reports.models import Publication, Report, YearlyReview
from reports.services import papers, publications, reviews
from tests.figures import plant_publications
from tests.people import Cast, acting
from tests.reports.bilans import laid
from tests.roles import installing
from tests.rules.incidents import empty_dossier, letter, mailing
from tests.rules.injunctions import noted
from tests.rules.trial import Door, Trial, Write, meeting, sent, shared

MONTHS = "/tableau-de-bord/publications/"


def sheet_of(cast: Cast) -> Report:
    """Asked for by Sarah, and not made yet."""
    with acting(cast.sarah) as sarah:
        return papers.request_sheet(by=sarah, referral=sent(cast))


def month(cast: Cast, name: str) -> Publication:
    """Of the 77: one that waits, is published, withdrawn, or waits again."""
    states: dict[str, dict[str, Any]] = {"waiting": {"published_at": None}, "again": {"edition": 2}}
    with installing():
        months = Publication.objects.filter(convention=cast.delphine.signatory.convention)
        if not months.exists():
            plant_publications(cast.delphine.signatory.convention)
        found: Publication = months.get(**states.get(name, {"state": name}))
    return found


def bilan(cast: Cast, state: ReviewState) -> YearlyReview:
    """Delphine's, of a year of which nothing is published."""
    return laid(cast.delphine, 2020, state)


def kept_paper(cast: Cast, by: Actor, row: YearlyReview) -> None:
    keep = Report(kind=ReportKind.REVIEW, object_id=row.pk)
    reviews.keep_review_paper(by=by, report=keep, reviewed_at=by.now)


def on_bilan(act: Callable[..., object], state: ReviewState) -> Write:
    return lambda cast, by: act(by=by, review=bilan(cast, state))


def at_bilan(way: str, state: ReviewState) -> Door:
    return lambda cast: (f"/rapports/bilans/{bilan(cast, state).pk}/{way}/", {})


REVIEW_TRIALS: dict[str, Trial] = {
    "reports.services.reviews.begin_review": Trial(
        "delphine",
        lambda cast, by: reviews.begin_review(by=by, period="1999", key=uuid4()),
        lambda cast: ("/rapports/bilans/", {"period": "1999"}),
    ),
    "reports.services.reviews.comment_chapter": Trial(
        "delphine",
        lambda cast, by: reviews.comment_chapter(
            by=by, review=bilan(cast, ReviewState.DRAFT), chapter="faits", text="x" * 3001
        ),
        lambda cast: (
            f"/rapports/bilans/{bilan(cast, ReviewState.DRAFT).pk}/chapitres/faits/",
            {"text": "x" * 3001},
        ),
    ),
    **{
        f"{act.__module__}.{act.__name__}": Trial(
            "delphine",
            on_bilan(act, state),
            at_bilan(way, state),
        )
        for act, way, state in (
            (reviews.submit_review, "soumettre", ReviewState.DRAFT),
            (reviews.approve_review, "relire", ReviewState.SUBMITTED),
            (reviews.reopen_review, "reprendre", ReviewState.DRAFT),
            (reviews.freeze_review, "figer", ReviewState.REVIEWED),
            (papers.request_review, "pdf", ReviewState.FROZEN),
        )
    },
    "reports.services.reviews.keep_review_paper": Trial(
        "delphine",
        lambda cast, by: kept_paper(cast, by, bilan(cast, ReviewState.DRAFT)),
        lambda cast: (f"/rapports/bilans/{bilan(cast, ReviewState.FROZEN).pk}/pdf/", {}),
    ),
}

TRIALS: dict[str, Trial] = REVIEW_TRIALS | {
    "reports.services.papers.request_sheet": Trial(
        "victor",
        lambda cast, by: papers.request_sheet(by=by, referral=sent(cast)),
        lambda cast: (f"/saisines/{sent(cast).pk}/fiche/", {}),
    ),
    "reports.services.papers.request_receipt": Trial(
        "victor",
        lambda cast, by: papers.request_receipt(by=by, disclosure=shared(sent(cast))),
        lambda cast: (f"/communications/{shared(sent(cast)).pk}/recepisse/", {}),
    ),
    "reports.services.papers.request_exchange": Trial(
        "karim",
        lambda cast, by: papers.request_exchange(by=by, referral=sent(cast)),
        lambda cast: (f"/saisines/{sent(cast).pk}/echange/", {}),
    ),
    "reports.services.papers.request_docket": Trial(
        "gilles",
        lambda cast, by: papers.request_docket(by=by),
        lambda cast: ("/saisines/bordereau/", {}),
    ),
    "reports.services.papers.request_referral_register": Trial(
        "gilles",
        lambda cast, by: papers.request_referral_register(by=by),
        lambda cast: ("/rapports/registres/saisines/", {}),
    ),
    "reports.services.papers.request_own": Trial(
        "delphine",
        lambda cast, by: papers.request_own(by=by, period="12-mois"),
        lambda cast: ("/pilotage/pdf/", {"periode": "12-mois"}),
    ),
    "reports.services.papers.request_access_register": Trial(
        "maud",
        lambda cast, by: papers.request_access_register(by=by),
        lambda cast: ("/rapports/registres/acces/", {}),
    ),
    "reports.services.papers.request_injunction": Trial(
        "victor",
        lambda cast, by: papers.request_injunction(by=by, injunction=noted(cast)),
        lambda cast: (f"/injonctions/{noted(cast).pk}/dossier/", {}),
    ),
    "reports.services.papers.request_letter": Trial(
        "victor",
        lambda cast, by: papers.request_letter(by=by, letter=letter(cast)),
        lambda cast: (f"/lettres/{letter(cast).pk}/pdf/", {}),
    ),
    "reports.services.papers.request_evidence": Trial(
        "sarah",
        lambda cast, by: papers.request_evidence(by=by, evidence=empty_dossier(cast)),
        lambda cast: (f"/dossiers/{empty_dossier(cast).pk}/pdf/", {}),
    ),
    "reports.services.papers.cancel_report": Trial(
        "maud",
        lambda cast, by: papers.cancel_report(by=by, report=sheet_of(cast)),
        lambda cast: (f"/rapports/{sheet_of(cast).pk}/annuler/", {}),
    ),
    "reports.services.papers.request_mailing": Trial(
        "victor",
        lambda cast, by: papers.request_mailing(by=by, mailing=mailing(cast)),
        lambda cast: (f"/lettres/envois/{mailing(cast).pk}/pdf/", {}),
    ),
    "reports.services.papers.request_minutes": Trial(
        "gilles",
        lambda cast, by: papers.request_minutes(by=by, meeting=meeting(cast)),
        lambda cast: (f"/reunions/{meeting(cast).pk}/releve/", {}),
    ),
    "reports.services.papers.request_directory": Trial(
        "gilles",
        lambda cast, by: papers.request_directory(by=by),
        lambda cast: ("/annuaire/pdf/", {}),
    ),
    "reports.services.publications.publish_months": Trial(
        "delphine",
        lambda cast, by: publications.publish_months(by=by, publication=month(cast, "withdrawn")),
        lambda cast: (f"{MONTHS}{month(cast, 'withdrawn').pk}/publier/", {}),
    ),
    "reports.services.publications.withdraw_publication": Trial(
        "delphine",
        lambda cast, by: publications.withdraw_publication(by=by, publication=month(cast, "published"), reason=" "),
        lambda cast: (f"{MONTHS}{month(cast, 'published').pk}/retirer/", {"reason": " ", "is_sure": "on"}),
    ),
    "reports.services.publications.reopen_publication": Trial(
        "delphine",
        lambda cast, by: publications.reopen_publication(by=by, publication=month(cast, "published")),
        lambda cast: (f"{MONTHS}{month(cast, 'published').pk}/reprendre/", {}),
    ),
    "reports.services.papers.request_yearly": Trial(
        "delphine",
        lambda cast, by: papers.request_yearly(by=by, period="1999"),
        lambda cast: ("/rapports/", {"period": "1999"}),
    ),
    "reports.services.papers.request_quarter": Trial(
        "delphine",
        lambda cast, by: papers.request_quarter(by=by, period="1999-T1"),
        lambda cast: ("/rapports/trimestres/", {"period": "1999-T1"}),
    ),
}
