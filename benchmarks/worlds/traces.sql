-- What is written beside the cases: the journal (an entry for each fact filed and each referral read), mails, papers, meetings.

INSERT INTO {entry} (id, at, user_id, designation_id, post_id, signatory_id, function, verb, object_type, object_id, owner_id, channel, reason, count)
SELECT pg_temp.key('entry', f.n), filed_at, gardien_user, NULL, gardien_post, landlord_id, 'gardien', 'fait.depose', 'fait', f.id, landlord_id, 'form', '', 1
FROM fact f JOIN home h ON h.n = f.home;
INSERT INTO {entry} (id, at, user_id, designation_id, post_id, signatory_id, function, verb, object_type, object_id, owner_id, channel, reason, count)
SELECT pg_temp.key('lecture', k), answered_at, d.user_id, d.id, d.post_id, p.recipient_id, o.function, 'saisine.lue', 'saisine', p.id, p.sender_id, 'page', '', 1
FROM passed p JOIN {designation} d ON d.id = p.recipient_designation_id JOIN {post} o ON o.id = d.post_id WHERE state <> 'draft';
-- Technical entries, the only ones that an administrator reads.
INSERT INTO {entry} (id, at, user_id, designation_id, post_id, signatory_id, function, verb, object_type, object_id, owner_id, channel, reason, count)
SELECT pg_temp.key('connexion', f.n), filed_at, referent_user, NULL, referent_post, landlord_id, 'referent', 'compte.invite', 'compte', referent_user, NULL, 'page', '', 1
FROM fact f JOIN home h ON h.n = f.home WHERE f.n % 4 = 0;

INSERT INTO {message} (id, kind, recipient_id, object_id, state, created_at, due_at, sent_at, attempts, error)
SELECT pg_temp.key('message', k), 'referral_waiting', d.user_id, p.id, CASE WHEN k % 5000 = 1 THEN 'failed' ELSE 'sent' END, sent_at, sent_at, sent_at, 1, ''
FROM passed p JOIN {designation} d ON d.id = p.recipient_designation_id WHERE state <> 'draft';

-- Papers of those who are measured: a tenth of a per cent of the facts, all fiches of referrals, erased or not.
CREATE TEMP TABLE paper AS
SELECT k, p.id AS referral_id, d.id AS designation_id, d.user_id, d.post_id, p.recipient_id AS signatory_id, p.sent_at AS asked_at
FROM passed p JOIN {designation} d ON d.id = p.recipient_designation_id WHERE p.k % 100 = 3 AND state <> 'draft'
UNION ALL
SELECT k, p.id, d.id, d.user_id, d.post_id, p.sender_id, p.sent_at
FROM passed p JOIN {designation} d ON d.id = p.sender_designation_id WHERE p.k % 100 = 4 AND state <> 'draft';
INSERT INTO {job} (id, task, object_id, user_id, designation_id, signatory_id, state, attempts, progress, error, created_at, due_at, queued_at, started_at, finished_at)
SELECT pg_temp.key('job', k), 'reports.produce', pg_temp.key('report', k), user_id, designation_id, signatory_id, 'ready', 1, 100, '', asked_at, asked_at, asked_at, asked_at, asked_at
FROM paper;
INSERT INTO {storedfile} (id, name, content_type, size, sha256, path, purpose, owner_id, created_at, purge_on, erased_at, scan)
SELECT pg_temp.key('file', k), '', 'application/pdf', 40000, md5(k::text) || md5(k::text), '', 'rapport', signatory_id, asked_at, asked_at::date + 30, '{moment}', 'not_scanned'
FROM paper;
INSERT INTO {report} (id, kind, user_id, designation_id, post_id, signatory_id, object_id, period, pages, created_at, purge_on, file_id, job_id, fingerprint)
SELECT pg_temp.key('report', k), 'sheet', user_id, designation_id, post_id, signatory_id, referral_id, '', 2, asked_at, asked_at::date + 30,
    pg_temp.key('file', k), pg_temp.key('job', k), ''
FROM paper;

INSERT INTO {meeting} (id, convention_id, kind, title, starts_at, place, agenda, minutes, is_cancelled, revision)
SELECT pg_temp.key('meeting', n), (SELECT id FROM {convention} WHERE department_code = '77'), pg_temp.pick(ARRAY['steering', 'technical', 'gpo', 'clspd'], n, 60),
    'Réunion n° ' || n, '{moment}'::timestamptz + (20 - n) * interval '12 hours', 'Meaux', 'Bilan. Halls. Suites.', '', false, 0
FROM generate_series(1, 40 + {facts} / 1000) AS n;
INSERT INTO {decision} (id, meeting_id, number, text, owner_id, owner_function, due_on, done_on, follow_up)
SELECT pg_temp.key('decision', m.n * 4 + k), pg_temp.key('meeting', m.n), k, 'Vérifier l’éclairage des abords.', l.id, 'Référent sûreté',
    '{moment}'::date + 40 - (m.n / 2)::int, CASE WHEN m.n > 60 OR k = 3 THEN '{moment}'::date - 2 END, ''
FROM generate_series(1, 40 + {facts} / 1000) AS m (n), generate_series(1, 3) AS k JOIN landlord l ON l.n = 1 + k;
