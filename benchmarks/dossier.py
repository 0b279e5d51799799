"""What a large dossier costs: `python -m benchmarks.dossier 200 1000` binds that many pieces and pages, and says how
long it took and how much memory it held at most. The pieces are made up: half are photos, half papers."""

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import django

PEAK = "VmHWM"


@dataclass(frozen=True, slots=True)
class Cost:
    pages: int
    megabytes: float
    seconds: float
    before: int
    peak: int


def measured(pieces: int, folder: Path) -> Cost:
    """Of this process from here on, in MB; in `folder` the pieces lie already."""
    from files.models import StoredFile  # noqa: PLC0415 - after django.setup()
    from incidents.models import EvidenceFile, Situation  # noqa: PLC0415
    from reports.evidence_paper import EvidenceDraft, Leaf, bind_evidence  # noqa: PLC0415
    from signatories.models import Signatory  # noqa: PLC0415
    from territory.models import Commune, Residence  # noqa: PLC0415

    landlord = Signatory(name="Habitat d’essai (fictif)")
    residence = Residence(name="Résidence d’essai", commune=Commune(name="Meaux"))
    situation = Situation(landlord=landlord, residence=residence, reference="D-2222-22")
    evidence = EvidenceFile(situation=situation, reference="P-2222-22", title="Dossier d’essai")
    leaves = []
    for number in range(1, pieces + 1):
        kind = "image/jpeg" if number % 2 else "application/pdf"
        path = folder / "files" / "00" / f"{'photo' if number % 2 else 'paper'}"
        stored = StoredFile(path=f"00/{path.name}", content_type=kind, sha256=_digest(path))
        leaves.append(Leaf(number, f"Pièce d’essai {number}", date(2026, 1, 1), "photo", stored, None))
    context = {"evidence": evidence, "situation": situation, "sentences": [], "lines": [], "portal": ""}
    draft = EvidenceDraft(evidence, tuple(leaves), "", context | {"now": datetime.now(UTC)})
    before, began = _held(), perf_counter()
    bound, bound_pages = bind_evidence(draft, folder, lambda _percent: None)
    return Cost(bound_pages, bound.stat().st_size / 1e6, perf_counter() - began, before, _held())


def lay_pieces(folder: Path, pages: int) -> None:
    """One photo of a telephone's size, and one paper of so many pages."""
    import pikepdf  # noqa: PLC0415 - in a process of its own
    from PIL import Image  # noqa: PLC0415

    place = folder / "files" / "00"
    place.mkdir(parents=True)
    Image.effect_noise((2400, 1600), 60).convert("RGB").save(place / "photo", "JPEG", quality=60)
    made, kept = pikepdf.new(), BytesIO()
    for _ in range(pages):
        page = made.add_blank_page(page_size=(595, 842))
        page.obj.Contents = made.make_stream(b"0 0 1 RG 72 72 450 700 re S")
    made.save(kept)
    (place / "paper").write_bytes(kept.getvalue())


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _held() -> int:
    """The most that this process has held, in MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(PEAK))


def main() -> None:
    pieces, pages = int(sys.argv[1]), int(sys.argv[2])
    papers = pieces // 2
    with TemporaryDirectory() as root:
        folder = Path(root)
        each = max((pages - (pieces - papers)) // max(papers, 1), 1)
        laid = (
            f"from benchmarks.dossier import lay_pieces; from pathlib import Path; lay_pieces(Path({root!r}), {each})"
        )
        subprocess.run([sys.executable, "-c", laid], check=True)  # noqa: S603 - our own words
        django.setup()
        from django.conf import settings  # noqa: PLC0415

        settings.PRIVATE_ROOT = folder
        cost = measured(pieces, folder)
    sys.stdout.write(
        f"{pieces} pieces, {cost.pages} pages, {cost.megabytes:.0f} MB: {cost.seconds:.0f} s,"
        f" {cost.before} MB held before, {cost.peak} MB at most\n"
    )


if __name__ == "__main__":
    main()
