"""Who sees and who may do what with facts and what hangs on them; the same rules stand in the database as walls."""

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from acting.actor import Actor, known
from acting.enums import Function
from acting.keys import Source, Spread, whether
from correspondents.models.designation import DesignationQuerySet
from correspondents.permissions import directory_visible_to
from incidents.enums import IncidentState
from incidents.models import (
    Addressee,
    AddresseeQuerySet,
    Attachment,
    AttachmentQuerySet,
    CaseWord,
    Complaint,
    ComplaintChange,
    EvidenceFile,
    EvidenceFileQuerySet,
    FactCount,
    FactImport,
    FactImportQuerySet,
    FollowUp,
    ImportMemory,
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
    Piece,
    PieceQuerySet,
    SearchedKind,
    Situation,
    SituationQuerySet,
    SituationTurn,
    StaffNote,
    StaffNoteQuerySet,
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


def fact_imports_visible_to(actor: Actor) -> FactImportQuerySet:
    """The house's own, for its référents: what a file holds is what they see of the facts."""
    if not can_import_facts(actor):
        return FactImport.objects.none()
    return FactImport.objects.filter(landlord_id=actor.signatory_id)


def import_memory_visible_to(actor: Actor) -> QuerySet[ImportMemory]:
    if not can_import_facts(actor):
        return ImportMemory.objects.none()
    return ImportMemory.objects.filter(landlord_id=actor.signatory_id)


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


def evidence_files_visible_to(actor: Actor) -> EvidenceFileQuerySet:
    """To those who work on the house's cases, and to nobody else: what leaves, the house lodges itself."""
    return EvidenceFile.objects.filter(Exists(situations_visible_to(actor).filter(pk=OuterRef("situation_id"))))


def pieces_visible_to(actor: Actor) -> PieceQuerySet:
    return Piece.objects.filter(Exists(evidence_files_visible_to(actor).filter(pk=OuterRef("evidence_id"))))


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


def staff_notes_visible_to(actor: Actor) -> StaffNoteQuerySet:
    """For the référent alone: what is done for an agent is nobody else's to read, not even a colleague's who filed."""
    if actor.function != Function.REFERENT:
        return StaffNote.objects.none()
    return StaffNote.objects.filter(Exists(incidents_visible_to(actor).filter(pk=OuterRef("incident_id"))))


def can_note_staff(actor: Actor, incident: Incident) -> bool:
    """Of a fact of the own landlord that targets an agent or a contractor."""
    return can_triage_fact(actor, incident) and incident.targets_staff


def can_import_facts(actor: Actor) -> bool:
    """Who triages the house's facts brings those of the past along, and takes the facts away in a file."""
    is_of_a_landlord = actor.signatory_kind == SignatoryKind.LANDLORD
    return is_of_a_landlord and actor.function == Function.REFERENT


def can_keep_import(actor: Actor, fact_import: FactImport) -> bool:
    """The own landlord's, whoever of its référents sent it."""
    return can_import_facts(actor) and fact_import.landlord_id == actor.signatory_id


def can_note_informed(actor: Actor, incident: Incident) -> bool:
    """Whoever looks after the place or triages tells whoever complained."""
    may = actor.function in (Function.GARDIEN, Function.REFERENT)
    return may and incidents_visible_to(actor).filter(pk=incident.pk).exists()


def can_correct_complaint(actor: Actor, complaint: Complaint) -> bool:
    """The own landlord's, by whoever keeps its cases."""
    keeps = actor.function in CASE_FUNCTIONS
    return keeps and complaint.landlord_id == actor.signatory_id


def attachments_visible_to(actor: Actor) -> AttachmentQuerySet:
    """Like the fact or the step that they belong to, withdrawn ones too; what is held for a fact to come is its
    author's alone, under that landlord, until its hour."""
    own_held = Q(deposited_by_id=actor.user_id, landlord_id=actor.signatory_id, held_until__gt=actor.now)
    seen = Case(
        When(incident__isnull=False, then=whether(incidents_visible_to(actor).filter(pk=OuterRef("incident_id")))),
        When(step__isnull=False, then=whether(steps_visible_to(actor).filter(pk=OuterRef("step_id")))),
        When(own_held, then=Value(value=True)),
    )
    return Attachment.objects.alias(seen=seen).filter(seen=True)


def can_add_to_fact(actor: Actor, incident: Incident) -> bool:
    """Whoever files: to a fact that they see, until it is closed."""
    is_open = incident.state != IncidentState.CLOSED
    return can_file(actor) and is_open and incidents_visible_to(actor).filter(pk=incident.pk).exists()


def can_add_to_step(actor: Actor, step: Step) -> bool:
    """While it stands, in an open situation."""
    is_open = step.withdrawn_at is None and step.situation.ended_at is None
    return is_open and can_keep_situation(actor, step.situation)


def can_change_attachment(actor: Actor, attachment: Attachment) -> bool:
    """Its caption, what is blurred, its withdrawal: by whoever may add there; a gardien, only what they deposited."""
    if attachment.incident:
        is_own = actor.function == Function.REFERENT or attachment.deposited_by_id == actor.user_id
        return is_own and can_add_to_fact(actor, attachment.incident)
    return attachment.step is not None and can_add_to_step(actor, attachment.step)


def follow_ups_visible_to(actor: Actor) -> QuerySet[FollowUp]:
    """The neutral lines of the facts that the actor may see."""
    return FollowUp.objects.filter(Exists(incidents_visible_to(actor).filter(pk=OuterRef("incident_id"))))


def orientations_visible_to(actor: Actor) -> OrientationQuerySet:
    """The landlord's own, for its référent to count; there is nothing else to read in them."""
    if actor.function != Function.REFERENT:
        return Orientation.objects.none()
    return Orientation.objects.filter(landlord_id=actor.signatory_id)


def case_words_visible_to(actor: Actor) -> QuerySet[CaseWord]:
    """Of what the actor sees: by them it is found, and nothing else is."""
    own = CaseWord.objects.filter(landlord_id=known(actor.signatory_id))
    if actor.function == Function.REFERENT:
        return own
    of_a_fact = Q(kind=SearchedKind.FACT)
    seen = Exists(incidents_visible_to(actor).filter(pk=OuterRef("object_id")))
    if actor.function == Function.CONTENTIEUX:
        return own.filter(~of_a_fact | seen)
    return own.filter(of_a_fact & seen) if actor.function == Function.GARDIEN else CaseWord.objects.none()
