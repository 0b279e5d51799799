"""Who sees and who may do what with facts and what hangs on them; the same rules stand in the database as walls."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from acting.actor import Actor, known
from acting.enums import Function
from acting.keys import Source, Spread, whether
from correspondents.models.designation import DesignationQuerySet
from correspondents.permissions import directory_visible_to
from incidents.models import (
    Addressee,
    AddresseeQuerySet,
    Complaint,
    ComplaintChange,
    FactCount,
    FollowUp,
    Incident,
    LegalAction,
    LegalActionQuerySet,
    Letter,
    LetterQuerySet,
    LetterTemplate,
    Mailing,
    Orientation,
    Person,
    PersonQuerySet,
    Situation,
    SituationQuerySet,
    SituationTurn,
    Step,
    StepQuerySet,
)
from incidents.models.complaint import ComplaintQuerySet
from incidents.models.fact import IncidentQuerySet
from incidents.models.orientation import OrientationQuerySet
from signatories.enums import SignatoryKind
from territory.permissions import residence_ids_granted

CASE_FUNCTIONS = (Function.REFERENT, Function.CONTENTIEUX)  # who works on the house's cases

# Facts


def incidents_visible_to(actor: Actor) -> IncidentQuerySet:
    """Référent: all of the landlord. Gardien: own ones, and those of the residences of the post. Contentieux: those of
    a situation. Others: none."""
    own = Incident.objects.filter(landlord_id=actor.signatory_id)
    if actor.function == Function.REFERENT:
        return own
    if actor.function == Function.GARDIEN:
        granted = residence_ids_granted(actor).filter(content_object_id=OuterRef("residence_id"))
        return own.filter(Q(filed_by_id=actor.user_id) | Exists(granted))
    if actor.function == Function.CONTENTIEUX:
        return own.filter(situation__isnull=False)
    return Incident.objects.none()


def fact_sources(actor: Actor) -> tuple[Source, ...]:
    """The same facts in parts that one index each walks: no index has a gardien's own and those of some residences."""
    own = Incident.objects.filter(landlord_id=actor.signatory_id)
    if actor.function != Function.GARDIEN:
        return (Source(incidents_visible_to(actor)),)
    granted = list(residence_ids_granted(actor).values_list("content_object_id", flat=True))
    return Source(own.filter(filed_by_id=actor.user_id)), Source(own, Spread("residence_id", granted))


def fact_counts_visible_to(actor: Actor) -> QuerySet[FactCount]:
    """For the référent, who sees the facts themselves."""
    if actor.function != Function.REFERENT:
        return FactCount.objects.none()
    return FactCount.objects.filter(landlord_id=actor.signatory_id)


def complaints_visible_to(actor: Actor) -> ComplaintQuerySet:
    if actor.function not in CASE_FUNCTIONS:
        return Complaint.objects.none()
    return Complaint.objects.filter(landlord_id=actor.signatory_id)


def complaint_changes_visible_to(actor: Actor) -> QuerySet[ComplaintChange]:
    """Of the complaints that the actor may see."""
    return ComplaintChange.objects.filter(Exists(complaints_visible_to(actor).filter(pk=OuterRef("complaint_id"))))


def situations_visible_to(actor: Actor) -> SituationQuerySet:
    if actor.function not in CASE_FUNCTIONS:
        return Situation.objects.none()
    return Situation.objects.filter(landlord_id=actor.signatory_id)


def situation_turns_visible_to(actor: Actor) -> QuerySet[SituationTurn]:
    return SituationTurn.objects.filter(Exists(situations_visible_to(actor).filter(pk=OuterRef("situation_id"))))


def steps_visible_to(actor: Actor) -> StepQuerySet:
    return Step.objects.filter(Exists(situations_visible_to(actor).filter(pk=OuterRef("situation_id"))))


def steps_by_day_visible_to(actor: Actor) -> StepQuerySet:
    """The same, asked of each step: for who walks the index of their days. An EXISTS would be joined, from all
    situations of the house on (31,000 buffers instead of 460, in a world of 100,000 facts)."""
    return Step.objects.alias(seen=_situation_seen_by(actor)).filter(seen=True)


