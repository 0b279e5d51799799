"""No template and no text of ours writes a day, a moment or a number in a way of its own, or lets a line begin with a
sign. Sources of templates keep plain spaces: their loader sets them."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template.base import VariableNode
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import escape

from acting.french import BREAKABLE, NO_BREAK, spaced, spaced_lines
from convention77.typesetting import Words, every_node
from incidents.models import Incident
from referrals.models import LegalBasis
from signatories.models import Theme
from tests.convention77.test_templates import templates
from tests.house import PACKAGES
from tests.people import Cast, make_fact

OTHER_FILTERS = re.compile(r"\|(?:date|time|floatformat|intcomma|localize|natural\w+|timesince|timeuntil)\b")
OF_MACHINES = re.compile(r"""datetime=(["'])\{\{ [\w.]+\|date:["'](?:c|Y-m-d)["'] \}\}\1""")
OWN_FORMATS = re.compile(r"strftime\(|:%[dHmY]|\bdate_format\b|\btime_format\b|\bnumber_format\b|:,\}")

# What a machine reads or a file is named by, and what the operator's terminal prints.
FORMATS_OF_MACHINES = {
    "acting/french.py",  # the one place
    "convention77/demonstration/imports.py",  # a cell of a CSV file
    "correspondents/contacts.py",  # a cell of a CSV file
    "correspondents/vcard.py",
    "files/tables/export.py",  # cells of a CSV file, and its name
    "files/tables/workbook.py",  # cells of a workbook, as its CSV would say them
    "incidents/import_words.py",  # an hour as a workbook counts it, read again
    "journal/chain.py",
    "operation/backup/manifest.py",  # the name of a backup
    "operation/erasures.py",  # the file of a year
    "journal/heads.py",
    "journal/management/commands/drop_journal_segment.py",
    "journal/management/commands/verify_journal.py",
    "journal/models.py",
    "journal/sealing.py",
    "journal/witnesses.py",
    "reports/minutes.py",  # the name of a file
    "signatories/icalendar.py",
    "signatories/views/meetings.py",  # the name of a file
}
# Typed by people in the demonstration, printed on a terminal, or no French at all.
NOT_SHOWN = re.compile(
    r"convention77/demonstration/|/management/|/migrations/|walls\.py$|signatories/guard_names\.py$"
    r"|journal/(?:chain|heads|sealing|verification|witnesses)\.py$"
)
CODE = re.compile(r"\(\?[:<!=]|\\b|\\r\?|\|\[")  # a regular expression


def sources() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for path in sorted((settings.BASE_DIR / package).rglob("*.py")):
            yield str(path.relative_to(settings.BASE_DIR)), path.read_text()


def texts_of(source: str) -> Iterator[tuple[int, str]]:
    """Every text of a module but its docstrings; a value put into one reads as a word."""
    tree = ast.parse(source)
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            said |= {id(part) for part in node.values}
            yield node.lineno, "".join(str(p.value) if isinstance(p, ast.Constant) else "x" for p in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


def breakable(text: str) -> bool:
    return not CODE.search(text) and any(NO_BREAK not in found for found in BREAKABLE.findall(text))


def test_templates_write_days_moments_and_numbers_through_three_filters() -> None:
    others = [name for name, text in templates() if OTHER_FILTERS.search(OF_MACHINES.sub("", text))]
    assert others == []


def test_python_writes_them_through_one_module() -> None:
    assert {name for name, text in sources() if OWN_FORMATS.search(text)} == FORMATS_OF_MACHINES


def test_no_text_lets_a_line_begin_with_a_sign() -> None:
    found = [
        f"{name}:{line} {text}"
        for name, source in sources()
        if not NOT_SHOWN.search(name)
        for line, text in texts_of(source)
        if breakable(text)
    ]
    assert found == []


def test_every_template_is_set_by_its_loader() -> None:
    for name, text in templates():
        if Path(name).suffix in (".html", ".txt"):
            compiled = get_template(name).template  # type: ignore[attr-defined]
            assert [s for s in BREAKABLE.findall(compiled.source) if NO_BREAK not in s] == [], name
            assert len(re.sub(r"\s", "", compiled.source)) == len(re.sub(r"\s", "", text)), name


def test_every_template_sets_the_words_that_it_is_given() -> None:
    for name, _ in templates():
        if Path(name).suffix in (".html", ".txt"):
            compiled = get_template(name).template  # type: ignore[attr-defined]
            kinds = Counter(type(node) for node in every_node(compiled.nodelist) if isinstance(node, VariableNode))
            sent_back = len(re.findall(r'value="\{\{', compiled.source))
            assert kinds == Counter({Words: kinds.total() - sent_back, VariableNode: sent_back}), name


TYPED = "Où ? Hall : 100 % « abîmé »"


def test_what_people_typed_is_set_when_it_is_read_and_kept_as_it_is(cast: Cast) -> None:
    """In a list of lines, in one line, and not in the field where it is typed again."""
    incident = make_fact(cast.gilles, cast.tilleuls, facts=TYPED)
    page = cast.sarah.client().get(reverse("incident_detail", args=[incident.pk])).text
    assert spaced(TYPED) in page
    assert TYPED not in page
    theme = Theme.objects.get(code="radicalisation")
    Theme.objects.filter(pk=theme.pk).update(summary=TYPED)
    client = cast.adrien.client()
    told, typed = (client.get(reverse(name, args=[theme.pk])).text for name in ("theme_detail", "theme_edit"))
    assert spaced(TYPED) in told
    assert TYPED not in told
    assert TYPED in typed
    assert Incident.objects.get().facts == TYPED


def test_the_ends_of_lines_that_were_typed_stay() -> None:
    assert spaced_lines("Hall\n: ? b\n« c »") == "Hall\n:\u00a0? b\n«\u00a0c\u00a0»"


def test_reference_data_is_set_when_it_is_read(cast: Cast) -> None:
    told = LegalBasis.objects.filter(text__contains=" : ").first()
    assert told
    page = cast.sarah.client().get(reverse("legal_texts")).text
    assert escape(spaced(told.text)) in page


@pytest.mark.parametrize("text", ["Où ?", "x : y", "« x", "100 %"])
def test_what_lets_a_line_break(text: str) -> None:
    assert breakable(text)
    assert not breakable(text.replace(" ", NO_BREAK))


@pytest.mark.parametrize("source", ["{{ x|date }}", '{{ x|date:"c" }}', "{{ x|floatformat:1 }}"])
def test_what_is_another_filter(source: str) -> None:
    assert OTHER_FILTERS.search(OF_MACHINES.sub("", source))
