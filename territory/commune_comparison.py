"""From INSEE's or Etalab's communes of a year to what would change in the portal's. Writes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count

from files.tables.table import WrongRow
from signatories.models import Convention
from territory.departments import facts_of
from territory.enums import ImportKind
from territory.findings import Change, Findings
from territory.imports.communes import POSTAL_CODES_LENGTH, CommuneRow, read_communes
from territory.models import Commune, FormerCommune, Residence

NEW = (
    "Commune nouvelle : {name}. Le fichier ne dit ni où elle est ni qui y est compétent ; ajoutez-la aux données du "
    "département, puis rechargez-les."
)
GONE = "{name} n’est plus une commune, et le fichier ne dit pas laquelle la reprend."
TWICE = "Les bailleurs ont dans {former} et dans {heir} des résidences de même nom : {names}. Renommez-en une d’abord."


@dataclass(frozen=True, slots=True)
class Merger:
    """`former` stops being a commune and lives on in `heir`."""

    former: Commune
    heir: Commune


class CommuneComparison:
    """`updated`: communes with their new name, postal codes, population; `mergers`; `former_codes` to be known."""

    def __init__(self, convention: Convention, content: bytes) -> None:
        """Raises Unreadable, FileNotFoundError for a département without data."""
        code = convention.department_code
        facts, reading = facts_of(code), read_communes(content, code)
        self.communes = {commune.code: commune for commune in convention.communes.all()}
        self.rows, self.heirs = reading.rows, reading.heirs
        self.findings = Findings(reading.encoding, reading.total, len(self.communes), len(reading.rows))
        self.findings.tell_left_out(reading.left_out)
        new = [(code, row) for code, row in self.rows.items() if code not in self.communes]
        self.findings.wrong = reading.wrong + [WrongRow(row.line, code, NEW.format(name=row.name)) for code, row in new]
        self.updated = [self.communes[code] for code, row in self.rows.items() if self._takes(code, row)]
        self.mergers = list(self._mergers())
        # INSEE's file counts nobody: then the heir has the people and the postal codes of both.
        for former, heir in ((merger.former, merger.heir) for merger in self.mergers):
            if self.rows[heir.code].population is None:
                codes = " ".join(dict.fromkeys(f"{heir.postal_codes} {former.postal_codes}".split()))
                heir.postal_codes = codes if len(codes) <= POSTAL_CODES_LENGTH else heir.postal_codes
                heir.population += former.population
                self.updated += [] if heir in self.updated else [heir]
        # Old codes of the file that lead nowhere yet, or elsewhere: code → commune of today.
        known = dict(FormerCommune.objects.filter(commune__convention=convention).values_list("code", "commune_id"))
        heirs = {code: self._heir_of(code) for code in self.heirs if code not in self.rows}
        self.former_codes = {code: heir.code for code, heir in heirs.items() if heir and known.get(code) != heir.code}
        self._weigh(facts.get("canaries", {}).get(ImportKind.COMMUNES.value, {}), code)

    def _takes(self, code: str, row: CommuneRow) -> bool:
        """Brings the commune (in memory) to what the row says; whether that changes anything."""
        commune = self.communes.get(code)
        if commune is None:
            return False
        before = (commune.name, commune.postal_codes, commune.population)
        if row.name != commune.name:
            self.findings.changes.append(Change(code, commune.name, commune.name, row.name, moves=False))
        commune.name = row.name
        commune.postal_codes = " ".join(row.postal_codes) or commune.postal_codes
        commune.population = commune.population if row.population is None else row.population
        return before != (commune.name, commune.postal_codes, commune.population)

    def _mergers(self) -> Iterator[Merger]:
        for code, former in self.communes.items():
            if code in self.rows:
                continue
            heir = self._heir_of(code)
            if heir is None:
                self.findings.wrong.append(WrongRow(0, code, GONE.format(name=former.name)))
                continue
            self.findings.changes.append(Change(code, former.name, former.name, f"réunie à {heir.name} ({heir.code})"))
            yield Merger(former, heir)

    def _heir_of(self, code: str) -> Commune | None:
        """A commune may have gone into one that went into another since."""
        seen: set[str] = set()
        while code in self.heirs and code not in seen:
            seen.add(code)
            code = self.heirs[code]
        return self.communes.get(code) if seen and code in self.rows else None

    def _weigh(self, canaries: dict[str, str], department: str) -> None:
        findings = self.findings
        findings.count_changes(
            ("disparaît dans une autre", "disparaissent dans d’autres"), ("change de nom", "changent de nom")
        )
        self._say(len(self.former_codes), "ancien code à retenir", "anciens codes à retenir")
        self._say(len(self.updated), "fiche de commune à mettre à jour", "fiches de communes à mettre à jour")
        for merger in self.mergers:
            self._weigh_merger(merger)
        found = {code: row.name for code, row in self.rows.items()}
        findings.watch_canaries(canaries, found, canaries)
        findings.absent = [row.code for row in findings.wrong if not row.line]
        findings.refuse_wrong_rows(department)

    def _say(self, count: int, one: str, many: str) -> None:
        if count:
            self.findings.summary.append(f"{count} {one if count == 1 else many}.")

    def _weigh_merger(self, merger: Merger) -> None:
        """What a merger takes along, and what forbids it: two residences of one landlord with one name."""
        former, heir = merger.former, merger.heir
        moved = Residence.objects.filter(commune=former)
        taken = set(Residence.objects.filter(commune=heir).values_list("landlord_id", "search_name"))
        twice = sorted(each.name for each in moved if (each.landlord_id, each.search_name) in taken)
        if twice:
            self.findings.refusals.append(TWICE.format(former=former.name, heir=heir.name, names=", ".join(twice)))
        if moved:
            self.findings.suspicions.append(f"{len(moved)} résidence(s) de {former.name} passent à {heir.name}.")
        parting = _institutions_of(former) - _institutions_of(heir)
        if parting:
            self.findings.suspicions.append(f"{former.name} quitte : {', '.join(sorted(parting))}.")
        # In how many lists of communes (perimeters of posts) it stands; those who keep such lists are above this app.
        relations = [relation for relation in Commune._meta.related_objects if relation.many_to_many]
        counts = [
            relation.related_model._meta.base_manager.filter(**{relation.field.name: former}) for relation in relations
        ]
        named = sum(rows.aggregate(n=Count("pk"))["n"] for rows in counts)
        if named:
            self.findings.suspicions.append(
                f"{named} périmètre(s) nomment {former.name} : vérifiez-les après l’import."
            )


def _institutions_of(commune: Commune) -> set[str]:
    return {competence.signatory.short_name for competence in commune.competences.select_related("signatory")}
