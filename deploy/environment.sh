# shellcheck shell=bash
# The files of values of an installed portal, read as systemd reads them. Sourced.

read_environment() { # files of lines NAME=value
    local line value
    while IFS= read -r line; do
        [[ $line =~ ^([A-Z][A-Z0-9_]*)=(.*)$ ]] || continue
        value=${BASH_REMATCH[2]}
        case $value in \"*\") value=${value#\"} value=${value%\"} ;; \'*\') value=${value#\'} value=${value%\'} ;; esac
        export "${BASH_REMATCH[1]}=$value"
    done < <(cat "$@")
}

read_secrets() { # owner|app|worker: in whose role of the database
    local secrets=/etc/convention77/secrets name
    for name in django-secret-key second-factor-keys email-url s3-access-key s3-secret-key backup-s3-access-key backup-s3-secret-key metrics-token bounces-url; do
        export "$(tr a-z- A-Z_ <<<"$name")=$(cat "$secrets/$name")"
    done
    DATABASE_URL=$(cat "$secrets/database-$1") BACKUP_DATABASE_URL=$(cat "$secrets/database-backup")
    export DATABASE_URL BACKUP_DATABASE_URL
}
