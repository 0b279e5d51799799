"""The menu and the landing page of each function. An entry appears exactly where the policy of its view opens it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.urls import resolve, reverse

from acting.actor import Actor
from acting.enums import ANSWERING_FUNCTIONS, INBOX_FUNCTIONS, Function
from acting.lists import Capped, counts_at_a_glance
from incidents.permissions import incidents_visible_to
from referrals.permissions import exceptional_accesses_of_house, injunctions_visible_to, received_referrals_visible_to
from signatories.enums import SignatoryKind

AT_A_GLANCE = 7

LANDING: Mapping[Function, str] = {
    Function.GARDIEN: "incident_new",
    Function.REFERENT: "incident_list",
    Function.CONTENTIEUX: "situation_list",
    Function.CORRESPONDANT: "referral_list",
    Function.MAGISTRAT: "referral_list",
    Function.PREPARATEUR: "referral_list",
    Function.DELEGUE: "steering",
    Function.DPO: "journal",
    Function.ADMINISTRATEUR: "administration",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """`inside` names further pages during which the entry is the current one; `count` says what waits behind it; where
    one `acts` stands first, the rest is for looking up, in the order of how often that is done. `kinds` are those of
    the signatories that the page is for, where the function alone does not tell them apart."""

    url_name: str
    label: str
    icon: str
    acts: bool = False
    inside: tuple[str, ...] = ()
    labels: Mapping[Function, str] = field(default_factory=dict)
    count: Mapping[Function, Callable[[Actor], QuerySet[Any]]] = field(default_factory=dict)
    kinds: tuple[SignatoryKind, ...] = ()

    def opens_to(self, function: str, kind: str) -> bool:
        policy = _policy(self.url_name)
        return policy == "public" or (function in policy and (not self.kinds or kind in self.kinds))

    def is_own(self, function: str) -> bool:
        """One's own acts belong to the account; for whom the journal is the work, it has a name of its own."""
        return self.url_name == "journal" and function not in self.labels

    def shown_to(self, function: str, page: str, waiting: Mapping[str, Capped]) -> dict[str, Any]:
        return {
            "url": reverse(self.url_name),
            "label": self.labels.get(Function(function), self.label) if function else self.label,
            "icon": self.icon,
            "current": page == self.url_name or page in self.inside,
            "count": waiting.get(self.url_name),
        }


@cache
def _policy(url_name: str) -> Any:
    return resolve(reverse(url_name)).func.policy  # type: ignore[attr-defined]


def _facts_to_triage(actor: Actor) -> QuerySet[Any]:
    return incidents_visible_to(actor).to_triage().most_pressing_first()


def _referrals_waiting(actor: Actor) -> QuerySet[Any]:
    return received_referrals_visible_to(actor).waiting_on(actor.today).by_what_is_due()


def _accesses_to_decide(actor: Actor) -> QuerySet[Any]:
    return exceptional_accesses_of_house(actor).waiting_at(actor.now).latest_first()


def _injunctions_running(actor: Actor) -> QuerySet[Any]:
    return injunctions_visible_to(actor).running().by_what_is_due()


COMPETENCE_PAGES = (
    "competence_tables",
    "competence_import_new",
    "competence_import",
    "competence_import_apply",
    "competence_commune",
    "competence_correct",
    "competence_release",
    "competence_exception",
)

