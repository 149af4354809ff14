"""The demo on one's own machine: ``make demo`` and ``osaamo serve``."""

import os
import secrets

from osaamo.web.settings.base import *  # noqa: F403 - settings files build on each other
from osaamo.web.settings.base import VAR


def _own_key() -> str:
    """The secret key of this machine, made once and kept in ``var/`` for its owner's eyes only."""
    file = VAR / "secret.key"
    if not file.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(secrets.token_urlsafe(64))
    return file.read_text().strip()


SECRET_KEY = os.environ.get("OSAAMO_SECRET_KEY") or _own_key()
DEBUG = os.environ.get("OSAAMO_DEBUG", "") == "1"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