def letters_by_day_visible_to(actor: Actor) -> LetterQuerySet:
    """As steps by day."""
    return Letter.objects.alias(seen=_situation_seen_by(actor)).filter(seen=True)


def _situation_seen_by(actor: Actor) -> Subquery:
    return whether(situations_visible_to(actor).filter(pk=OuterRef("situation_id")))


def addressees_visible_to(actor: Actor) -> AddresseeQuerySet:
    """Of the leases of the house's situations, for those who work on its cases: nobody else ever reads one."""
    return Addressee.objects.filter(Exists(situations_visible_to(actor).filter(pk=OuterRef("situation_id"))))


def legal_actions_visible_to(actor: Actor) -> LegalActionQuerySet:
    """Of the house's situations, withdrawn ones too: they are part of the chronology."""
    return LegalAction.objects.filter(Exists(situations_visible_to(actor).filter(pk=OuterRef("situation_id"))))


def persons_visible_to(actor: Actor) -> PersonQuerySet:
    """While the action stands, to those who work on the house's cases, and to nobody else: no partner, no machine."""
    running = legal_actions_visible_to(actor).running()
    return Person.objects.filter(Exists(running.filter(pk=OuterRef("action_id"))))


def letters_visible_to(actor: Actor) -> LetterQuerySet:
    """As their addressees: to those who work on the house's cases."""
    return Letter.objects.filter(Exists(situations_visible_to(actor).filter(pk=OuterRef("situation_id"))))


def letter_templates_visible_to(actor: Actor) -> QuerySet[LetterTemplate]:
    """The house's own, every version."""
    if actor.function not in CASE_FUNCTIONS:
        return LetterTemplate.objects.none()
    return LetterTemplate.objects.filter(landlord_id=actor.signatory_id)


def mailings_visible_to(actor: Actor) -> QuerySet[Mailing]:
    if actor.function not in CASE_FUNCTIONS:
        return Mailing.objects.none()
    return Mailing.objects.filter(landlord_id=actor.signatory_id)


def can_keep_situations(actor: Actor) -> bool:
    return actor.function in CASE_FUNCTIONS and actor.signatory_kind == SignatoryKind.LANDLORD


def can_keep_situation(actor: Actor, situation: Situation) -> bool:
    """The own landlord's."""
    return can_keep_situations(actor) and situation.landlord_id == actor.signatory_id


def colleagues_of(actor: Actor) -> DesignationQuerySet:
    """Who may follow a situation of the house: its référents and lawyers, in function today."""
    named = directory_visible_to(actor).who_answer()
    return named.filter(post__signatory_id=known(actor.signatory_id), post__function__in=CASE_FUNCTIONS)


def can_file(actor: Actor) -> bool:
    return actor.function in (Function.GARDIEN, Function.REFERENT) and actor.signatory_kind == SignatoryKind.LANDLORD


def can_triage(actor: Actor) -> bool:
    return actor.function == Function.REFERENT


def can_triage_fact(actor: Actor, incident: Incident) -> bool:
    """The own landlord's."""
    return can_triage(actor) and incident.landlord_id == actor.signatory_id


def can_note_informed(actor: Actor, incident: Incident) -> bool:
    """Whoever looks after the place or triages tells whoever complained."""
    may = actor.function in (Function.GARDIEN, Function.REFERENT)
    return may and incidents_visible_to(actor).filter(pk=incident.pk).exists()


def can_correct_complaint(actor: Actor, complaint: Complaint) -> bool:
    """The own landlord's, by whoever keeps its cases."""
    keeps = actor.function in CASE_FUNCTIONS
    return keeps and complaint.landlord_id == actor.signatory_id


def follow_ups_visible_to(actor: Actor) -> QuerySet[FollowUp]:
    """The neutral lines of the facts that the actor may see."""
    return FollowUp.objects.filter(Exists(incidents_visible_to(actor).filter(pk=OuterRef("incident_id"))))


def orientations_visible_to(actor: Actor) -> OrientationQuerySet:
    """The landlord's own, for its référent to count; there is nothing else to read in them."""
    if actor.function != Function.REFERENT:
        return Orientation.objects.none()
    return Orientation.objects.filter(landlord_id=actor.signatory_id)
