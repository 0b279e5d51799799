"""Nobody is let in by one hand: the three voices of a designation, as rules that know no database.

Somebody proposes; the signatory that owns the post agrees, which goes without saying when its own people propose; the
person named accepts. Of a signatory that has no voice of its own the delegate and the administrator speak, one
proposing and the other agreeing, on the act deposited; what they end themselves never makes it voiceless. Services
raise what stands here, pages show it, walls say it again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from acting import french
from acting.enums import ANSWERING_FUNCTIONS, Function
from acting.refusals import Refusal

OUTSIDERS = (Function.DELEGUE, Function.ADMINISTRATEUR)
SPEAKING = (*ANSWERING_FUNCTIONS, *OUTSIDERS)
POST_KEEPERS = (Function.REFERENT, Function.ADMINISTRATEUR)  # who opens, changes, closes and reopens posts
CASE_FUNCTIONS = tuple(function for function in Function if function not in (*OUTSIDERS, Function.DPO))
FARTHEST_BACK = timedelta(days=31)
# Warned, then suspended, and nobody confirmed for as long as that: the house itself is silent.
SILENT_FOR = timedelta(days=90)
# Who wrote the official mailbox, which is told of what outsiders do, is neither of the two for as long as that.
MAILBOX_RESTS = timedelta(days=30)

DEPOSIT_THE_ACT = (
    "Personne ne répond encore pour ce signataire : déposez l’acte qui désigne la personne, en PDF. L’autre, de "
    "l’administrateur et du délégué, donnera le second accord."
)
NOT_THAT_PERSON = (
    "Cette adresse n’est pas celle d’une personne de ce nom. Vérifiez l’adresse et le nom, ou choisissez la personne "
    "dans la liste."
)
SERVES_ELSEWHERE = (
    "Votre compte sert déjà chez un autre signataire, et l’un des deux postes lit des dossiers : il ne peut pas tenir "
    "les deux. Demandez à l’organisme qui vous nomme d’employer une autre adresse professionnelle."
)
TOO_EARLY = "Au plus tôt hier : ce qui a été fait sous cette désignation reste au journal."
IS_OVER = "Cette désignation a pris fin, et le reste : proposez-en une nouvelle."
OVER = "La période proposée est passée : proposez-en une autre."


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who speaks about a naming; `is_own` of somebody of the signatory that owns the post, `is_named` of the person,
    `has_proposed` of who spoke first."""

    function: str
    is_own: bool
    is_named: bool = False
    has_proposed: bool = False


def agrees_at_once(speaker: Speaker) -> bool:
    """Whether a proposal is the signatory's agreement too."""
    return speaker.is_own and speaker.function in SPEAKING and not speaker.is_named


def may_agree(
    speaker: Speaker, *, proposed_as: str, is_answered: bool, has_act: bool, wrote_mailbox: bool = False
) -> bool:
    """Its own people for the signatory; where nobody answers, of the two outsiders the one who did not propose, unless
    one of them has just written where the notice of it goes (`wrote_mailbox`)."""
    if speaker.is_named or speaker.has_proposed:
        return False
    if agrees_at_once(speaker):
        return True
    other_one = {*OUTSIDERS} - {proposed_as} == {speaker.function}
    return other_one and proposed_as in OUTSIDERS and has_act and not is_answered and not wrote_mailbox


def opens_on(starts_on: date, today: date) -> date:
    """What somebody gains never reaches back: each voice that comes later moves the first day to its own."""
    return max(starts_on, today)


def refusals_of_first_day(starts_on: date, today: date) -> Iterator[Refusal]:
    """An act may be a month old when it is written down."""
    if today - starts_on > FARTHEST_BACK:
        yield Refusal(f"Au plus tôt le {french.day(today - FARTHEST_BACK)} : un mois avant aujourd’hui.", "starts_on")


def refusals_of_proposal(speaker: Speaker, *, is_answered: bool, has_act: bool) -> Iterator[Refusal]:
    if not agrees_at_once(speaker) and not is_answered and not has_act:
        yield Refusal(DEPOSIT_THE_ACT, "act_file")


def refusals_of_period(starts_on: date, ends_on: date | None) -> Iterator[Refusal]:
    """Asked when a voice has moved the first day."""
    if ends_on and ends_on < starts_on:
        yield Refusal(OVER, "ends_on")


def refusals_of_end(starts_on: date, stands: date | None, last_day: date, today: date) -> Iterator[Refusal]:
    """An end only ever comes earlier than the one that `stands`: for a day more the three voices speak again."""
    if last_day == stands:
        return
    if stands and stands < today:
        yield Refusal(IS_OVER, "ends_on")
    elif stands and last_day > stands:
        yield Refusal(
            f"Elle finit déjà le {french.day(stands)} : pour plus tard, proposez-en une nouvelle.",
            "ends_on",
        )
    elif (today - last_day).days > 1:
        yield Refusal(TOO_EARLY, "ends_on")
    elif last_day < starts_on:
        yield Refusal(f"La désignation commence le {french.day(starts_on)} : elle ne peut pas finir avant.", "ends_on")


def refusals_of_acceptance(function: str, elsewhere: Iterable[str]) -> Iterator[Refusal]:
    """`elsewhere` are the functions held at other signatories: no account reads the cases of one and serves another,
    whichever came first. Told to the person alone: who named them learns nothing of what else the address is."""
    held = set(elsewhere)
    if held and not {function, *held}.isdisjoint(CASE_FUNCTIONS):
        yield Refusal(SERVES_ELSEWHERE)
