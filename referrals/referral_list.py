"""The inbox and the outbox: filters from the address, rows with what the actor may still read of each referral."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Concat, JSONObject
from django.utils.http import urlencode

from acting.actor import Actor
from acting.keys import Source, is_any_of
from acting.lists import Capped, Listing, Page, counts_at_a_glance
from acting.words import listed
from correspondents.enums import Reading
from correspondents.models import Post, reading_on
from incidents.references import as_printed, number_key
from referrals.asked import in_one_line, when_of
from referrals.enums import ReferralState
from referrals.lifecycle import WAITING, Act
from referrals.models import (
    DUE_KEYS,
    LONGEST_NUMBER,
    Disclosure,
    DueRank,
    Handling,
    Referral,
    ReferralQuerySet,
    ReferralSource,
)
from referrals.permissions import (
    answers_visible_to,
    disclosures_visible_to,
    handlings_visible_to,
    is_open_to,
    is_read_by,
    prepared_answers_visible_to,
    received_referrals_visible_to,
    sent_referrals_visible_to,
)
from referrals.projection import place_in_words
from referrals.referral_filter import COMMUNE, PARTNER, SUBJECT, ReferralFilter
from referrals.referral_page import ReadAnswer, can_act, read_answer, waits_since
from signatories.enums import SignatoryKind

BOXES = {"recues": "Reçues", "envoyees": "Envoyées"}
STATES = {
    "attente": "À traiter",
    "repondues": "Répondues",
    "terminees": "Terminées",
    "brouillons": "Brouillons",
    "toutes": "Toutes",
}
SENT_STATES = STATES | {"attente": "Sans réponse"}
OWN_STATES = {"moi": "À moi", "revoir": "À revoir"}  # of those to treat: given to me, and come to their day
# What somebody has in hand, by the kind of partner.
SEARCHED = {
    SignatoryKind.PROSECUTION: "N° de parquet, de PV, ou S-…",
    SignatoryKind.POLICE: "N° de PV, ou S-…",
    SignatoryKind.GENDARMERIE: "N° de PV, ou S-…",
    SignatoryKind.PREFECTURE: "Référence S-…",
    SignatoryKind.LANDLORD: "N° de PV, de parquet, ou S-…",
}
USUAL = {"recues": "attente", "envoyees": "toutes"}  # what one comes for; what has ended stands apart
MOST_WITH_A_NUMBER, MOST_OVERDUE, MOST_HANDLED = 100, 500, 500
SAID_BEFORE = re.compile(r"^(?:pv|no?|numero|de)+(?=\d)")
IN_A_LIST = ("commune", "place", "complaint")
WITH_WHAT_IS_ASKED = (*IN_A_LIST, "asked", "precision", "contact")
SHORTEST_BEGINNING = 6  # letters and digits: a year and two digits; a shorter number is looked for whole


@dataclass(frozen=True, slots=True)
class Row:
    referral: Referral
    state: ReferralState
    place: str
    numbers: list[tuple[str, str]]
    waits_since: datetime | None
    is_for_information: bool
    reading: str  # of what was sent and waits: by whom it is read today
    service: str = ""  # with which the complaint was lodged
    asked: str = ""  # of what was received `WITH_WHAT_IS_ASKED`: in one line what is asked, or the sender's own words
    when: str = ""  # of it the days and hours alone
    spots: str = ""  # there too: hall and building
    phone: str = ""  # and where the sender is reached
    may_acknowledge: bool = False
    may_answer: bool = False  # for the first time
    handling: Handling | None = None
    is_closed_to_reader: bool = False  # of what was received: reserved to others
    answer: ReadAnswer | None = None  # of what was sent: the latest one

    @property
    def completed_at(self) -> datetime | None:
        """Of what waits again, since an answer had asked for more."""
        return self.referral.reopened_at if self.state in WAITING else None

    @property
    def asks_more(self) -> bool:
        """It waits for its sender; of one that is reserved to others, what was answered is not told."""
        return not self.is_closed_to_reader and self.state == ReferralState.ANSWERED and self.referral.asks_more

    @property
    def is_unread(self) -> bool:
        return self.reading == Reading.NOBODY

    @property
    def is_read_elsewhere(self) -> bool:
        return self.reading == Reading.ELSEWHERE

    @property
    def last_day(self) -> date | None:
        """Of a recipient that leaves the convention, while it still reads."""
        return self.referral.recipient.left_on if self.reading and not self.is_unread else None

    @property
    def taken_over_by(self) -> Post | None:
        """Where to send it again: what a post had received stays with it."""
        return self.referral.recipient_post.taken_over_by if self.is_unread else None


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    label: str
    count: Capped | None
    current: bool


def _keys_of(number: str) -> list[str]:
    """As it is typed, and without the words that say that it is one: "n° de PV 2026/0417" is printed so."""
    key = number_key(number)
    return sorted({key, SAID_BEFORE.sub("", key)}, key=len, reverse=True)


def _begun_by(key: str) -> tuple[str, str]:
    return key, key.ljust(LONGEST_NUMBER, "z") if len(key) >= SHORTEST_BEGINNING else key


class ReferralList:
    """`boite` (recues, envoyees) and `etat` come from the address; the number searched does not."""

    def __init__(
        self, actor: Actor, params: Mapping[str, str], *, number: str = "", filters: ReferralFilter | None = None
    ) -> None:
        self.actor, self.params, self.number = actor, params, number.replace("\0", "").strip()[:40]
        self.filters = filters or ReferralFilter(params, actor=actor)
        self.boxes = {"recues": received_referrals_visible_to(actor), "envoyees": sent_referrals_visible_to(actor)}
        asked = params.get("boite", "")
        self.box = asked if asked in BOXES else self._usual_box()
        self.state = params["etat"] if params.get("etat") in self._labels else USUAL[self.box]

    def page(self) -> Page[Referral]:
        return self.listing().page()

    def listing(self) -> Listing[Referral]:
        parts = self._with_number() if self.number else self._in_state()
        rows = received_as_read(self.actor) if self.box == "recues" else sent_with_place(self.actor)
        return Listing(rows, DUE_KEYS, self.params, sources=[Source(part) for part in parts])

    def _in_state(self) -> list[ReferralQuerySet]:
        """By what the dates say: past its last day a referral has ended, before any job wrote it down."""
        narrow = self.filters.sent if self.box == "envoyees" else self.filters.received
        box, today = narrow(self.boxes[self.box]), self.actor.today
        if self.state == "terminees":
            overdue = box.overdue_on(today).order_by("until").values("pk")  # until the next run of the job
            return [box.filter(due_rank=DueRank.ENDED), box.filter(is_any_of(overdue, MOST_OVERDUE))]
        narrowed = {
            "moi": box.waiting_on(today).filter(self._handled(assigned_to=self.actor.designation_id)),
            "revoir": box.waiting_on(today).filter(self._handled(review_on__lte=today)),
            "toutes": box,
            "brouillons": box.filter(due_rank=DueRank.DRAFT),
            "attente": box.waiting_on(today),
            "repondues": box.filter(due_rank=DueRank.ANSWERED, until__gte=today),
        }
        return [narrowed[self.state]]

    def _handled(self, **narrowed: Any) -> Q:
        own = handlings_visible_to(self.actor).filter(**narrowed)
        return Q(is_any_of(own.values("referral_id"), MOST_HANDLED))

    def _with_number(self) -> list[ReferralQuerySet]:
        """Referrals of which a readable complaint has a number of a PV or of the parquet that begins so, or whose own
        reference it is, in whatever state. A range, since "begins with" would ask every row behind the wall."""
        box = self.boxes[self.box]
        begun = [Q(numbers__key__range=_begun_by(key)) for key in _keys_of(self.number)]
        found = disclosures_visible_to(self.actor).filter(reduce(or_, begun)).values("referral_id")
        return [box.filter(is_any_of(found, MOST_WITH_A_NUMBER)), box.filter(reference=as_printed(self.number))]

    def querystring(self) -> str:
        chosen = {
            "boite": self.params.get("boite", "") and self.box,
            "etat": self.params.get("etat", "") and self.state,
        }
        chosen |= {name: self.filters.chosen(name) for name in (PARTNER, SUBJECT, COMMUNE)}
        return urlencode({name: value for name, value in chosen.items() if value})

    @property
    def narrowing(self) -> str:
        """What the address holds beside box and state, to go on with; "" or "&partenaire=…"."""
        chosen = {name: self.filters.chosen(name) for name in (PARTNER, SUBJECT, COMMUNE)}
        query = urlencode({name: value for name, value in chosen.items() if value})
        return f"&{query}" if query else ""

    @property
    def needs_more(self) -> bool:
        """What was typed finds whole numbers alone."""
        return len(self.number) > 0 and len(_keys_of(self.number)[-1]) < SHORTEST_BEGINNING

    @property
    def searched_by(self) -> str:
        return SEARCHED[SignatoryKind(self.actor.signatory_kind)]

    @property
    def narrowed_by(self) -> list[str]:
        """What the journal tells of it: the box, the state and the filters that are set, or that a number was searched;
        never to what, nor which."""
        if self.number:
            return [self.box_label.lower(), "numéro cherché"]
        return [self.box_label.lower(), self.state_label.lower(), *self.filters.narrowed_by]

    @property
    def box_label(self) -> str:
        return BOXES[self.box]

    @property
    def state_label(self) -> str:
        return self._labels[self.state]

    @property
    def _labels(self) -> dict[str, str]:
        if self.box == "envoyees":
            return SENT_STATES
        first, *others = STATES.items()
        return dict([first, *OWN_STATES.items(), *others])

    def tabs(self) -> list[Tab]:
        return [Tab(key, label, self._waiting[key], key == self.box) for key, label in BOXES.items()]

    @property
    def to_validate(self) -> Capped:
        """The answers that were prepared at the post."""
        return self._waiting["prepared"]

    @cached_property
    def _waiting(self) -> Mapping[str, Capped]:
        """In one statement: what waits in each box, and to be validated."""
        waiting = {key: box.waiting_on(self.actor.today).by_what_is_due() for key, box in self.boxes.items()}
        return counts_at_a_glance({**waiting, "prepared": prepared_answers_visible_to(self.actor)})

    def states(self) -> list[Tab]:
        labels = self._labels
        keys = [key for key in labels if key != "brouillons" or self.box == "envoyees"]
        return [Tab(key, labels[key], None, key == self.state and not self.number) for key in keys]

    def _usual_box(self) -> str:
        """Landlords mostly ask, partners mostly answer."""
        return "envoyees" if self.actor.signatory_kind == SignatoryKind.LANDLORD else "recues"


def beside_to_treat(actor: Actor, referral: Referral) -> tuple[Referral | None, Referral | None]:
    """Those before and after this one in the actor's own "À traiter", which goes on after the last with the first;
    None when nothing else waits. Four steps along the index of the box, in one statement."""
    own = received_referrals_visible_to(actor).filter(is_open_to(actor))
    others = own.waiting_on(actor.today).exclude(pk=referral.pk).by_what_is_due()
    since, back = referral.asked_at, others.reverse()
    behind = Q(waiting_since__gt=since) | Q(waiting_since=since, pk__gt=referral.pk)
    ahead = Q(waiting_since__lt=since) | Q(waiting_since=since, pk__lt=referral.pk)
    steps = (
        others.filter(behind, waiting_since__gte=since),
        others,
        back.filter(ahead, waiting_since__lte=since),
        back,
    )
    first, *more = (step.annotate(turn=Value(turn))[:1] for turn, step in enumerate(steps))
    found = {vars(each)["turn"]: each for each in first.union(*more, all=True)}
    return found.get(2) or found.get(3), found.get(0) or found.get(1)


def received_as_read(actor: Actor, parts: Sequence[str] = IN_A_LIST) -> ReferralQuerySet:
    """How a received referral is shown: with `shared`, these parts of every disclosure that the actor may still read,
    in the statement of the rows themselves, which alone is asked whether it may."""
    disclosures = Disclosure.objects.filter(referral=OuterRef("pk")).order_by("number")
    shared = ArraySubquery(disclosures.values(parts=JSONObject(**{name: F(f"content__{name}") for name in parts})))
    nothing = Value([], output_field=shared.output_field)
    rows: ReferralQuerySet = Referral.objects.for_display().select_related(
        "handling__assigned_to__user", "handling__assigned_to__post"
    )
    return rows.annotate(shared=Case(When(is_read_by(actor), then=shared), default=nothing))


def sent_with_place(actor: Actor) -> ReferralQuerySet:
    """How a sent referral is shown, a draft too: with `own_place`, the residence that the actor's side wrote about, or
    else the commune, and `now_read`, by whom what waits at the recipient's post is read today."""
    source = ReferralSource.objects.filter(pk=OuterRef("pk"))  # whoever sees the sent row sees what it was made of
    of_residence = Concat("residence__name", Value(", "), "residence__commune__name")
    place = Case(When(residence=None, then=F("commune__name")), default=of_residence)
    rows: ReferralQuerySet = Referral.objects.for_display().select_related("recipient_post__taken_over_by")
    return rows.annotate(
        own_place=Subquery(source.values(place=place)), now_read=reading_on(actor.today, of="recipient_post__")
    )


