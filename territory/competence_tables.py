"""What the administrator reads about the tables of competence: where they come from, what was corrected, what was."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from territory.enums import CompetenceDomain
from territory.models import Commune, Competence, CompetenceChange


@dataclass(frozen=True, slots=True)
class CompetencePage:
    """A competence of a commune, and what it was before, the latest first."""

    domain: str
    competence: Competence | None
    versions: list[CompetenceChange]


def present_sources(competences: QuerySet[Competence]) -> list[dict[str, Any]]:
    """For each domain, its sources with how many communes; the largest first."""
    rows = competences.order_by("domain").values("domain", "source", "vintage")
    counted = rows.annotate(count=Count("pk"), to_verify=Count("pk", filter=Q(to_verify=True)))
    named = [{**row, "label": CompetenceDomain(row["domain"]).label} for row in counted]
    return sorted(named, key=lambda row: (CompetenceDomain.values.index(row["domain"]), -row["count"]))


def corrected(competences: QuerySet[Competence]) -> QuerySet[Competence]:
    """Corrected by hand, or with a part that belongs elsewhere."""
    return competences.exclude(manual_reason="", exception="").order_by("commune__search_name", "domain")


def pages_of_commune(commune: Commune, competences: QuerySet[Competence]) -> list[CompetencePage]:
    by_domain = {competence.domain: competence for competence in competences}
    versions = list(commune.competence_changes.select_related("signatory"))
    return [
        CompetencePage(str(label), by_domain.get(domain), [each for each in versions if each.domain == domain])
        for domain, label in CompetenceDomain.choices
    ]
