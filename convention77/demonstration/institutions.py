"""The posts and the accounts: created on the day the portal opened, and changed on the day a hand-over took place."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet

from acting.actor import Actor, acting_as, machine_actor, visitor
from acting.days import PARIS
from acting.enums import Function
from convention77.demonstration.estates import LANDLORDS, Estate, build_residences
from convention77.demonstration.history import History, Who, moment
from convention77.demonstration.people import (
    ADMINISTRATION,
    ADMINISTRATOR,
    OPERATOR,
    Holder,
    PostPlan,
    everybody,
    post_plans,
)
from correspondents.actors import actor_for
from correspondents.enums import DesignationRole
from correspondents.models import Designation, Post, User
from correspondents.naming import SPEAKING
from correspondents.services import NamingAct, create_post, designate, end_designation, switch_account
from correspondents.services.voices import accept_designation, agree_to_designation
from signatories.enums import SignatoryKind
from signatories.models import Convention, Signatory
from territory.enums import CompetenceDomain
from territory.models import Commune, Residence
from territory.services.department import load_department

PASSWORD = "convention77-demo"  # noqa: S105 - public on purpose: the settings let it exist on 127.0.0.1 only
DELEGATES = ("aorif", "Délégué départemental")
ACT = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
FICTION_NUMBERS = "01 99 00 77 {:02d}"  # the regulator keeps these numbers for fiction


@dataclass
class Cast:
    """Everybody and everything that acts or is acted upon, by the names of the plans."""

    history: History
    signatories: dict[str, Signatory]
    users: dict[str, User]
    residences: dict[Estate, Residence] = field(default_factory=dict)
    plans: dict[tuple[str, str], PostPlan] = field(default_factory=lambda: {plan.key: plan for plan in post_plans()})
    posts: dict[tuple[str, str], Post] = field(default_factory=dict)
    designations: dict[str, Designation] = field(default_factory=dict)

    def actor(self, email: str, at: datetime) -> Actor:
        """The person at that moment. Raises KeyError for somebody who is not designated yet."""
        return actor_for(self.designations[email], at)

    def administrator(self, at: datetime) -> Actor:
        return self.actor(ADMINISTRATOR.email, at)

    def on_duty(self, post: tuple[str, str], day: date) -> list[str]:
        """Who answers for the post on that day, by the plans: titular, then deputies."""
        return [
            holder.email
            for holder in self.plans[post].holders
            if holder.role != DesignationRole.PREPARATEUR and self.history.is_there(holder.since, holder.until, day)
        ]

    def holder_of(self, post: tuple[str, str]) -> Who:
        """The titular of the moment, or else a deputy. Raises IndexError while the post is vacant."""
        return lambda at: self.actor(self.on_duty(post, at.astimezone(PARIS).date())[0], at)

    def agreeing(self, plan: PostPlan, at: datetime) -> Actor:
        """Who agrees when the administrator names somebody there: whoever answers for the signatory already, else the
        delegate."""
        day = at.astimezone(PARIS).date()
        for other in self.plans.values():
            if other.signatory == plan.signatory and other.function in SPEAKING:
                for email in self.on_duty(other.key, day):
                    if email in self.designations:
                        return self.actor(email, at)
        return self.holder_of(DELEGATES)(at)

    def author(self, email: str, at: datetime) -> Actor:
        """Somebody whose designation may still be to come: enough for the database to know whose rows these are."""
        plan = next(plan for plan in self.plans.values() if email in {holder.email for holder in plan.holders})
        signatory = self.signatories[plan.signatory]
        return Actor(
            now=at,
            user_id=self.users[email].id,
            signatory_id=signatory.id,
            signatory_kind=signatory.kind,
            convention_id=signatory.convention_id,
            function=plan.function,
        )


def open_portal(history: History) -> Cast:
    """Institutions and accounts at once; posts and designations are added to the history, on their days."""
    convention = load_department(code="77")
    signatories = _signatories(convention, history.opening)
    cast = Cast(history, signatories, _accounts(history))
    cast.residences = build_residences(signatories)
    started = moment(history.opening, 8)
    history.add(started, machine_actor, partial(_open_administration, cast))
    for number, plan in enumerate(cast.plans.values(), start=1):
        _plan_post(history, cast, plan, started + timedelta(minutes=3 * number))
    return cast


def _signatories(convention: Convention, joined_on: date) -> dict[str, Signatory]:
    code, kind, name, short_name = OPERATOR
    rows = [(code, kind, name, short_name)]
    rows += [(each.code, SignatoryKind.LANDLORD, each.name, each.short_name) for each in LANDLORDS]
    Signatory.objects.bulk_create(
        Signatory(
            convention=convention,
            code=code,
            kind=kind,
            name=name,
            short_name=short_name,
            in_phrase=name,
            joined_on=joined_on,
        )
        for code, kind, name, short_name in rows
    )
    return {signatory.code: signatory for signatory in convention.signatories.all()}


def _accounts(history: History) -> dict[str, User]:
    """One hash for all: argon2 is slow on purpose. The addresses count as verified, an administrator gave them."""
    password = make_password(PASSWORD)
    users = [_account(holder, number, password, history) for number, holder in enumerate(everybody())]
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    return {user.email: user for user in users}


def _account(holder: Holder, number: int, password: str, history: History) -> User:
    first_name, last_name = holder.name.split(" ")
    return User(
        email=holder.email,
        first_name=first_name,
        last_name=last_name,
        phone=FICTION_NUMBERS.format(number),
        password=password,
        created_at=moment(history.day(holder.since), 8),
    )


def _open_administration(cast: Cast, machine: Actor) -> None:
    """The first administrator and the first delegate are named by the installation itself: nobody else is there."""
    delegates = cast.plans[DELEGATES]
    for plan, holder in ((ADMINISTRATION, ADMINISTRATOR), (delegates, delegates.holders[0])):
        _open_post(cast, plan, machine)
        _appoint(cast, plan, holder, machine)


def _plan_post(history: History, cast: Cast, plan: PostPlan, at: datetime) -> None:
    first = plan.key == DELEGATES
    if not first:
        history.add(at, cast.administrator, partial(_open_post, cast, plan))
    for number, holder in enumerate(plan.holders[first:], start=1):
        begins = at if holder.since is None else moment(history.day(holder.since), 8)
        begins += timedelta(seconds=30 * number)
        history.add(begins, cast.administrator, partial(_appoint, cast, plan, holder))
        if holder.until is not None:
            leaves = moment(history.day(holder.until), 17)
            history.add(leaves, cast.administrator, partial(_dismiss, cast, holder))


def _open_post(cast: Cast, plan: PostPlan, by: Actor) -> None:
    cast.posts[plan.key] = create_post(
        by=by,
        signatory=cast.signatories[plan.signatory],
        function=plan.function,
        label=plan.label,
        communes=_communes_of(plan),
        residences=[residence for estate, residence in cast.residences.items() if estate.post == plan.key],
    )


def _communes_of(plan: PostPlan) -> QuerySet[Commune]:
    if plan.communes:
        return Commune.objects.filter(name__in=plan.communes)
    unit = f"Circonscription de police de {plan.district}"
    return Commune.objects.filter(competences__domain=CompetenceDomain.FORCE, competences__unit=unit)


def _appoint(cast: Cast, plan: PostPlan, holder: Holder, by: Actor) -> None:
    """With its three voices: the administrator proposes, the signatory agrees, the person accepts. Where nobody answers
    for the signatory yet, the delegate agrees on the act deposited."""
    named = partial(designate, by=by, post=cast.posts[plan.key], user=cast.users[holder.email], role=holder.role)
    agreeing = None if by.is_machine else cast.agreeing(plan, by.now)
    act = NamingAct(
        reference="Note de désignation (fictive)",
        name="note-de-designation.pdf",
        pdf=b"" if agreeing and agreeing.function != Function.DELEGUE else ACT,
    )
    designation = named(starts_on=by.today, act=act)
    if agreeing:
        with acting_as(agreeing):
            agree_to_designation(by=agreeing, designation=designation)
    if not by.is_machine:
        person = visitor(designation.user_id, by.now)
        with acting_as(person):
            designation = accept_designation(by=person, designation=designation)
    cast.designations[holder.email] = designation


def _dismiss(cast: Cast, holder: Holder, by: Actor) -> None:
    """Who speaks for a signatory leaves by themselves: an end from outside would leave it without a voice for good."""
    leaving = cast.actor(holder.email, by.now)
    ending = leaving if leaving.function in SPEAKING else by
    with acting_as(ending):
        end_designation(by=ending, designation=cast.designations[holder.email], ends_on=by.today)
    if holder.closed:
        switch_account(by=by, user=cast.users[holder.email], is_active=False)
