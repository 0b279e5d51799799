"""What is missing in the directory, by rules on dates and rows: the delegate sees it before it hurts. Never case data.

The rules work on what was read once (`Directory`); each names the post, since when, and of whom it speaks.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When

from acting.actor import Actor, known
from acting.days import PARIS
from acting.enums import ANSWERING_FUNCTIONS
from correspondents.enums import ANSWERING_ROLES, RECEIVING_FUNCTION, DesignationRole, GapKind
from correspondents.models import Designation, Post
from correspondents.permissions import posts_kept_by
from signatories.enums import SignatoryKind
from signatories.models import Signatory
from signatories.models.convention import party_on

ENDING_DAYS = 30
ARRIVAL_DAYS = 30
RECEIVING = frozenset(RECEIVING_FUNCTION.values())
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """`post` is None when the institution has none, `person` empty when nobody is meant; `on` is since when, or the
    last day of what ends."""

    kind: GapKind
    signatory: Signatory
    post: Post | None = None
    person: str = ""
    on: date | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Directory:
    """What was read: the open posts, everybody ever named there, and who of them answers on `day`."""

    day: date
    posts: tuple[Post, ...]
    held: dict[UUID, tuple[Designation, ...]]
    running: frozenset[UUID]

    def running_at(self, post: Post) -> list[Designation]:
        return [designation for designation in self.held.get(post.id, ()) if designation.id in self.running]

    def everybody(self) -> Iterator[Designation]:
        """Running designations, post by post, titular first."""
        for post in self.posts:
            yield from self.running_at(post)

    def called(self) -> Iterator[Designation]:
        """Agreed to, and asked to accept."""
        for designations in self.held.values():
            for each in designations:
                over = each.ends_on is not None and each.ends_on < self.day
                if each.agreed_at and each.waits and not over:
                    yield each

    def answering_at(self, post: Post) -> list[Designation]:
        return [designation for designation in self.running_at(post) if designation.role in ANSWERING_ROLES]


def gaps_visible_to(actor: Actor, directory: Directory) -> list[Gap]:
    """Of the posts that the actor keeps, which were read: a delegate all of the convention's but gardiens', a référent
    the own house's. Kind by kind, in the order of the posts; before them, for who keeps all, the parties that have
    none. The communes without correspondent are told by `coverage`."""
    sent = last_sent(directory)
    found = [
        *vacant(directory),
        *without_deputy(directory),
        *ending(directory),
        *never_signed_in(directory, sent),
        *mail_failed(directory, sent),
        *not_confirmed(directory),
    ]
    keeps_all = actor.function not in ANSWERING_FUNCTIONS
    return unserved(known(actor.convention_id), actor.today) + found if keeps_all else found


def kept_by(actor: Actor) -> Directory:
    return read(posts_kept_by(actor), actor.today)


def read(posts: QuerySet[Post], on: date) -> Directory:
    """Two queries, whatever there is; of a post that receives, with the codes of the communes that it `covers`."""
    found = posts.filter(party_on(on, through="signatory__"), closed_on=None).select_related("signatory")
    perimeter = ArraySubquery(Post.communes.through.objects.filter(post=OuterRef("pk")).values("commune_id"))
    none = Value([], output_field=perimeter.output_field)
    found = found.annotate(covers=Case(When(function__in=RECEIVING, then=perimeter), default=none))
    ordered = tuple(found.order_by("signatory__kind", "signatory__search_name", "search_label"))
    held: dict[UUID, list[Designation]] = defaultdict(list)
    of_posts = Designation.objects.filter(post__in=[post.id for post in ordered])
    of_posts = of_posts.annotate(is_running=Exists(Designation.objects.running_on(on).filter(pk=OuterRef("pk"))))
    for designation in of_posts.select_related("user", "post__signatory").titular_first():
        held[designation.post_id].append(designation)
    running = frozenset(each.id for some in held.values() for each in some if vars(each)["is_running"])
    return Directory(on, ordered, {key: tuple(value) for key, value in held.items()}, running)


def receiving_posts(convention_id: UUID, on: date) -> QuerySet[Post]:
    """The open posts that referrals arrive at, of who is a party on that day."""
    posts = Post.objects.still_open().filter(
        party_on(on, through="signatory__"), signatory__convention_id=convention_id
    )
    return posts.filter(function__in=RECEIVING).select_related("signatory")


def unserved(convention_id: UUID, on: date) -> list[Gap]:
    """Parties that have no post at all to receive what is sent to them."""
    kinds = [kind for kind in RECEIVING_FUNCTION if kind != SignatoryKind.LANDLORD]
    served = receiving_posts(convention_id, on).values("signatory")
    parties = Signatory.objects.filter(party_on(on), convention_id=convention_id, kind__in=kinds).exclude(id__in=served)
    return [Gap(GapKind.VACANT, signatory) for signatory in parties.order_by("kind", "search_name")]


@dataclass(frozen=True, slots=True)
class Sent:
    """By person: the last invitation, and the last mail that the present address refused and after which it took
    none."""

    invited: dict[UUID, datetime]
    refused: dict[UUID, datetime]


def last_sent(directory: Directory) -> Sent:
    """Of the people of the directory, in one statement. Of a mail that was refused the database says to whom and since
    when, and not what it was about (`mail_walls`)."""
    asked = sorted({each.user_id for each in (*directory.everybody(), *directory.called())})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT user_id, max(created_at), false FROM correspondents_invitation"
            " WHERE user_id = ANY (%(asked)s::uuid[]) GROUP BY user_id"
            " UNION ALL SELECT person, since, true FROM correspondents_refusing(%(asked)s::uuid[])",
            {"asked": asked},
        )
        found = cursor.fetchall() if asked else []
    return Sent(*({who: at for who, at, is_refused in found if is_refused == kind} for kind in (False, True)))


# The rules


def vacant(directory: Directory) -> Iterator[Gap]:
    """Nobody answers: a préparateur alone does not."""
    for post in directory.posts:
        if not directory.answering_at(post):
            yield Gap(GapKind.VACANT, post.signatory, post, on=_day_after_last(directory, post, ANSWERING_ROLES))


def without_deputy(directory: Directory) -> Iterator[Gap]:
    """Where referrals arrive, somebody must read them while the titular is away."""
    for post in directory.posts:
        roles = {designation.role: designation for designation in directory.running_at(post)}
        titular = roles.get(DesignationRole.TITULAIRE)
        if post.function in RECEIVING and titular and DesignationRole.SUPPLEANT not in roles:
            left = _day_after_last(directory, post, (DesignationRole.SUPPLEANT,))
            since = max(filter(None, (left, titular.starts_on)))
            yield Gap(GapKind.WITHOUT_DEPUTY, post.signatory, post, str(titular.person), since)


def ending(directory: Directory) -> Iterator[Gap]:
    """Within thirty days, and nobody is named in the same role for the day after."""
    for designation in directory.everybody():
        last = designation.ends_on
        if (
            last
            and last <= directory.day + timedelta(days=ENDING_DAYS)
            and not _is_followed(directory, designation, last)
        ):
            yield _of_person(GapKind.ENDING, designation, last)


def never_signed_in(directory: Directory, sent: Sent) -> Iterator[Gap]:
    """Thirty days after the account was opened or its address typed, or after the last invitation; each person once for
    each signatory."""
    silent = [d for d in (*directory.everybody(), *directory.called()) if not d.has_come_in]
    for designation in _once_each(silent):
        named_at = designation.named_at or designation.user.created_at
        since = max(named_at, sent.invited.get(designation.user_id, named_at)).astimezone(PARIS).date()
        since = max(since, designation.starts_on)
        if since + timedelta(days=ARRIVAL_DAYS) <= directory.day:
            yield _of_person(GapKind.NEVER_SIGNED_IN, designation, since)


def mail_failed(directory: Directory, sent: Sent) -> Iterator[Gap]:
    """The mail server that receives for the address has refused it, and has taken nothing since. A server of ours that
    is away says nothing of anybody's address, nor does what was refused before the address was typed here."""
    latest = sent.refused
    told = [
        d
        for d in directory.everybody()
        if d.user_id in latest and (d.named_at is None or d.named_at <= latest[d.user_id])
    ]
    for designation in _once_each(told):
        yield _of_person(GapKind.MAIL_FAILED, designation, latest[designation.user_id].astimezone(PARIS).date())


