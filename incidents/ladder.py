"""The graduated response as a graph: what each rung needs, what usually comes before it, and where one may go next.

The law's requirements (`needs`, `Delay.is_law`) and the landlord's own habits (`usual`, other delays) are kept apart:
a habit may be skipped for a reason, a requirement of the law may not. Texts are codes of the table of texts.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.db import models

from acting import french
from acting.days import add_months
from acting.refusals import Refusal


class Rung(models.TextChoices):
    GATHERING = "gathering", "Recueil des faits"
    REMINDER = "reminder", "Rappel au règlement intérieur"
    INTERVIEW = "interview", "Entretien"
    WARNING = "warning", "Avertissement"
    FORMAL_NOTICE = "formal_notice", "Mise en demeure"
    MEDIATION = "mediation", "Conciliation ou médiation"
    SUMMONS = "summons", "Sommation ou constat"
    REHOUSING = "rehousing", "Offre de relogement"
    WRIT = "writ", "Assignation"
    JUDGMENT = "judgment", "Jugement"
    ORDER = "order", "Commandement de quitter les lieux"
    FORCE = "force", "Demande de force publique"
    EVICTION = "eviction", "Expulsion"


class Result(models.TextChoices):
    EFFECTIVE = "effective", "Suivie d’effet"
    FRUITLESS = "fruitless", "Sans effet"
    RETURNED = "returned", "Courrier revenu"
    GRANTED = "granted", "Accordé"
    REJECTED = "rejected", "Rejeté ou refusé"
    STAYED = "stayed", "Délais ou sursis accordés"


class Proof(models.TextChoices):
    LETTER = "letter", "Lettre simple"
    HAND = "hand", "Remise en main propre"
    REGISTERED = "registered", "Lettre recommandée avec avis de réception"
    OFFICER = "officer", "Acte de commissaire de justice"
    COURT = "court", "Acte du tribunal"
    POSTED = "posted", "Affichage"
    FILE = "file", "Note au dossier"


class Skip(models.TextChoices):
    GRAVITY = "gravity", "Gravité des faits"
    INTERIM = "interim", "Référé"
    ALREADY = "already", "Déjà fait hors du portail"
    TRUCE = "truce", "Exception à la trêve hivernale"


class Where(StrEnum):
    DONE, NEXT, SKIPPING, CLOSED = "done", "next", "skipping", "closed"


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken and not withdrawn."""

    rung: Rung
    done_on: date
    result: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Delay:
    months: int
    said: str
    is_law: bool


@dataclass(frozen=True, slots=True)
class Node:
    """`needs`: one of these must stand before, by law, with one of `with_results` where they say so. `usual`: one of
    these usually does. `side`: drawn beside the main path."""

    rung: Rung
    usual: tuple[Rung, ...] = ()
    needs: tuple[Rung, ...] = ()
    with_results: tuple[Result, ...] = ()
    proofs: tuple[Proof, ...] = (Proof.FILE, Proof.HAND, Proof.REGISTERED)
    results: tuple[Result, ...] = (Result.EFFECTIVE, Result.FRUITLESS)
    texts: tuple[str, ...] = ()
    delay: Delay | None = None
    of_place: bool = False
    side: bool = False


R = Rung
_BY_LETTER = (Proof.REGISTERED, Proof.HAND, Proof.OFFICER)
_LETTER_RESULTS = (Result.EFFECTIVE, Result.FRUITLESS, Result.RETURNED)
_JUDGED = (Result.GRANTED, Result.REJECTED, Result.STAYED)

