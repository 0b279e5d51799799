-- The two tables that are written most, as they were on 26 November 2026: columns, checks, keys and indexes. What an insert or an update
-- takes there is the limit for what it takes today.

CREATE TABLE baseline_incident AS
SELECT id, reference, landlord_id, residence_id, situation_id, place, building, category_id, started_at, recurrence, facts, damage_euros,
    police_called, state, filed_by_id, filed_post_id, filed_at, submission
FROM {incident};
ALTER TABLE baseline_incident
    ADD PRIMARY KEY (id), ADD UNIQUE (reference), ADD UNIQUE (submission),
    ADD CHECK (state IN ('filed', 'attached', 'left_apart', 'set_aside', 'closed')), ADD CHECK (facts <> ''), ADD CHECK (damage_euros >= 0),
    ADD FOREIGN KEY (landlord_id) REFERENCES {signatory} DEFERRABLE INITIALLY DEFERRED,
    ADD FOREIGN KEY (residence_id) REFERENCES {residence} DEFERRABLE INITIALLY DEFERRED,
    ADD FOREIGN KEY (situation_id) REFERENCES {situation} DEFERRABLE INITIALLY DEFERRED,
    ADD FOREIGN KEY (category_id) REFERENCES {category} DEFERRABLE INITIALLY DEFERRED,
    ADD FOREIGN KEY (filed_by_id) REFERENCES {user} DEFERRABLE INITIALLY DEFERRED,
    ADD FOREIGN KEY (filed_post_id) REFERENCES {post} DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX ON baseline_incident (filed_by_id, started_at DESC);
CREATE INDEX ON baseline_incident (landlord_id, started_at DESC);
CREATE INDEX ON baseline_incident (residence_id, started_at DESC);
CREATE INDEX ON baseline_incident (category_id);
CREATE INDEX ON baseline_incident (category_id varchar_pattern_ops);
CREATE INDEX ON baseline_incident (filed_by_id);
CREATE INDEX ON baseline_incident (filed_post_id);
CREATE INDEX ON baseline_incident (landlord_id);
CREATE INDEX ON baseline_incident (reference varchar_pattern_ops);
CREATE INDEX ON baseline_incident (residence_id);
CREATE INDEX ON baseline_incident (situation_id);

CREATE TABLE baseline_referral AS
SELECT id, reference, field_sets, until, state, refusal_motive, version, created_at, sent_at, acknowledged_at, answered_at, ended_at, submission,
    basis_id, recipient_id, recipient_designation_id, recipient_post_id, sender_id, sender_designation_id, sender_post_id, subject_id
FROM {referral};
ALTER TABLE baseline_referral ADD PRIMARY KEY (id), ADD UNIQUE (reference), ADD UNIQUE (submission), ADD CHECK (version >= 0),
    ADD CHECK (state NOT IN ('closed', 'refused', 'withdrawn', 'expired') OR ended_at IS NOT NULL),
    ADD CHECK (state IN ('draft', 'withdrawn') OR sent_at IS NOT NULL);
CREATE INDEX ON baseline_referral (recipient_post_id, state, sent_at);
CREATE INDEX ON baseline_referral (sender_id, state, sent_at);
CREATE INDEX ON baseline_referral (basis_id);
CREATE INDEX ON baseline_referral (basis_id varchar_pattern_ops);
CREATE INDEX ON baseline_referral (recipient_designation_id);
CREATE INDEX ON baseline_referral (recipient_id);
CREATE INDEX ON baseline_referral (recipient_post_id);
CREATE INDEX ON baseline_referral (reference varchar_pattern_ops);
CREATE INDEX ON baseline_referral (sender_designation_id);
CREATE INDEX ON baseline_referral (sender_id);
CREATE INDEX ON baseline_referral (sender_post_id);
CREATE INDEX ON baseline_referral (subject_id);
CREATE INDEX ON baseline_referral (subject_id varchar_pattern_ops);

-- The triggers are today's on both sides: keys and indexes are what is compared.
DO $$
DECLARE made text;
BEGIN
    FOR made IN
        SELECT replace(replace(pg_get_triggerdef(oid), ' ON public.{referral} ', ' ON baseline_referral '), ' ON public.{incident} ', ' ON baseline_incident ')
        FROM pg_trigger WHERE tgrelid IN ('{referral}'::regclass, '{incident}'::regclass) AND NOT tgisinternal
    LOOP
        EXECUTE made;
    END LOOP;
END $$;
