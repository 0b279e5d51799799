-- What was done in the situations: steps up the ladder, holders of leases with their letters, and injunctions.

CREATE TEMP TABLE handled AS
SELECT s.id, f.n, s.kind, s.opened_at::date AS opened_on, s.ended_at, h.landlord_id, h.referent_post, h.landlord, pg_temp.roll(f.n, 50, 10) AS height
FROM {situation} s JOIN fact f ON s.id = pg_temp.key('situation', f.n) JOIN home h ON h.n = f.home;
CREATE UNIQUE INDEX ON handled (id);
ANALYZE handled;

-- The facts are gathered everywhere; of a hundred places 60 are reminded of the rules, of a hundred leases 90, half come to a notice and 20 to the judge.
CREATE TEMP TABLE done AS
SELECT pg_temp.key(r.rung, s.n) AS id, s.id AS situation_id, s.n, s.kind, r.rung, s.opened_on + r.after AS done_on, r.proof, s.referent_post, s.landlord_id, s.landlord
FROM handled s JOIN (VALUES
    ('place', 'gathering', 0, 0, 'file'), ('place', 'reminder', 4, 10, 'posted'), ('place', 'mediation', 9, 40, 'file'),
    ('lease', 'gathering', 0, 0, 'file'), ('lease', 'reminder', 1, 5, 'letter'), ('lease', 'interview', 4, 15, 'file'),
    ('lease', 'warning', 6, 25, 'hand'), ('lease', 'formal_notice', 5, 40, 'registered'), ('lease', 'writ', 8, 60, 'officer'),
    ('lease', 'judgment', 9, 85, 'court')
) AS r (kind, rung, from_height, after, proof) ON r.kind = s.kind AND s.height >= r.from_height
WHERE s.opened_on + r.after <= least(s.ended_at, '{moment}')::date;

INSERT INTO {step} (id, situation_id, rung, done_on, until, proof, tracking_number, skip, note, post_id, noted_at, result, resulted_on, withdrawn_why)
SELECT id, situation_id, rung, done_on, CASE rung WHEN 'formal_notice' THEN done_on + 30 END, proof, '', '', '', referent_post, done_on,
    CASE WHEN is_known THEN 'fruitless' ELSE '' END, CASE WHEN is_known THEN done_on + 20 END, ''
FROM done, LATERAL (SELECT rung NOT IN ('gathering', 'writ', 'judgment') AND done_on + 20 < '{moment}' AS is_known) AS known;

CREATE TEMP TABLE holder AS
SELECT pg_temp.key('holder', s.n * 2 + k) AS id, s.id AS situation_id, s.n * 2 + k AS n, s.opened_on - 900 AS starts_on
FROM handled s, generate_series(0, 1) AS k WHERE s.kind = 'lease' AND (k = 0 OR s.n % 3 = 0);

INSERT INTO {addressee} (id, situation_id, title, last_name, first_name, address, starts_on)
SELECT id, situation_id, pg_temp.pick(ARRAY['madame', 'monsieur'], n, 51), 'Fictif ' || n, 'Dominique', n || ' rue Fictive' || chr(10) || '77000 Melun', starts_on FROM holder;

INSERT INTO {lettertemplate} (id, landlord_id, kind, version, letterhead, signature, body, clauses, post_id, written_at)
SELECT pg_temp.key('template', l.n * 10 + version), l.id, 'reminder', version, 'Habitat ' || l.n, '', 'Madame, Monsieur,' || chr(10) || chr(10) || '{{faits}}', '',
    d.id, '{moment}'::timestamptz - version * interval '30 days'
FROM landlord l JOIN desk d ON d.signatory_id = l.id AND d.function = 'referent' AND d.part = 1, generate_series(1, 3) AS version;

INSERT INTO {mailing} (id, landlord_id, kind, asked, words, unmade, post_id, made_at)
SELECT pg_temp.key('mailing', l.n), l.id, 'reminder', 200, '', '{{}}', d.id, '{moment}'::timestamptz - interval '40 days'
FROM landlord l JOIN desk d ON d.signatory_id = l.id AND d.function = 'referent' AND d.part = 1;

