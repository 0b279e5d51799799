"""A widening: one small change of the code that gives somebody more than is theirs. The list stands in `*.txt` here.

[referrals/permissions.py]           the file that the widenings below it change
a disclosure past the last day       what is widened
- .live_on(actor.today).filter(      the text that is there now, in one line or several, exactly once in the file
+ .filter(                           what stands there instead; nothing when there is no such line
? rule disclosures_visible_to        the nearest tests; those after [file] are for all its widenings that name none
                                     (`rule` and `wall`, `wider`, `table`: by the name of a rule, a model, a table;
                                     `who`, `stale`: of a service; `again`: of an address)
! why no test can see it             only for a survivor that is known and explained
"""

from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RULES = "tests/reach/test_rules.py::test_a_rule_alone_gives_each_person_exactly_theirs"
WALLS = "tests/reach/test_walls.py::test_behind_the_wall_each_person_sees_exactly_theirs"
WIDER = "tests/reach/test_walls.py::test_behind_the_wall_each_person_sees_what_the_table_says"
TABLES = "tests/walls/test_table.py::test_each_statement_of_everybody"
WHO = "tests/rules/test_who.py::test_the_service_lets_in_whom_the_table_names_and_nobody_else"
STALE = "tests/rules/test_stale.py::test_what_somebody_has_just_done_is_not_done_again"
AGAIN = "tests/matrix/test_twice.py::test_the_same_form_sent_again_with_other_words_is_told_so"
NAMED = {"rule": RULES, "wall": WALLS, "wider": WIDER, "table": TABLES, "who": WHO, "stale": STALE, "again": AGAIN}


@dataclass
class Widening:
    file: str
    what: str
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    nearest: list[str] = field(default_factory=list)
    usual: list[str] = field(default_factory=list)
    explained: list[str] = field(default_factory=list)

    @property
    def text_before(self) -> str:
        return "\n".join(self.before)

    def found_in(self, text: str) -> int:
        return text.count(self.text_before)

    def widened(self, text: str) -> str:
        """Raises ValueError when the code is no longer what the list says."""
        if self.found_in(text) != 1:
            raise ValueError(f"{self.file}: “{self.what}” is there {self.found_in(text)} times; point it again")
        return text.replace(self.text_before, "\n".join(self.after))

    def tests(self) -> list[str]:
        return [test for line in self.nearest or self.usual for test in _tests(line)]


def _tests(line: str) -> list[str]:
    """`rule a b`, `wall A B`, `table a b`: the tests of these names, ~ for a space; else paths."""
    kind, *names = line.split()
    if kind in NAMED:
        return [f"{NAMED[kind]}[{name.replace('~', ' ')}]" for name in names]
    return [test.replace("~", " ") for test in line.split()]


def read_all() -> list[Widening]:
    return [each for path in sorted(Path(__file__).parent.glob("*.txt")) for each in read(path)]


def read(path: Path) -> list[Widening]:
    """Those of one part of the list, in its order."""
    found: list[Widening] = []
    file = ""
    usual: list[str] = []
    for line in path.read_text().splitlines():
        mark, rest = line[:2], line[2:]
        if line.startswith("["):
            file, usual = line.strip("[]"), []
        elif mark == "? " and (not found or found[-1].usual is not usual):
            usual.append(rest)
        elif mark in MARKS:
            getattr(found[-1], MARKS[mark]).append(rest)
        elif line and mark != "# ":
            found.append(Widening(file, line, usual=usual))
    return found


MARKS = {"- ": "before", "+ ": "after", "? ": "nearest", "! ": "explained"}
