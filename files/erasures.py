"""What a restored backup gives back of this room, and how it goes again."""

from collections.abc import Collection
from uuid import UUID

from acting.actor import Actor
from files.models import StoredFile
from files.services import erase
from journal.verbs import Verb


def erase_files(by: Actor, ids: Collection[UUID]) -> int:
    found = list(StoredFile.objects.filter(pk__in=ids, erased_at=None))
    for stored in found:
        erase(by=by, stored=stored)
    return len(found)


AGAIN = {Verb.FILE_ERASED: erase_files}
NOT_AGAIN = {
    Verb.FILE_QUARANTINED: "l’antivirus est interrogé de nouveau sur ce qui attendait ; sinon voir check_files"
}
