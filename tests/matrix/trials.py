"""What is tried at each address: on which object, with which input, and whose object it is."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from correspondents.services.arrival import draw_key, invite, publish_charter
from incidents.models import Referral
from journal.actor import PARIS
from signatories.portal_settings import SETTINGS
from tests.matrix import namings
from tests.matrix.record import PDF, Pdf
from tests.matrix.trial import Data, Trial
from tests.matrix.world import SIDES, World
from tests.people import acting, make_user

SENDER, RECIPIENT = 0, 1


def _each(keys: tuple[str, ...], data: Data) -> dict[str, Data]:
    return {key: dict(data) for key in keys}


ACTS: dict[str, tuple[int, dict[str, Data]]] = {
    "referral_send": (SENDER, {"draft": {}, "incoming_draft": {}}),
    "referral_complete": (SENDER, _each(("to_maud", "incoming"), {"precision": "Vitrage remplacé."})),
    "referral_withdraw": (SENDER, _each(("to_maud", "answered", "incoming", "from_maud", "draft"), {})),
    "referral_close": (SENDER, _each(("answered", "incoming_answered"), {})),
    "referral_acknowledge": (RECIPIENT, _each(("to_maud", "incoming", "neighbour"), {})),
    "referral_start": (RECIPIENT, _each(("to_maud", "incoming", "neighbour"), {})),
    "referral_answer": (
        RECIPIENT,
        {
            "to_maud": {"outcome": "alternative", "note": "Sans précision."},
            "incoming": {"outcome": "done"},
            "answered": {"outcome": "patrols_planned"},
        },
    ),
    "referral_refuse": (RECIPIENT, _each(("to_maud", "incoming", "neighbour"), {"motive": "out_of_frame"})),
}


def trials_of(name: str, world: World) -> list[Trial]:
    if name in ACTS:
        return _acts(name, world)
    return MAKERS[name](world) if name in MAKERS else [Trial(for_all=True)]


def version_of(world: World, key: str) -> int:
    """What a page opened now would carry."""
    sender = next(iter(SIDES[key][SENDER] - {"perrine"}))
    with acting(world.people[sender]):
        return Referral.objects.get(pk=world.referrals[key].pk).version


def _acts(name: str, world: World) -> list[Trial]:
    side, tried = ACTS[name]
    return [
        Trial(
            args=(world.referrals[key].pk,),
            data=data | {"version": version_of(world, key)},
            own=SIDES[key][side],
            beside=SIDES[key][1 - side],
        )
        for key, data in tried.items()
    ]


def _filing(world: World) -> list[Trial]:
    """Each landlord's people file about their own residence; the page closed to others stays closed."""
    written = {
        "place": "cellar",
        "category": "occupation",
        "started_at": (timezone.now() - timedelta(hours=3)).astimezone(PARIS).strftime("%Y-%m-%dT%H:%M"),
        "recurrence": "isolated",
        "facts": "Cave ouverte, cadenas scié.",
    }
    neighbours = {"victor", "zoe"}
    others = set(world.clients) - neighbours
    cast = world.cast
    return [
        Trial(for_all=True, only=others, data=written | {"residence": cast.tilleuls.pk, "submission": uuid4()}),
        Trial(for_all=True, only=neighbours, data=written | {"residence": cast.pommiers.pk, "submission": uuid4()}),
    ]


def _facts(world: World) -> list[Trial]:
    facts = world.facts
    return [
        Trial(args=(facts["hall"].pk,), own={"sarah", "gilles"}),
        Trial(args=(facts["melun"].pk,), own={"sarah", "gaston"}),
        Trial(args=(facts["neighbour"].pk,), own={"victor", "zoe"}),
    ]


def _triage(world: World) -> list[Trial]:
    return [Trial(args=(world.facts["fresh"].pk,), data={"decision": "left_apart"}, own={"sarah"})]


def _complaints(world: World) -> list[Trial]:
    data = {"complainant": "agent", "filed_on": world.cast.sarah.actor().today.isoformat()}
    return [Trial(args=(world.facts["fresh"].pk,), data=data, own={"sarah"})]


