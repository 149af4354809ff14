"""Imports: formats, bad input, the same file again, a kill in the middle, quarantine and mending."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from osaamo.connectors.errors import ConnectorError
from osaamo.domains.offering import services
from osaamo.domains.offering.enums import BrokenState, ImportFormat, ImportState, State
from osaamo.domains.offering.models import BrokenRecord, CourseUnit, ImportRun, Realisation
from osaamo.domains.offering.services import imports
from osaamo.kernel.tests.making import make_organisation

pytestmark = pytest.mark.django_db

COURSE = {"id": "A1", "name": {"fi": "Tietokannat", "en": "Databases"}, "credits": 5, "text": "SQL."}
RUN = {"id": "A1-1", "starts": "2027-01-11", "ends": "2027-03-12", "seats": 20}


@pytest.fixture
def laurea():
    return make_organisation("laurea", parent=make_organisation("3amk", kind="alliance"))


def load(institution, data, *, form=ImportFormat.JSON, name="a.json"):
    data = json.dumps(data).encode() if isinstance(data, list | dict) else data
    run = services.receive_file(institution=institution, who=None, form=form, filename=name, data=data)
    return services.run_import(run=run)


def counts(run):
    return run.read, run.new, run.changed, run.same, run.broken


def test_a_course_with_its_realisation_is_read_and_again_changes_nothing(laurea):
    rows = [COURSE | {"realisations": [RUN | {"quotas": "laurea:5"}], "themes": "Data; Code", "level": "bachelor"}]
    assert counts(load(laurea, rows)) == (2, 2, 0, 0, 0)
    course, run = CourseUnit.objects.get(), Realisation.objects.get()
    assert (course.key, course.code, course.name, course.credits, course.learning_outcomes, course.content) == (
        "laurea:A1", "A1", COURSE["name"], Decimal("5.0"), {}, {"fi": "SQL."},
    )  # fmt: skip
    assert [label.code for label in course.labels.all()] == ["code", "data"]
    assert course.is_published
    assert (run.key, run.course, run.starts, run.ends, run.seats, run.state) == (
        "laurea:A1-1", course, date(2027, 1, 11), date(2027, 3, 12), 20, State.PLANNED,
    )  # fmt: skip
    assert [(quota.group, quota.seats) for quota in run.quotas.all()] == [("laurea", 5)]
    before = _stamps()
    assert counts(load(laurea, rows)) == (2, 0, 0, 2, 0)
    assert _stamps() == before


def _stamps():
    return [list(model.objects.values_list("updated_at")) for model in (CourseUnit, Realisation)]


def test_what_differs_changes_and_a_cancelled_run_is_cancelled(laurea):
    load(laurea, [COURSE | {"realisations": [RUN]}])
    changed = COURSE | {"credits": "2,5", "realisations": [RUN | {"status": "CANCELLED"}]}
    tried = services.try_run(
        run=services.receive_file(
            institution=laurea, who=None, form="json", filename="a.json", data=json.dumps([changed]).encode()
        )
    )
    assert tried.counts == {"read": 2, "new": 0, "changed": 2, "same": 0, "broken": 0}
    assert tried.changes[0].differences == {"credits": (Decimal("5.0"), Decimal("2.5"))}
    assert CourseUnit.objects.get().credits == 5, "a dry run writes nothing"
    assert counts(load(laurea, [changed])) == (2, 0, 2, 0, 0)
    assert (CourseUnit.objects.get().credits, Realisation.objects.get().state) == (Decimal("2.5"), State.CANCELLED)


BAD = [
    pytest.param({"credits": "many"}, "bad-credits", id="credits"),
    pytest.param({"credits": "NaN"}, "bad-credits", id="credits-nan"),
    pytest.param({"credits": "-1"}, "bad-credits", id="credits-negative"),
    pytest.param({"credits": ""}, "bad-credits", id="credits-empty"),
    pytest.param({"credits": 5, "credits_max": 3}, "credits-backwards", id="credits-backwards"),
    pytest.param({"name": {"fi": " "}}, "missing", id="no-name"),
    pytest.param({"id": "A" * 200}, "too-long", id="long-id"),
    pytest.param({"text": "x" * 999_000}, "text-too-long", id="long-text"),
    pytest.param({"text": "a\x00b"}, "bad-character", id="nul"),
    pytest.param({"kind": "lecture"}, "unknown-word", id="wrong-enum"),
    pytest.param({"audiences": "degree; dogs"}, "unknown-word", id="wrong-audience"),
    pytest.param({"realisations": [RUN | {"mode": "NSTOP"}]}, "unknown-word", id="wrong-mode"),
    pytest.param({"realisations": [RUN | {"ends": "2026-01-01"}]}, "dates-backwards", id="dates-backwards"),
    pytest.param({"realisations": [RUN | {"starts": "31.2.2027"}]}, "bad-date", id="no-such-day"),
    pytest.param(
        {"realisations": [RUN | {"enrol_from": "2027-01-02", "enrol_until": "2027-01-01"}]},
        "enrolment-backwards",
        id="enrolment-backwards",
    ),
    pytest.param({"realisations": [RUN | {"seats": "1e99"}]}, "bad-number", id="seats"),
    pytest.param({"realisations": [RUN | {"languages": "ENG3"}]}, "unknown-language", id="language"),
    pytest.param({"realisations": [RUN | {"meetings": "Mon 9-12"}]}, "bad-meeting", id="meeting"),
    pytest.param({"realisations": [RUN | {"quotas": "nowhere:5"}]}, "unknown-organisation", id="unknown-code"),
    pytest.param({"realisations": [RUN | {"quotas": "audience:dogs:5"}]}, "unknown-audience", id="quota-audience"),
    pytest.param({"realisations": [RUN | {"quotas": "laurea:15; audience:open:2"}]}, "quotas-overlap", id="quotas"),
    pytest.param({"realisations": [RUN | {"quotas": "laurea:1; 3amk:2"}]}, "quotas-overlap", id="quotas-above"),
    pytest.param({"realisations": [RUN | {"quotas": "laurea:21"}]}, "quotas-over-seats", id="quotas-sum"),
    pytest.param({"realisations": [RUN, RUN | {"seats": 3}]}, "doubled-id", id="doubled-id"),
]


@pytest.mark.parametrize(("fields", "code"), BAD)
def test_bad_input_is_set_apart_with_its_reason_and_nothing_is_lost(laurea, fields, code):
    run = load(laurea, [COURSE | fields, {"id": "B1", "name": {"fi": "Toinen"}, "credits": 1}])
    broken = BrokenRecord.objects.get(code=code)
    assert run.state == ImportState.DONE
    assert run.read == run.new + run.broken
    assert run.broken == BrokenRecord.objects.count()
    assert CourseUnit.objects.filter(code="B1").exists()
    assert broken.raw
    assert counts(load(laurea, [COURSE | fields]))[4] >= 1
    assert BrokenRecord.objects.filter(code=code).count() == 1, "the same broken record is kept once"


def test_a_run_of_an_unknown_course_waits_until_the_course_has_come(laurea):
    table = b"course,realisation,starts,ends\nZ9,Z9-1,2027-01-11,2027-02-01\n"
    run = load(laurea, table, form=ImportFormat.TABLE, name="a.csv")
    assert [one.code for one in run.broken_records.all()] == ["unknown-course"]
    assert services.retry_all(run=run, who=None) == 0
    load(laurea, [COURSE | {"id": "Z9"}])
    assert services.retry_all(run=run, who=None) == 1
    assert run.broken_records.get().state == BrokenState.MENDED
    assert Realisation.objects.get().course.code == "Z9"


def test_two_schools_have_the_same_code_and_one_school_has_it_once(laurea):
    load(laurea, [COURSE])
    load(make_organisation("metropolia"), [COURSE])
    assert list(CourseUnit.objects.values_list("key", flat=True)) == ["laurea:A1", "metropolia:A1"]
    run = load(laurea, [COURSE | {"id": "other", "code": "A1"}])
    assert [(one.code, one.values) for one in run.broken_records.all()] == [
        ("doubled-code", {"code": "A1", "other": "laurea:A1"})
    ]


def test_a_broken_record_is_edited_refused_again_and_then_imported(laurea):
    broken = load(laurea, [COURSE | {"credits": "many"}]).broken_records.get()
    cells = {name: text for name, text in broken.cells.items() if name != "kind"}
    with pytest.raises(services.Refused) as refused:
        services.mend(broken=broken, cells=cells | {"credits": "few"}, who=None)
    assert (refused.value.code, refused.value.values) == ("bad-credits", {"value": "few"})
    assert services.mend(broken=broken, cells=cells | {"credits": "4"}, who=None).outcome == "new"
    assert CourseUnit.objects.get().credits == 4
    assert BrokenRecord.objects.get().state == BrokenState.MENDED


def test_a_killed_run_goes_on_where_its_last_batch_ended(laurea, monkeypatch):
    monkeypatch.setattr(imports, "BATCH", 3)
    rows = [COURSE | {"id": f"C{at}"} for at in range(8)] + [COURSE | {"id": "C1", "credits": 9}]
    run = services.receive_file(
        institution=laurea, who=None, form="json", filename="a.json", data=json.dumps(rows).encode()
    )
    write, calls = imports.Importer.write, []

    def dies(self, planned, of):
        write(self, planned, of)
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(imports.Importer, "write", dies)
    with pytest.raises(KeyboardInterrupt):
        services.run_import(run=run)
    run = ImportRun.objects.get()
    assert (run.state, run.cursor, CourseUnit.objects.count()) == (ImportState.RUNNING, 3, 3)
    done = services.run_import(run=run)
    assert (done.state, counts(done)) == (ImportState.DONE, (9, 8, 0, 0, 1))
    assert [one.code for one in done.broken_records.all()] == ["doubled-id"]
    assert bytes(ImportRun.objects.get().content) == b""


@pytest.mark.parametrize(
    ("data", "form", "name", "code"),
    [
        (b"{}{", ImportFormat.OOAPI, "a.json", "damaged-file"),
        (b'{"items": []}', ImportFormat.OOAPI, "a.json", "not-a-table"),
        (b"[1]", ImportFormat.RIPA, "a.json", "not-ripa"),
    ],
)
def test_a_file_that_is_none_stops_the_run_with_its_reason(laurea, data, form, name, code):
    run = load(laurea, data, form=form, name=name)
    assert (run.state, run.error["code"], run.read) == (ImportState.FAILED, code, 0)


def _sheet(xml):
    """An Excel file whose first sheet is this XML."""
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    changed = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name.endswith("sheet1.xml") else old.read(name))
    return changed.getvalue()


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">
<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""


@pytest.mark.parametrize(
    ("make", "name", "code"),
    [
        pytest.param(lambda: _sheet(BOMB), "a.xlsx", "unsafe-file", id="xml-bomb"),
        pytest.param(lambda: _sheet(b" " * 110_000_000), "a.xlsx", "zip-bomb", id="zip-bomb"),
        pytest.param(lambda: b"PK\x03\x04 cut", "a.xlsx", "damaged-file", id="cut"),
        pytest.param(lambda: b"", "a.csv", "empty-file", id="empty"),
        pytest.param(lambda: b"%PDF-1.4 x", "a.pdf", "not-a-table", id="pdf"),
    ],
)
def test_a_dangerous_or_wrong_file_is_not_received(laurea, make, name, code):
    with pytest.raises(ConnectorError) as refused:
        services.receive_file(institution=laurea, who=None, form="table", filename=name, data=make())
    assert (refused.value.code, ImportRun.objects.count()) == (code, 0)


def test_formulas_and_quotes_of_a_table_are_plain_text_and_a_broken_row_is_kept(laurea):
    table = b'code,name,credits\nA,"=HYPERLINK(""x"")",5\nB,ok,5,too,many\nC,"open,5\n'
    run = load(laurea, table, form=ImportFormat.TABLE, name="a.csv")
    assert CourseUnit.objects.get(code="A").name == {"fi": '=HYPERLINK("x")'}
    assert (run.read, run.new, run.broken) == (3, 1, 2)
    assert [one.code for one in run.broken_records.all()] == ["row-too-many-columns", "row-unclosed-quote"]


def test_a_table_of_a_school_is_guessed_and_the_choice_remembered(laurea):
    book = openpyxl.Workbook()
    for row in (["Koodi", "Nimi", "op", "Osaamistavoitteet", "Huone"], ["K1", "Kemia", 3, "Osaa kemiaa.", "A1"]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    run = services.receive_file(institution=laurea, who=None, form="table", filename="a.xlsx", data=stream.getvalue())
    services.run_import(run=run)
    course = CourseUnit.objects.get()
    assert (course.code, course.name, course.credits, course.learning_outcomes) == (
        "K1", {"fi": "Kemia"}, Decimal(3), {"fi": "Osaa kemiaa."},
    )  # fmt: skip
    assert run.report["unused"] == {"Huone": 1}
    again = services.receive_file(institution=laurea, who=None, form="table", filename="a.xlsx", data=stream.getvalue())
    services.choose_columns(
        run=again, columns={"Koodi": "code", "Nimi": "name_sv", "op": "credits", "Huone": ""}, who=None
    )
    assert services.run_import(run=again).changed == 1
    third = services.receive_file(institution=laurea, who=None, form="table", filename="b.xlsx", data=stream.getvalue())
    assert third.mapping == {"Koodi": "code", "Nimi": "name_sv", "op": "credits"}
    with pytest.raises(services.Refused, match="field-twice"):
        services.choose_columns(run=third, columns={"Koodi": "code", "Nimi": "code"}, who=None)


def test_ripa_and_ooapi_bring_the_same_course(laurea):
    ripa = [{
        "studyElementId": "A1", "studyElementIdentifierCode": "A1", "type": "COURSE_UNIT", "status": "ACTIVE",
        "name": {"values": {"fi": "Tietokannat", "en": "Databases"}}, "creditsMin": 5, "creditsMax": 5,
        "organisationReferences": [{"organisation": {"organisationIdentifier": "x", "organisationTkCode": "10066"},
                                    "organisationRole": 1, "target": {"organisationTkCode": "10066"}}],
    }]  # fmt: skip
    first = load(laurea, ripa, form=ImportFormat.RIPA)
    ooapi = {"items": [{
        "courseId": "A1", "primaryCode": {"codeType": "identifier", "code": "A1"},
        "name": [{"language": "fi-FI", "value": "Tietokannat"}, {"language": "en-GB", "value": "Databases"}],
        "studyLoad": {"studyLoadUnit": "ects", "value": 5}, "coordinators": [{"name": "secret"}],
    }, {
        "offeringId": "A1-1", "offeringType": "course", "course": "A1", "startDate": "2027-01-11",
        "endDate": "2027-03-12", "maxNumberStudents": 20, "modeOfDelivery": ["online"], "teachingLanguage": "fin",
    }]}  # fmt: skip
    second = load(laurea, ooapi, form=ImportFormat.OOAPI)
    told = (counts(first), [one.values for one in BrokenRecord.objects.all()])
    assert told == ((1, 1, 0, 0, 0), [])
    assert counts(second) == (2, 1, 0, 1, 0)
    run = Realisation.objects.get()
    assert (run.mode, run.languages, run.seats) == ("online", ["fi"], 20)
    assert second.report["unused"] == {"course.coordinators": 1}
