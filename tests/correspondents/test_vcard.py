"""vCard 4.0 as RFC 6350 wants it, whatever is in a name or a label."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from correspondents.vcard import COMMON, NEWEST, Card, vcards

AT = datetime(2026, 3, 29, 23, 30, tzinfo=UTC)
UID = UUID("4fbe8971-0bc3-424c-9c26-36c3e1eff6b1")


def card(**given_fields: object) -> Card:
    fields = {"uid": UID, "revised_at": AT, "organisation": "Parquet de Meaux", "post": "Magistrat référent"}
    return Card(**(fields | given_fields))  # type: ignore[arg-type]


def unfolded(text: str) -> list[str]:
    """The logical lines, as a reader of the standard puts them together."""
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_a_person_s_card() -> None:
    text = vcards(
        [
            card(
                first_name="Hélène",
                last_name="Églantine",
                title="Magistrat référent",
                role="Titulaire",
                phones=("01 99 00 77 03", "poste 45,12"),
                emails=("parquet@tj-meaux.example",),
                categories=("Violences intrafamiliales", "Santé mentale"),
            )
        ],
        NEWEST,
    )
    assert unfolded(text) == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:individual",
        f"UID:urn:uuid:{UID}",
        "FN:Hélène Églantine",
        "N:Églantine;Hélène;;;",
        "ORG:Parquet de Meaux;Magistrat référent",
        "TITLE:Magistrat référent",
        "ROLE:Titulaire",
        "TEL;TYPE=work;VALUE=uri:tel:+33199007703",
        "TEL;TYPE=work;VALUE=text:poste 45\\,12",
        "EMAIL;TYPE=work:parquet@tj-meaux.example",
        "CATEGORIES:Violences intrafamiliales,Santé mentale",
        "REV:20260329T233000Z",
        "END:VCARD",
    ]


def test_a_service_s_card_is_an_organisation_s() -> None:
    lines = unfolded(vcards([card(phones=("17",))], NEWEST))
    assert lines[2] == "KIND:org"
    assert lines[4] == "FN:Magistrat référent\\, Parquet de Meaux"
    assert not [line for line in lines if line.startswith("N:")]


def test_the_version_that_phones_and_outlook_take() -> None:
    person = card(
        first_name="Hélène",
        last_name="Églantine",
        phones=("01 99 00 77 03", "poste 45,12"),
        emails=("parquet@tj-meaux.example",),
    )
    service = card()
    assert unfolded(vcards([person, service], COMMON)) == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"UID:urn:uuid:{UID}",
        "FN:Hélène Églantine",
        "N:Églantine;Hélène;;;",
        "ORG:Parquet de Meaux;Magistrat référent",
        "TEL;TYPE=WORK,VOICE:+33199007703",
        "TEL;TYPE=WORK,VOICE:poste 45\\,12",
        "EMAIL;TYPE=INTERNET,WORK:parquet@tj-meaux.example",
        "REV:20260329T233000Z",
        "END:VCARD",
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"UID:urn:uuid:{UID}",
        "FN:Magistrat référent\\, Parquet de Meaux",
        "N:Magistrat référent\\, Parquet de Meaux;;;;",
        "ORG:Parquet de Meaux;Magistrat référent",
        "REV:20260329T233000Z",
        "END:VCARD",
    ]


def test_what_separates_is_escaped() -> None:
    lines = unfolded(vcards([card(first_name="A;B", last_name="C,D\\E\r\nEND:VCARD", post="a;b\nc")], NEWEST))
    assert lines[4] == "FN:A\\;B C\\,D\\\\E\\nEND:VCARD"
    assert lines[5] == "N:C\\,D\\\\E\\nEND:VCARD;A\\;B;;;"
    assert lines[6] == "ORG:Parquet de Meaux;a\\;b\\nc"
    assert [line for line in lines if line == "END:VCARD"] == ["END:VCARD"]


@given(st.text(min_size=1, max_size=200), st.text(max_size=200))
def test_no_text_breaks_a_card(last_name: str, post: str) -> None:
    """At most 75 octets a line, never cut inside a character, and still the same number of properties."""
    text = vcards([card(first_name="Anne", last_name=last_name, post=post)], NEWEST)
    for line in text.encode().split(b"\r\n"):
        assert len(line) <= 75
        assert line.decode() is not None
        assert b"\n" not in line
        assert b"\r" not in line
    assert [line.partition(":")[0] for line in unfolded(text)] == [
        "BEGIN", "VERSION", "KIND", "UID", "FN", "N", "ORG", "REV", "END",
    ]  # fmt: skip


def test_a_long_line_of_accents_is_folded_between_characters() -> None:
    lines = vcards([card(organisation="é" * 100)], NEWEST).split("\r\n")
    start = next(place for place, line in enumerate(lines) if line.startswith("ORG:"))
    assert lines[start] == "ORG:" + "é" * 35
    assert lines[start + 1] == " " + "é" * 37
    assert lines[start + 2].startswith(" " + "é" * 28 + ";Magistrat")


@pytest.mark.parametrize(
    ("phone", "newest", "common"),
    [
        ("01.99.00.77.03", "uri:tel:+33199007703", "+33199007703"),
        ("0199007703 poste 12", "uri:tel:+33199007703;ext=12", "+33199007703"),
        ("0 800 005 696", "text:0 800 005 696", "0800005696"),
        ("17", "text:17", "17"),
        ("poste 4512", "text:poste 4512", "poste 4512"),
    ],
)
def test_a_number_as_each_version_says_it(phone: str, newest: str, common: str) -> None:
    assert f"TEL;TYPE=work;VALUE={newest}" in unfolded(vcards([card(phones=(phone,))], NEWEST))
    assert f"TEL;TYPE=WORK,VOICE:{common}" in unfolded(vcards([card(phones=(phone,))], COMMON))


@pytest.mark.parametrize("version", [NEWEST, COMMON])
def test_an_extension_is_noted(version: str) -> None:
    lines = unfolded(vcards([card(phones=("01 99 00 77 03 poste 12", "17"))], version))
    assert [line for line in lines if line.startswith("NOTE")] == ["NOTE:01 99 00 77 03 poste 12"]
