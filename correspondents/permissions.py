"""What somebody may do with accounts, posts and designations, and the grants derived from them."""

from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from acting.actor import Actor, known
from acting.enums import ANSWERING_FUNCTIONS, Function
from acting.fold import folded, holds
from acting.keys import Source
from correspondents.addresses import is_named_elsewhere_before
from correspondents.due_sources import sources_of
from correspondents.enums import RECEIVING_FUNCTION
from correspondents.messages import KEPT_FROM_ADMINISTRATORS, kinds_beside_cases
from correspondents.models import (
    Charter,
    Designation,
    DesignationQuerySet,
    Post,
    PostQuerySet,
    Snooze,
    User,
    UserQuerySet,
)
from correspondents.naming import POST_KEEPERS, SILENT_FOR, SPEAKING, Speaker, agrees_at_once, may_agree
from correspondents.oversight import is_stuck_job, is_stuck_mail
from journal.models import Job, Message
from journal.permissions import jobs_visible_to
from signatories.enums import STATE_PARTNERS, SignatoryKind
from signatories.models import Signatory
from signatories.permissions import parties_visible_to, signatories_visible_to
from territory.permissions import grant_residence_facts, residence_grants, revoke_residence_facts

DESIGNATING_FUNCTIONS = SPEAKING  # who names people is more than who keeps posts
EXPORTING = tuple(function for function in Function if function != Function.GARDIEN)


def accounts_visible_to(actor: Actor) -> UserQuerySet:
    """For the administrator: whoever has or had a designation in the own convention, and whoever has none at all; each
    with the name that the own convention gave."""
    ours = _designations_of_convention(actor)
    accounts: UserQuerySet = User.objects.all().as_named_in(ours)
    if actor.function != Function.ADMINISTRATEUR:
        return accounts.none()
    held = Designation.objects.filter(user=OuterRef("pk"))
    return accounts.filter(
        Exists(held.filter(post__signatory__convention_id=known(actor.convention_id))) | ~Exists(held)
    )


def account_sources(actor: Actor, text: str = "") -> tuple[Source, ...]:
    """The same accounts, or those whose name or address holds each word of the text, in two parts, since no index has
    the names that a convention gave: whoever goes by the own name, and whoever the first designation here names. Both
    bring the keys that the list is in order of."""
    ours, held = _designations_of_convention(actor), Designation.objects.filter(user=OuterRef("pk"))
    if actor.function != Function.ADMINISTRATEUR:
        return ()
    known_here = User.objects.filter(holds(text, "search_name", "search_email"))
    known_here = known_here.filter(Exists(ours.filter(user=OuterRef("pk"), named_at=None)) | ~Exists(held))
    earlier = Q(named_at=None) | Q(named_at__lt=OuterRef("named_at"))
    earlier |= Q(named_at=OuterRef("named_at"), pk__lt=OuterRef("pk"))
    first = ours.filter(~Exists(ours.filter(earlier, user=OuterRef("user_id"))), named_at__isnull=False)
    first = first.filter(holds(text, "search_named", "user__search_email"))
    return (
        Source(known_here.annotate(last_place=folded("last_name"), first_place=folded("first_name"), account=F("id"))),
        Source(
            first.annotate(
                last_place=folded("named_last_name"), first_place=folded("named_first_name"), account=F("user_id")
            )
        ),
    )


def _designations_of_convention(actor: Actor) -> DesignationQuerySet:
    return Designation.objects.filter(post__signatory__convention_id=known(actor.convention_id))


def designations_visible_to(actor: Actor) -> DesignationQuerySet:
    """Past and future ones too, for the administrator who keeps the accounts."""
    if actor.function != Function.ADMINISTRATEUR:
        return Designation.objects.none()
    return _designations_of_convention(actor).select_related("post__signatory", "user")


