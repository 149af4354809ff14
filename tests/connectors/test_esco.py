"""The official ESCO zips, whole and broken."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from esco_files import FIELD, FINNISH, GROUP, HEADERS, ISCO, OCCUPATION, SKILL, esco_zip, table

from osaamo.connectors.errors import (
    ConnectorError,
    DamagedFile,
    EmptyFile,
    MissingColumn,
    TooLarge,
    UnsafeFile,
    WrongEncoding,
    ZipBomb,
)
from osaamo.connectors.esco import ESCO_LIMITS, NotEsco, read_esco_zip
from osaamo.connectors.vocabulary_records import BrokenRecord, ConceptRecord, MemberRecord, RelationRecord


def read(data, **limits):
    return list(read_esco_zip(io.BytesIO(data), limits=replace(ESCO_LIMITS, **limits)))


def test_every_table_of_the_official_layout_is_read():
    assert read(esco_zip()) == [
        ConceptRecord(GROUP, "skill-group", {"fi": "tietokoneiden käyttö"}, {"fi": ()}, code="S5", scheme="esco"),
        ConceptRecord(FIELD, "skill-group", {"fi": "ohjelmistot"}, {"fi": ()}, code="0613", scheme="esco"),
        ConceptRecord(
            ISCO, "occupation-group", {"fi": "Sovellussuunnittelijat"}, {"fi": ()}, code="2512", scheme="esco"
        ),
        ConceptRecord(
            SKILL + "a1",
            "skill",
            {"fi": "ohjelmistokehitys"},
            {"fi": ("softan kehitys", "ohjelmistojen kehittäminen", "devaus")},
            skill_type="knowledge",
            scheme="esco",
        ),
        ConceptRecord(
            SKILL + "a2", "skill", {"fi": "johtaa ryhmää"}, {"fi": ()}, skill_type="transversal", scheme="esco"
        ),
        ConceptRecord(
            OCCUPATION + "o1", "occupation", {"fi": "ohjelmistokehittäjä"}, {"fi": ()}, code="2512", scheme="esco"
        ),
        RelationRecord(SKILL + "a1", FIELD, "broader"),
        RelationRecord(OCCUPATION + "o1", ISCO, "broader"),
        RelationRecord(SKILL + "a2", SKILL + "a1", "requires", essential=False),
        RelationRecord(OCCUPATION + "o1", SKILL + "a1", "requires", essential=True, subject_kind="occupation"),
        RelationRecord(OCCUPATION + "o1", SKILL + "a2", "requires", essential=False, subject_kind="occupation"),
        MemberRecord(SKILL + "a1", "digital"),
    ]


def test_a_path_a_folder_inside_and_unknown_files_are_fine(tmp_path):
    path = tmp_path / "ESCO dataset - v1.2.0 - fi.csv.zip"
    path.write_bytes(esco_zip(folder="ESCO/", extra={"ESCO/dictionary_fi.csv": "filename,data header\n"}))
    assert list(read_esco_zip(path)) == read(esco_zip())


def test_the_language_comes_from_the_file_name():
    rows = [{"conceptUri": SKILL + "a1", "preferredLabel": "programvaruutveckling"}]
    (record,) = read(esco_zip({"skills": rows}, language="sv"))
    assert record.labels == {"sv": "programvaruutveckling"}


def test_a_byte_order_mark_and_semicolons_are_read():
    text = table("skills", FINNISH["skills"][1:]).replace(",", ";")
    (record,) = read(esco_zip({"skills": "\ufeff" + text}))
    assert record.labels == {"fi": "johtaa ryhmää"}


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("skills", "altLabels"),
        ("skills", "conceptUri"),
        ("occupations", "iscoGroup"),
        ("occupationSkillRelations", "relationType"),
        ("broaderRelationsSkillPillar", "broaderUri"),
        ("digitalSkillsCollection", "conceptUri"),
    ],
)
def test_a_missing_column_is_named_with_its_file(name, column):
    header = ",".join(part for part in HEADERS[name].split(",") if part != column)
    with pytest.raises(MissingColumn, match=rf"{name}_fi\.csv has no column '{column}'") as caught:
        read(esco_zip({**FINNISH, name: table(name, FINNISH[name], header)}))
    assert caught.value.values == {"filename": f"{name}_fi.csv", "column": column}


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-16-le"])
def test_another_encoding_is_told(encoding):
    with pytest.raises(WrongEncoding, match=r"skills_fi\.csv.*UTF-"):
        read(esco_zip({"skills": FINNISH["skills"]}, encoding=encoding))


def test_broken_rows_are_set_apart_and_the_rest_goes_on():
    good = table("skills", FINNISH["skills"])
    lines = (
        "KnowledgeSkillCompetence,not a uri,knowledge,,nimi,,,released,,,,,\n"
        "KnowledgeSkillCompetence,http://e/1,knowledge,,,,,released,,,,,\n"
        "KnowledgeSkillCompetence,http://e/2,knowledge\n"
        "KnowledgeSkillCompetence,http://e/3,magic,,nimi,,,released,,,,,\n"
        "KnowledgeSkillCompetence,,knowledge,,nimi,,,released,,,,,\n"
    )
    records = read(esco_zip({"skills": good + lines}))
    assert [record.uri for record in records if isinstance(record, ConceptRecord)] == [SKILL + "a1", SKILL + "a2"]
    broken = [record for record in records if isinstance(record, BrokenRecord)]
    first = len(good.splitlines()) + 1
    assert [(record.source, record.line, record.code) for record in broken] == [
        ("skills_fi.csv", first, "bad-uri"),
        ("skills_fi.csv", first + 1, "no-label"),
        ("skills_fi.csv", first + 2, "too-few-columns"),
        ("skills_fi.csv", first + 3, "unknown-kind"),
        ("skills_fi.csv", first + 4, "no-uri"),
    ]
    assert "not a uri" in broken[0].raw


def test_an_unknown_relation_is_set_apart():
    rows = [{"occupationUri": OCCUPATION + "o1", "relationType": "nice", "skillUri": SKILL + "a1"}]
    (record,) = read(esco_zip({"occupationSkillRelations": rows}))
    assert (record.code, record.line) == ("bad-relation", 2)


def test_half_a_download_is_told():
    whole = esco_zip()
    with pytest.raises(DamagedFile, match="half downloaded"):
        read(whole[: len(whole) // 2])


def test_a_damaged_member_is_told():
    whole = bytearray(esco_zip({"skills": FINNISH["skills"]}, compression=zipfile.ZIP_STORED))
    at = whole.index(b"ohjelmistokehitys")
    whole[at] ^= 0xFF
    with pytest.raises(DamagedFile, match=r"skills_fi\.csv"):
        read(bytes(whole))


def test_no_zip_at_all():
    with pytest.raises(DamagedFile):
        read(b"<html>Please log in</html>")
    with pytest.raises(EmptyFile):
        read(b"")


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = esco_zip({"skills": FINNISH["skills"]}, extra={"big.bin": bytes(3_000_000)})
    assert len(bomb) < 20_000
    with pytest.raises(ZipBomb, match="unpacks to"):
        read(bomb, unpacked_bytes=1_000_000)


def test_too_many_files_too_large_a_part_and_too_many_rows():
    with pytest.raises(ZipBomb):
        read(esco_zip(extra={f"{at}.txt": "x" for at in range(30)}), archive_members=20)
    with pytest.raises(TooLarge, match=r"skills_fi\.csv"):
        read(esco_zip(), part_bytes=200)
    with pytest.raises(TooLarge, match="rows"):
        read(esco_zip(), rows=5)
    with pytest.raises(TooLarge):
        read(esco_zip(), file_bytes=100)


@pytest.mark.parametrize("name", ["../skills_fi.csv", "/etc/skills_fi.csv", "C:\\skills_fi.csv", "a/../../b.csv"])
def test_names_that_point_outside_are_refused(name):
    with pytest.raises(UnsafeFile, match="outside"):
        read(esco_zip(extra={name: "x"}))


def test_a_zip_of_something_else():
    with pytest.raises(NotEsco, match=r"skills_fi\.csv"):
        read(esco_zip({}, extra={"photo.jpg": b"\xff\xd8\xff"}))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ConnectorError, match="cannot be opened"):
        list(read_esco_zip(tmp_path / "no.zip"))
