"""What an exceptional access shows of a case, as plain data: the case itself and nothing that hangs apart from it.

Never the holders of a lease, the persons of a legal action, letters, files, notes, nor who filed a fact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from acting import french
from acting.actor import Actor
from acting.days import day_of
from incidents.models import Complaint, Incident, Situation, Step
from incidents.models.complaint import ComplaintQuerySet
from incidents.models.fact import IncidentQuerySet
from incidents.models.situation import SituationQuerySet
from incidents.models.step import StepQuerySet
from incidents.permissions import (
    complaints_visible_to,
    incidents_visible_to,
    situations_visible_to,
    steps_visible_to,
)
from referrals.enums import FieldSet
from referrals.exceptional_rules import MatterKind
from referrals.models import Disclosure, Referral, ReferralQuerySet
from referrals.permissions import disclosures_visible_to, sent_referrals_visible_to
from referrals.projection import Content

Section = dict[str, Any]
LEFT_OUT = (FieldSet.PERSONS, FieldSet.CONTACT, FieldSet.ATTACHMENTS)


@dataclass(frozen=True, slots=True)
class Rows:
    """Where a case is read from."""

    facts: IncidentQuerySet
    situations: SituationQuerySet
    complaints: ComplaintQuerySet
    steps: StepQuerySet
    referrals: ReferralQuerySet
    disclosures: Any


def rows_seen_by(actor: Actor) -> Rows:
    """For whoever decides: no more than that person reads anyway, which for a DPO is nothing."""
    return Rows(
        incidents_visible_to(actor),
        situations_visible_to(actor),
        complaints_visible_to(actor),
        steps_visible_to(actor),
        sent_referrals_visible_to(actor),
        disclosures_visible_to(actor),
    )


def rows_of_machine() -> Rows:
    """For the copy: the machine alone sees them."""
    return Rows(
        Incident.objects.all(),
        Situation.objects.all(),
        Complaint.objects.all(),
        Step.objects.all(),
        Referral.objects.all(),
        Disclosure.objects.all(),
    )


def content_of(rows: Rows, kind: str, object_id: UUID) -> Content | None:
    """Keys: `kind`, `reference`, `sections` (a title and lines of label and words), `disclosures`. None when it is not
    among the rows."""
    if kind == MatterKind.REFERRAL:
        referral = rows.referrals.for_display().filter(pk=object_id).first()
        return _of_referral(rows, referral) if referral else None
    if kind == MatterKind.SITUATION:
        situation = rows.situations.for_display().filter(pk=object_id).first()
        return _of_situation(rows, situation) if situation else None
    fact = rows.facts.for_display().filter(pk=object_id).first()
    return _content(MatterKind.FACT, fact.reference, [_fact(fact), *_complaints(rows, [fact])]) if fact else None


def _content(kind: MatterKind, reference: str, sections: list[Section], shared: Sequence[Content] = ()) -> Content:
    return {"kind": kind.label, "reference": reference, "sections": sections, "disclosures": list(shared)}


def _of_situation(rows: Rows, situation: Situation) -> Content:
    facts = list(rows.facts.for_display().filter(situation=situation).order_by("started_at", "id"))
    steps = rows.steps.filter(situation=situation).standing().in_order()
    sections = [_situation(situation), *map(_fact, facts), *_complaints(rows, facts), *map(_step, steps)]
    return _content(MatterKind.SITUATION, situation.reference, sections)


def _of_referral(rows: Rows, referral: Referral) -> Content:
    """The row, and what it shared; not what was answered, which is its recipient's."""
    shared = rows.disclosures.filter(referral=referral).order_by("number")
    return _content(MatterKind.REFERRAL, referral.reference, [_referral(referral)], [_shared(each) for each in shared])


def _shared(disclosure: Disclosure) -> Content:
    return {name: part for name, part in disclosure.content.items() if name not in LEFT_OUT}


def _section(title: str, *lines: tuple[str, str], text: str = "") -> Section:
    return {"title": title, "lines": [[label, words] for label, words in lines if words], "text": text}


def _fact(fact: Incident) -> Section:
    return _section(
        f"Fait {fact.reference}",
        ("Survenu le", french.moment(fact.started_at)),
        ("Catégorie", fact.category.named),
        ("Lieu", ", ".join(filter(None, [fact.get_place_display(), fact.building, fact.residence.name]))),
        ("Commune", fact.residence.commune.name),
        ("Récurrence", fact.get_recurrence_display()),
        ("Dommage", f"{french.number(fact.damage_euros)}\u00a0€" if fact.damage_euros is not None else ""),
        ("Police appelée", fact.get_police_called_display()),
        ("État", fact.get_state_display()),
        text=fact.facts,
    )


def _situation(situation: Situation) -> Section:
    place = situation.get_place_display() if situation.place else "Un bail"
    return _section(
        f"Situation {situation.reference}",
        ("Lieu", ", ".join(filter(None, [place, situation.building, situation.residence.name]))),
        ("Commune", situation.residence.commune.name),
        ("Couleur", situation.get_colour_display() if situation.colour else ""),
        ("Ouverte le", french.day(day_of(situation.opened_at))),
        ("Issue", situation.get_ending_display() if situation.ending else ""),
    )


def _complaints(rows: Rows, facts: list[Incident]) -> list[Section]:
    return [
        _section(
            complaint.kind.label,
            ("Déposée le", french.day(complaint.filed_on)),
            ("Par", complaint.get_complainant_display()),
            ("Service", complaint.service),
            ("N° de PV", complaint.pv_number),
            ("N° de parquet", complaint.prosecution_number),
        )
        for complaint in rows.complaints.filter(incident__in=facts).order_by("filed_on", "id")
    ]


def _step(step: Step) -> Section:
    return _section(
        f"Démarche : {step.get_rung_display().lower()}",
        ("Faite le", french.day(step.done_on)),
        ("Preuve", step.get_proof_display()),
        ("Résultat", step.get_result_display() if step.result else ""),
    )


def _referral(referral: Referral) -> Section:
    return _section(
        f"Saisine {referral.reference}",
        ("Objet", str(referral.subject)),
        ("De", referral.sender.name),
        ("À", referral.recipient.name),
        ("État", referral.get_state_display()),
        ("Envoyée le", french.day(day_of(referral.sent_at)) if referral.sent_at else ""),
        ("L’accès prend fin le", french.day(referral.until)),
    )
