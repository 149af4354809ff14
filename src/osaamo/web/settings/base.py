"""Settings shared by all environments. The environment is read in this package and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

import osaamo
from osaamo.web.settings.database import database_from
from osaamo.web.settings.login import login_from

PACKAGE = Path(osaamo.__file__).resolve().parent
VAR = Path(os.environ.get("OSAAMO_VAR", "var")).resolve()

DOMAINS = [
    "osaamo.domains.offering",
    "osaamo.domains.foresight",
    "osaamo.domains.profiles",
    "osaamo.domains.evaluation",
    "osaamo.domains.crossstudy",
    "osaamo.domains.payments",
    "osaamo.domains.credits",
    "osaamo.domains.badges",
    "osaamo.domains.teaching",
    "osaamo.domains.steering",
    "osaamo.domains.indicators",
    "osaamo.domains.finance",
    "osaamo.domains.governance",
    "osaamo.domains.events",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "osaamo.kernel",
    "osaamo.competence",
    *DOMAINS,
    "osaamo.web",
]

MIDDLEWARE = [
    "osaamo.web.middleware.request_log",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "osaamo.web.middleware.more_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "osaamo.web.middleware.remember_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "osaamo.web.urls"
WSGI_APPLICATION = "osaamo.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "osaamo.web.context.page",
            ],
        },
    },
]

DATABASES = {"default": database_from(os.environ.get("DATABASE_URL", ""), default=VAR / "osaamo.sqlite3")}

# The server is one process with threads, so a cache in its memory counts for all of it. Behind several processes
# set OSAAMO_CACHE_URL to a shared memcached or Redis.
_cache = os.environ.get("OSAAMO_CACHE_URL", "")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _cache}
        if _cache.startswith("redis")
        else {"BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache", "LOCATION": _cache}
        if _cache
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}
# django-ratelimit asks for a shared cache; see above why memory is right for one process.
SILENCED_SYSTEM_CHECKS = ["django_ratelimit.E003", "django_ratelimit.W001"]

AUTH_USER_MODEL = "kernel.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("display_name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
# A local person is their confirmed e-mail address; nobody chooses a user name. allauth finds people by its own rows of
# addresses only, which people of a home organisation have none of: their address opens nothing and is never asked for.
ACCOUNT_ADAPTER = "osaamo.web.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "front"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# A whole class signs in from one address of a campus; one account is guessed at five times in five minutes.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip,5/5m/key", "signup": "60/m/ip"}
ACCOUNT_FORMS = {
    "login": "osaamo.web.accounts.forms.SignInForm",
    "signup": "osaamo.web.accounts.forms.SignUpForm",
    "add_email": "osaamo.web.accounts.forms.AddressForm",
    "change_password": "osaamo.web.accounts.forms.ChangePasswordForm",
    "reset_password": "osaamo.web.accounts.forms.ForgottenForm",
    "reset_password_from_key": "osaamo.web.accounts.forms.NewPasswordForm",
    "reauthenticate": "osaamo.web.accounts.forms.AgainForm",
}
MFA_ADAPTER = "osaamo.web.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
# A code typed as the half minute ends still counts (RFC 6238, section 5.2).
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "osaamo.web.accounts.forms.CodeForm",
    "reauthenticate": "osaamo.web.accounts.forms.CodeAgainForm",
    "activate_totp": "osaamo.web.accounts.forms.FirstCodeForm",
}
# Federated people are joined by home organisation and ePPN; an e-mail address never joins two accounts.
SOCIALACCOUNT_ADAPTER = "osaamo.web.accounts.adapters.FederatedAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
# A link leads to the provider: a form may, by our content security policy, be sent nowhere but here.
SOCIALACCOUNT_LOGIN_ON_GET = True
_login = os.environ.get("OSAAMO_LOGIN", "")
OSAAMO_LOGIN = login_from(Path(_login) if _login else None, os.environ)
SOCIALACCOUNT_PROVIDERS = OSAAMO_LOGIN.providers
# Sessions are rows, so that logging out, a changed password or a deleted account ends them at once.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", "suomi"), ("sv", "svenska"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_TZ = True
TIME_ZONE = "Europe/Helsinki"

STATIC_URL = "/static/"
STATIC_ROOT: Path | None = None  # files are found where they are; only production gathers them
WHITENOISE_USE_FINDERS = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "object-src": [NONE],
    },
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "osaamo.web.errors.csrf_failure"

# The same two variables as for the command line: where caches go, and where an import has put a vocabulary.
# Whether a page of the catalogue waits until a change is in its index, instead of showing it a moment later.
OSAAMO_CATALOGUE_WAITS = False
OSAAMO_CACHE_DIR = Path(os.environ["OSAAMO_CACHE_DIR"]) if os.environ.get("OSAAMO_CACHE_DIR") else None
_imported = Path(os.environ.get("OSAAMO_DATA_DIR", "")) / "vocabulary"
OSAAMO_VOCABULARY = _imported if os.environ.get("OSAAMO_DATA_DIR") and (_imported / "manifest.json").is_file() else None

# The address of this service in what leaves it. A badge carries it for years: change it only with a redirect.
OSAAMO_ADDRESS = os.environ.get("OSAAMO_ADDRESS", "").rstrip("/")
# The private keys that sign badges, from a file outside database and repository (docs/formats/badges.md).
_badge_keys = os.environ.get("OSAAMO_BADGE_KEYS", "")
OSAAMO_BADGE_KEYS = Path(_badge_keys).read_bytes() if _badge_keys else b""
# The folder of the official vocabularies, for those who check badges of any issuer.
OSAAMO_BADGE_CONTEXTS = os.environ.get("OSAAMO_BADGE_CONTEXTS", "")

# The sample people are loaded where they have a password: on one's own machine, never on a real server.
OSAAMO_DEMO_PASSWORD = ""

# How long the two trails are kept, in days; 0 keeps one for ever.
OSAAMO_KEEP_AUDIT_DAYS = int(os.environ.get("OSAAMO_KEEP_AUDIT_DAYS", "2190"))
OSAAMO_KEEP_VIEWS_DAYS = int(os.environ.get("OSAAMO_KEEP_VIEWS_DAYS", "730"))

OSAAMO_FILE_BYTES = 10 * 1024 * 1024
OSAAMO_TEXT_CHARACTERS = 100_000
OSAAMO_RATE = os.environ.get("OSAAMO_RATE", "60/m")
# The secret shared with each study system elsewhere, by its Statistics Finland code: "10123=secret,10066=another".
OSAAMO_PARTY_KEYS = dict(
    pair.strip().split("=", 1) for pair in os.environ.get("OSAAMO_PARTY_KEYS", "").split(",") if "=" in pair
)
RATELIMIT_IP_META_KEY = None
# A form carries the two texts besides the two files; a character of text is at most 12 bytes once URL-encoded.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * OSAAMO_TEXT_CHARACTERS * 12 + 64 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = OSAAMO_FILE_BYTES + 1
FILE_UPLOAD_HANDLERS = ["osaamo.web.uploads.BoundedUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300  # one for each of the skills shown, besides the texts and goals
DATA_UPLOAD_MAX_NUMBER_FILES = 4

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "osaamo.web.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "osaamo": {"level": "INFO"},
        # Django logs the address of every missing page; an address may hold what a person typed.
        "django.request": {"level": "CRITICAL"},
        "django.server": {"level": "CRITICAL"},
        # Jobs are logged by osaamo.jobs, with their path and duration.
        "django_tasks": {"level": "CRITICAL"},
    },
}
