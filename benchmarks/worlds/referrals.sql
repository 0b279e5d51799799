-- 0.3 referrals a fact: 23 about one fact, 4 about a residence alone, 3 from a partner to a landlord, of thirty. Half of them are
-- answered; each about a fact has its two neutral lines.

CREATE TEMP TABLE wording AS
SELECT code, sender.kind AS sender_kind, recipient.kind AS recipient_kind, minimum,
    (SELECT b.legalbasis_id FROM {subject_bases} b WHERE b.subject_id = s.code ORDER BY b.id LIMIT 1) AS basis_id,
    row_number() OVER (PARTITION BY sender.kind, recipient.kind ORDER BY position) - 1 AS rank,
    count(*) OVER (PARTITION BY sender.kind, recipient.kind) AS choices
FROM {subject} s, unnest(sender_kinds) AS sender (kind), unnest(recipient_kinds) AS recipient (kind);

CREATE TEMP TABLE passed AS
WITH about AS (
    SELECT n * 23 / 100 AS k, n AS fact, home, filed_at, true AS from_landlord, complaint FROM fact WHERE is_referred
    UNION ALL
    SELECT k, NULL, 1 + pg_temp.roll(k, 40, {residences}), '{moment}'::timestamptz - (1 + pg_temp.roll(k, 41, 730 * 1440)) * interval '1 minute',
        k <= {facts} * 27 / 100, NULL
    FROM generate_series({facts}::bigint * 23 / 100 + 1, {facts}::bigint * 30 / 100) AS k
), dated AS (
    SELECT *, least(filed_at + pg_temp.roll(k, 42, 14400) * interval '1 minute', '{moment}') AS sent_at,
        CASE WHEN pg_temp.roll(k, 43, 100) < 45 THEN 'prosecution' WHEN pg_temp.roll(k, 43, 100) < 85 THEN 'force' ELSE 'prefecture' END AS domain,
        pg_temp.roll(k, 44, 100) < 50 AS is_answered, pg_temp.roll(k, 45, 100) AS chance
    FROM about
), parties AS (
    SELECT d.*, sent_at::date + 30 + pg_temp.roll(k, 46, 151)::int AS until, h.id AS residence_id, h.commune_id,
        CASE WHEN from_landlord THEN h.landlord_id ELSE c.signatory_id END AS sender_id,
        CASE WHEN from_landlord THEN h.referent_post ELSE c.post_id END AS sender_post_id,
        CASE WHEN from_landlord THEN h.referent_designation ELSE c.designation_id END AS sender_designation_id,
        CASE WHEN from_landlord THEN c.signatory_id ELSE h.landlord_id END AS recipient_id,
        CASE WHEN from_landlord THEN c.post_id ELSE h.referent_post END AS recipient_post_id,
        CASE WHEN from_landlord THEN c.designation_id ELSE h.referent_designation END AS recipient_designation_id,
        CASE WHEN from_landlord THEN c.group_id ELSE h.referent_group END AS recipient_group,
        CASE WHEN from_landlord THEN 'landlord' ELSE c.kind END AS sender_kind,
        CASE WHEN from_landlord THEN c.kind ELSE 'landlord' END AS recipient_kind
    FROM dated d JOIN home h ON h.n = d.home JOIN competent c ON c.commune_id = h.commune_id AND c.domain = d.domain
)
SELECT p.*, pg_temp.key('referral', k) AS id, w.code AS subject_id, w.basis_id,
    least(sent_at + (1 + pg_temp.roll(k, 47, 40)) * interval '1 day', '{moment}') AS answered_at,
    CASE
        WHEN is_answered AND sent_at < '{moment}'::timestamptz - interval '120 days' THEN CASE WHEN chance < 70 THEN 'closed' ELSE 'expired' END
        WHEN is_answered AND until >= '{moment}'::date THEN 'answered'
        WHEN is_answered THEN 'expired'
        WHEN chance < 4 AND sent_at > '{moment}'::timestamptz - interval '200 days' THEN 'draft'
        WHEN chance < 14 THEN 'refused'
        WHEN chance < 22 THEN 'withdrawn'
        WHEN until < '{moment}'::date THEN 'expired'
        WHEN chance < 52 THEN 'sent'
        WHEN chance < 85 THEN 'acknowledged'
        ELSE 'in_progress'
    END AS state
