"""Who may see and keep what of the convention: its parties, its record, its meetings and its themes."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from acting.actor import Actor, known
from acting.enums import MEETING_FUNCTIONS, Function
from acting.fold import folded
from signatories.enums import DocumentKind, SignatoryKind
from signatories.models import (
    Article,
    Convention,
    Decision,
    Document,
    Meeting,
    Processing,
    SavedFilter,
    SettingChange,
    Signatory,
    Theme,
)
from signatories.models.convention import SignatoryQuerySet
from signatories.models.meeting import DecisionQuerySet, MeetingQuerySet
from signatories.saved_lists import saved_list

MEETING_KEEPERS = (Function.CORRESPONDANT, Function.DELEGUE, Function.ADMINISTRATEUR)


def signatories_public() -> SignatoryQuerySet:
    """The parties that signed: public without signing in. Who joined later is known to the correspondents."""
    return Signatory.objects.filter(is_signing_party=True).order_by("kind", "search_name")


def saved_filters_visible_to(actor: Actor) -> QuerySet[SavedFilter]:
    """The person's own, in the convention where the person acts: what somebody looks for is nobody else's to know."""
    return SavedFilter.objects.filter(user_id=known(actor.user_id), convention_id=known(actor.convention_id)).order_by(
        "list_name", "place"
    )


def can_save_filter(actor: Actor, list_name: str) -> bool:
    """Of a list that is a page of the function."""
    return saved_list(actor, list_name) is not None


def can_change_filter(actor: Actor, saved: SavedFilter) -> bool:
    """The person's own; of a list that is no longer a page of the function too, to be rid of it."""
    return actor.user_id == saved.user_id and actor.convention_id == saved.convention_id


def convention_of(actor: Actor) -> Convention:
    """The one convention that the actor's signatory is a party to: the actor's whole world lies in it."""
    return Convention.objects.get(pk=known(actor.convention_id))


def signatories_visible_to(actor: Actor) -> SignatoryQuerySet:
    """Everybody of the actor's convention, who left included."""
    return Signatory.objects.filter(convention_id=known(actor.convention_id))


def themes_visible_to(actor: Actor) -> QuerySet[Theme]:
    """The objets de travail of the convention; who keeps them sees the withdrawn ones too."""
    themes = Theme.objects.filter(convention_id=known(actor.convention_id))
    return themes if can_edit_themes(actor) else themes.filter(withdrawn_on=None)


def can_edit_themes(actor: Actor) -> bool:
    """The operator's people are the portal's administrators, and nobody else is."""
    return actor.signatory_kind == SignatoryKind.OPERATOR


def may_read_record(actor: Actor | None) -> bool:
    """Articles, annexes and settings are for those who work with the convention, not for the public."""
    return actor is not None


def can_edit_convention(actor: Actor) -> bool:
    """The operator's people are the portal's administrators: they keep the record of their own convention."""
    return actor.signatory_kind == SignatoryKind.OPERATOR


def can_administer(actor: Actor, convention_id: UUID) -> bool:
    """What a convention has of its own (record, objets de travail, charter, competences, subjects) its administrators
    keep, and those of no other."""
    return actor.function == Function.ADMINISTRATEUR and convention_id == actor.convention_id


def can_date_leaving(actor: Actor, signatory: Signatory) -> bool:
    """Any party's but the own one's: a portal without its operator would have nobody left to open it again."""
    return can_administer(actor, signatory.convention_id) and signatory.pk != actor.signatory_id


def signed_texts_public() -> QuerySet[Document]:
    """The signed text of each convention: anybody may read it."""
    return Document.objects.filter(kind=DocumentKind.SIGNED, removed_at=None).select_related("file")


def documents_visible_to(actor: Actor) -> QuerySet[Document]:
    """The signed text and the annexes of the own convention; the removed ones only for who removes them."""
    documents = Document.objects.filter(convention_id=known(actor.convention_id)).select_related("file")
    return documents if can_edit_convention(actor) else documents.filter(removed_at=None)


def articles_visible_to(actor: Actor) -> QuerySet[Article]:
    return Article.objects.filter(convention_id=known(actor.convention_id))


def processings_visible_to(actor: Actor) -> QuerySet[Processing]:
    return Processing.objects.filter(convention_id=known(actor.convention_id))


def processings_public() -> QuerySet[Processing]:
    """What people are told of the use of their data (GDPR, art. 13 and 14), without signing in."""
    return Processing.objects.order_by("controllers", folded("name"))


def setting_changes_visible_to(actor: Actor) -> QuerySet[SettingChange]:
    return SettingChange.objects.filter(convention_id=known(actor.convention_id))


def meetings_visible_to(actor: Actor) -> MeetingQuerySet:
    """Those of the convention. Their pages say which functions they are for."""
    return Meeting.objects.filter(convention_id=known(actor.convention_id))


def decisions_visible_to(actor: Actor) -> DecisionQuerySet:
    decisions = Decision.objects.filter(meeting__convention_id=known(actor.convention_id))
    return decisions.select_related("meeting", "owner")


def parties_visible_to(actor: Actor) -> SignatoryQuerySet:
    """Who is a party to the actor's convention on this day."""
    return signatories_visible_to(actor).parties_on(actor.today)


def can_be_at_meetings(signatory: Signatory, day: date) -> bool:
    """The convention's signatories of that day, not the portal's operator; `institutions_of` lists them."""
    return signatory.kind != SignatoryKind.OPERATOR and signatory.is_party_on(day)


def institutions_of(actor: Actor, *, also: Collection[UUID] = ()) -> SignatoryQuerySet:
    """Who can be at a meeting or owe a decision today; `also` those that a record names, even if they left since."""
    parties = signatories_visible_to(actor).filter(Q(pk__in=parties_visible_to(actor).values("pk")) | Q(pk__in=also))
    return parties.exclude(kind=SignatoryKind.OPERATOR).order_by("kind", "search_name")


def can_offer_orientation(actor: Actor, theme: Theme) -> bool:
    """Landlord staff note that somebody was shown the way, for the themes that keep this and no more."""
    staff = actor.function in (Function.GARDIEN, Function.REFERENT) and actor.signatory_kind == SignatoryKind.LANDLORD
    is_ours = theme.convention_id == actor.convention_id
    return staff and is_ours and theme.keeps_orientation and theme.withdrawn_on is None


def can_count_orientations(actor: Actor, theme: Theme) -> bool:
    """The référent reads the landlord's own count."""
    return actor.function == Function.REFERENT and can_offer_orientation(actor, theme)


def can_edit_meetings(actor: Actor) -> bool:
    """The federation, the préfecture and the portal's administrators keep the meetings."""
    if actor.function == Function.CORRESPONDANT:
        return actor.signatory_kind == SignatoryKind.PREFECTURE
    return actor.function in MEETING_KEEPERS


def can_keep_meetings(actor: Actor, convention_id: UUID) -> bool:
    """Those of the own convention."""
    return can_edit_meetings(actor) and convention_id == actor.convention_id


def can_print_meetings(actor: Actor) -> bool:
    """The papers of the portal are kept for those who take part; the operator's people have no list of papers."""
    return actor.function in MEETING_FUNCTIONS and actor.function != Function.ADMINISTRATEUR


def can_follow_decision(actor: Actor, decision: Decision) -> bool:
    """Whoever owes it says how far it is, and so may those who keep the meetings."""
    owes = actor.function in MEETING_FUNCTIONS and decision.owner_id == actor.signatory_id
    return owes or (can_edit_meetings(actor) and decision.meeting.convention_id == actor.convention_id)