NODES: tuple[Node, ...] = (
    Node(R.GATHERING, proofs=(Proof.FILE,), of_place=True),
    Node(
        R.REMINDER,
        usual=(R.GATHERING,),
        proofs=(Proof.LETTER, Proof.HAND, Proof.REGISTERED, Proof.POSTED, Proof.FILE),
        results=_LETTER_RESULTS,
        of_place=True,
    ),
    Node(R.INTERVIEW, usual=(R.REMINDER,), proofs=(Proof.FILE, Proof.LETTER, Proof.HAND, Proof.REGISTERED)),
    Node(R.WARNING, usual=(R.REMINDER, R.INTERVIEW), proofs=_BY_LETTER, results=_LETTER_RESULTS),
    Node(
        R.FORMAL_NOTICE,
        usual=(R.REMINDER, R.INTERVIEW, R.WARNING),
        proofs=_BY_LETTER,
        results=_LETTER_RESULTS,
        texts=("loi-89-462", "code-civil-1719"),
    ),
    Node(R.MEDIATION, usual=(R.REMINDER, R.WARNING, R.FORMAL_NOTICE), of_place=True, side=True),
    Node(R.SUMMONS, usual=(R.FORMAL_NOTICE,), proofs=(Proof.OFFICER,), of_place=True, side=True),
    Node(
        R.REHOUSING,
        needs=(R.FORMAL_NOTICE,),
        with_results=(Result.FRUITLESS,),
        proofs=_BY_LETTER,
        results=(Result.EFFECTIVE, Result.REJECTED),
        texts=("cch-l442-4-1",),
        delay=Delay(1, "un mois pour répondre à l’offre, avant de saisir le juge", is_law=True),
        side=True,
    ),
    Node(
        R.WRIT,
        usual=(R.FORMAL_NOTICE,),
        proofs=(Proof.OFFICER,),
        results=(),
        texts=("code-civil-1719", "loi-89-462"),
    ),
    Node(R.JUDGMENT, needs=(R.WRIT,), proofs=(Proof.COURT,), results=_JUDGED),
    Node(
        R.ORDER,
        needs=(R.JUDGMENT,),
        with_results=(Result.GRANTED,),
        proofs=(Proof.OFFICER,),
    ),
    Node(
        R.FORCE,
        needs=(R.ORDER,),
        proofs=(Proof.OFFICER,),
        results=(Result.GRANTED, Result.REJECTED),
        texts=("cpce-l431-2", "cpce-l153-1"),
        delay=Delay(2, "deux mois de silence valent refus", is_law=True),
    ),
    Node(R.EVICTION, needs=(R.FORCE,), with_results=(Result.GRANTED,), proofs=(Proof.OFFICER,), results=()),
)
NODE = {node.rung: node for node in NODES}
NO_UNTIL = "Une mise en demeure fixe un délai : indiquez son dernier jour."
NO_NUMBER = "Indiquez le numéro de suivi de la lettre recommandée."
IN_COURT = (R.WRIT, R.JUDGMENT, R.ORDER, R.FORCE, R.EVICTION)
TRUCE_BEGINS, TRUCE_ENDS = (11, 1), (3, 31)
TRUCE = "Trêve hivernale, du 1er novembre au 31 mars, sauf exceptions : elle suspend l’exécution, pas la procédure."


@dataclass(frozen=True, slots=True)
class Choice:
    """A rung as it stands today: `why` says in French what is missing, or what is skipped."""

    node: Node
    where: Where
    why: str = ""

    @property
    def is_open(self) -> bool:
        return self.where in (Where.NEXT, Where.SKIPPING)


def in_truce(day: date) -> bool:
    here = (day.month, day.day)
    return here >= TRUCE_BEGINS or here <= TRUCE_ENDS


def choices(taken: Sequence[Taken], *, is_of_place: bool, day: date) -> list[Choice]:
    """Every rung of this kind of situation, in the order of the graph."""
    done = {each.rung for each in taken}
    offered = [node for node in NODES if node.of_place or not is_of_place]
    return [_choice(node, taken, done, day, is_of_place=is_of_place) for node in offered]


