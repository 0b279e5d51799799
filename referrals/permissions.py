"""Who sees and who may do what with referrals, and the derived grants. `walls` says the same to the database."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from guardian.shortcuts import assign_perm, remove_perm

from acting.actor import Actor, known
from acting.enums import ANSWERING_FUNCTIONS, INBOX_FUNCTIONS, Function
from acting.pages import require
from correspondents.models import Designation, DesignationQuerySet
from correspondents.permissions import can_refer, directory_visible_to
from incidents.permissions import incidents_visible_to
from referrals.enums import ReferralState
from referrals.injunction_rules import ENJOINED_FUNCTIONS, INJUNCTION_MOVES, InjunctionAct, InjunctionSide
from referrals.lifecycle import LIVE, MOVES, Act, Side
from referrals.models import (
    Answer,
    DelayCount,
    DisclosedPiece,
    Disclosure,
    DisclosureSource,
    ExceptionalAccess,
    ExceptionalAccessQuerySet,
    ExceptionalMatter,
    ExceptionalReading,
    Handling,
    Injunction,
    InjunctionLease,
    InjunctionQuerySet,
    PreparedAnswer,
    Referral,
    ReferralGroupObjectPermission,
    ReferralQuerySet,
    ReferralSource,
    ReferralUserObjectPermission,
    ReferralWord,
    ReferredIncident,
    Retention,
)
from signatories.enums import STATE_PARTNERS, SignatoryKind
from signatories.models import Signatory
from signatories.models.convention import SignatoryQuerySet
from signatories.permissions import signatories_visible_to
from territory.models import Commune, Competence, Residence
from territory.permissions import communes_visible_to, residences_visible_to

READ_DISCLOSURES = "view_referral"


def residences_open_to(actor: Actor) -> QuerySet[Residence]:
    """Those about which the actor may refer: its landlord's, or those of its territory; a closed one no more."""
    return residences_visible_to(actor).open_on(actor.today) if can_refer(actor) else Residence.objects.none()


def communes_open_to(actor: Actor) -> QuerySet[Commune]:
    """Those in which a partner of the State may write to a landlord without naming a residence: its territory."""
    if not can_refer(actor) or actor.signatory_kind not in STATE_PARTNERS:
        return Commune.objects.none()
    territory = Competence.objects.filter(signatory_id=known(actor.signatory_id)).values("commune_id")
    return communes_visible_to(actor).filter(pk__in=territory)


def landlords_open_to(actor: Actor) -> SignatoryQuerySet:
    """Whom a partner of the State may write to: the landlords that are parties to its convention on this day."""
    landlords = signatories_visible_to(actor).parties_on(actor.today).filter(kind=SignatoryKind.LANDLORD)
    is_partner = can_refer(actor) and actor.signatory_kind in STATE_PARTNERS
    return landlords if is_partner else landlords.none()


def referrals_visible_to(actor: Actor) -> ReferralQuerySet:
    """The row: reference, state and dates. What was shared is another question, see `disclosures_visible_to`."""
    return Referral.objects.filter(_sent_by(actor) | (_received_by(actor) & Q(sent_at__isnull=False)))


def received_referrals_visible_to(actor: Actor) -> ReferralQuerySet:
    return Referral.objects.filter(_received_by(actor), sent_at__isnull=False)


def sent_referrals_visible_to(actor: Actor) -> ReferralQuerySet:
    return Referral.objects.filter(_sent_by(actor))


def delay_counts_visible_to(actor: Actor) -> QuerySet[DelayCount]:
    """For the référent, who sees all that the house sent."""
    if actor.function != Function.REFERENT:
        return DelayCount.objects.none()
    return DelayCount.objects.filter(sender_id=actor.signatory_id)


def disclosures_visible_to(actor: Actor) -> QuerySet[Disclosure]:
    """The sender keeps what it sent. The recipient reads it while the referral lives, and not a day longer."""
    return Disclosure.objects.filter(_asks(Referral.objects.filter(_sent_by(actor) | is_read_by(actor))))


