"""How people are put together on a page of the directory: by institution, by function, or by how they were found."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.http import QueryDict

from acting.actor import Actor
from acting.enums import Function
from acting.filters import Choice, choices_made
from correspondents.directory import SPELT_ALIKE, themes_with_posts
from correspondents.forms.directory import DirectoryFilterForm
from correspondents.models import Designation, Post
from signatories.saved_lists import SavedList


@dataclass(frozen=True, slots=True)
class Group:
    """`title` is empty for what was found as it was typed."""

    title: str
    people: list[Designation]


def grouped(people: Iterable[Designation]) -> list[Group]:
    """In the order that they come in: what is spelt as typed, then what is only spelt alike."""
    titles = {False: "", True: "Orthographes proches"}
    return [Group(titles[alike], list(some)) for alike, some in groupby(people, key=_is_alike)]


def _is_alike(designation: Designation) -> bool:
    return getattr(designation, "rank", None) == SPELT_ALIKE


def by_function(posts: Iterable[Post]) -> list[tuple[Function, list[Post]]]:
    """Posts with their people under each function, in the order of the functions; the vacant ones too."""
    listed = list(posts)
    functions = [(function, [post for post in listed if post.function == function]) for function in Function]
    return [(function, held) for function, held in functions if held]


def _choices(actor: Actor, asked: QueryDict) -> list[Choice]:
    """Of a commune that was typed nothing is kept."""
    form = DirectoryFilterForm(asked, actor=actor, themes=list(themes_with_posts(actor)))
    form.full_clean()
    return list(choices_made(form))


DIRECTORY = SavedList("Annuaire", _choices)