def rows_of(actor: Actor, referrals: Iterable[Referral]) -> list[Row]:
    """Of referrals that came `received_as_read` or `sent_with_place`: the place, the state of the day, and of
    what was sent whether nobody is there to read it."""
    shown = list(referrals)
    is_outbox = any("own_place" in vars(referral) for referral in shown)
    answers = _latest_answers(actor, shown) if is_outbox else {}
    return [_row(actor, each, answers.get(each.pk)) for each in shown]


def _handling(actor: Actor, referral: Referral) -> Handling | None:
    """As `handlings_visible_to` has it: of the own post, while the referral is read there."""
    handling: Handling | None = getattr(referral, "handling", None) if vars(referral).get("shared") else None
    return handling if handling and handling.post_id == actor.post_id else None


def _latest_answers(actor: Actor, referrals: list[Referral]) -> dict[UUID, ReadAnswer]:
    """In words, by referral; of a page that was answered nothing one statement is saved."""
    kinds = {each.pk: each.recipient.kind for each in referrals if each.answered_at}
    if not kinds:
        return {}
    answers = answers_visible_to(actor).filter(referral__in=kinds).order_by("referral_id", "-answered_at")
    latest = answers.distinct("referral_id").select_related("outcome_institution")
    return {each.referral_id: read_answer(each, kinds[each.referral_id]) for each in latest}


