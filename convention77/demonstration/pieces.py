"""Photos and papers of facts and steps: of some that the accounts of the demonstration filed lately, of those that a
referral goes with, of those that a dossier binds."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cache, partial

from acting import french
from acting.actor import Actor
from convention77.demonstration.drawn import PLATE, paper, photo
from convention77.demonstration.facts import Draw, Fact
from files.media import Prepared, prepare
from incidents.attaching import pieces_seen
from incidents.models import Incident, Step
from incidents.services.attachments import add_attachments, blur_attachment, caption_attachment, withdraw_attachment

FILED_BY = ("gardien@deux-morins.example", "referent@deux-morins.example", "gardien@val-de-brie.example")
# The latest fact of each of them and of each of these categories, and what its photos show.
LATELY = {"degradation": ("pane", "letterboxes"), "proprete": ("rubbish",), "vehicules": ("car", "pane")}
USUAL = ("tags",)
CAPTIONS = {
    "pane": "Vitre de la porte du hall, brisée",
    "letterboxes": "Boîtes aux lettres forcées",
    "rubbish": "Encombrants devant le local poubelles",
    "car": "Véhicule devant l’accès des pompiers",
    "tags": "État de l’escalier",
}
FIRST, AGAIN, LATER = timedelta(minutes=2), timedelta(minutes=9), timedelta(hours=3)  # after the fact was filed


def plan_pieces(draw: Draw, facts: Iterable[Fact]) -> None:
    """By whoever filed the fact; of a car they took a photo too many, and withdraw it."""
    open_ones = [fact for fact in facts if not fact.is_reserved and fact.author in FILED_BY]
    for fact in {(fact.author, fact.category): fact for fact in open_ones}.values():
        if scenes := LATELY.get(fact.category):
            plan_pieces_of(draw, fact, scenes)
        if fact.category == "vehicules":
            draw.history.add(fact.filed_at + AGAIN, partial(draw.cast.actor, fact.author), partial(_withdraw, fact))


def plan_pieces_of(draw: Draw, fact: Fact, scenes: Sequence[str] = USUAL, paper: str = "") -> None:
    author = partial(draw.cast.actor, fact.author)
    draw.history.add(fact.filed_at + FIRST, author, partial(add_photos, fact.incident, scenes))
    if paper:
        draw.history.add(fact.filed_at + LATER, author, partial(add_document, fact.incident, paper))


def add_photos(incident: Incident, scenes: Sequence[str], by: Actor) -> None:
    """The plate of a car is blurred at once."""
    added = add_attachments(by=by, to=incident, pieces=[_taken(scene) for scene in scenes])
    for scene, piece in zip(scenes, added, strict=True):
        caption_attachment(by=by, attachment=piece, caption=f"{CAPTIONS[scene]} (photo fictive)")
        if scene == "car":
            blur_attachment(by=by, attachment=piece, rectangles=[PLATE])


def add_document(to: Incident | Step, title: str, by: Actor) -> None:
    content = prepare(paper(title, french.day(by.today)), f"{title.lower()}.pdf")
    (added,) = add_attachments(by=by, to=to, pieces=[content])
    caption_attachment(by=by, attachment=added, caption=f"{title} (document fictif)")


def _withdraw(fact: Fact, by: Actor) -> None:
    last = pieces_seen(by, fact.incident).reverse()[0]
    withdraw_attachment(by=by, attachment=last, why="Déposée sur le mauvais fait.")


@cache
def _taken(scene: str) -> Prepared:
    return prepare(photo(scene), f"{scene}.jpg")
