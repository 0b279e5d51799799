"""The walls of the journal: everybody adds in the own name, nobody changes; and the chain, linked by the database.

See docs/decisions/0002-journal-chain.md.
"""

from acting.enums import Function as Does
from acting.walls import (
    DESIGNATION,
    FUNCTION,
    MACHINE,
    OWNER,
    POST,
    SIGNATORY,
    USER,
    WORKER,
    Function,
    Policy,
    Rights,
    Trigger,
    Wall,
    function_in,
    one_of,
)
from journal.verbs import CASE_READS, Thing, Verb

# Length-prefixed fields, absent as "-,"; the same bytes as journal/chain.py. Never edited: another encoding is
# another function with another first field.
ENCODE = """RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT sha256(convert_to(string_agg(
        coalesce(octet_length(convert_to(field, 'UTF8')) || ':' || field || ',', '-,'), '' ORDER BY place), 'UTF8'))
    FROM unnest(ARRAY[
        '{encoding}', seq::text, encode(previous_hash, 'hex'),
        e.id::text, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        e.user_id::text, e.designation_id::text, e.post_id::text, e.signatory_id::text, e.function,
        e.verb, e.object_type, e.object_id::text, e.owner_id::text,
        e.channel, e.reason, e.request_id::text, e.count::text{further}
    ]) WITH ORDINALITY AS fields(field, place)
$$"""

# Runs at commit: the lock on the head is held for the last moment of each transaction only. With the owner's rights,
# since the application may not touch the chain.
LINK = """RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    head journal_head;
    digest bytea;
BEGIN
    SELECT * INTO STRICT head FROM journal_head WHERE id = 1 FOR NO KEY UPDATE;
    digest := CASE WHEN NEW.shown IS NULL THEN journal_digest(head.seq + 1, head.hash, NEW)
        ELSE journal_digest_of_list(head.seq + 1, head.hash, NEW) END;
    INSERT INTO journal_link (seq, entry_id, previous_hash, hash) VALUES (head.seq + 1, NEW.id, head.hash, digest);
    UPDATE journal_head SET seq = head.seq + 1, hash = digest WHERE id = 1;
    RETURN NULL;
END $$"""

REFUSE = """RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$"""

# The segment of a month may go twelve months after its end (domain: access journal twelve months, up to thirty-six).
DROPPABLE = """RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT current_user = 'convention77_owner' AND EXISTS (
        SELECT FROM journal_seal
        WHERE place BETWEEN first_seq AND last_seq AND month + interval '13 months' <= app_today())
$$"""

GUARD_ENTRY = """RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF journal_droppable((SELECT seq FROM journal_link WHERE entry_id = OLD.id)) THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'the journal is append-only: entry % is not in a sealed segment past its retention', OLD.id
        USING ERRCODE = 'insufficient_privilege';
END $$"""

GUARD_LINK = """RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF journal_droppable(OLD.seq) THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'the journal is append-only: link % is not in a sealed segment past its retention', OLD.seq
        USING ERRCODE = 'insufficient_privilege';
END $$"""

# Everybody's own actions; for a DPO also what touches the signatory's data or was done by its people; for the
# administrator the technical entries. A CASE, as in `acting.walls.case_of`: as three policies the planner believed that
# no row was left, and sorted the whole journal of a house (6,680 buffers instead of 380).
READ = (
    f"CASE {FUNCTION} WHEN 'dpo' THEN user_id = {USER} OR owner_id = {SIGNATORY} OR signatory_id = {SIGNATORY}"
    f" WHEN 'administrateur' THEN user_id = {USER} OR owner_id IS NULL ELSE user_id = {USER} END"
)

# The lists that showed an object, among the entries that the reader may read. With the owner's rights: under the wall
# the index of what was shown is not asked ("contains" is no leakproof operator), and the house's journal would be read.
SHOWING = f"""RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT id FROM journal_entry WHERE shown @> ARRAY[object] AND {READ}
$$"""

# What the own people opened of the house's own data, or met in a list, for the référent who answers for it: function
# and day, never who nor when. What a partner reads of it is a receipt that no sender gets.
CONSULTED = f"""RETURNS TABLE(day date, function text, opened boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT (e.at AT TIME ZONE 'Europe/Paris')::date, e.function::text, bool_or(e.object_id IS NOT DISTINCT FROM thing)
    FROM journal_entry e
    WHERE {FUNCTION} = '{Does.REFERENT}' AND e.owner_id = {SIGNATORY} AND e.signatory_id = {SIGNATORY}
    AND {one_of("e.verb", CASE_READS)} AND (e.object_id = thing OR e.shown @> ARRAY[thing])
    GROUP BY 1, 2 ORDER BY 1 DESC, 2 LIMIT most
$$"""

FUNCTIONS = (
    Function(
        "journal_digest(seq bigint, previous_hash bytea, e journal_entry)",
        ENCODE.format(encoding="convention77-1", further=""),
    ),
    Function(
        "journal_digest_of_list(seq bigint, previous_hash bytea, e journal_entry)",
        ENCODE.format(encoding="convention77-2", further=", e.shown::text"),
    ),
    Function("journal_chain()", LINK),
    Function("journal_refuse()", REFUSE),
    Function("journal_droppable(place bigint)", DROPPABLE),
    Function("journal_guard_entry()", GUARD_ENTRY),
    Function("journal_guard_link()", GUARD_LINK),
    Function("journal_lists_showing(object uuid)", SHOWING),
    Function("journal_consultations(thing uuid, most integer)", CONSULTED),
)


