"""The walls of préfectoral injunctions, with the rules of `permissions` and `injunction_rules`; built in by `walls`."""

from acting.enums import Function as Does
from acting.walls import (
    CONVENTION,
    DESIGNATION,
    FUNCTION,
    KIND,
    POST,
    SIGNATORY,
    TODAY,
    WORKER,
    Function,
    Policy,
    Trigger,
    Wall,
    case_of,
    one_of,
)
from correspondents.messages import INJUNCTION_KIND, INJUNCTION_MOVED_KIND
from journal.walls import NEW_MESSAGE
from referrals.enums import InjunctionAnswer, InjunctionRefusal, InjunctionState
from referrals.injunction_rules import ENJOINED_FUNCTIONS, INJUNCTION_MOVES, InjunctionAct, InjunctionSide
from referrals.models import Injunction
from signatories.enums import SignatoryKind

OWN = case_of(
    FUNCTION,
    {ENJOINED_FUNCTIONS: f"landlord_id = {SIGNATORY}", (Does.CORRESPONDANT,): f"issuer_post_id = {POST}"},
)
# Written down by the own post of the préfecture about a landlord of the convention, or by the landlord for itself.
OWN_TO_WRITE = case_of(
    KIND,
    {
        (SignatoryKind.PREFECTURE,): f"{FUNCTION} = '{Does.CORRESPONDANT}' AND issuer_post_id = {POST}"
        " AND (SELECT true FROM signatories_signatory s WHERE s.id = landlord_id"
        f" AND s.kind = '{SignatoryKind.LANDLORD}' AND s.convention_id = {CONVENTION})",
        (SignatoryKind.LANDLORD,): f"{one_of(FUNCTION, ENJOINED_FUNCTIONS)} AND issuer_post_id IS NULL"
        f" AND landlord_id = {SIGNATORY}",
    },
)
PLACE_SEEN = (
    f"(SELECT true FROM territory_commune c WHERE c.code = commune_id AND c.convention_id = {CONVENTION})"
    " AND (residence_id IS NULL OR (SELECT true FROM territory_residence r WHERE r.id = residence_id"
    " AND r.landlord_id = referrals_injunction.landlord_id AND r.commune_id = referrals_injunction.commune_id))"
)
AS_IT_BEGINS = (
    f"noted_by_id = {DESIGNATION} AND app_is_now(noted_at) AND notified_on <= {TODAY}"
    f" AND state = '{InjunctionState.NOTIFIED}' AND version = 1 AND answer = '' AND answered_on IS NULL"
    " AND seized_on IS NULL AND court = '' AND substituted_on IS NULL AND ended_on IS NULL"
)
OF_OWN_HOUSE = (
    f"{one_of(FUNCTION, ENJOINED_FUNCTIONS)} AND (SELECT true FROM referrals_injunction i"
    f" WHERE i.id = injunction_id AND i.landlord_id = {SIGNATORY})"
)

# What each act may change beside the state and the version.
CHANGED: dict[InjunctionAct, tuple[str, ...]] = {
    InjunctionAct.ACCEPT: ("answer", "answered_on"),
    InjunctionAct.REFUSE: ("answer", "answered_on", "refusal_motive", "answer_note"),
    InjunctionAct.SEIZE: ("seized_on", "court"),
    InjunctionAct.SUBSTITUTE: ("substituted_on",),
    InjunctionAct.CLOSE: ("ended_on",),
    InjunctionAct.WITHDRAW: ("ended_on",),
    InjunctionAct.EXPIRE: (),
}
# What its dates must be.
DATED = {
    InjunctionAct.ACCEPT: f"NEW.answer = '{InjunctionAnswer.ACCEPTED}'"
    " AND NEW.answered_on BETWEEN OLD.notified_on AND app_today()",
    InjunctionAct.REFUSE: f"NEW.answer = '{InjunctionAnswer.REFUSED}'"
    f" AND {one_of('NEW.refusal_motive', InjunctionRefusal.values)}"
    " AND NEW.answered_on BETWEEN OLD.notified_on AND app_today()",
    InjunctionAct.SEIZE: "NEW.court <> '' AND NEW.seized_on BETWEEN OLD.answered_on AND app_today()",
    InjunctionAct.SUBSTITUTE: "NEW.substituted_on BETWEEN OLD.notified_on AND app_today()"
    " AND (OLD.due_on IS NULL OR NEW.substituted_on > OLD.due_on)",
    InjunctionAct.CLOSE: "NEW.ended_on = app_today()",
    InjunctionAct.WITHDRAW: "NEW.ended_on = app_today()",
    InjunctionAct.EXPIRE: "OLD.due_on < app_today()",
}
COMPUTED = tuple(str(field.column) for field in Injunction._meta.concrete_fields if field.generated)


