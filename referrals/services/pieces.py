"""The copies that were sent of a landlord's pieces: erased with the pieces themselves."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from acting.actor import Actor
from acting.pages import require
from files.services import erase
from referrals.models import DisclosedPiece, DisclosureSource


@transaction.atomic
def erase_copies(*, by: Actor, attachments: Collection[UUID]) -> int:
    """The bytes of every copy, whoever reads it; that it was sent, and its fingerprint, stay in what was frozen.
    Returns how many."""
    require(by.is_machine)
    wanted, erased = set(attachments), 0
    for source in DisclosureSource.objects.filter(attachments__overlap=list(wanted)):
        numbers = [number for number, key in enumerate(source.attachments, start=1) if key in wanted]
        copies = DisclosedPiece.objects.filter(disclosure_id=source.disclosure_id, number__in=numbers)
        for piece in copies.select_related("file", "thumbnail"):
            for stored in filter(None, (piece.file, piece.thumbnail)):
                erase(by=by, stored=stored)
            erased += 1
    return erased
