"""The demo on one's own machine: ``make demo`` and ``osaamo serve``.

May have OSAAMO_DEMO_PASSWORD, the password of the sample people; else one is made and kept in ``var/demo.password``.
"""

import os
import secrets
from collections.abc import Callable

from osaamo.web.settings.base import *  # noqa: F403 - settings files build on each other
from osaamo.web.settings.base import OSAAMO_ADDRESS, OSAAMO_BADGE_KEYS, VAR


def _own(name: str, make: Callable[[], bytes]) -> bytes:
    """A secret of this machine, made once and kept in ``var/`` for its owner's eyes only."""
    file = VAR / name
    if not file.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(make())
    return file.read_bytes().strip()


def _own_secret(name: str, length: int) -> str:
    """A secret text of random letters."""
    return _own(name, lambda: secrets.token_urlsafe(length).encode()).decode()


def _new_badge_keys() -> bytes:
    from osaamo.connectors.openbadges_keys import new_keys  # noqa: PLC0415 - needed on the first start only

    return new_keys()


SECRET_KEY = os.environ.get("OSAAMO_SECRET_KEY") or _own_secret("secret.key", 64)
OSAAMO_DEMO_PASSWORD = os.environ.get("OSAAMO_DEMO_PASSWORD") or _own_secret("demo.password", 12)
OSAAMO_ADDRESS = OSAAMO_ADDRESS or "http://localhost:8000"
OSAAMO_BADGE_KEYS = OSAAMO_BADGE_KEYS or _own("badges.pem", _new_badge_keys)
DEBUG = os.environ.get("OSAAMO_DEBUG", "") == "1"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
# Mails are printed where the service runs: on one's own machine that is the mailbox.
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
