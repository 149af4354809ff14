"""Theses out of tables: headers in three languages, what is missing, and rows set apart with their reason."""

import json

import pytest

from osaamo.connectors.errors import ConnectorError
from osaamo.connectors.rows import Broken
from osaamo.connectors.theses import ThesisRecord, read_theses

ABSTRACT = "Työssä suunniteltiin palvelu. Se testattiin."


def lines(*rows):
    return "\n".join(json.dumps(row) if isinstance(row, dict) else row for row in rows).encode()


def test_a_thesis_with_everything():
    row = {
        "id": "t1", "title": "Palvelu", "abstract": ABSTRACT, "language": "fi", "year": 2024,
        "degree_programme": "Tietojenkäsittely", "institution": "Laurea", "uri": "https://theseus.example/1",
        "author": "Aino Testi",
    }  # fmt: skip
    assert list(read_theses(lines(row), "t.jsonl")) == [
        ThesisRecord(
            1, "t1", "Palvelu", ABSTRACT, "fi", 2024, "Tietojenkäsittely", "Laurea", "https://theseus.example/1"
        )
    ]


@pytest.mark.parametrize(
    "table",
    [
        "Otsikko;Tiivistelmä;Kieli;Julkaistu\nPalvelu;Työ tehtiin.;suomi;12.5.2024\n",
        "Rubrik,Sammandrag,Språk,År\nPalvelu,Työ tehtiin.,fin,2024\n",
        "title\tabstract\tlang\tyear\nPalvelu\tTyö tehtiin.\tFI\t2024-05-12\n",
    ],
)
def test_headers_in_three_languages(table):
    (found,) = read_theses(table.encode(), "t.csv")
    assert (found.title, found.abstract, found.language, found.year) == ("Palvelu", "Työ tehtiin.", "fi", 2024)


def test_an_abstract_is_enough_and_gives_the_same_key_again():
    first, again, other = (
        next(read_theses(lines({"text": text}), "t.jsonl")) for text in (ABSTRACT, ABSTRACT, "Muu työ.")
    )
    assert first.title == "Työssä suunniteltiin palvelu."
    assert (first.language, first.year, first.uri) == ("", None, "")
    assert first.key == again.key != other.key


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"title": "Palvelu"}, "no-abstract"),
        ({"abstract": "   "}, "no-abstract"),
        ({"abstract": "x" * 20_001}, "too-long"),
        ({"abstract": "x", "title": "y" * 501}, "too-long"),
        ({"abstract": "x", "institution": "y" * 201}, "too-long"),
        ({"abstract": "x", "id": "y" * 201}, "too-long"),
        ({"abstract": "x", "year": "toissa vuonna"}, "bad-year"),
        ({"abstract": "x", "year": 3024}, "bad-year"),
        ({"abstract": "x", "language": "viro"}, "bad-language"),
        ("{broken", "not-json"),
        ("[1]", "not-an-object"),
    ],
)
def test_a_row_that_is_no_thesis_is_set_apart_and_the_others_are_read(row, code):
    found = list(read_theses(lines({"abstract": "Ehjä."}, row, {"abstract": "Ehjä myös."}), "t.jsonl"))
    assert [isinstance(one, Broken) for one in found] == [False, True, False]
    assert (found[1].line, found[1].code) == (2, code)


def test_an_address_that_is_none_is_left_out():
    assert next(read_theses(lines({"abstract": "x", "url": "javascript:alert(1)"}), "t.jsonl")).uri == ""


def test_what_is_no_table_is_refused():
    with pytest.raises(ConnectorError):
        list(read_theses(b"%PDF-1.7 ...", "t.pdf"))
