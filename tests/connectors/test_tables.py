"""Rows of CSV, XLSX, JSON and JSONL: everything comes out once, as a row or as broken with its reason."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
from collections import deque

import connector_files as files
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osaamo.connectors.errors import ConnectorError, Limits
from osaamo.connectors.rows import column_names
from osaamo.connectors.tables import Broken, Row, read_rows, text_columns, text_of


def rows(data, name="a.csv", **limits):
    return list(read_rows(data, name, limits=Limits(**limits)))


def code_of(data, name="a.csv", **limits):
    with pytest.raises(ConnectorError) as caught:
        rows(data, name, **limits)
    assert str(caught.value).endswith(".")
    return caught.value.code


# CSV


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "cp850", "utf-16", "utf-16-le"])
def test_delimiter_line_ends_and_encoding_are_found(delimiter, end, encoding):
    text = end.join(delimiter.join(cells) for cells in [["nimi", "sisältö"], ["Kurssi", "Työ ja yö"], ["B", "Äiti"]])
    assert rows((text + end).encode(encoding)) == [
        Row(2, {"nimi": "Kurssi", "sisältö": "Työ ja yö"}),
        Row(3, {"nimi": "B", "sisältö": "Äiti"}),
    ]


def test_records_may_end_in_empty_cells():
    text = "id;name;from;to\n1;Java, C# and SQL;;\n2;Kirjanpito, verotus;;\n3;Myynti;;\n"
    assert [row.cells["name"] for row in rows(text.encode())] == ["Java, C# and SQL", "Kirjanpito, verotus", "Myynti"]


def test_ten_thousand_rows_with_one_broken():
    lines = ["id;nimi;kuvaus", *(f'{n};Kurssi {n};"Osaat; asian {n}"' for n in range(10_000))]
    lines[5000] = "4999;vain kaksi"
    found = rows("\n".join(lines).encode())
    good = [row for row in found if isinstance(row, Row)]
    assert len(good) == 9_999
    assert [row for row in found if isinstance(row, Broken)] == [
        Broken(5001, "too-few-columns", "It has 2 columns; the header has 3.", "4999;vain kaksi")
    ]
    assert good[-1] == Row(10_001, {"id": "9999", "nimi": "Kurssi 9999", "kuvaus": "Osaat; asian 9999"})


@pytest.mark.parametrize("others", ["{n};Kurssi {n};teksti", '{n};"Kurssi {n}";"teksti"'])
def test_forgotten_quote_breaks_one_row_only(others):
    lines = ["id;nimi;kuvaus", *(others.format(n=n) for n in range(10_000))]
    lines[5000] = '4999;"Kurssi 4999;teksti'
    found = rows("\n".join(lines).encode())
    broken = [row for row in found if isinstance(row, Broken)]
    assert [(row.line, row.raw) for row in broken] == [(5001, '4999;"Kurssi 4999;teksti')]
    assert broken[0].code in {"unclosed-quote", "bad-quoting"}
    assert len(found) == 10_000


def test_cells_over_several_lines():
    assert rows(b'a,b\n1,"yksi\nkaksi ""x"""\n2,kolme\n') == [
        Row(2, {"a": "1", "b": 'yksi\nkaksi "x"'}),
        Row(4, {"a": "2", "b": "kolme"}),
    ]


def test_single_quotes():
    assert rows(b"a,b\n'1','x, y'\n'2','z'\n") == [Row(2, {"a": "1", "b": "x, y"}), Row(3, {"a": "2", "b": "z"})]


def test_separator_line_of_excel():
    assert rows(b"sep=|\na|b\n1|2\n") == [Row(3, {"a": "1", "b": "2"})]


def test_one_column_of_prose():
    assert rows("teksti\nOsaat suunnitella, tehdä ja arvioida.\nHei, maailma.\n".encode()) == [
        Row(2, {"teksti": "Osaat suunnitella, tehdä ja arvioida."}),
        Row(3, {"teksti": "Hei, maailma."}),
    ]


def test_blank_lines_and_empty_extra_cells_are_no_rows():
    assert rows(b"a;b\n\n1;2;;\n   \n") == [Row(3, {"a": "1", "b": "2"})]


def test_too_many_columns():
    assert rows(b"a;b\n1;2;3\n4;5\n") == [
        Broken(2, "too-many-columns", "It has 3 columns; the header has 2.", "1;2;3"),
        Row(3, {"a": "4", "b": "5"}),
    ]


