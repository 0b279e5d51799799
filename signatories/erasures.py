"""What a restored backup gives back of this room, and how it goes again."""

from collections.abc import Collection
from uuid import UUID

from acting.actor import Actor
from journal.services import record
from journal.verbs import Verb
from signatories.models import Article, Document, Processing, SavedFilter
from signatories.services.convention import remove_article, remove_document, remove_processing


def remove_documents(by: Actor, ids: Collection[UUID]) -> int:
    found = list(Document.objects.filter(pk__in=ids, removed_at=None))
    for document in found:
        remove_document(by=by, row=document)
    return len(found)


def remove_articles(by: Actor, ids: Collection[UUID]) -> int:
    found = list(Article.objects.filter(pk__in=ids))
    for article in found:
        remove_article(by=by, row=article)
    return len(found)


def remove_processings(by: Actor, ids: Collection[UUID]) -> int:
    found = list(Processing.objects.filter(pk__in=ids))
    for processing in found:
        remove_processing(by=by, row=processing)
    return len(found)


def remove_filters(by: Actor, ids: Collection[UUID]) -> int:
    found = list(SavedFilter.objects.filter(pk__in=ids))
    for saved in found:
        record(by=by, verb=Verb.FILTER_REMOVED, object_id=saved.pk, owner_id=None)
        saved.delete()
    return len(found)


AGAIN = {
    Verb.DOCUMENT_REMOVED: remove_documents,
    Verb.ARTICLE_REMOVED: remove_articles,
    Verb.PROCESSING_REMOVED: remove_processings,
    Verb.FILTER_REMOVED: remove_filters,
}
BY_HAND = {
    Verb.SIGNATORY_CHANGED: "l’ancien nom ou l’ancienne boîte officielle de ce signataire est revenu\u00a0: le revoir",
    Verb.CONVENTION_SETTINGS_CHANGED: "les anciens réglages de la convention sont revenus\u00a0: les revoir",
    Verb.THEME_CONTACTS_CHANGED: "les anciens contacts de cet objet de travail sont revenus : les corriger à sa page",
    Verb.SIGNATORY_LEFT: "la fin de participation de ce signataire est à noter de nouveau",
}
NOT_AGAIN = {Verb.THEME_WITHDRAWN: "un mot de la convention, de personne ; il se retire à sa page"}
