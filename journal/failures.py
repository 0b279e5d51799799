"""Why an attempt of a job failed, and what is said of it: to whoever asked, and to the administrator, who can mend."""

import errno
from collections.abc import Iterator
from dataclasses import dataclass

from celery.exceptions import SoftTimeLimitExceeded

from journal.enums import Cause

# Of the system, and of PostgreSQL: disk_full, out_of_memory, query_canceled.
BY_ERRNO = {errno.ENOSPC: Cause.DISK_FULL, errno.EDQUOT: Cause.DISK_FULL, errno.ENOMEM: Cause.NO_MEMORY}
BY_SQLSTATE = {"53100": Cause.DATABASE_FULL, "53200": Cause.NO_MEMORY, "57014": Cause.TOO_LONG}
BY_CLASS = ((MemoryError, Cause.NO_MEMORY), (SoftTimeLimitExceeded, Cause.TOO_LONG))

MAKING = "La fabrication"
AGAIN = "Demandez-la de nouveau"


@dataclass(frozen=True, slots=True)
class Trouble:
    """`why` and `mend` for whoever asked (`mend` is empty where asking again is all that one can try), `remedy` for
    the administrator."""

    why: str
    mend: str
    remedy: str


TROUBLES = {
    Cause.DISK_FULL: Trouble(
        "le serveur n’a plus de place",
        "L’administrateur du portail doit d’abord libérer de la place\u00a0; il peut ensuite relancer la tâche.",
        "Le disque du serveur est plein (fichiers privés ou fichiers de travail). Libérez de la place, puis relancez.",
    ),
    Cause.DATABASE_FULL: Trouble(
        "la base de données n’a plus de place",
        "L’administrateur du portail doit d’abord libérer de la place\u00a0; il peut ensuite relancer la tâche.",
        "Le disque de la base de données est plein. Agrandissez-le ou libérez de la place, puis relancez.",
    ),
    Cause.NO_MEMORY: Trouble(
        "la mémoire du serveur n’a pas suffi",
        "Demandez moins à la fois, ou prévenez l’administrateur du portail.",
        "La mémoire n’a pas suffi. Donnez-en davantage au worker, ou baissez le nombre de ses processus, puis "
        "relancez.",
    ),
    Cause.SILENT: Trouble(
        "le travail s’est arrêté sans un mot, le plus souvent faute de mémoire",
        "Demandez moins à la fois, ou prévenez l’administrateur du portail.",
        "Le worker s’est arrêté sans un mot\u00a0: tué faute de mémoire le plus souvent (le journal du noyau le dit), "
        "ou redémarré. Donnez-lui de la mémoire, puis relancez.",
    ),
    Cause.TOO_LONG: Trouble(
        "le temps permis a été dépassé",
        "Demandez moins à la fois, ou prévenez l’administrateur du portail.",
        "Le temps permis a été dépassé\u00a0: machine trop chargée, ou demande trop grande. Relancez à une heure "
        "calme.",
    ),
}
UNKNOWN = Trouble(
    "",
    "",
    "La cause n’est pas connue du portail\u00a0: la ligne «\u00a0job_failed\u00a0» du journal du worker, à l’heure du "
    "dernier essai, nomme l’erreur.",
)


def cause_of(error: BaseException) -> str:
    """ "" for what is none of them. What a library or the database wraps is looked for inside."""
    return next((cause for each in _chain(error) if (cause := _own_cause(each))), "")


def said_once(cause: str, work: str = MAKING) -> str:
    why = _why(cause)
    return f"{work} a échoué{why}\u00a0; un nouvel essai est prévu."


def said_for_good(cause: str, work: str = MAKING, again: str = AGAIN) -> str:
    mend = _of(cause).mend or f"{again}\u00a0; si l’échec se répète, prévenez l’administrateur."
    return f"{work} a échoué trois fois{_why(cause)}. {mend}"


def remedy_of(error: str, cause: str) -> str:
    """What the administrator does before it is tried again; "" for what says its own reason, or has not failed."""
    is_told = error in (said_once(cause), said_for_good(cause)) or cause in TROUBLES
    return _of(cause).remedy if is_told else ""


def _of(cause: str) -> Trouble:
    return TROUBLES[Cause(cause)] if cause in TROUBLES else UNKNOWN


def _why(cause: str) -> str:
    why = _of(cause).why
    return f"\u00a0: {why}" if why else ""


def _own_cause(error: BaseException) -> str:
    of_class = next((cause for kind, cause in BY_CLASS if isinstance(error, kind)), "")
    of_system = BY_ERRNO.get(getattr(error, "errno", None) or 0, "")
    return of_class or of_system or BY_SQLSTATE.get(getattr(error, "pgcode", None) or "", "")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
