"""The pages of credits and tutoring, walked through."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from osaamo.domains.credits import exports, queries
from osaamo.domains.credits.models import (
    AsideRow,
    DiaryEntry,
    Import,
    RuleVersion,
    SchoolRow,
    TutoringTask,
    TutoringWork,
)
from osaamo.domains.credits.tests.making import make_alliance, make_row, make_rules, make_task, make_work, speaker
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_organisation, make_person

pytestmark = pytest.mark.django_db

PAGES = ("credit-statistics", "credit-rows", "credit-table", "credit-rules", "credit-reconcile")


@pytest.fixture(autouse=True)
def _english():
    cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture
def places():
    return make_alliance()


def page(client, name, query="", **kwargs):
    return client.get(reverse(name, kwargs=kwargs) + query)


def test_the_figures_open_to_rows_that_sum_to_them(client, places) -> None:
    make_rules(places["3amk"], {"home_share": "50"})
    make_row("metropolia", title="=cmd()")
    make_row("laurea", title="=cmd()")
    make_row("haaga-helia", home="", host="haaga-helia", audience="open", learner="x", credits=Decimal("2.50"))
    client.force_login(make_person(Role.PLANNER, places["laurea"]))
    html = page(client, "credit-statistics", "?year=2026").content.decode()
    assert "<b>7.50</b>" in html
    found = page(client, "credit-rows", "?year=2026&place=laurea&audience=degree").context
    assert (found["count"], found["total"]) == (1, Decimal("2.50"))
    assert page(client, "credit-rows", "?year=2026").context["total"] == Decimal("7.50")
    table = page(client, "credit-table", "?year=2026").content.decode("utf-8-sig").splitlines()
    assert table[0].split(";")[8:12] == ["credits", "haaga-helia", "laurea", "metropolia"]
    assert sorted(line.split(";")[8:12] for line in table[1:]) == [
        ["2.50", "2.50", "0", "0"],
        ["5.00", "0", "2.50", "2.50"],
    ]
    assert "'=cmd()" in "".join(table)
    assert exports.plain_cell("=1") == "'=1"
    for odd in ("?year=x", "?year=99999", "?year=²²²²", "?place=x&audience=%00"):
        assert page(client, "credit-rows", odd).status_code == 200


@pytest.mark.parametrize("role", [Role.STUDENT, Role.TEACHER, None])
def test_others_do_not_see_the_figures(client, places, role) -> None:
    client.force_login(make_person(role, places["laurea"]) if role else make_person())
    assert [page(client, name).status_code for name in PAGES] == [403] * len(PAGES)
    assert page(client, "credit-imports").status_code == 403


def lines(*given):
    values = {"lines-TOTAL_FORMS": "8", "lines-INITIAL_FORMS": "0"}
    for number, line in enumerate(given):
        values |= {f"lines-{number}-{name}": value for name, value in line.items()}
    return {name.replace("lines-", "form-"): value for name, value in values.items()}


def test_a_planner_drafts_and_the_steering_group_approves(client, places) -> None:
    make_rules(places["3amk"], since=date(2025, 1, 1))
    make_row("metropolia")
    planner = make_person(Role.PLANNER, places["laurea"])
    client.force_login(planner)
    values = {"valid_from": "2026-01-01", "reason": "Jaetaan"} | lines(
        {"counts": "yes", "between": "cross", "home_share": "40"}, {"counts": "yes", "home_share": "0"}
    )
    for bad in (
        {"valid_from": ""},
        {"form-0-home_share": "101"},
        {"form-0-home_share": ""},
        {"valid_from": "2024-01-01"},
    ):
        assert client.post(reverse("credit-draft"), values | bad).status_code == 422
    assert client.post(reverse("credit-draft"), values).status_code == 302
    draft = RuleVersion.objects.get(status="draft")
    assert [line["home_share"] for line in draft.lines] == ["40", "0"]
    html = page(client, "credit-rules").content.decode()
    assert "1 of 1 credits" in html
    assert "home institution 40 %" in html
    assert page(client, "credit-draft").context["lines"].forms[0].initial["between"] == "cross"
    assert client.post(reverse("credit-approve", args=[draft.pk])).status_code == 403
    client.force_login(make_person(Role.STEERING_MEMBER, places["3amk"]))
    assert client.post(reverse("credit-approve", args=[draft.pk])).status_code == 302
    assert queries.year_of(2026).totals["laurea"] == 2
    assert page(client, "credit-draft").status_code == 403


def test_a_file_is_mapped_and_a_row_mended(client, places) -> None:
    client.force_login(make_person(Role.PLANNER, places["laurea"]))
    data = b"nro;kuka;koodi;op;pvm;kohde\n1;aada;da101;5;31.5.2026;laurea\n2;eero;da101;viisi;31.5.2026;laurea\n"
    upload = lambda place, content: client.post(  # noqa: E731
        reverse("credit-imports"), {"organisation": place, "file": SimpleUploadedFile("rows.csv", content)}
    )
    assert upload("metropolia", data).status_code == 422
    assert upload("laurea", b"%PDF-1.4").status_code == 422
    assert upload("laurea", data).status_code == 302
    begun = Import.objects.get()
    assert begun.mapping == {"course": "koodi", "credits": "op", "on": "pvm", "host": "kohde"}
    address = reverse("credit-import", args=[begun.pk])
    assert "aada" in client.get(address).content.decode()
    assert client.post(address, begun.mapping).status_code == 422
    assert client.post(address, begun.mapping | {"key": "nro", "learner": "kuka"}).status_code == 302
    assert SchoolRow.objects.get().key == "1"
    aside = AsideRow.objects.get()
    assert "viisi" in client.get(address).content.decode()
    mend = reverse("credit-mend", args=[aside.pk])
    client.post(mend, {"credits": "neljä"})
    client.post(mend, {"credits": "5"})
    assert SchoolRow.objects.count() == 2
    client.force_login(make_person(Role.PLANNER, places["metropolia"]))
    assert client.get(address).status_code == 404
    assert client.post(mend, {"do": "leave-out"}).status_code == 404


def test_a_difference_is_decided_on_the_page(client, places) -> None:
    make_rules(places["3amk"])
    make_row("metropolia")
    make_row("laurea", credits=Decimal(4))
    client.force_login(make_person(Role.RECTOR, places["laurea"]))
    (row,) = page(client, "credit-reconcile", "?year=2026").context["rows"]
    address = reverse("credit-decide", args=[row["one"].group])
    values = {"taken": "home", "reason": "Kotirivi on oikein", "year": "2026", "seen": row["one"].seen}
    assert client.post(address, values).status_code == 403
    client.force_login(make_person(Role.PLANNER, places["laurea"]))
    for wrong in ({"reason": ""}, {"taken": "x"}, {"seen": "x"}):
        client.post(address, values | wrong)
        assert queries.year_of(2026).total == 0
    client.post(address, values)
    assert queries.year_of(2026).total == 4
    assert "Kotirivi on oikein" in page(client, "credit-reconcile", "?year=2026").content.decode()
    assert client.post(reverse("credit-decide", args=["x"]), values).status_code == 404


def test_a_tutor_keeps_a_diary_and_the_union_decides(client) -> None:
    task, tutor = make_task(), make_person()
    client.force_login(tutor)
    assert "Tuutorointi" in page(client, "tutoring").content.decode()
    client.post(reverse("tutoring-begin", args=[task.pk]))
    work = TutoringWork.objects.get()
    address = reverse("tutoring-work", args=[work.pk])
    for bad in ({"hours": "0"}, {"hours": "13"}, {"on": "x"}, {"url": "javascript:x"}, {"text": ""}):
        assert client.post(address, {"on": "2026-02-01", "hours": "9", "text": "Tapaaminen"} | bad).status_code == 422
    for day in (1, 2, 3, 4):
        assert client.post(address, {"on": f"2026-02-0{day}", "hours": "9", "text": "Tapaaminen"}).status_code == 302
    client.post(reverse("tutoring-remove", args=[DiaryEntry.objects.last().pk]))
    assert client.post(address, {"do": "submit"}).status_code == 302
    assert client.post(address, {"on": "2026-02-05", "hours": "9", "text": "x"}).status_code == 403
    assert page(client, "tutoring-waiting").status_code == 403
    client.force_login(make_person(Role.COUNSELLOR, task.organisation))
    assert client.get(address).status_code == 404
    client.force_login(speaker(task.union))
    assert "Tapaaminen" in page(client, "tutoring-waiting").content.decode()
    decide = reverse("tutoring-decide", args=[work.pk])
    client.post(decide, {"answer": ""})
    assert TutoringWork.objects.get().status == "submitted"
    other = make_work(hours=(8,)).entries.get()
    client.post(decide, {"entry": [*work.entries.values_list("pk", flat=True), other.pk, "x"]})
    work.refresh_from_db()
    assert (work.hours, work.credits) == (Decimal(27), Decimal(1))
    assert "27 hours approved: 1 credits." in client.get(address).content.decode()


def test_a_planner_makes_a_task(client) -> None:
    school, union = make_organisation(), make_organisation("helga", kind="unit")
    client.force_login(make_person(Role.PLANNER, school))
    texts = {f"{part}_{code}": "Tuutorointi" for part in ("name", "description") for code in ("fi", "sv", "en")}
    values = texts | {
        "organisation": school.code, "union": union.code, "key": "tutor", "hours_per_credit": "27", "credit_step": "1",
        "credits_max": "3", "starts": "2026-01-01", "ends": "2026-12-31",
    }  # fmt: skip
    assert client.post(reverse("tutoring-new"), values | {"ends": "2025-12-31"}).status_code == 422
    assert client.post(reverse("tutoring-new"), values | {"organisation": make_organisation().code}).status_code == 422
    assert client.post(reverse("tutoring-new"), values).status_code == 302
    assert TutoringTask.objects.get().hours_per_credit == 27
    assert client.post(reverse("tutoring-new"), values).status_code == 422
    client.force_login(make_person(Role.STUDENT, school))
    assert page(client, "tutoring-new").status_code == 403
