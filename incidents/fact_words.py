"""A fact as plain text, for whoever has another tool to fill in too: what the page of the fact shows, and no more."""

from acting.french import moment, number
from incidents.models import Incident


def fact_in_words(incident: Incident) -> str:
    """Without whoever declared it. The residence with its commune must have been fetched."""
    residence, damage = incident.residence, incident.damage_euros
    place = incident.get_place_display() + (f", {incident.building}" if incident.building else "")
    lines = [
        f"Fait {incident.reference}",
        f"{residence.name} – {place}",
        f"{residence.address}, {residence.commune.name}",
        moment(incident.started_at),
        incident.category.named,
        incident.facts,
        f"C’est arrivé\u00a0: {incident.get_recurrence_display().lower()}",
        f"Police appelée\u00a0: {incident.get_police_called_display().lower()}",
        *([] if damage is None else [f"Dommage\u00a0: {number(damage)}\u00a0€"]),
    ]
    return "\n".join(lines)
