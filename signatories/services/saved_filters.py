"""Writes on the filters that a person keeps: the person's own alone."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from acting.actor import Actor, known
from acting.changes import as_changed, same_or_conflict, taken, write_changes
from acting.kept import forget
from acting.pages import ask
from acting.refusals import refuse, unfit_values
from journal.insertion import insert_once
from journal.services import record
from journal.verbs import Verb
from signatories.guard import kept
from signatories.models import SavedFilter
from signatories.models.saved_filter import MOST_SAVED
from signatories.permissions import can_change_filter, can_save_filter, saved_filters_visible_to
from signatories.saved_filter_rules import refusals_of_name, refusals_of_saving
from signatories.saved_lists import choices_in, own_numbers, query_of


@transaction.atomic
def save_filter(
    *, by: Actor, list_name: str, name: str, query: str, key: UUID, overridden: Iterable[str] = ()
) -> SavedFilter:
    """`query` as the list itself says it. The same key gives the same filter, once. Raises Refused; Conflict when it
    comes back with other words, or when two of one name are kept at the same moment."""
    ask(can_save_filter, by, list_name)
    said = {"list_name": list_name, "name": name, "query": query}
    own = list(saved_filters_visible_to(by).filter(list_name=list_name))
    earlier = next((each for each in own if each.pk == key), None)
    if earlier:
        return same_or_conflict(earlier, said)
    refuse(refusals_of_name(name, [each.name for each in own]))
    refuse(refusals_of_saving(query, query_of(choices_in(by, list_name, query)), len(own)))
    place = min(set(range(1, MOST_SAVED + 1)) - {each.place for each in own})
    wanted = SavedFilter(id=key, convention_id=known(by.convention_id), user_id=known(by.user_id), place=place, **said)
    refuse(unfit_values(wanted))
    saved, is_new = insert_once(wanted, said)
    if is_new:
        _record(by, Verb.FILTER_SAVED, saved, overridden)
    return saved


@transaction.atomic
def rename_filter(*, by: Actor, saved: SavedFilter, name: str, overridden: Iterable[str] = ()) -> None:
    """Raises Refused, and Conflict when it is gone."""
    ask(can_change_filter, by, saved)
    of_the_list = saved_filters_visible_to(by).filter(list_name=saved.list_name)
    list(of_the_list.order_by("pk").select_for_update())  # two renamed to one name at once come one after the other
    locked = taken(of_the_list, saved)
    others = of_the_list.exclude(pk=locked.pk)
    refuse(refusals_of_name(name, list(others.values_list("name", flat=True))))
    refuse(unfit_values(as_changed(locked, {"name": name}), "name"))
    if write_changes(locked, {"name": name}):
        _record(by, Verb.FILTER_RENAMED, locked, overridden)


@transaction.atomic
def remove_filter(*, by: Actor, saved: SavedFilter) -> None:
    """Nothing where it is gone already."""
    ask(can_change_filter, by, saved)
    deleted, _ = saved_filters_visible_to(by).filter(pk=saved.pk).delete()
    if deleted:
        _record(by, Verb.FILTER_REMOVED, saved)


def _record(by: Actor, verb: Verb, saved: SavedFilter, overridden: Iterable[str] = ()) -> None:
    """That there is one; what it is called and narrows to is no matter of the journal."""
    forget(own_numbers(by))
    record(by=by, verb=verb, object_id=saved.pk, owner_id=by.signatory_id, reason=kept(overridden))
