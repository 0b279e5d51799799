"""A convention that nobody is in yet: its first administrator, and the first delegate, whose voice every first
designation of a signatory needs beside the administrator's."""

from django.db import transaction

from acting.actor import Actor
from acting.enums import Function
from acting.pages import require
from acting.refusals import Refused
from correspondents.models import Designation, Invitation, Post
from correspondents.named_person import NamedPerson
from correspondents.services.arrival import invite_named
from correspondents.services.designations import designate, record_designation
from correspondents.services.posts import create_post
from journal.verbs import Verb
from signatories.enums import SignatoryKind
from signatories.models import Convention, Signatory

LABELS = {
    Function.ADMINISTRATEUR: "Administration du portail",
    Function.DELEGUE: "Délégué départemental",
}
TAKEN = (
    "Quelqu’un est déjà entré dans le portail à ce poste\u00a0: les suivants se nomment dans le portail, page "
    "«\u00a0Annuaire\u00a0»."
)


@transaction.atomic
def open_convention(
    *, by: Actor, convention: Convention, administrator: NamedPerson, delegate: NamedPerson | None = None
) -> list[Designation]:
    """The designations that stand then; done twice it is done once. Raises Refused."""
    require(by.is_machine)
    named = [_name_first(by, _operator(by, convention), Function.ADMINISTRATEUR, administrator)]
    if delegate:
        federation = convention.signatories.filter(kind=SignatoryKind.FEDERATION).order_by("joined_on", "code").first()
        if federation is None:
            raise Refused("Cette convention n’a pas de fédération de bailleurs, donc pas de délégué.", "delegate")
        named.append(_name_first(by, federation, Function.DELEGUE, delegate))
    return named


def _operator(by: Actor, convention: Convention) -> Signatory:
    operator: Signatory | None = convention.signatories.filter(kind=SignatoryKind.OPERATOR).first()
    return operator or Signatory.objects.create(
        convention=convention,
        code="exploitant",
        kind=SignatoryKind.OPERATOR,
        name="Exploitant du portail",
        short_name="Exploitant",
        in_phrase="l’exploitant du portail",
        joined_on=by.today,
    )


def _name_first(by: Actor, signatory: Signatory, function: Function, person: NamedPerson) -> Designation:
    """An address that was mistyped is put right by naming again, as long as nobody has come in with it."""
    there = Designation.objects.not_over_on(by.today).filter(
        post__signatory__convention=signatory.convention_id, post__function=function, ended_at=None
    )
    present = list(there.select_related("user", "post__signatory"))
    same = next((each for each in present if each.user.email == person.email.lower()), None)
    if same:
        _invite_again(by, same)
        return same
    if any(each.has_come_in for each in present):
        raise Refused(TAKEN, _option(function))
    for former in present:
        _withdraw(by, former)
    post = Post.objects.still_open().filter(signatory=signatory, function=function).order_by("pk").first()
    post = post or create_post(by=by, signatory=signatory, function=function, label=LABELS[function])
    try:
        return designate(by=by, post=post, user=person, starts_on=by.today)
    except Refused as refused:
        raise Refused(refused.sentence, _option(function)) from refused


def _invite_again(by: Actor, designation: Designation) -> None:
    """Once the former invitation has run out."""
    open_ones = Invitation.objects.filter(user=designation.user_id, used_at=None, expires_at__gt=by.now)
    if not designation.has_come_in and not open_ones.exists():
        invite_named(by=by, user=designation.user)


def _withdraw(by: Actor, former: Designation) -> None:
    """Not by `cut_short`: the convention has its next administrator within this transaction."""
    former.ended_at, former.ends_on = by.now, max(by.today, former.starts_on)
    former.save(update_fields=["ended_at", "ends_on"])
    Invitation.objects.filter(user=former.user_id, used_at=None, expires_at__gt=by.now).update(expires_at=by.now)
    record_designation(by, Verb.DESIGNATION_READDRESSED, former)


def _option(function: Function) -> str:
    return "administrator" if function == Function.ADMINISTRATEUR else "delegate"


def person_at(email: str, name: str) -> NamedPerson:
    """`"Jeanne Martin"`: the first word is the first name. Raises Refused."""
    first, _, last = " ".join(name.split()).partition(" ")
    if not last:
        raise Refused(f"Il faut un prénom et un nom, comme «\u00a0Jeanne Martin\u00a0», et non «\u00a0{name}\u00a0».")
    return NamedPerson(email=email.strip(), first_name=first, last_name=last)
