"""What somebody could still do by SQL to what was deposited: a file stays as it was, or is erased whole."""

from uuid import UUID, uuid4

from django.utils import timezone

from acting.actor import Actor, known
from files.models import StoredFile
from files.services import store_bytes
from signatories.models import Convention, Document
from territory.permissions import RESIDENCE_FILE
from tests.people import Cast, acting
from tests.walls.trials import refused

ERASED = "UPDATE files_storedfile SET path = '', name = '', erased_at = {} WHERE id = %s"
CHANGES = (
    "path = '../../x'",
    "name = 'autre.pdf'",
    "path = '../../x', name = 'autre.pdf'",
    "sha256 = ''",
    "size = 1",
    "owner_id = NULL",
    "purpose = 'liste de résidences'",
    "purge_on = NULL",
    "scan = 'clean'",
)
AS_CLEAN = (
    "INSERT INTO files_storedfile (id, name, content_type, size, sha256, path, purpose, created_at, scan)"
    " VALUES (%s, 'x', 'x', 1, 'x', %s, 'x', app_now(), %s)"
)
HELD = "SELECT FROM files_storedfile WHERE id = %s FOR NO KEY UPDATE"


def kept(by: Actor, purpose: str, owner: UUID | None) -> StoredFile:
    return store_bytes(
        by=by,
        content=uuid4().bytes,
        name="pièce.pdf",
        content_type="application/pdf",
        owner_id=owner,
        purpose=purpose,
        purge_on=None,
    )


def test_what_was_deposited_stays_as_it_was(cast: Cast) -> None:
    with acting(cast.victor) as victor:
        act, residences = (kept(victor, each, victor.signatory_id) for each in ("acte de désignation", RESIDENCE_FILE))
    with acting(cast.adrien) as adrien:
        paper = kept(adrien, "document de la convention", None)
    cast.zoe.designation.act_file = act
    cast.zoe.designation.save(update_fields=["act_file"])
    for person, stored in ((cast.victor, act), (cast.victor, residences), (cast.adrien, paper), (cast.adrien, act)):
        with acting(person):
            for change in CHANGES:
                assert refused(f"UPDATE files_storedfile SET {change} WHERE id = %s", stored.pk), change


def test_a_list_or_a_document_is_erased_whole_and_an_act_stays(cast: Cast) -> None:
    with acting(cast.victor) as victor:
        act, residences = (kept(victor, each, victor.signatory_id) for each in ("acte de désignation", RESIDENCE_FILE))
    with acting(cast.adrien) as adrien:
        paper = kept(adrien, "document de la convention", None)
        convention = Convention.objects.get(pk=known(adrien.convention_id))
    Document.objects.create(convention=convention, kind="annex", title="Annexe", file=paper, added_at=timezone.now())
    cast.zoe.designation.act_file = act
    cast.zoe.designation.save(update_fields=["act_file"])
    for person in (cast.victor, cast.adrien):
        with acting(person):
            assert not refused(HELD.removesuffix(" FOR NO KEY UPDATE"), act.pk)
            assert refused(HELD, act.pk), "who erases nothing holds nothing either"
            assert refused(ERASED.format("app_now()"), act.pk)
    for person, stored in ((cast.victor, residences), (cast.adrien, paper)):
        with acting(person):
            assert refused(ERASED.format("'2001-01-01'"), stored.pk)
            assert not refused(ERASED.format("app_now()"), stored.pk)


def test_the_worker_alone_says_what_the_antivirus_said(cast: Cast) -> None:
    """Nobody at a page calls clean what has not been looked at."""
    with acting(cast.sarah):
        for said in ("clean", "infected"):
            assert refused(AS_CLEAN, uuid4(), said, said)
        for said in ("waiting", "not_scanned"):
            assert not refused(AS_CLEAN, uuid4(), said, said)