def disclosed_pieces_visible_to(actor: Actor) -> QuerySet[DisclosedPiece]:
    """Like the disclosure that they were frozen with: while it is read, and not a day longer."""
    return DisclosedPiece.objects.filter(Exists(disclosures_visible_to(actor).filter(pk=OuterRef("disclosure_id"))))


def referral_words_visible_to(actor: Actor) -> QuerySet[ReferralWord]:
    """Of the own box, as long as what was frozen is read."""
    if actor.function == Function.REFERENT:
        own = ReferralWord.objects.filter(box=known(actor.signatory_id))
    elif actor.function in INBOX_FUNCTIONS:
        own = ReferralWord.objects.filter(box=known(actor.post_id))
    else:
        return ReferralWord.objects.none()
    return own.filter(Exists(disclosures_visible_to(actor).filter(pk=OuterRef("disclosure_id"))))


def is_read_by(actor: Actor) -> Q:
    """Of a referral: the actor received it, and it lives; a reserved one, as the designation that was named."""
    received = _received_by(actor) & Q(sent_at__isnull=False, state__in=LIVE, until__gte=actor.today)
    of_post = Q(named_readers=[])
    if actor.function != Function.REFERENT:
        of_post &= Q(_is_granted(actor))
    return received & (of_post | Q(_is_granted_by_name(actor), named_readers__contains=[actor.designation_id]))


def is_open_to(actor: Actor) -> Q:
    """Of a received referral: it is not reserved, or to the actor too."""
    return Q(named_readers=[]) | Q(named_readers__contains=[actor.designation_id])


def answers_visible_to(actor: Actor) -> QuerySet[Answer]:
    """Those to a reserved referral are for its sender and the persons named, after its end as before."""
    received = _received_by(actor) & Q(sent_at__isnull=False) & is_open_to(actor)
    return Answer.objects.filter(_asks(Referral.objects.filter(_sent_by(actor) | received)))


def answers_received_by(actor: Actor) -> QuerySet[Answer]:
    """What partners told a landlord, for its référent: a part of `answers_visible_to` that is one walk of an index."""
    if actor.function != Function.REFERENT:
        return Answer.objects.none()
    return Answer.objects.filter(sender_id=known(actor.signatory_id))


def sources_visible_to(actor: Actor) -> QuerySet[ReferralSource]:
    return ReferralSource.objects.filter(_asks(sent_referrals_visible_to(actor)))


def disclosure_sources_visible_to(actor: Actor) -> QuerySet[DisclosureSource]:
    """What each disclosure was made of, and why: the sender's own."""
    return DisclosureSource.objects.filter(disclosure__referral__in=sent_referrals_visible_to(actor).values("id"))


def facts_referred_visible_to(actor: Actor) -> QuerySet[ReferredIncident]:
    """Which of the facts that the actor may see were passed on; not to whom, nor what became of the referral."""
    return ReferredIncident.objects.filter(Exists(incidents_visible_to(actor).filter(pk=OuterRef("incident_id"))))


def _asks(referrals: ReferralQuerySet) -> Exists:
    """The row's own referral is among them: asked row by row, where `IN` would first gather all that the actor sees
    (148,369 buffers for the disclosures of 25 rows of a filled million, instead of 241)."""
    return Exists(referrals.filter(pk=OuterRef("referral_id")))


def institutions_named_by(actor: Actor) -> QuerySet[Signatory]:
    """Which institution of the convention the actor may say to be the competent one: any but its own."""
    parties = signatories_visible_to(actor).parties_on(actor.today)
    return parties.filter(kind__in=STATE_PARTNERS).exclude(pk=known(actor.signatory_id))


def kind_named_by(actor: Actor, institution: Signatory | None) -> str:
    """Of which kind the institution is that the actor names, "" for none. Raises PermissionDenied for one of nobody's
    list."""
    if institution is None:
        return ""
    require(institutions_named_by(actor).filter(pk=institution.pk).exists())
    return institution.kind


def prepared_answers_visible_to(actor: Actor) -> QuerySet[PreparedAnswer]:
    """What waits at the actor's post to be sent, for its people alone: not for the sender, nor for another post."""
    if actor.function not in INBOX_FUNCTIONS:
        return PreparedAnswer.objects.none()
    return PreparedAnswer.objects.filter(post_id=known(actor.post_id))


