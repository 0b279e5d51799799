"""One meeting as a calendar file (RFC 5545), which replaces an earlier one of it. Nothing about anybody: title, place,
agenda, and the way back here."""

from datetime import UTC, datetime, timedelta

from signatories.models import Meeting

CONTENT_TYPE = "text/calendar; charset=utf-8"
LINE_OCTETS = 75
USUAL_LENGTH = timedelta(hours=2)  # no invitation says when a meeting ends; without an end it takes no room in a day


def calendar_of(meeting: Meeting, *, now: datetime, url: str) -> str:
    """A calendar with one event, its lines folded and ended as the standard says."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Convention 77//Portail//FR",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{meeting.pk}@convention77",
        f"DTSTAMP:{_moment(now)}",
        f"SEQUENCE:{meeting.revision}",
        f"DTSTART:{_moment(meeting.starts_at)}",
        f"DTEND:{_moment(meeting.starts_at + USUAL_LENGTH)}",
        f"SUMMARY:{_text(meeting.title)}",
        *([f"LOCATION:{_text(meeting.place)}"] if meeting.place else []),
        *([f"DESCRIPTION:{_text(meeting.agenda)}"] if meeting.agenda else []),
        f"URL:{url}",
        f"STATUS:{'CANCELLED' if meeting.is_cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """Backslash, comma, semicolon and ends of lines are written out (3.3.11); other control characters go."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    escaped = lines.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(
        char for char in escaped if char == "\t" or char.isprintable() or char == "\u00a0" or char == "\u202f"
    )


def _folded(line: str) -> str:
    """At most 75 octets a line, never inside a character (3.1); a continued line begins with a space."""
    parts, part, room = [], "", LINE_OCTETS
    for char in line:
        size = len(char.encode())
        if size > room:
            parts.append(part)
            part, room = "", LINE_OCTETS - 1
        part, room = part + char, room - size
    return "\r\n ".join([*parts, part])
