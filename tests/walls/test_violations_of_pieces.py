"""Copies of pieces that no page makes, tried as the web's role in somebody's context."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from acting.actor import Actor
from files.services import store_bytes
from incidents.services import attachments
from referrals.models import DisclosedPiece, Disclosure, LegalBasis, Referral, Subject
from referrals.services import referrals as services
from referrals.sharing import Sharing
from tests.people import Cast, acting, make_fact
from tests.pictures import photo, prepared
from tests.roles import installing
from tests.walls.trials import refused

pytestmark = pytest.mark.django_db

PIECE = (
    "INSERT INTO referrals_disclosedpiece (id, disclosure_id, number, file_id) VALUES (gen_random_uuid(), %s, %s, %s)"
)


def copy_of(by: Actor, content: bytes, purpose: str = "pièce communiquée") -> UUID:
    given = {"content": content, "name": "a.jpg", "content_type": "image/jpeg", "purge_on": None}
    return store_bytes(by=by, owner_id=by.signatory_id, purpose=purpose, **given).pk  # type: ignore[arg-type]


def sent(cast: Cast, by: Actor) -> Referral:
    """To Maud, with two photos of one fact."""
    fact = make_fact(cast.gilles, cast.tilleuls)
    kept = attachments.add_attachments(by=by, to=fact, pieces=[prepared("red"), prepared("blue")])
    sharing = Sharing(
        residence=cast.tilleuls,
        recipient_post=cast.maud.post,
        subject=Subject.objects.get(pk="avis-parquet"),
        basis=LegalBasis.objects.get(pk="loi-78-17-46"),
        field_sets=["facts", "attachments"],
        until=timezone.localdate() + timedelta(days=20),
        incidents=(fact,),
        widening_reason="Pour voir.",
        attachments=[piece.pk for piece in kept],
    )
    referral = services.prepare_referral(by=by, sharing=sharing, submission=uuid4())
    return services.send_referral(by=by, referral=referral)


def test_a_piece_is_a_copy_of_what_the_content_says_and_of_nothing_else(cast: Cast) -> None:
    now = timezone.now()  # of one request: a copy comes with its disclosure
    with acting(cast.sarah, now) as sarah:
        referral = sent(cast, sarah)
        disclosure = Disclosure.objects.get(referral=referral)
    with installing():
        taken = DisclosedPiece.objects.get(disclosure=disclosure, number=2)
        former, taken_file = taken.pk, taken.file_id
        DisclosedPiece.objects.filter(pk=former).delete()
        first_file = DisclosedPiece.objects.get(disclosure=disclosure).file_id
    with acting(cast.victor, now) as victor:
        of_victor = copy_of(victor, photo("blue"))
    with acting(cast.sarah, now) as sarah:
        assert refused(PIECE, disclosure.pk, 2, first_file), "another row has it"
        assert refused(PIECE, disclosure.pk, 2, of_victor), "of another house"
        assert refused(PIECE, disclosure.pk, 2, copy_of(sarah, photo("green"))), "other bytes than the content says"
        assert refused(PIECE, disclosure.pk, 2, copy_of(sarah, photo("blue"), "pièce jointe"))
        assert refused(PIECE, disclosure.pk, 3, copy_of(sarah, photo("blue"))), "a number that the content has not"
        assert not refused(PIECE, disclosure.pk, 2, taken_file)
    with acting(cast.sarah) as sarah:
        assert refused(PIECE, disclosure.pk, 4, copy_of(sarah, photo("blue"))), "later"
    for person in (cast.maud, cast.karim, cast.victor):
        with acting(person, now) as actor:
            assert refused(PIECE, disclosure.pk, 4, copy_of(actor, photo("blue")))


def test_what_was_frozen_is_neither_moved_nor_taken_away(cast: Cast) -> None:
    with acting(cast.sarah) as sarah:
        referral = sent(cast, sarah)
    for person in (cast.sarah, cast.maud):
        with acting(person):
            [first, _] = DisclosedPiece.objects.filter(disclosure__referral=referral)
            assert refused("UPDATE referrals_disclosedpiece SET number = 9 WHERE id = %s", first.pk)
            assert refused("DELETE FROM referrals_disclosedpiece WHERE id = %s", first.pk)
            assert refused("UPDATE files_storedfile SET path = '', name = '' WHERE id = %s", first.file_id)