def can_prepare(actor: Actor, referral: Referral) -> bool:
    """The préparateur of the post that received it, while it is not past its last day; of a reserved one nobody."""
    if actor.function != Function.PREPARATEUR or side_of(actor, referral) != Side.RECIPIENT:
        return False
    return referral.until >= actor.today and not referral.named_readers


def can_drop_prepared(actor: Actor, prepared: PreparedAnswer) -> bool:
    return actor.function in INBOX_FUNCTIONS and prepared.post_id == actor.post_id


def can_validate(actor: Actor) -> bool:
    """Whoever answers for a post at which somebody prepares."""
    return actor.function in INBOX_FUNCTIONS and actor.function in ANSWERING_FUNCTIONS


def side_of(actor: Actor, referral: Referral) -> Side | None:
    """Which side of the referral the actor stands on; None for everybody else."""
    if actor.function not in (*INBOX_FUNCTIONS, Function.REFERENT):
        return None
    whole_house = actor.function == Function.REFERENT
    if referral.sender_post_id == actor.post_id or (whole_house and referral.sender_id == actor.signatory_id):
        return Side.SENDER
    if referral.recipient_post_id == actor.post_id or (whole_house and referral.recipient_id == actor.signatory_id):
        return Side.RECIPIENT
    return None


def can_do(actor: Actor, referral: Referral, act: Act) -> bool:
    """The right side, a function that answers for the post, and a referral that is not past its last day; of the
    recipient's side whoever may read it."""
    side = MOVES[act].side
    if actor.function not in ANSWERING_FUNCTIONS or side_of(actor, referral) != side:
        return False
    if side == Side.RECIPIENT and not referral.is_open_to(actor.designation_id):
        return False
    return referral.state == ReferralState.DRAFT or referral.until >= actor.today


def _sent_by(actor: Actor) -> Q:
    if actor.function == Function.REFERENT:
        return Q(sender_id=actor.signatory_id)
    return Q(sender_post_id=actor.post_id) if actor.function in INBOX_FUNCTIONS else Q(pk__in=())


def _received_by(actor: Actor) -> Q:
    if actor.function == Function.REFERENT:
        return Q(recipient_id=actor.signatory_id)
    return Q(recipient_post_id=actor.post_id) if actor.function in INBOX_FUNCTIONS else Q(pk__in=())


def _is_granted(actor: Actor) -> Exists:
    """The wall lets one permission only into the table of grants, so that none is looked up."""
    grants = ReferralGroupObjectPermission.objects.filter(group_id=actor.group_id)
    return Exists(grants.filter(content_object_id=OuterRef("pk")))


def _is_granted_by_name(actor: Actor) -> Exists:
    grants = ReferralUserObjectPermission.objects.filter(user_id=actor.user_id)
    return Exists(grants.filter(content_object_id=OuterRef("pk")))


def grant_disclosures(referral: Referral) -> None:
    """To the post, or of a reserved referral to the persons named; whoever is named no more loses it."""
    if not referral.is_reserved:
        assign_perm(READ_DISCLOSURES, referral.recipient_post.group, referral)
        return
    named = [each.user for each in designations_named(referral).select_related("user")]
    ReferralUserObjectPermission.objects.filter(content_object=referral).exclude(user__in=named).delete()
    for user in named:
        assign_perm(READ_DISCLOSURES, user, referral)


def designations_named(referral: Referral) -> QuerySet[Designation]:
    return Designation.objects.filter(pk__in=referral.named_readers)


def revoke_disclosures(referral: Referral) -> None:
    remove_perm(READ_DISCLOSURES, referral.recipient_post.group, referral)
    ReferralUserObjectPermission.objects.filter(content_object=referral).delete()


def referral_grants() -> set[tuple[object, object]]:
    return set(ReferralGroupObjectPermission.objects.values_list("group_id", "content_object_id"))


def referral_grants_by_name() -> set[tuple[object, object]]:
    return set(ReferralUserObjectPermission.objects.values_list("user_id", "content_object_id"))


