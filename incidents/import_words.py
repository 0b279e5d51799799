"""What the words of a landlord's files mean here: days and hours as people and spreadsheets write them, and our closed
lists by our own words, their usual other names, and what the landlord has told."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from acting.days import FIRST_DAY
from acting.fold import fold
from incidents.enums import Between, IncidentState, PlaceType, PoliceCalled, Recurrence
from incidents.models import Category
from territory.models import Residence

DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?:[ T,]+(?:a )?(.*))?")
YEAR_FIRST = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T]+(.*))?")
HOUR = re.compile(r"(\d{1,2}) ?[h:.] ?(\d{2})?(?: ?[:m].*)?", re.IGNORECASE)
SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")  # a day as Excel counts it: 45000 is 15 March 2023
PART_OF_A_DAY = re.compile(r"0?[.,]\d+")
EXCEL_BEGINS = datetime(1899, 12, 30)  # noqa: DTZ001 - a clock on the wall, as the cell holds it
NOON = time(12)  # of a fact whose hour nobody noted

PLACES: dict[str, tuple[str, ...]] = {
    PlaceType.HALL: ("entree", "hall d entree", "porche"),
    PlaceType.STAIRS: ("escaliers", "cage d escalier", "palier", "coursive", "couloir"),
    PlaceType.LIFT: ("ascenseurs",),
    PlaceType.CELLAR: ("caves", "sous sol"),
    PlaceType.CAR_PARK: ("parkings", "stationnement", "garage", "box", "parking souterrain"),
    PlaceType.TECHNICAL: ("local", "local poubelles", "local velos", "locaux techniques", "local vide ordures"),
    PlaceType.ROOF: ("toit", "terrasse", "toits"),
    PlaceType.LODGE: ("loge", "agence", "bureau"),
    PlaceType.SURROUNDINGS: (
        "exterieur",
        "exterieurs",
        "abord",
        "espaces verts",
        "cour",
        "rue",
        "voirie",
        "aire de jeux",
    ),
    PlaceType.DWELLING: ("appartement", "logements", "domicile", "chez un locataire"),
}
RECURRENCES: dict[str, tuple[str, ...]] = {
    Recurrence.ISOLATED: ("", "isole", "ponctuel", "non", "1", "unique"),
    Recurrence.REPEATED: ("repete", "recurrent", "oui", "plusieurs"),
    Recurrence.WEEKLY: ("hebdomadaire", "toutes les semaines"),
    Recurrence.INSTALLED: ("quotidien", "installe", "permanent", "chaque jour"),
}
CALLS: dict[str, tuple[str, ...]] = {
    PoliceCalled.NO: ("", "n", "0", "neant", "faux"),
    PoliceCalled.CAME: ("oui", "o", "1", "x", "vrai", "venue", "intervention", "passage"),
    PoliceCalled.DID_NOT_COME: ("pas venue", "non venue", "sans suite", "appelee", "appel"),
}
SIDES: dict[str, tuple[str, ...]] = {
    Between.HOUSEHOLD: ("foyer", "famille", "couple", "intrafamilial"),
    Between.NEIGHBOURS: ("voisins", "voisin", "entre voisins", "exterieur", "tiers"),
    Between.STAFF: ("agent", "gardien", "prestataire", "personnel", "contre un agent"),
    Between.NOBODY: ("personne", "aucun", "sans objet"),
}
# A past fact waits for nobody's triage: whatever its file calls it, it is kept without a situation, or set aside.
STATES: dict[str, tuple[str, ...]] = {
    IncidentState.LEFT_APART: ("", "nouveau", "dans une situation", "clos", "cloture", "traite", "termine", "en cours"),
    IncidentState.SET_ASIDE: ("annule", "doublon", "sans suite", "hors patrimoine", "erreur"),
}
CATEGORIES: dict[str, tuple[str, ...]] = {
    "proprete": ("depot", "depots sauvages", "depot sauvage", "encombrants", "encombrant", "salete", "dechets"),
    "vehicules": ("stationnement", "stationnement genant", "vehicule", "vehicule ventouse"),
    "epaves": ("epaves", "vehicule epave"),
    "bruit": ("nuisances sonores", "tapage", "tapage nocturne", "voisinage", "conflit de voisinage"),
    "rodeos": ("rodeos", "rodeo urbain", "rodeos urbains"),
    "animaux": ("chien", "chiens", "animal"),
    "occupation": ("occupation de hall", "occupation hall", "attroupement", "regroupement", "squat de hall"),
    "degradation": ("degradations", "vandalisme", "tag", "tags", "graffiti", "graffitis", "casse", "effraction"),
    "vol": ("vols", "cambriolage", "cambriolages"),
    "incendie": ("feu", "incendies", "feu de poubelle"),
    "menace": ("menaces", "insultes", "agression verbale"),
    "violence": ("violences", "agression", "agression physique", "rixe", "bagarre"),
    "agent-verbal": ("menace agent", "agent menace"),
    "agent-physique": ("agression agent", "agent agresse"),
    "stupefiants": ("trafic", "deal", "drogue", "point de deal", "trafic de stupefiants"),
    "squat": ("squat", "occupation illicite"),
}
NOTHING_SEEN = ("ras", "rien a signaler", "neant", "r a s", "aucun")  # of a patrol: no fact


@lru_cache(20_000)
def day_and_hour(text: str) -> tuple[date | None, str]:
    """`"12/03/2024 21 h 30"` → that day and `"21 h 30"`; `"45363.5"` too. The day is None where it is none."""
    if SERIAL.fullmatch(text):
        moment = EXCEL_BEGINS + timedelta(days=float(text.replace(",", ".")), seconds=30)  # to the nearest minute
        has_hour = "." in text or "," in text
        return moment.date(), f"{moment:%H:%M}" if has_hour else ""
    if found := YEAR_FIRST.fullmatch(text):
        year, month, day = found[1], found[2], found[3]
    elif found := DAY_FIRST.fullmatch(text):
        day, month, year = found[1], found[2], found[3]
    else:
        return None, ""
    try:
        read = date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None, ""
    return (read if read >= FIRST_DAY else None), (found[4] or "").removesuffix("Z").strip()


@lru_cache(20_000)
def hour_of(text: str) -> time | None:
    """`"21:30"`, `"21h30"`, `"21 h"`, `"0.896"`; noon for nothing; None for what is no hour."""
    if not text:
        return NOON
    if PART_OF_A_DAY.fullmatch(text):
        return (
            (EXCEL_BEGINS + timedelta(days=float(text.replace(",", ".")), seconds=30))
            .time()
            .replace(second=0, microsecond=0)
        )
    if found := HOUR.fullmatch(text):
        hour, minute = int(found[1]), int(found[2] or 0)
    elif text.isdecimal() and len(text) <= 2:
        hour, minute = int(text), 0
    else:
        return None
    return time(hour % 24, minute) if hour <= 24 and minute < 60 else None


def closed_list(*sources: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Every folded word that means one of our codes; what comes first stands."""
    words: dict[str, str] = {}
    for source in sources:
        for code, names in source.items():
            for name in names:
                words.setdefault(fold(name), str(code))
    return words


