"""A vocabulary of a handful of skills, stored on disk."""

from __future__ import annotations

import pytest

from osaamo.engine.text import configure
from osaamo.engine.vocabulary import Vocabulary
from osaamo.engine.vocabulary.draft import Draft, DraftConcept, DraftGroup, DraftOccupation
from osaamo.engine.vocabulary.writing import write_vocabulary


@pytest.fixture(scope="session", autouse=True)
def own_caches(tmp_path_factory):
    configure(cache_dir=tmp_path_factory.mktemp("caches"))
    yield
    configure(cache_dir=None)


def tiny_draft():
    """Five skills (two only in ESCO 1.2), two occupations, three groups."""
    return Draft(
        name="tiny-1",
        concepts=[
            DraftConcept(
                "urn:s:java",
                "knowledge",
                ("K0613",),
                {"en": "Java (computer programming)", "sv": "Java-programmering"},
                {"en": ("Java development", "coding in Java")},
                broader=("urn:s:programming",),
                theme=0,
                in_v1_1=True,
            ),
            DraftConcept(
                "urn:s:manage",
                "skill",
                ("S4.8", "K0613"),
                {"en": "manage staff", "sv": "leda personal"},
                {"en": ("supervise personnel",)},
                theme=3,
                in_v1_1=True,
            ),
            DraftConcept("urn:s:programming", "knowledge", ("K0613",), {"en": "computer programming"}, in_v1_1=True),
            DraftConcept("urn:s:rust", "knowledge", (), {"en": "Rust (computer programming)"}),
            DraftConcept("urn:s:removal", "skill", ("S4.8",), {"en": "remove rust"}, {"en": ("rust removal",)}),
        ],
        occupations=[
            DraftOccupation(
                "urn:o:dev",
                "2512",
                {"en": "software developer", "sv": "programutvecklare"},
                {"en": ("programmer",)},
                {"urn:s:java": True, "urn:s:manage": False},
            ),
            DraftOccupation("urn:o:boss", "1330", {"en": "ICT manager"}),
        ],
        groups=[
            DraftGroup("K0613", "urn:g:0613", "K06", {"en": "software", "sv": "programvara"}),
            DraftGroup("S4", "urn:g:s4", "", {"en": "management skills"}),
            DraftGroup("S4.8", "urn:g:s48", "S4", {"en": "supervising people"}),
        ],
        isco=[DraftGroup("2512", "urn:i:2512", "251", {"en": "Software developers"})],
        related={("urn:s:manage", "urn:s:java"): False, ("urn:s:java", "urn:s:programming"): True},
        v1_1=[("Java", "urn:s:java"), ("manage staff", "urn:s:manage"), ("smoke signals", "")],
    )


@pytest.fixture
def draft():
    return tiny_draft()


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny")
    write_vocabulary(tiny_draft(), folder)
    return folder


@pytest.fixture(scope="session")
def tiny(tiny_folder):
    return Vocabulary.load(tiny_folder)


@pytest.fixture(scope="session")
def packaged():
    return Vocabulary.load()
