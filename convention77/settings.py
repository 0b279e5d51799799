"""All settings come from the environment, or from files that it names; a missing one stops the process with its name.
See docs/architecture.md."""

import logging
import os
import tempfile
from pathlib import Path
from typing import Any

import structlog
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from redis.backoff import NoBackoff
from redis.retry import Retry

from convention77.environment import Environment
from convention77.limits import (
    ANTIVIRUS_SECONDS,
    BACKUP_SECONDS,
    BOUNCE_READING_SECONDS,
    BROKER,
    MAIL_SECONDS,
    MAILBOX_SECONDS,
    SCANNING_SECONDS,
    TASK_HARD_SECONDS,
    TASK_SOFT_SECONDS,
    limited,
)
from convention77.logs import without_content
from convention77.mailboxes import bounces_mailbox
from convention77.stores import backup_store, private_store

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

# -- What this process is -----------------------------------------------------------------------------------------
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env.str("DJANGO_SECRET_KEY") if DEMO else env.secret("DJANGO_SECRET_KEY")
DEBUG = env.bool("DEBUG", default=False)
PORT = env.int("PORT", default=8000)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
PRIVATE_ROOT = env.folder("PRIVATE_ROOT")
# What whoever reads `/metrics` must bear; without it there is no such address.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="") and env.secret("METRICS_TOKEN")
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=60)
# Where worker and beat leave a file each time they breathe, for whoever watches the processes of this machine.
ALIVE_ROOT = Path(env.str("ALIVE_ROOT", default=f"{tempfile.gettempdir()}/convention77-{os.getuid()}"))

# Who publishes and hosts the site, as its page of mentions légales says; what is not given is "à vérifier" there.
LEGAL = {name: env.str(f"LEGAL_{name.upper()}", default="") for name in ("publisher", "director", "host", "contact")}

# What the site calls itself to people who are not at work in one of its conventions, and in its mails.
PORTAL_NAME = env.str("PORTAL_NAME", default="Convention 77")

# Where a mail's link leads; never taken from a request.
PORTAL_URL = env.str("PORTAL_URL", default=f"http://127.0.0.1:{PORT}") if DEMO else env.origin("PORTAL_URL")

if DEMO and not set(ALLOWED_HOSTS) <= {"127.0.0.1", "localhost"}:
    raise ImproperlyConfigured("DEMO=1 has public passwords: ALLOWED_HOSTS may only name 127.0.0.1.")

# -- Applications -------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "acting",
    "journal",
    "files",
    "signatories",
    "territory",
    "correspondents",
    "incidents",
    "referrals",
    "reports",
    "operation",
    "convention77",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "lucide",
]

MIDDLEWARE = [
    "convention77.middleware.RequestIdMiddleware",
    "convention77.middleware.Utf8Middleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "convention77.middleware.CompressMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "convention77.middleware.ThrottleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "convention77.middleware.ReadableMiddleware",
    "convention77.middleware.SignInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "convention77.middleware.NoStoreMiddleware",
    "convention77.middleware.SlidingSessionMiddleware",
    "convention77.middleware.ArrivedMiddleware",
    "convention77.middleware.NotAllowedMiddleware",
    "convention77.middleware.SignInAgainMiddleware",
    "convention77.middleware.ConflictMiddleware",
    "correspondents.middleware.ActorMiddleware",
    "correspondents.middleware.CharterMiddleware",
    "journal.middleware.DeniedTriesMiddleware",
]

ROOT_URLCONF = "convention77.urls"
WSGI_APPLICATION = "convention77.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "convention77.typesetting.Compiled",
                    ["convention77.typesetting.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "convention77.context.navigation",
            ],
            "builtins": [
                "acting.templatetags.french",
                "acting.templatetags.phones",
                "signatories.templatetags.components",
            ],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # fields look as templates/django/forms/field.html says

# -- Data: one engine everywhere, so that constraints, triggers and row-level security are the same ---------------
DATABASES = {"default": limited(env.postgres("DATABASE_URL"))}
DATABASES["default"] |= {"ATOMIC_REQUESTS": True, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Throttling and the heartbeat: Redis while it is there, else a table, so that people still sign in.
CACHES = {
    "default": {"BACKEND": "convention77.caching.RedisElseDatabase"},
    "redis": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.str("CACHE_URL"),
        "KEY_PREFIX": "convention77",
        "KEY_FUNCTION": "convention77.caching.anonymous_key",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2, "retry": Retry(NoBackoff(), 0)},
    },
    "database": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "journal_cachedvalue",
        "KEY_FUNCTION": "convention77.caching.anonymous_key",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

