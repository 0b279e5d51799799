-- What the largest world would have if indexes cost nothing: the limit that first pages are held against. The portal has none of this.

CREATE INDEX ideal_facts ON {incident} (landlord_id, started_at DESC, id);
CREATE INDEX ideal_facts_of_author ON {incident} (filed_by_id, started_at DESC, id);
CREATE INDEX ideal_facts_of_residence ON {incident} (residence_id, started_at DESC, id);
CREATE INDEX ideal_waiting_facts ON {incident} (landlord_id, residence_id, place) INCLUDE (filed_at) WHERE state = 'filed';

-- The order of a box as two columns, so that it is an order of an index: what waits first, then the newest.
ALTER TABLE {referral}
    ADD ideal_rank smallint GENERATED ALWAYS AS (
        CASE WHEN state = 'draft' THEN 0 WHEN state IN ('sent', 'acknowledged', 'in_progress') THEN 1 WHEN state = 'answered' THEN 2 ELSE 3 END) STORED,
    ADD ideal_since timestamptz GENERATED ALWAYS AS (CASE WHEN state IN ('sent', 'acknowledged', 'in_progress') THEN sent_at END) STORED;
CREATE INDEX ideal_inbox ON {referral} (recipient_post_id, ideal_rank, ideal_since, sent_at DESC NULLS FIRST, id);
CREATE INDEX ideal_outbox ON {referral} (sender_id, ideal_rank, ideal_since, sent_at DESC NULLS FIRST, id);
CREATE INDEX ideal_waiting_at_post ON {referral} (recipient_post_id, until) WHERE state IN ('sent', 'acknowledged', 'in_progress');
CREATE INDEX ideal_waiting_at_house ON {referral} (recipient_id, until) WHERE state IN ('sent', 'acknowledged', 'in_progress');
CREATE INDEX ideal_waiting_of_house ON {referral} (sender_id, until) WHERE state IN ('sent', 'acknowledged', 'in_progress');
CREATE INDEX ideal_waiting_of_post ON {referral} (sender_post_id, until) WHERE state IN ('sent', 'acknowledged', 'in_progress');

CREATE TABLE ideal_answer AS SELECT a.id, a.outcome, a.answered_at, a.referral_id, r.sender_id FROM {answer} a JOIN {referral} r ON r.id = a.referral_id;
CREATE INDEX ON ideal_answer (sender_id, answered_at DESC, id);

CREATE TABLE ideal_number AS
SELECT content #>> ARRAY['complaint', 'pv_number'] AS number, referral_id FROM {disclosure} WHERE content ? 'complaint';
CREATE INDEX ON ideal_number (number);
