"""The demo on one's own machine: ``make demo`` and ``osaamo serve``.

May have OSAAMO_DEMO_PASSWORD, the password of the sample people; else one is made and kept in ``var/demo.password``.
"""

import os
import secrets

from osaamo.web.settings.base import *  # noqa: F403 - settings files build on each other
from osaamo.web.settings.base import VAR


def _own_secret(name: str, length: int) -> str:
    """A secret of this machine, made once of random bytes and kept in ``var/`` for its owner's eyes only."""
    file = VAR / name
    if not file.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(secrets.token_urlsafe(length))
    return file.read_text().strip()


SECRET_KEY = os.environ.get("OSAAMO_SECRET_KEY") or _own_secret("secret.key", 64)
OSAAMO_DEMO_PASSWORD = os.environ.get("OSAAMO_DEMO_PASSWORD") or _own_secret("demo.password", 12)
DEBUG = os.environ.get("OSAAMO_DEBUG", "") == "1"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
# Mails are printed where the service runs: on one's own machine that is the mailbox.
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
