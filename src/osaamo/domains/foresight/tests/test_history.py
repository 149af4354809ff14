"""Enrolments of earlier years, and the samples of a planner's first Monday."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from osaamo.competence.keeping import forget_all
from osaamo.competence.services import engine_replaced, read_texts
from osaamo.competence.tests.fake_engine import BASE, FakeEngine
from osaamo.domains.foresight import services
from osaamo.domains.foresight.models import CorpusMonth, PastRun, SkillMonth
from osaamo.domains.foresight.queries.series import readings_for
from osaamo.domains.foresight.tests.cockpit_making import taught
from osaamo.engine import Signal
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_person
from osaamo.ports import enrolled, supply
from osaamo.ports.enrolled import Run, runs_of

pytestmark = pytest.mark.django_db

TABLE = "course;starts;asked;admitted;seats\nlaurea:A1;2024-08-26;41;30;30\nlaurea:A1;26.8.2025;12;;\n"


@pytest.fixture(autouse=True)
def _service(monkeypatch):
    forget_all()
    cache.clear()
    monkeypatch.setattr(supply, "_sources", {"test": lambda _: iter([taught("laurea:A1")])})
    with engine_replaced(FakeEngine()), translation.override("en"):
        yield
    forget_all()


def told():
    return list(PastRun.objects.values_list("key", "starts", "asked", "admitted", "seats"))


ROWS = [("laurea:A1", date(2024, 8, 26), 41, 30, 30), ("laurea:A1", date(2025, 8, 26), 12, 12, None)]


def test_a_table_is_stored_whole_and_again_changes_nothing():
    assert services.take_history(data=TABLE.encode(), filename="a.csv", who=None) == (2, 0)
    assert told() == ROWS
    assert services.take_history(data=TABLE.encode(), filename="a.csv", who=None) == (0, 2)
    assert told() == ROWS
    assert runs_of(["laurea:A1"]) == {"laurea:A1": (Run(date(2024, 8, 26), 41, 30, 30), Run(date(2025, 8, 26), 12, 12))}


@pytest.mark.parametrize(
    ("row", "code", "reason"),
    [
        ("laurea:B1;2024-08-26;1;1;1", "history-row", "unknown-course"),
        ("A1;some day;1;1;1", "history-row", "bad-date"),
        ("A1;2024-08-26;x;1;1", "history-row", "bad-count"),
        ("A1;2024-08-26;;1;1", "history-row", "bad-count"),
        ("A1;2024-08-26;1;2;1", "history-row", "more-admitted"),
        ("A1;2024-08-26;1;1;1;9", "history-row", "too-many-columns"),
    ],
)
def test_one_bad_row_stores_nothing_and_says_why(row, code, reason):
    with pytest.raises(services.Refused) as refused:
        services.take_history(data=f"{TABLE}{row}\n".encode(), filename="a.csv", who=None)
    assert (refused.value.code, refused.value.values) == (code, {"line": "4", "reason": reason})
    assert told() == []


def test_a_table_of_other_columns_is_refused():
    with pytest.raises(services.Refused, match="history-columns"):
        services.take_history(data=b"a;b\n1;2\n", filename="a.csv", who=None)


def test_a_run_that_two_sources_tell_counts_once(monkeypatch):
    first, later = Run(date(2024, 8, 26), 5, 5), Run(date(2024, 8, 26), 41, 30, 30)
    monkeypatch.setattr(enrolled, "_sources", {"b": lambda _: {"a": (later,)}, "a": lambda _: {"a": (first, first)}})
    assert runs_of(["a"]) == {"a": (first, first)}, "two runs of a day in one source are two runs"


def test_a_planner_hands_in_a_table_and_sees_the_forecast():
    client = Client()
    client.force_login(make_person(Role.PLANNER))
    page, to = reverse("portfolio-enrolment"), reverse("portfolio-history")
    assert "Bring in the enrolments of earlier years below." in client.get(page).content.decode()
    bad = client.post(to, {"file": SimpleUploadedFile("a.csv", b"course;starts;asked\nB;2024-01-01;1\n")}, follow=True)
    assert "Row 2 cannot be used, so nothing was stored: There is no such course" in bad.content.decode()
    with_runs = client.post(to, {"file": SimpleUploadedFile("a.csv", TABLE.encode())}, follow=True)
    assert "Earlier runs that are new: 2, brought up to date: 0." in with_runs.content.decode()
    teacher = Client()
    teacher.force_login(make_person(Role.TEACHER))
    assert teacher.post(to).status_code == 403


ADS = [
    {"id": f"ad-{at}", "lang": "fi", "title": "Koodari", "published": "2026-10-01", "text": f"Osaat SQL:n. {at}"}
    for at in range(6)
]


def test_the_sample_counts_tell_signals_and_again_are_the_same():
    services.load_demo(rows=ADS)
    read_texts()
    assert services.load_counted_ads(on=date(2026, 11, 24)) == 36
    before = list(SkillMonth.objects.values_list("month", "uri", "count"))
    months = CorpusMonth.objects.filter(corpus__code="sample-ads-counted")
    assert [f"{row.month:%Y-%m}" for row in months][::35] == ["2023-11", "2026-10"]
    assert all(row.texts == row.read > 0 for row in months)
    assert {uri for _, uri, _ in before} == {f"{BASE}sql"}
    assert [count for _, _, count in before] == [row.read for row in months], "every sample ad names it"
    reading = readings_for([months[0].corpus_id])[f"{BASE}sql"]
    assert reading.signal == Signal.CONSTANT
    services.load_counted_ads(on=date(2026, 11, 24))
    assert list(SkillMonth.objects.values_list("month", "uri", "count")) == before
