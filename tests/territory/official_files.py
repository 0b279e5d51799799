"""Official files as their publishers write them, around the real communes of the 77."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from territory.departments import DATA

COURT_HEADER = [
    "Commune",
    "Libellé Commune",
    "Orig. CA",
    "N° CA",
    "Cour d'Appel compétente",
    "Orig. TJ",
    "N° TJ",
    "Tribunal judiciaire compétent",
    "Orig. TPRX",
    "N° TPRX",
    "Tribunal de proximité compétent",
    "Orig. CPH",
    "N° CPH",
    "Conseil de Prud'hommes compétent",
]
FORCE_HEADER = [
    "code_commune",
    "libelle_commune",
    "institution",
    "id_service",
    "service",
    "code_postal",
    "codes_postaux",
]
COG_HEADER = ["TYPECOM", "COM", "REG", "DEP", "CTCD", "ARR", "TNCC", "NCC", "NCCENR", "LIBELLE", "CAN", "COMPARENT"]
WHOLE_FRANCE = 35_000

with (DATA / "communes_77.csv").open(encoding="utf-8", newline="") as _lines:
    COMMUNES = list(csv.DictReader(_lines, delimiter=";"))
COURTS = {row["insee"]: row["tribunal_judiciaire"] for row in COMMUNES}
NAMES = {row["insee"]: row["nom"] for row in COMMUNES}
FORCES = {row["insee"]: (row["force_2015"], row["circonscription_police_2015"]) for row in COMMUNES}


def written(header: list[str], rows: Iterable[Iterable[str]], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows([header, *rows])
    return text.getvalue().encode(encoding)


def court_row(code: str, name: str, court: str) -> list[str]:
    appeal, prudhommes = "Cour d'appel de Paris", f"Conseil de prud'hommes de {court}"
    return [
        code,
        name,
        "CA",
        "1",
        appeal,
        "TJ",
        "77",
        f"Tribunal judiciaire de {court}",
        "",
        "",
        "",
        "CPH",
        "7",
        prudhommes,
    ]


def elsewhere(count: int) -> list[list[str]]:
    """Communes of other départements, in the order of their codes."""
    made = []
    for number in range(count):
        department = 1 + number * 94 // count
        department += department >= 77
        made.append(court_row(f"{department:02}{1 + number % 900:03}", f"Commune n° {number}", "Ailleurs-sur-Loire"))
    return made


def court_rows(changed: Mapping[str, str] | None = None) -> list[list[str]]:
    """The 507 communes; `changed` gives some of them another court."""
    courts = COURTS | dict(changed or {})
    return [court_row(code, NAMES[code], courts[code]) for code in NAMES]


def courts_file(
    changed: Mapping[str, str] | None = None,
    *,
    total: int = 600,
    encoding: str = "utf-8",
    header: list[str] = COURT_HEADER,
) -> bytes:
    rows = sorted([*court_rows(changed), *elsewhere(total - len(COMMUNES))])
    return written(header, rows, encoding=encoding)


def shifted_courts_file(total: int = 600) -> bytes:
    """Codes and names stay, the columns of the courts slid down by one commune."""
    rows = sorted([*court_rows(), *elsewhere(total - len(COMMUNES))])
    courts = [row[2:] for row in rows]
    return written(COURT_HEADER, [row[:2] + moved for row, moved in zip(rows, [courts[-1], *courts[:-1]], strict=True)])


def forces_file(changed: Mapping[str, tuple[str, str]] | None = None, order: list[str] | None = None) -> bytes:
    """Columns in the given order; what they hold goes with them."""
    forces = FORCES | dict(changed or {})
    rows = []
    for row in COMMUNES:
        institution, district = forces[row["insee"]]
        service = f"Circonscription de police de {district}" if institution == "PN" else "Zone gendarmerie"
        codes = row["codes_postaux"].replace(",", " ").split()
        cells = [row["insee"], row["nom"], institution, "12345", service, codes[0], "-".join(codes)]
        rows.append(dict(zip(FORCE_HEADER, cells, strict=True)))
    kept = order or FORCE_HEADER
    return written(kept, [[row[column] for column in kept] for row in rows])


def cog_row(code: str, name: str, kind: str = "COM", parent: str = "") -> list[str]:
    department = code[:2] if kind == "COM" else ""
    return [
        kind,
        code,
        "11" if department else "",
        department,
        "77C",
        "773",
        "0",
        name.upper(),
        name,
        name,
        "7701",
        parent,
    ]


def cog_file(merged: Mapping[str, str] | None = None, renamed: Mapping[str, str] | None = None) -> bytes:
    """INSEE's file: `merged` leads from a commune that is none any more to the one it went into."""
    merged, names = dict(merged or {}), NAMES | dict(renamed or {})
    rows = [cog_row(code, name) for code, name in names.items() if code not in merged]
    rows += [cog_row(code, NAMES.get(code, "Ancienne"), "COMD", heir) for code, heir in merged.items()]
    rows += [cog_row("75101", "Paris 1er Arrondissement", "ARM", "75056"), cog_row("75056", "Paris")]
    return written(COG_HEADER, rows, delimiter=",")


def etalab_file(merged: Mapping[str, str] | None = None, changed: Mapping[str, dict[str, Any]] | None = None) -> bytes:
    """Etalab's communes.json, with former codes where communes went into another."""
    merged, rows = dict(merged or {}), []
    for row in COMMUNES:
        code = row["insee"]
        if code in merged:
            rows.append({"code": code, "nom": row["nom"], "type": "commune-deleguee", "chefLieu": merged[code]})
            continue
        rows.append(
            {
                "code": code,
                "nom": row["nom"],
                "type": "commune-actuelle",
                "departement": "77",
                "codesPostaux": row["codes_postaux"].replace(",", " ").split(),
                "population": int(row["population"]),
                "anciensCodes": [old for old, heir in merged.items() if heir == code],
            }
            | dict((changed or {}).get(code, {}))
        )
    rows.append({"code": "75056", "nom": "Paris", "type": "commune-actuelle", "departement": "75"})
    return json.dumps(rows, ensure_ascii=False).encode()
