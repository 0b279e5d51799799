"""What a restored backup gives back of this room, and how it goes again."""

from collections.abc import Collection
from uuid import UUID

from acting.actor import Actor
from journal.services import record
from journal.verbs import Verb
from referrals.enums import ReferralState
from referrals.lifecycle import LIVE, Act, next_state
from referrals.models import PreparedAnswer, Referral
from referrals.permissions import revoke_disclosures


def drop_prepared_answers(by: Actor, ids: Collection[UUID]) -> int:
    found = list(PreparedAnswer.objects.filter(pk__in=ids).select_related("referral"))
    for prepared in found:
        verb, owner_id = Verb.PREPARED_ANSWER_DROPPED, prepared.referral.recipient_id
        record(by=by, verb=verb, object_id=prepared.pk, owner_id=owner_id)
        prepared.delete()
    return len(found)


def withdraw_referrals(by: Actor, ids: Collection[UUID]) -> int:
    """The recipient's right goes again. Nobody is told a second time."""
    return _ended(by, ids, (ReferralState.DRAFT, *LIVE), Act.WITHDRAW, Verb.REFERRAL_WITHDRAWN)


def close_referrals(by: Actor, ids: Collection[UUID]) -> int:
    """But those whose answer was lost: what was not answered cannot be closed."""
    return _ended(by, ids, (ReferralState.ANSWERED,), Act.CLOSE, Verb.REFERRAL_CLOSED)


def _ended(by: Actor, ids: Collection[UUID], states: Collection[str], act: Act, verb: Verb) -> int:
    found = list(Referral.objects.filter(pk__in=ids, state__in=states))
    for referral in found:
        referral.state = next_state(act, ReferralState(referral.state), asks_more=referral.asks_more)
        referral.version, referral.ended_at = referral.version + 1, by.now
        referral.save(update_fields=["state", "version", "ended_at"])
        revoke_disclosures(referral)
        record(by=by, verb=verb, object_id=referral.pk, owner_id=referral.sender_id)
    return len(found)


AGAIN = {
    Verb.PREPARED_ANSWER_DROPPED: drop_prepared_answers,
    Verb.REFERRAL_WITHDRAWN: withdraw_referrals,
    Verb.REFERRAL_CLOSED: close_referrals,
}
BY_HAND = {
    Verb.REFERRAL_REFUSED: "cette saisine avait été refusée : elle attend de nouveau au poste",
    Verb.REFERRAL_READERS_NAMED: "les lecteurs nommés de cette saisine sont à nommer de nouveau",
    Verb.INJUNCTION_WITHDRAWN: "cette injonction est à retirer de nouveau",
    Verb.EXCEPTIONAL_ACCESS_ENDED: "son heure est passée ; sinon le terminer de nouveau",
}
NOT_AGAIN = {
    Verb.REFERRAL_EXPIRED: "échue de nouveau à la même minute, d’après sa date",
    Verb.INJUNCTION_EXPIRED: "échue de nouveau par l’horloge, d’après sa date",
    Verb.INJUNCTION_CLOSED: "une injonction close reste à lire : rien n’en est effacé",
    Verb.RETENTION_DECIDED: "une marque, qui n’efface rien par elle-même",
    Verb.SUBJECT_RULE_RESTORED: "une règle de la convention, personne",
}
