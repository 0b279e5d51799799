"""A partner’s own load in words: for each figure a sentence, a picture, a table, and what exactly is counted.

What is compared with the period before is a number beside another; whether it is good or bad nobody says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from acting import french
from acting.days import add_months, month_of
from referrals.enums import ReferralState, RefusalMotive
from referrals.outcomes import OUTCOMES, label_of
from reports.charts import NamedLine, named_bars, series
from reports.own_load import CLOCKS, FATES, LEGS, OVER, RESERVED, Injunctions, OwnLoad, Took, Twice
from reports.own_panels import NONE, TODAY, Panel
from signatories.enums import SignatoryKind
from signatories.waiting import Scale

ENDED, NAMED = "Accès terminé", "Réservées à d’autres personnes du poste"
OF_BEFORE = ("Période", "Période précédente", "Écart")
STILL_TOLD = (
    "D’une saisine dont l’accès a pris fin il reste la référence, les dates et votre réponse\u00a0; d’une saisine "
    "réservée à d’autres personnes, la référence et les dates."
)
LOAD_COUNTED = {
    "waiting": "Saisines reçues à votre poste, sans réponse aujourd’hui et dont l’accès n’a pas pris fin. Une simple "
    "information n’attend plus rien une fois son accusé de réception donné. Les jours se comptent depuis l’envoi, ou "
    "depuis le complément que vous aviez demandé.",
    "months": "Saisines reçues à votre poste, selon le jour de leur envoi, quelle que soit leur suite. Le premier mois "
    "et le dernier peuvent être entamés.",
    "subjects": f"Objets des saisines reçues dans la période que vous lisez encore aujourd’hui. {STILL_TOLD}",
    "outcomes": "Réponses données dans la période, quelle que soit la date de la saisine. Une réponse que la suivante "
    "remplace ne compte pas, ni celle d’une saisine réservée à d’autres personnes du poste.",
    "more": "Demandés\u00a0: réponses de la période qui attendent quelque chose de l’expéditeur. Reçus\u00a0: saisines "
    "complétées dans la période après une telle réponse, à la date du dernier complément.",
    "refused": f"Saisines refusées dans la période, selon le jour du refus. {STILL_TOLD}",
    "delays": "Saisines dont la seconde étape a eu lieu dans la période\u00a0; un refus vaut première réponse, et une "
    "réponse vaut accusé de réception. Jours entiers. Médiane\u00a0: la moitié a attendu ce nombre de jours ou moins. "
    "Sur peu de saisines, elle dit peu.",
    "asked": "Saisines que votre poste a envoyées dans la période, hors brouillons. Répondues\u00a0: avec une réponse "
    "ou un refus du bailleur. Sans réponse\u00a0: en attente aujourd’hui.",
    "injunctions": "Injonctions inscrites par votre poste et notifiées dans la période, sauf celles qui sont retirées. "
    "Un délai est dépassé quand son dernier jour est passé sans rien, que le préfet ait saisi le juge ou non\u00a0; "
    "celui du juge ne court que pour une injonction acceptée.",
}
LEG_NAMES = dict(
    zip(LEGS, ("Envoi → accusé de réception", "Accusé de réception → réponse", "Envoi → réponse"), strict=True)
)


@dataclass(frozen=True, slots=True)
class LoadPanel(Panel):
    @property
    def counted(self) -> str:
        return LOAD_COUNTED[self.key]


def load_panels(own: OwnLoad, kind: str, scale: Scale, today: date) -> list[Panel]:
    """Of a partner of that kind; how long something waits is said as everywhere."""
    when = f"{own.period.label[:1].lower()}{own.period.label[1:]}"
    enjoined = [_injunctions(own.injunctions, when)] if own.injunctions else []
    return [
        _waiting(own, scale, today),
        _months(own, when),
        _subjects(own, when),
        _outcomes(own, kind, when),
        _delays(own, when),
        _more(own, when),
        _refused(own, when),
        _asked(own, when),
        *enjoined,
    ]


def load_lead(own: OwnLoad) -> str:
    sent = own.waiting[ReferralState.SENT].count if ReferralState.SENT in own.waiting else 0
    if not own.waits:
        return "Aucune saisine n’attend à votre poste."
    waits = _of(own.waits, "saisine attend", "saisines attendent")
    return f"{waits} à votre poste, dont {french.number(sent)} sans accusé de réception."


def compared(count: Twice) -> tuple[str, str, str]:
    """In the order of OF_BEFORE: `"12", "9", "3 de plus"`."""
    gap = count.now - count.before
    words = f"{french.number(abs(gap))} de {'plus' if gap > 0 else 'moins'}" if gap else "autant"
    return french.number(count.now), french.number(count.before), words


def _waiting(own: OwnLoad, scale: Scale, today: date) -> Panel:
    named = {
        ReferralState.SENT: "Sans accusé de réception",
        ReferralState.ACKNOWLEDGED: "Accusé de réception, sans réponse",
    } | ({RESERVED: NAMED} if RESERVED in own.waiting else {})
    rows = []
    for state, label in named.items():
        held = own.waiting.get(state)
        oldest = scale.in_words(scale.days_since(held.oldest, today)) if held and held.oldest else NONE
        rows.append((label, french.number(held.count if held else 0), oldest))
    since = min((each.oldest for each in own.waiting.values() if each.oldest), default=None)
    days = scale.in_words(scale.days_since(since, today)) if since else ""
    longest = f" La plus ancienne\u00a0: sans réponse depuis {days}." if since else ""
    some = _of(own.waits, "saisine attend", "saisines attendent") if own.waits else "Aucune saisine n’attend"
    more = f" {_of(own.to_complete, 'autre attend', 'autres attendent')} un complément de l’expéditeur."
    sentence = f"{some}.{longest}{more if own.to_complete else ''}"
    return LoadPanel(
        "waiting", "En attente à votre poste", TODAY, sentence, ("État", "Saisines", "Sans réponse depuis"), tuple(rows)
    )


def _months(own: OwnLoad, when: str) -> Panel:
    first, last = month_of(own.period.first), month_of(own.period.last)
    months = []
    while first <= last:
        months.append(first)
        first = add_months(first, 1)
    sentence = _since_before(own.received, "saisine reçue", "saisines reçues")
    return _drawn(
        "months",
        "Reçues, par mois",
        when,
        sentence,
        ("Mois", "Saisines"),
        {french.day(month, "month"): own.months[month] for month in months},
    )


def _subjects(own: OwnLoad, when: str) -> Panel:
    read = dict(sorted(own.subjects.items(), key=lambda each: (-each[1], each[0])))
    gone = {ENDED: own.no_longer_read[OVER], NAMED: own.no_longer_read[RESERVED]}
    some = _of(own.subjects.total(), "saisine encore lue", "saisines encore lues")
    sentence = f"{some}, sur {_of(own.received.now, 'reçue', 'reçues')}."
    lines = read | {label: count for label, count in gone.items() if count}
    return _drawn("subjects", "Reçues, par objet", when, sentence, ("Objet", "Saisines"), lines or {"Aucune": 0})


def _outcomes(own: OwnLoad, kind: str, when: str) -> Panel:
    labels = {each.code: label_of(each).partition("\u00a0: ")[0] for each in OUTCOMES[SignatoryKind(kind)]}
    given = {label: own.outcomes[code] for code, label in labels.items() if code in own.outcomes}
    sentence = _since_before(own.answers, "réponse donnée", "réponses données")
    drawn = {label: count.now for label, count in given.items() if count.now}
    return _beside("outcomes", "Réponses données", when, sentence, "Suite", given, drawn)


def _more(own: OwnLoad, when: str) -> Panel:
    asked = _of(own.more_asked.now, "complément demandé", "compléments demandés")
    sentence = f"{asked}, {_of(own.completed.now, 'reçu', 'reçus')}."
    lines = {"Compléments demandés": own.more_asked, "Compléments reçus": own.completed}
    return _beside("more", "Compléments", when, sentence, "Compléments", lines)


def _refused(own: OwnLoad, when: str) -> Panel:
    motives = {motive.value: motive.label for motive in RefusalMotive} | {"": NAMED}
    given = {label: own.refused[code] for code, label in motives.items() if code in own.refused}
    total = sum((count for count in own.refused.values()), Twice())
    sentence = f"{_of(total.now, 'saisine refusée', 'saisines refusées')}." if total.now else "Aucune saisine refusée."
    return _beside("refused", "Saisines refusées, par motif", when, sentence, "Motif", given)


def _delays(own: OwnLoad, when: str) -> Panel:
    answered = own.delays["answered"][0]
    sentence = (
        "Aucune première réponse dans la période."
        if answered.days is None
        else f"En médiane, {_days(answered)} de l’envoi à la réponse."
    )
    rows = tuple(
        (LEG_NAMES[leg], _days(now), french.number(now.referrals), _days(before), french.number(before.referrals))
        for leg, (now, before) in own.delays.items()
    )
    columns = ("Délai", "Médiane", "Saisines", "Médiane précédente", "Saisines précédentes")
    lines = [NamedLine(series(LEG_NAMES[leg], "s1"), now.days or 0, _days(now)) for leg, (now, _) in own.delays.items()]
    return LoadPanel(
        "delays", "Vos délais", when, sentence, columns, rows, named_bars("delays", "Délais médians", lines)
    )


def _asked(own: OwnLoad, when: str) -> Panel:
    sent = sum((each.sent for each in own.asked.values()), Twice())
    answered = sum(each.answered for each in own.asked.values())
    sentence = (
        f"{_of(sent.now, 'saisine envoyée', 'saisines envoyées')}, {_of(answered, 'répondue', 'répondues')}."
        if sent.now
        else "Aucune saisine envoyée à un bailleur."
    )
    rows = tuple(
        (label, *map(french.number, (each.sent.now, each.answered, each.waiting, each.sent.before)))
        for label, each in sorted(own.asked.items())
    )
    columns = ("Objet", "Envoyées", "Répondues", "Sans réponse", "Envoyées, période précédente")
    return LoadPanel("asked", "Demandé aux bailleurs", when, sentence, columns, rows or (("Aucune", *["0"] * 4),))


def _injunctions(told: Injunctions, when: str) -> Panel:
    """Each clock in a column."""
    labels = zip(FATES, ("Dans le délai", "Après le délai", "Délai en cours", "Délai dépassé"), strict=True)
    rows = tuple((label, *(french.number(told.fates[clock, fate]) for clock in CLOCKS)) for fate, label in labels)
    by_prefet = f" Juge saisi par le préfet\u00a0: {french.number(told.by_prefet)}." if told.by_prefet else ""
    sentence = f"{_since_before(told.notified, 'injonction notifiée', 'injonctions notifiées')}{by_prefet}"
    columns = ("Délai", "Répondre au préfet", "Saisir le juge")
    return LoadPanel("injunctions", "Injonctions", when, sentence, columns, rows)


def _drawn(
    key: str, title: str, when: str, sentence: str, columns: tuple[str, str], counts: Mapping[str, int]
) -> Panel:
    """The picture shows all that the table says."""
    rows = tuple((label, french.number(count)) for label, count in counts.items())
    return LoadPanel(key, title, when, sentence, columns, rows, named_bars(key, title, _lines(counts.items())))


def _beside(
    key: str,
    title: str,
    when: str,
    sentence: str,
    what: str,
    counts: Mapping[str, Twice],
    drawn: Mapping[str, int] | None = None,
) -> Panel:
    """Each line with that of the period before; the picture, where there is one, is of the period alone."""
    rows = tuple((label, *compared(count)) for label, count in counts.items()) or (("Aucune", *compared(Twice())),)
    bars = named_bars(key, title, _lines(drawn.items())) if drawn else None
    return LoadPanel(key, title, when, sentence, (what, *OF_BEFORE), rows, bars)


def _since_before(count: Twice, one: str, several: str) -> str:
    _, before, gap = compared(count)
    return f"{_of(count.now, one, several)}\u00a0; {before} sur la période précédente ({gap})."


def _lines(counts: Iterable[tuple[str, int]]) -> list[NamedLine]:
    return [NamedLine(series(label, "s1"), count, french.number(count)) for label, count in counts]


def _days(took: Took) -> str:
    return NONE if took.days is None else french.days_in_words(took.days)


def _of(count: int, one: str, several: str) -> str:
    return f"{french.number(count)} {several if count > 1 else one}"
