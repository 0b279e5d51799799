# shellcheck shell=bash
# What `deploy/install` does to a Debian machine, one function for each thing. Each may be run again: what stands stays.
# Sourced by deploy/install and deploy/restore, from the top of the checkout.

OPT=/opt/convention77 ETC=/etc/convention77 VAR=/var/lib/convention77 SECRETS=/etc/convention77/secrets
LOG=/var/log/convention77-install.log SHUT=/etc/convention77/shut-by-restore
PACKAGES=(postgresql redis-server nginx openssl ca-certificates logrotate python3 python3-venv
    libpango-1.0-0 libpangoft2-1.0-0 fonts-inter fonts-dejavu-core age gnupg)
ROLES=(owner app worker backup)

has_systemd() { [ -d /run/systemd/system ]; }
is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
missing_packages() { local name; for name in "${PACKAGES[@]}"; do is_installed "$name" || echo "$name"; done; }
new_secret() { openssl rand -base64 48 | tr -d '\n'; }
new_password() { openssl rand -hex 24; } # stands in an address: letters and digits only

install_packages() {
    local missing; missing=$(missing_packages | xargs)
    [ -n "$missing" ] || return 0
    export DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 LC_ALL=C.UTF-8 # the cluster that Debian makes takes its encoding from here
    quietly apt-get -q update
    # shellcheck disable=SC2086
    quietly apt-get -qy -o Dpkg::Options::=--force-confold install --no-install-recommends $missing
    # Debian starts a Redis for everybody on the machine; the portal has its own.
    case " $missing " in *' redis-server '*) ! has_systemd || quietly systemctl disable --now redis-server ;; esac
}

make_user() {
    getent passwd convention77 >/dev/null || quietly useradd --system --home-dir "$VAR" --shell /usr/sbin/nologin --user-group convention77
    quietly usermod --append --groups redis convention77
}

make_folders() { # nginx reads private files by the group of their folder, which is its own alone; the world nothing
    install -d -m 755 "$OPT" "$OPT/releases"
    install -d -m 750 -o root -g convention77 "$ETC"
    install -d -m 700 "$SECRETS" "$ETC/tls"
    install -d -m 711 -o convention77 -g convention77 "$VAR"
    install -d -m 710 -o convention77 -g www-data "$VAR/private"
    [ -d "$VAR/private/files" ] || install -d -o convention77 -g www-data "$VAR/private/files"
    chmod 2750 "$VAR/private/files"
    install -d -m 750 -o convention77 -g convention77 /var/backups/convention77
}

write_secret() { # name, value; whole or not at all, never readable by others, and never once more
    [ ! -s "$SECRETS/$1" ] || return 0
    replace_secret "$@"
}

replace_secret() {
    (umask 077 && printf '%s\n' "$2" >"$SECRETS/.$1.new" && mv -f "$SECRETS/.$1.new" "$SECRETS/$1")
}