def category_words(categories: Iterable[Category]) -> dict[str, str]:
    own = {each.code: (each.label, each.named, each.code) for each in categories}
    return closed_list(own, {code: names for code, names in CATEGORIES.items() if code in own})


def _labelled(choices: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    return {code: (label, code) for code, label in choices}


LISTS = {
    "place": closed_list(_labelled(PlaceType.choices), PLACES),
    "recurrence": closed_list(_labelled(Recurrence.choices), RECURRENCES),
    "police": closed_list(_labelled(PoliceCalled.choices), CALLS),
    "between": closed_list(_labelled(Between.choices), SIDES),
    "state": closed_list(
        _labelled((state, str(state.label)) for state in (IncidentState.LEFT_APART, IncidentState.SET_ASIDE)),
        STATES,
    ),
}
ASKED = (
    "residence",
    "category",
    "place",
    "recurrence",
    "police",
    "between",
    "state",
)  # what a page asks the meaning of
MEANINGS: dict[str, list[tuple[str, str]]] = {
    "place": list(PlaceType.choices),
    "recurrence": list(Recurrence.choices),
    "police": list(PoliceCalled.choices),
    "between": list(Between.choices),
    "state": [(state, str(state.label)) for state in (IncidentState.LEFT_APART, IncidentState.SET_ASIDE)],
}


class Vocabulary:
    """What each word means to one landlord; those that mean nothing yet are counted, each once."""

    def __init__(
        self,
        told: Mapping[str, Mapping[str, str]],
        categories: Iterable[Category],
        residences: Iterable[Residence],
    ) -> None:
        self._lists: dict[str, dict[str, str]] = {**LISTS, "category": category_words(categories)}
        codes = {field: set(words.values()) for field, words in self._lists.items()}
        self._homes = _Homes(residences)
        codes["residence"] = self._homes.keys
        self._told = {
            field: {word: code for word, code in words.items() if code in codes.get(field, ())}
            for field, words in told.items()
        }
        self._known: dict[tuple[str, str], str] = {}
        self._at: dict[tuple[str, str, str], str] = {}
        self.unknown: Counter[tuple[str, str]] = Counter()

    def meaning(self, field: str, said: str) -> str:
        """Our code; "" for a word that nobody has told the meaning of."""
        found = self._known.get((field, said))
        if found is None:
            folded = fold(said)
            found = self._told.get(field, {}).get(folded) or self._lists[field].get(folded, "")
            self._known[field, said] = found
        if not found:
            self.unknown[field, said] += 1
        return found

    def home(self, name: str, commune: str, address: str) -> str:
        """The key of the residence of that name, or else of that address; "" where there is none, or more than one."""
        asked = (name, commune, address)
        found = self._at.get(asked)
        if found is None:
            told = self._told.get("residence", {}).get(fold(_place_said(*asked)))
            found = told or self._homes.found(fold(name), fold(commune), fold(address))
            self._at[asked] = found
        if not found:
            self.unknown["residence", _place_said(*asked)] += 1
        return found


def _place_said(name: str, commune: str, address: str) -> str:
    return ", ".join(filter(None, (name or address, commune)))


class _Homes:
    def __init__(self, residences: Iterable[Residence]) -> None:
        self._named: dict[str, list[tuple[str, str]]] = {}
        self._standing: dict[str, list[tuple[str, str]]] = {}
        self.keys: set[str] = set()
        for residence in residences:
            one = (str(residence.pk), fold(residence.commune.name))
            self.keys.add(one[0])
            self._named.setdefault(fold(residence.name), []).append(one)
            self._standing.setdefault(fold(residence.address), []).append(one)

    def found(self, name: str, commune: str, address: str) -> str:
        for said, homes in ((name, self._named), (address, self._standing), (name, self._standing)):
            there = [key for key, where in homes.get(said, ()) if said and commune in ("", where)]
            if len(there) == 1:
                return there[0]
        return ""
