"""Dossiers of pieces where a writ was taken: the first one frozen, the second one still without all of its proof."""

from typing import Any
from uuid import UUID, uuid5

from acting import french
from acting.actor import Actor
from convention77.demonstration.drawn import paper
from files.media import prepare
from files.services import store_own_work
from incidents.evidence_walls import PAPER
from incidents.models import EvidenceFile, Situation
from incidents.services.evidence import PaperWords, add_paper, begin_evidence, freeze_evidence, keep_bound_paper
from reports.enums import ReportKind
from reports.evidence_paper import bind_evidence, draft_evidence, working_folder
from reports.models import Report
from reports.pdf import pdf_available

FOUND = ("facts", "identity", "use", "own_hand", "signature")


def prepare_dossier(by: Actor, situation: Situation, key: UUID, *, is_frozen: bool) -> None:
    begun = begin_evidence(by=by, situation=situation, title=f"Résiliation du bail {situation.lease}", key=key)
    constat = PaperWords("Constat de commissaire de justice (fictif)", by.today)
    _add(by, begun, "Constat", constat)
    if is_frozen:
        freeze(by, begun)
    else:
        witness = PaperWords("Attestation d’un voisin (fictive)", is_attestation=True, holds=FOUND)
        _add(by, begun, "Attestation", witness)


def freeze(by: Actor, begun: EvidenceFile) -> None:
    """With its PDF, as the worker makes it; left a draft where no PDF is made."""
    if not pdf_available():
        return
    draft = draft_evidence(by, Report(kind=ReportKind.EVIDENCE, object_id=begun.pk))
    with working_folder() as folder:
        bound, pages = bind_evidence(draft, folder, lambda _percent: None)
        name = f"dossier-{begun.reference}.pdf"
        kept: dict[str, Any] = {"name": name, "content_type": "application/pdf", "purpose": PAPER}
        stored = store_own_work(by=by, source=bound, owner_id=draft.owner_id, **kept)
    keep_bound_paper(by=by, evidence=begun, stored=stored, pages=pages, digest=draft.digest)
    freeze_evidence(by=by, evidence=begun)


def _add(by: Actor, begun: EvidenceFile, title: str, words: PaperWords) -> None:
    prepared = prepare(paper(title, french.day(words.dated_on)), f"{title.lower()}.pdf")
    add_paper(by=by, evidence=begun, key=uuid5(begun.pk, title), prepared=prepared, words=words)
