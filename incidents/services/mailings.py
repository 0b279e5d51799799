"""Many letters of one kind in one run: those that can be made are, the others are named with their reason."""

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
from incidents.letter_sources import all_lines_of
from incidents.letter_text import LetterKind
from incidents.models import Letter, Mailing, Situation
from incidents.permissions import addressees_visible_to, can_keep_situation, can_keep_situations, mailings_visible_to
from incidents.services.letters import LetterWords, make_letters
from journal.services import record
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
    made: list[Letter] = []
    for situation in sorted(situations, key=lambda each: each.reference):
        try:
            with transaction.atomic():
                made += _letters_of(by, kind, situation, words, key)
        except Refused as refused:
            mailing.unmade.append(f"{situation.reference} : {refused.sentence}"[:300])
    mailing.save(force_insert=True)
    for letter in made:
        letter.mailing = mailing
        letter.save(update_fields=["mailing"])
    record(by=by, verb=Verb.MAILING_MADE, object_id=mailing.pk, owner_id=mailing.landlord_id)
    return mailing


def _letters_of(
    by: Actor, kind: LetterKind | str, situation: Situation, words: MailingWords, key: UUID
) -> list[Letter]:
    holders = addressees_visible_to(by).filter(situation=situation).holding_on(by.today)
    return make_letters(
        by=by,
        situation=situation,
        kind=kind,
        addressees=list(holders),
        words=LetterWords(
            body=words.body,
            written_on=words.written_on,
            facts=all_lines_of(by, situation),
            clause=words.clause,
            until=words.until,
        ),
        key=uuid5(key, str(situation.pk)),
    )
