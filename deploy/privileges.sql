-- What the roles may do in one database, for everything that the owner will make there. Run by its owner (or a
-- superuser) before the first migration; a database cloned from it needs nothing more. Each app's walls.py narrows it
-- table by table.

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO convention77_app, convention77_worker, convention77_backup;

ALTER DEFAULT PRIVILEGES FOR ROLE convention77_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO convention77_app, convention77_worker;
ALTER DEFAULT PRIVILEGES FOR ROLE convention77_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO convention77_app, convention77_worker;
ALTER DEFAULT PRIVILEGES FOR ROLE convention77_owner IN SCHEMA public
    GRANT EXECUTE ON FUNCTIONS TO convention77_app, convention77_worker;
ALTER DEFAULT PRIVILEGES FOR ROLE convention77_owner IN SCHEMA public
    GRANT SELECT ON TABLES TO convention77_backup;
ALTER DEFAULT PRIVILEGES FOR ROLE convention77_owner IN SCHEMA public
    GRANT SELECT ON SEQUENCES TO convention77_backup;
