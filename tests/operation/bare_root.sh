#!/usr/bin/env bash
# From a bare Debian 12 to a PDF, by the handbook alone: a fresh root is booted, installed, walked through, spoiled and put
# right, and each part is timed. As root, on a machine with debootstrap and systemd-container, whose ports 25, 80, 443 and
# 5432 are free; takes ten minutes.
#   tests/operation/bare_root.sh FOLDER [a root made before by debootstrap]
set -euo pipefail
root=$(realpath -m "$1") given=${2:+$(realpath "$2")}
[ ! -e "$root" ] || { echo "$root is there already, and goes at the end: name one that is not." >&2; exit 1; }
cd -P "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
leader=''

timed() { local begun=$SECONDS; "$@"; echo "== $((SECONDS - begun)) s: $*"; }
inside() { nsenter -t "$leader" -a env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root ${PIP_CERT:+PIP_CERT=/root/authorities.pem} bash -c "cd /root/convention77 && $1"; }
stop() { [ -z "$leader" ] || nsenter -t "$leader" -a systemctl poweroff || true; sleep 5; rm -rf "$root"; }

make_root() {
    if [ -n "$given" ]; then cp -a "$given" "$root"; else debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus bookworm "$root"; fi
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    [ -z "${PIP_CERT:-}" ] || cp "$PIP_CERT" "$root/root/authorities.pem" # of a network that looks into TLS
    mkdir -p "$root/root/convention77"
    git archive HEAD | tar -xf - -C "$root/root/convention77"
    cp tests/operation/bare_walk.py "$root/root"
}

boot() {
    setsid systemd-nspawn -b -D "$root" --register=no --keep-unit --console=pipe </dev/null >"$root.log" 2>&1 &
    for _ in $(seq 60); do
        leader=$(pgrep -P "$(pgrep -f "systemd-nspawn -b -D $root" | head -n1)" | head -n1) && [ -n "$leader" ] && inside 'systemctl is-system-running' && return
        sleep 1
    done
    return 1
}

put_right() { # a password that is not the one of the file any more
    inside "runuser -u postgres -- psql -qc \"ALTER ROLE convention77_worker PASSWORD 'wrong'\""
    ! inside 'deploy/install --check' || exit 1
    inside 'deploy/install'
    inside 'deploy/install --check'
}

change_a_password() { # the file goes, the same command makes a new one
    inside 'rm /etc/convention77/secrets/password-app && deploy/install && deploy/install --check'
}

back_up() { # to a disk that stands nowhere in the sandbox of the services; the worker itself writes there
    inside 'install -d -m 700 -o convention77 /mnt/disk && age-keygen -o /root/backup-key.txt 2>/root/public-key.txt'
    inside 'printf "BACKUP_PLACE=/mnt/disk\nBACKUP_RECIPIENT=%s\n" "$(sed "s/.*: //" /root/public-key.txt)" >>/etc/convention77/portal.env && deploy/install'
    inside 'convention77 --worker shell -v0 -c "from operation.tasks import copy_heads_and_erasures as copy; copy.delay()"'
    inside 'for _ in $(seq 60); do [ -z "$(find /mnt/disk/hours -name "*.tar.age" 2>/dev/null)" ] || exit 0; sleep 1; done; exit 1'
    inside 'convention77 --worker backup'
}

bring_back() { # what is there is laid aside; the fact, the saisine and the PDF come back
    local before counted='runuser -u postgres -- psql -Atd convention77 -c "SELECT count(*), (SELECT count(*) FROM referrals_referral) FROM incidents_incident"; find /var/lib/convention77/private/files -type f | wc -l'
    before=$(inside "$counted")
    ! inside 'deploy/restore /mnt/disk --identity /root/public-key.txt' || exit 1 # no private key
    inside 'deploy/install --check' # and so nothing was shut
    inside 'touch /etc/convention77/shut-by-restore' # as one that was stopped in the middle leaves it
    ! inside 'deploy/install' || exit 1
    inside 'deploy/restore /mnt/disk --identity /root/backup-key.txt'
    inside 'deploy/install --check'
    echo "facts, saisines, files: before $before, after $(inside "$counted")" | tr '\n' ' '
    [ "$(inside "$counted")" = "$before" ]
}

start_again_who_hangs() { # stopped, not dead: its main process answers no more
    local before; before=$(inside 'systemctl show -p MainPID --value convention77-worker')
    kill -STOP -- "$(pgrep -f -P "$leader" 'celery -A convention77 worker' | head -n1)"
    for _ in $(seq 300); do [ "$(inside 'systemctl show -p MainPID --value convention77-worker')" = "$before" ] || return 0; sleep 1; done
    return 1
}

trap stop EXIT
timed make_root
timed boot
timed inside 'deploy/install --host portail.example --email-url smtp://127.0.0.1:25 --from portail@portail.example'
timed inside 'python3 -W ignore /root/bare_walk.py'
timed inside 'deploy/install --check'
timed put_right
timed change_a_password
timed back_up
timed bring_back
timed start_again_who_hangs
echo 'From a bare root to a PDF, and back from what was spoiled.'
