"""The directory: who is designated today, found by name, function, institution, commune or theme, typos forgiven."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial, reduce
from operator import add, and_
from typing import Any, TypeVar

from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import (
    Case,
    Exists,
    Expression,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce, Concat, JSONObject

from acting.actor import Actor
from acting.enums import Function
from acting.fold import fold, folded
from acting.keys import Along, Source
from acting.lists import Capped, Listing, Page
from correspondents.enums import RECEIVING_FUNCTION, DesignationRole
from correspondents.models import LAST_NAME, SEARCH_NAME, Absence, Designation, DesignationQuerySet, Post
from correspondents.permissions import directory_visible_to, posts_in_directory
from correspondents.routing import posts_competent_for
from signatories.enums import SignatoryKind
from signatories.models import Theme
from signatories.permissions import parties_visible_to
from territory.communes import SHORTEST_FORGIVEN, communes_alike, find_communes
from territory.estates import landlords_in, open_residences_in
from territory.models import Commune
from territory.permissions import communes_visible_to
from territory.spelling import spelt

Word = TypeVar("Word", str, int)

CLOSE_WORD = {4: 0.5, 5: 0.45, 6: 0.45}  # by length: a short word shares its beginning with too many others
CLOSE_LONG_WORD = 0.4
MOST_WORDS = 8
LITTLE_WORDS = frozenset(("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sur"))
KINDS_IN_ORDER = (
    SignatoryKind.PROSECUTION,
    SignatoryKind.POLICE,
    SignatoryKind.GENDARMERIE,
    SignatoryKind.PREFECTURE,
    SignatoryKind.LANDLORD,
    SignatoryKind.FEDERATION,
    SignatoryKind.OPERATOR,
)
NOBODY = Q(pk__in=())
FULL_NAME, OWN_NAME, ITS_WORDS, SPELT_ALIKE = range(4)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the list is narrowed to; none of it is a name, so it may stand in an address."""

    kind: str = ""
    function: str = ""
    theme: str = ""
    commune: Commune | None = None


IN_ORDER = ("kind_place", "post__signatory__search_name", "post__search_label", "role_place", "name_place", "id")
INSIDE_A_PARTY = ("post__search_label", "role_place", "name_place", "id")
BEST_FIRST = ("rank", "-closeness", *IN_ORDER)


@dataclass(frozen=True, slots=True)
class Found:
    """The people; `is_ranked` when they answer a text, best first; the commune that was understood from it, if any."""

    people: DesignationQuerySet
    is_ranked: bool
    commune: Commune | None = None

    def page(self, actor: Actor, asked: Mapping[str, str], size: int) -> Page[Designation]:
        """What was searched is one page, the best first: a second one would need the name in its address."""
        if not self.is_ranked:
            return self._listing(actor, asked, size).page()
        best = list(for_display(actor, self.people).order_by(*BEST_FIRST)[: size + 1])
        return Page(best[:size], Capped(len(best), size), before="", after="")

    def everybody(self, actor: Actor) -> list[Designation]:
        """All of them, for a file."""
        if self.is_ranked:
            everybody = list(for_display(actor, self.people).order_by(*BEST_FIRST))
        else:
            everybody = list(self._listing(actor, {}, 0).every())
        prefetch_related_objects(everybody, "post__themes")
        return everybody

    def _listing(self, actor: Actor, asked: Mapping[str, str], size: int) -> Listing[Designation]:
        """From one party to the next: no index has the people of all in order."""
        parties = parties_visible_to(actor).annotate(kind_place=_place_of_kind("kind"))
        in_order = parties.order_by("kind_place", "search_name", "id").values_list("pk", flat=True)
        along = Along("post__signatory_id", list(in_order))
        rows = _with_places(for_display(actor, Designation.objects.all()))
        sources = [Source(self.people)]
        return Listing(rows, INSIDE_A_PARTY, asked, size=size, along=along, sources=sources)


def find_people(actor: Actor, text: str, narrowing: Narrowing) -> Found:
    """Everybody for an empty text. What is spelt as typed comes first, then what is spelt alike."""
    people = _narrowed(actor, directory_visible_to(actor), narrowing)
    words = _words(text)
    if not words:
        return Found(_with_places(people), is_ranked=False)
    commune, others = _commune_among(actor, words)
    served = _serving(actor, commune) & _each(others, _spelt) if commune else NOBODY
    documented = _documented(people, words)
    if not commune:  # one is guessed, the nearest, where nobody is found by the words as they are spelt
        spelt_so = Exists(documented.filter(_each(words, _spelt)))
        commune = _commune_alike(text, communes_visible_to(actor).filter(~spelt_so))
        served = _serving(actor, commune) if commune else NOBODY
    alike = _each(range(len(words)), partial(_spelt_alike, words))
    return Found(_ranked(documented.filter(alike | served), words), is_ranked=True, commune=commune)


