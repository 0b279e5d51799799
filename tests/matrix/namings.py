"""What is tried at posts and designations: most of it at those of Karim's signatory."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from acting.actor import acting_as, machine_actor, visitor
from acting.enums import Function
from correspondents.enums import DesignationRole
from correspondents.models import Post
from correspondents.named_person import NamedPerson
from correspondents.services import NamingAct, designate
from correspondents.services.absences import announce_absence
from correspondents.services.own_address import ask_for_address, give_key
from territory.models import Commune
from tests.matrix.trial import Data, Trial
from tests.matrix.world import World
from tests.people import PASSWORD, appoint, make_post, make_user
from tests.roles import installing


def _kept(args: tuple[UUID, ...], data: Data | None = None) -> Trial:
    """Something of Karim's signatory: who keeps its posts is Karim, the delegate and the administrator."""
    return Trial(args=args, data=data or {}, own={"karim", "delphine", "adrien"})


def _posts(world: World) -> list[Trial]:
    """With somebody whom the delegate proposes there."""
    _proposals(world)
    return [_kept((world.people["karim"].post.pk,), {"label": "Circonscription", "communes": "77284"})]


def _posts_to_open(world: World) -> list[Trial]:
    """Each for the own signatory; a parquet knows the communes of its ressort only."""

    def opened(function: str, commune: str, *only: str) -> Trial:
        data = {"function": function, "label": "Nouveau", "communes": commune, "submission": uuid4()}
        return Trial(for_all=True, only=set(only), data=data)

    elsewhere = {
        who: Commune.objects.filter(competences__signatory=world.people[who].signatory).values_list("pk", flat=True)[0]
        for who in ("paul", "fanny", "geraldine")
    }
    others = set(world.clients) - {"adrien", *elsewhere}
    alone = [opened("dpo", commune, who) for who, commune in elsewhere.items()]
    return [opened("dpo", "77284", *others), opened("administrateur", "77284", "adrien"), *alone]


def _posts_to_close(world: World) -> list[Trial]:
    return [
        _kept((make_post(world.people["karim"].signatory, Function.CORRESPONDANT, "Vide", communes=("77288",)).pk,))
    ]


def _closed(world: World) -> list[Trial]:
    post = make_post(world.people["karim"].signatory, Function.CORRESPONDANT, "Fermé", communes=("77288",))
    with installing():
        Post.objects.filter(pk=post.pk).update(closed_on=world.cast.karim.actor().today)
    return [_kept((post.pk,))]


def _people_to_name(world: World) -> list[Trial]:
    post, today = world.people["karim"].post, world.cast.karim.actor().today
    person = {"first_name": "Nour", "last_name": "Fictif", "email": "nour@tests.example", "submission": uuid4()}
    return [_kept((post.pk,), person | {"role": "suppleant", "starts_on": today.isoformat()})]


def _coming(world: World) -> list[Trial]:
    post, later = world.people["karim"].post, world.cast.karim.actor().today + timedelta(days=9)
    coming = appoint(make_user("Nour"), post, role=DesignationRole.SUPPLEANT, starts_on=later)
    return [_kept((post.pk,), {"designation": coming.designation.pk})]


def _designations(world: World) -> list[Trial]:
    today = world.cast.karim.actor().today
    person = {"first_name": "Nour", "last_name": "Fictif", "email": "nour@tests.example", "submission": uuid4()}
    tomorrow = (today + timedelta(days=1)).isoformat()
    days = {"starts_on": tomorrow, "ends_on": tomorrow}
    return [_kept((world.people["karim"].designation.pk,), person | days)]


def _proposals(world: World) -> list[Trial]:
    """The delegate's at Karim's post: his is the second voice; who keeps the post besides sees it and may not."""
    person = NamedPerson(email="nour@tests.example", first_name="Nour", last_name="Fictif")
    by = world.cast.delphine.actor()
    given: dict[str, Any] = {"role": DesignationRole.SUPPLEANT, "starts_on": by.today}
    proposed = designate(by=by, post=world.people["karim"].post, user=person, **given)
    return [Trial(args=(proposed.pk,), own={"karim"}, beside={"delphine", "adrien"})]


