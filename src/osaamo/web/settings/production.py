"""A real server behind a proxy that ends TLS.

Needs OSAAMO_SECRET_KEY and OSAAMO_HOSTS. May have DATABASE_URL, OSAAMO_CACHE_URL (a cache shared by several
processes), OSAAMO_RATE (calls of the engine for each sender, as ``60/m``), OSAAMO_VAR (database and static files),
OSAAMO_CACHE_DIR and OSAAMO_DATA_DIR (as for the command line), OSAAMO_ADDRESS (the first host by default),
OSAAMO_BADGE_KEYS (a file; without it no badge is issued), OSAAMO_LOGIN with its secrets and OSAAMO_MAIL_* (see
docs/operations.md). Run ``collectstatic`` after each update, and let a
timer call ``osaamo tick`` every few minutes.
"""

import os

from django.core.exceptions import ImproperlyConfigured

from osaamo.web.settings.base import *  # noqa: F403 - settings files build on each other
from osaamo.web.settings.base import OSAAMO_ADDRESS, VAR

SECRET_KEY = os.environ.get("OSAAMO_SECRET_KEY", "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set OSAAMO_SECRET_KEY to a long random text that only this server knows.")

DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("OSAAMO_HOSTS", "").split(",") if host]
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set OSAAMO_HOSTS to the host names of this server, separated by commas.")
OSAAMO_ADDRESS = OSAAMO_ADDRESS or f"https://{ALLOWED_HOSTS[0]}"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True

ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"

EMAIL_HOST = os.environ.get("OSAAMO_MAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("OSAAMO_MAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("OSAAMO_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("OSAAMO_MAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("OSAAMO_MAIL_TLS", "") == "1"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("OSAAMO_MAIL_FROM", f"osaamo@{ALLOWED_HOSTS[0]}")

STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