def test_one_line_in_another_encoding_is_broken_not_all():
    data = "a;b\nä;ö\n".encode() + "å;yö\n".encode("latin-1") + "yö;työ\n".encode()
    assert rows(data) == [
        Row(2, {"a": "ä", "b": "ö"}),
        Broken(3, "wrong-encoding", "It holds bytes that are not text.", "\\xe5;y\\xf6"),
        Row(4, {"a": "yö", "b": "työ"}),
    ]


def test_first_foreign_letter_after_the_sample():
    data = b"a;b\n" + b"xy;zz\n" * 210_000 + "yö;työ\n".encode("latin-1")
    [last] = deque(read_rows(data, "a.csv", limits=Limits(rows=400_000)), maxlen=1)
    assert last == Row(210_002, {"a": "yö", "b": "työ"})


def test_long_line_is_broken():
    found = rows(b"a;b\n" + b"x" * 500 + b";y\n1;2\n", cell_characters=100)
    assert [type(row) for row in found] == [Broken, Row]
    assert (found[0].code, found[0].line, len(found[0].raw)) == ("line-too-long", 2, 100)


def test_control_characters_in_cells_go():
    assert rows(b"a;b\n1\x00\x07;2\n") == [Row(2, {"a": "1", "b": "2"})]


def test_column_names_are_unique():
    assert column_names(["a", "", "a", None, " b  c "]) == ("a", "column 2", "a (2)", "column 4", "b c")
    assert column_names(["a", "a (2)", "a"]) == ("a", "a (2)", "a (3)")


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.csv", "empty-file"),
        (b"\n\n", "a.csv", "not-a-table"),
        (b'"a;b\n1;2\n', "a.csv", "not-a-table"),
        (bytes(range(256)) * 20, "a.csv", "wrong-encoding"),
        (b"<html><body>x</body></html>", "a.html", "not-a-table"),
        (b"%PDF-1.4", "a.csv", "not-a-table"),
        (b"[]", "a.json", "not-a-table"),
        (b"3", "a.json", "not-a-table"),
        (b'[{"a": 1}', "a.json", "damaged-file"),
        (b'[{"a": 1} {"b": 2}]', "a.json", "damaged-file"),
        (b'{\n"a": 1', "a.json", "damaged-file"),
        (b"PK\x03\x04rikki", "a.xlsx", "damaged-file"),
        (gzip.compress(b"a;b\n" + b"1;2\n" * 999, mtime=0)[:-12], "a.csv.gz", "damaged-file"),
        (b"\x1f\x8b\x08\x00rikki", "a.csv.gz", "damaged-file"),
    ],
)
def test_what_is_no_table_says_so(data, name, code):
    assert code_of(data, name) == code


def test_limits():
    data = b"a;b\n" + b"1;2\n" * 10
    assert code_of(data, rows=9) == "too-large"
    assert len(rows(data, rows=10)) == 10
    assert code_of(data, table_bytes=20) == "too-large"
    assert code_of(b"a;b;c\n1;2;3\n", columns=2) == "not-a-table"


def test_gzip_bomb_is_stopped():
    bomb = gzip.compress(b"a;b\n" + b"1;2\n" * 1_000_000)
    assert len(bomb) < 20_000
    assert code_of(bomb, "a.csv.gz", unpacked_bytes=100_000, rows=10**9) == "zip-bomb"


def test_large_stream_is_refused_without_reading_it_all():
    stream = files.CountingStream(50 * 1024 * 1024)
    with pytest.raises(ConnectorError) as caught:
        list(read_rows(stream, "a.csv", limits=Limits(table_bytes=3 * 1024 * 1024)))
    assert caught.value.code == "too-large"
    assert stream.count <= 3 * 1024 * 1024 + 1


def test_first_row_comes_before_the_last_is_read():
    stream = io.BytesIO(b"a;b\n" + b"1;2\n" * 3_000_000)
    assert next(read_rows(stream, "a.csv")) == Row(2, {"a": "1", "b": "2"})
    assert stream.tell() < 3_000_000
    assert not stream.closed


CELLS = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"], exclude_characters="\u2028\u2029"),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS.filter(lambda cell: cell.strip()), min_size=3, max_size=3), min_size=1, max_size=12))
def test_what_a_csv_writer_wrote_comes_back(table):
    import csv

    from osaamo.connectors.plaintext import clean

    target = io.StringIO()
    writer = csv.writer(target, quoting=csv.QUOTE_ALL)
    writer.writerow(["yksi", "kaksi", "kolme"])
    writer.writerows(table)
    found = rows(target.getvalue().encode())
    assert [list(row.cells.values()) for row in found] == [[clean(cell) for cell in cells] for cells in table]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(alphabet="ab;\"\n' äö", max_size=12), max_size=12))