def _sheets_to_send(world: World) -> list[Trial]:
    cast = world.cast
    until = cast.sarah.actor().today + timedelta(days=30)

    def sheet(subject: str, basis: str, sets: list[str], to: str) -> Data:
        post = world.people[to].post.pk
        chosen = {"recipient": post, "subject": subject, "basis": basis, "field_sets": sets}
        return chosen | {"until": until.isoformat(), "submission": uuid4(), "act": "send"}

    fact = {"incident": world.facts["fresh"].pk}
    residence = {"residence": cast.tilleuls.pk}
    asked = sheet("avis-parquet", "loi-78-17-46", ["facts"], "maud")
    badges = sheet("acces-badges", "csi-l272-1", ["place"], "sarah")
    outcome = sheet("suite-donnee", "cpp-40-2", ["place"], "sarah")
    return [
        Trial(query=fact, data=asked | fact, own={"sarah", "perrine"}),
        Trial(query=residence, data=badges | residence, own={"karim"}, only={"karim", "victor", "paul"}),
        Trial(query=residence, data=outcome | residence, own={"maud"}, only={"maud", "victor", "paul"}),
    ]


def _referrals(world: World) -> list[Trial]:
    return [Trial(args=(referral.pk,), own=set().union(*SIDES[key])) for key, referral in world.referrals.items()]


def _papers_to_ask(world: World) -> list[Trial]:
    """Of a withdrawn one the sender alone reads anything; of a draft there is no paper."""
    keys = ("to_maud", "answered", "incoming", "from_maud")
    readable = [Trial(args=(world.referrals[key].pk,), own=set().union(*SIDES[key])) for key in keys]
    withdrawn = Trial(args=(world.referrals["withdrawn"].pk,), own=SIDES["withdrawn"][SENDER])
    return [*readable, withdrawn, Trial(args=(world.referrals["draft"].pk,))]


def _reports(world: World) -> list[Trial]:
    return [Trial(args=(report.pk,), own={name}) for name, report in world.reports.items()]


def _accounts(world: World) -> list[Trial]:
    return [Trial(args=(world.user("karim").pk,), own={"adrien"})]


def _switches(world: World) -> list[Trial]:
    return [*_accounts(world), Trial(args=(world.user("adrien").pk,), beside={"adrien"})]


def _invitations(world: World) -> list[Trial]:
    """A good key, drawn as the mail would draw it."""
    with acting(world.cast.adrien) as adrien:
        key = draw_key(by=adrien, invitation=invite(by=adrien, user=make_user("Nour")))
    chosen = "trois brebis et un tracteur"
    return [Trial(args=(key,), for_all=True, data={"new_password1": chosen, "new_password2": chosen})]


def _charters(world: World) -> list[Trial]:
    """One that nobody has accepted yet."""
    with acting(world.cast.adrien) as adrien:
        convention = world.cast.adrien.signatory.convention
        charter = publish_charter(
            by=adrien, convention=convention, version=1, text="Soyez discrets.", in_force_on=adrien.today
        )
    return [Trial(for_all=True, data={"charter": charter.pk})]


def _charter_versions(world: World) -> list[Trial]:
    """For next week, so that nobody has to accept it now."""
    day = world.cast.adrien.actor().today + timedelta(days=7)
    return [Trial(for_all=True, data={"version": 1, "text": "Soyez discrets.", "in_force_on": day.isoformat()})]


def _new_accounts(world: World) -> list[Trial]:
    return [Trial(for_all=True, data={"first_name": "Nour", "last_name": "Fictif", "email": "nour@tests.example"})]


def _to_invite(world: World) -> list[Trial]:
    """Nour has never come; Karim has."""
    newcomer = Trial(args=(make_user("Nour").pk,), own={"adrien"})
    return [newcomer, Trial(args=(world.user("karim").pk,), beside={"adrien"})]


def _changed(world: World, key: str, **data: Any) -> Trial:
    """Of a row of the convention's record, which every administrator of the convention keeps."""
    return Trial(for_all=True, args=(world.record[key],), data=data)


