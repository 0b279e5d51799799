"""What a restored backup gives back of this room, and how it goes again."""

from collections.abc import Collection
from uuid import UUID

from acting.actor import Actor
from journal.services import record
from journal.verbs import Verb
from referrals.models import PreparedAnswer


def drop_prepared_answers(by: Actor, ids: Collection[UUID]) -> int:
    found = list(PreparedAnswer.objects.filter(pk__in=ids).select_related("referral"))
    for prepared in found:
        verb, owner_id = Verb.PREPARED_ANSWER_DROPPED, prepared.referral.recipient_id
        record(by=by, verb=verb, object_id=prepared.pk, owner_id=owner_id)
        prepared.delete()
    return len(found)


# The database lets nobody but its sender withdraw or close a saisine: the machine has no name to do it in.
AGAIN = {Verb.PREPARED_ANSWER_DROPPED: drop_prepared_answers}
BY_HAND = {
    Verb.REFERRAL_WITHDRAWN: "cette saisine retirée est lue de nouveau par son destinataire : la retirer d’abord",
    Verb.REFERRAL_CLOSED: "cette saisine close est lue de nouveau par son destinataire : la clore",
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
