# shellcheck shell=bash
# Debian packages that a command needs: installed when the script may, else the exact line to type. Sourced by local.sh.

missing_packages() { # what must be there
    [ -n "${DATABASE_URL:-}" ] || pg_bin initdb >/dev/null || echo postgresql
    [ -n "${REDIS_URL:-}" ] || command -v redis-server >/dev/null || echo redis-server
    [ -x .venv/bin/python ] || python3 -m pip --version >/dev/null 2>&1 || python3 -m ensurepip --version >/dev/null 2>&1 || echo python3-venv
}

missing_extras() { # what may be absent: PDFs or browser tests are then off
    local libraries; libraries=$(/sbin/ldconfig -p 2>/dev/null || true)
    case $libraries in *libpango-1.0.so.0*) ;; *) echo libpango-1.0-0 ;; esac
    case $libraries in *libpangoft2-1.0.so.0*) ;; *) echo libpangoft2-1.0-0 ;; esac
    compgen -G '/usr/share/fonts/*/inter/*' >/dev/null || compgen -G '/usr/share/fonts/*/*/Inter*' >/dev/null || echo fonts-inter
    compgen -G '/usr/share/fonts/*/dejavu/DejaVuSans.ttf' >/dev/null || echo fonts-dejavu-core
    [ "$1" = test ] || return 0
    find_chromium >/dev/null || echo chromium
    command -v pdftotext >/dev/null || echo poppler-utils
    command -v qpdf >/dev/null || echo qpdf
    [ -x /usr/sbin/nginx ] || echo nginx
    command -v caddy >/dev/null || echo caddy
    command -v age >/dev/null || echo age
    command -v gpg >/dev/null || echo gnupg
    [ -x /sbin/ip ] || echo iproute2
    compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null || echo faketime
}

find_chromium() { command -v "${CHROMIUM:-chromium}" || command -v chromium-browser || command -v google-chrome; }

as_admin() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
may_install() { command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; }

ensure_packages() { # demo|test
    local needed extras
    needed=$(missing_packages | xargs); extras=$(missing_extras "$1" | xargs)
    [ -n "$needed$extras" ] || return 0
    if may_install; then
        # shellcheck disable=SC2086
        install_quietly $needed $extras || [ -z "$(missing_packages)" ] || die "apt-get a échoué, voir $LOG/apt.log"
    elif [ -n "$needed" ]; then
        die "Il manque des paquets. À taper, puis relancer :  sudo apt-get install --no-install-recommends $needed $extras"
    else
        say "Facultatif, absent :  sudo apt-get install --no-install-recommends $extras"
    fi
}

install_quietly() { # the packages' services are kept from starting, and no system cluster is made
    say "Installation de paquets Debian : $*"
    local guard=/usr/sbin/policy-rc.d cluster=/etc/postgresql-common/createcluster.conf own_guard='' status=0
    if [ ! -e $guard ]; then
        own_guard=yes; printf '#!/bin/sh\nexit 101\n' | as_admin tee $guard >/dev/null; as_admin chmod +x $guard
    fi
    if [ ! -e $cluster ]; then
        as_admin mkdir -p "${cluster%/*}"; echo 'create_main_cluster = false' | as_admin tee $cluster >/dev/null
    fi
    { as_admin apt-get -q update && as_admin env DEBIAN_FRONTEND=noninteractive apt-get -qy \
        -o Dpkg::Options::=--force-confold -o Dpkg::Options::=--force-unsafe-io \
        install --no-install-recommends "$@"; } >"$LOG/apt.log" 2>&1 </dev/null || status=$?
    [ -z "$own_guard" ] || as_admin rm -f $guard
    return $status
}