def for_display(actor: Actor, people: DesignationQuerySet) -> DesignationQuerySet:
    """With everything that a line about a person says, in its own statement; papers and files add the themes."""
    away = Absence.objects.filter(designation=OuterRef("pk"), starts_on__lte=actor.today, ends_on__gte=actor.today)
    typed, own = (
        Concat(f"stand_in__{of}first_name", Value(" "), f"stand_in__{of}last_name") for of in ("named_", "user__")
    )
    name = Case(When(stand_in=None, then=None), When(stand_in__named_at=None, then=own), default=typed)
    absence = JSONObject(starts_on="starts_on", ends_on="ends_on", stand_in=name)
    return people.select_related("post__signatory", "user").annotate(away=ArraySubquery(away.values(absence=absence)))


def posts_for_display(actor: Actor, posts: QuerySet[Post]) -> QuerySet[Post]:
    """Posts with `people`: who holds them today, titular first."""
    running = for_display(actor, directory_visible_to(actor)).prefetch_related("post__themes").titular_first()
    people = Prefetch("designations", running, to_attr="people")
    return posts.select_related("signatory").prefetch_related("themes", people).order_by("search_label", "id")


def themes_with_posts(actor: Actor) -> QuerySet[Theme]:
    """The objets de travail for which somebody's post is named."""
    return Theme.objects.filter(posts__in=posts_in_directory(actor)).distinct()


def commune_named(actor: Actor, text: str) -> Commune | None:
    """The one commune that a name, a code or a misspelt name means; None when it means none or several."""
    communes = communes_visible_to(actor)
    found = list(find_communes(text, communes)[:2])
    return found[0] if len(found) == 1 else None if found else _commune_alike(text, communes)


def _words(text: str) -> list[str]:
    """The folded words that say something, without what an address adds to a commune; the little ones only when
    there are no others."""
    words = (spelt(text)[0] or fold(text)).split()[:MOST_WORDS]
    return [word for word in words if word not in LITTLE_WORDS] or words


def _narrowed(actor: Actor, people: DesignationQuerySet, narrowing: Narrowing) -> DesignationQuerySet:
    if narrowing.kind:
        people = people.filter(post__signatory__kind=narrowing.kind)
    if narrowing.function:
        people = people.filter(_exercising(Function(narrowing.function)))
    if narrowing.theme:
        people = people.filter(post__in=Post.objects.filter(themes__code=narrowing.theme))
    return people.filter(_serving(actor, narrowing.commune)) if narrowing.commune else people


def _exercising(function: Function) -> Q:
    """A préparateur of a post is a préparateur, whatever the post's function."""
    prepares = Q(role=DesignationRole.PREPARATEUR)
    return prepares if function == Function.PREPARATEUR else Q(post__function=function) & ~prepares


def _serving(actor: Actor, commune: Commune) -> Q:
    """People of the posts competent for the commune, and of landlords with a residence there."""
    return Q(post__in=posts_competent_for(commune)) | Q(post__in=_landlords_posts(actor, commune))


def _landlords_posts(actor: Actor, commune: Commune) -> "QuerySet[Post, Any]":
    """An empty perimeter is the whole estate."""
    near = Q(residences__in=open_residences_in(commune, actor.today)) | Q(communes=commune)
    functions = (RECEIVING_FUNCTION[SignatoryKind.LANDLORD], Function.GARDIEN)
    posts = posts_in_directory(actor).filter(function__in=functions, signatory__in=landlords_in(commune, actor.today))
    return posts.filter(near | Q(residences=None, communes=None)).values("pk")


def _commune_among(actor: Actor, words: list[str]) -> tuple[Commune | None, list[str]]:
    """The longest run of words that is a commune's name, and the other words: "police dammarie les lys".

    A text of one word may also be a code, or the beginning of one commune's name only.
    """
    communes = communes_visible_to(actor)
    former = communes.exclude(former_names=None).values_list("code", "former_names__search_name", Value(value=True))
    listed = list(former.union(communes.values_list("code", "search_name", Value(value=False)), all=True))
    named = {_words_of(name): code for code, name, _ in sorted(listed, key=lambda each: not each[2])}
    size = len(words)
    runs = [(start, end) for start in range(size) for end in range(start + 1, size + 1)]
    for start, end in sorted(runs, key=lambda run: run[0] - run[1]):
        code = named.get(" ".join(words[start:end]))
        if code:
            return communes.get(pk=code), words[:start] + words[end:]
    return (_commune_begun(actor, words[0], listed) if size == 1 else None), []


