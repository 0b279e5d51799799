"""Referrals by the words of what was frozen, on either side, as long as they are read."""

from uuid import UUID

from django.urls import reverse

from acting import french
from acting.actor import Actor
from acting.enums import INBOX_FUNCTIONS, Function
from acting.search import Found, Hit, Sought, newest_by_words, page_of
from correspondents.search_sources import SearchSource
from journal.verbs import Verb
from referrals.asked_pieces import ASKED_IN_WORDS
from referrals.models import Referral
from referrals.permissions import disclosures_visible_to, referral_words_visible_to, referrals_visible_to
from referrals.projection import Content, place_in_words


def search_referrals(actor: Actor, sought: Sought) -> Found:
    return page_of(
        newest_by_words(referral_words_visible_to(actor), sought), sought, lambda some: _referrals(actor, some)
    )


def _referrals(actor: Actor, keys: list[UUID]) -> dict[UUID, Hit]:
    contents: dict[UUID, list[Content]] = {}
    for disclosure in disclosures_visible_to(actor).filter(referral_id__in=keys).order_by("number"):
        contents.setdefault(disclosure.referral_id, []).append(disclosure.content)
    found = referrals_visible_to(actor).filter(pk__in=contents).for_display()
    return {each.pk: _hit(actor, each, contents[each.pk]) for each in found}


def _hit(actor: Actor, referral: Referral, contents: list[Content]) -> Hit:
    is_sent = actor.signatory_id == referral.sender_id
    other = f"à {referral.recipient.short_name}" if is_sent else f"de {referral.sender.short_name}"
    sent = french.day(referral.sent_at) if referral.sent_at else ""
    return Hit(
        url=reverse("referral_detail", args=[referral.pk]),
        title=f"{referral.subject.label}, {place_in_words(contents)}",
        line=f"{referral.reference}, {other}, {sent}",
        text=" ".join(text for content in contents for text in _texts(content)),
        object_id=referral.pk,
        owner_id=referral.sender_id,
    )


def _texts(content: Content) -> list[str]:
    """What is shown of it here: what was written, without the persons named nor the contact."""
    complaint = content.get("complaint") or {}
    numbers = (complaint.get("service"), complaint.get("pv_number"), complaint.get("prosecution_number"))
    asked = content.get("asked") or {}
    written = [*(asked.get(name) for name in ASKED_IN_WORDS), *(fact["text"] for fact in content.get("facts", ()))]
    return [str(text) for text in (content.get("precision", ""), *written, *numbers) if text]


def _opens_to(actor: Actor) -> bool:
    return actor.function in (*INBOX_FUNCTIONS, Function.REFERENT)


REFERRALS = SearchSource("saisines", "Saisines", _opens_to, search_referrals, Verb.REFERRAL_READ)
