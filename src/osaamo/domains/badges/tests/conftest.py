"""Every test of badges has keys to sign with, and what is learned is heard."""

from __future__ import annotations

import pytest

from osaamo.domains.badges.tests.making import keys
from osaamo.ports import learned


@pytest.fixture(autouse=True)
def signing(settings):
    settings.OSAAMO_BADGE_KEYS = keys()


@pytest.fixture
def told(monkeypatch):
    """What profiles were told, in order."""
    heard: list = []
    monkeypatch.setattr(learned, "tell", heard.append)
    return heard
