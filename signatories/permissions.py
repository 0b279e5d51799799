"""Who may see which residence, and the derived grants of the gardiens' posts."""

from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from guardian.shortcuts import assign_perm, remove_perm

from files.models import StoredFile
from journal.actor import Actor, known
from journal.permissions import ADMINISTRATOR
from signatories.enums import FORCES, STATE_PARTNERS, DocumentKind, SignatoryKind
from signatories.models import (
    Article,
    Commune,
    Competence,
    CompetenceImport,
    Convention,
    Decision,
    Document,
    Meeting,
    Processing,
    Residence,
    ResidenceAccess,
    ResidenceGroupObjectPermission,
    SettingChange,
    Signatory,
    Theme,
)
from signatories.models.meeting import DecisionQuerySet, MeetingQuerySet
from signatories.models.territory import ResidenceAccessQuerySet, ResidenceQuerySet

SEE_FACTS = "view_residence"
RESIDENCE_FILE = "liste de résidences"


def signatories_public() -> QuerySet[Signatory]:
    """The parties that signed: public without signing in. Who joined later is known to the correspondents."""
    return Signatory.objects.filter(is_signing_party=True).order_by("kind", "name")


def convention_of(actor: Actor) -> Convention:
    """The one convention that the actor's signatory is a party to: the actor's whole world lies in it."""
    return Convention.objects.get(signatories=known(actor.signatory_id))


def signatories_visible_to(actor: Actor) -> QuerySet[Signatory]:
    """Everybody of the actor's convention, who left included."""
    return Signatory.objects.filter(convention__signatories=known(actor.signatory_id))


def communes_visible_to(actor: Actor) -> QuerySet[Commune]:
    return Commune.objects.filter(convention__signatories=known(actor.signatory_id))


def themes_visible_to(actor: Actor) -> QuerySet[Theme]:
    """The objets de travail of the convention; who keeps them sees the withdrawn ones too."""
    themes = Theme.objects.filter(convention__signatories=known(actor.signatory_id))
    return themes if can_edit_themes(actor) else themes.filter(withdrawn_on=None)


def can_edit_themes(actor: Actor) -> bool:
    """The operator's people are the portal's administrators, and nobody else is."""
    return actor.signatory_kind == SignatoryKind.OPERATOR


def may_read_record(actor: Actor | None) -> bool:
    """Articles, annexes, processings and settings are for those who work with the convention, not for the public."""
    return actor is not None


def can_edit_convention(actor: Actor) -> bool:
    """The operator's people are the portal's administrators: they keep the record of their own convention."""
    return actor.signatory_kind == SignatoryKind.OPERATOR


def can_date_leaving(actor: Actor, signatory: Signatory) -> bool:
    """Any party's but the own one's: a portal without its operator would have nobody left to open it again."""
    return can_edit_convention(actor) and signatory.pk != actor.signatory_id


def signed_texts_public() -> QuerySet[Document]:
    """The signed text of each convention: anybody may read it."""
    return Document.objects.filter(kind=DocumentKind.SIGNED, removed_at=None).select_related("file")


def documents_visible_to(actor: Actor) -> QuerySet[Document]:
    """The signed text and the annexes of the own convention; the removed ones only for who removes them."""
    documents = Document.objects.filter(convention__signatories=known(actor.signatory_id)).select_related("file")
    return documents if can_edit_convention(actor) else documents.filter(removed_at=None)


def articles_visible_to(actor: Actor) -> QuerySet[Article]:
    return Article.objects.filter(convention__signatories=known(actor.signatory_id))


def processings_visible_to(actor: Actor) -> QuerySet[Processing]:
    return Processing.objects.filter(convention__signatories=known(actor.signatory_id))


def setting_changes_visible_to(actor: Actor) -> QuerySet[SettingChange]:
    return SettingChange.objects.filter(convention__signatories=known(actor.signatory_id))


def meetings_visible_to(actor: Actor) -> MeetingQuerySet:
    """Those of the convention. Their pages say which functions they are for."""
    return Meeting.objects.filter(convention__signatories=known(actor.signatory_id))


def decisions_visible_to(actor: Actor) -> DecisionQuerySet:
    decisions = Decision.objects.filter(meeting__in=meetings_visible_to(actor))
    return decisions.select_related("meeting", "owner")


def residences_visible_to(actor: Actor) -> ResidenceQuerySet:
    """Landlord staff: their landlord's. State partners: the open ones of the convention's parties, in the communes that
    they are competent for. Others: none, a delegate too, for whom there are figures only."""
    residences: ResidenceQuerySet = Residence.objects.select_related("commune", "landlord")
    if actor.signatory_kind == SignatoryKind.LANDLORD:
        return residences.filter(landlord_id=actor.signatory_id)
    if actor.signatory_kind in STATE_PARTNERS:
        parties = signatories_visible_to(actor).filter(Q(left_on=None) | Q(left_on__gte=actor.today))
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
    forces = signatories_visible_to(actor).filter(kind__in=FORCES, joined_on__lte=actor.today)
    return forces.filter(Q(left_on=None) | Q(left_on__gte=actor.today))


def residence_files_visible_to(actor: Actor) -> QuerySet[StoredFile]:
    """The lists of residences that the landlord uploaded, until they are erased."""
    files = StoredFile.objects.filter(purpose=RESIDENCE_FILE, erased_at=None)
    return files.filter(owner_id=known(actor.signatory_id))


def residence_ids_granted(actor: Actor) -> QuerySet[ResidenceGroupObjectPermission]:
    """Identifiers of the residences whose facts the actor's post may read; to be used as a sub-select."""
    grants = ResidenceGroupObjectPermission.objects.filter(
        group_id=actor.group_id, permission__codename=SEE_FACTS, permission__content_type__app_label="signatories"
    )
    return grants.values("content_object_id")  # type: ignore[return-value]


def grant_residence_facts(group: Group, residence: Residence) -> None:
    assign_perm(SEE_FACTS, group, residence)


def revoke_residence_facts(group: Group, residence: Residence) -> None:
    remove_perm(SEE_FACTS, group, residence)


def residence_grants() -> set[tuple[int, object]]:
    """Every derived grant as (group id, residence id), for the drift check."""
    return set(ResidenceGroupObjectPermission.objects.values_list("group_id", "content_object_id"))


def imports_visible_to(actor: Actor) -> QuerySet[CompetenceImport]:
    """The official files of the administrator's convention: read, applied, refused."""
    imports = CompetenceImport.objects.filter(convention__signatories=known(actor.signatory_id))
    return imports.select_related("file", "convention") if actor.function == ADMINISTRATOR else imports.none()


def competences_editable_by(actor: Actor) -> QuerySet[Competence]:
    """Whoever reads « Qui est compétent ? » sees them all; the administrator alone corrects them."""
    competences = Competence.objects.filter(commune__convention__signatories=known(actor.signatory_id))
    return competences.select_related("commune", "signatory") if actor.function == ADMINISTRATOR else competences.none()
