"""A landlord’s own facts, referrals and complaints in words, and its facts beside what its convention published."""

from collections import Counter
from dataclasses import dataclass

from acting import french
from acting.days import add_months, month_of
from incidents.enums import Complainant
from referrals.enums import RefusalMotive
from reports.charts import NamedBars, NamedLine, named_bars, series
from reports.figures import Figures
from reports.own_cases import Filed, OwnCases, Sent
from reports.own_figures import OwnFigures
from reports.own_panels import Panel
from signatories.enums import STATE_PARTNERS

TOGETHER = "Ensemble"
CASES_COUNTED = {
    "facts": "Faits survenus dans la période, selon le mois où ils ont commencé, sauf les faits écartés. Le premier "
    "mois et le dernier peuvent être entamés. Un fait compte une fois, dans sa famille d’aujourd’hui.",
    "sent": "Saisines que votre organisme a envoyées dans la période, hors brouillons, par sorte d’institution. Une "
    "réponse ou un refus vaut accusé de réception. Sans réponse\u00a0: en attente aujourd’hui, l’accès n’ayant pas "
    "pris fin\u00a0; une simple information n’attend plus rien une fois son accusé de réception donné.",
    "answers": "Réponses reçues dans la période, quelle que soit la date de la saisine\u00a0; une réponse que la "
    "suivante remplace ne compte pas. Refusées\u00a0: saisines refusées dans la période, selon le jour du refus.",
    "complaints": "Plaintes notées dans vos faits et déposées dans la période, selon le jour du dépôt. Suite "
    "connue\u00a0: votre organisme en a noté une, quelle que soit sa date. Celle d’un locataire est une date seule, "
    "sans suite.",
    "beside": "À gauche, les faits de votre organisme, exacts. À droite, ceux de tous les bailleurs déclarants, tels "
    "que la convention les a publiés pour les mêmes douze mois\u00a0: arrondis, et reportés où ils sont trop peu. Ne "
    "les soustrayez pas l’un de l’autre.",
}


@dataclass(frozen=True, slots=True)
class CasePanel(Panel):
    @property
    def counted(self) -> str:
        return CASES_COUNTED[self.key]


def case_panels(own: OwnCases) -> list[Panel]:
    when = f"{own.period.label[:1].lower()}{own.period.label[1:]}"
    return [_facts(own, when), _sent(own, when), _answers(own, when), _complaints(own, when)]


def beside_panel(own: OwnFigures, published: Figures) -> Panel:
    """By family, as the page of the published figures says it to a référent: of the twelve months that these tell."""
    rows = tuple((line.label, french.number(line.own), line.published) for line in own.families)
    together = (TOGETHER, french.number(own.facts), published.facts.text)
    when = f"du {french.day(published.first)} au {french.day(published.last_day)}"
    sentence = (
        f"{_of(own.facts, 'fait déclaré', 'faits déclarés')} par votre organisme\u00a0; {published.facts.text} publiés "
        "pour l’ensemble des bailleurs déclarants."
    )
    columns = ("Famille", "Votre organisme", "Ensemble, publié")
    return CasePanel("beside", "À côté des chiffres publiés", when, sentence, columns, (*rows, together))


def _facts(own: OwnCases, when: str) -> Panel:
    """Each month in a line, each family in a column, the largest first."""
    month, months = month_of(own.period.first), []
    while month <= own.period.last:
        months.append(month)
        month = add_months(month, 1)
    totals: Counter[str] = Counter()
    for (family, _), count in own.facts.items():
        totals[family] += count
    families = sorted(totals, key=lambda family: (-totals[family], family))
    lines = {french.day(each, "month"): [own.facts[family, each] for family in families] for each in months}
    lines[TOGETHER] = [totals[family] for family in families]
    rows = tuple((name, *map(french.number, (*counts, sum(counts)))) for name, counts in lines.items())
    columns = ("Mois", *families, TOGETHER)
    some = _of(own.facts.total(), "fait déclaré", "faits déclarés")
    sentence = f"{some}. Famille la plus déclarée\u00a0: {families[0]}." if families else f"{some}."
    return CasePanel(
        "facts",
        "Faits, par mois et par famille",
        when,
        sentence,
        columns,
        rows,
        _bars("facts", "Faits, par famille", {family: totals[family] for family in families}),
    )


def _sent(own: OwnCases, when: str) -> Panel:
    counts = {kind.label: own.sent.get(kind, Sent()) for kind in STATE_PARTNERS}
    sent, answered = (sum(getattr(each, name) for each in counts.values()) for name in ("sent", "answered"))
    rows = tuple(
        (label, *map(french.number, (each.sent, each.acknowledged, each.answered, each.refused, each.waiting)))
        for label, each in counts.items()
    )
    columns = ("Destinataire", "Envoyées", "Accusés de réception", "Répondues", "Refusées", "Sans réponse")
    sentence = f"{_of(sent, 'saisine envoyée', 'saisines envoyées')}, {_of(answered, 'répondue', 'répondues')}."
    bars = _bars("sent", "Saisines envoyées, par destinataire", {label: each.sent for label, each in counts.items()})
    return CasePanel("sent", "Saisines envoyées", when, sentence, columns, rows, bars)


def _answers(own: OwnCases, when: str) -> Panel:
    """What was answered, the most frequent first; then what was refused, by motive."""
    said = dict(sorted(own.answers.items(), key=lambda each: (-each[1], each[0])))
    refused = {f"Refusée\u00a0: {motive.label}": own.refused[motive] for motive in RefusalMotive if own.refused[motive]}
    answers = _of(own.answers.total(), "réponse reçue", "réponses reçues")
    sentence = f"{answers}, {_of(own.refused.total(), 'saisine refusée', 'saisines refusées')}."
    lines = said | refused or {"Aucune": 0}
    rows = tuple((label, french.number(count)) for label, count in lines.items())
    bars = _bars("answers", "Réponses reçues", lines)
    return CasePanel("answers", "Réponses reçues", when, sentence, ("Suite", "Saisines"), rows, bars)


def _complaints(own: OwnCases, when: str) -> Panel:
    counts = {who.label: own.complaints.get(who, Filed()) for who in Complainant}
    filed, known = (sum(getattr(each, name) for each in counts.values()) for name in ("filed", "known"))
    rows = tuple((label, french.number(each.filed), french.number(each.known)) for label, each in counts.items())
    some = _of(filed, "plainte déposée", "plaintes déposées")
    sentence = f"{some}, dont {french.number(known)} avec une suite connue."
    return CasePanel("complaints", "Plaintes", when, sentence, ("Plaignant", "Plaintes", "Suite connue"), rows)


def _bars(key: str, title: str, counts: dict[str, int]) -> NamedBars | None:
    lines = [NamedLine(series(label, "s1"), count, french.number(count)) for label, count in counts.items()]
    return named_bars(key, title, lines) if lines else None


def _of(count: int, one: str, several: str) -> str:
    return f"{french.number(count)} {several if count > 1 else one}"
