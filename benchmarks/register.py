"""What a long register costs: `python -m benchmarks.register 1000 8000` prints registers of so many rows, each in a
process of its own, and says what a row took and how much memory was held at most. The rows are made up; every tenth has
a name of 200 characters."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from uuid import uuid4

import django

MOST_MEGABYTES, MOST_RATIO = 150, 1.05
LONG = "Association syndicale des copropriétaires et locataires réunis " * 4


def _register(count: int) -> object:
    from reports.register import Register, RegisterRow, cell  # noqa: PLC0415 - after django.setup()

    rows = [
        RegisterRow(
            f"Groupe {number // 400 + 1}",
            (
                cell(f"S-{number:05d}"),
                cell("Passage ou présence dans les parties communes", "demande"),
                cell(LONG[:200] if number % 10 == 0 else "Habitat des Deux Morins (fictif)"),
                cell("12 mars 2026"),
                cell("14 mars 2026"),
                cell("Passages programmés", "18 mars 2026"),
                cell("Réponse donnée"),
            ),
        )
        for number in range(count)
    ]
    columns = ("Saisine", "Objet", "Avec", "Envoyée", "Accusé", "Réponse", "État")
    return Register("referrals", "Registre d’essai", "données fictives", (), columns, rows, "Aucune ligne.")


def measured(count: int) -> str:
    """Of this process: rows, pages, seconds of the clock and of the processor, MB before and at most."""
    from benchmarks.dossier import _held  # noqa: PLC0415
    from correspondents.models import Designation, Post  # noqa: PLC0415
    from reports.models import Report  # noqa: PLC0415
    from reports.register_printing import print_parts  # noqa: PLC0415
    from signatories.models import Convention, Signatory  # noqa: PLC0415

    now = datetime.now(UTC)
    convention = Convention(department_code="77", department_name="Seine-et-Marne")
    post = Post(signatory=Signatory(name="Police d’essai (fictive)"), function="correspondant")
    context = {
        "convention": convention,
        "requested_by": Designation(post=post, role="titulaire"),
        "report": Report(id=uuid4(), created_at=now),
        "now": now,
    }
    register, before = _register(count), _held()
    clock, processor = perf_counter(), process_time()
    with TemporaryDirectory() as folder:
        whole, pages = print_parts(register, "reports/pdf/register.html", context, Path(folder), lambda _rows: None)  # type: ignore[arg-type]
        size = whole.stat().st_size
    took = f"{perf_counter() - clock:.2f} {process_time() - processor:.2f}"
    return f"{count} {pages} {size} {took} {before} {_held()}"


def main() -> None:
    if sys.argv[1] == "--one":
        django.setup()
        sys.stdout.write(measured(int(sys.argv[2])))
        return
    per_row = []
    for count in sys.argv[1:]:
        order = [sys.executable, "-m", "benchmarks.register", "--one", count]
        said = subprocess.run(order, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own words
        rows, pages, size, clock, processor, before, most = said.split()
        per_row.append(float(processor) / int(rows))
        sys.stdout.write(
            f"{rows} rows, {pages} pages, {int(size) / 1e6:.1f} MB: {float(clock):.0f} s, {float(processor):.0f} s of"
            f" the processor, {1000 * per_row[-1]:.2f} ms a row, {before} MB held before, {most} MB at most"
            f" ({MOST_MEGABYTES})\n"
        )
    if len(per_row) > 1:
        sys.stdout.write(f"a row of the last against one of the first: {per_row[-1] / per_row[0]:.3f} ({MOST_RATIO})\n")


if __name__ == "__main__":
    main()