def people_visible_to(actor: Actor) -> UserQuerySet:
    """Whom the actor may read the name of: who is, was or will be at a post that the actor keeps, and whom the
    directory names. A caretaker is seen by the own landlord's people and by the administrator, by nobody else."""
    kept, named = posts_kept_by(actor).values("pk"), directory_visible_to(actor).values("pk")
    seen = Designation.objects.filter(Q(post__in=kept) | Q(pk__in=named))
    people: UserQuerySet = User.objects.all().as_named_in(seen)
    return people.filter(pk__in=seen.values("user"))


def people_named_by(actor: Actor, signatory: Signatory) -> UserQuerySet:
    """Open accounts that the signatory has named before, at posts that the actor keeps: to choose from when somebody is
    named again."""
    before = designations_kept_by(actor).filter(post__signatory=signatory)
    people = people_visible_to(actor).filter(pk__in=before.values("user"), is_active=True)
    return people.order_by(folded("given_last_name"), folded("given_first_name"), "id")


def posts_in_directory(actor: Actor) -> QuerySet[Post]:
    """The open posts of the convention's parties. A gardien's is shown to the own landlord only: a caretaker whom
    partners can name is a caretaker whom somebody can threaten."""
    shown = ~Q(function=Function.GARDIEN) | Q(signatory_id=actor.signatory_id)
    return Post.objects.filter(shown, closed_on=None, signatory__in=parties_visible_to(actor))


def posts_receiving_in(actor: Actor) -> QuerySet[Post]:
    """Every post of the convention that receives referrals, or once did: of a closed one it is said that it is."""
    signatories = signatories_visible_to(actor)
    return Post.objects.filter(signatory__in=signatories, function__in=RECEIVING_FUNCTION.values())


def directory_visible_to(actor: Actor) -> DesignationQuerySet:
    """Whom the directory names to the actor: designations that run today, at posts that it shows."""
    return Designation.objects.running_on(actor.today).filter(post__in=posts_in_directory(actor))


def can_export_directory(actor: Actor) -> bool:
    """Whole lists leave the portal with those who write to partners; a gardien calls from the page, or takes a card."""
    return actor.function in EXPORTING


def can_refer(actor: Actor) -> bool:
    """Who answers for a landlord or for a partner of the State writes to the others."""
    senders = (SignatoryKind.LANDLORD, *STATE_PARTNERS)
    return actor.function in ANSWERING_FUNCTIONS and actor.signatory_kind in senders


def can_refer_by_commune(actor: Actor) -> bool:
    """Landlords write to whoever is competent for a commune; partners to a landlord, about one of its residences."""
    return can_refer(actor) and actor.signatory_kind == SignatoryKind.LANDLORD


def messages_visible_to(actor: Actor) -> QuerySet[Message]:
    """The outbox, to people of the own convention, since they were named there. What cases cause is told only when it
    needs an administrator: how many mails leave grows with the referrals, which an administrator does not count."""
    accounts = accounts_visible_to(actor).filter(pk=OuterRef("recipient_id"))
    known = Q(typed_at=None) | Q(typed_at__lte=OuterRef("created_at"))
    told = Q(kind__in=kinds_beside_cases()) | is_stuck_mail(actor.now) & ~Q(kind__in=KEPT_FROM_ADMINISTRATORS)
    return Message.objects.filter(told, Exists(accounts.filter(known)))


def jobs_kept_by(actor: Actor) -> QuerySet[Job]:
    """Those that need an administrator: papers are asked for about cases, and how many are is not the administrator's
    to count."""
    return jobs_overseen_by(actor).filter(is_stuck_job(actor.now))


def jobs_overseen_by(actor: Actor) -> QuerySet[Job]:
    """Those of the people of the own convention, and the portal's own: for whoever names one, which may have been
    mended meanwhile."""
    ours = Q(signatory_id=None) | Q(signatory_id__in=signatories_visible_to(actor).values("pk"))
    return jobs_visible_to(actor).filter(ours)


def can_switch_accounts(actor: Actor, account: User) -> bool:
    """Administrators switch accounts off and on: not their own, as the portal must keep one, not before the person has
    come in, whose designation is then ended, and not when another convention named the person first and still does."""
    if actor.function != Function.ADMINISTRATEUR or account.pk == actor.user_id:
        return False
    seen = accounts_visible_to(actor).filter(pk=account.pk).first()
    return seen is not None and seen.is_known and not is_named_elsewhere_before(actor, seen)


