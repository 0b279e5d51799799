"""What is tried at each address: on which object, with which input, and whose object it is."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

from django.utils import timezone

from acting.days import PARIS
from referrals.models import PreparedAnswer, Referral
from referrals.projection import digest
from reports.services.papers import request_directory
from tests.incidents.test_evidence import a_pdf
from tests.matrix import (
    arrivals,
    brought,
    competence_tables,
    due,
    enjoined,
    estates,
    exceptional,
    gatherings,
    months,
    namings,
    pieces,
    records,
)
from tests.matrix.competence_tables import SameFile
from tests.matrix.trial import Data, Trial
from tests.matrix.world import SIDES, World
from tests.people import ASKED, Person, acting, make_referral, make_residence
from tests.roles import installing
from tests.rules.trial import cleared

PRECISION = "Vitrage remplacé."
SHOWN = digest({"commune": {"name": "Meaux", "code": "77284"}, "precision": PRECISION})
ADDITION = {"precision": PRECISION, "seen": SHOWN}  # what the preview showed is what is sent

SENDER, RECIPIENT = 0, 1
LATER = (timezone.localdate() + timedelta(days=80)).isoformat()  # than what the world's referrals end on


def _each(keys: tuple[str, ...], data: Data) -> dict[str, Data]:
    return {key: dict(data) for key in keys}


ACTS: dict[str, tuple[int, dict[str, Data]]] = {
    "referral_send": (SENDER, {"draft": {}, "incoming_draft": {}}),
    "referral_complete": (SENDER, _each(("to_maud", "incoming"), ADDITION)),
    "referral_renew": (
        SENDER,
        {"to_maud": {"until": LATER}, "incoming": {"until": LATER}, "from_maud": {"until": LATER}},
    ),
    "referral_withdraw": (SENDER, _each(("to_maud", "answered", "incoming", "from_maud", "draft"), {})),
    "referral_close": (SENDER, _each(("answered", "incoming_answered"), {})),
    "referral_acknowledge": (RECIPIENT, _each(("to_maud", "incoming", "neighbour"), {})),
    "referral_start": (RECIPIENT, _each(("to_maud", "incoming", "neighbour"), {})),
    "referral_answer": (
        RECIPIENT,
        {
            "to_maud": {"outcome": "sent_to_inquiry", "note": "Sans précision."},
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


def _joining(world: World) -> list[Trial]:
    fresh = world.facts["fresh"].pk
    return [Trial(args=(fresh,), data={"fait": [fresh]}, own={"sarah"})]


def _many(world: World, name: str) -> Data:
    return {"fait": [world.facts[name].pk], "act": "left_apart"}


def _handled(world: World) -> list[Trial]:
    """At the post that received it; whoever sent it shares out nobody's work."""
    return [
        Trial(
            args=(world.referrals[key].pk,),
            data={"review_on": world.cast.sarah.actor().today.isoformat()},
            own=SIDES[key][RECIPIENT],
            beside=SIDES[key][SENDER],
        )
        for key in ("to_maud", "incoming", "neighbour")
    ]


def _cleared(world: World) -> list[Trial]:
    data = {"civil_action": "no"}
    return [Trial(args=(cleared(world.cast).pk,), data=data, own={"sarah"}, beside=set())]


def _acknowledged(world: World) -> list[Trial]:
    """Ticked by whom they came to, by who sent them, and by people who see nothing of them."""
    return [
        Trial(data={"saisine": [world.referrals[key].pk]}, own=SIDES[key][RECIPIENT], beside=SIDES[key][SENDER])
        for key in ("to_maud", "incoming", "neighbour", "neighbour_incoming")
    ]


def _to_answer(world: World) -> list[Trial]:
    """The ticked ones are shown with one form; sending it is tried in `tests/referrals/test_answer_many.py`."""
    return [
        Trial(data={"saisine": [world.referrals[key].pk]}, own=SIDES[key][RECIPIENT], beside=SIDES[key][SENDER])
        for key in ("to_maud", "incoming", "neighbour", "neighbour_incoming")
    ]


