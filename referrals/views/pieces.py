"""A photo or a paper that was frozen with a referral: its bytes, for as long as what was shared is read."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from acting.pages import ActingRequest, page
from files.models import StoredFile
from files.services import serve
from journal.enums import Channel
from journal.services import record_list_read
from journal.verbs import Verb
from referrals.models import DisclosedPiece
from referrals.permissions import disclosed_pieces_visible_to
from referrals.views.referrals import REFERRAL_FUNCTIONS


@page(*REFERRAL_FUNCTIONS)
@require_safe
def referral_piece(request: ActingRequest, pk: UUID, piece: UUID) -> HttpResponse:
    found = _found(request, pk, piece)
    return _served(request, found, found.file, f"pièce {found.number}")


@page(*REFERRAL_FUNCTIONS)
@require_safe
def referral_thumbnail(request: ActingRequest, pk: UUID, piece: UUID) -> HttpResponse:
    found = _found(request, pk, piece)
    if found.thumbnail is None:
        raise Http404
    return _served(request, found, found.thumbnail, f"vignette {found.number}")


def _found(request: ActingRequest, pk: UUID, piece: UUID) -> DisclosedPiece:
    seen = disclosed_pieces_visible_to(request.actor).select_related("file", "thumbnail", "disclosure__referral")
    return get_object_or_404(seen, pk=piece, disclosure__referral=pk)


def _served(request: ActingRequest, piece: DisclosedPiece, stored: StoredFile, part: str) -> HttpResponse:
    response = serve(stored, inline=True)
    owner = piece.disclosure.referral.sender_id
    rows = [(owner, piece.disclosure.referral_id), (owner, piece.pk)]
    record_list_read(by=request.actor, verb=Verb.REFERRAL_PIECE_READ, rows=rows, channel=Channel.FILE, reason=part)
    return response
