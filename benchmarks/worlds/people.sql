-- Eight landlords with their estates, and everybody who works here: several posts in each institution, a titulaire and a
-- suppléant at each, gardiens who look after four residences. Chance is a hash, so that a world is the same each time.

CREATE FUNCTION pg_temp.roll(i bigint, salt bigint, sides bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
$$ SELECT (hashint8extended(i, salt) % sides + sides) % sides $$;

CREATE FUNCTION pg_temp.key(kind text, i bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT md5(kind || i)::uuid $$;

CREATE FUNCTION pg_temp.pick(words text[], i bigint, salt bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT words[1 + pg_temp.roll(i, salt, cardinality(words))] $$;

-- 7^10 and 30^6 have no common divisor: each number has a reference of its own.
CREATE FUNCTION pg_temp.reference(letter text, i bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT letter || '-' || substr(drawn, 1, 4) || '-' || substr(drawn, 5, 2)
FROM (SELECT string_agg(substr('23456789ABCDEFGHJKMNPQRSTVWXYZ', (1 + (i * 282475249 % 729000000) / (30 ^ k)::bigint % 30)::int, 1), '' ORDER BY k) AS drawn
      FROM generate_series(0, 5) k) AS digits
$$;

CREATE TEMP TABLE landlord AS
SELECT n, pg_temp.key('landlord', n) AS id, share, sum(share) OVER (ORDER BY n) AS upto
FROM unnest(ARRAY[20, 18, 15, 13, 12, 10, 7, 5]) WITH ORDINALITY AS shares (share, n);

INSERT INTO {signatory} (id, convention_id, code, kind, name, short_name, in_phrase, mailbox, is_signing_party, joined_on)
SELECT id, (SELECT id FROM {convention} WHERE department_code = '77'), 'bailleur-' || n, 'landlord',
    'Habitat fictif n° ' || n, 'Habitat ' || n, 'Habitat ' || n, '', false, '2021-05-05'
FROM landlord;

INSERT INTO {signatory} (id, convention_id, code, kind, name, short_name, in_phrase, mailbox, is_signing_party, joined_on)
SELECT pg_temp.key('operateur', 1), id, 'operateur', 'operator', 'Opérateur fictif', 'Opérateur', 'l’opérateur', '', false, '2021-05-05'
FROM {convention} WHERE department_code = '77';

-- Estates: a share of the 2,100 residences each, in the 150 largest communes. The département is the same in each world:
-- what grows is what happens there.

CREATE TEMP TABLE estate AS
WITH commune AS (
    SELECT code, name, row_number() OVER (ORDER BY population DESC, code) AS rank FROM {commune} ORDER BY population DESC, code LIMIT 150
)
SELECT e.n, pg_temp.key('residence', e.n) AS id, l.id AS landlord_id, l.n AS landlord, c.code AS commune_id, c.name AS commune,
    pg_temp.pick(ARRAY['Résidence des Tilleuls', 'Clos des Pommiers', 'Les Érables', 'Cité du Moulin', 'Square Saint-Éloi', 'Le Grand Pré'], e.n, 3)
        || ' ' || e.n AS name,
    1 + pg_temp.roll(e.n, 4, 90) || ', rue ' || pg_temp.pick(ARRAY['du Grand-Morin', 'de l’Église', 'des Écoles', 'Jean-Jaurès'], e.n, 5) AS address,
    e.n / 4 AS beat
FROM generate_series(1, {residences}) AS e (n)
JOIN landlord l ON e.n % 100 >= l.upto - l.share AND e.n % 100 < l.upto
JOIN commune c ON c.rank = 1 + pg_temp.roll(e.n, 6, 150);
CREATE UNIQUE INDEX ON estate (n);

INSERT INTO {residence} (id, landlord_id, name, address, commune_id, dwellings, in_priority_district)
SELECT id, landlord_id, name, address, commune_id, 20 + pg_temp.roll(n, 7, 280), pg_temp.roll(n, 8, 4) = 0 FROM estate;

-- Posts. `part` of `parts`: institutions with several posts divide their communes between them.

CREATE TEMP TABLE staff AS
SELECT row_number() OVER (ORDER BY rank, signatory_id, part) AS n, found.*
FROM (
    SELECT 1 AS rank, l.id AS signatory_id, 'landlord' AS kind, function, part, parts, label, NULL::bigint AS beat
    FROM landlord l, (VALUES
        ('referent', 1, 2, 'Référent sûreté, secteur nord'), ('referent', 2, 2, 'Référent sûreté, secteur sud'),
        ('contentieux', 1, 1, 'Contentieux'), ('dpo', 1, 1, 'Protection des données')) AS posts (function, part, parts, label)
    UNION ALL
    SELECT 2, s.id, s.kind, function, part, parts, function || ' ' || part, NULL
    FROM {signatory} s JOIN (VALUES
        ('prosecution', 'magistrat', 2), ('police', 'correspondant', 4), ('gendarmerie', 'correspondant', 5),
        ('prefecture', 'correspondant', 2), ('federation', 'delegue', 2), ('operator', 'administrateur', 2)) AS posts (kind, function, parts)
        ON posts.kind = s.kind, generate_series(1, parts) AS part
    UNION ALL
    SELECT 3, landlord_id, 'landlord', 'gardien', 1, 1, 'Gardien, loge ' || beat, beat
    FROM (SELECT DISTINCT landlord_id, beat FROM estate) AS beats
) AS found;

INSERT INTO {group} (name) SELECT 'poste ' || pg_temp.key('post', n) FROM staff ORDER BY n;

CREATE TEMP TABLE desk AS
SELECT s.*, pg_temp.key('post', s.n) AS id, g.id AS group_id, pg_temp.key('user', s.n * 4) AS user_id, pg_temp.key('designation', s.n * 4) AS designation_id
FROM staff s JOIN {group} g ON g.name = 'poste ' || pg_temp.key('post', s.n);
ANALYZE desk;

INSERT INTO {post} (id, signatory_id, function, label, group_id, email, phone, to_verify, reading)
SELECT id, signatory_id, function, label, group_id, '', '01 99 00 77 00', false, 'held' FROM desk;

CREATE TEMP TABLE person AS
SELECT d.n * 4 + roles.rank AS n, d.id AS post_id, d.group_id, role, function || '-' || d.n || '-' || role || '@banc.example' AS email
FROM desk d, (VALUES (0, 'titulaire'), (1, 'suppleant'), (2, 'preparateur')) AS roles (rank, role)
WHERE role = 'titulaire' OR role = 'suppleant' AND function <> 'gardien' OR role = 'preparateur' AND function = 'magistrat';

INSERT INTO {user} (id, email, password, first_name, last_name, phone, is_active, is_superuser, created_at, last_login)
SELECT pg_temp.key('user', n), email, '!',
    pg_temp.pick(ARRAY['Sarah', 'Gilles', 'Dina', 'Victor', 'Zoé', 'Karim', 'Maud', 'Paul', 'Fanny', 'Pascale', 'Élodie', 'François'], n, 9),
    pg_temp.pick(ARRAY['Lefèvre', 'Martin', 'Nguyen', 'Diallo', 'Petit', 'Garcia', 'Moreau', 'Benali', 'Roux', 'Œuvrard'], n, 10) || ' ' || n,
    '06 99 00 77 00', true, false, '{moment}', '{moment}'
FROM person;

INSERT INTO {designation} (id, post_id, user_id, role, starts_on, act_reference, proposed_as, agreed_at, accepted_at, confirmed_on, named_first_name, named_last_name, named_phone, named_email, ended_from_outside)
SELECT pg_temp.key('designation', n), post_id, pg_temp.key('user', n), role, '2021-05-05', '', '', '2021-05-05', '2021-05-05', '{moment}'::date - 20, '', '', '', '', false FROM person;

-- The portal reads no membership; django-guardian's own answer, which the bench compares, asks for it.
INSERT INTO {user_groups} (user_id, group_id) SELECT pg_temp.key('user', n), group_id FROM person;

INSERT INTO {charter} (id, convention_id, version, in_force_on, text)
SELECT pg_temp.key('charter', 1), id, 1, '2021-05-05', 'Charte fictive.' FROM {convention} WHERE department_code = '77';
INSERT INTO {charteracceptance} (id, charter_id, user_id, accepted_at)
SELECT pg_temp.key('acceptance', n), pg_temp.key('charter', 1), pg_temp.key('user', n), '{moment}' FROM person;

INSERT INTO {post_communes} (post_id, commune_id)
SELECT d.id, c.commune_id FROM desk d JOIN {competence} c ON c.signatory_id = d.signatory_id
WHERE d.parts > 1 AND 1 + pg_temp.roll(hashtext(c.commune_id), 11, d.parts) = d.part;

INSERT INTO {post_residences} (post_id, residence_id)
SELECT d.id, e.id FROM desk d JOIN estate e ON e.landlord_id = d.signatory_id AND e.beat = d.beat;
INSERT INTO {residencegroupobjectpermission} (group_id, content_object_id, permission_id)
SELECT d.group_id, e.id, p.id FROM desk d JOIN estate e ON e.landlord_id = d.signatory_id AND e.beat = d.beat
JOIN {permission} p ON p.codename = 'view_residence';

-- Who answers for a commune, and who files in a residence.

CREATE TEMP TABLE competent AS
SELECT c.commune_id, c.domain, d.kind, d.signatory_id, d.id AS post_id, d.group_id, d.designation_id
FROM {competence} c JOIN desk d ON d.signatory_id = c.signatory_id
WHERE 1 + pg_temp.roll(hashtext(c.commune_id), 11, d.parts) = d.part;
CREATE INDEX ON competent (commune_id, domain);

CREATE TEMP TABLE home AS
SELECT e.*, g.user_id AS gardien_user, g.id AS gardien_post, r.user_id AS referent_user, r.id AS referent_post,
    r.group_id AS referent_group, r.designation_id AS referent_designation
FROM estate e
JOIN desk g ON g.signatory_id = e.landlord_id AND g.beat = e.beat
JOIN desk r ON r.signatory_id = e.landlord_id AND r.function = 'referent' AND r.part = 1 + pg_temp.roll(e.n, 12, 2);
CREATE UNIQUE INDEX ON home (n);
ANALYZE home;

INSERT INTO {residenceaccess} (id, residence_id, service, holder_id, kind, quantity, given_on, ends_on, returned_on, note, upkeep)
SELECT pg_temp.key('access', n * 4 + k), h.id, 'force', c.signatory_id, pg_temp.pick(ARRAY['badge', 'badge', 'opening'], n + k, 13), 1 + k,
    '{moment}'::date - 300, CASE WHEN k < 2 THEN '{moment}'::date + pg_temp.roll(n + k, 14, 700)::int - 20 END,
    CASE WHEN k = 3 THEN '{moment}'::date - 100 END, '', ''
FROM home h JOIN competent c ON c.commune_id = h.commune_id AND c.domain = 'force', generate_series(0, 3) AS k;
