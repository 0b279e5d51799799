"""What somebody may do with accounts, posts and designations, and the grants derived from them."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from acting.actor import Actor, known
from acting.enums import ANSWERING_FUNCTIONS, Function
from correspondents.addresses import conventions_of
from correspondents.models import Charter, Designation, DesignationQuerySet, Post, PostQuerySet, User, UserQuerySet
from journal.models import Job, Message
from journal.permissions import jobs_visible_to
from signatories.enums import SignatoryKind
from signatories.models import Signatory
from signatories.permissions import parties_visible_to, signatories_visible_to
from territory.permissions import grant_residence_facts, residence_grants, revoke_residence_facts


def accounts_visible_to(actor: Actor) -> UserQuerySet:
    """For the administrator: whoever has or had a designation in the own convention, and whoever has none at all."""
    accounts: UserQuerySet = User.objects.all()
    if actor.function != Function.ADMINISTRATEUR:
        return accounts.none()
    held = Designation.objects.filter(user=OuterRef("pk"))
    return accounts.filter(
        Exists(held.filter(post__signatory__convention_id=known(actor.convention_id))) | ~Exists(held)
    )


def _designations_of_convention(actor: Actor) -> QuerySet[Designation]:
    return Designation.objects.filter(post__signatory__in=signatories_visible_to(actor))


def designations_visible_to(actor: Actor) -> QuerySet[Designation]:
    """Past and future ones too, for the administrator who keeps the accounts."""
    if actor.function != Function.ADMINISTRATEUR:
        return Designation.objects.none()
    return _designations_of_convention(actor).select_related("post__signatory", "user")


def posts_in_directory(actor: Actor) -> QuerySet[Post]:
    """The open posts of the convention's parties. A gardien's is shown to the own landlord only: a caretaker whom
    partners can name is a caretaker whom somebody can threaten."""
    shown = ~Q(function=Function.GARDIEN) | Q(signatory_id=actor.signatory_id)
    return Post.objects.filter(shown, closed_on=None, signatory__in=parties_visible_to(actor))


def directory_visible_to(actor: Actor) -> DesignationQuerySet:
    """Whom the directory names to the actor: designations that run today, at posts that it shows."""
    return Designation.objects.running_on(actor.today).filter(post__in=posts_in_directory(actor))


def can_export_directory(actor: Actor) -> bool:
    """Whole lists leave the portal with those who write to partners; a gardien calls from the page, or takes a card."""
    return actor.function != Function.GARDIEN


def messages_visible_to(actor: Actor) -> QuerySet[Message]:
    """The outbox: kinds, states and errors, which name no case data; to people of the own convention."""
    return Message.objects.filter(recipient_id__in=accounts_visible_to(actor).values("pk"))


def jobs_kept_by(actor: Actor) -> QuerySet[Job]:
    """Those of the people of the own convention, and the portal's own."""
    ours = Q(signatory_id=None) | Q(signatory_id__in=signatories_visible_to(actor).values("pk"))
    return jobs_visible_to(actor).filter(ours)


def can_switch_accounts(actor: Actor, user: User) -> bool:
    """Administrators switch accounts off and on: not their own, as the portal must keep one, and not that of somebody
    who also works for another convention."""
    if actor.function != Function.ADMINISTRATEUR or user.pk == actor.user_id:
        return False
    conventions = conventions_of(user, actor.today)
    return not any(lasts for convention, lasts in conventions.items() if convention != actor.convention_id)


def can_invite(actor: Actor, user: User) -> bool:
    """Somebody who has never signed in: any account that an administrator sees, the own signatory's people for those
    who keep its designations."""
    if not user.is_active or user.last_login is not None:
        return False
    if actor.function == Function.ADMINISTRATEUR:
        return accounts_visible_to(actor).filter(pk=user.pk).exists()
    theirs = Designation.objects.not_over_on(actor.today).filter(user=user, post__signatory=actor.signatory_id)
    return actor.function in ANSWERING_FUNCTIONS and theirs.exists()


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


def expected_residence_grants() -> set[tuple[int, object]]:
    posts = Post.residences.through.objects.filter(post__function=Function.GARDIEN)
    return set(posts.values_list("post__group_id", "residence_id"))


# Themes and meetings


# Who keeps posts and designations


def posts_kept_by(actor: Actor) -> PostQuerySet:
    """Référent, correspondant, magistrat: their signatory's, closed ones too. Délégué: all of the convention but
    the operator's, which is no party to it, and the gardiens', whose names stay with their landlord, as in the
    directory. Administrateur: all of the convention."""
    posts: PostQuerySet = Post.objects.all()
    if actor.function in ANSWERING_FUNCTIONS:
        return posts.filter(signatory_id=known(actor.signatory_id))
    if actor.function not in (Function.DELEGUE, Function.ADMINISTRATEUR):
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
    """A delegate names people at the posts of others and does not draw their perimeters."""
    return actor.function in (*ANSWERING_FUNCTIONS, Function.ADMINISTRATEUR)


def signatories_with_posts_of(actor: Actor) -> QuerySet[Signatory]:
    """For which signatories the actor may open posts."""
    if actor.function == Function.ADMINISTRATEUR:
        return signatories_visible_to(actor)
    own = Signatory.objects.filter(pk=known(actor.signatory_id))
    return own if can_keep_posts(actor) else own.none()


def people_of(signatory: Signatory) -> UserQuerySet:
    """Open accounts that the signatory has named before: to choose from when somebody is named again."""
    named = Designation.objects.filter(post__signatory=signatory).values("user_id")
    people: UserQuerySet = User.objects.filter(pk__in=named, is_active=True)
    return people.order_by("last_name", "first_name", "id")


# Residences


def can_name_gardiens(actor: Actor) -> bool:
    """Landlord staff, who see their own landlord's residences only: partners learn a function, never a name."""
    return actor.signatory_kind == SignatoryKind.LANDLORD