FROM parties p JOIN wording w ON w.sender_kind = p.sender_kind AND w.recipient_kind = p.recipient_kind AND w.rank = pg_temp.roll(k, 48, w.choices);
CREATE UNIQUE INDEX ON passed (k);
ANALYZE passed;

INSERT INTO {referral} (id, reference, sender_id, sender_post_id, sender_designation_id, recipient_id, recipient_post_id, recipient_designation_id,
    subject_id, basis_id, field_sets, until, state, refusal_motive, version, created_at, sent_at, acknowledged_at, answered_at, ended_at, submission,
    condition_stated)
SELECT id, pg_temp.reference('S', k), sender_id, sender_post_id, sender_designation_id, recipient_id, recipient_post_id, recipient_designation_id,
    subject_id, basis_id, CASE WHEN fact IS NULL THEN ARRAY['place'] WHEN complaint IS NULL THEN ARRAY['facts', 'place'] ELSE ARRAY['facts', 'place', 'complaint'] END,
    until, state, CASE state WHEN 'refused' THEN pg_temp.pick(ARRAY['other_service', 'incomplete', 'no_basis'], k, 49) ELSE '' END, 1 + pg_temp.roll(k, 50, 4),
    sent_at - interval '10 minutes', CASE WHEN state <> 'draft' THEN sent_at END,
    CASE WHEN state IN ('acknowledged', 'in_progress') OR is_answered THEN least(sent_at + interval '1 day', '{moment}') END,
    CASE WHEN is_answered THEN answered_at END,
    CASE WHEN state IN ('closed', 'refused', 'withdrawn', 'expired') THEN least(until, '{moment}'::date) END,
    pg_temp.key('partage', k), false
FROM passed;

INSERT INTO {referralsource} (referral_id, owner_id, owner_post_id, commune_id, residence_id, situation_id, complaint_id, widening_reason, precision, routing_reason, not_meant)
SELECT id, sender_id, sender_post_id, commune_id, residence_id, CASE WHEN fact IS NOT NULL THEN pg_temp.key('situation', fact) END,
    CASE WHEN complaint IS NOT NULL THEN pg_temp.key('complaint', fact) END, '', '', 'Compétence de la commune, table fictive du banc.', '{{}}'
FROM passed;

INSERT INTO {referredincident} (referral_id, incident_id) SELECT id, pg_temp.key('fact', fact) FROM passed WHERE fact IS NOT NULL;

INSERT INTO {disclosure} (id, referral_id, number, content, digest, version, disclosed_at)
SELECT pg_temp.key('disclosure', k * 2 + number), id, 1 + number, content, encode(sha256(convert_to(content::text, 'UTF8')), 'hex'), 1, sent_at + number * interval '1 day'
FROM (
    SELECT p.k, p.id, p.sent_at, p.state,
        jsonb_build_object(
            'commune', jsonb_build_object('name', h.commune, 'code', h.commune_id), 'precision', '',
            'place', jsonb_build_object('residence', h.name, 'address', h.address,
                'spots', CASE WHEN fact IS NULL THEN '[]'::jsonb ELSE jsonb_build_array(jsonb_build_object('building', i.building, 'place', i.place)) END))
        || CASE WHEN fact IS NULL THEN '{{}}'::jsonb ELSE jsonb_build_object('facts', jsonb_build_array(jsonb_build_object(
            'started_at', to_char(i.started_at AT TIME ZONE 'Europe/Paris', 'YYYY-MM-DD"T"HH24:MI+02:00'), 'category', cat.label,
            'recurrence', i.recurrence, 'text', i.facts, 'damage_euros', i.damage_euros))) END
        || CASE WHEN c.id IS NULL THEN '{{}}'::jsonb ELSE jsonb_build_object('complaint', jsonb_build_object('filed_on', c.filed_on, 'complainant', c.complainant,
            'service', c.service, 'pv_number', c.pv_number, 'prosecution_number', c.prosecution_number)) END AS content
    FROM passed p JOIN home h ON h.n = p.home
    LEFT JOIN {incident} i ON i.id = pg_temp.key('fact', p.fact)
    LEFT JOIN {category} cat ON cat.code = i.category_id
    LEFT JOIN {complaint} c ON c.id = pg_temp.key('complaint', p.fact)
) AS projected, generate_series(0, 1) AS number
WHERE state <> 'draft' AND (number = 0 OR k % 12 = 0);

