"""docs/permissions.md tells the same as the table that the matrix is tried against."""

from acting.checks import own_patterns
from tests.databases import ROOT
from tests.matrix.expectations import ROWS

DOCUMENT = ROOT / "docs" / "permissions.md"


def documented() -> dict[str, list[str]]:
    """Rows whose first cell is the name of an address in code type."""
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]
    return {name.strip("`"): cells for name, *cells in rows}


def test_the_document_names_exactly_the_addresses_that_exist() -> None:
    addresses = {str(p.name): "/" + str(p.pattern).replace("<uuid:pk>", "<uuid>") for p in own_patterns()}
    assert {name: address.strip("`") for name, (address, *_) in documented().items()} == addresses


def test_the_document_says_what_the_matrix_tries() -> None:
    expected = {name: [row.whose, *row.cells.values()] for name, row in ROWS.items()}
    assert {name: cells for name, (_, *cells) in documented().items()} == expected