# -- Who signs in, and how ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "correspondents.User"
AUTHENTICATION_BACKENDS = [
    "correspondents.backend.DesignatedBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "correspondents.passwords.GuessesValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ANONYMOUS_USER_NAME = None  # guardian: nobody has rights without having signed in

ACCOUNT_ADAPTER = "correspondents.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator registers the address
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_MAX_EMAIL_ADDRESSES = 1
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{PORTAL_NAME}] "
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody is written to who has no account
ACCOUNT_FORMS = {
    "login": "correspondents.forms.LoginForm",
    "reauthenticate": "correspondents.forms.ReauthenticateForm",
    "change_password": "correspondents.forms.ChangePasswordForm",
    "reset_password": "correspondents.forms.ResetPasswordForm",
    "reset_password_from_key": "correspondents.forms.NewPasswordForm",
    "user_token": "correspondents.forms.UserTokenForm",
}
PASSWORD_RESET_TIMEOUT = 60 * 60
# Another address: whoever asks is asked for the password, and writes to a mailbox that may be anybody's.
# A dossier’s number is guessed by nobody who has its digest, and no digest by anybody: the limit spares the server.
ACCOUNT_RATE_LIMITS = {"manage_email": "10/h/user,30/h/ip", "verify_evidence": "30/5m/ip"}
if DEMO:
    ACCOUNT_RATE_LIMITS |= {"login": "1000/m/ip", "login_failed": "1000/m/ip,200/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the address was given by an administrator, see above
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = PORTAL_NAME
MFA_ADAPTER = "correspondents.second_factor.SecondFactorAdapter"
SECOND_FACTOR_KEYS = env.list("SECOND_FACTOR_KEYS") if DEMO else env.secrets("SECOND_FACTOR_KEYS")
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
MFA_FORMS = {
    "authenticate": "correspondents.forms.CodeForm",
    "reauthenticate": "correspondents.forms.CodeAgainForm",
    "activate_totp": "correspondents.forms.ActivateCodesForm",
    "add_webauthn": "correspondents.forms.AddKeyForm",
    "edit_webauthn": "correspondents.forms.EditKeyForm",
}

# -- Sessions, cookies, headers -----------------------------------------------------------------------------------
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Two demonstrations on one machine share the host name: the port keeps their cookies apart.
SESSION_COOKIE_NAME = f"convention77_{PORT}_session" if DEMO else "__Host-session"
CSRF_COOKIE_NAME = f"convention77_{PORT}_csrf" if DEMO else "__Host-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [] if DEMO else [f"https://{host}" for host in ALLOWED_HOSTS]
SECURE_SSL_REDIRECT = not DEMO
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 0 if DEMO else 365 * 24 * 60 * 60
# Both bind what is not the portal's: other sites of its domain, and for years. So the operator says it, or nobody.
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEMO and env.bool("HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = not DEMO and env.bool("HSTS_PRELOAD", default=False)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # the picture that an authenticator app scans
        "worker-src": [SELF],  # the page without network
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# -- What comes in ------------------------------------------------------------------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "files.arrival.NamelessUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600

# -- Static files -------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / ".local" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # no file is public; see the app `files`
    "private": private_store(env),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        # Collected by one user and served by another, unlike what people upload.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}

# -- Private files ------------------------------------------------------------------------------------------------
# Where nginx hands out what the portal has verified, such as "/prive/"; only beside a folder that it shares.
ACCEL_PREFIX = env.str("ACCEL_PREFIX", default="")
CLAMAV_URL = env.str("CLAMAV_URL", default="")
CLAMAV_SECONDS = ANTIVIRUS_SECONDS
SCAN_SECONDS = SCANNING_SECONDS

# -- Backups: see docs/operation/backup.md --------------------------------------------------------------------------
BACKUP_PLACE = env.str("BACKUP_PLACE", default="")
BACKUP_RECIPIENT = env.str("BACKUP_RECIPIENT", default="")
BACKUP_DATABASE_URL = env.str("BACKUP_DATABASE_URL", default="")
BACKUP_HOUR = env.int("BACKUP_HOUR", default=2)
BACKUP_FULL_DAYS = env.int("BACKUP_FULL_DAYS", default=30)
BACKUP_KEEP = {
    "daily": env.int("BACKUP_KEEP_DAILY", default=7),
    "weekly": env.int("BACKUP_KEEP_WEEKLY", default=4),
    "monthly": env.int("BACKUP_KEEP_MONTHLY", default=6),
}
BACKUP_S3 = backup_store(env)
BACKUP_SOFT_SECONDS, BACKUP_HARD_SECONDS = BACKUP_SECONDS, BACKUP_SECONDS + 60

# -- Language and time --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
USE_I18N = True
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# -- Mail ---------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="convention77@localhost")
# Where what cannot be delivered comes back (the sender of the envelope), and the mailbox in which it is read.
BOUNCES_ADDRESS = env.str("BOUNCES_ADDRESS", default="")
BOUNCES_SECONDS, IMAP_SECONDS = BOUNCE_READING_SECONDS, MAILBOX_SECONDS
BOUNCES = bounces_mailbox(env.str("BOUNCES_URL", default=""))
if DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    MAIL_ROOT = EMAIL_FILE_PATH = env.str("MAIL_ROOT")
else:
    vars().update({"EMAIL_TIMEOUT": MAIL_SECONDS} | env.email("EMAIL_URL"))

# -- Work done aside ----------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("REDIS_URL")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False  # the row of the job is the truth; the sweeper brings it back
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = BROKER
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = TASK_SOFT_SECONDS, TASK_HARD_SECONDS
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "convention77.beat:SharedScheduler"
LATE_SECONDS = 15 * 60  # also what the clocks of beat and worker may differ by: each reads the limit by its own


def _every(task: str, seconds: int) -> dict[str, Any]:
    """A task that is late is dropped: the next one does its work."""
    return {"task": task, "schedule": seconds, "options": {"expires": max(seconds, LATE_SECONDS)}}


CELERY_BEAT_SCHEDULE = {
    "watch": _every("operation.tasks.watch", 60),
    "heartbeat": _every("journal.tasks.heartbeat", 10),
    "sweep-jobs": _every("journal.tasks.sweep_jobs", 10),
    "send-messages": _every("correspondents.tasks.send_messages", 10),
    "scan-files": _every("files.tasks.scan_waiting", 10),
    "expire-referrals": _every("referrals.tasks.expire_referrals", 5 * 60),
    "tell-senders": _every("referrals.tasks.tell_senders", 5 * 60),
    "forget-exceptional-readings": _every("referrals.tasks.forget_exceptional_readings", 60),
    "watch-injunctions": {"task": "referrals.tasks.watch_injunctions", "schedule": crontab(hour="6-20", minute=20)},
    # By day: a reminder of a last day is read on that day, and what the worker missed in the night is made up for.
    "tell-due": {"task": "correspondents.tasks.tell_due", "schedule": crontab(hour="6-20", minute=25)},
    "announce-mailboxes": _every("correspondents.tasks.announce_mailboxes", 5 * 60),
    "announce-starts": {"task": "correspondents.tasks.announce_starts", "schedule": crontab(hour=0, minute=10)},
    "remind-confirmations": {
        "task": "correspondents.tasks.remind_confirmations",
        "schedule": crontab(hour=5, minute=0),
    },
    "prepare-publications": {"task": "reports.tasks.prepare_publications", "schedule": crontab(hour=3, minute=10)},
    "clear-workings": _every("reports.tasks.clear_workings", 10 * 60),
    "purge-files": {"task": "files.tasks.purge_files", "schedule": crontab(minute=40)},
    "clear-sessions": {"task": "correspondents.tasks.clear_sessions", "schedule": crontab(hour=3, minute=45)},
    "forget-addresses": {"task": "correspondents.tasks.forget_addresses", "schedule": crontab(hour=3, minute=55)},
    "purge-attachments": {"task": "incidents.tasks.purge_attachments", "schedule": crontab(minute=50)},
    "erase-old-orientations": {
        "task": "incidents.tasks.erase_old_orientations",
        "schedule": crontab(hour=3, minute=50),
    },
    "read-bounces": _every("operation.tasks.read_bounces", 5 * 60),
    "clear-orphans": {"task": "operation.tasks.clear_orphans", "schedule": crontab(hour=4, minute=40)},
    "export-head": {"task": "journal.tasks.export_head", "schedule": crontab(minute=0)},
    "copy-heads-and-erasures": {"task": "operation.tasks.copy_the_hour", "schedule": crontab(minute=2)},
    "back-up": {"task": "operation.tasks.back_up_by_night", "schedule": crontab(minute=15)},
    "seal-month": {"task": "journal.tasks.seal_month", "schedule": crontab(day_of_month=1, hour=4, minute=20)},
}

# -- Logs: one line of JSON each, without personal data -----------------------------------------------------------
_log_processors: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
structlog.configure(
    processors=[*_log_processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
logging.raiseExceptions = False  # a line that cannot be written would be printed with its arguments
LOGGING_CONFIG = "logging.config.dictConfig"  # Django's default would add a mail to the administrators
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _log_processors,
            "pass_foreign_args": True,
            "processors": [
                without_content,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        }
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json"},
        "counted": {"class": "operation.errors.ErrorCount", "level": "ERROR"},
    },
    "root": {"handlers": ["stderr", "counted"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "celery": {"level": "WARNING"},  # a line each ten seconds tells nobody anything
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},  # it says in each process that it was loaded
    },
}
