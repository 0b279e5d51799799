"""Why a mail did not leave: kept with the class and the number of a failure, said in words."""

import re

NOBODY = "destinataire sans compte ouvert ou sans désignation en cours"
SUPERSEDED = "lien remplacé, utilisé ou périmé"
AWAY = "serveur de courrier injoignable"
CAME_BACK = "CameBack"  # with the status that the report of its delivery gives

# By the beginning of what `outbox.fate_of` keeps, the first that fits.
WORDS = (
    (CAME_BACK, "courriel revenu\u00a0: l’adresse ne le reçoit pas ({code})"),
    ("SMTPRecipientsRefused 5", "adresse refusée par le serveur qui reçoit ({code})"),
    ("SMTPRecipientsRefused", "serveur qui reçoit indisponible pour cette adresse ({code})"),
    ("SMTPDataError", "courriel refusé par le serveur ({code})"),
    (f"{AWAY} (SMTPAuthenticationError", "serveur de courrier : compte ou mot de passe refusé ({code})"),
    (f"{AWAY} (SMTPSenderRefused", "serveur de courrier : expéditeur refusé ({code})"),
    ("SMTPNotSupportedError", "adresse que le serveur de courrier ne sait pas écrire"),
    ("Unicode", "adresse que le serveur de courrier ne sait pas écrire"),
    *((words, words) for words in (AWAY, NOBODY, SUPERSEDED)),
)
OTHERWISE = "courriel impossible à composer"


def reason_in_words(error: str) -> str:
    """Never the name of a class; the number that a receiving server gave, which its keepers ask for. "" for none."""
    code = "".join(re.findall(r"\d+(?:\.\d+)*", error)[:1])
    found = (words for beginning, words in WORDS if error.startswith(beginning))
    return next(found, OTHERWISE).format(code=code) if error else ""
