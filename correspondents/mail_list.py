"""The mails as their administrator reads them: to whom, to which address, of what topic, and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When

from acting.actor import Actor
from acting.keys import Source
from acting.lists import Listing, Page
from correspondents.mail_reasons import reason_in_words
from correspondents.messages import ADDRESS_ASKED_KIND, ADDRESS_CHANGED_KIND, ADDRESS_KIND, wording_of
from correspondents.models import User
from correspondents.permissions import accounts_visible_to
from journal.enums import MessageState
from journal.models import Message

PAGE_SIZE = 25
LATEST = ("-created_at", "-id")
UNCONFIRMED, PREVIOUS = "à l’adresse qui était à confirmer", "à l’adresse précédente de ce compte"
UNSENT = (MessageState.REFUSED, MessageState.FAILED)
TONES = {MessageState.SENT: "ok", MessageState.REFUSED: "bad", MessageState.FAILED: "bad", MessageState.WAITING: "info"}


@dataclass(frozen=True, slots=True)
class MailLine:
    """`address` is where the mail went, or goes next."""

    mail: Message
    account: User | None
    address: str
    reason: str

    @property
    def topic(self) -> str:
        return str(wording_of(self.mail.kind).topic.label)

    @property
    def tone(self) -> str:
        return TONES.get(MessageState(self.mail.state), "")

    @property
    def may_resend(self) -> bool:
        return self.mail.state in UNSENT


def mail_page(mails: QuerySet[Message], asked: Mapping[str, str]) -> Page[Message]:
    """With `moved_at`: when the person changed the address after the last try, or after being told that another one was
    asked for, which keeps to the address of that day."""
    kept_to = Case(When(kind=ADDRESS_ASKED_KIND, then=F("created_at")), default=F("tried_at"))
    changed = Message.objects.filter(recipient_id=OuterRef("recipient_id"), kind=ADDRESS_CHANGED_KIND)
    later = changed.filter(created_at__gte=OuterRef("kept_to")).order_by("created_at").values("created_at")
    rows: QuerySet[Message] = Message.objects.annotate(kept_to=kept_to).annotate(moved_at=Subquery(later[:1]))
    return Listing(rows, LATEST, asked, size=PAGE_SIZE, sources=[Source(mails)]).page()


def mail_lines(actor: Actor, mails: Sequence[Message]) -> list[MailLine]:
    people = accounts_visible_to(actor).in_bulk([mail.recipient_id for mail in mails])
    return [_line(mail, people.get(mail.recipient_id)) for mail in mails]


def _line(mail: Message, account: User | None) -> MailLine:
    return MailLine(mail, account, _address(mail, account), reason_in_words(mail.error))


def _address(mail: Message, account: User | None) -> str:
    """The account's own, unless the mail went elsewhere: what somebody has typed and nobody has confirmed may be a
    stranger's, and what an account no longer has is kept nowhere."""
    moved_at: datetime | None = vars(mail)["moved_at"]
    if mail.kind == ADDRESS_KIND:
        return UNCONFIRMED
    if mail.kind == ADDRESS_CHANGED_KIND or moved_at:
        return PREVIOUS
    return account.named.email if account else ""