def refusals_of_step(
    *,
    rung: str,
    done_on: date,
    today: date,
    taken: Sequence[Taken],
    is_of_place: bool,
    lease_from: date | None = None,
    until: date | None = None,
    proof: str = "",
    tracking_number: str = "",
    skip: str = "",
    note: str = "",
    has_letters: bool = False,
) -> Iterator[Refusal]:
    """What the graph rules out, asked on the day on which the step is written down. Of letters each has its own
    number (`letter_rules.refusals_of_sending`)."""
    if rung not in Rung.values or (is_of_place and not NODE[Rung(rung)].of_place):
        yield Refusal("Choisissez une démarche de cette sorte de situation.", "rung")
        return
    node = NODE[Rung(rung)]
    if done_on > today:
        yield Refusal("Une démarche se note le jour où elle est faite, ou après.", "done_on")
    if lease_from and done_on < lease_from:
        yield Refusal(f"Le bail ne court que depuis le {french.day(lease_from)}.", "done_on")
    began = [each.done_on for each in taken if each.rung == Rung.GATHERING]
    if is_of_place and began and done_on < min(began):
        yield Refusal(f"Le premier fait est du {french.day(min(began))} : une démarche ne le précède pas.", "done_on")
    yield from _refusals_of_order(node, taken, done_on, skip, is_of_place=is_of_place)
    if node.rung == Rung.EVICTION and in_truce(done_on):
        yield from _refusals_of_exception(skip, note)
    yield from _refusals_of_proof(node, proof, tracking_number, has_letters=has_letters)
    yield from _refusals_of_delay(node, done_on, until)


def _refusals_of_order(
    node: Node, taken: Sequence[Taken], done_on: date, skip: str, *, is_of_place: bool
) -> Iterator[Refusal]:
    if missing := _missing(node, taken, done_on):
        yield Refusal(missing, "rung")
    skipped = _skipped(node, taken, is_of_place=is_of_place)
    if not missing and skipped and skip not in (Skip.GRAVITY, Skip.INTERIM, Skip.ALREADY):
        yield Refusal(f"{skipped.label} d’abord, ou dites pourquoi l’étape est passée.", "skip")
    left = _time_left(node, taken, done_on)
    if not missing and not skipped and left and skip not in (Skip.GRAVITY, Skip.INTERIM):
        yield Refusal(f"{_still_running(left)} Attendez, ou dites pourquoi.", "skip")
    in_the_truce = node.rung == Rung.EVICTION and in_truce(done_on)
    if skip and not (skipped or left or in_the_truce):
        yield Refusal("Aucune étape n’est passée : laissez ce champ vide.", "skip")


def _refusals_of_exception(skip: str, note: str) -> Iterator[Refusal]:
    """In the truce an eviction is an exception to it, and says which."""
    if skip != Skip.TRUCE:
        yield Refusal(TRUCE, "skip")
    elif not note.strip():
        yield Refusal("Écrivez en quoi la trêve ne s’applique pas.", "note")


def _refusals_of_proof(node: Node, proof: str, tracking_number: str, *, has_letters: bool) -> Iterator[Refusal]:
    if proof not in node.proofs:
        yield Refusal("Choisissez la preuve de cette démarche.", "proof")
    if proof == Proof.REGISTERED and not has_letters and not tracking_number.strip():
        yield Refusal(NO_NUMBER, "tracking_number")


def _refusals_of_delay(node: Node, done_on: date, until: date | None) -> Iterator[Refusal]:
    if node.rung == Rung.FORMAL_NOTICE and until is None:
        yield Refusal(NO_UNTIL, "until")
    if until and until < done_on:
        yield Refusal("Le délai finit après la démarche.", "until")


def refusals_of_result(
    *, step: Taken, result: str, on: date, today: date, rest: Sequence[Taken] = ()
) -> Iterator[Refusal]:
    """`rest`: the other steps of the situation, some of which may stand on the result that there was."""
    if result not in NODE[step.rung].results:
        yield Refusal("Choisissez un résultat de cette démarche.", "result")
    if not step.done_on <= on <= today:
        yield Refusal("Un jour entre celui de la démarche et aujourd’hui.", "resulted_on")
    with_it = [*rest, replace(step, result=result)]
    for each in rest:
        if step.rung in NODE[each.rung].needs and _missing(NODE[each.rung], with_it, each.done_on):
            yield Refusal(f"« {each.rung.label} » demande un autre résultat : retirez-la d’abord.", "result")


