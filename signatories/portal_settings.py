"""The settings of a convention: what each one does, and between which bounds it may be set.

They are the portal's own. None of them is what the convention says: its text, once deposited, says that.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from acting.refusals import Refusal

Values = Mapping[str, int | None]
REASON_ABOVE = {
    "keep_journal_months": 12
}  # longer only with a written reason (design: access journal, 12 to 36 months)


@dataclass(frozen=True, slots=True)
class Setting:
    """`name` is the field of Convention; `optional` may be left empty. One that says which of two things holds has
    `either`, the words for no and for yes, and no unit."""

    name: str
    least: int
    most: int
    unit: str
    meaning: str
    optional: bool = False
    either: tuple[str, str] | None = None

    @property
    def bounds(self) -> str:
        if self.either:
            return " ou ".join(self.either).capitalize()
        return f"Entre {self.least} et {self.most} {self.unit}"

    def in_words(self, value: int | None) -> str:
        if self.either and value is not None:
            return self.either[value]
        return "non fixé" if value is None else f"{value} {self.unit}"


SETTINGS = (
    Setting("share_days", 1, 365, "jours", "Proposée sur la feuille de partage ; l’expéditeur la réduit librement."),
    Setting("share_days_max", 1, 730, "jours", "Au-delà, une saisine doit être renouvelée."),
    Setting("outcome_wait_months", 0, 24, "mois", "Avant, la suite d’une plainte ne peut pas être demandée."),
    Setting("confirmation_months", 1, 24, "mois", "Chaque signataire confirme alors ses correspondants."),
    Setting(
        "confirmation_warning_days",
        1,
        60,
        "jours",
        "Une désignation non confirmée est suspendue après cet avertissement, et reprend dès qu’elle est confirmée.",
    ),
    Setting(
        "answer_target_days",
        1,
        180,
        "jours",
        "Passé ce délai, ce qui attend (saisine, fait, poste vacant) change de couleur. N’oblige personne.",
        optional=True,
    ),
    Setting("long_wait_days", 1, 365, "jours", "Passé ce délai, l’attente est dite longue. N’oblige personne."),
    Setting(
        "waits_in_working_days",
        0,
        1,
        "",
        "Vaut pour tout ce qui attend (saisine, fait, poste vacant), pour les repères ci-dessus et pour les rappels.",
        either=("jours du calendrier", "jours ouvrés"),
    ),
    Setting(
        "reminder_days",
        1,
        180,
        "jours",
        "Une saisine reçue, encore sans réponse, est alors dans « À faire » du titulaire, et un courriel le prévient.",
    ),
    Setting(
        "deputy_reminder_days",
        1,
        365,
        "jours",
        "Les suppléants sont alors prévenus aussi ; en l’absence du titulaire, ils le sont à sa place.",
    ),
    Setting(
        "keep_incident_months", 1, 36, "mois", "Après la clôture du fait. À confirmer par le DPO de chaque bailleur."
    ),
    Setting(
        "keep_situation_months", 6, 60, "mois", "Après la dernière démarche. À confirmer par le DPO de chaque bailleur."
    ),
    Setting("keep_theme_months", 1, 24, "mois", "Date, commune et voie d’une orientation, sans donnée nominative."),
    Setting("keep_journal_months", 6, 36, "mois", "Au-delà de 12 mois, un motif écrit est demandé."),
    Setting("keep_directory_months", 1, 36, "mois", "Après la fin d’une désignation."),
    Setting(
        "small_count",
        4,
        20,
        "au plus",
        "Un chiffre n’est publié que si, sans le bailleur qui y pèse le plus, il dépasse ce nombre ; sinon il est"
        " reporté. Vaut pour les mois qui restent à préparer.",
    ),
    Setting(
        "cut_off_days",
        1,
        28,
        "jours",
        "Après, le mois est arrêté et préparé pour la publication ; ce qui arrive encore est compté à part, comme"
        " déclaré tardivement.",
    ),
    Setting(
        "largest_share",
        50,
        95,
        "%",
        "Un chiffre où un seul bailleur pèse davantage n’est pas publié. Vaut pour les mois qui restent à préparer.",
    ),
    Setting(
        "makes_quarterly",
        0,
        1,
        "",
        "Fait de lui-même, il attend dans les rapports du délégué qui publie le troisième mois.",
        either=("fait sur demande", "fait de lui-même"),
    ),
    Setting(
        "tells_delegates",
        0,
        1,
        "",
        "Un courriel, sans contenu, quand un mois est à relire, quand un trimestre est publié, quand l’année l’est.",
        either=("aucun", "par courriel"),
    ),
    Setting(
        "social_dwellings",
        1,
        2_000_000,
        "logements",
        "Dit quelle part du parc social les bailleurs déclarants couvrent. Sans lui, cette part reste à vérifier. "
        "Donnez-en la source et l’année.",
        optional=True,
    ),
    *(
        Setting(name, 1, 10, "sur dix", f"{meaning} Dite à côté du chiffre publié. N’oblige personne.", optional=True)
        for name, meaning in (
            ("answered_target", "Part des saisines qui ont reçu une réponse, tous destinataires."),
            ("outcomes_target", "Part des plaintes dont le bailleur connaît la suite."),
            ("settled_target", "Part des baux réglés avant toute mise en demeure."),
            ("decisions_target", "Part des décisions de réunion faites, parmi celles qui étaient à faire."),
            ("coverage_target", "Part du parc social que couvrent les bailleurs déclarants."),
        )
    ),
)
BY_NAME = {setting.name: setting for setting in SETTINGS}


def contradictions(values: Values) -> dict[str, str]:
    """What does not fit together, by the field that says it; empty when all does."""
    found = {}
    proposed, longest = values.get("share_days"), values.get("share_days_max")
    if proposed is not None and longest is not None and proposed > longest:
        found["share_days"] = "La durée proposée dépasse la plus longue : réduisez-la, ou allongez l’autre."
    target, long = values.get("answer_target_days"), values.get("long_wait_days")
    if target is not None and long is not None and target >= long:
        found["answer_target_days"] = "L’objectif vient avant l’attente longue : réduisez-le, ou allongez l’autre."
    titular, deputies = values.get("reminder_days"), values.get("deputy_reminder_days")
    if titular is not None and deputies is not None and deputies < titular:
        found["deputy_reminder_days"] = (
            "Les suppléants ne sont pas prévenus avant le titulaire : allongez ce délai, ou réduisez l’autre."
        )
    return found


def asks_reason(former: Values, current: Values) -> bool:
    """Whether a setting goes further, or stays elsewhere, than it may without a written reason."""
    return any(
        (value := current.get(name)) is not None and value > limit and value != former.get(name)
        for name, limit in REASON_ABOVE.items()
    )


def refusals_of_settings(former: Values, values: Values, reason: str) -> list[Refusal]:
    """Each between its bounds, fitting the others, and with a reason where one is asked."""
    found = []
    for name, value in values.items():
        setting = BY_NAME[name]
        is_within = setting.optional if value is None else setting.least <= value <= setting.most
        if not is_within:
            found.append(Refusal(f"{setting.bounds}.", name))
    found += [Refusal(text, name) for name, text in contradictions({**former, **values}).items()]
    if asks_reason(former, values) and not reason.strip():
        found.append(Refusal("Dites pourquoi le journal est gardé plus de douze mois.", "reason"))
    return found
