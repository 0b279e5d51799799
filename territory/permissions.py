"""Who may see which residence, what was handed over to enter it, and the derived grants of the gardiens' posts."""

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from guardian.shortcuts import assign_perm, remove_perm

from acting.actor import Actor, known
from acting.enums import Function
from files.models import StoredFile
from signatories.enums import FORCES, STATE_PARTNERS, SignatoryKind
from signatories.models import Signatory
from signatories.permissions import signatories_visible_to
from territory.models import (
    Commune,
    Competence,
    CompetenceImport,
    Residence,
    ResidenceAccess,
    ResidenceAccessQuerySet,
    ResidenceGroupObjectPermission,
    ResidenceQuerySet,
)

SEE_FACTS = "view_residence"
# Who takes them away in a file or on paper: a gardien's stay on the screen, since they tell what opens which door.
ACCESS_EXPORTING = (Function.REFERENT, Function.CONTENTIEUX, Function.CORRESPONDANT, Function.PREPARATEUR)
RESIDENCE_EXPORTING = (*ACCESS_EXPORTING, Function.MAGISTRAT)
RESIDENCE_FILE = "liste de résidences"


def communes_visible_to(actor: Actor) -> QuerySet[Commune]:
    return Commune.objects.filter(convention_id=known(actor.convention_id))


def residences_visible_to(actor: Actor) -> ResidenceQuerySet:
    """Landlord staff: their landlord's. State partners: the open ones of the convention's parties, in the communes that
    they are competent for. Others: none, a delegate too, for whom there are figures only."""
    residences: ResidenceQuerySet = Residence.objects.select_related("commune", "landlord")
    if actor.signatory_kind == SignatoryKind.LANDLORD:
        return residences.filter(landlord_id=actor.signatory_id)
    if actor.signatory_kind in STATE_PARTNERS:
        parties = signatories_visible_to(actor).parties_on(actor.today)
        territory = Competence.objects.filter(signatory_id=known(actor.signatory_id)).values("commune_id")
        return residences.open_on(actor.today).filter(landlord__in=parties, commune__in=territory)
    return residences.none()


def accesses_visible_to(actor: Actor) -> ResidenceAccessQuerySet:
    """What was handed over to enter with: all of it for the landlord, its own for the force that holds it."""
    accesses: ResidenceAccessQuerySet = ResidenceAccess.objects.select_related("residence__commune", "holder")
    if actor.signatory_kind == SignatoryKind.LANDLORD:
        return accesses.filter(residence__landlord_id=actor.signatory_id)
    if actor.signatory_kind in FORCES:
        return accesses.filter(holder_id=known(actor.signatory_id))
    return accesses.none()


def forces_open_to(actor: Actor) -> QuerySet[Signatory]:
    """Whom a landlord may hand an access to: the forces that are parties to its convention on this day."""
    return signatories_visible_to(actor).parties_on(actor.today).filter(kind__in=FORCES)


def residence_files_visible_to(actor: Actor) -> QuerySet[StoredFile]:
    """The lists of residences that the landlord uploaded, until they are erased."""
    files = StoredFile.objects.filter(purpose=RESIDENCE_FILE, erased_at=None)
    return files.filter(owner_id=known(actor.signatory_id))


def residence_ids_granted(actor: Actor) -> QuerySet[ResidenceGroupObjectPermission]:
    """Identifiers of the residences whose facts the actor's post may read; to be used as a sub-select."""
    grants = ResidenceGroupObjectPermission.objects.filter(
        group_id=actor.group_id, permission__codename=SEE_FACTS, permission__content_type__app_label="territory"
    )
    return grants.values("content_object_id")  # type: ignore[return-value]


def grant_residence_facts(group: Group, residence: Residence) -> None:
    assign_perm(SEE_FACTS, group, residence)


def revoke_residence_facts(group: Group, residence: Residence) -> None:
    remove_perm(SEE_FACTS, group, residence)


def residence_grants() -> set[tuple[object, object]]:
    """Every derived grant as (group id, residence id), for the drift check."""
    return set(ResidenceGroupObjectPermission.objects.values_list("group_id", "content_object_id"))


def imports_visible_to(actor: Actor) -> QuerySet[CompetenceImport]:
    """The official files of the administrator's convention: read, applied, refused."""
    imports = CompetenceImport.objects.filter(convention_id=known(actor.convention_id))
    return imports.select_related("file", "convention") if actor.function == Function.ADMINISTRATEUR else imports.none()


def competences_editable_by(actor: Actor) -> QuerySet[Competence]:
    """Whoever reads « Qui est compétent ? » sees them all; the administrator alone corrects them."""
    competences = Competence.objects.filter(commune__convention_id=known(actor.convention_id))
    return (
        competences.select_related("commune", "signatory")
        if actor.function == Function.ADMINISTRATEUR
        else competences.none()
    )


def can_keep_residences(actor: Actor) -> bool:
    """A landlord's référent writes down its estates, who looks after them and what the forces were handed."""
    return actor.function == Function.REFERENT and actor.signatory_kind == SignatoryKind.LANDLORD


def can_keep_residence(actor: Actor, residence: Residence) -> bool:
    return can_keep_residences(actor) and residence.landlord_id == actor.signatory_id


def can_discard_file(actor: Actor, stored: StoredFile) -> bool:
    """A list of residences of the own landlord, which is the only file that goes before its day."""
    is_own_list = stored.purpose == RESIDENCE_FILE and stored.owner_id == actor.signatory_id
    return can_keep_residences(actor) and is_own_list


def is_of_landlord(actor: Actor) -> bool:
    """Landlord staff, who see their own landlord's residences only."""
    return actor.signatory_kind == SignatoryKind.LANDLORD


def holds_or_gives(actor: Actor) -> bool:
    """The register of accesses is between landlords and forces."""
    return actor.signatory_kind in (*FORCES, SignatoryKind.LANDLORD)
