"""The chain, linked by the database at commit, and the walls around it: rights, triggers, row-level security.

Needs the roles of deploy/roles.sql and stops without them. See docs/decisions/0002-journal-chain.md.
"""

from django.db import migrations

ONLY_AS_OWNER = """
DO $$ BEGIN
    IF current_user <> 'convention77_owner' THEN
        RAISE EXCEPTION 'run the migrations as convention77_owner, not as %: the tables must belong to it', current_user;
    END IF;
END $$;
"""

# Length-prefixed fields, absent as "-,"; the same bytes as journal/chain.py. Never edited: another encoding is
# another function with another first field.
ENCODE = """
CREATE FUNCTION journal_digest(seq bigint, previous_hash bytea, e journal_entry) RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT sha256(convert_to(string_agg(
        coalesce(octet_length(convert_to(field, 'UTF8')) || ':' || field || ',', '-,'), '' ORDER BY place), 'UTF8'))
    FROM unnest(ARRAY[
        'convention77-1', seq::text, encode(previous_hash, 'hex'),
        e.id::text, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        e.user_id::text, e.designation_id::text, e.post_id::text, e.signatory_id::text, e.function,
        e.verb, e.object_type, e.object_id::text, e.owner_id::text,
        e.channel, e.reason, e.request_id::text, e.count::text
    ]) WITH ORDINALITY AS fields(field, place)
$$;
"""

# Runs at commit: the lock on the head is held for the last moment of each transaction only. With the owner's rights,
# since the application may not touch the chain.
LINK = """
INSERT INTO journal_head (id, seq, hash) VALUES (1, 0, decode(repeat('00', 32), 'hex'));

CREATE FUNCTION journal_chain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    head journal_head;
    digest bytea;
BEGIN
    SELECT * INTO STRICT head FROM journal_head WHERE id = 1 FOR NO KEY UPDATE;
    digest := journal_digest(head.seq + 1, head.hash, NEW);
    INSERT INTO journal_link (seq, entry_id, previous_hash, hash) VALUES (head.seq + 1, NEW.id, head.hash, digest);
    UPDATE journal_head SET seq = head.seq + 1, hash = digest WHERE id = 1;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER journal_chain AFTER INSERT ON journal_entry
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_chain();
"""

UNLINK = """
DROP TRIGGER journal_chain ON journal_entry;
DROP FUNCTION journal_chain();
DELETE FROM journal_head;
"""

# The segment of a month may go twelve months after its end (domain: access journal twelve months, up to thirty-six).
GUARDS = """
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION journal_droppable(place bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT current_user = 'convention77_owner' AND EXISTS (
        SELECT FROM journal_seal
        WHERE place BETWEEN first_seq AND last_seq AND month + interval '13 months' <= app_today())
$$;

CREATE FUNCTION journal_guard_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF journal_droppable((SELECT seq FROM journal_link WHERE entry_id = OLD.id)) THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'the journal is append-only: entry % is not in a sealed segment past its retention', OLD.id
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION journal_guard_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF journal_droppable(OLD.seq) THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'the journal is append-only: link % is not in a sealed segment past its retention', OLD.seq
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER journal_entry_fixed BEFORE UPDATE OR TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_link_fixed BEFORE UPDATE OR TRUNCATE ON journal_link
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_seal_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_seal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_head_fixed BEFORE DELETE OR TRUNCATE ON journal_head
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_entry_guard BEFORE DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_guard_entry();
CREATE TRIGGER journal_link_guard BEFORE DELETE ON journal_link
    FOR EACH ROW EXECUTE FUNCTION journal_guard_link();
"""

UNGUARD = """
DROP TRIGGER journal_entry_fixed ON journal_entry;
DROP TRIGGER journal_link_fixed ON journal_link;
DROP TRIGGER journal_seal_fixed ON journal_seal;
DROP TRIGGER journal_head_fixed ON journal_head;
DROP TRIGGER journal_entry_guard ON journal_entry;
DROP TRIGGER journal_link_guard ON journal_link;
DROP FUNCTION journal_guard_entry();
DROP FUNCTION journal_guard_link();
DROP FUNCTION journal_droppable(bigint);
DROP FUNCTION journal_refuse();
"""

RIGHTS = """
REVOKE UPDATE, DELETE, TRUNCATE ON journal_entry FROM convention77_app, convention77_worker;
REVOKE ALL ON journal_link, journal_head, journal_seal FROM convention77_app, convention77_worker;
GRANT SELECT ON journal_link, journal_head, journal_seal TO convention77_worker;
GRANT INSERT ON journal_seal TO convention77_worker;
"""

POLICIES = """
ALTER TABLE journal_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY written_by_anybody ON journal_entry FOR INSERT WITH CHECK (true);
CREATE POLICY own_actions ON journal_entry FOR SELECT USING (user_id = (SELECT app_user()));
CREATE POLICY read_by_dpo ON journal_entry FOR SELECT USING (
    (SELECT app_function()) = 'dpo'
    AND (owner_id = (SELECT app_signatory()) OR signatory_id = (SELECT app_signatory())));
CREATE POLICY technical_entries ON journal_entry FOR SELECT USING (
    (SELECT app_function()) = 'administrateur' AND owner_id IS NULL);
CREATE POLICY read_by_machine ON journal_entry FOR SELECT TO convention77_worker USING (
    (SELECT app_function()) = 'machine');
CREATE POLICY kept_by_owner ON journal_entry TO convention77_owner USING (true) WITH CHECK (true);
"""

NO_POLICIES = """
DROP POLICY written_by_anybody ON journal_entry;
DROP POLICY own_actions ON journal_entry;
DROP POLICY read_by_dpo ON journal_entry;
DROP POLICY technical_entries ON journal_entry;
DROP POLICY read_by_machine ON journal_entry;
DROP POLICY kept_by_owner ON journal_entry;
ALTER TABLE journal_entry NO FORCE ROW LEVEL SECURITY;
ALTER TABLE journal_entry DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_context_functions")]

    operations = [
        migrations.RunSQL(ONLY_AS_OWNER, migrations.RunSQL.noop),
        migrations.RunSQL(ENCODE, "DROP FUNCTION journal_digest(bigint, bytea, journal_entry)"),
        migrations.RunSQL(LINK, UNLINK),
        migrations.RunSQL(GUARDS, UNGUARD),
        migrations.RunSQL(
            RIGHTS, "GRANT SELECT, INSERT, UPDATE, DELETE ON journal_entry TO convention77_app, convention77_worker"
        ),
        migrations.RunSQL(POLICIES, NO_POLICIES),
    ]