def _words_of(name: str) -> str:
    return " ".join(word for word in name.split() if word not in LITTLE_WORDS)


def _commune_begun(actor: Actor, word: str, listed: Iterable[tuple[str, str, bool]]) -> Commune | None:
    """`listed`: code, name, whether it is a former one."""
    if word.isdigit():
        return commune_named(actor, word)
    begun = [code for code, name, is_former in listed if not is_former and name.startswith(word)]
    is_one = len(begun) == 1 and len(word) >= SHORTEST_FORGIVEN
    return communes_visible_to(actor).get(pk=begun[0]) if is_one else None


def _commune_alike(text: str, communes: QuerySet[Commune]) -> Commune | None:
    """One is guessed: the nearest."""
    return next(iter(communes_alike(text, communes)), None)


def _joined(*folded: F | Expression) -> Concat:
    """Folded texts between spaces, so that " mel" finds the beginning of a word."""
    spaced = [part for text in folded for part in (Value(" "), text)]
    return Concat(*spaced, Value(" "), output_field=TextField())


def _documented(people: DesignationQuerySet, words: list[str]) -> DesignationQuerySet:
    """Each person with `name`, `document` (all that a word may be found in) and, as `close_0`, `close_1`…, how close
    each word comes to it."""
    themes = Theme.objects.filter(posts=OuterRef("post_id")).order_by().values("posts")
    joined = themes.values(names=StringAgg("search_name", Value(" "), output_field=TextField()))
    names = Coalesce(Subquery(joined), Value(""), output_field=TextField())
    person, institution = SEARCH_NAME, (F("post__search_label"), F("post__signatory__search_name"))
    documented = people.annotate(
        name=_joined(person, person),  # twice: the last name may be typed first
        document=_joined(person, _function_label(), *institution, names),
    )
    closeness = {f"close_{place}": TrigramWordSimilarity(word, F("document")) for place, word in enumerate(words)}
    return documented.annotate(**closeness)


def _function_label() -> Case:
    labels = [When(post__function=function, then=Value(fold(function.label))) for function in Function]
    preparing = When(role=DesignationRole.PREPARATEUR, then=Value(fold(Function.PREPARATEUR.label)))
    return Case(preparing, *labels, default=Value(""), output_field=TextField())


def _each(words: Iterable[Word], found: Callable[[Word], Q]) -> Q:
    """All words are found; true of everybody when there are none."""
    return reduce(and_, (found(word) for word in words), Q())


def _spelt(word: str) -> Q:
    return Q(document__contains=f" {word}")


def _spelt_alike(words: list[str], place: int) -> Q:
    """Short words and numbers are taken as they are: with three letters everything is alike."""
    word = words[place]
    if len(word) < SHORTEST_FORGIVEN or word.isdigit():
        return _spelt(word)
    return _spelt(word) | Q(**{f"close_{place}__gte": CLOSE_WORD.get(len(word), CLOSE_LONG_WORD)})


def _named(word: str) -> Q:
    return Q(name__contains=f" {word}")


def _ranked(people: DesignationQuerySet, words: list[str]) -> DesignationQuerySet:
    """Adds `rank` (FULL_NAME, OWN_NAME, ITS_WORDS, SPELT_ALIKE), by which the list is in order."""
    closeness = reduce(add, (F(f"close_{place}") for place in range(len(words))))
    rank = Case(
        When(name__contains=f" {' '.join(words)} ", then=FULL_NAME),
        When(_each(words, _named), then=OWN_NAME),
        When(_each(words, _spelt), then=ITS_WORDS),
        default=SPELT_ALIKE,
    )
    return _with_places(people.annotate(rank=rank, closeness=closeness))


def _with_places(people: DesignationQuerySet) -> DesignationQuerySet:
    """Adds `kind_place` and `role_place`, the ranks of institutions and roles, and `name_place`, the name shown."""
    roles = Case(*(When(role=role, then=place) for place, role in enumerate(DesignationRole)))
    kinds = _place_of_kind("post__signatory__kind")
    return people.annotate(kind_place=kinds, role_place=roles, name_place=folded(LAST_NAME))


def _place_of_kind(column: str) -> Case:
    return Case(*(When(**{column: kind}, then=place) for place, kind in enumerate(KINDS_IN_ORDER)))