def not_confirmed(directory: Directory) -> Iterator[Gap]:
    """Warned and not confirmed since, or suspended for want of a confirmation."""
    for post in directory.posts:
        for designation in directory.held.get(post.id, ()):
            over = (designation.ends_on is not None and designation.ends_on < directory.day) or designation.ended_at
            suspended = designation.suspended_on is not None and designation.suspended_on <= directory.day
            if not over and (suspended or (designation.warned_on and designation.id in directory.running)):
                since = designation.suspended_on if suspended else designation.warned_on
                detail = "suspendue" if suspended else "à confirmer"
                yield _of_person(GapKind.NOT_CONFIRMED, designation, since, detail)


def _of_person(kind: GapKind, designation: Designation, on: date | None, detail: str = "") -> Gap:
    return Gap(kind, designation.post.signatory, designation.post, str(designation.person), on, detail)


def _once_each(designations: Iterable[Designation]) -> list[Designation]:
    """The first of each person at each signatory."""
    found: dict[tuple[UUID, UUID], Designation] = {}
    for designation in designations:
        found.setdefault((designation.user_id, designation.post.signatory_id), designation)
    return list(found.values())


def _day_after_last(directory: Directory, post: Post, roles: tuple[DesignationRole, ...]) -> date | None:
    """The first day without anybody in these roles, when it is known; None for a post that nobody ever held."""
    ends = [
        d.ends_on + A_DAY
        for d in directory.held.get(post.id, ())
        if d.role in roles and d.accepted_at and d.ends_on and d.ends_on < directory.day
    ]
    return max(ends, default=None)


def _is_followed(directory: Directory, designation: Designation, last: date) -> bool:
    others = [d for d in directory.held[designation.post_id] if d.role == designation.role and d.id != designation.id]
    others = [d for d in others if d.ended_at is None]
    return any(d.starts_on <= last + A_DAY and (d.ends_on is None or d.ends_on > last) for d in others)
