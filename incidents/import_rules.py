"""What the import of a file must be, before it is written and before it is undone. Forms show it, services raise it."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from acting.refusals import Refusal
from incidents.enums import ImportKind, ImportState
from incidents.import_columns import missing_columns
from incidents.models.fact_import import TIME_TO_UNDO
from journal.failures import said_for_good, said_once

NO_COLUMN = "Choisissez la colonne de votre fichier qui le dit."
WHERE_IT_IS = "Choisissez la colonne de la résidence, ou celle de l’adresse."
BUSY = "Un autre import de votre organisme est en cours d’écriture. Attendez qu’il soit terminé."
WORK = {ImportState.READING: "La lecture", ImportState.IMPORTING: "L’import", ImportState.UNDOING: "L’annulation"}


def refusals_of_kind(kind: str) -> Iterator[Refusal]:
    if kind not in ImportKind.values:
        yield Refusal("Choisissez ce que contient le fichier.", "kind")


def refusals_of_confirming(*, new: int, warned: int, reviewed: bool) -> Iterator[Refusal]:
    """What the guard of texts has seen is confirmed once for all lines, as it is for each fact that is filed."""
    if not new:
        yield Refusal("Ce fichier n’apporte aucun fait nouveau.")
    if warned and not reviewed:
        yield Refusal("Relisez ces textes, puis cochez la case ; ou corrigez le fichier.", "reviewed")


def refusals_of_undoing(*, state: str, ended_at: datetime | None, now: datetime) -> Iterator[Refusal]:
    if state != ImportState.DONE or ended_at is None:
        yield Refusal("Cet import n’est pas, ou n’est plus, à annuler.")
    elif now - ended_at > TIME_TO_UNDO:
        yield Refusal("Un import s’annule pendant sept jours ; ce délai est passé.")


def refusals_of_columns(kind: str, pointed: Mapping[str, str]) -> Iterator[Refusal]:
    """Of what a line cannot do without, a column of the file is pointed at."""
    for column in missing_columns(kind, pointed):
        text = WHERE_IT_IS if column.key == "residence" else NO_COLUMN
        yield Refusal(text, column.key)


def refusals_of_words(words: Mapping[str, Mapping[str, str]], known: Mapping[str, set[str]]) -> Iterator[Refusal]:
    """A word means something that is offered, and nothing else."""
    if any(code not in known.get(field, ()) for field, told in words.items() for code in told.values()):
        yield Refusal("Choisissez dans la liste ce que ces mots veulent dire.")


def trouble_of(state: str, error: str, cause: str) -> str:
    """What a job says of its failure, in the words of an import: nothing is made here, a file is read or written."""
    work = WORK.get(ImportState(state), "Le travail")
    return {
        said_once(cause): said_once(cause, work),
        said_for_good(cause): said_for_good(cause, work, "Reprenez"),
    }.get(error, error)
