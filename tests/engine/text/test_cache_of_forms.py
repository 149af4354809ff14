"""The cache of word forms on disk belongs to the process that opened it."""

from __future__ import annotations

import os

import pytest

from osaamo.engine.text import cache


@pytest.fixture(autouse=True)
def _own_folder(tmp_path):
    before = cache._folder[0]
    cache.configure(cache_dir=tmp_path)
    yield
    cache.configure(cache_dir=before)


def test_a_forked_process_opens_its_own_and_finds_the_same(monkeypatch):
    ours = cache.form_cache("fi", "test")
    ours.store({"koiran": ("koira",)})
    assert cache.form_cache("fi", "test") is ours
    parent = os.getpid()
    monkeypatch.setattr(os, "getpid", lambda: parent + 1)
    theirs = cache.form_cache("fi", "test")
    assert theirs is not ours
    assert theirs.find(["koiran"]) == {"koiran": ("koira",)} == ours.find(["koiran"])