def can_invite(actor: Actor, user: User) -> bool:
    """Somebody who has not come in since being named: any account that an administrator sees, the own signatory's
    people for those who keep its designations."""
    account = _accounts_invited_by(actor).filter(pk=user.pk).first()
    if account is None or account.has_come_in:
        return False
    return account.is_active or not account.is_known


def _accounts_invited_by(actor: Actor) -> UserQuerySet:
    if actor.function not in ANSWERING_FUNCTIONS:
        return accounts_visible_to(actor)
    theirs = Designation.objects.not_over_on(actor.today).filter(post__signatory=actor.signatory_id)
    people: UserQuerySet = User.objects.all().as_named_in(theirs)
    return people.filter(pk__in=theirs.values("user"))


def charters_visible_to(actor: Actor) -> QuerySet[Charter]:
    """All versions of the own convention, the latest first, for those who write them."""
    if actor.function != Function.ADMINISTRATEUR:
        return Charter.objects.none()
    return Charter.objects.filter(convention_id=known(actor.convention_id)).order_by("-version")


def can_read_demo_mails(actor: Actor) -> bool:
    return actor.function == Function.ADMINISTRATEUR


def align_residence_grants(post: Post) -> None:
    """Makes the derived rows of a gardien's post equal to its residences."""
    wanted = set(post.residences.all()) if post.function == Function.GARDIEN else set()
    granted = residence_grants()
    present = {r for r in post.signatory.residences.all() if (post.group_id, r.pk) in granted}
    for residence in wanted - present:
        grant_residence_facts(post.group, residence)
    for residence in present - wanted:
        revoke_residence_facts(post.group, residence)


def expected_residence_grants() -> set[tuple[object, object]]:
    posts = Post.residences.through.objects.filter(post__function=Function.GARDIEN)
    return set(posts.values_list("post__group_id", "residence_id"))


# Who keeps posts and designations


def posts_kept_by(actor: Actor) -> PostQuerySet:
    """Référent, correspondant, magistrat: their signatory's, closed ones too. Délégué: all of the convention but
    the operator's, which is no party to it, and the gardiens', whose names stay with their landlord, as in the
    directory. Administrateur: all of the convention."""
    posts: PostQuerySet = Post.objects.all()
    if actor.function in ANSWERING_FUNCTIONS:
        return posts.filter(signatory_id=known(actor.signatory_id))
    if actor.function not in DESIGNATING_FUNCTIONS:
        return posts.none()
    of_convention = posts.filter(signatory__in=signatories_visible_to(actor))
    if actor.function == Function.ADMINISTRATEUR:
        return of_convention
    return of_convention.exclude(signatory__kind=SignatoryKind.OPERATOR).exclude(function=Function.GARDIEN)


def designations_kept_by(actor: Actor) -> DesignationQuerySet:
    """Past and future ones too: whoever keeps the posts names people there."""
    kept = Designation.objects.filter(post__in=posts_kept_by(actor))
    return kept.select_related("post__signatory", "user", "act_file")


def can_keep_posts(actor: Actor) -> bool:
    """A correspondent, a magistrate or a delegate names people and draws no perimeter: nobody takes a colleague's
    ground, nor gives away the own, beside the one who keeps them all."""
    return actor.function in POST_KEEPERS


def can_name_at(actor: Actor, post_id: UUID) -> bool:
    """Who is named at a post, until when, and who stands in, is said by those who keep it."""
    return posts_kept_by(actor).filter(pk=post_id).exists()


def speaker_about(actor: Actor, post: Post, designation: Designation | None = None) -> Speaker:
    """In whose voice the actor speaks about somebody who is, or would be, named at the post."""
    return Speaker(
        function=actor.function,
        is_own=actor.signatory_id == post.signatory_id,
        is_named=designation is not None and designation.user_id == actor.user_id,
        has_proposed=designation is not None and designation.proposed_by_id == actor.user_id,
    )


