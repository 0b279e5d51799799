"""What a restored backup gives back of this room, and how it goes again."""

from collections.abc import Collection
from uuid import UUID

from acting.actor import Actor
from journal.services import record
from journal.verbs import Verb
from referrals.lifecycle import LIVE
from referrals.models import PreparedAnswer, Referral
from referrals.services.referrals import expire_referral


def drop_prepared_answers(by: Actor, ids: Collection[UUID]) -> int:
    found = list(PreparedAnswer.objects.filter(pk__in=ids).select_related("referral"))
    for prepared in found:
        verb, owner_id = Verb.PREPARED_ANSWER_DROPPED, prepared.referral.recipient_id
        record(by=by, verb=verb, object_id=prepared.pk, owner_id=owner_id)
        prepared.delete()
    return len(found)


def lapse(by: Actor, ids: Collection[UUID]) -> int:
    """What its recipient had no right to any more, or not all of the post: nobody but the sender reads it again, who
    sees it as expired and sends it anew where that is wished. Whose act it was, the machine does not claim to be."""
    found = list(Referral.objects.filter(pk__in=ids, state__in=LIVE))
    for referral in found:
        expire_referral(by=by, referral=referral)
    return len(found)


AGAIN = {
    Verb.PREPARED_ANSWER_DROPPED: drop_prepared_answers,
    Verb.REFERRAL_WITHDRAWN: lapse,
    Verb.REFERRAL_CLOSED: lapse,
    Verb.REFERRAL_REFUSED: lapse,
    Verb.REFERRAL_READERS_NAMED: lapse,
}
BY_HAND = {
    Verb.SUBJECT_RULE_CHANGED: "l’ancienne règle de cet objet est revenue\u00a0: la revoir",
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
