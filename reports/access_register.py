"""The register of accesses on paper: what was handed over to enter with, of the own estate or held by the own force."""

from acting import french
from acting.actor import Actor
from correspondents.models import Designation
from reports.models import Report
from reports.pdf import Draft
from reports.register import Cell, Register, RegisterRow, cell
from signatories.enums import SignatoryKind
from signatories.permissions import convention_of
from territory.permissions import accesses_visible_to
from territory.register import AccessLine, access_lines

MOST = 10_000
CODES = "Aucun code n’y figure."
CUT = "Le registre est limité à 10 000 accès\u00a0: les derniers de la liste manquent."
COLUMNS = ("Résidence", "Accès", "Détenu par", "Remis le", "Jusqu’au", "Rendu le", "Garde en état")


def draft_access_register(actor: Actor, report: Report) -> Draft:
    """A landlord's by commune, a force's by landlord."""
    is_landlord = actor.signatory_kind == SignatoryKind.LANDLORD
    group = "residence__commune__search_name" if is_landlord else "residence__landlord__search_name"
    accesses = list(
        accesses_visible_to(actor)
        .select_related("residence__landlord")
        .order_by(group, "residence", "-given_on", "id")[:MOST]
    )
    requested_by = Designation.objects.select_related("post__signatory").get(pk=report.designation_id)
    register = Register(
        key="accesses",
        title="Registre des accès",
        scope=f"{requested_by.post.signatory.name}, au {french.day(actor.today)}",
        notes=(CODES, CUT) if len(accesses) == MOST else (CODES,),
        columns=COLUMNS,
        rows=[
            RegisterRow(
                each.access.residence.commune.name if is_landlord else each.access.residence.landlord.name, _cells(each)
            )
            for each in access_lines(actor, accesses)
        ],
        empty="Aucun accès n’est inscrit.",
    )
    return Draft(
        template="reports/pdf/register.html",
        context={
            "convention": convention_of(actor),
            "requested_by": requested_by,
            "report": report,
            "now": actor.now,
        },
        name=f"registre-des-acces-{actor.today}",
        owner_id=actor.signatory_id,
        shows=tuple(each.pk for each in accesses),
        register=register,
    )


def _cells(line: AccessLine) -> tuple[Cell, ...]:
    """The address only where the page of the residence opens."""
    access, residence = line.access, line.access.residence
    where = f"{residence.address}, {residence.commune.name}" if line.leads_on else residence.commune.name
    tried = f"essayé le {french.day(access.works_on, 'short')}" if access.works_on else ""
    many = f"{french.number(access.quantity)} remis" if access.quantity > 1 else ""
    return (
        cell(residence.name, where),
        cell(access.get_kind_display(), many, access.note),
        cell(access.held_by),
        cell(french.day(access.given_on, "short")),
        cell(french.day(access.ends_on, "short")),
        cell(french.day(access.returned_on, "short")),
        cell(access.upkeep, tried),
    )