def _prepared_at(world: World, person: Person) -> Data:
    """At a post of its own, since every partner that answers is asked: what its page would send."""
    cast = world.cast
    with installing():
        away = make_residence(cast.sarah.signatory, f"Clos {uuid4().hex[:6]}", "77001")
    place = {cast.paul: cast.erables, cast.fanny: away, cast.geraldine: away}.get(person, cast.tilleuls)
    referral = make_referral(cast.sarah, person, place)
    outcome = {"prosecution": "under_inquiry", "prefecture": "not_retained"}.get(person.signatory.kind, "nothing_found")
    kept = {"post": person.post, "designation": person.designation, "prepared_at": timezone.now()}
    with installing():
        prepared = PreparedAnswer.objects.create(referral=referral, outcome=outcome, **kept)
    return {"reponse": [prepared.pk], "vu": [f"{prepared.pk}:1.{referral.version}"]}


def _to_validate(world: World) -> list[Trial]:
    others = ("karim", "geraldine", "paul", "fanny", "pascale")
    alone = [Trial(for_all=True, only={who}, data=_prepared_at(world, world.people[who])) for who in others]
    return [
        Trial(for_all=True, only=set(world.clients) - set(others), data=_prepared_at(world, world.cast.maud)),
        *alone,
    ]


def _to_prepare(world: World) -> list[Trial]:
    data = {"outcome": "sent_to_inquiry", "note": "Brigade saisie.", "version": version_of(world, "to_maud")}
    key = world.referrals["to_maud"].pk
    return [Trial(args=(key,), data=data, own={"perrine"}, beside={"sarah", "maud"})]


def _to_drop(world: World) -> list[Trial]:
    """The world's own is prepared for Maud; whoever else is asked sees a referral without any, or none."""
    return [Trial(args=(world.referrals["to_maud"].pk,), own={"maud", "perrine"}, beside={"sarah"})]


def _informed(world: World) -> list[Trial]:
    data = {"informed_on": world.cast.sarah.actor().today.isoformat()}
    return [
        Trial(args=(world.facts["hall"].pk,), data=data, own={"sarah", "gilles"}),
        Trial(args=(world.facts["neighbour"].pk,), data=data, own={"victor", "zoe"}),
    ]


KEPT_BY = {"sarah", "constance"}
CASES: dict[str, Data] = {
    "situation_detail": {},
    "situation_readers": {},
    "situation_rate": {"gravity": "2", "recurrence": "3"},
    "situation_follow": {"review_on": "2100-01-01"},
    "situation_close": {"ending": "settled"},
}


def _situations(name: str, world: World) -> list[Trial]:
    data = CASES[name]
    if name == "situation_follow":
        data = {"review_on": (world.cast.sarah.actor().today + timedelta(days=9)).isoformat()}
    own = Trial(args=(world.situations["hall"].pk,), data=data, own=KEPT_BY)
    return [own, Trial(args=(world.situations["neighbour"].pk,), data=data, own={"victor"})]


def _parted(world: World) -> list[Trial]:
    data = {"facts": [world.facts["twin"].pk]}
    return [Trial(args=(world.situations["hall"].pk,), data=data, own=KEPT_BY)]


def _merged(world: World) -> list[Trial]:
    return [Trial(args=(world.situations["aside"].pk,), data={"into": world.situations["hall"].pk}, own=KEPT_BY)]


def _reopened(world: World) -> list[Trial]:
    return [Trial(args=(world.situations["ended"].pk,), own=KEPT_BY)]


def _steps(world: World, data: Data) -> list[Trial]:
    return [Trial(args=(world.steps["hall"].pk,), data=data, own=KEPT_BY)]


def _resulted(world: World) -> list[Trial]:
    return _steps(world, {"result": "fruitless", "resulted_on": world.cast.sarah.actor().today.isoformat()})


def _taken(world: World) -> list[Trial]:
    data = {"done_on": world.cast.sarah.actor().today.isoformat(), "proof": "file", "submission": uuid4()}
    return [Trial(args=(world.situations["hall"].pk, "reminder"), data=data, own=KEPT_BY)]