def _fixed(table: str, acts: str) -> Trigger:
    body = "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()"
    return Trigger(f"{table}_fixed", f"BEFORE {acts}", table, body)


def _guarded(table: str, function: str) -> Trigger:
    return Trigger(f"{table}_guard", "BEFORE DELETE", table, f"FOR EACH ROW EXECUTE FUNCTION {function}()")


TRIGGERS = (
    Trigger(
        "journal_chain",
        "AFTER INSERT",
        "journal_entry",
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_chain()",
        constraint=True,
    ),
    _fixed("journal_entry", "UPDATE OR TRUNCATE"),
    _fixed("journal_link", "UPDATE OR TRUNCATE"),
    _fixed("journal_seal", "UPDATE OR DELETE OR TRUNCATE"),
    _fixed("journal_head", "DELETE OR TRUNCATE"),
    _guarded("journal_entry", "journal_guard_entry"),
    _guarded("journal_link", "journal_guard_link"),
)

# In the own name with the whole of it, and now; what a gardien does is of the own house, but for the directory's cards.
# Or in nobody's name, for the own house: an orientation names nobody, and nothing else is written so.
OWN_NAME = (
    f"user_id = {USER} AND designation_id IS NOT DISTINCT FROM {DESIGNATION}"
    f" AND post_id IS NOT DISTINCT FROM {POST} AND signatory_id IS NOT DISTINCT FROM {SIGNATORY}"
    f" AND function = coalesce({FUNCTION}, '') AND NOT coalesce({MACHINE}, false) AND app_is_now(at)"
    f" AND (function <> '{Does.GARDIEN}' OR owner_id IS NULL OR owner_id = {SIGNATORY}"
    f" OR object_type IN ('{Thing.POST}', '{Thing.DESIGNATION}'))"
)
ORIENTING = (Does.GARDIEN, Does.REFERENT)
NOBODYS_NAME = (
    "user_id IS NULL AND designation_id IS NULL AND post_id IS NULL AND function = '' AND request_id IS NULL"
    f" AND verb = '{Verb.ORIENTATION_NOTED}' AND object_type = '{Thing.ORIENTATION}' AND object_id IS NOT NULL"
    f" AND reason = '' AND count = 1 AND shown IS NULL AND app_is_now(at)"
    f" AND signatory_id = {SIGNATORY} AND owner_id = {SIGNATORY} AND {function_in(ORIENTING)}"
)
# What a message is when it is put into the outbox. Of which kind, by whom and to whom, each app says of its own.
NEW_MESSAGE = (
    "state = 'waiting' AND attempts = 0 AND sent_at IS NULL AND tried_at IS NULL AND error = ''"
    " AND app_is_now(created_at) AND due_at = created_at AND NOT put_off AND mail_id IS NULL"
)

WALLS = (
    Wall(
        "journal_entry",
        (
            Policy("written_in_own_name", "INSERT", OWN_NAME),
            Policy("written_for_nobody", "INSERT", NOBODYS_NAME),
            Policy("written_by_machine", "INSERT", f"{FUNCTION} IS NULL OR {MACHINE}", role=WORKER),
            Policy("read", "SELECT", READ),
            Policy("read_by_machine", "SELECT", MACHINE, role=WORKER),
            Policy("kept_by_owner", "ALL", "true", role=OWNER),
        ),
        app="SELECT, INSERT",
        worker="SELECT, INSERT",
        machine=False,
    ),
    Wall(
        "journal_message",
        (Policy("own", "SELECT", f"recipient_id = {USER}"),),
        app="SELECT, INSERT, UPDATE (state, attempts, tried_at, due_at, error, put_off)",
    ),
    # No case data: what a worker does in whatever name, it keeps account of itself.
    Wall(
        "journal_job",
        (
            Policy("own", "SELECT", f"user_id = {USER}"),
            Policy("asked_for", "INSERT", f"user_id = {USER} AND state = 'queued' AND attempts = 0 AND cause = ''"),
            Policy(
                "cancelled",
                "UPDATE",
                f"user_id = {USER} AND state IN ('queued', 'running')",
                f"user_id = {USER} AND state = 'cancelled' AND app_is_now(finished_at)",
            ),
            Policy("kept", "ALL", "true", role=WORKER),
        ),
        app=(
            "SELECT, INSERT, UPDATE (state, attempts, lease_token, lease_until, progress, error, cause, queued_at,"
            " due_at, started_at, finished_at)"
        ),
    ),
)

RIGHTS = (
    Rights("journal_link", "the chain, which the web does not read at all", app="", worker="SELECT"),
    Rights("journal_head", "the end of the chain", app="", worker="SELECT"),
    Rights("journal_seal", "the ends of the months", app="", worker="SELECT, INSERT"),
    Rights(
        "journal_cachedvalue", "what Redis keeps while it is there, under sealed keys; read before anybody is known"
    ),
)