def _own_typed(world: World) -> list[Trial]:
    """What Karim wrote of somebody: his house puts it right, who names for it does not."""
    person = NamedPerson(email="nour@tests.example", first_name="Nour", last_name="Fictif")
    by = world.cast.karim.actor()
    given: dict[str, Any] = {"role": DesignationRole.SUPPLEANT, "starts_on": by.today}
    typed = designate(by=by, post=world.people["karim"].post, user=person, **given)
    words = {"first_name": "Noor", "last_name": "Fictif", "email": "noor@tests.example"}
    return [Trial(args=(typed.pk,), data=words, own={"karim"}, beside={"delphine", "adrien"})]


def _colleagues(world: World) -> list[Trial]:
    """Of Karim, at his post."""
    colleague = appoint(make_user("Nour"), world.people["karim"].post, role=DesignationRole.SUPPLEANT)
    return [_kept((colleague.designation.pk,))]


def _called(world: World) -> list[Trial]:
    """Sarah, whom the police asks to protect its data; the others are asked nothing."""
    post = make_post(world.people["karim"].signatory, Function.DPO, "Délégué à la protection des données")
    sarah = world.people["sarah"].user
    person = NamedPerson(email=sarah.email, first_name=sarah.first_name, last_name=sarah.last_name)
    by = world.cast.karim.actor()
    designate(by=by, post=post, user=person, starts_on=by.today)
    return [Trial(for_all=True)]


def _nobodys(world: World) -> list[Trial]:
    """Nothing waits for any of these people's voices."""
    return [Trial(args=(world.people["karim"].designation.pk,), for_all=True)]


def _naming_acts(world: World) -> list[Trial]:
    act = NamingAct(reference="Note 12", name="acte.pdf", pdf=b"%PDF-1.7\n%%EOF\n")
    by, today = world.cast.adrien.actor(), world.cast.karim.actor().today
    named = designate(
        by=by,
        post=world.people["karim"].post,
        user=make_user("Nour"),
        role=DesignationRole.SUPPLEANT,
        starts_on=today,
        act=act,
    )
    return [_kept((named.pk,))]


def _absences(world: World) -> list[Trial]:
    karim, by = world.people["karim"], world.cast.adrien.actor()
    absence = announce_absence(by=by, designation=karim.designation, starts_on=by.today, ends_on=by.today)
    return [_kept((karim.designation.pk,), {"absence": absence.pk})]


def _own_keys(world: World) -> list[Trial]:
    """Everybody has asked for another address; each key is tried by all, and opens to one."""
    accounts = {who: person.user for who, person in world.people.items()} | {"nadia": world.cast.nadia}
    trials = []
    for who, account in accounts.items():
        by = visitor(account.pk, timezone.now())
        with acting_as(by):
            change = ask_for_address(by=by, user=account, email=f"autre-{who}@tests.example")
        with installing():
            trials.append(Trial(args=(give_key(by=machine_actor(timezone.now()), change=change),), own={who}))
    return trials


def _reviews(world: World) -> list[Trial]:
    """The same sheet for all: what is not on one's own list is not heard."""
    data = {f"decision-{person.designation.pk}": "keep" for person in world.people.values()}
    return [Trial(for_all=True, data=data)]


MAKERS: dict[str, Callable[[World], list[Trial]]] = {
    "confirmation": _reviews,
    "post_new": _posts_to_open,
    "post_manage": lambda world: [*_posts(world), *_closed(world)],
    "post_edit": _posts,
    "post_reopen": _closed,
    "post_close": _posts_to_close,
    "designation_new": _people_to_name,
    "designation_cancel": _coming,
    "designation_replace": _designations,
    "designation_end": _designations,
    "designation_act": _naming_acts,
    "designation_agree": _proposals,
    "designation_correct": _own_typed,
    "designation_readdress": _own_typed,
    "own_mails": lambda world: [
        Trial(for_all=True, data={"gathering": "quart", "quiet_from": "20", "quiet_until": "7"})
    ],
    "own_words": lambda world: [Trial(for_all=True, data={"first_name": "Noor", "last_name": "Fictif"})],
    "own_address": lambda world: [Trial(for_all=True, data={"email": "noor@tests.example", "password": PASSWORD})],
    "own_address_pending": lambda world: [Trial(for_all=True)] * bool(_own_keys(world)),
    "own_address_confirm": _own_keys,
    "designation_stop": _colleagues,
    "own_designations": _called,
    "designation_accept": _nobodys,
    "designation_decline": _nobodys,
    "absence_new": _designations,
    "absence_end": _absences,
}