HOLDER = {"title": "madame", "last_name": "Essai", "address": "3 rue d’Essai", "starts_on": "2020-02-01"}


def _written_to(world: World, data: Data) -> list[Trial]:
    """Each landlord's own leases; the second département has none."""
    own = Trial(args=(world.situations["lease"].pk,), data=dict(data), own=KEPT_BY)
    return [own, Trial(args=(world.situations["their lease"].pk,), data=dict(data), own={"victor"})]


def _dossiers(world: World, data: Data) -> list[Trial]:
    return [Trial(args=(world.dossier.pk,), data=data, own=KEPT_BY)]


def _dossiers_to_bind(world: World) -> list[Trial]:
    """Whatever its pieces are worth: that is for the worker."""
    return _dossiers(world, {})


def _holders(world: World) -> list[Trial]:
    return [Trial(args=(world.addressee.pk,), data=dict(HOLDER), own=KEPT_BY)]


ACCUSED = {"role": "occupant", "last_name": "Essai", "first_name": "Jean"}


def _action_stated(world: World) -> list[Trial]:
    """Of places where nothing is stated yet."""
    today = world.cast.sarah.actor().today.isoformat()
    data = {"kind": "complaint", "stated_on": today, "early_why": "Dossier repris.", "submission": uuid4()}
    own = Trial(args=(world.situations["hall"].pk,), data=data, own=KEPT_BY)
    return [own, Trial(args=(world.situations["neighbour"].pk,), data=data, own={"victor"})]


def _actions(world: World, data: Data) -> list[Trial]:
    return [Trial(args=(world.action.pk,), data=dict(data), own=KEPT_BY)]


def _begun(world: World) -> list[Trial]:
    return _actions(world, {"begun_on": world.cast.sarah.actor().today.isoformat()})


def _named(world: World, *more: UUID, data: Data) -> list[Trial]:
    return [Trial(args=(world.situations["lease"].pk, *more), data=dict(data), own=KEPT_BY)]


def _letters(world: World, data: Data) -> list[Trial]:
    return [Trial(args=(world.letter.pk,), data=dict(data), own=KEPT_BY)]


def _deposited(world: World) -> list[Trial]:
    return _steps(world, {"file": SameFile("avis.pdf", b"%PDF-1.7 autre avis %%EOF", "application/pdf")})


def _left(world: World) -> list[Trial]:
    return _letters(world, {"sent_on": world.cast.sarah.actor().today.isoformat(), "proof": "letter"})


def _came_back(world: World) -> list[Trial]:
    data = {"returned_on": world.cast.sarah.actor().today.isoformat()}
    return [Trial(args=(world.sent_letter.pk,), data=data, own=KEPT_BY)]


def _revised(world: World) -> list[Trial]:
    return _letters(world, {"body": "Madame,\n\nVoici.", "written_on": world.cast.sarah.actor().today.isoformat()})


def _written(world: World) -> list[Trial]:
    """A closure, which needs no part."""
    today = world.cast.sarah.actor().today.isoformat()
    data = {"addressees": [world.addressee.pk], "body": "Voici.", "written_on": today, "submission": uuid4()}
    return [Trial(args=(world.situations["lease"].pk, "closure"), data=data, own=KEPT_BY)]


def _template(world: World) -> list[Trial]:
    data = {"letterhead": "Bailleur", "body": "Bonjour.\n\n{faits}", "clauses": "", "signature": ""}
    return [Trial(args=("reminder",), data=data, for_all=True)]


def _in_numbers(world: World) -> list[Trial]:
    """A closure, which needs no part, to the one lease that the house has."""
    today = world.cast.sarah.actor().today.isoformat()

    def data(lease: str) -> Data:
        chosen = {"situations": [world.situations[lease].pk], "body": "Voici.", "written_on": today}
        return chosen | {"submission": uuid4()}

    return [
        Trial(args=("closure",), for_all=True, only=set(world.clients) - {"victor"}, data=data("lease")),
        Trial(args=("closure",), for_all=True, only={"victor"}, data=data("their lease")),
    ]


def _mailings(world: World) -> list[Trial]:
    return [Trial(args=(world.letter.mailing_id,), own=KEPT_BY)] if world.letter.mailing_id else []