ENTRIES = (
    Entry(
        "incident_list",
        "Faits",
        "inbox",
        inside=(
            "incident_all",
            "incident_detail",
            "fact_import_list",
            "fact_import_detail",
            "fact_import_columns",
            "fact_import_words",
            "incident_join",
            "incident_staff",
            "complaint_new",
            "complaint_detail",
            "complaint_referrals",
            "incident_referrals",
            "attachment_referrals",
            "fact_readers",
        ),
        labels={Function.REFERENT: "À traiter", Function.GARDIEN: "Mes faits déclarés"},
        count={Function.REFERENT: _facts_to_triage},
        acts=True,
    ),
    Entry(
        "situation_list",
        "Situations",
        "folder-open",
        inside=(
            "situation_detail",
            "situation_readers",
            "situation_new",
            "situation_rate",
            "situation_follow",
            "situation_close",
            "situation_move",
            "situation_merge",
            "addressee_list",
            "addressee_new",
            "addressee_edit",
            "legal_action_new",
            "legal_action_begin",
            "legal_action_withdraw",
            "person_list",
            "person_new",
            "person_readers",
            "evidence_list",
            "evidence_new",
            "evidence_detail",
            "evidence_arrange",
            "evidence_add",
            "evidence_paper_new",
            "piece_edit",
            "evidence_restart",
            "letter_list",
            "letter_new",
            "letter_detail",
            "letter_readers",
            "letter_edit",
            "mailing_new",
            "mailing_detail",
            "letter_template_list",
            "letter_template_edit",
            "step_new",
            "step_result",
            "step_withdraw",
        ),
        acts=True,
    ),
    Entry(
        "due_list",
        "À faire",
        "calendar-clock",
        inside=("due_snooze",),
        acts=True,
    ),
    Entry("incident_new", "Déclarer un fait", "circle-plus", acts=True),
    Entry(
        "referral_list",
        "Mes saisines",
        "send",
        inside=(
            "referral_detail",
            "referral_readers",
            "referral_new",
            "referral_complete",
            "referral_follow",
            "referral_silence",
            "handover",
            "answers_awaited",
        ),
        labels={Function.REFERENT: "Saisines"},
        count=dict.fromkeys((*INBOX_FUNCTIONS, Function.REFERENT), _referrals_waiting),
        acts=True,
    ),
    Entry(
        "injunction_list",
        "Injonctions",
        "gavel",
        inside=("injunction_detail", "injunction_readers", "injunction_new", "injunction_lease"),
        count=dict.fromkeys((Function.CORRESPONDANT, Function.REFERENT, Function.CONTENTIEUX), _injunctions_running),
        acts=True,
        kinds=(SignatoryKind.LANDLORD, SignatoryKind.PREFECTURE),
    ),
    Entry(
        "post_list",
        "Mon organisme",
        "users",
        inside=(
            "post_manage",
            "post_new",
            "post_edit",
            "post_close",
            "designation_new",
            "designation_replace",
            "designation_end",
            "designation_readdress",
            "designation_correct",
            "absence_new",
            "confirmation",
            "gap_list",
        ),
        labels={Function.DELEGUE: "Postes et désignations", Function.ADMINISTRATEUR: "Postes et désignations"},
        acts=True,
    ),
    Entry(
        "administration",
        "Administration",
        "settings",
        inside=(
            *COMPETENCE_PAGES,
            "account_list",
            "account_detail",
            "charter_list",
            "job_list",
            "portal_state",
            "portal_version",
            "mail_list",
            "demo_mail_list",
            "signatory_list",
            "signatory_new",
            "signatory_edit",
            "signatory_leave",
            "subject_list",
            "subject_edit",
            "exceptional_ask",
            "exceptional_read",
        ),
        acts=True,
    ),
    Entry("competence", "Qui est compétent ?", "map-pin"),
    Entry("directory", "Annuaire", "book-user", inside=("directory_signatory", "directory_post")),
    Entry(
        "residence_list",
        "Résidences",
        "building-2",
        inside=(
            "residence_new",
            "residence_import",
            "residence_import_read",
            "residence_detail",
            "residence_edit",
            "residence_close",
            "residence_posts",
            "access_list",
            "access_new",
            "access_edit",
        ),
    ),
    Entry("own_steering", "Pilotage", "gauge"),
    Entry("own_load", "Pilotage", "gauge"),
    Entry(
        "steering",
        "Tableau de bord",
        "chart-column",
        labels={Function.DELEGUE: "État de la convention"},
        inside=("figures_method", "publication_list", "publication_detail", "publication_withdraw"),
    ),
    Entry(
        "report_list",
        "Rapports",
        "file-text",
        inside=("report_detail", "review_list", "review_detail", "review_comment"),
    ),
    Entry(
        "theme_list",
        "Objets de travail",
        "list-checks",
        inside=(
            "theme_detail",
            "theme_new",
            "theme_edit",
            "theme_contacts",
            "orientation_new",
            "orientation_count",
        ),
    ),
    Entry(
        "meeting_list",
        "Réunions",
        "calendar-days",
        inside=(
            "meeting_detail",
            "meeting_new",
            "meeting_edit",
            "meeting_attendance",
            "decision_list",
            "decision_new",
            "decision_edit",
            "decision_follow",
        ),
    ),
    Entry(
        "convention",
        "La convention",
        "scroll-text",
        inside=(
            "convention_text",
            "convention_processings",
            "convention_settings",
            "convention_term",
            "convention_settings_edit",
            "article_new",
            "article_edit",
            "document_new",
            "processing_new",
            "processing_edit",
        ),
    ),
    Entry(
        "exceptional_list",
        "Accès exceptionnels",
        "key-round",
        inside=("exceptional_detail", "exceptional_approve", "exceptional_end"),
        count=dict.fromkeys(ANSWERING_FUNCTIONS, _accesses_to_decide),
    ),
    Entry(
        "journal",
        "Mes actions",
        "history",
        labels={Function.DPO: "Journal", Function.ADMINISTRATEUR: "Journal technique"},
    ),
)


def waiting_behind(actor: Actor) -> dict[str, Capped]:
    """What waits for somebody, by the address of the entry that leads there; counted in one statement, and no further
    than anybody reads: the menu stands on every page."""
    function = Function(actor.function)
    entries = [entry for entry in ENTRIES if entry.opens_to(function, actor.signatory_kind)]
    counted = {entry.url_name: entry.count[function](actor) for entry in entries if function in entry.count}
    return counts_at_a_glance(counted)


def menu_of(function: str, kind: str, page: str, waiting: Mapping[str, Capped]) -> list[dict[str, Any]]:
    """The entries open to a function ("" for a visitor, or a person without designation) in two groups, the landing
    page first of all; of what is looked up so much as leaves seven in view, the rest folded, open on such a page."""
    landing = LANDING[Function(function)] if function else ""
    entries = [entry for entry in ENTRIES if entry.opens_to(function, kind) and not entry.is_own(function)]
    entries.sort(key=lambda entry: (entry.url_name != landing, not entry.acts))
    count = sum(entry.acts or entry.url_name == landing for entry in entries)
    shown = [entry.shown_to(function, page, waiting) for entry in entries]
    acts, looks, folded = shown[:count], shown[count:AT_A_GLANCE], shown[AT_A_GLANCE:]
    opens = any(entry["current"] for entry in folded)
    groups: list[dict[str, Any]] = [
        {"label": "Agir", "entries": acts},
        {"label": "Consulter", "entries": looks, "folded": folded, "opens": opens},
    ]
    return [group for group in groups if group["entries"] or group.get("folded")]


def own_entries(function: str, kind: str, page: str) -> list[dict[str, Any]]:
    """What stands with the account: the list of one's own acts."""
    return [
        each.shown_to(function, page, {}) for each in ENTRIES if each.is_own(function) and each.opens_to(function, kind)
    ]
