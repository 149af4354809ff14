"""Settings of the test run: no environment of the machine leaks in except ``DATABASE_URL``."""

import os

from osaamo.web.settings.base import *  # noqa: F403 - settings files build on each other
from osaamo.web.settings.base import VAR
from osaamo.web.settings.database import database_from
from osaamo.web.settings.login import login_from

SECRET_KEY = "only for tests" * 4
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES = {"default": database_from(os.environ.get("DATABASE_URL", ""), default=VAR / "test.sqlite3")}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# A thread of its own would not see a test's transaction.
OSAAMO_CATALOGUE_WAITS = True
OSAAMO_ADDRESS = "https://testserver"
OSAAMO_BADGE_KEYS = b""
OSAAMO_RATE = "100000/m"
OSAAMO_LOGIN = login_from(None, {})
SOCIALACCOUNT_PROVIDERS = OSAAMO_LOGIN.providers
# Passwords of tests protect nothing; a slow hash would only make the tests slow.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Every client of a test would else list all static files first.
WHITENOISE_AUTOREFRESH = True
