"""Each file of the corpus: what becomes of it, that its copy holds nothing else, and that nothing is left behind."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.utils import timezone
from PIL import Image

from acting.refusals import Refused
from files.inspection import findings
from files.limited import papers
from files.media import Prepared, prepare
from files.names import safe_name
from files.services import read_verified, store_bytes
from tests.files.hostile.corpus import CASES, PAPERS, PHOTOS, REFUSED
from tests.files.hostile.pictures import SCRIPT
from tests.files.stores import Store
from tests.files.test_services import HABITAT, SARAH


@cache
def outcome(case: str) -> Prepared | str:
    """What it becomes, or the sentence."""
    try:
        return prepare(CASES[case].make(), CASES[case].name)
    except Refused as error:
        return error.sentence


def left_over() -> tuple[set[str], list[str]]:
    """Processes that this one has begun, and what of their memory it still holds open."""
    begun = " ".join(path.read_text() for path in Path("/proc/self/task").glob("*/children"))
    held = [path.readlink().name for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    return set(begun.split()), [name for name in held if "memfd" in name]


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    before = left_over()
    yield
    assert left_over() == before


def test_the_corpus_is_large_enough() -> None:
    assert len(CASES) == len(PHOTOS) + len(PAPERS) + len(REFUSED) >= 75


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_says_why(case: str) -> None:
    said = outcome(case)
    assert isinstance(said, str)
    assert CASES[case].said in said


@pytest.mark.parametrize("case", PHOTOS)
def test_of_a_photo_only_what_one_sees_is_kept(case: str) -> None:
    found = outcome(case)
    assert isinstance(found, Prepared), found
    assert found.removed == CASES[case].removed
    assert found.clean_type == "image/jpeg"
    for content, longest in ((found.clean, 2560), (found.thumbnail, 320)):
        with Image.open(BytesIO(content)) as image:
            assert (image.format, image.mode) == ("JPEG", "RGB")
            assert max(image.size) <= longest
            assert set(image.info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert SCRIPT not in content
        assert content.endswith(b"\xff\xd9")
    assert found.name == safe_name(found.name)
    assert found.name.endswith(".jpg")


@pytest.mark.parametrize(
    ("case", "first", "then"),
    [
        ("as a telephone takes it", (0, 0, 255), (255, 0, 0)),
        ("in the colours of print", (255, 0, 0), (0, 0, 255)),
        ("sixteen bits of grey", (76, 76, 76), (29, 29, 29)),
        ("transparent", (255, 0, 0), (0, 0, 255)),
        ("HEIC", (255, 0, 0), (255, 0, 0)),
    ],
)
def test_colours_and_sides_are_where_they_were(
    case: str, first: tuple[int, int, int], then: tuple[int, int, int]
) -> None:
    """Above and below; of one that was taken lying, and stands now, left and right."""
    found = outcome(case)
    assert isinstance(found, Prepared)
    with Image.open(BytesIO(found.clean)) as image:
        left, right, high, low = image.width // 10, image.width * 9 // 10, image.height // 10, image.height * 9 // 10
        places = ((left, high), (right, high)) if image.height > image.width else ((left, high), (left, low))
        assert [image.getpixel(place) for place in places] == [pytest.approx(each, abs=60) for each in (first, then)]


@pytest.mark.parametrize("case", PAPERS)
def test_of_a_paper_nothing_acts_and_nothing_hides(case: str) -> None:
    found = outcome(case)
    assert isinstance(found, Prepared), found
    assert set(found.removed) == set(CASES[case].removed)
    assert (found.clean_type, found.thumbnail) == ("application/pdf", b"")
    assert SCRIPT not in found.clean
    with pikepdf.open(BytesIO(found.clean)) as pdf:
        assert len(pdf.pages) == (500 if case == "500 pages" else 1)
        assert not pdf.is_encrypted
        assert papers.sanitise(pdf) == []
        texts = [str(each) for each in pdf.objects]
        assert not [text for text in texts if "alert" in text or "cmd.exe" in text or "Quelqu" in text]


def test_a_link_to_a_page_or_an_address_stays() -> None:
    found = outcome("an ordinary link")
    assert isinstance(found, Prepared)
    with pikepdf.open(BytesIO(found.clean)) as pdf:
        [note] = pdf.pages[0].Annots
        assert note.A.URI == "https://www.legifrance.gouv.fr"


@pytest.mark.django_db
def test_what_is_kept_comes_back_whole_and_nothing_else_lies_in_the_store(store: Store) -> None:
    kept = {}
    for case in CASES:
        found = outcome(case)
        for part in ("original", "clean", "thumbnail") if isinstance(found, Prepared) else ():
            stored = store_bytes(
                by=SARAH,
                content=getattr(found, part),
                name=found.name,  # type: ignore[union-attr]
                content_type="application/octet-stream",
                owner_id=HABITAT,
                purpose="pièce",
                purge_on=None,
            )
            kept[stored.path] = (stored, getattr(found, part))
    assert len(kept) == 3 * (len(PHOTOS) + len(PAPERS))
    assert store.paths() == set(kept)
    assert all(read_verified(stored) == content for stored, content in kept.values())
    assert list(findings(timezone.now() + timedelta(hours=2))) == []
