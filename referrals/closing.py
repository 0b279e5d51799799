"""What hangs on a post, or on a whole signatory, that is about to close: bare numbers, for who may close it."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from acting.actor import Actor
from acting.enums import Function
from correspondents.models import Designation, Post, PostQuerySet
from correspondents.permissions import posts_kept_by
from signatories.models import Signatory
from signatories.permissions import decisions_visible_to
from territory.permissions import communes_visible_to

DESIGNATIONS = ("désignation en cours", "désignations en cours")
POSTS = ("poste ouvert", "postes ouverts")
COMMUNES = ("commune", "communes")
COMPETENT = ("commune où il est compétent", "communes où il est compétent")
THEMES = ("objet de travail", "objets de travail")
DECISIONS = ("décision de réunion à sa charge", "décisions de réunions à sa charge")
# What `referrals_hanging` counts, in its order.
CASES = (
    ("saisine reçue qui attend une réponse", "saisines reçues qui attendent une réponse"),
    ("saisine envoyée sans réponse", "saisines envoyées sans réponse"),
    ("brouillon de saisine", "brouillons de saisines"),
    ("fait à trier", "faits à trier"),
    ("résidence", "résidences"),
)


def hanging_on_post(actor: Actor, post: Post) -> list[str]:
    """The facts that wait are the house’s: they hang on the last post of a référent alone, who sorts them."""
    counts = _counts(actor, post.signatory_id, post.pk)
    people = Designation.objects.filter(post=post).running_on(actor.today).count()
    ours = ((post.communes.count(), COMMUNES), (post.themes.count(), THEMES))
    return _said([(people, DESIGNATIONS), *zip(counts, CASES, strict=True), *ours])


def hanging_on_signatory(actor: Actor, signatory: Signatory) -> list[str]:
    people = Designation.objects.filter(post__signatory=signatory).running_on(actor.today).count()
    posts = posts_kept_by(actor).still_open().filter(signatory=signatory).count()
    competent = communes_visible_to(actor).filter(competences__signatory=signatory).distinct().count()
    owed = decisions_visible_to(actor).still_open().filter(owner=signatory).count()
    counts = _counts(actor, signatory.pk, None)
    ours = ((competent, COMPETENT), (owed, DECISIONS))
    return _said([(people, DESIGNATIONS), (posts, POSTS), *zip(counts, CASES, strict=True), *ours])


def successors_of(actor: Actor, post: Post) -> PostQuerySet:
    """The other open posts of the same function and house, whose residences nobody else sees."""
    alike = posts_kept_by(actor).still_open().filter(signatory=post.signatory_id, function=post.function)
    is_own = post.signatory_id == actor.signatory_id
    return alike.exclude(pk=post.pk) if is_own or post.function != Function.GARDIEN else alike.none()


def _counts(actor: Actor, house: UUID, post: UUID | None) -> tuple[int, ...]:
    """Of rows that the actor may not see, asked of the database, which counts for who keeps the posts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM referrals_hanging(%s, %s, %s)", [house, post, actor.today])
        found: tuple[int, ...] = cursor.fetchone() or (0,) * len(CASES)
    return found


def _said(counts: Iterable[tuple[int, tuple[str, str]]]) -> list[str]:
    return [f"{count} {one if count == 1 else several}" for count, (one, several) in counts if count]
