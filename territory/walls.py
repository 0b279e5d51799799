"""The walls of the ground: residences, and what was handed over to enter them, with the rules of `permissions`."""

from acting.enums import Function as Does
from acting.walls import (
    BY_ADMINISTRATOR,
    CONVENTION,
    FUNCTION,
    KIND,
    READ_BY_ALL,
    SIGNATORY,
    Function,
    Policy,
    Trigger,
    Wall,
    as_machine,
    case_of,
    one_of,
    only,
)
from signatories.enums import FORCES, STATE_PARTNERS, SignatoryKind
from territory.enums import AccessHolder

ACCESS_WRITTEN = (
    *("service", "holder_id", "kind", "quantity", "given_on", "ends_on", "returned_on"),
    *("note", "upkeep", "works_on"),
)
BY_LANDLORD = f"{KIND} = '{SignatoryKind.LANDLORD}'"
BY_REFERENT = f"{BY_LANDLORD} AND {FUNCTION} = '{Does.REFERENT}'"
# Asked once in a statement, for all its rows.
OF_CONVENTION = f"landlord_id IN (SELECT s.id FROM signatories_signatory s WHERE s.convention_id = {CONVENTION})"
IN_OWN_TERRITORY = f"commune_id IN (SELECT c.commune_id FROM territory_competence c WHERE c.signatory_id = {SIGNATORY})"
# A closed residence stays readable beside what speaks of it; so does one whose badge a force still holds.
IN_REACH = f"({IN_OWN_TERRITORY} AND {OF_CONVENTION} OR id IN (SELECT territory_held()))"
SEES_RESIDENCE = case_of(
    KIND,
    {
        (SignatoryKind.LANDLORD,): f"landlord_id = {SIGNATORY}",
        STATE_PARTNERS: IN_REACH,
        (SignatoryKind.OPERATOR,): OF_CONVENTION,
    },
)


def of_commune(rule: str) -> str:
    return f"(SELECT true FROM territory_commune c WHERE c.code = commune_id AND {rule})"


IN_DEPARTMENT = of_commune(f"c.convention_id = {CONVENTION}")
HAS_MERGED = of_commune(f"c.convention_id = {CONVENTION} AND c.merged_into_id IS NOT NULL")
OWN_RESIDENCE = f"{BY_REFERENT} AND landlord_id = {SIGNATORY} AND {IN_DEPARTMENT}"
HELD_HERE = f"(SELECT true FROM signatories_signatory s WHERE s.id = signatory_id AND s.convention_id = {CONVENTION})"
OF_OWN_ESTATE = f"(SELECT true FROM territory_residence r WHERE r.id = residence_id AND r.landlord_id = {SIGNATORY})"
AT_ONE_OF_THEM = f"residence_id IN (SELECT r.id FROM territory_residence r WHERE r.landlord_id = {SIGNATORY})"
TO_A_SERVICE = (
    f"CASE WHEN holder_id IS NULL THEN service <> '{AccessHolder.FORCE}' ELSE (SELECT true FROM signatories_signatory s"
    f" WHERE s.id = holder_id AND s.convention_id = {CONVENTION} AND {one_of('s.kind', FORCES)}) END"
)

# A residence's wall asks which badges are held, and theirs for the residence: the identifiers alone.
HELD = as_machine("SETOF uuid", "SELECT residence_id FROM territory_residenceaccess WHERE holder_id = app_signatory()")
# Who has an estate where is no secret of the directory; which residences they are is.
ESTATE_IN = as_machine(
    "TABLE (residence uuid, landlord uuid)",
    "SELECT r.id, r.landlord_id FROM territory_residence r"
    " WHERE r.commune_id = commune AND (r.closed_on IS NULL OR r.closed_on > day)",
)
ESTATE_OF = as_machine(
    "TABLE (residences bigint, communes bigint)",
    "SELECT count(*), count(DISTINCT r.commune_id) FROM territory_residence r"
    " WHERE r.landlord_id = owner AND (r.closed_on IS NULL OR r.closed_on > day)",
)
# What lay in a commune that has merged goes with it, and nowhere else.
FOLLOW_MERGER = """RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.commune_id = OLD.commune_id
        OR NEW.commune_id = (SELECT merged_into_id FROM territory_commune WHERE code = OLD.commune_id) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'commune % has not merged into %', OLD.commune_id, NEW.commune_id
        USING ERRCODE = 'insufficient_privilege';
END $$"""

FUNCTIONS = (
    Function("territory_follow_merger()", FOLLOW_MERGER),
    Function("territory_held()", HELD),
    Function("territory_estate_in(commune text, day date)", ESTATE_IN),
    Function("territory_estate_of(owner uuid, day date)", ESTATE_OF),
)

AN_ADMINISTRATOR = f"app_function() = '{Does.ADMINISTRATEUR}'"


