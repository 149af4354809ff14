"""Vocabularies as one simple table."""

from __future__ import annotations

import pytest

from osaamo.connectors.errors import MissingColumn
from osaamo.connectors.vocabulary_csv import read_vocabulary_csv
from osaamo.connectors.vocabulary_records import BrokenRecord, ConceptRecord, is_uri


def read(text, encoding="utf-8"):
    return list(read_vocabulary_csv(text.encode(encoding), "own.csv"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_concepts_of_a_table(delimiter):
    rows = [
        ["uri", "kind", "label_fi", "label_en", "alt_fi", "broader"],
        ["urn:own:1", "knowledge", "kuvankäsittely", "image  editing", "valokuvien muokkaus|kuvien käsittely", ""],
        ["urn:own:2", "occupation", "kuvaaja", "", "", "urn:own:1 urn:own:3"],
    ]
    assert read("\n".join(delimiter.join(row) for row in rows) + "\n") == [
        ConceptRecord(
            "urn:own:1",
            "skill",
            {"fi": "kuvankäsittely", "en": "image editing"},
            {"fi": ("valokuvien muokkaus", "kuvien käsittely"), "sv": (), "en": ()},
            skill_type="knowledge",
        ),
        ConceptRecord(
            "urn:own:2",
            "occupation",
            {"fi": "kuvaaja"},
            {"fi": (), "sv": (), "en": ()},
            broader=("urn:own:1", "urn:own:3"),
        ),
    ]


def test_latin_1_is_found_out():
    (record,) = read("uri;label_fi\nurn:own:1;käyttö\n", "latin-1")
    assert record.labels == {"fi": "käyttö"}


def test_bad_rows_are_set_apart_with_their_line():
    records = read(
        "uri,kind,label_fi\n,skill,a\nnot-a-uri,skill,b\nurn:own:1,magic,c\nurn:own:2,skill,\nurn:own:3,skill,d,e\n"
        "urn:own:4,,e\n"
    )
    assert [(record.line, record.code) for record in records if isinstance(record, BrokenRecord)] == [
        (2, "no-uri"),
        (3, "bad-uri"),
        (4, "unknown-kind"),
        (5, "no-label"),
        (6, "too-many-columns"),
    ]
    assert records[-1].labels == {"fi": "e"}


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("http://e/1", True),
        ("https://data.europa.eu/esco/skill/x", True),
        ("urn:a:1", True),
        ("urn:a", False),
        ("http://", False),
        ("http:///x", False),
        ("http://e/1 2", False),
        ("http://e/\u0000", False),
        ("http://e/<x>", False),
        ("ftp://e/1", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_what_counts_as_a_uri(text, good):
    assert is_uri(text) is good


@pytest.mark.parametrize(("text", "column"), [("label_fi\na\n", "uri"), ("uri,kind\nurn:own:1,skill\n", "label_en")])
def test_a_missing_column_is_named(text, column):
    with pytest.raises(MissingColumn, match=r"own\.csv") as caught:
        read(text)
    assert caught.value.values["column"] == column
