"""The one settings file. Values come from the environment (see README, "Settings"); see env.py for how."""

from email.utils import getaddresses
from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from workouttracker import env
from workouttracker.logging import code_version, logging_config
from workouttracker.redis import cache_settings, channel_layer_settings, redis_urls

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
if not env.flag("NO_DOTENV", default=False):
    env.load_dotenv(BASE_DIR / ".env")

# --- What this start needs -------------------------------------------------------------------------------------
DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
if len(SECRET_KEY) < 50 and not DEBUG:
    raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters")
SITE_URL = env.text("SITE_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", SITE_URL)
TRUSTED_PROXY_HOPS = env.number("TRUSTED_PROXY_HOPS", 0)
ADMINS = getaddresses([env.text("ADMIN_EMAILS", "")]) if env.text("ADMIN_EMAILS", "") else []
MAX_UPLOAD_MB = env.number("MAX_UPLOAD_MB", 50, minimum=1)
APP_VERSION = code_version()
PROCESS_KIND = env.text("PROCESS_KIND", "web")
"""web (WSGI), asgi, worker or command: how database connections are kept, and what the process can't do without."""
if PROCESS_KIND not in {"web", "asgi", "worker", "command"}:
    raise ImproperlyConfigured("PROCESS_KIND must be web, asgi, worker or command")
HEALTH_LISTEN = env.text("HEALTH_LISTEN", "")
"""Where workers and beat, which serve no pages, answer probes: ``host:port``; nowhere when empty."""
if HEALTH_LISTEN and not HEALTH_LISTEN.rpartition(":")[2].isdecimal():
    raise ImproperlyConfigured("HEALTH_LISTEN must be host:port")
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
"""Who may read /metrics: whoever sends this as a bearer token; nobody when empty."""

# --- Parts -----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "workouttracker.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "channels",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "allauth.mfa",
    "accounts",
    "versions",
    "helpcenter",
    "feedback",
    "jobs",
    "sharing",
    "sessions_app",
    "calculator",
    "portability",
    "workouttracker.apps.CompositionConfig",
]

MIDDLEWARE = [
    "workouttracker.health.ProbeMiddleware",
    "workouttracker.middleware.RequestContextMiddleware",
    "workouttracker.compression.CompressionMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "sharing.middleware.SharedHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "workouttracker.middleware.LateAnswerMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.AccessTokenMiddleware",
    "accounts.middleware.PreferencesMiddleware",
    "sharing.middleware.ScopeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "workouttracker.gate.SignInMiddleware",
    "accounts.middleware.StaffSecondFactorMiddleware",
    "accounts.middleware.LimitedSignInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.InvalidFormMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "workouttracker.middleware.GoneMeanwhileMiddleware",
]

ROOT_URLCONF = "workouttracker.urls"
WSGI_APPLICATION = "workouttracker.wsgi.application"
ASGI_APPLICATION = "workouttracker.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "workouttracker.context.frame",
            ],
            "builtins": ["workouttracker.templatetags.ui", "sharing.templatetags.scoped"],
        },
    },
]
FORM_RENDERER = "workouttracker.forms.Renderer"

# --- Database --------------------------------------------------------------------------------------------------
_database = env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
if _database["ENGINE"].endswith("sqlite3"):
    # Django's defaults gave "database is locked" on most writes during an import; with these there were none.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
    }