def test_no_line_is_lost(lines):
    """Every line that is not blank is in a row or in a broken one: letters can be counted."""
    text = "x;y\n" + "\n".join(lines)
    found = rows(text.encode())
    letters = sum(sum(map(str.isalpha, str(c))) for r in found if isinstance(r, Row) for c in r.cells.values())
    letters += sum(sum(map(str.isalpha, r.raw)) for r in found if isinstance(r, Broken))
    assert letters == sum(map(str.isalpha, "\n".join(lines)))


# XLSX


def test_xlsx_numbers_dates_and_blank_rows():
    def build(sheet):
        sheet.append([])
        sheet.append(["nimi", "pisteet", "alku", "aika", "valmis"])
        sheet.append(["Kurssi", 5.0, dt.date(2026, 9, 1), dt.datetime.fromisoformat("2026-09-01T08:30"), True])
        sheet.append([])
        sheet.append(["Toinen", 2.5, None, None, False])

    assert rows(files.xlsx(build), "a.xlsx") == [
        Row(3, {"nimi": "Kurssi", "pisteet": 5, "alku": "2026-09-01", "aika": "2026-09-01T08:30:00", "valmis": True}),
        Row(5, {"nimi": "Toinen", "pisteet": 2.5, "alku": None, "aika": None, "valmis": False}),
    ]


def test_xlsx_merged_cells_are_filled():
    def build(sheet):
        for row in (
            ["ala", "nimi", "taso"],
            ["IT", "Python", "A"],
            [None, "SQL", None],
            [None, "Linux", "B"],
            ["X", "Y"],
        ):
            sheet.append(row)
        sheet.merge_cells("A2:A4")
        sheet.merge_cells("B5:C5")

    assert [list(row.cells.values()) for row in rows(files.xlsx(build), "a.xlsx")] == [
        ["IT", "Python", "A"],
        ["IT", "SQL", None],
        ["IT", "Linux", "B"],
        ["X", "Y", "Y"],
    ]


def test_xlsx_formula_with_a_value_is_read_and_without_is_broken():
    def build(sheet):
        for row in (["a", "b"], [1, 2], [3, "=A3*2"], [4, "#REF!"], [5, 6]):
            sheet.append(row)

    data = files.xlsx(build)
    found = rows(data, "a.xlsx")
    assert found[0] == Row(2, {"a": 1, "b": 2})
    assert (found[1].code, found[1].line, found[1].raw) == ("formula-without-value", 3, "3\t=A3*2")
    assert (found[2].code, found[2].line) == ("cell-error", 4)
    assert found[3] == Row(5, {"a": 5, "b": 6})
    sheet = files.member(data, "xl/worksheets/sheet1.xml")
    assert b"<v />" in sheet or b"<v></v>" in sheet or b"<v/>" in sheet
    for empty in (b"<v />", b"<v></v>", b"<v/>"):
        sheet = sheet.replace(empty, b"<v>6</v>")
    assert rows(files.rezip(data, {"xl/worksheets/sheet1.xml": sheet}), "a.xlsx")[1] == Row(3, {"a": 3, "b": 6})


