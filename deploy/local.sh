# shellcheck shell=bash
# What `demo` and `test` have in common: packages, virtual environment, private services, environment. Sourced from the
# top of the checkout.

LOCAL=$PWD/.local LOG=$PWD/.local/logs KEY=$(printf %s "$PWD" | sha256sum | cut -c1-10)

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# shellcheck source=deploy/packages.sh
. deploy/packages.sh
# shellcheck source=deploy/services.sh
. deploy/services.sh

ensure_python() { # requirements file; installed again only when it changed
    local stamp; stamp=.venv/installed-$(cat "$1" | sha256sum | cut -c1-16)
    python3 -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' || die 'Il faut Python 3.11 à 3.14.'
    [ -e "$stamp" ] && .venv/bin/python -c '' 2>/dev/null && return
    say "Installation des bibliothèques ($1)"
    .venv/bin/python -c '' 2>/dev/null || make_venv
    rm -f .venv/installed-*
    local installer=(.venv/bin/python -m pip)
    .venv/bin/python -m pip --version >/dev/null 2>&1 || installer=(python3 -m pip --python .venv/bin/python)
    "${installer[@]}" --disable-pip-version-check install -q --no-deps --require-hashes -r "$1" >"$LOG/pip.log" 2>&1 || die "pip a échoué, voir $LOG/pip.log"
    touch "$stamp"
    [ "$1" != requirements-dev.txt ] || touch ".venv/installed-$(sha256sum <requirements.txt | cut -c1-16)" # it holds them all
}

make_venv() { # a bare Debian has no ensurepip, and then perhaps a pip
    local without=--without-pip; ! python3 -m ensurepip --version >/dev/null 2>&1 || without=''
    python3 -m venv --clear $without .venv
}

export_environment() { # demo|test
    local database="/convention77?host=$SOCKETS" web=convention77_app role="" redis=0
    [ "$1" = demo ] || { web=convention77_test redis=2 role='&options=-c%20role%3Dconvention77_app'; }
    [ -n "${REDIS_URL:-}" ] || export REDIS_URL="redis+socket://$SOCKETS/redis.sock?virtual_host=$redis" CACHE_URL="unix://$SOCKETS/redis.sock?db=$((redis + 1))"
    if [ -z "${DATABASE_URL:-}" ]; then
        export DATABASE_URL="postgres://$web@$database$role" DATABASE_OWNER_URL="postgres://convention77_owner@$database"
        export WORKER_DATABASE_URL="postgres://convention77_worker@$database" POSTGRES_LOG="$SERVICES/postgres/server.log"
    fi
    : "${DATABASE_OWNER_URL:?avec DATABASE_URL, il faut aussi DATABASE_OWNER_URL}" "${WORKER_DATABASE_URL:?avec DATABASE_URL, il faut aussi WORKER_DATABASE_URL}" "${CACHE_URL:?avec REDIS_URL, il faut aussi CACHE_URL}"
    [ -s "$LOCAL/secret-key" ] || (umask 077 && head -c 48 /dev/urandom | base64 -w0 >"$LOCAL/secret-key")
    [ -s "$LOCAL/second-factor-key" ] || (umask 077 && head -c 48 /dev/urandom | base64 -w0 >"$LOCAL/second-factor-key")
    export SECOND_FACTOR_KEYS="${SECOND_FACTOR_KEYS:-$(cat "$LOCAL/second-factor-key")}"
    export DJANGO_SECRET_KEY="${DJANGO_SECRET_KEY:-$(cat "$LOCAL/secret-key")}" DEMO=1 PORT="${PORT:-8000}" ALLOWED_HOSTS=127.0.0.1
    export STATIC_ROOT="$LOCAL/static" PRIVATE_ROOT="$LOCAL/$1/private" MAIL_ROOT="$LOCAL/$1/mails" DJANGO_SETTINGS_MODULE=convention77.settings
    mkdir -p "$PRIVATE_ROOT" "$MAIL_ROOT" static; chmod 700 "$LOCAL/$1" "$PRIVATE_ROOT"
}

prepare() { # demo|test, requirements file; one command of this checkout at a time
    mkdir -p "$LOG"
    exec 8>"$LOCAL/setup.lock"; flock 8
    ensure_packages "$1"
    ensure_python "$2"
    choose_service_user; choose_directories "$1"
    ensure_services
    trap stop_services EXIT
    export_environment "$1"
    exec 8>&-
}
