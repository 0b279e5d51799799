"""From a line of the landlord's file to the fact that it becomes, or to the reasons why it becomes none.

The same rules as for a fact that is filed: what is asked of the texts, of the moment and of violence at home is asked
here of each line.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from acting.days import FIRST_DAY, PARIS, readings_of, start_of
from acting.fold import fold
from files.tables.table import Row
from files.tables.writer import harmless
from incidents.enums import ImportKind, IncidentState, PoliceCalled, Recurrence
from incidents.filing_rules import concern_of, presses, refusals_of_past_moment, targets_staff
from incidents.import_columns import COLUMNS
from incidents.import_words import NOTHING_SEEN, Vocabulary, day_and_hour, hour_of
from incidents.models import Category
from incidents.models.fact import BY_CONTENT, DAMAGE_MAX
from signatories.guard import warnings_in

NOT_HERE = (
    "Cette ligne ne se déclare pas ici. Si le fait oppose des voisins, ou vise un agent, dites-le dans la colonne "
    "« entre qui »."
)
FORMULA_IN = "Une formule, colonne {} : collez la valeur à sa place."
MOST_REMEMBERED = 20_000  # of texts and moments that come back: beyond that memory stays flat
CONTROLS = {code: " " for code in (*range(32), 127) if chr(code) != "\n"}
LENGTHS = {
    "ref": ("La référence", 60),
    "building": ("Le bâtiment", 40),
    "facts": ("Le texte des faits", 600),
}
SIGNS = ("=", "@")
BEHIND_APOSTROPHE = tuple(f"'{sign}" for sign in SIGNS)
SINCE = start_of(FIRST_DAY)
USUAL: dict[str, str] = {
    "recurrence": Recurrence.ISOLATED,
    "police": PoliceCalled.NO,
    "between": "",
    "state": IncidentState.LEFT_APART,
}
Said = Mapping[str, str]  # by our key, "" for what the file does not say
TITLES = {kind: {column.key: column.title for column in columns} for kind, columns in COLUMNS.items()}


class PastFact(NamedTuple):
    """What a line becomes; the columns of the staging table, in their order."""

    number: int
    own_reference: str
    residence: str
    place: str
    building: str
    category: str
    started_at: str
    recurrence: str
    facts: str
    damage: int | None
    police: str
    is_pressing: bool
    targets_staff: bool  # no checklist opens for the past
    state: str
    problem: str  # what keeps it out, unless it is here already


@dataclass(slots=True)
class Reading:
    """Either a fact, or reasons, or neither: a round on which nothing was seen."""

    fact: PastFact | None = None
    reasons: list[str] = field(default_factory=list)
    warned: set[str] = field(default_factory=set)  # kinds, never the words


class LineReader:
    """`guarded` asks what stands in the texts, which takes nine tenths of the time: once for a file, when it is read.
    `withheld` are the numbers of the lines that were refused then."""

    def __init__(
        self,
        kind: str,
        words: Vocabulary,
        categories: Iterable[Category],
        now: datetime,
        *,
        named: Mapping[str, str] | None = None,  # the file's own titles, by our key
        withheld: frozenset[int] = frozenset(),
        guarded: bool = True,
    ) -> None:
        self.kind, self.words, self.now = kind, words, now
        self.titles = TITLES[ImportKind(kind)] | dict(named or {})
        self.categories = {each.code: each for each in categories}
        self.withheld, self.guarded = withheld, guarded
        self._nothing = dict.fromkeys(self.titles, "")
        self._said: dict[tuple[str, ...], set[str]] = {}

    def read(self, row: Row) -> Reading:
        said = {**self._nothing, **row.texts()}
        if self.kind == ImportKind.PATROLS and fold(said["category"] or said["facts"]) in NOTHING_SEEN:
            return Reading()
        if computed := self._computed(row, said):
            return Reading(reasons=[FORMULA_IN.format(computed)])
        escaped = self._escaped(said)
        said = {key: text if key in LENGTHS else bare(text) for key, text in said.items()}
        reasons: list[str] = []
        moment = self._moment(said, reasons)
        meant = self._meant(said, reasons)
        texts = self._texts(row, said, reasons)
        damage = _damage(said["damage"], reasons) if said.get("damage") else None
        if reasons or moment is None:
            return Reading(reasons=reasons)
        return self._fact(row.number, moment, meant, texts, damage, escaped)

    def _computed(self, row: Row, said: Said) -> str:
        """The titles of the columns in which the line has a formula, or what a spreadsheet would take for one."""
        marked = row.line.formulas
        keys = [key for key, text in said.items() if text[:1] in SIGNS and text]
        keys += [key for key, place in row.columns.items() if marked and place in marked and key not in keys]
        return self._named(keys)

    def _escaped(self, said: Said) -> str:
        """Of a line sent again with the apostrophe that the portal put before its formula: still one, but where it is
        a text that the portal has and exported so."""
        keys = [key for key, text in said.items() if text.startswith(BEHIND_APOSTROPHE)]
        return FORMULA_IN.format(self._named(keys)) if keys else ""

    def _named(self, keys: Iterable[str]) -> str:
        return ", ".join(f"« {self.titles[key]} »" for key in keys)

    def _fact(
        self, number: int, moment: datetime, meant: Said, texts: Said, damage: int | None, escaped: str
    ) -> Reading:
        category = self.categories[meant["category"]]
        is_targeted = targets_staff(by_category=category.targets_staff, between=meant["between"])
        at, reference = moment.isoformat(), texts["ref"]
        if not reference:
            words = (meant["residence"], meant["place"], texts["building"], category.code, at, texts["facts"])
            reference = BY_CONTENT + sha256(repr(words).encode()).hexdigest()[:20]
        fact = PastFact(
            number=number,
            own_reference=reference,
            residence=meant["residence"],
            place=meant["place"],
            building=texts["building"],
            category=category.code,
            started_at=at,
            recurrence=meant["recurrence"],
            facts=texts["facts"],
            damage=damage,
            police=meant["police"],
            is_pressing=presses(targets_staff=is_targeted, is_violence=category.is_violence),
            targets_staff=is_targeted,
            state=meant["state"],
            problem=escaped or self._concern(number, category, meant, texts),
        )
        return Reading(fact, warned=self._warned(texts))

    def _concern(self, number: int, category: Category, meant: Mapping[str, str], texts: Mapping[str, str]) -> str:
        if not self.guarded:
            return NOT_HERE if number in self.withheld else ""
        concern = concern_of(
            place=meant["place"],
            is_violence=category.is_violence,
            texts=(texts["building"], texts["facts"]),
            between=meant["between"],
        )
        return NOT_HERE if concern else ""

    def _warned(self, texts: Mapping[str, str]) -> set[str]:
        if not self.guarded:
            return set()
        said = (texts["building"], texts["facts"])
        found = self._said.get(said)
        if found is None:
            found = {advice.kind for text in said if text for advice in warnings_in(text)}
            if len(self._said) < MOST_REMEMBERED:  # the words of a drop-down list come back
                self._said[said] = found
        return found

    def _moment(self, said: Said, reasons: list[str]) -> datetime | None:
        """Of a patrol that began in the evening, an hour after midnight is the next day's."""
        day, hour, start = said["day"], said["hour"], said.get("start", "")
        on, rest = day_and_hour(day)
        at, began = hour_of(hour or rest or start), hour_of(start)
        if on is None:
            wrong = f"« {day[:40]} » n’est pas une date : écrivez jour/mois/année, par exemple 12/03/2024."
            reasons.append(wrong if day else "La date manque.")
            return None
        if at is None or began is None:
            wrong = (hour or rest or start) if at is None else start
            reasons.append(f"« {wrong[:40]} » n’est pas une heure : écrivez 21:30.")
            return None
        naive = datetime.combine(on, at) + timedelta(days=bool(start and at < began))
        moment = moment_on(naive)
        if moment is None:
            reasons.append(f"Cette heure n’existe pas ce jour-là (passage à l’heure d’été) : {day[:40]} {hour[:40]}.")
        elif not SINCE <= moment <= self.now:
            reasons += [refusal.text for refusal in refusals_of_past_moment(moment, self.now)]
        return moment

    def _meant(self, said: Said, reasons: list[str]) -> dict[str, str]:
        home = self.words.home(said["residence"], said["commune"], said["address"])
        meant = {"residence": home, **USUAL}
        if not home:
            named = said["residence"] or said["address"]
            reasons.append(f"Résidence inconnue : « {named[:80]} »." if named else "La résidence manque.")
        for key in ("place", "category", "recurrence", "police", "between", "state"):
            text = said.get(key, "")
            if not text and key in USUAL:
                continue
            meant[key] = self.words.meaning(key, text)
            if not meant[key]:
                title = self.titles[key]
                unknown = f"Colonne « {title} » : « {text[:80]} » n’est pas un mot connu."
                reasons.append(unknown if text else f"La colonne « {title} » est vide.")
        return meant

    def _texts(self, row: Row, said: Said, reasons: list[str]) -> dict[str, str]:
        texts = {"ref": plain(said["ref"]), "building": plain(said["building"]), "facts": _facts(row)}
        if self.kind == ImportKind.PATROLS:
            texts["facts"] = _of_patrol(said, texts["facts"])
        if not texts["facts"]:
            reasons.append("Le texte des faits manque.")
        for key, (title, most) in LENGTHS.items():
            if len(texts[key]) > most:
                reasons.append(f"{title} dépasse {most} caractères ({len(texts[key])}).")
        if texts["ref"].startswith(BY_CONTENT) and len(texts["ref"]) != len(BY_CONTENT) + 20:
            reasons.append("Cette référence est réservée au portail.")
        return texts


