"""Which of the planned posts is competent for which estate."""

from collections import defaultdict
from dataclasses import dataclass

from convention77.demonstration.courses import FONTAINEBLEAU, GENDARMERIE, MEAUX, MELUN, PREFECTURE, PostKey, police
from convention77.demonstration.estates import Estate
from convention77.demonstration.people import of_place, post_plans
from territory.models import Competence

_WHOLE = {key[0]: key for key in (MEAUX, MELUN, FONTAINEBLEAU, GENDARMERIE, PREFECTURE)}
_DISTRICT = "Circonscription de police de "


@dataclass(frozen=True, slots=True)
class Territory:
    by_commune: dict[str, set[PostKey]]

    def covers(self, post: PostKey, estate: Estate) -> bool:
        return post in self.by_commune[estate.commune]

    def is_gendarmerie(self, estate: Estate) -> bool:
        return any(code == GENDARMERIE[0] for code, _ in self.by_commune[estate.commune])

    def service(self, estate: Estate) -> str:
        """Where somebody of that commune files a complaint."""
        if self.is_gendarmerie(estate):
            return f"Brigade de gendarmerie {of_place(estate.commune)}"
        district = next(label for code, label in self.by_commune[estate.commune] if code == "police-77")
        return district.replace("Circonscription", "Commissariat")


def territory() -> Territory:
    named = {(plan.signatory, commune): plan.key for plan in post_plans() for commune in plan.communes}
    by_commune: dict[str, set[PostKey]] = defaultdict(set)
    for commune, code, unit in Competence.objects.values_list("commune__name", "signatory__code", "unit"):
        whole = named.get((code, commune)) or _WHOLE.get(code)
        by_commune[commune].add(whole or police(unit.removeprefix(_DISTRICT)))
    return Territory(by_commune)