elif PROCESS_KIND == "asgi":
    # Under ASGI every request may run in another thread: CONN_MAX_AGE would leak connections, a pool does not.
    _database["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 10, "timeout": 10}
else:
    _database["CONN_MAX_AGE"] = 60
    _database["CONN_HEALTH_CHECKS"] = True
DATABASES = {"default": _database}
SILENCED_SYSTEM_CHECKS = ["models.W040"]  # SQLite leaves out the extra columns of covering indexes; that is fine
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis: cache, channel layer, broker -----------------------------------------------------------------------
REDIS = redis_urls()
CACHES = cache_settings(REDIS)
CHANNEL_LAYERS = channel_layer_settings(REDIS)

# --- People ----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
# Only this one: beside Django's own, every failed sign-in would cost a second password hash.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "add_email": "accounts.forms.EmailChangeForm",
    "change_password": "accounts.forms.PasswordChangeForm",
    "login": "accounts.forms.SignInForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "reset_password": "accounts.forms.PasswordResetForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "set_password": "accounts.forms.PasswordSetForm",
    "signup": "accounts.forms.SignUpForm",
}
SIGN_IN_FAILURES = env.number("SIGN_IN_FAILURES", 5, minimum=1)
SIGN_IN_FAILURES_SECONDS = env.number("SIGN_IN_FAILURES_SECONDS", 300, minimum=1)
"""After so many failures within so many seconds an account rests; no more can be tried meanwhile."""
SIGN_INS_PER_MINUTE = env.number("SIGN_INS_PER_MINUTE", 30, minimum=1)
SIGN_UPS_PER_HOUR = env.number("SIGN_UPS_PER_HOUR", 30, minimum=1)
ACCOUNT_MAILS_PER_MINUTE = env.number("ACCOUNT_MAILS_PER_MINUTE", 20, minimum=1)
"""What one network address may ask for; the last are mails to reset a password or confirm an address."""
ACCOUNT_MAILS_PER_HOUR = env.number("ACCOUNT_MAILS_PER_HOUR", 5, minimum=1)
"""How many mails of each of these kinds one e-mail address gets at most."""
# Counted in the shared cache by allauth, so that replicas count together; per process while that is away (cache.py).
ACCOUNT_RATE_LIMITS = {
    "login": f"{SIGN_INS_PER_MINUTE}/m/ip",
    "login_failed": f"{SIGN_INS_PER_MINUTE}/m/ip,{SIGN_IN_FAILURES}/{SIGN_IN_FAILURES_SECONDS}s/key",
    "signup": f"{SIGN_UPS_PER_HOUR}/h/ip",
    "signup_address": f"{ACCOUNT_MAILS_PER_HOUR}/h/key",
    "reset_password": f"{ACCOUNT_MAILS_PER_MINUTE}/m/ip,{ACCOUNT_MAILS_PER_HOUR}/h/key",
    "reset_password_from_key": f"{ACCOUNT_MAILS_PER_MINUTE}/m/ip",
    "confirm_email": f"{ACCOUNT_MAILS_PER_MINUTE}/m/ip,1/180s/key",
}
ACCOUNT_USER_DISPLAY = "accounts.names.display_name"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_URL.startswith("https") else "http"
USERSESSIONS_TRACK_ACTIVITY = False
MFA_ADAPTER = "accounts.mfa.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "activate_totp": "accounts.forms_mfa.TotpActivateForm",
    "add_webauthn": "accounts.forms_mfa.KeyAddForm",
    "authenticate": "accounts.forms_mfa.CodeForm",
    "authenticate_webauthn": "accounts.forms_mfa.KeyForm",
    "edit_webauthn": "accounts.forms_mfa.KeyEditForm",
    "login_webauthn": "accounts.forms_mfa.PasskeyForm",
    "reauthenticate": "accounts.forms_mfa.CodeAgainForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": f"{SIGN_INS_PER_MINUTE}/m/ip"}
MFA_TOTP_ISSUER = "WorkoutTracker"
MFA_TOTP_TOLERANCE = 1  # the code before and after: phones' clocks are off by some seconds
# Nobody signs in before the address is confirmed; without this, a second factor would keep one from changing it.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SITE_URL.startswith("https://")  # browsers allow http on localhost only
REQUIRE_STAFF_MFA = env.flag("REQUIRE_STAFF_MFA", default=False)
"""Whether the admin and the dashboards open only for staff with a second factor."""

SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "workouttracker.errors.csrf_failure"

