"""Photos and papers of the demonstration: of facts and steps, blurred, withdrawn, sent, bound in a dossier."""

import pytest

from convention77.demonstration.apart import LANDLORD
from files.media import MediaKind
from incidents.models import Attachment, EvidenceFile, Piece
from journal.models import Entry
from journal.verbs import Verb
from referrals.enums import FieldSet
from referrals.models import DisclosedPiece
from signatories.guard import warnings_in
from tests.demonstration.conftest import as_machine

pytestmark = pytest.mark.usefixtures("seeded")


def test_facts_and_steps_have_photos_and_papers_that_say_they_are_fictional() -> None:
    with as_machine():
        pieces = list(Attachment.objects.with_files().select_related("incident"))
    assert len({each.incident_id for each in pieces if each.incident_id}) >= 8
    assert {each.kind for each in pieces} == set(MediaKind.values)
    assert {each.kind for each in pieces if each.step_id} == {MediaKind.PDF}
    assert {each.caption.rpartition(" (")[2] for each in pieces} == {"photo fictive)", "document fictif)"}
    assert not [each.caption for each in pieces if warnings_in(each.caption)]
    assert {each.removed for each in pieces if each.is_image} == {"position GPS"}
    assert max(each.original.size for each in pieces) < 50_000


def test_a_plate_is_blurred_and_a_photo_too_many_is_withdrawn() -> None:
    with as_machine():
        blurred = list(Attachment.objects.exclude(blurred=None).values_list("caption", flat=True))
        withdrawn = list(Attachment.objects.exclude(withdrawn_at=None).values_list("withdrawn_why", flat=True))
        said = list(Entry.objects.filter(verb=Verb.ATTACHMENT_WITHDRAWN))
    assert set(blurred) == {"Véhicule devant l’accès des pompiers (photo fictive)"}
    assert set(withdrawn) == {"Déposée sur le mauvais fait."}
    assert len(said) == len(withdrawn)


def test_one_parquet_and_one_police_post_are_sent_pieces() -> None:
    with as_machine():
        about = ("recipient__kind", "sender__code")
        wanted = ("disclosure__content", "number", *(f"disclosure__referral__{name}" for name in about))
        sent = list(DisclosedPiece.objects.values_list(*wanted))
    shown = {(kind, content[FieldSet.ATTACHMENTS][number - 1]["kind"]) for content, number, kind, _ in sent}
    assert shown == {("prosecution", "photo"), ("prosecution", "document PDF"), ("police", "photo")}
    assert {sender for *_, sender in sent} == {LANDLORD}


def test_a_draft_dossier_holds_pieces_of_a_fact_and_of_a_step() -> None:
    with as_machine():
        (draft,) = EvidenceFile.objects.filter(frozen_at=None)
        pieces = list(Piece.objects.filter(evidence=draft).select_related("attachment"))
    held = {"fact" if each.attachment.incident_id else "step" for each in pieces if each.attachment}
    assert held == {"fact", "step"}