def is_answered(signatory: Signatory, day: date) -> bool:
    """Whether the signatory has a voice of its own: somebody whom all three voices opened answers for it. What others
    do to them changes nothing: an end set from outside, an account that was closed. Once their term has come, or their
    own house ended them, or let them be suspended for long, it has none."""
    answering = Designation.objects.accepted().who_answer().filter(post__function__in=SPEAKING)
    is_over = Q(ended_at__isnull=False) | Q(ends_on__isnull=False, ends_on__lt=day)
    is_silent = Q(suspended_on__isnull=False, suspended_on__lte=day - SILENT_FOR)
    has_voice = is_over & Q(ended_from_outside=True) | ~is_over & ~is_silent & Q(starts_on__lte=day)
    return answering.filter(has_voice, post__signatory=signatory).exists()


def only_voice(actor: Actor, signatory: Signatory) -> UUID | None:
    """The one designation left that speaks for another house than the actor's. Ended from outside it leaves nobody
    there, and lets nobody else name for it (`is_answered`): an installation alone opens it again."""
    if actor.signatory_id == signatory.pk:
        return None
    speaking = Designation.objects.running_on(actor.today).who_answer()
    found = speaking.filter(post__function__in=SPEAKING, post__signatory=signatory).values_list("pk", flat=True)[:2]
    return found[0] if len(found) == 1 else None


def can_agree(actor: Actor, designation: Designation) -> bool:
    """Whether the actor's is the second voice of a proposal."""
    post = designation.post
    if designation.ended_at or not can_name_at(actor, post.pk):
        return False
    return may_agree(
        speaker_about(actor, post, designation),
        proposed_as=designation.proposed_as,
        is_answered=is_answered(post.signatory, actor.today),
        wrote_mailbox=_wrote_mailbox(actor, designation),
        has_act=designation.act_file_id is not None,
    )


def _wrote_mailbox(actor: Actor, designation: Designation) -> bool:
    """Whether the actor or the proposer wrote the signatory's official mailbox lately: asked of the database, which
    shows these rows to nobody."""
    voices = [each for each in (actor.user_id, designation.proposed_by_id) if each]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT correspondents_wrote_mailbox(%s, %s::uuid[], %s)",
            [designation.post.signatory_id, voices, actor.today],
        )
        return bool(cursor.fetchone()[0])


def can_correct_words(actor: Actor, designation: Designation) -> bool:
    """The house that named somebody, of its own words; not outsiders, who named for it."""
    return can_name_at(actor, designation.post_id) and agrees_at_once(speaker_about(actor, designation.post))


def own_designations_to_accept(actor: Actor) -> DesignationQuerySet:
    """What waits for the person's own voice, whatever one acts under."""
    mine = Designation.objects.filter(user=known(actor.user_id)).to_accept_on(actor.today)
    return mine.select_related("post__signatory", "user")


def can_keep_post(actor: Actor, post: Post) -> bool:
    return can_keep_posts(actor) and can_name_at(actor, post.pk)


def can_open_post(actor: Actor, signatory: Signatory) -> bool:
    return signatories_with_posts_of(actor).filter(pk=signatory.pk).exists()


def signatories_with_posts_of(actor: Actor) -> QuerySet[Signatory]:
    """For which signatories the actor may open posts."""
    if actor.function == Function.ADMINISTRATEUR:
        return signatories_visible_to(actor)
    own = Signatory.objects.filter(pk=known(actor.signatory_id))
    return own if can_keep_posts(actor) else own.none()


# Residences


def can_name_gardiens(actor: Actor) -> bool:
    """Landlord staff, who see their own landlord's residences only: partners learn a function, never a name."""
    return actor.signatory_kind == SignatoryKind.LANDLORD


# Days that are due


def can_watch_dates(actor: Actor) -> bool:
    """Whoever has a source of days that are due; what there is to see the rooms that have the rows say."""
    return bool(sources_of(actor))


def snoozes_visible_to(actor: Actor) -> QuerySet[Snooze]:
    """The person's own: what somebody put off is nobody else's to know."""
    return Snooze.objects.filter(user_id=known(actor.user_id))