-- A letter to each holder with each reminder and each formal notice, sent; of a hundred, three are drafts still.
CREATE TEMP TABLE written AS
SELECT pg_temp.key('letter ' || d.rung, h.n) AS id, h.n, h.id AS addressee_id, d.*, h.n % 33 = 0 AS is_draft,
    row_number() OVER (PARTITION BY d.landlord_id ORDER BY h.n) AS rank
FROM (SELECT id AS step_id, situation_id, rung, done_on, proof, referent_post, landlord_id, landlord FROM done) AS d
JOIN holder h ON h.situation_id = d.situation_id WHERE d.rung IN ('reminder', 'formal_notice');

INSERT INTO {storedfile} (id, name, content_type, size, sha256, path, purpose, owner_id, created_at, scan)
SELECT pg_temp.key('paper ' || rung, n), 'lettre.pdf', 'application/pdf', 30000, md5(n::text) || md5(n::text), 'banc/' || rung || n, 'lettre', landlord_id, done_on, 'not_scanned'
FROM written WHERE NOT is_draft;

INSERT INTO {letter} (id, situation_id, addressee_id, kind, template_id, letterhead, signature, addressed_to, body, facts, clause, written_on, until, post_id,
    made_at, mailing_id, step_id, file_id, printed, sent_on, proof, tracking_number)
SELECT id, situation_id, addressee_id, rung, CASE rung WHEN 'reminder' THEN pg_temp.key('template', landlord * 10 + 3) END, 'Habitat ' || landlord, '',
    'Madame Fictif ' || n || chr(10) || n || ' rue Fictive' || chr(10) || '77000 Melun', 'Madame, Monsieur,' || chr(10) || chr(10) || '{{faits}}',
    '{{"le 1er mars 2026 – tapage (hall)"}}', '', done_on, CASE rung WHEN 'formal_notice' THEN done_on + 30 END, referent_post, done_on,
    CASE WHEN rung = 'reminder' AND rank <= 200 THEN pg_temp.key('mailing', landlord) END,
    CASE WHEN NOT is_draft THEN step_id END, CASE WHEN NOT is_draft THEN pg_temp.key('paper ' || rung, n) END,
    CASE WHEN NOT is_draft THEN md5(n::text) || md5(n::text) ELSE '' END,
    CASE WHEN NOT is_draft THEN done_on END, CASE WHEN NOT is_draft THEN proof ELSE '' END,
    CASE WHEN NOT is_draft AND proof = 'registered' THEN '1A ' || lpad(n::text, 9, '0') ELSE '' END
FROM written;

-- Forty injunctions a landlord, one in three noted by the landlord itself.
INSERT INTO {injunction} (id, reference, issuer_post_id, noted_by_id, noted_at, landlord_id, residence_id, commune_id, address, ground_stated, notified_on,
    state, version, answer, answered_on, refusal_motive, answer_note, court)
SELECT pg_temp.key('injunction', drawn.n), pg_temp.reference('J', drawn.n), CASE WHEN k % 3 > 0 THEN p.id END, CASE WHEN k % 3 > 0 THEN p.designation_id ELSE r.designation_id END,
    notified_on, l.id, e.id, e.commune_id, e.address, true, notified_on, CASE WHEN k < 4 THEN 'notified' ELSE 'seized' END, 1,
    CASE WHEN k < 4 THEN '' ELSE 'accepted' END, CASE WHEN k >= 4 THEN notified_on + 9 END, '', '', ''
FROM landlord l, generate_series(0, 39) AS k,
    LATERAL (SELECT l.n * 100 + k AS n, '{moment}'::date - CASE WHEN k < 4 THEN k * 3 ELSE k * 17 END AS notified_on) AS drawn,
    LATERAL (SELECT * FROM estate WHERE landlord_id = l.id ORDER BY n LIMIT 1 OFFSET k % 10) AS e,
    LATERAL (SELECT * FROM desk WHERE kind = 'prefecture' AND function = 'correspondant' ORDER BY n LIMIT 1) AS p,
    LATERAL (SELECT * FROM desk WHERE signatory_id = l.id AND function = 'referent' ORDER BY n LIMIT 1) AS r;