def _rows() -> str:
    rows = []
    for act, move in INJUNCTION_MOVES.items():
        changed = ",".join(("state", "version", *CHANGED[act], *COMPUTED))
        rows += [
            f"('{act}', '{move.side}', '{was}', '{becomes}', '{{{changed}}}'::text[])"
            for was, becomes in move.to.items()
        ]
    return ",\n        ".join(rows)


DATED_IN_SQL = " ".join(f"WHEN '{act}' THEN {rule}" for act, rule in DATED.items())

# Invoker's rights, for every role: the table of moves, the side that makes the move, its dates, what it leaves alone.
KEEP = f"""RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    doing text := app_function();
    sides text[] := ARRAY[]::text[];
BEGIN
    IF {one_of("doing", ENJOINED_FUNCTIONS)} AND OLD.landlord_id = app_signatory() THEN
        sides := sides || '{InjunctionSide.LANDLORD}'::text;
        IF OLD.issuer_post_id IS NULL THEN
            sides := sides || '{InjunctionSide.KEEPER}'::text;
        END IF;
    ELSIF doing = '{Does.CORRESPONDANT}' AND OLD.issuer_post_id = app_post() THEN
        sides := sides || '{InjunctionSide.KEEPER}'::text;
    ELSIF doing = 'machine' AND current_user = '{WORKER}' THEN
        sides := sides || '{InjunctionSide.CLOCK}'::text;
    END IF;
    IF EXISTS (SELECT FROM (VALUES
        {_rows()}
    ) AS move(act, side, was, becomes, changed)
        WHERE side = ANY (sides) AND was = OLD.state AND becomes = NEW.state AND NEW.version = OLD.version + 1
        AND CASE act {DATED_IN_SQL} END AND to_jsonb(NEW) - changed = to_jsonb(OLD) - changed)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'injunction % is % and does not become %: no such move here', OLD.id, OLD.state, NEW.state
        USING ERRCODE = 'insufficient_privilege';
END $$"""

FUNCTIONS = (Function("referrals_keep_injunction()", KEEP),)

TRIGGERS = (
    Trigger(
        "referrals_keep_injunction",
        "BEFORE UPDATE",
        "referrals_injunction",
        "FOR EACH ROW EXECUTE FUNCTION referrals_keep_injunction()",
    ),
)

WALLS = (
    Wall(
        "referrals_injunction",
        (
            Policy("own", "SELECT", OWN),
            Policy("noted", "INSERT", f"{OWN_TO_WRITE} AND {PLACE_SEEN} AND {AS_IT_BEGINS}"),
            Policy("moved", "UPDATE", OWN),
        ),
        app="SELECT, INSERT, UPDATE",
        worker="SELECT, UPDATE",
    ),
    Wall(
        "referrals_injunctionlease",
        (
            Policy("own", "SELECT", OF_OWN_HOUSE),
            Policy("noted", "INSERT", OF_OWN_HOUSE),
            Policy("corrected", "UPDATE", OF_OWN_HOUSE),
        ),
        app="SELECT, INSERT, UPDATE (number)",
        worker="SELECT",
    ),
)

# Each side tells the other: the landlord's people who answer, the people of the post that wrote it down.
TO_OTHER_SIDE = (
    "(SELECT true FROM referrals_injunction i WHERE i.id = object_id AND EXISTS ("
    "SELECT FROM correspondents_designation d JOIN correspondents_post p ON p.id = d.post_id"
    " WHERE d.user_id = journal_message.recipient_id AND CASE"
    f" WHEN i.issuer_post_id = {POST} THEN p.signatory_id = i.landlord_id"
    f" AND {one_of('p.function', ENJOINED_FUNCTIONS)}"
    f" WHEN i.landlord_id = {SIGNATORY} THEN p.id = i.issuer_post_id END))"
)
OPENED = (
    (
        "journal_message",
        Policy(
            "written_of_injunctions",
            "INSERT",
            f"{NEW_MESSAGE} AND " + case_of("kind", {(INJUNCTION_KIND, INJUNCTION_MOVED_KIND): TO_OTHER_SIDE}),
        ),
    ),
)