make_secrets() {
    local role
    write_secret django-secret-key "$(new_secret)"
    write_secret second-factor-keys "$(new_secret)"
    for role in "${ROLES[@]}"; do write_secret "password-$role" "$(new_password)"; done
    [ -z "${EMAIL_URL:-}" ] || replace_secret email-url "$EMAIL_URL"
    (cd "$SECRETS" && umask 077 && touch s3-access-key s3-secret-key backup-s3-access-key backup-s3-secret-key metrics-token bounces-url)
    chmod 600 "$SECRETS"/*
}

write_settings() { # the operator's file: made once, then only what was typed is changed in it
    local file=$ETC/portal.env
    if [ ! -s "$file" ]; then
        sed -e "s|@HOST@|$HOST|g" -e "s|@FROM@|${FROM//[&|\\]/}|g" deploy/portal.env >"$file.new"
        chmod 640 "$file.new"; chgrp convention77 "$file.new"; mv -f "$file.new" "$file"
    fi
    if [ -n "$TYPED_HOST" ]; then set_value ALLOWED_HOSTS "$HOST"; set_value PORTAL_URL "https://$HOST"; fi
    [ -z "$TYPED_FROM" ] || set_value DEFAULT_FROM_EMAIL "$FROM"
}

value_of() { sed -n "s/^$1=//p" "$ETC/portal.env" 2>/dev/null | tail -n1 | sed -e 's/^"\(.*\)"$/\1/' -e "s/^'\(.*\)'$/\1/"; }

open_backup_place() { # the worker may write nowhere else: a mounted disk is opened to it by name
    local place file=/etc/systemd/system/convention77-worker.service.d/backup-place.conf
    place=$(value_of BACKUP_PLACE)
    case $place in
        /home/* | /root/*) die "BACKUP_PLACE=$place : le portail n’entre ni dans /home ni dans /root. Il faut un autre dossier, comme /var/backups/convention77 ou un disque monté sous /mnt" ;;
        /*) [ -d "$place" ] || die "BACKUP_PLACE=$place : ce dossier n’est pas là. Pour le créer :  install -d -m 700 -o convention77 '$place'  (ou montez le disque)"
            runuser -u convention77 -- test -w "$place" || die "BACKUP_PLACE=$place : le portail ne peut pas y écrire. À taper :  chown convention77: '$place'" ;;
        *) rm -f "$file"; return ;;
    esac
    install -d -m 755 "$(dirname "$file")"
    printf '%s\n' '[Service]' "ReadWritePaths=\"-$place\"" >"$file.new"
    mv -f "$file.new" "$file"
}

set_value() { # name, value
    grep -qxF "$1=$2" "$ETC/portal.env" && return
    { grep -v "^$1=" "$ETC/portal.env" || true; echo "$1=$2"; } >"$ETC/portal.env.new"
    chmod 640 "$ETC/portal.env.new"; chgrp convention77 "$ETC/portal.env.new"; mv -f "$ETC/portal.env.new" "$ETC/portal.env"
}

# -- PostgreSQL ---------------------------------------------------------------------------------------------------

as_postgres() { (cd / && runuser -u postgres -- psql -X -q -p "$PGPORT" -v ON_ERROR_STOP=1 "$@"); }

find_cluster() { # version, name, port of the newest cluster of this machine
    local version name port
    read -r version name port _ < <(pg_lsclusters -h | sort -rn) || die 'Aucun serveur PostgreSQL ici. Pour en créer un :  pg_createcluster --locale C.UTF-8 15 main'
    PGVERSION=$version PGNAME=$name PGPORT=$port
}

start_postgres() {
    find_cluster
    if has_systemd; then quietly systemctl enable --now postgresql "postgresql@$PGVERSION-$PGNAME"
    elif [ "$(pg_lsclusters -h | awk -v v="$PGVERSION" -v n="$PGNAME" '$1 == v && $2 == n { print $4 }')" != online ]; then
        quietly pg_ctlcluster --skip-systemctl-redirect "$PGVERSION" "$PGNAME" start
    fi
    as_postgres -d postgres -Atc 'SELECT 1' >/dev/null 2>>"$LOG" || die "PostgreSQL ne répond pas à l’utilisateur postgres, voir :  pg_lsclusters ; tail /var/log/postgresql/*.log"
}

make_database() { # roles, database, the passwords of the files: whatever they were before
    local role name value
    (cd deploy && sed '/^\\ir privileges.sql$/{
        r privileges.sql
        d
    }' roles.sql) | quietly as_postgres -d postgres
    for role in "${ROLES[@]}"; do
        echo "ALTER ROLE convention77_$role PASSWORD '$(cat "$SECRETS/password-$role")';"
    done | quietly as_postgres -d postgres -c "SET password_encryption = 'scram-sha-256'" -f -
    while read -r name value; do quietly as_postgres -d postgres -c "ALTER SYSTEM SET $name = '$value'"; done <deploy/quiet_log.conf
    quietly as_postgres -d postgres -c 'SELECT pg_reload_conf()'
    for role in "${ROLES[@]}"; do
        replace_secret "database-$role" "postgres://convention77_$role:$(cat "$SECRETS/password-$role")@127.0.0.1:$PGPORT/convention77"
        signs_in "$role" || die "PostgreSQL refuse le mot de passe de convention77_$role. Il faut cette ligne dans $(as_postgres -d postgres -Atc 'SHOW hba_file'), puis relancer :
    host  convention77  all  127.0.0.1/32  scram-sha-256"
    done
}

signs_in() { # role; the password is given by a file
    local url; url=$(sed 's/:[^:@]*@/@/' "$SECRETS/database-$1")
    PGPASSWORD=$(cat "$SECRETS/password-$1") psql -X "$url" -Atc 'SELECT 1' >/dev/null 2>>"$LOG" 9>&-
}

# -- Redis: a server of the portal's own, at a socket, with nothing on the disk ------------------------------------

start_redis() {
    printf '%s\n' 'port 0' 'unixsocket /run/redis-convention77/redis.sock' 'unixsocketperm 770' 'databases 2' 'save ""' \
        'appendonly no' 'dir /var/lib/redis' 'pidfile /run/redis-convention77/redis-server.pid' 'syslog-enabled no' >/etc/redis/redis-convention77.conf
    chown redis:redis /etc/redis/redis-convention77.conf; chmod 640 /etc/redis/redis-convention77.conf
    if has_systemd; then quietly systemctl enable --now redis-server@convention77; return; fi
    install -d -m 2755 -o redis -g redis /run/redis-convention77
    [ -S /run/redis-convention77/redis.sock ] && redis-cli -s /run/redis-convention77/redis.sock ping >/dev/null 2>&1 \
        || quietly runuser -u redis -- redis-server /etc/redis/redis-convention77.conf --daemonize yes
}

# -- The release: a folder of its own, whole before anything leads to it -------------------------------------------

release_name() { # version and content: the same code is the same release
    local version; version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
    echo "$version-$(packed_code | sha256sum | cut -c1-10)"
}

code_files() { # of a clone what git knows, so that no note or dump which lies beside it is laid where all may read
    if [ -e .git ]; then git -c safe.directory="$PWD" ls-files -z | sed -z 's|^|./|'; else find . -type f -print0 | LC_ALL=C sort -z; fi |
        grep -zvE '^\./((\.local|\.venv|\.git|secrets|backups|tests|benchmarks|\.hypothesis|\.[^/]*_cache)/|\.env$|bench$)|/__pycache__/'
}

packed_code() {
    code_files | tar --null --no-recursion --mtime=@0 --owner=0 --group=0 --numeric-owner --mode='u=rwX,go=rX' -cf - -T -
}

make_release() {
    RELEASE=$OPT/releases/$(release_name)
    if [ ! -d "$RELEASE" ]; then
        rm -rf "$OPT"/releases/.new-* # of a run that was interrupted
        local new; new=$OPT/releases/.new-$$
        install -d -m 755 "$new"
        packed_code | tar -xmf - -C "$new"
        quietly python3 -m venv "$new/.venv"
        quietly "$new/.venv/bin/python" -m pip --disable-pip-version-check install -q --no-cache-dir --no-deps --require-hashes -r "$new/requirements.txt"
        quietly in_release "$new" collectstatic --noinput -v0
        quietly "$new/.venv/bin/python" -m compileall -q "$new" -x '/\.venv/'
        mv -T "$new" "$RELEASE"
    fi
    ln -sfnT "$RELEASE" "$OPT/.next.new"; mv -fT "$OPT/.next.new" "$OPT/next"
}

in_release() ( # release, command of manage.py: by root and with the settings of the site, which are asked here
    cd "$1"; shift
    # shellcheck source=deploy/environment.sh
    . deploy/environment.sh
    read_environment deploy/installed.env "$ETC/portal.env"
    read_secrets owner
    umask 022
    .venv/bin/python manage.py "$@"
)

lay_units() {
    local unit
    SOCKET_CHANGED=''
    cmp -s deploy/units/convention77-web.socket /etc/systemd/system/convention77-web.socket || SOCKET_CHANGED=yes
    for unit in $(cd deploy/units && find . -type f); do
        cmp -s "deploy/units/$unit" "/etc/systemd/system/$unit" && continue
        install -D -m 644 "deploy/units/$unit" "/etc/systemd/system/$unit"
    done
    open_backup_place
    install -d /etc/systemd/journald.conf.d
    printf '%s\n' '[Journal]' 'Storage=persistent' 'SystemMaxUse=1G' 'MaxRetentionSec=3month' >/etc/systemd/journald.conf.d/convention77.conf
    install -m 644 deploy/installed.env "$ETC/installed.env"
    ln -sfn "$OPT/current/deploy/convention77" /usr/local/sbin/convention77
    ! has_systemd || quietly systemctl daemon-reload
}

migrate() { # of the next release, while the former one serves: it still leads to what stands when this fails
    local line
    if has_systemd; then
        quietly systemctl start convention77-migrate || { journalctl -u convention77-migrate -n 8 --no-pager -o cat >&2; return 1; }
    else
        while read -r line; do
            # shellcheck disable=SC2086
            quietly "$OPT/next/deploy/convention77" ${line#*manage.py } </dev/null
        done < <(sed -n 's/^ExecStart=//p' deploy/units/convention77-migrate.service)
    fi
}

switch_release() { # in one rename
    mv -fT "$OPT/next" "$OPT/current"
}

forget_former_releases() { # the running one and the one before it stay
    local kept; kept=$(readlink "$OPT/current")
    find "$OPT/releases" -mindepth 1 -maxdepth 1 -type d ! -path "$kept" -printf '%T@ %p\n' | sort -rn | tail -n +2 | cut -d' ' -f2- | xargs -r rm -rf
}

restart_portal() { # web, worker and beat end what they are at; who asks meanwhile waits at the socket
    if ! has_systemd; then
        say "systemd ne tourne pas ici : les unités sont posées dans /etc/systemd/system, et seront en service au démarrage de la machine."
        systemctl enable convention77-web.socket convention77-web convention77-worker convention77-beat convention77alive.timer >>"$LOG" 2>&1 || true
        return
    fi
    # A door that is moved is shut for a moment; else it stays open while the web starts again.
    [ -z "$SOCKET_CHANGED" ] || quietly systemctl stop convention77-web.socket convention77-web
    quietly systemctl enable --now convention77-web.socket
    quietly systemctl enable convention77-web convention77-worker convention77-beat
    quietly systemctl restart convention77-beat convention77-worker convention77-web
    quietly systemctl enable --now convention77alive.timer
}

# -- nginx ---------------------------------------------------------------------------------------------------------

SITE=/etc/nginx/sites-available/convention77

choose_certificate() { # typed, or of before, or made here
    [ -n "$CERTIFICATE" ] || read_certificate
    if [ -z "$CERTIFICATE" ] || [ "$CERTIFICATE" = "$ETC/tls/self-signed.pem" ]; then
        CERTIFICATE=$ETC/tls/self-signed.pem KEY=$ETC/tls/self-signed-key.pem
        is_certificate_for "$HOST" || make_certificate
    fi
}

read_certificate() {
    [ ! -s $SITE ] || CERTIFICATE=$(sed -n 's/^\s*ssl_certificate \(.*\);/\1/p' $SITE) KEY=$(sed -n 's/^\s*ssl_certificate_key \(.*\);/\1/p' $SITE)
}

is_certificate_for() { [ -s "$KEY" ] && openssl x509 -in "$CERTIFICATE" -noout -checkhost "$1" -checkend 604800 2>/dev/null | grep -q 'does match'; }

make_certificate() {
    rm -f "$CERTIFICATE" "$KEY"
    (umask 077 && quietly openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj "/CN=$HOST" -addext "subjectAltName=DNS:$HOST" -keyout "$KEY" -out "$CERTIFICATE")
}

refuse_bad_certificate() {
    [ -r "$CERTIFICATE" ] && [ -r "$KEY" ] || die "Certificat ou clé illisible : $CERTIFICATE, $KEY"
    openssl x509 -in "$CERTIFICATE" -noout 2>/dev/null || die "$CERTIFICATE n’est pas un certificat (PEM)."
    [ "$(openssl x509 -in "$CERTIFICATE" -noout -pubkey)" = "$(openssl pkey -in "$KEY" -pubout 2>/dev/null)" ] || die "La clé $KEY n’est pas celle du certificat $CERTIFICATE."
    openssl x509 -in "$CERTIFICATE" -noout -checkhost "$HOST" | grep -q 'does match' || die "Le certificat $CERTIFICATE n’est pas pour $HOST."
    openssl x509 -in "$CERTIFICATE" -noout -checkend 0 >/dev/null || die "Le certificat $CERTIFICATE est expiré."
}

start_nginx() {
    sed -e "s|@HOST@|$HOST|" -e "s|@WEB@|unix:/run/convention77/web.sock|" -e "s|@CERTIFICATE@|$CERTIFICATE|" -e "s|@KEY@|$KEY|" \
        -e "s|@PRIVATE@|$VAR/private|" -e "s|@PAGES@|$OPT/current/deploy/pages|" deploy/nginx.conf >$SITE.new
    [ -e /proc/net/if_inet6 ] || sed -i '/listen \[::\]/d' $SITE.new
    [ ! -s $SITE ] || cp -a $SITE $SITE.former
    mv -f $SITE.new $SITE
    ln -sfn $SITE /etc/nginx/sites-enabled/convention77
    # Debian's page of welcome writes down who comes.
    [ "$(readlink -f /etc/nginx/sites-enabled/default)" != /etc/nginx/sites-available/default ] || rm /etc/nginx/sites-enabled/default
    if ! quietly nginx -t; then # it must come up again at the next start of the machine
        if [ -s $SITE.former ]; then mv -f $SITE.former $SITE; else rm -f $SITE /etc/nginx/sites-enabled/convention77; fi
        tail -n 3 "$LOG" >&2
        die "nginx refuse cette configuration ; ce qui était avant est gardé. Corrigez ce qu’il dit, puis :  deploy/install"
    fi
    rm -f $SITE.former
    if has_systemd; then quietly systemctl enable nginx; quietly systemctl reload-or-restart nginx
    elif [ -s /run/nginx.pid ]; then quietly nginx -s reload; fi
}
