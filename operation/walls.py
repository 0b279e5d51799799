"""Who may write what is measured: the worker alone. It says nothing of anybody, so it needs no wall."""

from acting.walls import EVERYTHING, Rights

RIGHTS = (
    Rights("operation_measure", "numbers of machines, of nobody", app="SELECT", worker=EVERYTHING),
    Rights("operation_alert", "what is wrong with the machines", app="SELECT", worker=EVERYTHING),
    Rights("operation_sending", "when the beat sent what", app="SELECT", worker="SELECT, INSERT, UPDATE"),
)
