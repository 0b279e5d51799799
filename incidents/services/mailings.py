"""Many letters of one kind in one run: those that can be made are, the others are named with their reason."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction

from acting.actor import Actor, known
from acting.changes import same_or_conflict
from acting.pages import ask
from acting.refusals import Refused, refuse, unfit_values
from acting.stored import digest_of
from incidents.letter_rules import refusals_of_mailing
from incidents.letter_sources import lines_of_each, template_of
from incidents.letter_text import LetterKind
from incidents.models import Addressee, Letter, LetterTemplate, Mailing, Situation
from incidents.permissions import (
    addressees_visible_to,
    can_keep_situation,
    can_keep_situations,
    mailings_visible_to,
    situations_visible_to,
)
from incidents.services.letters import OF_A_LEASE, LetterWords, drafted
from incidents.situation_rules import CLOSED
from journal.models import Entry
from journal.services import entry_of, record
from journal.verbs import Verb


@dataclass(frozen=True, slots=True)
class MailingWords:
    """What all its letters say alike; each tells the facts of its own situation."""

    body: str
    written_on: date
    clause: str = ""
    until: date | None = None


@transaction.atomic
def make_mailing(
    *, by: Actor, kind: LetterKind | str, situations: Sequence[Situation], words: MailingWords, key: UUID
) -> Mailing:
    """All letters of a situation or none of it; the same `key` makes them once. Raises Refused where the run itself
    cannot be, and Conflict when the same form comes back with other words."""
    ask(can_keep_situations, by)
    for situation in situations:
        ask(can_keep_situation, by, situation)
    asked = digest_of([astuple(words), sorted(str(each.pk) for each in situations)])
    if earlier := mailings_visible_to(by).filter(pk=key).first():
        return same_or_conflict(earlier, {"kind": kind, "words": asked})
    refuse(refusals_of_mailing(kind, len(situations)))
    mailing = Mailing(
        id=key,
        landlord_id=known(by.signatory_id),
        kind=kind,
        asked=len(situations),
        words=asked,
        post_id=known(by.post_id),
        made_at=by.now,
    )
    refuse(unfit_values(mailing, "kind"))
    made = _letters(by, mailing, situations, words)
    mailing.save(force_insert=True)
    Letter.objects.bulk_create(made)
    Entry.objects.bulk_create(
        entry_of(by=by, verb=Verb.LETTER_MADE, object_id=each.pk, owner_id=mailing.landlord_id) for each in made
    )
    record(by=by, verb=Verb.MAILING_MADE, object_id=mailing.pk, owner_id=mailing.landlord_id)
    return mailing


def _letters(by: Actor, mailing: Mailing, situations: Sequence[Situation], words: MailingWords) -> list[Letter]:
    """All that can be made, of situations that are held open meanwhile; the others are named in `mailing.unmade`."""
    wanted = [each.pk for each in situations]
    held = situations_visible_to(by).filter(pk__in=wanted).select_related("residence__commune", "landlord")
    template, holders, facts = template_of(by, mailing.kind), _holders(by, wanted), lines_of_each(by, wanted)
    made = []
    for situation in held.order_by("reference").select_for_update(of=("self",), no_key=True):
        of_it = LetterWords(
            body=words.body,
            written_on=words.written_on,
            facts=facts[situation.pk],
            clause=words.clause,
            until=words.until,
        )
        try:
            made += _of_one(by, mailing, situation, holders[situation.pk], template, of_it)
        except Refused as refused:
            mailing.unmade.append(f"{situation.reference} : {refused.sentence}"[:300])
    return made


def _of_one(
    by: Actor,
    mailing: Mailing,
    situation: Situation,
    holders: Sequence[Addressee],
    template: LetterTemplate,
    words: LetterWords,
) -> list[Letter]:
    """One for each holder, or none. Raises Refused."""
    if situation.ended_at:
        raise Refused(CLOSED)
    if situation.is_of_place:
        raise Refused(OF_A_LEASE)
    if not holders:
        raise Refused("Aucun titulaire du bail n’y est inscrit.")
    letters = [drafted(by, situation, each, template, words, uuid5(mailing.pk, str(each.pk))) for each in holders]
    for letter in letters:
        letter.mailing = mailing
    return letters


def _holders(by: Actor, situations: Sequence[UUID]) -> dict[UUID, list[Addressee]]:
    found = addressees_visible_to(by).filter(situation__in=situations).holding_on(by.today)
    holders: dict[UUID, list[Addressee]] = defaultdict(list)
    for each in found.in_order():
        holders[each.situation_id].append(each)
    return holders
