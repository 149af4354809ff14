"""What waits in the offering, the budget and the calendar: who must, who need not, and a page that opens to them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from osaamo.domains.events.models import AttendanceCount
from osaamo.domains.events.tests.making import make_event, make_place, move
from osaamo.domains.finance.models import LedgerRow
from osaamo.domains.finance.tests.making import make_alliance, make_budget
from osaamo.domains.offering.models import BrokenRecord, ImportRun
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.ports import duties

pytestmark = pytest.mark.django_db


def told(name: str, person) -> list[str]:
    """What the source says to the person in English; each page opens, and whoever has a duty is among its people."""
    source, today = duties._sources[name], timezone.localdate()
    found = list(source.of(ref_of(person), today))
    client = Client()
    client.force_login(person)
    assert [client.get(f"/en{one.url}").status_code for one in found] == [200] * len(found)
    assert (ref_of(person) in set(source.people(today))) == bool(found)
    assert all(set(one.sentence) == {"fi", "sv", "en"} for one in found)
    return [one.sentence["en"] for one in found]


def test_records_that_were_set_apart_wait_for_who_imports():
    school = make_organisation()
    planner, other = make_person(Role.PLANNER, school), make_person(Role.PLANNER, make_organisation())
    run = ImportRun.objects.create(institution=school, filename="a.csv")
    for line in (1, 2):
        BrokenRecord.objects.create(run=run, institution=school, line=line, code="x", raw="", digest=str(line))
    two = f"{school.short_name}: 2 imported records were set apart. Mend them or leave them out."
    assert [told("offering.imports", one) for one in (planner, other)] == [[two], []]
    BrokenRecord.objects.update(state="dropped")
    assert told("offering.imports", planner) == []


def test_rows_of_a_ledger_and_a_draft_budget_wait_for_who_decides_on_money():
    alliance = make_alliance()
    school = Organisation.objects.get(code="laurea")
    member, rector = make_person(Role.STEERING_MEMBER, alliance), make_person(Role.RECTOR, school)
    outsider = make_person(Role.STEERING_MEMBER, make_organisation())
    everybody = (member, rector, outsider)
    make_budget(("L1", "10"))
    assert [told("finance.budget", one) for one in everybody] == [[], [], []]
    LedgerRow.objects.create(organisation=school, digest="1", filename="a.csv", line_number=1, state="waiting")
    make_budget(("L1", "10"), year=2030, draft=True)
    assert told("finance.budget", member) == ["1 row of a ledger waits for a decision."]
    assert told("finance.budget", rector) == ["Approve the budget of 2030."]
    assert told("finance.budget", outsider) == []


def test_an_event_that_is_over_waits_for_who_came():
    event = make_event(title={"en": "Fair"})
    teacher, other = make_person(Role.TEACHER, event.owner), make_person(Role.TEACHER, make_place("metropolia"))
    assert told("events.events", teacher) == []
    move(event, days=-3)
    assert [told("events.events", one) for one in (teacher, other)] == [["Write down who came to “Fair”."], []]
    AttendanceCount.objects.create(event=event, came=3)
    assert told("events.events", teacher) == []
    AttendanceCount.objects.all().delete()
    move(event, days=-60)
    assert told("events.events", teacher) == []


def test_an_event_of_yesterday_evening_is_told_today():
    event = make_event()
    move(event, days=-20)
    ends = timezone.make_aware(dt.datetime.combine(timezone.localdate() - dt.timedelta(days=1), dt.time(21)))
    type(event).objects.filter(pk=event.pk).update(starts=ends - dt.timedelta(hours=2), ends=ends)
    assert len(told("events.events", make_person(Role.PLANNER, event.owner))) == 1
