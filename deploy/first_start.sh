#!/usr/bin/env bash
# Run once by the PostgreSQL container, on an empty volume: roles, database, passwords.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -U postgres -d postgres -f /deploy/roles.sql
psql -v ON_ERROR_STOP=1 -U postgres -d postgres -v owner="$OWNER_PASSWORD" -v app="$APP_PASSWORD" -v worker="$WORKER_PASSWORD" <<'END'
ALTER ROLE convention77_owner PASSWORD :'owner';
ALTER ROLE convention77_app PASSWORD :'app';
ALTER ROLE convention77_worker PASSWORD :'worker';
END
