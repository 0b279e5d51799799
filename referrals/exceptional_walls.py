"""The walls of exceptional accesses, with the rules of `permissions` and `exceptional_rules`; built in by `walls`.

No table of cases is opened by them: who was let in reads a copy, and the copy while it lasts.
"""

from acting.enums import ANSWERING_FUNCTIONS
from acting.enums import Function as Does
from acting.walls import (
    BY_ADMINISTRATOR,
    CONVENTION,
    DESIGNATION,
    FUNCTION,
    NOW,
    POST,
    SIGNATORY,
    TODAY,
    USER,
    Function,
    Policy,
    Trigger,
    Wall,
    as_machine,
    case_of,
)
from correspondents.enums import DesignationRole
from correspondents.naming_walls import RUNNING
from referrals.exceptional_rules import LASTS, WAITS

OF_HOUSE = case_of(
    FUNCTION,
    {
        (Does.REFERENT, Does.DPO): f"owner_id = {SIGNATORY}",
        (Does.CORRESPONDANT, Does.MAGISTRAT): f"post_id = {POST}",
    },
)
HAS_MATTER = "(SELECT true FROM referrals_exceptionalmatter m WHERE m.access_id = referrals_exceptionalaccess.id)"
OWN_OR_OF_HOUSE = case_of(
    FUNCTION,
    {
        (Does.ADMINISTRATEUR,): f"asker_id = {USER} AND convention_id = {CONVENTION}",
        (*ANSWERING_FUNCTIONS, Does.DPO): HAS_MATTER,
    },
)
OF_AN_OPEN_ONE = (
    "(SELECT true FROM referrals_exceptionalaccess a WHERE a.id = access_id"
    f" AND a.asker_id = {USER} AND a.ended_at IS NULL AND a.until > {NOW})"
)
# How many people answer for the case: a DPO decides where that is one, or nobody. To nobody else is it told: who asked
# would learn by it whether the reference exists.
APPROVING = as_machine(
    "bigint",
    f"SELECT count(DISTINCT d.user_id) {RUNNING} AND d.role <> '{DesignationRole.PREPARATEUR}'"
    " AND EXISTS (SELECT FROM referrals_exceptionalmatter m WHERE m.access_id = access AND CASE"
    " WHEN m.post_id IS NOT NULL THEN m.post_id = p.id"
    f" ELSE m.owner_id = p.signatory_id AND p.function = '{Does.REFERENT}' END)"
    f" AND former = '{Does.DPO}'",
)
MAY_APPROVE = f"asker_id <> {USER} AND " + case_of(
    FUNCTION,
    {
        ANSWERING_FUNCTIONS: HAS_MATTER,
        (Does.DPO,): f"{HAS_MATTER} AND referrals_approving(id, {TODAY}) <= 1",
    },
)
# Approved once, in the own name, now and for an hour, while it waits; ended once, now, while it is open.
KEEP = f"""RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.approved_at IS NULL AND OLD.asked_at > app_now() - interval '{WAITS.days} days'
        AND NEW.approver_id = app_user() AND NEW.approver_designation_id = app_designation()
        AND app_is_now(NEW.approved_at) AND NEW.until = NEW.approved_at + interval '{LASTS.seconds} seconds'
        AND NEW.ended_at IS NULL THEN
        RETURN NEW;
    END IF;
    IF OLD.until > app_now() AND OLD.ended_at IS NULL AND app_is_now(NEW.ended_at)
        AND to_jsonb(NEW) - 'ended_at' = to_jsonb(OLD) - 'ended_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'exceptional access % is not approved or ended so', OLD.id USING ERRCODE = 'insufficient_privilege';
END $$"""

# Whether what was asked for still waits, or is open, for whoever tries again what failed: by its dates alone, which say
# nothing of a case.
AWAITS = as_machine(
    "boolean",
    "SELECT EXISTS (SELECT FROM referrals_exceptionalaccess a JOIN journal_job j ON j.object_id = a.id"
    " WHERE j.id = job AND a.ended_at IS NULL"
    f" AND coalesce(a.until, a.asked_at + interval '{WAITS.days} days') > app_now()"
    f" AND former = '{Does.ADMINISTRATEUR}')",
)

FUNCTIONS = (
    Function("referrals_awaits(job uuid)", AWAITS),
    Function("referrals_approving(access uuid, day date)", APPROVING),
    Function("referrals_keep_exceptional()", KEEP),
)

TRIGGERS = (
    Trigger(
        "referrals_keep_exceptional",
        "BEFORE UPDATE",
        "referrals_exceptionalaccess",
        "FOR EACH ROW EXECUTE FUNCTION referrals_keep_exceptional()",
    ),
)

WALLS = (
    Wall(
        "referrals_exceptionalaccess",
        (
            Policy("own_or_of_house", "SELECT", OWN_OR_OF_HOUSE),
            Policy(
                "asked",
                "INSERT",
                f"{BY_ADMINISTRATOR} AND asker_id = {USER} AND asker_designation_id = {DESIGNATION}"
                f" AND convention_id = {CONVENTION} AND app_is_now(asked_at) AND approved_at IS NULL",
            ),
            Policy("decided", "UPDATE", MAY_APPROVE),
        ),
        app="SELECT, INSERT, UPDATE (approver_id, approver_designation_id, approved_at, until, ended_at)",
        worker="SELECT",
    ),
    # Written by the machine alone, which looks the reference up.
    Wall(
        "referrals_exceptionalmatter",
        (Policy("owned", "SELECT", OF_HOUSE),),
        app="SELECT",
        worker="SELECT, INSERT",
    ),
    Wall(
        "referrals_exceptionalreading",
        (Policy("read_while_open", "SELECT", f"{BY_ADMINISTRATOR} AND {OF_AN_OPEN_ONE}"),),
        app="SELECT",
        worker="SELECT, INSERT, DELETE",
    ),
)