def _settings(world: World) -> list[Trial]:
    convention = world.cast.adrien.signatory.convention
    values = {setting.name: getattr(convention, setting.name) or "" for setting in SETTINGS}
    return [Trial(for_all=True, data=values | {"share_days": 60, "reason": "Décision du comité de pilotage."})]


def _articles(world: World) -> list[Trial]:
    return [Trial(for_all=True, data={"number": 2, "title": "Durée", "text": "Texte.", "submission": uuid4()})]


def _parties(world: World) -> list[Trial]:
    names = {"name": "Toits de Marne", "short_name": "Toits", "in_phrase": "les Toits de Marne"}
    return [Trial(for_all=True, data=names | {"kind": "landlord", "joined_on": "2026-01-05", "submission": uuid4()})]


def _documents(world: World) -> list[Trial]:
    """The same bytes at each sending: the client reads a file to its end."""
    data = {"kind": "annex", "title": "Fiche", "file": Pdf("fiche.pdf", PDF), "submission": uuid4()}
    return [Trial(for_all=True, data=data)]


def _parties(world: World) -> list[Trial]:
    return [Trial(args=(world.people[name].signatory.pk,), for_all=True) for name in ("karim", "sarah")]


HOUSE = {"sarah", "gilles", "gaston", "dina", "constance"}


def _posts(world: World) -> list[Trial]:
    """Karim's is everybody's to see, Gilles's that of the house."""
    people = world.people
    return [Trial(args=(people["karim"].post.pk,), for_all=True), Trial(args=(people["gilles"].post.pk,), own=HOUSE)]


def _people(world: World) -> list[Trial]:
    karim, gilles = world.people["karim"].designation, world.people["gilles"].designation
    return [Trial(args=(karim.pk,), for_all=True), Trial(args=(gilles.pk,), own=HOUSE)]


MAKERS: dict[str, Callable[[World], list[Trial]]] = {
    "invitation": _invitations,
    "charter": _charters,
    "charter_list": _charter_versions,
    "account_new": _new_accounts,
    "account_invite": _to_invite,
    "designation_switch": lambda world: [Trial(for_all=True, data={"designation": "nothing"})],
    "directory_signatory": _parties,
    "directory_post": _posts,
    "directory_post_card": _posts,
    "directory_card": _people,
    "incident_new": _filing,
    "incident_detail": _facts,
    "incident_triage": _triage,
    "complaint_new": _complaints,
    "referral_new": _sheets_to_send,
    "referral_detail": _referrals,
    "referral_sheet": _papers_to_ask,
    "report_list": lambda world: [Trial(for_all=True, data={"period": "12m"})],
    "report_detail": _reports,
    "report_progress": _reports,
    "report_download": _reports,
    "account_detail": _accounts,
    "account_switch": _switches,
    "signed_text": lambda world: [Trial(for_all=True, args=(world.record["signed"],))],
    "document_download": lambda world: [Trial(for_all=True, args=(world.record["annex"],))],
    "document_remove": lambda world: [Trial(for_all=True, args=(world.record["annex"],))],
    "document_new": _documents,
    "convention_term": lambda world: [Trial(for_all=True, data={"term_ends_on": "2027-05-04", "renewal": "tacite"})],
    "convention_settings_edit": _settings,
    "article_new": _articles,
    "article_edit": lambda world: [_changed(world, "article", number=1, title="Objet", text="Texte corrigé.")],
    "processing_new": lambda world: [Trial(for_all=True, data={"name": "Saisines", "submission": uuid4()})],
    "processing_edit": lambda world: [_changed(world, "processing", name="Faits", controllers="Chaque bailleur")],
    "signatory_new": _parties,
    "signatory_edit": lambda world: [
        _changed(world, "signatory", name="Val de Brie", short_name="VdB", in_phrase="le Val de Brie")
    ],
    "signatory_leave": lambda world: [_changed(world, "signatory", left_on="2030-01-01")],
    **namings.MAKERS,
}