def _lease(world: World) -> list[Trial]:
    data = {"residence": world.cast.tilleuls.pk, "lease": "2024-0418", "submission": uuid4()}
    return [
        Trial(for_all=True, only=set(world.clients) - {"victor"}, data=data),
        Trial(for_all=True, only={"victor"}, data=data | {"residence": world.cast.pommiers.pk}),
    ]


def _complaints(world: World) -> list[Trial]:
    data = {"complainant": "agent", "filed_on": world.cast.sarah.actor().today.isoformat()}
    return [Trial(args=(world.facts["fresh"].pk,), data=data, own={"sarah"})]


def _targeted(world: World) -> list[Trial]:
    day = world.cast.sarah.actor().today.isoformat()
    data = {"who": "agent", "occasion": "rent", "complaint": "filed", "complaint_on": day}
    return [Trial(args=(world.facts["agent"].pk,), data=data, own={"sarah"})]


def _corrections(world: World) -> list[Trial]:
    day = world.cast.sarah.actor().today.isoformat()
    data = {"complainant": "landlord", "filed_on": day, "pv_number": "2026/04513"}
    return [Trial(args=(world.complaint.pk,), data=data, own={"sarah", "constance"})]


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
    outcome |= {f"asked_{name}": value for name, value in ASKED["suite-donnee"].items()}
    return [
        Trial(
            query=fact | {"recipient": asked["recipient"], "subject": "avis-parquet"},
            data=asked | fact,
            own={"sarah", "perrine"},
        ),
        Trial(query=residence, data=badges | residence, own={"karim"}, only={"karim", "victor", "paul"}),
        Trial(query=residence, data=outcome | residence, own={"maud"}, only={"maud", "victor", "paul"}),
    ]


def _told(world: World) -> list[Trial]:
    """What Maud told of the complaint of the world, by its number."""
    told, data = world.referrals["from_maud"], {"complaint": world.complaint.pk}
    return [Trial(args=(told.pk,), data=data, own=SIDES["from_maud"][RECIPIENT])]


def _referrals(world: World) -> list[Trial]:
    return [Trial(args=(referral.pk,), own=set().union(*SIDES[key])) for key, referral in world.referrals.items()]


def _readers(world: World) -> list[Trial]:
    """Named instead of a deputy: the titular of the recipient's post."""
    return [
        Trial(
            args=(world.referrals[key].pk,),
            data={"readers": [str(world.people[who].designation.pk)], "version": version_of(world, key)},
            own=SIDES[key][SENDER],
            beside=SIDES[key][RECIPIENT],
        )
        for key, who in (("reserved", "karim"), ("from_maud_reserved", "sarah"))
    ]


def _papers_to_ask(world: World) -> list[Trial]:
    """Of a withdrawn one the sender alone reads anything; of a draft there is no paper."""
    keys = ("to_maud", "answered", "incoming", "from_maud")
    readable = [Trial(args=(world.referrals[key].pk,), own=set().union(*SIDES[key])) for key in keys]
    withdrawn = Trial(args=(world.referrals["withdrawn"].pk,), own=SIDES["withdrawn"][SENDER])
    return [*readable, withdrawn, Trial(args=(world.referrals["draft"].pk,))]


def _pieces_to_open(world: World) -> list[Trial]:
    """Of a withdrawn one and of one that is reserved to others the sender alone."""
    args = {key: (world.referrals[key].pk, piece) for key, piece in world.pieces.items()}
    read = Trial(args=args["to_maud"], own=set().union(*SIDES["to_maud"]))
    kept = [Trial(args=args[key], own=SIDES[key][SENDER]) for key in ("withdrawn", "reserved")]
    return [read, *kept]


def _receipts_to_ask(world: World) -> list[Trial]:
    """Of a withdrawn one the sender alone; a draft communicates nothing yet."""
    keys = ("to_maud", "answered", "incoming", "from_maud")
    readable = [Trial(args=(world.disclosures[key],), own=set().union(*SIDES[key])) for key in keys]
    return [*readable, Trial(args=(world.disclosures["withdrawn"],), own=SIDES["withdrawn"][SENDER])]