def may_skip(rung: Rung, taken: Sequence[Taken], *, is_of_place: bool) -> bool:
    """Whether a reason is asked for: a usual rung is passed over, the time that a notice leaves may still run, or an
    eviction may fall in the truce."""
    may_run = rung == Rung.WRIT and any(each.until for each in taken if each.rung == Rung.FORMAL_NOTICE)
    return may_run or rung == Rung.EVICTION or _skipped(NODE[rung], taken, is_of_place=is_of_place) is not None


def refusals_of_leaving(rest: Sequence[Taken]) -> Iterator[Refusal]:
    """What stands on a step that is taken back; `rest` are the others."""
    for each in rest:
        if _missing(NODE[each.rung], rest, each.done_on):
            yield Refusal(f"« {each.rung.label} » s’appuie sur cette démarche : retirez-la d’abord.")


def due_on(step: Taken) -> date | None:
    """The end of the law's delay after a step; None where the law sets none."""
    delay = NODE[step.rung].delay
    return add_months(step.done_on, delay.months) if delay else None


def _choice(node: Node, taken: Sequence[Taken], done: Collection[Rung], day: date, *, is_of_place: bool) -> Choice:
    if missing := _missing(node, taken, day):
        return Choice(node, Where.DONE if node.rung in done else Where.CLOSED, missing)
    if node.rung in done:
        return Choice(node, Where.DONE)
    if node.rung == Rung.EVICTION and in_truce(day):
        return Choice(node, Where.SKIPPING, TRUCE)
    if skipped := _skipped(node, taken, is_of_place=is_of_place):
        return Choice(node, Where.SKIPPING, f"{skipped.label} d’abord, sauf motif écrit.")
    if left := _time_left(node, taken, day):
        return Choice(node, Where.SKIPPING, f"{_still_running(left)} D’ici là, un motif écrit.")
    return Choice(node, Where.NEXT)


def _missing(node: Node, taken: Sequence[Taken], day: date) -> str:
    """What the law asks before, and is not there; "" where nothing is."""
    if node.rung == Rung.WRIT:
        offers = [due_on(each) for each in taken if each.rung == Rung.REHOUSING]
        waits = [due for due in offers if due and day < due]
        if waits:
            return f"Offre de relogement : attendez le {french.day(waits[0])} (un mois)."
    if not node.needs:
        return ""
    before = [each for each in taken if each.rung in node.needs and each.done_on <= day]
    named = node.needs[0].label
    if not before:
        return f"Il faut d’abord, et pas plus tard : {_lower(named)}."
    if node.with_results and not any(each.result in node.with_results for each in before):
        wanted = _lower(node.with_results[0].label)
        return f"Il faut que « {named} » ait pour résultat « {wanted} »."
    return ""


def _skipped(node: Node, taken: Sequence[Taken], *, is_of_place: bool) -> Rung | None:
    """What usually comes before and did not; a place has not every rung."""
    usual = [rung for rung in node.usual if NODE[rung].of_place or not is_of_place]
    return None if not usual or any(each.rung in usual for each in taken) else usual[0]


def _time_left(node: Node, taken: Sequence[Taken], day: date) -> date | None:
    """The last day that a formal notice leaves, where a writ would come before its end."""
    if node.rung != Rung.WRIT:
        return None
    ends = [each.until for each in taken if each.rung == Rung.FORMAL_NOTICE and each.until and each.until >= day]
    return max(ends, default=None)


def _still_running(until: date) -> str:
    return f"La mise en demeure laisse jusqu’au {french.day(until)}."


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