def moment_on(naive: datetime) -> datetime | None:
    """What a clock on the wall means, the first time where it does twice; None in the hour that March leaves out."""
    if zone := _zone_on(naive.date()):
        return naive.replace(tzinfo=zone)
    return next(iter(readings_of(naive)), None)


@lru_cache(MOST_REMEMBERED)
def _zone_on(day: date) -> timezone | None:
    """None on the two days on which the clock is moved."""
    first, last = (datetime.combine(day, at, PARIS).utcoffset() for at in (time.min, time.max))
    return timezone(first) if first is not None and first == last else None


def plain(text: str) -> str:
    """Without the apostrophe by which an export keeps a spreadsheet from taking a text for a formula."""
    return text[1:] if text.startswith("'") and harmless(text[1:]) == text else text


def bare(text: str) -> str:
    """The same of a day, a number or a word of a list; and without the apostrophe that is left when what stood behind
    it was mended to a number: `"'50"` → `"50"`."""
    return text[1:] if text[:1] == "'" and text[1:2].isdigit() else plain(text)


def _facts(row: Row) -> str:
    """With its lines: what was exported comes back as it was."""
    if not row.reaches("facts"):
        return ""
    text = row.line.cells[row.columns["facts"]]
    if not text.isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n").translate(CONTROLS)
    return plain(text.strip())


def _of_patrol(said: Said, text: str) -> str:
    action, start, end = said["action"], said["start"], said["end"]
    if action:
        text = f"{text.removesuffix('.')}. Action : {action}" if text else f"Action : {action}"
    if start and end:
        text = f"{text.removesuffix('.')}. Ronde de {start} à {end}."
    return text


def _damage(text: str, reasons: list[str]) -> int | None:
    said = text.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").removesuffix("€")
    try:
        euros = round(float(said.replace(",", ".")))
    except (ValueError, OverflowError):
        euros = -1
    if not 0 <= euros <= DAMAGE_MAX:
        reasons.append(f"« {said[:40]} » n’est pas un montant en euros.")
        return None
    return euros