def _follows_merger(table: str) -> Trigger:
    body = f"FOR EACH ROW WHEN ({AN_ADMINISTRATOR}) EXECUTE FUNCTION territory_follow_merger()"
    return Trigger(f"{table}_follows_merger", "AFTER UPDATE", table, body)


TRIGGERS = (
    only("territory_residence", "territory_residence_moves_only", AN_ADMINISTRATOR, "commune_id"),
    _follows_merger("territory_residence"),
    _follows_merger("territory_competencechange"),
)

WALLS = (
    Wall(
        "territory_commune",
        (
            READ_BY_ALL,
            Policy("renamed", "UPDATE", f"{BY_ADMINISTRATOR} AND convention_id = {CONVENTION}"),
        ),
        app="SELECT, UPDATE (name, postal_codes, population, merged_into_id)",
        worker="SELECT",
    ),
    Wall(
        "territory_formercommune",
        (
            READ_BY_ALL,
            Policy("noted", "INSERT", f"{BY_ADMINISTRATOR} AND {IN_DEPARTMENT}"),
            Policy("moved", "UPDATE", f"{BY_ADMINISTRATOR} AND {IN_DEPARTMENT}"),
        ),
        app="SELECT, INSERT, UPDATE (commune_id)",
        worker="SELECT",
    ),
    Wall(
        "territory_formername",
        (READ_BY_ALL, Policy("noted", "INSERT", f"{BY_ADMINISTRATOR} AND {IN_DEPARTMENT}")),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    # A merged commune has no competence any more; each other one keeps its own, corrected but never without.
    Wall(
        "territory_competence",
        (
            READ_BY_ALL,
            Policy("applied", "INSERT", f"{BY_ADMINISTRATOR} AND {IN_DEPARTMENT} AND {HELD_HERE}"),
            Policy("corrected", "UPDATE", f"{BY_ADMINISTRATOR} AND {IN_DEPARTMENT} AND {HELD_HERE}"),
            Policy("ended", "DELETE", f"{BY_ADMINISTRATOR} AND {HAS_MERGED}"),
        ),
        worker="SELECT",
    ),
    Wall(
        "territory_competencechange",
        (
            READ_BY_ALL,
            Policy("kept", "INSERT", f"{BY_ADMINISTRATOR} AND {IN_DEPARTMENT}"),
            Policy(
                "moved", "UPDATE", f"{BY_ADMINISTRATOR} AND {HAS_MERGED}", f"{BY_ADMINISTRATOR} AND {IN_DEPARTMENT}"
            ),
        ),
        app="SELECT, INSERT, UPDATE (commune_id)",
        worker="SELECT",
    ),
    Wall(
        "territory_competenceimport",
        (
            READ_BY_ALL,
            Policy("deposited", "INSERT", f"{BY_ADMINISTRATOR} AND convention_id = {CONVENTION}"),
            Policy("settled", "UPDATE", f"{BY_ADMINISTRATOR} AND convention_id = {CONVENTION}"),
        ),
        app="SELECT, INSERT, UPDATE (state, applied_at)",
        worker="SELECT",
    ),
    Wall(
        "territory_residence",
        (
            Policy("seen", "SELECT", SEES_RESIDENCE),
            Policy("noted", "INSERT", OWN_RESIDENCE),
            Policy("changed", "UPDATE", OWN_RESIDENCE),
            # When communes merge, by the official file that the administrator applies.
            Policy(
                "moved",
                "UPDATE",
                f"{BY_ADMINISTRATOR} AND {OF_CONVENTION} AND {HAS_MERGED}",
                f"{BY_ADMINISTRATOR} AND {OF_CONVENTION} AND {IN_DEPARTMENT}",
            ),
        ),
        app="SELECT, INSERT, UPDATE (name, address, commune_id, dwellings, in_priority_district, closed_on)",
        worker="SELECT",
    ),
    Wall(
        "territory_residenceaccess",
        (
            Policy(
                "seen",
                "SELECT",
                case_of(KIND, {(SignatoryKind.LANDLORD,): AT_ONE_OF_THEM, FORCES: f"holder_id = {SIGNATORY}"}),
            ),
            Policy("given", "INSERT", f"{BY_REFERENT} AND {OF_OWN_ESTATE} AND {TO_A_SERVICE}"),
            Policy("changed", "UPDATE", f"{BY_REFERENT} AND {OF_OWN_ESTATE} AND {TO_A_SERVICE}"),
        ),
        app=f"SELECT, INSERT, UPDATE ({', '.join(ACCESS_WRITTEN)})",
        worker="SELECT",
    ),
)

OPENED = (
    (
        "files_storedfile",
        Policy(
            "of_an_import",
            "SELECT",
            f"{BY_ADMINISTRATOR}"
            " AND (SELECT true FROM territory_competenceimport i WHERE i.file_id = files_storedfile.id LIMIT 1)",
        ),
    ),
)
