"""What the landlord did in the situation, in order: which step, when, and whether it arrived. Never a letter's text, to
whom it went, or a number of a lease."""

from typing import Any

from incidents.ladder import Proof, Result
from incidents.models import Step
from referrals.field_sets import Drawn, FieldSetModule

HANDED_OVER = (Proof.HAND, Proof.OFFICER, Proof.COURT)  # given to somebody, or by a public officer


def is_filled(drawn: Drawn) -> bool:
    return bool(drawn.steps)


def project(drawn: Drawn) -> list[dict[str, Any]]:
    return [
        {"step": step.get_rung_display(), "done_on": step.done_on.isoformat(), "reception": _reception(step)}
        for step in drawn.steps
    ]


def _reception(step: Step) -> str:
    """ "" where nothing says whether it arrived."""
    if step.result == Result.RETURNED:
        return "courrier revenu"
    return "reçue" if step.receipt_id or step.proof in HANDED_OVER else ""


FIELD_SET = FieldSetModule(
    name="steps",
    label="Vos démarches",
    hint="nature, date et réception de chacune ; ni lettre, ni destinataire, ni bail",
    line="Démarches",
    fragment="referrals/field_sets/steps.html",
    rank=4,
    is_filled=is_filled,
    project=project,
)
