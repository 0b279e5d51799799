-- Only on a developer's machine: the owner clones databases for the tests, and the tests connect as a role that is
-- nothing by itself and becomes owner, app or worker (never a superuser, whom row-level security does not bind).

ALTER ROLE convention77_owner CREATEDB;

SELECT 'CREATE ROLE convention77_test LOGIN NOSUPERUSER NOINHERIT'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'convention77_test')
\gexec

GRANT convention77_owner, convention77_app, convention77_worker TO convention77_test;
GRANT CONNECT ON DATABASE convention77 TO convention77_test;

-- A clone is dropped while a killed worker's connection still lingers in it.
GRANT pg_signal_backend TO convention77_owner;
