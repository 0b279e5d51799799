"""How the portal tells that something waits: a sentence for each kind, without content, and the way to sign in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise

SIGN_IN = "Pour en prendre connaissance, connectez-vous au portail :"
CHOOSE = "Choisissez votre mot de passe ; ce lien ne sert qu’une fois et vaut soixante-douze heures :"
UNEXPECTED = "Si vous n’attendiez pas ce message, ne faites rien : le lien cesse d’être valable de lui-même."
CHOOSE_AGAIN = "Pour en choisir un autre, dans l’heure qui vient :"
UNASKED = "Si vous n’avez rien demandé, ne faites rien : votre mot de passe reste le même."
CONFIRM = "Pour confirmer, connectez-vous comme d’habitude ; ce lien ne sert qu’une fois et vaut vingt-quatre heures :"
NOT_YOU_ASKING = (
    "Si ce n’était pas vous, choisissez aussitôt un autre mot de passe, sous « Sécurité du compte » : la demande tombe."
)
NOT_YOU_CHANGING = "Si ce n’était pas vous, prévenez aussitôt l’administrateur du portail."
HELD = "Elle est déjà celle d’un compte, et le reste : rien n’a changé, et vous n’avez rien à faire."
WHY = "Ce message ne contient aucune donnée du dossier. Il vous est envoyé au titre de votre désignation."

INVITATION_KIND = "invitation"
INVITATION_ENDED_KIND = "invitation_ended"
RESET_KIND = "password_reset"
ADDRESS_KIND = "address_to_confirm"
ADDRESS_ASKED_KIND = "address_asked"
ADDRESS_CHANGED_KIND = "address_changed"
TO_ACCEPT_KIND = "designation_to_accept"
ENDED_KIND = "designation_ended"
MAILBOX_CHANGED_KIND = "mailbox_changed"
FORMER_MAILBOX_KIND = "mailbox_changed_former"
ABSENCE_KIND = "absence"
NAMING_KIND = "designation_notice"
MAILBOX_KIND = "designation_notice_mailbox"
UNREAD_KIND = "referral_unread"
READ_ELSEWHERE_KIND = "referral_read_elsewhere"
READ_AGAIN_KIND = "referral_read_again"
INJUNCTION_KIND = "injunction_waiting"
INJUNCTION_MOVED_KIND = "injunction_moved"
DUE_KIND = "due"
SITUATION_KIND = "situation_assigned"
EXCEPTIONAL_ASKED_KIND = "exceptional_asked"
EXCEPTIONAL_OPENED_KIND = "exceptional_opened"
EXCEPTIONAL_GIVEN_KIND = "exceptional_given"
MONTH_READY_KIND = "month_to_look_at"
QUARTER_READY_KIND = "quarter_published"
YEAR_READY_KIND = "year_published"
ALERT_KIND = "portal_alert"
ALERT_OVER_KIND = "portal_alert_over"
# That somebody was told of a request tells its administrator that the reference exists, and whose it is.
KEPT_FROM_ADMINISTRATORS = (EXCEPTIONAL_ASKED_KIND, EXCEPTIONAL_OPENED_KIND)

# Where a mail of a kind leads, behind the sign-in; the sign-in itself where nothing is said. The room that owns the
# page says so when it is loaded: this one knows no address of an upper one.
PLACES: dict[str, Promise] = {}


class Topic(models.TextChoices):
    """What an administrator is told of a mail: that somebody was written to about a case, and not what."""

    CASE = "dossier", "avis d’un dossier"
    FIGURES = "chiffres", "chiffres publiés"
    DESIGNATION = "designation", "désignation"
    ACCOUNT = "compte", "compte"
    PORTAL = "portail", "état du portail"


@dataclass(frozen=True, slots=True)
class Wording:
    subject: str
    sentence: str
    topic: Topic = Topic.CASE


WORDINGS: dict[str, Wording] = {
    "referral_waiting": Wording("Une saisine vous attend", "Une saisine vous attend sur le portail."),
    "referral_completed": Wording("Une saisine a été complétée", "Une saisine qui vous est adressée a été complétée."),
    "referral_renewed": Wording("Une saisine a été prolongée", "Une saisine qui vous est adressée a été prolongée."),
    "referral_answered": Wording("Une réponse vous attend", "Une réponse vous attend sur le portail."),
    "referral_refused": Wording("Une réponse vous attend", "Une réponse vous attend sur le portail."),
    "referral_withdrawn": Wording("Une saisine a été retirée", "Une saisine qui vous était adressée a été retirée."),
    UNREAD_KIND: Wording(
        "Des saisines ne sont plus lues",
        "Des saisines que vous avez envoyées attendent à un poste que personne ne lit plus. La liste de vos saisines "
        "envoyées dit lesquelles.",
    ),
    READ_ELSEWHERE_KIND: Wording(
        "Des saisines sont lues par un autre poste",
        "Des saisines que vous avez envoyées sont lues désormais par un autre poste du même organisme.",
    ),
    READ_AGAIN_KIND: Wording(
        "Des saisines sont lues de nouveau",
        "Des saisines que vous avez envoyées, et que personne ne lisait plus à leur poste, y sont lues de nouveau.",
    ),
    INJUNCTION_KIND: Wording(
        "Une injonction est inscrite sur le portail",
        "Une injonction est inscrite sur le portail. Ce message ne vaut pas notification.",
    ),
    INJUNCTION_MOVED_KIND: Wording(
        "Une injonction a reçu une suite", "Une injonction que vous suivez sur le portail a reçu une suite."
    ),
    DUE_KIND: Wording(
        "Des échéances vous attendent", "Des échéances approchent, ou sont venues. La page « À faire » dit lesquelles."
    ),
    SITUATION_KIND: Wording("Une situation vous est confiée", "Une situation vous est confiée sur le portail."),
    EXCEPTIONAL_ASKED_KIND: Wording(
        "Une demande d’accès exceptionnel vous attend",
        "Un administrateur du portail demande à lire un dossier de votre organisme. Rien ne lui est ouvert tant qu’une "
        "personne de votre organisme ne l’a pas approuvé.",
    ),
    EXCEPTIONAL_OPENED_KIND: Wording(
        "Un accès exceptionnel est ouvert",
        "Un accès exceptionnel à un dossier de votre organisme est ouvert pour une heure à un administrateur du "
        "portail. Le journal dit ce qu’il lit.",
    ),
    EXCEPTIONAL_GIVEN_KIND: Wording(
        "Un accès exceptionnel vous est ouvert",
        "Un accès exceptionnel que vous avez demandé est ouvert pour une heure.",
    ),
    MONTH_READY_KIND: Wording(
        "Un mois est à relire avant sa publication",
        "Un mois de la convention est arrêté, et attend qu’un délégué le relise et le publie. La page "
        "«\u00a0Publications\u00a0» dit lequel.",
        Topic.FIGURES,
    ),
    QUARTER_READY_KIND: Wording(
        "Un trimestre est publié",
        "Les trois mois d’un trimestre sont publiés : son tableau de bord se demande sur la page "
        "«\u00a0Rapports\u00a0».",
        Topic.FIGURES,
    ),
    YEAR_READY_KIND: Wording(
        "Le bilan de l’année peut commencer",
        "Une année de la convention est publiée : son bilan peut commencer, sur la page "
        "«\u00a0Bilans de la convention\u00a0».",
        Topic.FIGURES,
    ),
    ALERT_KIND: Wording(
        "Le portail demande votre attention",
        "Quelque chose ne va pas sur le portail. La page «\u00a0État du portail\u00a0» dit quoi, et que faire.",
        Topic.PORTAL,
    ),
    ALERT_OVER_KIND: Wording(
        "Le portail va bien de nouveau",
        "Ce qui n’allait pas sur le portail est rentré dans l’ordre.",
        Topic.PORTAL,
    ),
    "agent_vise": Wording("Un fait urgent vous attend", "Un fait urgent vous attend sur le portail."),
    INVITATION_KIND: Wording(
        "Vous êtes nommé sur le portail", "Un compte vous est ouvert sur le portail de la convention.", Topic.ACCOUNT
    ),
    INVITATION_ENDED_KIND: Wording(
        "Votre invitation a pris fin",
        "Une invitation du portail de la convention vous était parvenue ; elle a pris fin et n’ouvre plus rien. "
        "Vous n’avez rien à faire.",
        Topic.ACCOUNT,
    ),
    RESET_KIND: Wording(
        "Choisir un nouveau mot de passe",
        "Un nouveau mot de passe a été demandé pour votre compte du portail.",
        Topic.ACCOUNT,
    ),
    ADDRESS_KIND: Wording(
        "Une adresse du portail est à confirmer",
        "Quelqu’un a demandé que cette adresse devienne celle de son compte du portail.",
        Topic.ACCOUNT,
    ),
    ADDRESS_ASKED_KIND: Wording(
        "Un changement d’adresse est demandé",
        "Un changement d’adresse a été demandé pour votre compte du portail. Rien ne change avant qu’il soit confirmé "
        "depuis l’autre adresse.",
        Topic.ACCOUNT,
    ),
    ADDRESS_CHANGED_KIND: Wording(
        "L’adresse de votre compte a changé",
        "L’adresse de votre compte du portail a changé, comme il avait été demandé : celle-ci n’ouvre plus rien.",
        Topic.ACCOUNT,
    ),
    TO_ACCEPT_KIND: Wording(
        "Une désignation attend votre accord",
        "Une désignation à votre nom attend votre accord, dans « Mes désignations ».",
        Topic.DESIGNATION,
    ),
    ABSENCE_KIND: Wording(
        "Une absence est annoncée",
        "Une absence à votre poste, la vôtre ou celle de quelqu’un que vous remplacez, a été annoncée ou raccourcie.",
        Topic.DESIGNATION,
    ),
    MAILBOX_CHANGED_KIND: Wording(
        "La boîte officielle de votre organisme a changé",
        "La boîte officielle de votre organisme, où le portail annonce les désignations, a été inscrite ou changée. "
        "Vérifiez-la auprès de l’administrateur du portail.",
        Topic.DESIGNATION,
    ),
    FORMER_MAILBOX_KIND: Wording(
        "Cette boîte n’est plus la boîte officielle de votre organisme",
        "Le portail de la convention annonçait ici les désignations de votre organisme ; une autre boîte est inscrite. "
        "Si vous ne vous y attendiez pas, prévenez vos correspondants et l’administrateur du portail.",
        Topic.DESIGNATION,
    ),
    ENDED_KIND: Wording(
        "Votre désignation prend fin",
        "Une désignation à votre nom a pris fin, ou prendra fin plus tôt que prévu : quelqu’un d’autre l’a décidé. Si "
        "vous ne vous y attendiez pas, prévenez votre organisme.",
        Topic.DESIGNATION,
    ),
    NAMING_KIND: Wording(
        "Une désignation a changé",
        "Une désignation de votre organisme a été proposée, agréée, acceptée, corrigée ou terminée, ou a commencé. "
        "Voyez « Mon organisme ».",
        Topic.DESIGNATION,
    ),
    MAILBOX_KIND: Wording(
        "Une désignation a changé",
        "Une désignation de votre organisme a été proposée, agréée, acceptée, corrigée ou terminée, ou a commencé. "
        "Vos correspondants la voient sur le portail, sous « Mon organisme ».",
        Topic.DESIGNATION,
    ),
    "confirmation_due": Wording(
        "Des désignations sont à confirmer",
        "Des désignations de votre organisme sont à confirmer : sans confirmation, elles seront suspendues.",
        Topic.DESIGNATION,
    ),
    "designation_to_confirm": Wording(
        "Votre désignation est à confirmer",
        "Votre désignation est à confirmer par votre organisme : sans confirmation, elle sera suspendue.",
        Topic.DESIGNATION,
    ),
    "designation_suspended": Wording(
        "Des désignations sont suspendues",
        "Des désignations n’ont pas été confirmées et sont suspendues ; les confirmer les rétablit.",
        Topic.DESIGNATION,
    ),
}
# To somebody invited who has a password already; the subject is that of an invitation.
NAMED = Wording(
    WORDINGS[INVITATION_KIND].subject,
    "Vous êtes nommé sur le portail de la convention. Connectez-vous avec votre mot de passe ; s’il est oublié, la "
    "page de connexion en fait choisir un autre.",
    Topic.ACCOUNT,
)
NEUTRAL = Wording("Du nouveau sur le portail", "Quelque chose vous attend sur le portail.")
# Each of them is a mail of its own, at once: a key that opens something, a word to who has no designation yet or none
# any more, or to an institution's mailbox.
ADDRESS_KINDS = frozenset({ADDRESS_KIND, ADDRESS_ASKED_KIND, ADDRESS_CHANGED_KIND})
ENDED_KINDS = frozenset({INVITATION_ENDED_KIND, ENDED_KIND})
ALONE = (
    frozenset({INVITATION_KIND, RESET_KIND, TO_ACCEPT_KIND, MAILBOX_KIND, FORMER_MAILBOX_KIND})
    | ENDED_KINDS
    | ADDRESS_KINDS
)
# Somebody was attacked: this one does not wait for the others.
URGENT = frozenset({"agent_vise"})


def wording_of(kind: str) -> Wording:
    return WORDINGS.get(kind, NEUTRAL)


def gathered(kinds: Iterable[str]) -> Wording:
    """One mail for all that waits: each sentence once, and no number, which would say how much there is."""
    wordings = list(dict.fromkeys(wording_of(kind) for kind in kinds))
    subjects = {wording.subject for wording in wordings}
    sentences = dict.fromkeys(wording.sentence for wording in wordings)
    return Wording(subjects.pop() if len(subjects) == 1 else NEUTRAL.subject, "\n".join(sentences))


def place_of(kinds: Iterable[str]) -> Promise | str:
    """The one place that all of them lead to; empty when there are several, or none."""
    places = {PLACES.get(kind, "") for kind in kinds}
    return places.pop() if len(places) == 1 else ""


def kinds_about(topic: str) -> list[str]:
    """The kinds that are known to be of that topic; whatever is unknown is of a case."""
    return [kind for kind, wording in WORDINGS.items() if wording.topic == topic]


def kinds_beside_cases() -> list[str]:
    return [kind for topic in Topic if topic != Topic.CASE for kind in kinds_about(topic)]


def body_of(wording: Wording, login_url: str) -> str:
    return f"Bonjour,\n\n{wording.sentence}\n\n{SIGN_IN}\n{login_url}\n\n{WHY}\n"


def invitation_body(link: str) -> str:
    """Names nobody: whoever reads it by mistake learns only that the portal exists."""
    return f"Bonjour,\n\n{WORDINGS[INVITATION_KIND].sentence}\n\n{CHOOSE}\n{link}\n\n{UNEXPECTED}\n"


def invitation_ended_body() -> str:
    """Whoever has the address may be a stranger: nothing but this, and no way in."""
    return f"Bonjour,\n\n{WORDINGS[INVITATION_ENDED_KIND].sentence}\n"


def address_body(link: str) -> str:
    """Names nobody: whoever reads it by mistake cannot confirm anything."""
    return f"Bonjour,\n\n{WORDINGS[ADDRESS_KIND].sentence}\n\n{CONFIRM}\n{link}\n\n{UNEXPECTED}\n"


def address_held_body() -> str:
    """To who has an account at that address: that somebody asked, and nothing else."""
    return f"Bonjour,\n\n{WORDINGS[ADDRESS_KIND].sentence} {HELD}\n"


def former_address_body(kind: str) -> str:
    """What somebody who is robbed of an account must learn where the robber does not read."""
    then = NOT_YOU_ASKING if kind == ADDRESS_ASKED_KIND else NOT_YOU_CHANGING
    return f"Bonjour,\n\n{WORDINGS[kind].sentence}\n\n{then}\n"


def reset_body(link: str) -> str:
    return f"Bonjour,\n\n{WORDINGS[RESET_KIND].sentence}\n\n{CHOOSE_AGAIN}\n{link}\n\n{UNASKED}\n"
