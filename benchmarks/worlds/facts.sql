-- Two years of facts. Of a hundred, two still wait, 23 were passed on, 17 have a complaint with numbers of its own.

CREATE TEMP TABLE fact AS
SELECT n, pg_temp.key('fact', n) AS id, home, category, started_at, least(started_at + pg_temp.roll(n, 22, 2880) * interval '1 minute', '{moment}') AS filed_at,
    is_referred, complaint, is_referred OR complaint IS NOT NULL AS has_situation,
    pg_temp.pick(ARRAY['hall', 'stairs', 'cellar', 'car_park', 'surroundings', 'dwelling'], n, 23) AS place,
    pg_temp.pick(ARRAY['A', 'B', 'C', 'D', ''], n, 24) AS building
FROM (
    SELECT n, 1 + pg_temp.roll(n, 20, {residences}) AS home,
        (SELECT array_agg(code ORDER BY position) FROM {category}) AS categories,
        '{moment}'::timestamptz - (1 + pg_temp.roll(n, 21, 730 * 1440 - 1)) * interval '1 minute' AS started_at,
        n * 23 / 100 > (n - 1) * 23 / 100 AS is_referred,
        CASE WHEN n % 6 = 0 THEN pg_temp.pick(ARRAY['landlord', 'landlord', 'landlord', 'agent', 'warden'], n, 25) WHEN n % 40 = 7 THEN 'tenant' END AS complaint
    FROM generate_series(1::bigint, {facts}) AS n
) AS drawn, LATERAL (SELECT pg_temp.pick(categories, n, 26) AS category) AS chosen;
CREATE UNIQUE INDEX ON fact (n);
ANALYZE fact;

-- A situation of each place that came to one, most of them over; of thirty one is of a lease, which is never rated.
INSERT INTO {situation} (id, reference, landlord_id, residence_id, kind, place, building, lease, gravity, recurrence, lifts, colour,
    opened_at, ended_at, ending)
SELECT pg_temp.key('situation', f.n), pg_temp.reference('D', f.n), h.landlord_id, h.id, kind,
    CASE kind WHEN 'place' THEN place ELSE '' END, CASE kind WHEN 'place' THEN building ELSE '' END,
    CASE kind WHEN 'place' THEN '' ELSE 'B' || lpad(f.n::text, 8, '0') END,
    CASE WHEN colour <> '' THEN 2 END, CASE WHEN colour <> '' THEN 2 END, '{{}}', colour,
    f.filed_at, CASE WHEN has_ended THEN least(f.filed_at + interval '90 days', '{moment}') END, CASE WHEN has_ended THEN 'settled' ELSE '' END
FROM fact f JOIN home h ON h.n = f.home, LATERAL (
    SELECT CASE WHEN f.n % 30 = 0 THEN 'lease' ELSE 'place' END AS kind,
        CASE WHEN f.n % 30 = 0 THEN '' ELSE pg_temp.pick(ARRAY['', 'green', 'yellow', 'yellow', 'orange', 'red'], f.n, 38) END AS colour,
        f.filed_at < '{moment}'::timestamptz - interval '60 days' AND pg_temp.roll(f.n, 39, 100) < 90 AS has_ended
) AS drawn WHERE has_situation;

INSERT INTO {situationturn} (situation_id, turn, at, post_id, said)
SELECT pg_temp.key('situation', f.n), 'opened', f.filed_at, h.referent_post, '' FROM fact f JOIN home h ON h.n = f.home WHERE has_situation;

INSERT INTO {situationturn} (situation_id, turn, at, post_id, said, colour)
SELECT s.id, 'rated', s.opened_at + step.after * interval '1 day', t.post_id, '', step.colour
FROM {situation} s JOIN {situationturn} t ON t.situation_id = s.id, LATERAL (VALUES (1, 'red'), (30, s.colour)) AS step (after, colour)
WHERE s.colour <> '';

INSERT INTO {incident} (id, reference, landlord_id, residence_id, situation_id, place, building, category_id, started_at, recurrence,
    facts, damage_euros, police_called, state, filed_by_id, filed_post_id, filed_at, submission, is_pressing, targets_staff)