# --- Security --------------------------------------------------------------------------------------------------
_https = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_SSL_REDIRECT = _https and env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000) if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
if TRUSTED_PROXY_HOPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- Mail ------------------------------------------------------------------------------------------------------
_mail = env.email("EMAIL_URL", "consolemail://")
EMAIL_BACKEND = _mail.get("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = _mail.get("EMAIL_HOST") or ""
EMAIL_PORT = _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = _mail.get("EMAIL_FILE_PATH") or None
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("DEFAULT_FROM_EMAIL", "WorkoutTracker <noreply@localhost>")

# --- Language and time -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
# Ours come before those of packages, which have words such as "Sessions" for other things.
LOCALE_PATHS = sorted(place for place in BASE_DIR.glob("*/locale") if place.is_dir())
FORMAT_MODULE_PATH = "workouttracker.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Files that browsers load ----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
FRONTEND_DIR = VAR_DIR / "frontend"
"""Made by scripts/build_frontend.py from the packages in package-lock.json."""
STATICFILES_DIRS = [BASE_DIR / "static", ("vendor", FRONTEND_DIR)]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "workouttracker.static_files.StaticStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# --- Background work -------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS.broker
CELERY_BROKER_TRANSPORT_OPTIONS = REDIS.broker_options
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "interactive"
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Acks are early: nothing is fetched twice after a lost connection, and a lowered limit might stay low.
CELERY_WORKER_ENABLE_PREFETCH_COUNT_REDUCTION = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
JOB_HEARTBEAT_SECONDS = env.seconds("JOB_HEARTBEAT_SECONDS", 3)
JOB_LEASE_SECONDS = env.seconds("JOB_LEASE_SECONDS", 30)
"""A worker that has not beaten for so long is taken for dead."""
JOB_TICK_SECONDS = env.seconds("JOB_TICK_SECONDS", 2)
JOB_RETRY_SECONDS = env.seconds("JOB_RETRY_SECONDS", 5)
"""Wait before the second attempt; doubled for each further one."""
JOB_LONGEST_SECONDS = env.seconds("JOB_LONGEST_SECONDS", 3600)
"""An attempt that takes longer is ended: it stands still."""
JOB_KEEP_DAYS = env.number("JOB_KEEP_DAYS", 90, minimum=1)
"""How long finished jobs stay on record."""
WEBHOOK_TICK_SECONDS = env.seconds("WEBHOOK_TICK_SECONDS", 5)
"""How often news of the logs are made into deliveries; what happens to a session in between is told once."""
CELERY_BEAT_SCHEDULE = {
    "dispatch": {
        "task": "jobs.dispatch",
        "schedule": JOB_TICK_SECONDS,
        "options": {"queue": "control", "expires": JOB_TICK_SECONDS * 3},
    },
    "share-events": {
        "task": "sharing.write_events",
        "schedule": 20.0,
        "options": {"queue": "interactive", "expires": 60},
    },
    "token-use": {
        "task": "accounts.write_token_use",
        "schedule": 20.0,
        "options": {"queue": "interactive", "expires": 60},
    },
    "schedules": {
        "task": "portability.run_schedules",
        "schedule": 60.0,
        "options": {"queue": "interactive", "expires": 120},
    },
    "webhooks": {
        "task": "portability.tell_webhooks",
        "schedule": WEBHOOK_TICK_SECONDS,
        "options": {"queue": "interactive", "expires": WEBHOOK_TICK_SECONDS * 3},
    },
    "help-views": {
        "task": "helpcenter.write_views",
        "schedule": 60.0,
        "options": {"queue": "interactive", "expires": 120},
    },
    # Not on "control": what takes long must not hold up the dispatcher.
    "purge": {"task": "accounts.purge_expired", "schedule": 3600.0, "options": {"queue": "bulk", "expires": 3600}},
}

# --- Logs ------------------------------------------------------------------------------------------------------
LOG_FORMAT = env.text("LOG_FORMAT", "text" if DEBUG else "json")
if LOG_FORMAT not in {"json", "text"}:
    raise ImproperlyConfigured("LOG_FORMAT must be json or text")
LOGGING = logging_config(LOG_FORMAT, exception_messages=DEBUG)

# --- The product -----------------------------------------------------------------------------------------------
LOGIN_HISTORY_DAYS = env.number("LOGIN_HISTORY_DAYS", 180, minimum=1)
"""How long attempts to sign in are kept; a device not seen for so long is a new one."""
FEEDBACK_PER_HOUR = env.number("FEEDBACK_PER_HOUR", 10, minimum=1)
"""How much feedback, replies included, one network address may send."""
FEEDBACK_MAILS_PER_HOUR = env.number("FEEDBACK_MAILS_PER_HOUR", 5, minimum=1)
"""How many receipts an address without an account gets."""
FEEDBACK_SPAM_DAYS = env.number("FEEDBACK_SPAM_DAYS", 30, minimum=1)
FEEDBACK_CONTACT_DAYS = env.number("FEEDBACK_CONTACT_DAYS", 365, minimum=1)
"""How long suspected spam is kept, and contact data in items that are closed."""
EXPORT_DAYS = env.number("EXPORT_DAYS", 7, minimum=1)
"""How long the file of an export is kept."""
WEBHOOK_ALLOW_PRIVATE = env.flag("WEBHOOK_ALLOW_PRIVATE", default=False)
"""Whether webhooks may go to private and loopback addresses, and by plain http."""
WEBHOOK_SECONDS = env.seconds("WEBHOOK_SECONDS", 10)
"""How long one delivery may take in all."""
WEBHOOK_LOG_DAYS = env.number("WEBHOOK_LOG_DAYS", 30, minimum=1)
SHARE_BURST = env.number("SHARE_BURST", 30, minimum=1)
SHARE_PER_SECOND = env.number("SHARE_PER_SECOND", 3, minimum=1)
"""How many requests of visitors one address may make at once, and then each second."""
SHARE_AUDIT_DAYS = env.number("SHARE_AUDIT_DAYS", 90, minimum=1)
API_REQUESTS_PER_MINUTE = env.number("API_REQUESTS_PER_MINUTE", 300, minimum=1)
"""How many requests each access token, and each person signed in by cookie, may make of the API in a minute."""
IDEMPOTENCY_HOURS = env.number("IDEMPOTENCY_HOURS", 24, minimum=1)
"""How long the answer to a request with an Idempotency-Key is kept."""
UNDO_DAYS = env.number("UNDO_DAYS", 30, minimum=1)
SESSIONS_PER_PAGE = env.number("SESSIONS_PER_PAGE", 25, minimum=1)
REPORT_CACHE_SECONDS = env.number("REPORT_CACHE_SECONDS", 300)
"""How long a finished part of a report is kept after its last use; 0 keeps none."""
REPORT_CACHE_MAX_SECONDS = env.number("REPORT_CACHE_MAX_SECONDS", 1800)
REPORT_CACHE_ENTRY_KB = env.number("REPORT_CACHE_ENTRY_KB", 256, minimum=1)
BULK_BATCH_ROWS = env.number("BULK_BATCH_ROWS", 5000, minimum=1)
