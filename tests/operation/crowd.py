"""People who file facts with photos and ask for dossiers, and who repeat what the server has not given its word for."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPException
from io import BytesIO
from uuid import uuid4

from PIL import Image

from incidents.models import EvidenceFile
from incidents.services import attachments, evidence, situations
from tests.operation.visitor import Page, Visitor
from tests.people import Cast, acting, make_fact
from tests.pictures import photo, prepared, upload
from tests.portal import wait_until

FACTS = "Porte du hall forcée, vitrage brisé."


@dataclass
class Told:
    """What the clients know: what the server was asked, and what it gave its word for, by the address of the fact."""

    begun: int = 0
    repeated: int = 0
    photos: dict[str, set[str]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, fact: str, content: bytes) -> None:
        with self.lock:
            self.photos.setdefault(fact, set()).add(sha256(content).hexdigest())


def picture(number: int) -> bytes:
    """Each its own; every eighth so large that it comes by the disk."""
    content, remark = (noise() if number % 8 == 0 else photo()), f"{number:06}".encode()
    return content[:2] + b"\xff\xfe" + (len(remark) + 2).to_bytes(2, "big") + remark + content[2:]


def noise(kept: dict[str, bytes] = {}) -> bytes:  # noqa: B006
    if not kept:
        file = BytesIO()
        Image.effect_noise((1900, 1600), 120).save(file, "JPEG", quality=98)
        kept["noise"] = file.getvalue()
    return kept["noise"]


def until_told(told: Told, ask: Callable[[], Page]) -> Page:
    """The same again, as a telephone does, until the server has given its word."""
    answers: list[Page] = []

    def has_word() -> bool:
        with told.lock:
            told.begun += 1
        try:
            answer = ask()
        except (OSError, HTTPException):
            answer = None
        if answer is None or answer.status >= 500:
            told.repeated += 1
            return False
        answers.append(answer)
        return True

    wait_until(has_word, "the server's word", seconds=240)
    return answers[0]


def file_facts(told: Told, visitor: Visitor, fields: dict[str, str], numbers: list[int]) -> None:
    for number in numbers:
        submission, content = uuid4(), picture(2 * number)
        sent = fields | {"submission": str(submission)}
        for _ in range(2 if number % 5 == 0 else 1):  # some are impatient
            page = until_told(
                told,
                lambda: visitor.send("/faits/nouveau/", sent | {"photos": [upload(content)]}),  # noqa: B023
            )
            assert (page.status, page.location[:7]) == (302, "/faits/"), page.text
        told.note(page.location, content)
        if number % 3 == 0:
            more = picture(2 * number + 1)
            added = until_told(told, lambda: visitor.send(f"{page.location}pieces/", {"photos": [upload(more)]}))  # noqa: B023
            assert (added.status, added.location) == (302, page.location), added.text
            told.note(page.location, more)


def ask_dossiers(told: Told, visitor: Visitor, dossiers: list[EvidenceFile]) -> None:
    for dossier in dossiers:
        page = until_told(told, lambda: visitor.post(f"/dossiers/{dossier.pk}/pdf/"))  # noqa: B023
        assert (page.status, page.location[:10]) == (302, "/rapports/"), page.text


def begun_dossier(cast: Cast, number: int) -> EvidenceFile:
    """Of one fact with two photos."""
    fact = make_fact(cast.gilles, cast.tilleuls, facts=f"Vitre brisée {number}.")
    pieces = [prepared(f"#{number:02}{side}") for side in ("00ff", "ff00")]
    with acting(cast.gilles) as gilles:
        attachments.add_attachments(by=gilles, to=fact, pieces=pieces)
    with acting(cast.sarah) as sarah:
        of = situations.join_facts(by=sarah, facts=[fact])
        return evidence.begin_evidence(by=sarah, situation=of, title=f"Hall {number}", key=uuid4())


def all_done(work: list["Future[None]"]) -> bool:
    return all(each.done() for each in work)