def expected_referral_grants() -> set[tuple[object, object]]:
    """Needs an actor that sees every referral: see the command `check_grants`."""
    live = Referral.objects.filter(state__in=LIVE, named_readers=[])
    return set(live.values_list("recipient_post__group_id", "id"))


def expected_grants_by_name() -> set[tuple[object, object]]:
    """Needs an actor that sees every referral."""
    reserved = Referral.objects.filter(state__in=LIVE).exclude(named_readers=[])
    named = {(pk, each) for pk, readers in reserved.values_list("id", "named_readers") for each in readers}
    users = dict(Designation.objects.filter(pk__in={each for _, each in named}).values_list("id", "user_id"))
    return {(users.get(each), pk) for pk, each in named}


# Care inside the post


def handlings_visible_to(actor: Actor) -> QuerySet[Handling]:
    """Of the own post, while the referral is read there: a colleague at another post of the house sees none of it."""
    if actor.function not in (*INBOX_FUNCTIONS, Function.REFERENT):
        return Handling.objects.none()
    read = Referral.objects.filter(is_read_by(actor), recipient_post_id=OuterRef("post_id"))
    return Handling.objects.filter(Exists(read.filter(pk=OuterRef("referral_id"))), post_id=known(actor.post_id))


def can_handle(actor: Actor, referral: Referral) -> bool:
    """Whoever is named at the post that received it, préparateurs too: it is their work that is shared out."""
    is_at_post = referral.recipient_post_id == actor.post_id and side_of(actor, referral) is not None
    is_read = referral.sent_at is not None and referral.is_live_on(actor.today)
    return is_at_post and is_read and referral.is_open_to(actor.designation_id)


def handlers_for(actor: Actor, referral: Referral | None = None) -> DesignationQuerySet:
    """To whom one of the own post may be given: who is named there, and in function today; a reserved `referral` to
    whom it is reserved, since nobody else reads it."""
    people = directory_visible_to(actor).filter(post_id=known(actor.post_id))
    return people.filter(pk__in=referral.named_readers) if referral and referral.is_reserved else people


# What a landlord keeps


def retentions_visible_to(actor: Actor) -> QuerySet[Retention]:
    """The landlord's own: whoever told it never learns what it keeps."""
    if actor.function != Function.REFERENT:
        return Retention.objects.none()
    return Retention.objects.filter(landlord_id=known(actor.signatory_id))


def can_decide_retention(actor: Actor, referral: Referral) -> bool:
    """The référent of the landlord that sent or received it, after its end as before."""
    return actor.function == Function.REFERENT and side_of(actor, referral) is not None


# Injunctions


def can_handle_injunctions(actor: Actor) -> bool:
    """The préfecture that issues them and the landlord's people who answer them; no other party has any."""
    if actor.signatory_kind == SignatoryKind.LANDLORD:
        return actor.function in ENJOINED_FUNCTIONS
    return actor.signatory_kind == SignatoryKind.PREFECTURE and actor.function == Function.CORRESPONDANT


def injunctions_visible_to(actor: Actor) -> InjunctionQuerySet:
    """Each side sees its own: the landlord those it was given, the post of the préfecture those that it wrote down.
    What a landlord noted by itself stays with the landlord."""
    injunctions: InjunctionQuerySet = Injunction.objects.all()
    if not can_handle_injunctions(actor):
        return injunctions.none()
    if actor.signatory_kind == SignatoryKind.LANDLORD:
        return injunctions.filter(landlord_id=actor.signatory_id)
    return injunctions.filter(issuer_post_id=known(actor.post_id))


def leases_visible_to(actor: Actor) -> QuerySet[InjunctionLease]:
    """The landlord's own, whoever wrote the injunction down."""
    if actor.signatory_kind != SignatoryKind.LANDLORD:
        return InjunctionLease.objects.none()
    return InjunctionLease.objects.filter(injunction__in=injunctions_visible_to(actor))