SELECT f.id, pg_temp.reference('F', f.n), h.landlord_id, h.id, CASE WHEN has_situation THEN pg_temp.key('situation', f.n) END,
    place, building, category, started_at, pg_temp.pick(ARRAY['isolated', 'repeated', 'weekly', 'installed'], f.n, 27),
    pg_temp.pick(ARRAY[
        'Porte du hall forcée, vitrage brisé. Le ferme-porte est arraché et la gâche ne tient plus. Réparation demandée au prestataire le jour même.',
        'Rassemblement de plusieurs personnes dans le hall de 18 h à 23 h, passage gêné, détritus laissés sur place et odeur de fumée dans la cage.',
        'Deux-roues stationnés et démontés dans le parking, huile au sol, éclairage de la travée hors service depuis la veille.',
        'Cave fracturée, cadenas coupé, portes voisines abîmées. Signalé par la ronde du matin, photographies prises.'], f.n, 28),
    CASE WHEN pg_temp.roll(f.n, 29, 3) = 0 THEN 40 + pg_temp.roll(f.n, 30, 1500) END,
    pg_temp.pick(ARRAY['no', 'no', 'came', 'did_not_come'], f.n, 31),
    CASE
        WHEN has_situation THEN pg_temp.pick(ARRAY['attached', 'attached', 'closed'], f.n, 32)
        WHEN filed_at > '{moment}'::timestamptz - interval '14 days' AND pg_temp.roll(f.n, 33, 10) < 6 OR pg_temp.roll(f.n, 33, 100) = 99 THEN 'filed'
        ELSE pg_temp.pick(ARRAY['left_apart', 'left_apart', 'left_apart', 'set_aside', 'closed'], f.n, 34)
    END,
    CASE WHEN pg_temp.roll(f.n, 35, 10) < 7 THEN gardien_user ELSE referent_user END,
    CASE WHEN pg_temp.roll(f.n, 35, 10) < 7 THEN gardien_post ELSE referent_post END,
    filed_at, pg_temp.key('envoi', f.n), EXISTS (SELECT FROM {category} c WHERE c.code = f.category AND (c.targets_staff OR c.is_violence)),
    EXISTS (SELECT FROM {category} c WHERE c.code = f.category AND c.targets_staff)
FROM fact f JOIN home h ON h.n = f.home;

INSERT INTO {complaint} (id, landlord_id, incident_id, complainant, filed_on, found_on, sent_on, outcome, outcome_on, outcome_from,
    service, pv_number, prosecution_number)
SELECT pg_temp.key('complaint', f.n), h.landlord_id, f.id, complaint, filed_at::date,
    CASE complaint WHEN 'warden' THEN filed_at::date END, CASE complaint WHEN 'warden' THEN filed_at::date + 2 END,
    CASE WHEN has_outcome THEN 'dismissed' ELSE '' END, CASE WHEN has_outcome THEN filed_at::date + 120 END, CASE WHEN has_outcome THEN 'letter' ELSE '' END,
    CASE complaint WHEN 'tenant' THEN '' ELSE 'Commissariat de ' || h.commune END,
    CASE complaint WHEN 'tenant' THEN '' ELSE to_char(filed_at, 'YYYY') || '/' || lpad(f.n::text, 8, '0') END,
    CASE WHEN complaint = 'tenant' OR pg_temp.roll(f.n, 36, 2) = 0 THEN '' ELSE to_char(filed_at, 'YY') || '-' || lpad((f.n * 7 % 99999989)::text, 8, '0') END
FROM fact f JOIN home h ON h.n = f.home, LATERAL (SELECT complaint <> 'tenant' AND pg_temp.roll(f.n, 38, 4) = 0 AS has_outcome) AS known
WHERE complaint IS NOT NULL;

-- A complaint is completed once, mostly: the number of the parquet comes later.
INSERT INTO {complaintchange} (id, complaint_id, at, post_id, field, former, words)
SELECT pg_temp.key('completed', f.n), c.id, f.filed_at + interval '20 days', h.referent_post, 'prosecution_number', '', c.prosecution_number
FROM fact f JOIN home h ON h.n = f.home JOIN {complaint} c ON c.incident_id = f.id WHERE c.prosecution_number <> '';

INSERT INTO {orientation} (id, landlord_id, theme_id, commune_id, channel, "on")
SELECT pg_temp.key('orientation', f.n), h.landlord_id, (SELECT id FROM {theme} WHERE keeps_orientation ORDER BY code LIMIT 1), h.commune_id,
    pg_temp.pick(ARRAY['phone', 'in_person', 'letter', 'partner'], f.n, 37), filed_at::date
FROM fact f JOIN home h ON h.n = f.home WHERE f.n % 200 = 0;

-- As the trigger keeps it, which rests while a world is filled.
INSERT INTO {factcount} (landlord_id, month, category_id, facts)
SELECT landlord_id, date_trunc('month', started_at AT TIME ZONE 'Europe/Paris')::date, category_id, count(*)
FROM {incident} WHERE state <> 'set_aside' GROUP BY 1, 2, 3;
