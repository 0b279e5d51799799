"""Acts of the portal, one of each: who does it, which table holds the row that is changed, and the service called."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from acting.actor import acting_as, visitor
from correspondents.addresses import accounts_at
from correspondents.enums import DesignationRole
from correspondents.models import Designation, Invitation
from correspondents.services.absences import announce_absence
from correspondents.services.accounts import switch_account
from correspondents.services.arrival import accept_invitation, invite
from correspondents.services.confirmations import confirm_designation
from correspondents.services.designations import cancel_designation, designate, end_designation
from correspondents.services.posts import close_post, create_post
from correspondents.services.residences import cover_residence
from files.services import erase, store_bytes
from incidents.enums import StaffItem
from incidents.permissions import complaints_visible_to, legal_actions_visible_to, persons_visible_to
from incidents.services.complaints import correct_complaint, note_complaint
from incidents.services.facts import leave_apart
from incidents.services.legal_actions import note_action_begun
from incidents.services.persons import add_person, remove_person
from incidents.services.situations import open_situation
from incidents.services.staff import note_staff
from incidents.staff_rules import Said
from referrals.enums import RefusalMotive
from referrals.models import ExceptionalAccess
from referrals.services import exceptional, injunctions
from referrals.services import referrals as services
from reports.services.papers import request_sheet
from signatories.models import Document
from signatories.services.convention import remove_document
from territory.models import ResidenceAccess
from territory.permissions import RESIDENCE_FILE
from territory.services.accesses import AccessDetails, update_access
from territory.services.residences import close_residence
from tests.people import appoint, make_user
from tests.reach.house import House
from tests.roles import installing
from tests.rules.incidents import person_words

Act = Callable[[House, Any], object]


def _access(house: House, by: Any) -> object:
    access = ResidenceAccess.objects.get(residence=house.cast.tilleuls, holder=house["karim"].signatory)
    details = AccessDetails(holder=access.holder, kind=access.kind, quantity=3, given_on=access.given_on)
    return update_access(by=by, access=access, details=details)


def _accepted(house: House, by: Any) -> object:
    """By the person, who comes with the key and has no function yet."""
    person = visitor(by.user_id, by.now)
    with installing():
        key = {"key_hash": "", "created_at": by.now, "expires_at": by.now + timedelta(hours=1)}
        invitation = Invitation.objects.create(user_id=by.user_id, **key)
    with acting_as(person):
        return accept_invitation(by=person, invitation=invitation, password="trois brebis et un tracteur")


def _erased(house: House, by: Any) -> object:
    kept = {"name": "a.pdf", "content_type": "application/pdf", "purpose": RESIDENCE_FILE, "purge_on": None}
    stored = store_bytes(by=by, content=b"a", owner_id=by.signatory_id, **kept)  # type: ignore[arg-type]
    return erase(by=by, stored=stored)


def _named(house: House, by: Any) -> object:
    with installing():
        zita = make_user("Zita")
    accounts_at(zita.email)  # typed whole, as the form has it
    return designate(by=by, post=house["zoe"].post, user=zita, role=DesignationRole.SUPPLEANT, starts_on=by.today)


def _cancelled(house: House, by: Any) -> object:
    tomorrow = by.today + timedelta(days=1)
    with installing():
        to_come = appoint(make_user("Zita"), house["gilles"].post, role="suppleant", starts_on=tomorrow)  # type: ignore[arg-type]
    return cancel_designation(by=by, designation=to_come.designation)


def _absent(house: House, by: Any) -> object:
    return announce_absence(by=by, designation=house["gilles"].designation, starts_on=by.today, ends_on=by.today)


def _ended(name: str) -> Act:
    def end(house: House, by: Any) -> object:
        designation = Designation.objects.get(pk=house[name].designation.pk)
        return end_designation(by=by, designation=designation, ends_on=by.today)

    return end


def _post(house: House, by: Any) -> object:
    return create_post(by=by, signatory=house["karim"].signatory, function="dpo", label="DPO")  # type: ignore[arg-type]


def _referral(key: str, service: Callable[..., object], **given: Any) -> Act:
    return lambda house, by: service(by=by, referral=house.referrals[key], **given)


def _noted(house: House, by: Any) -> object:
    return note_staff(by=by, incident=house.facts["hall"], answers={StaffItem.OCCASION: Said("round")})


def _complaint(house: House, by: Any) -> object:
    return note_complaint(by=by, incident=house.facts["roof"], complainant="landlord", filed_on=by.today)


def _corrected(house: House, by: Any) -> object:
    complaint = complaints_visible_to(by).get()
    return correct_complaint(by=by, complaint=complaint, details=replace(complaint.details, pv_number="2026/1"))


def _accused(house: House, by: Any) -> object:
    lease = legal_actions_visible_to(by).select_related("situation").get().situation
    return add_person(by=by, situation=lease, key=uuid4(), words=person_words(last_name="Autre"))


ACTS: dict[str, tuple[str, str, Act]] = {
    "a fact triaged": ("sarah", "incidents_incident", lambda h, by: leave_apart(by=by, incident=h.facts["roof"])),
    "a situation opened": (
        "sarah", "incidents_incident", lambda h, by: open_situation(by=by, incident=h.facts["roof"])
    ),
    "somebody accused": ("constance", "incidents_situation", _accused),
    "somebody accused no more": (
        "sarah", "incidents_situation",
        lambda h, by: remove_person(by=by, person=persons_visible_to(by).select_related("action__situation").get()),
    ),
    "a legal action begun": (
        "sarah", "incidents_legalaction",
        lambda h, by: note_action_begun(by=by, action=legal_actions_visible_to(by).get(), begun_on=by.today),
    ),
    "an agent’s occasion noted": ("sarah", "incidents_incident", _noted),
    "a complaint noted": ("sarah", "incidents_incident", _complaint),
    "a complaint corrected": ("constance", "incidents_complaint", _corrected),
    "withdrawn": ("sarah", "referrals_referral", _referral("to bruno", services.withdraw_referral)),
    "sent": ("sarah", "referrals_referral", _referral("draft", services.send_referral)),
    "closed": ("sarah", "referrals_referral", _referral("answered", services.close_referral)),
    "acknowledged": ("bruno", "referrals_referral", _referral("to bruno", services.acknowledge_referral)),
    "started": ("bruno", "referrals_referral", _referral("to bruno", services.start_referral)),
    "answered": (
        "bruno", "referrals_referral", _referral("to bruno", services.answer_referral, outcome="nothing_found")
    ),
    "refused": (
        "bruno", "referrals_referral",
        _referral("to bruno", services.refuse_referral, motive=RefusalMotive.values[0]),
    ),
    "an injunction accepted": (
        "constance", "referrals_injunction",
        lambda h, by: injunctions.accept_injunction(
            by=by, injunction=h.injunctions["injonction"], answered_on=by.today
        ),
    ),
    "an injunction withdrawn": (
        "pascale", "referrals_injunction",
        lambda h, by: injunctions.withdraw_injunction(by=by, injunction=h.injunctions["injonction"]),
    ),
    "an exceptional access approved": (
        "roxane", "referrals_exceptionalaccess",
        lambda h, by: exceptional.approve_exceptional_access(by=by, access=_access_named(h, "access to hall")),
    ),
    "an exceptional access ended": (
        "sarah", "referrals_exceptionalaccess",
        lambda h, by: exceptional.end_exceptional_access(by=by, access=_access_named(h, "access to roof open")),
    ),
    "a lease noted": (
        "sarah", "referrals_injunction",
        lambda h, by: injunctions.note_lease(by=by, injunction=h.injunctions["injonction"], number="2020"),
    ),
    "invited": ("adrien", "correspondents_user", lambda h, by: invite(by=by, user=h["zoe"].user)),
    "an invitation used": ("zoe", "correspondents_invitation", _accepted),
    "an account closed": (
        "adrien", "correspondents_post", lambda h, by: switch_account(by=by, user=h["zoe"].user, is_active=False)
    ),
    "somebody named": ("victor", "correspondents_post", _named),
    "a designation cancelled": ("sarah", "correspondents_post", _cancelled),
    "a designation ended": ("sarah", "correspondents_post", _ended("gilles")),
    "an absence announced": ("sarah", "correspondents_post", _absent),
    "a designation confirmed": (
        "sarah", "correspondents_designation",
        lambda h, by: confirm_designation(by=by, designation=h["gilles"].designation),
    ),
    "a post opened": ("adrien", "signatories_signatory", _post),
    "a post closed": ("sarah", "signatories_signatory", lambda h, by: close_post(by=by, post=_vacant(h, by))),
    "a residence handed over": (
        "sarah", "signatories_signatory",
        lambda h, by: cover_residence(by=by, residence=h.cast.tilleuls, post=h["gaston"].post),
    ),
    "a residence closed": (
        "sarah", "signatories_signatory",
        lambda h, by: close_residence(by=by, residence=h.cast.tilleuls, closed_on=by.today),
    ),
    "a badge changed": ("sarah", "territory_residenceaccess", _access),
    "a file erased": ("sarah", "files_storedfile", _erased),
    "a paper asked for": (
        "roxane", "correspondents_designation", lambda h, by: request_sheet(by=by, referral=h.referrals["to paul"])
    ),
    "a document removed": ("adrien", "signatories_document", lambda h, by: remove_document(by=by, row=_annex(by))),
}  # fmt: skip


def _access_named(house: House, name: str) -> ExceptionalAccess:
    return ExceptionalAccess.objects.get(pk=str(next(pk for pk, each in house.names.items() if each == name)))


def _vacant(house: House, by: Any) -> Any:
    _ended("roxane")(house, by)
    return house["roxane"].post


def _annex(by: Any) -> Document:
    return Document.objects.get(convention=by.convention_id, kind="annex", removed_at=None)
