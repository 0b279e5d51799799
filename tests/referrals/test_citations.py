"""No screen, paper, page of the guide or document cites a text that is no row of the table of texts."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import ROOT
from tests.house import PACKAGES

CODES = {
    "CPP": r"\bCPP\b|code de procédure pénale",
    "CSI": r"\bCSI\b|code de la sécurité intérieure",
    "CCH": r"\bCCH\b|code de la construction et de l'habitation",
    "CPCE": r"\bCPCE\b|code des procédures civiles d'exécution",
    "CPC": r"\bCPC\b|code de procédure civile",
    "CSP": r"\bCSP\b|code de la santé publique",
    "CASF": r"\bCASF\b|code de l'action sociale et des familles",
    "CSS": r"\bCSS\b|code de la sécurité sociale",
    "CGCT": r"\bCGCT\b|code général des collectivités territoriales",
    "Code civil": r"\bcode civil\b",
    "Code pénal": r"\bcode pénal\b",
    "RGPD": r"\bRGPD\b|\bGDPR\b|règlement général sur la protection des données",
}
# Their number is the citation; an article may follow.
NUMBERED = {
    "Loi": r"\bloi (?:organique )?(?:n° ?)?(?P<loi>\d{2,4}-\d+)",
    "Décret": r"\bdécret (?:n° ?)?(?P<decret>\d{2,4}-\d+)",
    "Ordonnance": r"\bordonnance (?:n° ?)?(?P<ordonnance>\d{2,4}-\d+)",
    "CNIL": r"\bCNIL,? (?:délibération )?(?:n° ?)?(?P<cnil>\d{4}-\d+)",
    "CE": r"\b(?:CE|Conseil d'État)\b[^.;()]{0,40}?n° ?(?P<ce>\d{6})",
    "Cons. const.": r"(?P<constitutionnel>\d{4}-\d+) (?:QPC|DC)\b",
    "Arrêté": r"\barrêté (?:du|of) (?P<arrete>\d{1,2}(?:er)? \w+ \d{4})",
    "Circulaire": r"\bcirculaire (?:du [\w' ]{0,40}?)?du (?P<circulaire>\d{1,2}(?:er)? \w+ \d{4})",
}
LAW = re.compile(
    "|".join(
        [f"(?P<code{number}>{words})" for number, words in enumerate(CODES.values())]
        + [f"(?P<numbered{number}>{words})" for number, words in enumerate(NUMBERED.values())]
    ),
    re.IGNORECASE,
)
ARTICLE = r"(?:(?:[LRD]\. ?)|[LRD])?\d+(?:[-.]\d+)*"
QUALIFIER = r"(?: ?(?:al\. ?\d|§ ?\d|[a-h]\b|bis\b|ter\b))*"
LINK = r"(?:, | et | à | ou | and | to | or )"
LIST = rf"{ARTICLE}°?{QUALIFIER}(?:,? ?(?:al\. \d|\d°)|{LINK}{ARTICLE}°?{QUALIFIER})*"
AFTER = re.compile(
    rf"(?: (?:du|of) \d{{1,2}}(?:er)? \w+ \d{{4}})?,? (?:art\.|articles?)? ?(?P<list>{LIST})", re.IGNORECASE
)
BEFORE = re.compile(rf"(?:\bart\.|\barticles?) ?(?P<list>{LIST}) (?:du |de la |de l'|des |of the )?$", re.IGNORECASE)
ANY_ARTICLE = re.compile(r"(?:\bart\.|\barticles?) ?(?:[LRD]\.? ?)?\d", re.IGNORECASE)
ONE_ARTICLE = re.compile(rf"(?<![\w.°-])(?P<one>{ARTICLE})(?!°|[\w-])", re.IGNORECASE)
FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
ENGLISH = "january february march april may june july august september october november december"
MONTHS = {word: f"{number:02d}" for months in (FRENCH, ENGLISH) for number, word in enumerate(months.split(), start=1)}
OWN_ARTICLES = "the articles of the convention itself are no law"

Citation = tuple[str, str]


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("&nbsp;", " ").replace("’", "'"))


def citations_in(text: str) -> tuple[set[Citation], list[str]]:
    """Texts with their articles ("" for the whole text), and what looks like an article of nothing that is known."""
    text, found, read = plain(text), set[Citation](), list[tuple[int, int]]()
    for law in LAW.finditer(text):
        name, is_numbered = law_named(law)
        before, after = BEFORE.search(text[: law.start()]), AFTER.match(text, law.end())
        articles = articles_of(after) | articles_of(before)
        found |= {(name, article) for article in articles}
        if is_numbered and not articles:
            found.add((name, ""))
        read.append((before.start() if before else law.start(), after.end() if after else law.end()))
    loose = [m for m in ANY_ARTICLE.finditer(text) if not any(start <= m.start() < end for start, end in read)]
    return found, [text[max(0, m.start() - 30) : m.end() + 20] for m in loose]


def law_named(law: re.Match[str]) -> tuple[str, bool]:
    group = next(name for name, value in law.groupdict().items() if value and name.startswith(("code", "numbered")))
    if group.startswith("code"):
        return list(CODES)[int(group.removeprefix("code"))], False
    kind = list(NUMBERED)[int(group.removeprefix("numbered"))]
    number = next(v for name, v in law.groupdict().items() if v and not name.startswith(("code", "numbered")))
    return f"{kind} {iso(number)}", True


def iso(number: str) -> str:
    """`"10 mars 2015"` → `"2015-03-10"`; a number of another kind stays."""
    parts = number.replace("er", "", 1).split() if " " in number else []
    return f"{parts[2]}-{MONTHS[parts[1].lower()]}-{int(parts[0]):02d}" if len(parts) == 3 else number


def articles_of(listed: re.Match[str] | None) -> set[str]:
    if listed is None:
        return set()
    bare = re.sub(r"al\. ?\d", "", listed["list"])
    return {re.sub(r"[ ]|(?<=[LRD])\.", "", m["one"]).split(".")[0] for m in ONE_ARTICLE.finditer(bare)}


def texts() -> Iterator[tuple[str, str]]:
    """Everything that somebody reads: by the file that it stands in."""
    written = [*ROOT.glob("templates/**/*.*"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*.md")]
    written += [
        path for package in PACKAGES for kind in ("json", "txt") for path in ROOT.glob(f"{package}/**/*.{kind}")
    ]
    for path in written:
        if path.suffix in (".html", ".txt", ".md", ".json"):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
    for package in PACKAGES:
        for path in ROOT.glob(f"{package}/**/*.py"):
            yield str(path.relative_to(ROOT)), "\n\n".join(strings_of(path))


def strings_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def rows() -> list[dict[str, object]]:
    loaded: list[dict[str, object]] = json.loads((ROOT / "referrals/data/texts.json").read_text(encoding="utf-8"))
    return loaded


def known() -> set[Citation]:
    listed = {(str(row["law"]), article) for row in rows() for article in row["articles"]}  # type: ignore[attr-defined]
    return listed | {(str(row["law"]), "") for row in rows()}


def test_every_citation_is_a_row() -> None:
    table = known()
    strangers = {(file, *c) for file, text in texts() for c in citations_in(text)[0] if c not in table}
    assert strangers == set()


def test_no_article_is_cited_without_its_text() -> None:
    """An article of a code whose name the reader does not know would pass unseen."""
    loose = [(file, words) for file, text in texts() for words in citations_in(text)[1]]
    assert [each for each in loose if "L'article" not in each[1]] == [], OWN_ARTICLES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(CPP, art. 40-2)", {("CPP", "40-2")}),
        ("CSI L. 272-1", {("CSI", "L272-1")}),
        ("l’article 40 du code de procédure pénale", {("CPP", "40")}),
        ("code de procédure pénale, art. R. 166 à R. 170", {("CPP", "R166"), ("CPP", "R170")}),
        ("Loi n° 89-462 du 6 juillet 1989, art. 6-1 et 7 b", {("Loi 89-462", "6-1"), ("Loi 89-462", "7")}),
        ("loi 78-17, art. 46, 3° et RGPD, art. 10", {("Loi 78-17", "46"), ("RGPD", "10")}),
        ("code civil, art. 1719, 1728 et 1729", {("Code civil", a) for a in ("1719", "1728", "1729")}),
        ("GDPR art. 5.1 c", {("RGPD", "5")}),
        ("CPP, art. 40, al. 2 – autorité", {("CPP", "40")}),
        ("Arrêté du 10 mars 2015 (INTC1506259A)", {("Arrêté 2015-03-10", "")}),
        ("CE, 29 novembre 2022, n° 443396", {("CE 443396", "")}),
        ("CNIL 2022-100", {("CNIL 2022-100", "")}),
        ("le code civil le veut", set()),
    ],
)
def test_what_is_read_as_a_citation(text: str, expected: set[Citation]) -> None:
    assert citations_in(text)[0] == expected


def test_rows_that_were_not_checked_say_so() -> None:
    """Who checked, when and in what: all three, or none; and a basis with neither would be a guess."""
    for row in rows():
        assert bool(row["checked_on"]) == bool(row["checked_by"]), row["code"]
        assert all(row[told] for told in ("source", "text", "use")), row["code"]
        assert bool(row["checked_on"]) == (row["source"] != "à vérifier"), row["code"]
