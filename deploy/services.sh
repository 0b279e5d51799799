# shellcheck shell=bash
# A PostgreSQL cluster and a Redis of this checkout alone, on sockets in a directory that only their user can enter; the
# tests have theirs, which waits for no disk. Every command that uses them holds a shared lock; the last one to leave
# stops them. Sourced by local.sh.

pg_bin() { # the newest installed
    local found; found=$(command -v "$1" 2>/dev/null || true)
    for candidate in /usr/lib/postgresql/*/bin/"$1" /usr/pgsql-*/bin/"$1"; do [ ! -x "$candidate" ] || found=$candidate; done
    [ -n "$found" ] && echo "$found"
}

choose_service_user() { # initdb refuses root
    SERVICE_USER=$(id -un)
    [ "$(id -u)" != 0 ] || { getent passwd postgres >/dev/null && SERVICE_USER=postgres || SERVICE_USER=nobody; }
}

as_service() { if [ "$(id -u)" = 0 ]; then (cd / && runuser -u "$SERVICE_USER" -- "$@"); else "$@"; fi; }

choose_directories() { # demo|bench|test
    local own=''; HASTE=()
    [ "${1:-}" != test ] || { own=-test; HASTE=('fsync = off' 'synchronous_commit = off' 'full_page_writes = off'); }
    SERVICES=$LOCAL/services$own SOCKETS=/tmp/c77-$KEY$own USERS=$LOCAL/users$own.lock
    # A checkout under root's home cannot be entered by the service user: then the data lie elsewhere.
    as_service test -x "$LOCAL" 2>/dev/null || SERVICES=/var/tmp/convention77-$KEY$own
    own_directory "$SERVICES"; own_directory "$SOCKETS"
}

own_directory() { # refuses what somebody else laid there before
    [ -d "$1" ] || { mkdir -m 700 "$1" && chown "$SERVICE_USER" "$1"; }
    [ ! -L "$1" ] && [ "$(stat -c %U:%a "$1")" = "$SERVICE_USER:700" ] || die "$1 n'appartient pas à $SERVICE_USER (ou n'est pas en mode 700)."
}

psql_local() { as_service "$(pg_bin psql)" -X -q -h "$SOCKETS" -U postgres -v ON_ERROR_STOP=1 "$@"; }

start_postgres() {
    local data=$SERVICES/postgres
    [ -f "$data/PG_VERSION" ] || make_cluster "$data"
    as_service "$(pg_bin pg_isready)" -q -h "$SOCKETS" && { quiet_log; return; }
    forget_reused_pid "$data"
    as_service "$(pg_bin pg_ctl)" -D "$data" -l "$data/server.log" -w -t 60 -s start 7>&- 8>&- 9>&- \
        || die "PostgreSQL ne démarre pas, voir $data/server.log"
    quiet_log
}

make_cluster() { # a directory half made by an interrupted run is thrown away
    rm -rf "$1.new"
    as_service "$(pg_bin initdb)" -D "$1.new" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-instructions >"$LOG/initdb.log"
    printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$SOCKETS'" 'max_connections = 60' 'jit = off' \
        "timezone = 'UTC'" "log_timezone = 'UTC'" "${HASTE[@]}" | as_service tee -a "$1.new/postgresql.conf" >/dev/null
    mv "$1.new" "$1"
}

quiet_log() { # what a statement carries never reaches the server's log; a cluster of before learns it too
    local name value
    while read -r name value; do
        psql_local -d postgres -c "ALTER SYSTEM SET $name = '$value'"
    done <deploy/quiet_log.conf
    psql_local -d postgres -Atc 'SELECT pg_reload_conf()' >/dev/null
}

forget_reused_pid() { # PostgreSQL recovers by itself, except when the number of its killed process is somebody else's now
    local pid; pid=$(as_service head -n1 "$1/postmaster.pid" 2>/dev/null) || return 0
    [ ! -d "/proc/$pid" ] || tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF "$1" || rm -f "$1/postmaster.pid" "$SOCKETS"/.s.PGSQL.*.lock
}

start_redis() {
    local socket=$SOCKETS/redis.sock
    [ "$(as_service redis-cli -s "$socket" ping 2>/dev/null)" != PONG ] || return 0
    rm -f "$socket"
    as_service redis-server --daemonize yes --port 0 --unixsocket "$socket" --unixsocketperm 700 --dir "$SERVICES" \
        --pidfile "$SERVICES/redis.pid" --logfile "$SERVICES/redis.log" --databases 64 --save '' --appendonly no >/dev/null 7>&- 8>&- 9>&-
    for _ in $(seq 50); do
        [ "$(as_service redis-cli -s "$socket" ping 2>/dev/null)" != PONG ] || return 0
        sleep 0.1
    done
    die "Redis ne démarre pas, voir $SERVICES/redis.log"
}

make_database() { # psql reads the files through its standard input: its user may not be able to enter the checkout
    (cd deploy && sed '/^\\ir privileges.sql$/{
        r privileges.sql
        d
    }' roles.sql && echo && cat local_roles.sql) | psql_local -d postgres >"$LOG/roles.log" 2>&1 || die "voir $LOG/roles.log"
}

has_database() { # made whole: the test role's right to connect is the last thing granted
    [ "$(psql_local -d postgres -Atc "SELECT has_database_privilege('convention77_test', 'convention77', 'CONNECT') AND pg_has_role('convention77_test', 'convention77_owner', 'MEMBER')" 2>/dev/null)" = t ]
}

ensure_services() {
    exec 9>"$USERS"; flock -s 9
    OWN=()
    [ -n "${DATABASE_URL:-}" ] || { start_postgres; has_database || make_database; OWN+=(postgres); }
    [ -n "${REDIS_URL:-}" ] || { start_redis; OWN+=(redis); }
}

revive_services() { # of those that are ours; one that does not come back is named, and ends the command
    local name
    for name in "${OWN[@]}"; do
        ! "is_${name}_there" || continue
        say "$name s’est arrêté, il est relancé."
        (exec 8>"$LOCAL/setup.lock"; flock 8; "start_$name") || exit 1
    done
}

is_postgres_there() { # one that is starting, or recovering, is
    as_service "$(pg_bin pg_isready)" -q -h "$SOCKETS" || [ $? = 1 ]
}

is_redis_there() { case $(as_service redis-cli -s "$SOCKETS/redis.sock" ping 2>&1) in PONG | LOADING* | BUSY*) ;; *) return 1 ;; esac; }

stop_services() { # the last one to leave
    exec 8>"$LOCAL/setup.lock"; flock 8
    flock -u 9; flock -n -x 9 || return 0
    [ ! -S "$SOCKETS/redis.sock" ] || as_service redis-cli -s "$SOCKETS/redis.sock" shutdown nosave >/dev/null 2>&1 || true
    [ ! -f "$SERVICES/postgres/postmaster.pid" ] || as_service "$(pg_bin pg_ctl)" -D "$SERVICES/postgres" -m fast -s stop || true
}
