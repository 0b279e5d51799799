"""What a restored backup gives back of this room, and how it goes again."""

from collections.abc import Collection
from uuid import UUID

from acting.actor import Actor
from files.services import erase
from incidents.import_work import take_back_again
from incidents.models import Attachment, FactImport, Letter, Person
from incidents.services.attachments import erase_attachments
from journal.services import record
from journal.verbs import Verb

WITHDRAWN_BEFORE = "Retirée avant la restauration d’une sauvegarde."


def erase_pieces(by: Actor, ids: Collection[UUID]) -> int:
    return erase_attachments(by=by, attachments=Attachment.objects.filter(pk__in=ids))


def withdraw_pieces(by: Actor, ids: Collection[UUID]) -> int:
    """Shown on no page any more; the bytes go thirty days later, counted anew."""
    found = list(Attachment.objects.filter(pk__in=ids, withdrawn_at=None))
    for piece in found:
        piece.withdrawn_at, piece.withdrawn_why = by.now, WITHDRAWN_BEFORE
        piece.save(update_fields=["withdrawn_at", "withdrawn_why"])
        record(by=by, verb=Verb.ATTACHMENT_WITHDRAWN, object_id=piece.pk, owner_id=piece.landlord_id)
    return len(found)


def remove_persons(by: Actor, ids: Collection[UUID]) -> int:
    found = list(Person.objects.filter(pk__in=ids).select_related("action__situation"))
    for person in found:
        owner_id = person.action.situation.landlord_id
        record(by=by, verb=Verb.PERSON_REMOVED, object_id=person.pk, owner_id=owner_id)
        person.delete()
    return len(found)


def discard_letters(by: Actor, ids: Collection[UUID]) -> int:
    found = list(Letter.objects.drafts().filter(pk__in=ids).select_related("situation", "file"))
    for letter in found:
        record(by=by, verb=Verb.LETTER_DISCARDED, object_id=letter.pk, owner_id=letter.situation.landlord_id)
        if letter.file:
            erase(by=by, stored=letter.file)
        letter.delete()
    return len(found)


def take_imports_back(by: Actor, ids: Collection[UUID]) -> int:
    """The facts that they brought, but those that somebody has worked on."""
    return sum(take_back_again(by, each) for each in FactImport.objects.filter(pk__in=ids).order_by("pk"))


AGAIN = {
    Verb.ATTACHMENT_ERASED: erase_pieces,
    Verb.ATTACHMENT_WITHDRAWN: withdraw_pieces,
    Verb.PERSON_REMOVED: remove_persons,
    Verb.LETTER_DISCARDED: discard_letters,
    Verb.FACT_IMPORT_UNDONE: take_imports_back,
    Verb.FACT_IMPORT_STOPPED: take_imports_back,
}
BY_HAND = {
    Verb.ATTACHMENT_BLURRED: "cette pièce n’est plus floutée : la flouter de nouveau ou la retirer",
    Verb.ADDRESSEE_CHANGED: "l’ancien nom ou l’ancienne adresse de ce destinataire est revenu : le corriger",
    Verb.ADDRESSEE_ENDED: "la fin de ce destinataire est à noter de nouveau",
    Verb.COMPLAINT_CHANGED: "l’ancien texte de cette plainte est revenu : le corriger",
}
NOT_AGAIN = {
    Verb.ORIENTATION_ERASED: "effacées de nouveau par la tâche de la nuit, d’après leur date",
    Verb.FACT_SET_ASIDE: "un fait écarté reste à lire : rien n’en est effacé",
    Verb.STEP_WITHDRAWN: "une démarche retirée reste à lire : rien n’en est effacé",
    Verb.LEGAL_ACTION_WITHDRAWN: "elle reste à lire, et ses personnes s’en retirent une à une avant",
    Verb.EVIDENCE_CHANGED: "les octets d’une pièce ôtée s’effacent comme fichier ; sa ligne ne dit que sa place",
    Verb.SITUATION_CLOSED: "une situation close reste à lire : rien n’en est effacé",
    Verb.SITUATION_MERGED: "les faits restent ; la réunion se refait à sa page",
}
