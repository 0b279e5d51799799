"""How the portal tells that something waits: a sentence for each kind, without content, and the way to sign in."""

from dataclasses import dataclass

SIGN_IN = "Pour en prendre connaissance, connectez-vous au portail :"
CHOOSE = "Choisissez votre mot de passe ; ce lien ne sert qu’une fois et vaut soixante-douze heures :"
UNEXPECTED = "Si vous n’attendiez pas ce message, ne faites rien : le lien cesse d’être valable de lui-même."
WHY = "Ce message ne contient aucune donnée du dossier. Il vous est envoyé au titre de votre désignation."


@dataclass(frozen=True, slots=True)
class Wording:
    subject: str
    sentence: str


WORDINGS: dict[str, Wording] = {
    "referral_waiting": Wording("Une saisine vous attend", "Une saisine vous attend sur le portail."),
    "referral_completed": Wording("Une saisine a été complétée", "Une saisine qui vous est adressée a été complétée."),
    "referral_answered": Wording("Une réponse vous attend", "Une réponse vous attend sur le portail."),
    "referral_refused": Wording("Une réponse vous attend", "Une réponse vous attend sur le portail."),
    "referral_withdrawn": Wording("Une saisine a été retirée", "Une saisine qui vous était adressée a été retirée."),
    "agent_vise": Wording("Un fait urgent vous attend", "Un fait urgent vous attend sur le portail."),
    "invitation": Wording("Un compte vous est ouvert", "Un compte vous est ouvert sur le portail de la convention."),
    "confirmation_due": Wording(
        "Des désignations sont à confirmer",
        "Des désignations de votre organisme sont à confirmer : sans confirmation, elles seront suspendues.",
    ),
    "designation_to_confirm": Wording(
        "Votre désignation est à confirmer",
        "Votre désignation est à confirmer par votre organisme : sans confirmation, elle sera suspendue.",
    ),
    "designation_suspended": Wording(
        "Des désignations sont suspendues",
        "Des désignations n’ont pas été confirmées et sont suspendues ; les confirmer les rétablit.",
    ),
}
NEUTRAL = Wording("Du nouveau sur le portail", "Quelque chose vous attend sur le portail.")


def wording_of(kind: str) -> Wording:
    return WORDINGS.get(kind, NEUTRAL)


def body_of(wording: Wording, login_url: str) -> str:
    return f"Bonjour,\n\n{wording.sentence}\n\n{SIGN_IN}\n{login_url}\n\n{WHY}\n"


def invitation_body(link: str) -> str:
    """Names nobody: whoever reads it by mistake learns only that the portal exists."""
    return f"Bonjour,\n\n{WORDINGS['invitation'].sentence}\n\n{CHOOSE}\n{link}\n\n{UNEXPECTED}\n"
