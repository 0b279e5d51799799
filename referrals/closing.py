"""What hangs on a post, or on a whole signatory, that is about to close: bare numbers, for who may close it; of cases,
none for an administrator."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from acting.actor import Actor
from acting.enums import Function
from correspondents.enums import RECEIVING_FUNCTION
from correspondents.models import Designation, Post, PostQuerySet
from correspondents.permissions import posts_kept_by
from signatories.enums import SignatoryKind
from signatories.models import Signatory
from signatories.permissions import decisions_visible_to
from territory.models import Residence
from territory.permissions import communes_visible_to

DESIGNATIONS = ("désignation en cours", "désignations en cours")
POSTS = ("poste ouvert", "postes ouverts")
COMMUNES = ("commune", "communes")
COMPETENT = ("commune où il est compétent", "communes où il est compétent")
RESIDENCES = ("résidence", "résidences")
THEMES = ("objet de travail", "objets de travail")
DECISIONS = ("décision de réunion à sa charge", "décisions de réunions à sa charge")
# What `referrals_hanging` counts, in its order.
CASES = (
    ("saisine reçue qui attend une réponse", "saisines reçues qui attendent une réponse"),
    ("saisine envoyée sans réponse", "saisines envoyées sans réponse"),
    ("fait à trier", "faits à trier"),
)
NOT_COUNTED = "ce qui attend dans les dossiers, dont le nombre n’est pas dit à l’administration"


def hanging_on_post(actor: Actor, post: Post) -> list[str]:
    """The facts that wait are the house’s: they hang on the last post of a référent alone, who sorts them."""
    people = Designation.objects.filter(post=post).running_on(actor.today).count()
    ground = ((post.communes.count(), COMMUNES), (post.residences.count(), RESIDENCES), (post.themes.count(), THEMES))
    cases = _cases(actor, post.signatory_id, post.pk) if post.receives else []
    return [*_said([(people, DESIGNATIONS), *ground]), *cases]


def hanging_on_signatory(actor: Actor, signatory: Signatory) -> list[str]:
    people = Designation.objects.filter(post__signatory=signatory).running_on(actor.today).count()
    posts = posts_kept_by(actor).still_open().filter(signatory=signatory).count()
    competent = communes_visible_to(actor).filter(competences__signatory=signatory).distinct().count()
    owed = decisions_visible_to(actor).still_open().filter(owner=signatory).count()
    homes = Residence.objects.open_on(actor.today).filter(landlord=signatory).count()
    ground = ((homes, RESIDENCES), (competent, COMPETENT), (owed, DECISIONS))
    cases = _cases(actor, signatory.pk, None) if SignatoryKind(signatory.kind) in RECEIVING_FUNCTION else []
    return [*_said([(people, DESIGNATIONS), (posts, POSTS), *ground]), *cases]


def successors_of(actor: Actor, post: Post) -> PostQuerySet:
    """The other open posts of the same function and house, whose residences nobody else sees."""
    alike = posts_kept_by(actor).still_open().filter(signatory=post.signatory_id, function=post.function)
    is_own = post.signatory_id == actor.signatory_id
    return alike.exclude(pk=post.pk) if is_own or post.function != Function.GARDIEN else alike.none()


def _cases(actor: Actor, house: UUID, post: UUID | None) -> list[str]:
    """Of rows that the actor may not see, asked of the database, which counts for the house's own people."""
    if actor.function == Function.ADMINISTRATEUR:
        return [NOT_COUNTED]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM referrals_hanging(%s, %s)", [house, post])
        counts: tuple[int, ...] = cursor.fetchone() or (0,) * len(CASES)
    return _said(zip(counts, CASES, strict=True))


def _said(counts: Iterable[tuple[int, tuple[str, str]]]) -> list[str]:
    return [f"{count} {one if count == 1 else several}" for count, (one, several) in counts if count]