def test_xlsx_bomb_entities_and_damage():
    data = files.xlsx(lambda sheet: sheet.append(["a"]))
    assert (
        code_of(files.rezip(data, {"xl/media/x.bin": bytes(9_000_000)}), "a.xlsx", unpacked_bytes=8_000_000)
        == "zip-bomb"
    )
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'
    assert code_of(files.rezip(data, {"xl/worksheets/sheet1.xml": evil}), "a.xlsx") == "unsafe-file"
    assert code_of(data[: len(data) // 2], "a.xlsx") == "damaged-file"
    assert code_of(files.rezip(data, {"xl/workbook.xml": b"<x"}), "a.xlsx") == "damaged-file"


def test_xlsx_without_rows():
    assert code_of(files.xlsx(lambda _: None), "a.xlsx") == "not-a-table"


def test_xlsx_is_known_by_content():
    assert rows(files.xlsx(lambda s: s.append(["a"]) or s.append(["b"])), "a.csv") == [Row(2, {"a": "b"})]


# JSON


def test_jsonl_with_broken_lines():
    data = b'{"a": 1}\n{"a": \n\n[1]\n\xff\n{"a": "\xc3\xa4", "b": {"fi": "x"}}\n'
    assert rows(data, "a.jsonl") == [
        Row(1, {"a": 1}),
        Broken(2, "not-json", "Expecting value at character 6.", '{"a": '),
        Broken(4, "not-an-object", "It is JSON, but no object in braces.", "[1]"),
        Broken(5, "wrong-encoding", "It holds bytes that are not UTF-8.", "\\xff"),
        Row(6, {"a": "ä", "b": {"fi": "x"}}),
    ]


def test_jsonl_whose_first_line_is_broken():
    assert [type(row) for row in rows(b'{"a": 1\n{"a": 2}\n{"a": 3}\n', "a.jsonl")] == [Broken, Row, Row]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("indent", [None, 2])
def test_json_array(encoding, indent):
    items = [{"nimi": f"Työ {n}", "x": [n]} for n in range(500)]
    data = json.dumps(items, ensure_ascii=False, indent=indent).encode(encoding)
    assert rows(data, "a.json") == [Row(at, item) for at, item in enumerate(items, 1)]


def test_json_array_with_other_items_and_long_ones():
    items = [{"a": "x" * 300_000}, 5, {"a": 1}]
    found = rows(json.dumps(items).encode(), "a.json")
    assert [row.line for row in found] == [1, 2, 3]
    assert (found[1].code, found[1].raw) == ("not-an-object", "5")
    assert code_of(json.dumps(items).encode(), "a.json", cell_characters=100_000) == "too-large"


def test_json_object_gives_its_list():
    data = json.dumps({"count": 2, "items": [{"a": 1}, {"a": 2}]}, indent=1).encode()
    assert rows(data, "a.json") == [Row(1, {"a": 1}), Row(2, {"a": 2})]
    assert rows(b'{"a": 1}', "a.json") == [Row(1, {"a": 1})]


def test_json_nan_and_lone_surrogates():
    assert rows(b'{"a": NaN, "b": "x\\ud800"}\n', "a.jsonl") == [Row(1, {"a": None, "b": "x\ufffd"})]


def test_deep_json_is_broken_not_a_crash():
    found = rows(b'{"a":1}\n{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n", "a.jsonl")
    assert (found[1].code, found[1].detail) == ("not-json", "It nests too deep.")


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from(["a.csv", "a.json", "a.jsonl.gz", "a.xlsx", ""]),
    st.sampled_from([b"", b"[", b"[{", b'{"a":1}\n', b"a;b\n"]),
)
def test_any_bytes_give_rows_or_a_connector_error(data, name, prefix):
    try:
        found = list(read_rows(prefix + data, name))
    except ConnectorError as error:
        if error.code == "connector-error":
            raise
    else:
        assert all(isinstance(row, Row | Broken) for row in found)


# Text columns


def test_text_columns_in_three_languages():
    names = [
        "id",
        "learning_outcomes_fi",
        "Sisältö (sv)",
        "CourseName",
        "price",
        "OSAAMISTAVOITTEET",
        "Lärandemål",
        "nimi",
    ]
    assert text_columns(names) == (
        "CourseName", "nimi", "learning_outcomes_fi", "Sisältö (sv)", "OSAAMISTAVOITTEET", "Lärandemål",
    )  # fmt: skip


def test_text_of_a_row():
    row = Row(1, {"kuvaus": "Osaat.", "nimi": {"fi": "Kurssi", "sv": "Kurs", "en": ""}, "names": ["Kurssi", "Toinen"]})
    assert text_of(row) == "Kurssi\nKurs\nToinen\nOsaat."
    assert text_of(row, language="sv") == "Kurs\nKurssi\nToinen\nOsaat."
    assert text_of(row, ["kuvaus"]) == "Osaat."
    assert text_of(Row(1, {"x": "Pitkähkö teksti ilman tuttua otsikkoa.", "y": "lyhyt"})) == (
        "Pitkähkö teksti ilman tuttua otsikkoa."
    )
    assert text_of(Row(1, {"y": "lyhyt", "z": 5})) == ""


# Real data


@pytest.mark.shared
@pytest.mark.parametrize(
    ("path", "count", "column"),
    [
        ("haaga_helia_offering_2018/courses.jsonl.gz", 598, "names"),
        ("haaga_helia_offering_2018/implementations.jsonl.gz", 1184, "name"),
        ("aalto_courses/courses.jsonl.gz", 1870, "name"),
    ],
)
def test_real_offerings_are_read_completely(shared_data, path, count, column):
    with gzip.open(shared_data / path, "rt", encoding="utf-8") as stream:
        expected = [json.loads(line) for line in stream]
    found = list(read_rows(shared_data / path))
    assert [row.cells for row in found] == expected
    assert len(found) == count
    assert column in text_columns(found[0].cells)
    assert all(text_of(row) for row in found)