INSERT INTO {disclosednumber} (key, disclosure_id)
SELECT DISTINCT regexp_replace(lower(said.number), '[^a-z0-9]', '', 'g'), d.id
FROM {disclosure} d, LATERAL (VALUES (d.content #>> '{{complaint,pv_number}}'), (d.content #>> '{{complaint,prosecution_number}}')) AS said (number)
WHERE said.number <> '';

INSERT INTO {disclosuresource} (disclosure_id, owner_id, owner_post_id, incidents, complaint_id, field_sets, widening_reason)
SELECT d.id, s.owner_id, s.owner_post_id, array_remove(ARRAY[f.incident_id], NULL), s.complaint_id, r.field_sets, ''
FROM {disclosure} d JOIN {referralsource} s USING (referral_id) JOIN {referral} r ON r.id = d.referral_id
LEFT JOIN {referredincident} f USING (referral_id);

INSERT INTO {answer} (id, referral_id, sender_id, designation_id, outcome, outcome_date, outcome_count, outcome_motive, note, answered_at)
SELECT pg_temp.key('answer', k), id, sender_id, recipient_designation_id,
    CASE recipient_kind
        WHEN 'prosecution' THEN pg_temp.pick(ARRAY['sent_to_inquiry', 'alternative', 'not_received', 'under_inquiry', 'already_given'], k, 51)
        WHEN 'prefecture' THEN pg_temp.pick(ARRAY['force_studied', 'force_granted', 'raised_in_meeting', 'not_retained'], k, 51)
        WHEN 'landlord' THEN pg_temp.pick(ARRAY['done', 'not_ours', 'requisition_needed'], k, 51)
        ELSE pg_temp.pick(ARRAY['nothing_found', 'patrols_planned', 'complaint_recorded', 'more_needed'], k, 51)
    END, NULL, NULL, '', CASE WHEN k % 3 = 0 THEN 'Vu lors du passage de la brigade de nuit.' ELSE '' END, answered_at
FROM passed WHERE is_answered;

INSERT INTO {followup} (id, incident_id, event, at)
SELECT pg_temp.key(event, k), pg_temp.key('fact', fact), event,
    CASE event WHEN 'answered' THEN answered_at ELSE sent_at END
FROM passed, unnest(ARRAY['passed_on', 'answered']) AS event WHERE fact IS NOT NULL;

INSERT INTO {referralgroupobjectpermission} (group_id, content_object_id, permission_id)
SELECT recipient_group, p.id, permission.id FROM passed p JOIN {permission} permission ON permission.codename = 'view_referral'
WHERE state IN ('sent', 'acknowledged', 'in_progress', 'answered');

INSERT INTO {delaycount} (sender_id, month, days, referrals)
SELECT sender_id, date_trunc('month', sent_at AT TIME ZONE 'Europe/Paris')::date,
    floor(extract(epoch FROM coalesce(answered_at, CASE WHEN state = 'refused' THEN ended_at END) - sent_at) / 86400), count(*)
FROM {referral} WHERE sent_at IS NOT NULL GROUP BY 1, 2, 3;
