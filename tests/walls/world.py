"""A world in which every walled table holds something that could leak, committed once for all tests of the walls."""

from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils import timezone

from acting.actor import Actor
from correspondents.models import Charter, CharterAcceptance
from correspondents.services.absences import announce_absence
from correspondents.services.arrival import invite
from files.models import StoredFile
from files.services import store_bytes
from incidents.models import Orientation
from incidents.services.facts import note_complaint
from referrals.enums import FieldSet
from referrals.models import Referral
from referrals.services import referrals as services
from reports.services import request_sheet
from signatories.models import Theme
from territory.models import Commune, ResidenceAccess
from territory.permissions import RESIDENCE_FILE
from tests.people import MEAUX, Cast, acting, make_fact, make_referral


def fill_cases(cast: Cast) -> None:
    """Facts at three residences; referrals live, answered, withdrawn, in draft, the other way, from a neighbour."""
    fact = make_fact(cast.gilles, cast.tilleuls)
    melun = make_fact(cast.gaston, cast.erables)
    neighbour = make_fact(cast.zoe, cast.pommiers)
    with acting(cast.sarah) as sarah:
        complaint = note_complaint(
            by=sarah, incident=fact, complainant="landlord", filed_on=sarah.today, pv_number="2026/04512"
        )
    both = (FieldSet.FACTS, FieldSet.PLACE)
    make_referral(
        cast.sarah,
        cast.maud,
        cast.tilleuls,
        incident=fact,
        complaint=complaint,
        subject="avis-parquet",
        field_sets=(FieldSet.COMPLAINT, *both),
    )
    answered = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact)
    with acting(cast.karim) as karim:
        services.answer_referral(by=karim, referral=answered, outcome="nothing_found")
    gone = make_referral(cast.sarah, cast.paul, cast.erables, incident=melun, subject="avis-parquet")
    with acting(cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=gone)
    make_referral(cast.sarah, cast.pascale, cast.tilleuls, subject="situation-prefecture", send=False)
    make_referral(cast.karim, cast.victor, cast.pommiers, subject="acces-badges")
    make_referral(cast.victor, cast.karim, cast.pommiers, incident=neighbour, field_sets=both)


def fill_the_rest(cast: Cast) -> None:
    """What is not a case: keys and badges, absences, accounts, papers, files."""
    today = timezone.localdate()
    for holder in (cast.karim, cast.geraldine):
        ResidenceAccess.objects.create(
            residence=cast.tilleuls, holder=holder.signatory, kind="badge", quantity=2, given_on=today
        )
    Orientation.objects.create(
        landlord=cast.sarah.signatory,
        theme=Theme.objects.all()[0],
        commune=Commune.objects.get(pk=MEAUX),
        channel="phone",
        on=today,
    )
    cast.maud.post.themes.add(Theme.objects.all()[0])
    charter = Charter.objects.create(
        convention=cast.adrien.signatory.convention, version=1, in_force_on=today, text="La charte."
    )
    for person in (cast.sarah, cast.zoe):
        CharterAcceptance.objects.create(charter=charter, user=person.user, accepted_at=timezone.now())
        Authenticator.objects.create(user=person.user, type="totp", data={"secret": "caché"})
        EmailAddress.objects.create(user=person.user, email=person.user.email, verified=True, primary=True)
    with acting(cast.sarah) as sarah:
        announce_absence(by=sarah, designation=cast.gilles.designation, starts_on=today, ends_on=today)
        _keep(sarah, "résidences.csv", RESIDENCE_FILE)
    with acting(cast.maud) as maud:
        announce_absence(by=maud, designation=cast.maud.designation, starts_on=today, ends_on=today)
        request_sheet(by=maud, referral=Referral.objects.get(recipient_post=cast.maud.post))
    with acting(cast.adrien) as adrien:
        invite(by=adrien, user=cast.zoe.user)
        invite(by=adrien, user=cast.nadia)
    with acting(cast.victor) as victor:
        cast.zoe.designation.act_file = _keep(victor, "acte.pdf", "acte de désignation")
    cast.zoe.designation.save(update_fields=["act_file"])


def _keep(by: Actor, name: str, purpose: str) -> StoredFile:
    return store_bytes(
        by=by,
        content=uuid4().bytes,
        name=name,
        content_type="application/pdf",
        owner_id=by.signatory_id,
        purpose=purpose,
        purge_on=None,
    )
