"""vCard, 3.0 (RFC 2426) for the address books of phones and Outlook, 4.0 (RFC 6350) for what knows it. Work contacts
only."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from acting.phones import phone_of

CONTENT_TYPE = "text/vcard; charset=utf-8"
LINE_OCTETS = 75
VERSIONS = NEWEST, COMMON = "4.0", "3.0"
ESCAPED = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class Card:
    """A person at a post, or, without `last_name`, the service itself."""

    uid: UUID
    revised_at: datetime
    organisation: str
    post: str
    first_name: str = ""
    last_name: str = ""
    title: str = ""
    role: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    @property
    def is_person(self) -> bool:
        return bool(self.last_name)


def vcards(cards: list[Card], version: str) -> str:
    """One text with a card after the other, each line folded and ended as the standard wants."""
    return "".join(_fold(line) + "\r\n" for card in cards for line in _lines(card, version))


def _lines(card: Card, version: str) -> list[str]:
    kind = [f"KIND:{'individual' if card.is_person else 'org'}"] if version == NEWEST else []
    mail = "EMAIL;TYPE=work" if version == NEWEST else "EMAIL;TYPE=INTERNET,WORK"
    return [
        "BEGIN:VCARD",
        f"VERSION:{version}",
        *kind,
        f"UID:urn:uuid:{card.uid}",
        *_names(card, version),
        f"ORG:{_escape(card.organisation)};{_escape(card.post)}",
        *(f"{name}:{_escape(value)}" for name, value in (("TITLE", card.title), ("ROLE", card.role)) if value),
        *(_telephone(phone, version) for phone in card.phones),
        *_note(card.phones),
        *(f"{mail}:{_escape(email)}" for email in card.emails),
        *([f"CATEGORIES:{','.join(map(_escape, card.categories))}"] if card.categories else []),
        f"REV:{card.revised_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        "END:VCARD",
    ]


def _names(card: Card, version: str) -> list[str]:
    """FN is mandatory, in 3.0 N too; that has five parts: family, given, additional, before, after."""
    if not card.is_person:
        whole = _escape(f"{card.post}, {card.organisation}")
        return [f"FN:{whole}"] if version == NEWEST else [f"FN:{whole}", f"N:{whole};;;;"]
    given, family = _escape(card.first_name), _escape(card.last_name)
    return [f"FN:{_escape(f'{card.first_name} {card.last_name}')}", f"N:{family};{given};;;"]


def _telephone(phone: str, version: str) -> str:
    """In 4.0 a URI where the number is one that can be dialled from anywhere, text otherwise ("poste 4512"). 3.0 knows
    text only: as it is dialled, so that a phone calls it, or as it was written."""
    found = phone_of(phone)
    if version != NEWEST:
        return f"TEL;TYPE=WORK,VOICE:{_escape(found.dialled if found else phone)}"
    if found is None or not found.is_international:
        return f"TEL;TYPE=work;VALUE=text:{_escape(found.kept if found else phone)}"
    extension = f";ext={found.extension}" if found.extension else ""
    return f"TEL;TYPE=work;VALUE=uri:{found.address}{extension}"


def _note(phones: tuple[str, ...]) -> list[str]:
    """Extensions: whoever answers is asked for them."""
    found = [phone for phone in map(phone_of, phones) if phone and phone.extension]
    return [f"NOTE:{_escape(', '.join(f'{each.words} poste {each.extension}' for each in found))}"] if found else []


def _escape(text: str) -> str:
    """Backslash, comma, semicolon and line break (section 3.4); other control characters have no place in a card."""
    one_break = text.replace("\r\n", "\n").replace("\r", "\n")
    spaced = "".join(" " if char.isspace() and char != "\n" else char for char in one_break)
    return "".join(char for char in spaced if char == "\n" or char.isprintable()).translate(ESCAPED)


def _fold(line: str) -> str:
    """At most 75 octets a line, the rest after a line break and a space (section 3.2), never inside a character."""
    folded, length = [], 0
    for char in line:
        octets = len(char.encode())
        if length + octets > LINE_OCTETS:
            folded.append("\r\n ")
            length = 1
        folded.append(char)
        length += octets
    return "".join(folded)
