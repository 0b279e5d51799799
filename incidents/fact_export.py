"""The house's own facts in a file, in the columns in which facts are imported: read again, it changes nothing."""

from acting.actor import Actor
from acting.lists import Listing
from files.tables.export import Line, Sheet, day_cell, hour_cell
from incidents.enums import ImportKind
from incidents.fact_list import FactFilter
from incidents.import_columns import COLUMNS
from incidents.models import Incident
from incidents.models.fact import LATEST
from incidents.permissions import incidents_visible_to
from journal.verbs import Verb

HEADER = [column.title for column in COLUMNS[ImportKind.FACTS]]


def fact_sheet(actor: Actor, filters: FactFilter) -> Sheet:
    """The newest first, whatever order the list has: a file is sorted where it is opened."""
    facts = filters.apply(incidents_visible_to(actor), walked="").select_related("residence__commune", "category")
    lines = (Line(each.landlord_id, each.pk, row_of(each)) for each in Listing(facts, LATEST).every())
    return Sheet("Faits", Verb.FACT_EXPORTED, HEADER, lines, filters.narrowed_by)


def row_of(fact: Incident) -> list[str]:
    """Known by the reference that it came with, or by the portal's own. Who a violence was between is kept nowhere."""
    said = {
        "ref": fact.own_reference or fact.reference,
        "day": day_cell(fact.started_at),
        "hour": hour_cell(fact.started_at),
        "residence": fact.residence.name,
        "commune": fact.residence.commune.name,
        "address": fact.residence.address,
        "place": fact.get_place_display(),
        "building": fact.building,
        "category": fact.category.named,
        "recurrence": fact.get_recurrence_display(),
        "facts": fact.facts,
        "damage": "" if fact.damage_euros is None else str(fact.damage_euros),
        "police": fact.get_police_called_display(),
        "between": "",
        "state": fact.get_state_display(),
    }
    return [said[column.key] for column in COLUMNS[ImportKind.FACTS]]