def landlords_enjoined_by(actor: Actor) -> QuerySet[Signatory]:
    """Whom the injunction may be about that the actor writes down: a landlord of the convention, or the own house."""
    parties = signatories_visible_to(actor).parties_on(actor.today).filter(kind=SignatoryKind.LANDLORD)
    if not can_handle_injunctions(actor):
        return parties.none()
    return parties.filter(pk=known(actor.signatory_id)) if actor.signatory_kind == SignatoryKind.LANDLORD else parties


def injunction_sides(actor: Actor, injunction: Injunction) -> set[InjunctionSide]:
    """On which sides the actor stands: a landlord that noted one by itself stands on both."""
    if not can_handle_injunctions(actor):
        return set()
    is_keeper = injunction.is_of_prefecture and injunction.issuer_post_id == actor.post_id
    if actor.signatory_kind != SignatoryKind.LANDLORD or injunction.landlord_id != actor.signatory_id:
        return {InjunctionSide.KEEPER} if is_keeper else set()
    return {InjunctionSide.LANDLORD} | (set() if injunction.is_of_prefecture else {InjunctionSide.KEEPER})


def can_move_injunction(actor: Actor, injunction: Injunction, act: InjunctionAct) -> bool:
    return INJUNCTION_MOVES[act].side in injunction_sides(actor, injunction)


def can_note_lease(actor: Actor, injunction: Injunction) -> bool:
    return InjunctionSide.LANDLORD in injunction_sides(actor, injunction)


# Exceptional access


def can_ask_exceptional_access(actor: Actor) -> bool:
    return actor.function == Function.ADMINISTRATEUR


def exceptional_accesses_asked_by(actor: Actor) -> ExceptionalAccessQuerySet:
    """The administrator's own requests, of whatever reference: nothing in them tells whether it exists."""
    asked: ExceptionalAccessQuerySet = ExceptionalAccess.objects.all()
    if actor.function != Function.ADMINISTRATEUR:
        return asked.none()
    return asked.filter(asker_id=known(actor.user_id), convention_id=known(actor.convention_id))


def exceptional_readings_visible_to(actor: Actor) -> QuerySet[ExceptionalReading]:
    """Of the own requests that are open now: not a minute longer, whatever is still stored."""
    is_open = exceptional_accesses_asked_by(actor).open_at(actor.now)
    return ExceptionalReading.objects.filter(Exists(is_open.filter(pk=OuterRef("access_id"))))


def exceptional_matters_visible_to(actor: Actor) -> QuerySet[ExceptionalMatter]:
    """Of the own organisation, for those who answer for it and its DPO; of a partner's referral, at the post that sent
    it. Never to who asked."""
    if actor.function in (Function.REFERENT, Function.DPO):
        return ExceptionalMatter.objects.filter(owner_id=known(actor.signatory_id))
    if actor.function in (Function.CORRESPONDANT, Function.MAGISTRAT):
        return ExceptionalMatter.objects.filter(post_id=known(actor.post_id))
    return ExceptionalMatter.objects.none()


def exceptional_accesses_of_house(actor: Actor) -> ExceptionalAccessQuerySet:
    """Those asked for cases that the actor's people own."""
    owned = exceptional_matters_visible_to(actor)
    return ExceptionalAccess.objects.filter(Exists(owned.filter(pk=OuterRef("pk"))))


def who_may_approve(matter: ExceptionalMatter, on: date) -> DesignationQuerySet:
    """Who answers for the case on that day: the référents of a landlord, those of the post of a partner."""
    people = Designation.objects.running_on(on).who_answer()
    if matter.post_id:
        return people.filter(post_id=matter.post_id)
    return people.filter(post__signatory_id=matter.owner_id, post__function=Function.REFERENT)


def can_approve_exceptional_access(actor: Actor, access: ExceptionalAccess) -> bool:
    """A second person, of the organisation that owns the case: who answers for it; its DPO where one person alone does,
    or nobody."""
    matter = exceptional_matters_visible_to(actor).filter(pk=access.pk).first()
    if matter is None or access.asker_id == actor.user_id:
        return False
    if actor.function != Function.DPO:
        return actor.function in ANSWERING_FUNCTIONS
    return who_may_approve(matter, actor.today).values("user_id").distinct().count() <= 1
