"""Where an institution is competent and what a post covers, in words."""

from dataclasses import dataclass

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count

from acting.actor import Actor
from correspondents.models import Post
from signatories.enums import STATE_PARTNERS, SignatoryKind
from signatories.models import Signatory
from territory.estates import estate_size
from territory.marks import Marked
from territory.models import Competence
from territory.permissions import residences_visible_to

MOST_NAMED = 30


@dataclass(frozen=True, slots=True)
class Territory:
    """`units` are the ressort, circonscriptions or groupement, each with its number of communes."""

    sentence: str
    communes: int
    units: list[tuple[Marked, int]]


def territory_of(actor: Actor, signatory: Signatory) -> Territory:
    """A landlord's is its estate; an institution of the State's what it is competent for; another's the département."""
    if signatory.kind == SignatoryKind.LANDLORD:
        residences, communes = estate_size(signatory.pk, actor.today)
        sentence = f"{_several(residences, 'résidence')} dans {_several(communes, 'commune')}."
        return Territory(sentence if residences else "Aucune résidence enregistrée.", communes, [])
    if signatory.kind in STATE_PARTNERS:
        return _competent(signatory)
    whole = signatory.convention.communes.count()
    return Territory("Tout le département.", whole, [])


def _competent(signatory: Signatory) -> Territory:
    rows = Competence.objects.filter(signatory=signatory, commune__convention=signatory.convention_id)
    counted = rows.order_by("unit").values("unit").annotate(communes=Count("commune"), doubts=BoolOr("to_verify"))
    units = [(Marked(row["unit"], row["doubts"]), row["communes"]) for row in counted]
    total = sum(count for _, count in units)
    return Territory(f"{_several(total, 'commune')}." if total else "Aucune commune enregistrée.", total, units)


@dataclass(frozen=True, slots=True)
class Perimeter:
    """`names` are as many as may be told and as can be read; `more` are the others."""

    sentence: str
    names: list[str]
    more: int


def perimeter_of(actor: Actor, post: Post) -> Perimeter:
    """Communes are known to everybody; a residence is named to those who may see it."""
    communes, residences = list(post.communes.all()), post.residences.all()
    count = Post.residences.through.objects.filter(post=post).count()
    seen = [str(residence) for residence in residences_visible_to(actor).filter(pk__in=residences.values("pk"))]
    parts = ([_several(len(communes), "commune")] if communes else []) + (
        [_several(count, "résidence")] if count else []
    )
    names = [commune.name for commune in communes] + seen
    whole = "Tout le patrimoine." if post.signatory.kind == SignatoryKind.LANDLORD else "Tout le territoire."
    return Perimeter(f"{' et '.join(parts)}." if parts else whole, names[:MOST_NAMED], max(0, len(names) - MOST_NAMED))


def _several(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' if count > 1 else ''}"
