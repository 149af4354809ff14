"""SKOS vocabularies in Turtle."""

from __future__ import annotations

import io

import pytest

from osaamo.connectors.errors import DamagedFile, EmptyFile, TooLarge, WrongEncoding
from osaamo.connectors.skos import SKOS_LIMITS, NotSkos, read_skos
from osaamo.connectors.vocabulary_records import BrokenRecord, ConceptRecord

TURTLE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix e: <http://example.org/> .

e:mine a skos:ConceptScheme .
e:p1 a skos:Concept ; skos:inScheme e:mine ;
  skos:prefLabel "ohjelmointi"@fi, "programmering"@sv, "programming"@en, "Programmierung"@de ;
  skos:altLabel "koodaus"@fi, "coding"@en-GB ; skos:hiddenLabel "koodaaminen"@fi ;
  skos:exactMatch <http://data.europa.eu/esco/skill/x> .
e:p2 a skos:Concept ; skos:inScheme e:mine ; skos:prefLabel "verkko-ohjelmointi"@fi ; skos:broader e:p1 .
e:p3 a skos:Concept ; skos:inScheme e:mine ; skos:prefLabel "testaus"@fi .
e:p1 skos:narrower e:p3 .
e:p4 a skos:Concept ; skos:inScheme e:mine ; skos:prefLabel "vanha"@fi ; owl:deprecated true .
e:p5 a skos:Concept ; skos:inScheme e:mine ; skos:prefLabel "nur deutsch"@de .
e:p6 a skos:Concept ; skos:inScheme e:other ; skos:prefLabel "muu"@fi .
"""
BASE = "http://example.org/"


def read(text, **options):
    data = text if isinstance(text, bytes) else text.encode()
    return list(read_skos(io.BytesIO(data), **options))


def test_labels_alternatives_broader_and_matches():
    first, second, third, *rest = read(TURTLE, scheme=BASE + "mine")
    assert first == ConceptRecord(
        BASE + "p1",
        "skill",
        {"fi": "ohjelmointi", "sv": "programmering", "en": "programming"},
        {"fi": ("koodaus", "koodaaminen"), "sv": (), "en": ("coding",)},
        exact=("http://data.europa.eu/esco/skill/x",),
        scheme=BASE + "mine",
    )
    assert (second.uri, second.broader) == (BASE + "p2", (BASE + "p1",))
    assert (third.uri, third.broader) == (BASE + "p3", (BASE + "p1",))
    assert [(record.code, isinstance(record, BrokenRecord)) for record in rest] == [
        ("deprecated", True),
        ("no-label", True),
    ]


def test_without_a_scheme_all_concepts_come():
    assert [record.uri for record in read(TURTLE) if isinstance(record, ConceptRecord)][-1] == BASE + "p6"


def test_a_second_preferred_label_becomes_an_alternative():
    (record,) = read(
        "@prefix s: <http://www.w3.org/2004/02/skos/core#> . <http://e/1> a s:Concept ; s:prefLabel 'b'@en, 'a'@en ."
    )
    assert (record.labels, record.alternatives["en"]) == ({"en": "a"}, ("b",))


def test_a_scheme_that_is_not_there():
    with pytest.raises(NotSkos, match=r"scheme http://example\.org/none"):
        read(TURTLE, scheme=BASE + "none")
    with pytest.raises(NotSkos):
        read("<http://e/1> <http://e/2> <http://e/3> .")


def test_broken_turtle_names_the_line():
    with pytest.raises(DamagedFile) as caught:
        read(TURTLE.replace("e:p3 a skos:Concept", "e:p3 a skos:Concept }"))
    assert caught.value.values["line"] == 12
    with pytest.raises(DamagedFile):
        read(TURTLE[:300])


def test_encoding_size_and_emptiness():
    with pytest.raises(WrongEncoding, match="line 2"):
        read("# ok\n# ä".encode("latin-1"))
    with pytest.raises(EmptyFile):
        read("  \n")
    with pytest.raises(TooLarge, match="larger"):
        read(TURTLE, limits=type(SKOS_LIMITS)(file_bytes=100))
    with pytest.raises(TooLarge, match="concepts"):
        read(TURTLE, limits=type(SKOS_LIMITS)(rows=3))
