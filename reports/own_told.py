"""What somebody is told of the own figures: the same on the page, in the table and on paper."""

from dataclasses import dataclass

from acting.actor import Actor
from incidents.permissions import CASE_FUNCTIONS, can_triage
from reports.own_case_panels import case_panels
from reports.own_cases import own_cases
from reports.own_load import own_load
from reports.own_load_panels import load_lead, load_panels
from reports.own_panels import Panel, lead, panels
from reports.own_steering import own_steering
from reports.periods import OwnPeriod
from signatories.permissions import convention_of
from signatories.waiting import scale_of


@dataclass(frozen=True, slots=True)
class Told:
    """`is_whole`: of a landlord, whether all facts of the house are counted."""

    period: OwnPeriod
    lead: str
    panels: tuple[Panel, ...]
    is_whole: bool = True


def told_to(actor: Actor, period: OwnPeriod) -> Told:
    """A landlord’s steering to whoever works on its cases; else the load of the own post."""
    return _of_house(actor, period) if actor.function in CASE_FUNCTIONS else _of_post(actor, period)


def _of_house(actor: Actor, period: OwnPeriod) -> Told:
    own, is_whole = own_steering(actor, period), can_triage(actor)
    cases = case_panels(own_cases(actor, period)) if is_whole else []
    return Told(period, lead(own), (*panels(own), *cases), is_whole)


def _of_post(actor: Actor, period: OwnPeriod) -> Told:
    own = own_load(actor, period)
    shown = load_panels(own, actor.signatory_kind, scale_of(convention_of(actor)), actor.today)
    return Told(period, load_lead(own), tuple(shown))
