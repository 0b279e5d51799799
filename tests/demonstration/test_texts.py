"""What the fictional gardiens can write, every choice of every template: nobody in it, and no violence at home."""

from collections.abc import Iterator

from convention77.demonstration.texts import CHOICE, templates
from signatories.guard import warnings_in
from signatories.theme_guard import concerns_in


def every_choice(template: str) -> Iterator[str]:
    """The template in as many readings as its longest choice has: each alternative stands in one of them."""
    timed = template.replace("{heure}", "23 h 10")
    choices = [found.split("|") for found in CHOICE.findall(timed)]
    plain = CHOICE.sub("{}", timed)
    for reading in range(max((len(each) for each in choices), default=1)):
        yield plain.format(*(each[reading % len(each)] for each in choices))


def test_no_text_would_stop_at_a_guard() -> None:
    texts = [text for lines in templates().values() for _, line in lines for text in every_choice(line)]
    assert len(texts) > 200
    assert [
        (text, warnings_in(text), concerns_in(text)) for text in texts if warnings_in(text) or concerns_in(text)
    ] == []
