"""Forbidden writes of reports: papers to be made."""

from reports import services as reports
from tests.rules.incidents import letter, mailing
from tests.rules.injunctions import noted
from tests.rules.trial import Trial, meeting, sent, shared

TRIALS: dict[str, Trial] = {
    "reports.services.request_sheet": Trial(
        "victor",
        lambda cast, by: reports.request_sheet(by=by, referral=sent(cast)),
        lambda cast: (f"/saisines/{sent(cast).pk}/fiche/", {}),
    ),
    "reports.services.request_receipt": Trial(
        "victor",
        lambda cast, by: reports.request_receipt(by=by, disclosure=shared(sent(cast))),
        lambda cast: (f"/communications/{shared(sent(cast)).pk}/recepisse/", {}),
    ),
    "reports.services.request_exchange": Trial(
        "karim",
        lambda cast, by: reports.request_exchange(by=by, referral=sent(cast)),
        lambda cast: (f"/saisines/{sent(cast).pk}/echange/", {}),
    ),
    "reports.services.request_docket": Trial(
        "gilles",
        lambda cast, by: reports.request_docket(by=by),
        lambda cast: ("/saisines/bordereau/", {}),
    ),
    "reports.services.request_injunction": Trial(
        "victor",
        lambda cast, by: reports.request_injunction(by=by, injunction=noted(cast)),
        lambda cast: (f"/injonctions/{noted(cast).pk}/dossier/", {}),
    ),
    "reports.services.request_letter": Trial(
        "victor",
        lambda cast, by: reports.request_letter(by=by, letter=letter(cast)),
        lambda cast: (f"/lettres/{letter(cast).pk}/pdf/", {}),
    ),
    "reports.services.request_mailing": Trial(
        "victor",
        lambda cast, by: reports.request_mailing(by=by, mailing=mailing(cast)),
        lambda cast: (f"/lettres/envois/{mailing(cast).pk}/pdf/", {}),
    ),
    "reports.services.request_minutes": Trial(
        "gilles",
        lambda cast, by: reports.request_minutes(by=by, meeting=meeting(cast)),
        lambda cast: (f"/reunions/{meeting(cast).pk}/releve/", {}),
    ),
    "reports.services.request_directory": Trial(
        "gilles",
        lambda cast, by: reports.request_directory(by=by),
        lambda cast: ("/annuaire/pdf/", {}),
    ),
    "reports.services.request_yearly": Trial(
        "delphine",
        lambda cast, by: reports.request_yearly(by=by, period="1999"),
        lambda cast: ("/rapports/", {"period": "1999"}),
    ),
}
