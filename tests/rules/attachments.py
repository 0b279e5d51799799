"""Forbidden writes of the pieces of a fact or a step."""

from dataclasses import replace

from django.core.files.uploadedfile import SimpleUploadedFile

from files.media import Prepared
from incidents.models import Attachment
from incidents.services import attachments
from tests.people import Cast, acting, make_fact
from tests.pictures import photo, prepared, prepared_paper, upload
from tests.rules.trial import Trial


def many(count: int) -> list[Prepared]:
    """Each another one."""
    return [replace(prepared(), original=f"photo {number}".encode()) for number in range(count)]


def piece(cast: Cast, made: Prepared | None = None) -> Attachment:
    fact = make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.gilles) as gilles:
        [added] = attachments.add_attachments(by=gilles, to=fact, pieces=[made or prepared()])
        return added


def held(cast: Cast) -> Attachment:
    with acting(cast.gilles) as gilles:
        [kept] = attachments.hold_attachments(by=gilles, pieces=[prepared()])
        return kept


def full_fact(cast: Cast) -> str:
    fact = make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.gilles) as gilles:
        attachments.add_attachments(by=gilles, to=fact, pieces=many(10))
    return f"/faits/{fact.pk}/pieces/"


def photos(count: int) -> list[SimpleUploadedFile]:
    return [upload(photo()) for _ in range(count)]


TRIALS: dict[str, Trial] = {
    "incidents.services.attachments.hold_attachments": Trial(
        "gilles",
        lambda cast, by: attachments.hold_attachments(by=by, pieces=many(31)),
        lambda cast: ("/faits/nouveau/", {"facts": "", "photos": photos(11)}),
    ),
    "incidents.services.attachments.add_attachments": Trial(
        "gilles",
        lambda cast, by: attachments.add_attachments(by=by, to=make_fact(cast.gilles, cast.tilleuls), pieces=many(11)),
        lambda cast: (full_fact(cast), {"photos": photos(1)}),
    ),
    "incidents.services.attachments.caption_attachment": Trial(
        "gilles",
        lambda cast, by: attachments.caption_attachment(by=by, attachment=piece(cast), caption="x" * 121),
        lambda cast: (f"/pieces/{piece(cast).pk}/legende/", {"caption": "x" * 121}),
    ),
    "incidents.services.attachments.blur_attachment": Trial(
        "gilles",
        lambda cast, by: attachments.blur_attachment(
            by=by, attachment=piece(cast, prepared_paper()), rectangles=[(0.1, 0.1, 0.2, 0.2)]
        ),
        lambda cast: (f"/pieces/{piece(cast).pk}/flouter/", {"x1": "10", "y1": "10", "w1": "200", "h1": "10"}),
    ),
    "incidents.services.attachments.withdraw_attachment": Trial(
        "gilles",
        lambda cast, by: attachments.withdraw_attachment(by=by, attachment=piece(cast), why=" "),
        lambda cast: (f"/pieces/{piece(cast).pk}/retirer/", {"why": " "}),
    ),
}