def _row(actor: Actor, referral: Referral, answer: ReadAnswer | None) -> Row:
    state, place = referral.state_on(actor.today), _place(referral)
    return Row(
        referral,
        state,
        place,
        _numbers(referral),
        waits_since(referral, actor.today, is_read=bool(place)),
        is_for_information=bool(place) and referral.subject.asks_nothing,
        reading=vars(referral).get("now_read", "") if state in WAITING else "",
        service=_service(referral),
        asked=_asked(referral),
        when=when_of(reduce(or_, _shared(referral, "asked"), {})),
        spots=_spots(referral),
        phone=next((each["phone"] for each in _shared(referral, "contact") if each.get("phone")), ""),
        may_acknowledge=can_act(actor, referral, Act.ACKNOWLEDGE),
        may_answer=state in WAITING and can_act(actor, referral, Act.ANSWER),
        handling=_handling(actor, referral),
        is_closed_to_reader="shared" in vars(referral) and not referral.is_open_to(actor.designation_id),
        answer=answer,
    )


def _place(referral: Referral) -> str:
    read = vars(referral)
    return read["own_place"] or "" if "own_place" in read else place_in_words(read["shared"])


def _shared(referral: Referral, part: str) -> list[Any]:
    """That part of each communication that has it, in their order."""
    return [content[part] for content in vars(referral).get("shared", []) if content.get(part)]


def _asked(referral: Referral) -> str:
    asked: dict[str, Any] = reduce(or_, _shared(referral, "asked"), {})
    return in_one_line(asked) or " ".join(_shared(referral, "precision")[:1])


def _spots(referral: Referral) -> str:
    """`"Hall d’entrée, bâtiment B"`, each once."""
    spots = [spot for place in _shared(referral, "place") for spot in place["spots"]]
    said = [", ".join(filter(None, (spot["place"], spot["building"]))) for spot in spots]
    return listed(list(dict.fromkeys(said)), most=2)


def _service(referral: Referral) -> str:
    """Beside the numbers: the same one means another procedure with another service."""
    complaints = _shared(referral, "complaint")
    return next((str(complaint["service"]) for complaint in complaints if complaint.get("service")), "")


def _numbers(referral: Referral) -> list[tuple[str, str]]:
    """By which a parquet finds the procedure in its own books; of a received referral, while it is read."""
    complaints = _shared(referral, "complaint")
    named = (("PV", "pv_number"), ("parquet", "prosecution_number"))
    found = [(label, str(complaint.get(name) or "")) for complaint in complaints for label, name in named]
    return list(dict.fromkeys((label, number) for label, number in found if number))