def _exchanges_to_ask(world: World) -> list[Trial]:
    """The sender's, whatever became of it; of a draft there is none."""
    keys = ("to_maud", "answered", "incoming", "from_maud", "withdrawn")
    sent = [Trial(args=(world.referrals[key].pk,), own=SIDES[key][SENDER]) for key in keys]
    return [*sent, Trial(args=(world.referrals["draft"].pk,))]


def _reports(world: World) -> list[Trial]:
    return [Trial(args=(report.pk,), own={name}) for name, report in world.reports.items()]


def _reports_in_the_making(world: World) -> list[Trial]:
    """A directory that each of them has just asked for."""
    queued = []
    for name in world.reports:
        with acting(world.people[name]) as actor:
            queued.append(Trial(args=(request_directory(by=actor).pk,), own={name}))
    return queued


def _bilans(world: World, *names: str, data: Data | None = None, chapter: str = "") -> list[Trial]:
    """Of the convention's delegates, in one of these states; all of them where none is named."""
    rows = [world.bilans[name] for name in names or world.bilans]
    more = (chapter,) if chapter else ()
    return [Trial(args=(row.pk, *more), data=data or {}, own={"delphine"}) for row in rows]


def _accounts(world: World) -> list[Trial]:
    return [Trial(args=(world.user("karim").pk,), own={"adrien"})]


