"""Who reads a referral and what it communicated, and why: each side told its own, by the walls that open them."""

from collections.abc import Sequence
from dataclasses import dataclass

from acting.actor import Actor
from acting.enums import Function
from correspondents.models import Designation
from correspondents.readers import Ground, Reader, earlier, who_see
from incidents.case_readers import reader_of_house
from referrals.field_sets import labels_of
from referrals.models import Disclosure, Injunction, Referral
from referrals.permissions import disclosures_visible_to

STUB = "la référence, les dates et la réponse donnée"
RESERVED = "la référence et les dates"  # to others, answers too


@dataclass(frozen=True, slots=True)
class Copy:
    """What one referral communicated, and who reads it at the recipient's today."""

    referral: Referral
    readers: list[Reader]


def copies_of(actor: Actor, referrals: Sequence[Referral], people: Sequence[Designation]) -> list[Copy]:
    """Of the referrals that the actor's house sent, what is read of them today; and by nobody, where one lives on."""
    seeing = who_see(actor, Disclosure, [each.pk for each in referrals], people)
    copies = [Copy(each, [_recipient(each, one) for one in seeing[each.pk] if _at(each, one)]) for each in referrals]
    return [copy for copy in copies if copy.readers or copy.referral.is_live_on(actor.today)]


def readers_at_senders(actor: Actor, referral: Referral, people: Sequence[Designation]) -> list[Reader]:
    seeing = who_see(actor, Referral, [referral.pk], people)[referral.pk]
    return [_sender(referral, each) for each in seeing if each.post.signatory_id == referral.sender_id]


def own_reading(actor: Actor, referral: Referral, people: Sequence[Designation]) -> Reader | None:
    """Why the actor reads what was received, and nothing of anybody else; of what is read no more, nor what it asked.
    None for who reads it as its sender."""
    own = next((each for each in people if each.pk == actor.designation_id), None)
    if own is None or not _at(referral, own):
        return None
    if disclosures_visible_to(actor).filter(referral=referral).exists():
        return _recipient(referral, own)
    part = STUB if referral.is_open_to(own.pk) else RESERVED
    return Reader(designation=own, ground=Ground(act=_act(referral), purpose="", part=part), until=own.ends_on)


def _at(referral: Referral, each: Designation) -> bool:
    """Whether somebody stands at the recipient's."""
    return each.post.signatory_id == referral.recipient_id


def _act(referral: Referral) -> str:
    return f"la saisine {referral.reference} est adressée à ce poste"


def _recipient(referral: Referral, each: Designation) -> Reader:
    ground = Ground(act=_act(referral), purpose=referral.subject.label.lower(), part=labels_of(referral.field_sets))
    return Reader(designation=each, ground=ground, until=earlier(referral.until, each.ends_on))


def _sender(referral: Referral, each: Designation) -> Reader:
    part = "la saisine, ce qu’elle communique et la réponse"
    if each.function == Function.REFERENT:
        return reader_of_house(each, part)
    ground = Ground(act="ce poste a écrit la saisine", purpose=referral.subject.label.lower(), part=part)
    return Reader(designation=each, ground=ground, until=each.ends_on)


def readers_of_injunction(actor: Actor, injunction: Injunction, people: Sequence[Designation]) -> list[Reader]:
    """The landlord is told names on both sides; the préfecture, of the landlord, by which post it is read."""
    seeing = who_see(actor, Injunction, [injunction.pk], people)[injunction.pk]
    own = [each for each in seeing if actor.signatory_id in (each.post.signatory_id, injunction.landlord_id)]
    by_post = {each.post_id: each for each in seeing if each not in own}
    return [
        *(_enjoined(injunction, each) for each in own),
        *(_enjoined(injunction, each, instead=each.post.signatory.short_name) for each in by_post.values()),
    ]


def _enjoined(injunction: Injunction, each: Designation, instead: str = "") -> Reader:
    is_landlords = each.post.signatory_id == injunction.landlord_id
    ground = Ground(
        act="l’injonction s’adresse à cet organisme" if is_landlords else "ce poste a inscrit l’injonction",
        purpose="répondre au préfet, saisir le juge" if is_landlords else "suivre les deux délais",
        part="l’injonction et ses dates",
    )
    return Reader(designation=each, ground=ground, until=None if instead else each.ends_on, instead=instead)
