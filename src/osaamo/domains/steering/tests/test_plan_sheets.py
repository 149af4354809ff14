"""Activities to a workbook and back, and the plan as a paper."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.utils.translation import override

from osaamo.domains.steering import exports, queries, services
from osaamo.domains.steering.exports.sheets import COLUMNS
from osaamo.domains.steering.models import Activity
from osaamo.domains.steering.tests.making import ACTIVITIES, make_plan
from osaamo.kernel.tests.making import make_person

pytestmark = pytest.mark.django_db

ODD = {
    "id": "A-9", "area": "zone", "title": {"fi": '=SUM(A1) | "lainaus" – 50 %', "sv": "Åäö\nrad två"},
    "schedule": "1-12/2021",
    "subtasks": ["a | b", "c \\ d", "1"], "note": "+358", "kind": "task", "cadence": "monthly", "src": "L9",
    "bodies": ["it-unit", "ai-team"], "duplicate_of": "A-1", "parent": "A-2", "schedule_inferred": True,
}  # fmt: skip


def edited(data: bytes, edit) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    edit(book.worksheets[0])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_odd_signs_come_back_as_they_were():
    activities = ACTIVITIES | {"year": [*ACTIVITIES["year"], ODD]}
    version = make_plan(activities=activities)
    draft = services.make_draft(plan=version.plan, year=2022, who=None)
    read = exports.read_activities(exports.activities_workbook(draft), "plan.xlsx", version=draft)
    back = {row["key"]: row for row in read.rows}["A-9"]
    kept = queries.item_content(Activity.objects.get(version=draft, key="A-9"))
    assert {name: kept[name] for name in back if name != "key"} == {k: v for k, v in back.items() if k != "key"}


def test_rows_that_cannot_be_taken_are_told_and_the_others_are_taken():
    draft = services.make_draft(plan=make_plan().plan, year=2022, who=None)
    place = {name: number for number, name in enumerate(COLUMNS, 1)}

    def edit(sheet):
        sheet.cell(2, place["title_en"], "One more")
        sheet.cell(2, place["schedule"], "9/2022")
        sheet.cell(2, place["starts"], None)
        sheet.cell(2, place["ends"], None)
        sheet.cell(3, place["area"], "sport")
        sheet.cell(3, place["year"], "soon")
        sheet.cell(4, place["key"], "A-1")
        new = {"key": "A22-1", "title_fi": "Uusi", "area": "zone", "listing": "year", "schedule": "Kevät 2022"}
        for name, value in new.items():
            sheet.cell(6, place[name], value)

    data = edited(exports.activities_workbook(draft), edit)
    with override("en"):
        read = exports.read_activities(data, "plan.xlsx", version=draft)
    assert [(one.line, one.key, one.reason) for one in read.broken] == [
        (2, "A-1", "The key is on two rows."),
        (3, "A-2", "year: soon is no year. No area has the key 'sport'."),
        (4, "A-1", "The key is on two rows."),
    ]
    assert read.missing == ["A-3"]
    assert [row["key"] for row in read.rows] == ["Y-1", "A22-1"]
    sheet = services.keep_sheet(version=draft, person=make_person(), rows=read.rows)
    assert services.apply_sheet(sheet=sheet, who=None) == 1
    made = Activity.objects.get(key="A22-1")
    assert (made.starts, made.ends, made.title) == (date(2022, 1, 1), date(2022, 7, 31), {"fi": "Uusi"})


def test_a_file_that_is_no_workbook_is_refused():
    draft = services.make_draft(plan=make_plan().plan, year=2022, who=None)
    with pytest.raises(exports.UnreadableSheet):
        exports.read_activities(b"PK", "plan.xlsx", version=draft)
    lacking = edited(exports.activities_workbook(draft), lambda sheet: sheet.cell(1, 5, "something"))
    with pytest.raises(exports.UnreadableSheet) as found:
        exports.read_activities(lacking, "plan.xlsx", version=draft)
    assert (found.value.code, found.value.names) == ("missing-columns", COLUMNS[4])