def _switches(world: World) -> list[Trial]:
    return [*_accounts(world), Trial(args=(world.user("adrien").pk,), beside={"adrien"})]


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
    "referral_rename": _readers,
    "search": lambda _: [Trial(for_all=True, data={"texte": "porte du hall"})],
    "designation_switch": lambda world: [Trial(for_all=True, data={"designation": "nothing"})],
    "directory_signatory": _parties,
    "directory_post": _posts,
    "directory_post_card": _posts,
    "directory_card": _people,
    "incident_new": _filing,
    "incident_attachments": pieces.of_facts,
    "step_attachments": pieces.of_steps,
    **{f"attachment_{name}": pieces.read for name in ("detail", "content", "thumbnail", "referrals")},
    "attachment_caption": pieces.changed(caption="Serrure forcée"),
    "attachment_blur": pieces.changed(x1="10", y1="10", w1="20", h1="20"),
    "attachment_withdraw": pieces.changed(why="Photo floue."),
    "incident_detail": _facts,
    "incident_referrals": _facts,
    "fact_readers": _facts,
    "incident_triage": _triage,
    "complaint_new": _complaints,
    "incident_staff": _targeted,
    "incident_join": _joining,
    "incident_triage_many": lambda world: [
        Trial(for_all=True, only=set(world.clients) - {"victor"}, data=_many(world, "fresh")),
        Trial(for_all=True, only={"victor"}, data=_many(world, "waiting")),
    ],
    "incident_informed": _informed,
    "referral_acknowledge_many": _acknowledged,
    "referral_follow": _handled,
    "referral_piece": _pieces_to_open,
    "referral_thumbnail": _pieces_to_open,
    "referral_note_outcome": _told,
    "referral_retention": _cleared,
    "answer_many": _to_answer,
    "answers_to_validate": _to_validate,
    "answer_prepare": _to_prepare,
    "answer_drop": _to_drop,
    "situation_new": _lease,
    **{name: partial(_situations, name) for name in CASES},
    "situation_move": _parted,
    "situation_merge": _merged,
    "situation_reopen": _reopened,
    "addressee_list": lambda world: _written_to(world, {}),
    "addressee_new": lambda world: _written_to(world, HOLDER | {"submission": uuid4()}),
    "addressee_edit": _holders,
    "legal_action_new": _action_stated,
    "legal_action_begin": _begun,
    "legal_action_withdraw": lambda world: _actions(world, {"why": "Le locataire est parti."}),
    "person_list": lambda world: _written_to(world, {}),
    "person_new": lambda world: _named(world, data=ACCUSED | {"submission": uuid4()}),
    "person_remove": lambda world: _named(world, world.named.pk, data={}),
    "evidence_list": lambda world: _written_to(world, {}),
    "evidence_new": lambda world: _written_to(world, {"title": "Autre affaire", "submission": uuid4()}),
    "evidence_detail": lambda world: _dossiers(world, {}),
    "evidence_paper": _dossiers_to_bind,
    "evidence_download": lambda world: _dossiers(world, {}),
    "evidence_freeze": lambda world: _dossiers(world, {}),
    "evidence_arrange": lambda world: _dossiers(world, {"title": "Renommé"}),
    "evidence_add": lambda world: _dossiers(world, {"pieces": [f"letter-{world.sent_letter.pk}"]}),
    "evidence_restart": lambda world: _dossiers(world, {"title": "Suite", "submission": uuid4()}),
    "evidence_paper_new": lambda world: _dossiers(
        world, {"title": "Plan", "submission": uuid4(), "file": SameFile("plan.pdf", a_pdf())}
    ),
    "piece_edit": lambda world: [
        Trial(
            args=(world.dossier.pk, world.attestation.pk), data={"title": "Attestation", "holds": ["date"]}, own=KEPT_BY
        )
    ],
    "letter_list": lambda world: _written_to(world, {}),
    "letter_export": lambda world: _written_to(world, {}),
    "letter_new": _written,
    "letter_edit": _revised,
    **{name: lambda world: _letters(world, {}) for name in ("letter_detail", "letter_download", "letter_paper")},
    "letter_readers": lambda world: _letters(world, {}),
    "person_readers": lambda world: [Trial(args=(world.named.pk,), own=KEPT_BY)],
    "letter_send": _left,
    "letter_return": _came_back,
    "letter_discard": lambda world: [
        Trial(args=(world.letter.situation_id, world.letter.pk), data={}, own=KEPT_BY),
    ],
    "letter_template_edit": _template,
    "mailing_new": _in_numbers,
    "mailing_detail": _mailings,
    "mailing_paper": _mailings,
    "step_new": _taken,
    "step_result": _resulted,
    "step_receipt": _deposited,
    "step_receipt_download": lambda world: _steps(world, {}),
    "step_withdraw": lambda world: _steps(world, {"why": "Mauvais lieu."}),
    "complaint_detail": _corrections,
    "complaint_referrals": lambda world: [Trial(args=(world.complaint.pk,), own={"sarah"})],
    "referral_new": _sheets_to_send,
    "referral_detail": _referrals,
    "referral_readers": _referrals,
    "referral_sheet": _papers_to_ask,
    "disclosure_receipt": _receipts_to_ask,
    "exchange_paper": _exchanges_to_ask,
    "report_list": lambda world: [Trial(for_all=True, data={"period": "12m"})],
    "quarter_paper": lambda world: [Trial(for_all=True, data={"period": world.quarter.code})],
    "review_list": lambda world: [Trial(for_all=True, data={"period": "12m", "submission": uuid4()})],
    "review_detail": _bilans,
    "review_comment": lambda world: _bilans(
        world, "in writing", data={"text": "Trois bailleurs déclarent depuis peu."}, chapter="faits"
    ),
    "review_submit": lambda world: _bilans(world, "in writing"),
    "review_approve": lambda world: _bilans(world, "to review"),
    "review_reopen": lambda world: _bilans(world, "to review", "reviewed"),
    "review_freeze": lambda world: _bilans(world, "reviewed"),
    "review_paper": lambda world: _bilans(world, "in writing", "reviewed"),
    "review_download": lambda world: _bilans(world, "reviewed", "frozen"),
    "report_detail": _reports,
    "report_progress": _reports,
    "report_cancel": _reports_in_the_making,
    "report_download": _reports,
    "account_detail": _accounts,
    "account_switch": _switches,
    **arrivals.MAKERS,
    **brought.MAKERS,
    **due.MAKERS,
    **enjoined.MAKERS,
    **exceptional.MAKERS,
    **gatherings.MAKERS,
    **competence_tables.MAKERS,
    **estates.MAKERS,
    **records.MAKERS,
    **months.MAKERS,
    **namings.MAKERS,
}
