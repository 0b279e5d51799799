#!/usr/bin/env bash
# Run once by the PostgreSQL container, on an empty volume: roles, database, passwords.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -U postgres -d postgres -f /deploy/roles.sql
for role in owner app worker backup; do
    echo "ALTER ROLE convention77_$role PASSWORD '$(cat "/run/secrets/${role}_password")';"
done | psql -q -v ON_ERROR_STOP=1 -U postgres -d postgres
