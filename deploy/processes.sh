# shellcheck shell=bash
# The portal's own processes: started each in a group of its own, known by number, started again when one dies, stopped
# all together. Sourced by demo.

declare -A COMMAND=() PROCESS=() BORN=()

obey_interrupts() { # a script that starts this in the background has it ignore Ctrl-C, and bash traps nothing that was ignored when it began
    local ignored; ignored=$(sed -n 's/^SigIgn:\s*//p' "/proc/$$/status" 2>/dev/null) || return 0
    (((0x${ignored:-0} & 2) == 0)) || exec env --default-signal=INT "$BASH" "$0" "$@"
}

scratch_folder() { # memory where there is some to write in: gunicorn touches a file there each second
    local folder=${1:-/dev/shm} probe
    if probe=$(mktemp -p "$folder" 2>/dev/null); then rm -f "$probe"; else folder=${TMPDIR:-/tmp}; fi
    echo "$folder"
}

claim_port() { # a lock tells a running demonstration from one that was killed and left orphans
    PORT=${PORT:-8000}; PIDS=$LOCAL/demo/$PORT.pids
    mkdir -p "$LOCAL/demo" "$LOG"
    exec 7>"$LOCAL/demo/$PORT.lock"
    flock -n 7 || die "Une démonstration de ce dossier tourne déjà sur le port $PORT."
    local pid
    while read -r pid; do stop_orphan "$pid"; done < <(cat "$PIDS" 2>/dev/null)
    rm -f "$PIDS"
    python3 -c "import socket; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(('127.0.0.1', $PORT))" 2>/dev/null \
        || die "Le port $PORT est pris. Un autre :  PORT=8001 ./demo"
}

stop_orphan() { # only if that number is still a process of this very checkout
    [ "$(readlink "/proc/$1/cwd" 2>/dev/null)" = "$PWD" ] && tr '\0' ' ' <"/proc/$1/cmdline" | grep -q '^\.venv/bin/python -m' || return 0
    kill -KILL -- "-$1" 2>/dev/null || true
}

start() { # name, command…
    local name=$1; shift
    COMMAND[$name]=$(printf '%q ' "$@")
    setsid "$@" >>"$LOG/$name.log" 2>&1 </dev/null 7>&- 8>&- &
    PROCESS[$name]=$! BORN[$name]=$SECONDS
    echo $! >>"$PIDS"
}

keep_running() { # what dies is started again, unless it dies at once
    local name
    while true; do
        sleep 5 7>&- 8>&- 9>&- &
        wait -n "${PROCESS[@]}" $! || true
        revive_services
        for name in "${!PROCESS[@]}"; do
            kill -0 "${PROCESS[$name]}" 2>/dev/null || revive "$name"
        done
    done
}

revive() {
    [ $((SECONDS - BORN[$1])) -gt 5 ] || die "$1 s'arrête aussitôt, voir $LOG/$1.log"
    say "$1 s'est arrêté, il est relancé."
    kill -KILL -- "-${PROCESS[$1]}" 2>/dev/null || true
    eval "start $1 ${COMMAND[$1]}"
}

stop_processes() {
    trap '' INT TERM HUP
    local pid
    for pid in "${PROCESS[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    for _ in $(seq 80); do any_alive || break; sleep 0.1; done
    for pid in "${PROCESS[@]}"; do kill -KILL -- "-$pid" 2>/dev/null || true; done
    rm -f "$PIDS"
}

any_alive() { local pid; for pid in "${PROCESS[@]}"; do ! kill -0 "$pid" 2>/dev/null || return 0; done; return 1; }

wait_until_ready() { # web, database, Redis and worker
    for _ in $(seq 150); do
        kill -0 "${PROCESS[web]}" 2>/dev/null || break
        python3 -c "import urllib.request as u; u.urlopen('http://127.0.0.1:$PORT/health/ready', timeout=2)" 2>/dev/null && return
        sleep 0.2
    done
    die "Le portail ne répond pas, voir $LOG/web.log et $LOG/worker.log"
}

is_seeded() {
    .venv/bin/python - <<'END'
import os, sys, psycopg2
cursor = psycopg2.connect(os.environ["DATABASE_OWNER_URL"]).cursor()
cursor.execute("SELECT set_config('app.function', 'machine', false)")  # the walls show nobody's accounts to the owner either
cursor.execute("SELECT EXISTS (SELECT FROM correspondents_user)")
sys.exit(not cursor.fetchone()[0])
END
}

forget_everything() { # only the private database of this checkout
    psql_local -d postgres -c 'DROP DATABASE IF EXISTS convention77 WITH (FORCE)'
    make_database
    as_service redis-cli -s "$SOCKETS/redis.sock" flushall >/dev/null
    find "$PRIVATE_ROOT" "$MAIL_ROOT" -mindepth 1 -delete
}
