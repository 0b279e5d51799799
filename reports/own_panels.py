"""A landlord’s own steering in words: for each figure a sentence, a picture, a table, and what exactly is counted."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from acting import french
from incidents.enums import ENDINGS_OF_LEASE, Ending, PlaceType, SituationKind, StaffItem
from incidents.ladder import NODES, Rung
from incidents.rating import Colour
from incidents.staff_rules import OFFERED
from reports.charts import NamedBars, NamedLine, named_bars, series
from reports.own_steering import FEWEST_FOR_A_SHARE, Damage, Delay, OwnSteering, Targeted

NOT_RATED, NO_STEP = "Non cotée", "Pas encore de démarche"
TONES = {Colour.RED: "r4", Colour.ORANGE: "r3", Colour.YELLOW: "r2", Colour.GREEN: "r1", "": "s6"}
NONE, TODAY = "–", "aujourd’hui"
TARGETED = (
    "Faits survenus dans la période qui visent un agent ou un prestataire, sauf les faits écartés. Plainte "
    "déposée\u00a0: les suites de l’agent visé le disent, ou une plainte de l’agent est notée."
)
COUNTED = {
    "colours": "Situations de lieux en cours aujourd’hui, par leur couleur du moment. Une situation réunie à une autre "
    "compte avec elle.",
    "rungs": "Situations de baux en cours aujourd’hui. Chacune compte une fois, à sa démarche la plus avancée dans "
    "l’ordre de l’échelle\u00a0; le recueil des faits n’en est pas une, et une démarche retirée ne compte pas.",
    "ended": "Selon le jour de l’ouverture et celui de la clôture. Une situation réunie à une autre ne compte ni comme "
    "ouverte ni comme close\u00a0; une situation rouverte n’est plus close.",
    "before_notice": "Situations de baux closes dans la période, quelle que soit l’issue. Sans mise en demeure\u00a0: "
    "l’issue est «\u00a0Réglée\u00a0», et ni mise en demeure, ni offre de relogement, ni démarche devant le juge n’a "
    "été faite\u00a0; une démarche retirée ne compte pas.",
    "delays": "Baux dont la seconde étape a été faite dans la période, comptés de la première de chaque sorte\u00a0; "
    "une démarche retirée ne compte pas. Médiane\u00a0: la moitié a attendu ce nombre de jours ou moins. Sur peu de "
    "baux, elle dit peu.",
    "calmed": "Situations de lieux qui ont été orange ou rouges, puis\u00a0: en cours, passées au vert dans la période "
    "et vertes encore aujourd’hui\u00a0; ou closes dans la période avec l’issue «\u00a0Réglée\u00a0». Celles qui sont "
    "abandonnées ne comptent pas.",
    "damage": "Somme des dommages indiqués dans les faits survenus dans la période, sauf les faits écartés, divisée "
    "par les logements des résidences ouvertes pendant la période. Un dommage qui n’est pas indiqué ne compte pas.",
    "occasions": TARGETED,
    "places": TARGETED,
}
MOST_COLUMNS = 6  # of a table in print of the usual size
HEADER = ("Figure", "Période", "Ligne", "Colonne", "Valeur")


@dataclass(frozen=True, slots=True)
class Panel:
    """`when` it speaks of; `columns` name the cells of a row, the first of which is its own name."""

    key: str
    title: str
    when: str
    sentence: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: NamedBars | None = None

    @property
    def counted(self) -> str:
        return COUNTED[self.key]

    @property
    def is_wide(self) -> bool:
        return len(self.columns) > MOST_COLUMNS


def panels(own: OwnSteering) -> list[Panel]:
    always = [_colours(own), _rungs(own), _ended(own), _before_notice(own), _delays(own), _calmed(own)]
    damage = [_damage(own.damage, _period(own))] if own.damage else []
    return [*always, *damage, *(_targeted(own.targeted, _period(own)) if own.targeted else [])]


def lead(own: OwnSteering) -> str:
    places, leases = own.colours.total(), own.rungs.total()
    both = f"{_of(places, 'lieu', 'lieux')} et {_of(leases, 'bail', 'baux')}"
    return f"{_of(places + leases, 'situation', 'situations')} en cours\u00a0: {both}."


def table_of(own: OwnSteering) -> list[tuple[str, ...]]:
    return cells_of(panels(own))


def cells_of(shown: Iterable[Panel]) -> list[tuple[str, ...]]:
    """All figures under each other, for a spreadsheet, in the order of HEADER."""
    return [
        (panel.title, panel.when, row[0], column, cell)
        for panel in shown
        for row in panel.rows
        for column, cell in zip(panel.columns[1:], row[1:], strict=True)
    ]


def _colours(own: OwnSteering) -> Panel:
    named = {colour.value: colour.label for colour in reversed(Colour)} | {"": NOT_RATED}
    grave = _of(own.colours[Colour.RED] + own.colours[Colour.ORANGE], "orange ou rouge", "orange ou rouges")
    return _drawn(
        "colours",
        "Lieux, par couleur",
        TODAY,
        f"{_of(own.colours.total(), 'lieu', 'lieux')} en cours, dont {grave}.",
        ("Couleur", "Lieux"),
        [_line(label, own.colours[colour], TONES[colour]) for colour, label in named.items()],
    )


def _rungs(own: OwnSteering) -> Panel:
    ladder = [node.rung for node in NODES if node.rung != Rung.GATHERING]
    noticed = french.number(own.noticed)
    return _drawn(
        "rungs",
        "Baux, par démarche",
        TODAY,
        f"{_of(own.rungs.total(), 'bail', 'baux')} en cours, dont {noticed} mis en demeure ou devant le juge.",
        ("Démarche la plus avancée", "Baux"),
        [_line(NO_STEP, own.rungs[""], "s6"), *(_line(rung.label, own.rungs[rung], "s1") for rung in ladder)],
    )


def _ended(own: OwnSteering) -> Panel:
    """Places and leases beside each other; the picture adds them up."""
    kinds = (SituationKind.PLACE, SituationKind.LEASE)
    opened = [own.opened[kind] for kind in kinds]
    by_ending = {ending.label: [own.ended[kind, ending] for kind in kinds] for ending in ENDINGS_OF_LEASE}
    ended = sum(own.ended.values())
    return Panel(
        "ended",
        "Situations ouvertes et closes",
        _period(own),
        f"{_of(sum(opened), 'situation ouverte', 'situations ouvertes')} et {_of(ended, 'close', 'closes')}.",
        ("Situations", "Lieux", "Baux"),
        tuple((label, *map(french.number, row)) for label, row in ({"Ouvertes": opened} | by_ending).items()),
        named_bars(
            "ended", "Situations closes, par issue", [_line(name, sum(n), "s1") for name, n in by_ending.items()]
        ),
    )


def _before_notice(own: OwnSteering) -> Panel:
    early, ended, share = own.settled_before_notice, own.leases_ended, own.share_before_notice
    later = own.ended[SituationKind.LEASE, Ending.SETTLED] - early
    said = (
        f"La part se calcule à partir de {FEWEST_FOR_A_SHARE} baux clos."
        if share is None
        else f"C’est {share}\u00a0% d’entre eux."
    )
    return _drawn(
        "before_notice",
        "Réglés sans mise en demeure",
        _period(own),
        f"{french.number(early)} sur {_of(ended, 'bail clos', 'baux clos')}. {said}",
        ("Issue", "Baux clos"),
        [
            _line("Réglés sans mise en demeure", early, "s1"),
            _line("Réglés après une mise en demeure ou devant le juge", later, "s2"),
            _line("Autres issues", ended - early - later, "s6"),
        ],
    )


def _delays(own: OwnSteering) -> Panel:
    legs = {
        "Premier fait → mise en demeure": own.to_notice,
        "Mise en demeure → assignation": own.to_writ,
        "Assignation → jugement": own.to_judgment,
    }
    return Panel(
        "delays",
        "Délais des baux",
        _period(own),
        "Aucune mise en demeure dans la période."
        if own.to_notice.days is None
        else f"En médiane, {_days(own.to_notice)} du premier fait à la mise en demeure.",
        ("Délai", "Médiane", "Baux"),
        tuple((name, _days(delay), french.number(delay.situations)) for name, delay in legs.items()),
        named_bars(
            "delays",
            "Délais médians en jours",
            [NamedLine(series(name, "s1"), delay.days or 0, _days(delay)) for name, delay in legs.items()],
        ),
    )


def _calmed(own: OwnSteering) -> Panel:
    some = _of(own.calmed, "lieu est revenu au vert ou réglé", "lieux sont revenus au vert ou réglés")
    return _drawn(
        "calmed",
        "Lieux revenus au vert",
        _period(own),
        f"{some}, après avoir été orange ou rouge{'s' * (own.calmed > 1)}."
        if own.calmed
        else "Aucun lieu orange ou rouge n’est revenu au vert dans la période.",
        ("État", "Lieux"),
        [
            _line("En cours, passés au vert", own.back_to_green, "r1"),
            _line("Clos, réglés", own.settled_after_being_grave, "s1"),
        ],
    )


def _damage(told: Damage, when: str) -> Panel:
    by_dwelling = NONE if told.per_dwelling is None else f"{french.number(told.per_dwelling, 2)}\u00a0€"
    rows = {
        "Dommages indiqués": f"{french.number(told.euros)}\u00a0€",
        "Faits chiffrés": french.number(told.facts),
        "Logements": french.number(told.dwellings),
        "Dommage par logement": by_dwelling,
    }
    sentence = f"{by_dwelling} par logement, sur {_of(told.facts, 'fait chiffré', 'faits chiffrés')}."
    return Panel("damage", "Dommage par logement", when, sentence, ("Compte", "Total"), tuple(rows.items()))


def _targeted(told: Targeted, when: str) -> list[Panel]:
    """By occasion, with those of which none is noted; then by kind of place, as far as there were any."""
    facts, filed = told.facts.total(), told.filed.total()
    some = _of(facts, "agent ou prestataire visé", "agents ou prestataires visés")
    sentence = f"{some}, {_of(filed, 'plainte déposée', 'plaintes déposées')}." if facts else f"{some}."
    occasions = {each.value: each.label for each in OFFERED[StaffItem.OCCASION]} | {"": "Occasion non notée"}
    there = {place for _, place in told.facts}
    places = {each.value: each.label for each in PlaceType if each in there} or {"": "Aucun lieu"}
    return [
        _of_staff("occasions", "Agents visés, par occasion", when, sentence, told, occasions, 0),
        _of_staff("places", "Agents visés, par lieu", when, sentence, told, places, 1),
    ]


def _of_staff(
    key: str, title: str, when: str, sentence: str, told: Targeted, labels: dict[str, str], part: int
) -> Panel:
    """`part` of occasion and place is what the lines are about."""

    def added(counts: Counter[tuple[str, str]], code: str) -> int:
        return sum(number for names, number in counts.items() if names[part] == code)

    counts = {label: (added(told.facts, code), added(told.filed, code)) for code, label in labels.items()}
    rows = tuple((label, french.number(facts), french.number(filed)) for label, (facts, filed) in counts.items())
    lines = [_line(label, facts, "s1") for label, (facts, _) in counts.items()]
    return Panel(
        key, title, when, sentence, ("Faits", "Visés", "Plaintes déposées"), rows, named_bars(key, title, lines)
    )


def _drawn(
    key: str, title: str, when: str, sentence: str, columns: tuple[str, str], lines: Sequence[NamedLine]
) -> Panel:
    """The picture shows all that the table says."""
    rows = tuple((line.series.label, line.text) for line in lines)
    return Panel(key, title, when, sentence, columns, rows, named_bars(key, title, lines))


def _period(own: OwnSteering) -> str:
    return f"{own.period.label[:1].lower()}{own.period.label[1:]}"


def _line(label: str, count: int, tone: str) -> NamedLine:
    return NamedLine(series(label, tone), count, french.number(count))


def _days(delay: Delay) -> str:
    return NONE if delay.days is None else french.days_in_words(delay.days)


def _of(count: int, one: str, several: str) -> str:
    return f"{french.number(count)} {several if count > 1 else one}"
