"""What is tried at the record of the convention, which every administrator of the convention keeps."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from signatories.portal_settings import SETTINGS
from tests.matrix.record import PDF, Pdf
from tests.matrix.trial import Trial
from tests.matrix.world import World


def _on(key: str, **data: Any) -> Callable[[World], list[Trial]]:
    """A row of the record, and what is typed about it."""
    return lambda world: [Trial(for_all=True, args=(world.record[key],), data=data)]


def _typed(**data: Any) -> Callable[[World], list[Trial]]:
    return lambda world: [Trial(for_all=True, data=data | {"submission": uuid4()})]


def _settings(world: World) -> list[Trial]:
    convention = world.cast.adrien.signatory.convention
    kept = {setting.name: getattr(convention, setting.name) for setting in SETTINGS}
    values = {name: "" if value is None else value for name, value in kept.items()}
    return [Trial(for_all=True, data=values | {"share_days": 60, "reason": "Décision du comité de pilotage."})]


def _documents(world: World) -> list[Trial]:
    return _typed(kind="annex", title="Fiche", file=Pdf("fiche.pdf", PDF))(world)


RULE: dict[str, Any] = {
    "sender_kinds": ["landlord"],
    "recipient_kinds": ["police", "gendarmerie"],
    "minimum": ["place"],
    "usual": ["place"],
    "bases": ["csi-l271-1"],
}
PARTY = {"short_name": "Toits", "in_phrase": "les Toits de Marne", "kind": "landlord", "joined_on": "2026-01-05"}

MAKERS: dict[str, Callable[[World], list[Trial]]] = {
    "signed_text": _on("signed"),
    "document_download": _on("annex"),
    "document_new": _documents,
    "document_remove": _on("annex"),
    "convention_term": _typed(term_ends_on="2027-05-04", renewal="tacite"),
    "convention_settings_edit": _settings,
    "article_new": _typed(number=2, title="Durée", text="Texte."),
    "article_edit": _on("article", number=1, title="Objet", text="Texte corrigé."),
    "processing_new": _typed(name="Saisines"),
    "processing_edit": _on("processing", name="Faits", controllers="Chaque bailleur"),
    "signatory_new": _typed(name="Toits de Marne", **PARTY),
    "signatory_edit": _on("signatory", name="Val de Brie", short_name="VdB", in_phrase="le Val de Brie"),
    "subject_edit": lambda _: [Trial(for_all=True, args=("presence",), data=RULE)],
    "signatory_leave": _on("signatory", left_on="2030-01-01"),
}
