"""What the tests of the domain stand on."""

from __future__ import annotations

import pytest

from osaamo.domains.crossstudy.tests.making import KIND, make_parties
from osaamo.ports import attainments, learned, offers, prices


@pytest.fixture
def catalogue(monkeypatch):
    """The offers there are, by reference: a test puts its own in."""
    known = {}
    monkeypatch.setitem(offers._sources, KIND, lambda refs: {ref: known[ref] for ref in refs if ref in known})
    by_key = lambda keys: {offer.key: offer for offer in known.values() if offer.key in keys}  # noqa: E731
    monkeypatch.setitem(offers._key_sources, KIND, by_key)
    return known


@pytest.fixture
def schools(db, monkeypatch):
    """The three schools, with nothing to pay and nobody else listening."""
    monkeypatch.setattr(prices, "_sources", {})
    monkeypatch.setattr(attainments, "_listeners", {})
    monkeypatch.setattr(learned, "_listeners", {})
    return make_parties()
