"""What waits for somebody, and what became of what they filed: the reads behind the pages of facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from acting.actor import Actor
from acting.days import days_since
from acting.keys import compiled
from acting.lists import Capped
from incidents.enums import PlaceType
from incidents.models import FollowUp, Incident
from incidents.permissions import follow_ups_visible_to, incidents_visible_to


@dataclass(frozen=True, slots=True)
class WaitingPlace:
    """New facts of one kind of place in one residence, together. `days` is how long the oldest has waited."""

    residence_id: UUID
    residence: str
    commune: str
    place: str
    kinds: str
    count: int
    days: int
    only_fact: UUID | None

    @property
    def place_label(self) -> str:
        return PlaceType(self.place).label


@dataclass(frozen=True, slots=True)
class Waiting:
    """The places that have waited longest. Where more facts wait than are read, `places` tell of the oldest alone."""

    places: Sequence[WaitingPlace]
    place_count: int
    new_count: Capped

    @property
    def places_left(self) -> int:
        return self.place_count - len(self.places)

    @property
    def oldest_days(self) -> int:
        return self.places[0].days if self.places else 0


# One walk of the index of what waits, ended after so many: of a million facts 3,000 may wait at one landlord. 209
# buffers for 500 of them, 45 for 100.
READ, SHOWN = 100, 12
BY_PLACE = """
WITH waiting (residence_id, place, category_id, filed_at, id) AS ({facts}), places AS (
    SELECT residence_id, place, count(*) AS facts, min(filed_at) AS since, min(id::text)::uuid AS only_fact,
        array_agg(DISTINCT category_id) AS categories,
        count(*) OVER () AS all_places, sum(count(*)) OVER () AS all_facts
    FROM waiting GROUP BY residence_id, place ORDER BY min(filed_at), residence_id, place LIMIT {shown}
)
SELECT p.residence_id, r.name, r.commune_id, p.place, p.facts, p.since, p.only_fact, p.all_places, p.all_facts,
    (SELECT string_agg(k.label, ' · ' ORDER BY k.label) FROM incidents_category k WHERE k.code = ANY (p.categories))
FROM places p JOIN territory_residence r ON r.id = p.residence_id
ORDER BY p.since, p.residence_id, p.place
"""


def places_waiting(actor: Actor, communes: Mapping[str, str]) -> Waiting:
    """Where new facts wait, the place that has waited longest first; `communes` are names by their code."""
    new = incidents_visible_to(actor).to_triage().order_by("filed_at", "id")
    found = compiled(new.values_list("residence_id", "place", "category_id", "filed_at", "id")[: READ + 1])
    if found is None:
        return Waiting((), 0, Capped(0))
    with connection.cursor() as cursor:
        cursor.execute(BY_PLACE.format(facts=found[0], shown=SHOWN), found[1])
        rows = cursor.fetchall()
    places = [
        WaitingPlace(
            residence_id=residence_id,
            residence=residence,
            commune=communes[commune],
            place=place,
            kinds=kinds,
            count=facts,
            days=days_since(since, actor.today),
            only_fact=only_fact if facts == 1 else None,
        )
        for residence_id, residence, commune, place, facts, since, only_fact, _, _, kinds in rows
    ]
    all_places, all_facts = (rows[0][7], int(rows[0][8])) if rows else (0, 0)
    return Waiting(places, all_places, Capped(all_facts, READ))


def lines_about(actor: Actor, incident: Incident) -> list[FollowUp]:
    """The neutral lines about a fact, the oldest first: no path leads through the referral."""
    return list(follow_ups_visible_to(actor).filter(incident=incident))
