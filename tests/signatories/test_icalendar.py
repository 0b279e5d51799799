"""One meeting as a calendar file: what the standard wants escaped, folded and ended is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from signatories.icalendar import calendar_of
from signatories.models import Meeting
from tests.matrix.gatherings import make_meeting
from tests.people import Cast

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
URL = "https://portail.example/reunions/1/"


def meeting(**fields: object) -> Meeting:
    at = datetime(2026, 3, 5, 14, 30, tzinfo=ZoneInfo("Europe/Paris"))
    return Meeting(**{"kind": "technical", "title": "Comité technique", "starts_at": at} | fields)


def unfolded(text: str) -> list[str]:
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def test_it_says_when_what_and_where() -> None:
    event = meeting(place="Sous-préfecture de Meaux")
    assert unfolded(calendar_of(event, now=NOW, url=URL)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Convention 77//Portail//FR",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{event.pk}@convention77",
        "DTSTAMP:20260301T080000Z",
        "SEQUENCE:0",
        "DTSTART:20260305T133000Z",
        "DTEND:20260305T153000Z",
        "SUMMARY:Comité technique",
        "LOCATION:Sous-préfecture de Meaux",
        f"URL:{URL}",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_summer_time_is_two_hours_ahead() -> None:
    at = datetime(2026, 7, 5, 14, 30, tzinfo=ZoneInfo("Europe/Paris"))
    assert "DTSTART:20260705T123000Z" in unfolded(calendar_of(meeting(starts_at=at), now=NOW, url=URL))


def test_what_somebody_typed_is_text_and_adds_no_line() -> None:
    typed = meeting(
        title="Halls; caves, toits \\ abords\r\nEND:VEVENT", agenda="Un.\nDeux, trois.\x07", is_cancelled=True
    )
    lines = unfolded(calendar_of(typed, now=NOW, url=URL))
    assert "SUMMARY:Halls\\; caves\\, toits \\\\ abords\\nEND:VEVENT" in lines
    assert "DESCRIPTION:Un.\\nDeux\\, trois." in lines
    assert "STATUS:CANCELLED" in lines
    assert lines.count("END:VEVENT") == 1


def test_long_lines_are_folded_between_characters() -> None:
    text = calendar_of(meeting(agenda="é’œ – " * 60), now=NOW, url=URL)
    for line in text.encode().split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert "DESCRIPTION:" + ("é’œ – " * 60).strip() in [line.strip() for line in unfolded(text)]


def test_it_is_a_file_of_the_own_convention(cast: Cast) -> None:
    held = make_meeting(cast.sarah.signatory.convention)
    response = cast.sarah.client().get(f"/reunions/{held.pk}/reunion.ics")
    day = timezone.localtime(held.starts_at)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == f'attachment; filename="reunion-{day:%Y-%m-%d}.ics"'
    assert f"/reunions/{held.pk}/" in response.text
