-- The roles and the database of the portal. Run once by a superuser, again at will:  psql -d postgres -f deploy/roles.sql
-- None is a superuser. Passwords are set by the operator (\password); locally the socket's directory is the lock.
--   owner   owns the tables, runs the migrations; row-level security binds it too (FORCE)
--   app     the web processes      worker  the Celery processes      backup  reads everything, writes nothing

\set ON_ERROR_STOP on

SELECT format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEROLE', name)
FROM unnest(ARRAY['convention77_owner', 'convention77_app', 'convention77_worker', 'convention77_backup']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

ALTER ROLE convention77_app NOCREATEDB NOBYPASSRLS;
ALTER ROLE convention77_worker NOCREATEDB NOBYPASSRLS;
ALTER ROLE convention77_owner NOBYPASSRLS;
ALTER ROLE convention77_backup NOCREATEDB BYPASSRLS;
ALTER ROLE convention77_backup SET default_transaction_read_only = on;

-- The same order of letters everywhere, whatever the server's own.
SELECT 'CREATE DATABASE convention77 OWNER convention77_owner TEMPLATE template0 ENCODING ''UTF8'' LOCALE ''C.UTF-8'''
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'convention77')
\gexec

REVOKE ALL ON DATABASE convention77 FROM PUBLIC;
GRANT CONNECT ON DATABASE convention77 TO convention77_app, convention77_worker, convention77_backup;
-- The lines of an import stand in a table of the session alone; `raise_walls` says it again in a database of before.
GRANT TEMPORARY ON DATABASE convention77 TO convention77_worker;

\connect convention77
\ir privileges.sql
