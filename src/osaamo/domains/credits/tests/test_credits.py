"""Rows of schools: imported, joined, decided, counted by the rules of their day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from openpyxl import Workbook

from osaamo.connectors.errors import ConnectorError
from osaamo.domains.credits import jobs, queries, services
from osaamo.domains.credits.enums import Taken
from osaamo.domains.credits.models import AsideRow, Import, RuleVersion, SchoolRow
from osaamo.domains.credits.services.reading import institutions, read_row
from osaamo.domains.credits.tests.making import (
    DAY,
    attained,
    make_alliance,
    make_import,
    make_row,
    make_rules,
)
from osaamo.kernel.models import Person
from osaamo.kernel.tests.making import make_person
from osaamo.ports import attainments, erasing
from osaamo.ports import measures as measures_port

pytestmark = pytest.mark.django_db

HEAD = "Avain;Opiskelija;Koodi;Nimi;Opintopisteet;Suorituspäivä;Kotikorkeakoulu;Kohdekorkeakoulu;Koulutustyyppi\n"
GOOD = "1;Aada@Laurea.fi;da101;Analytiikka;2,5;31.5.2026;laurea;metropolia;tutkinto-opiskelija\n"


@pytest.fixture
def places():
    return make_alliance()


def joined(year=2026):
    return queries.joined(date(year, 1, 1), date(year + 1, 1, 1))


def federated(home):
    return Person.objects.create_federated(home_organisation=home, eppn="aada@laurea.fi", display_name="Aada")


def service_saw(monkeypatch, *rows):
    source = lambda start, end: iter([one for one in rows if start <= one.on < end])  # noqa: E731
    monkeypatch.setattr(attainments, "_sources", {"crossstudy.results": source})


def test_a_file_read_twice_is_stored_once_and_a_change_is_told(places) -> None:
    first = make_import(places["metropolia"], HEAD + GOOD + GOOD.replace("1;", "2;", 1))
    assert first.counts == {"rows": 2, "new": 2, "changed": 0, "same": 0, "aside": 0}
    row = SchoolRow.objects.get(key="1")
    assert (row.credits, row.on, row.home, row.host, row.audience) == (
        Decimal("2.50"),
        DAY,
        "laurea",
        "metropolia",
        "degree",
    )
    assert row.learner == queries.learner_digest("aada@laurea.fi")
    assert "aada" not in row.learner
    assert first.rows == []
    again = make_import(places["metropolia"], HEAD + GOOD + GOOD.replace("1;", "2;", 1))
    assert again.counts == {"rows": 2, "new": 0, "changed": 0, "same": 2, "aside": 0}
    changed = make_import(places["metropolia"], HEAD + GOOD.replace("2,5", "3"))
    assert changed.counts == {"rows": 1, "new": 0, "changed": 1, "same": 0, "aside": 0}
    assert SchoolRow.objects.count() == 2
    assert services.run_import(started=changed, mapping={}, who=make_person()).counts == changed.counts


def test_an_excel_file_is_read_as_well(places) -> None:
    book, stream = Workbook(), BytesIO()
    book.active.append(HEAD.strip().split(";"))
    book.active.append(["1", "aada", "da101", "Analytiikka", 5, "31.5.2026", "laurea", "metropolia", "avoin"])
    book.save(stream)
    who = make_person()
    begun = services.begin_import(organisation=places["laurea"], who=who, data=stream.getvalue(), filename="r.xlsx")
    services.run_import(started=begun, mapping=begun.mapping, who=who)
    assert SchoolRow.objects.values_list("credits", "audience").get() == (Decimal(5), "open")


@pytest.mark.parametrize(
    ("old", "new", "problems"),
    [
        ("1;", ";", ["no-key"]),
        ("Aada@Laurea.fi", "", ["no-learner"]),
        ("da101", "", ["no-course"]),
        ("2,5", "", ["no-credits"]),
        ("2,5", "kaksi", ["no-credits"]),
        ("2,5", "2,555", ["no-credits"]),
        ("2,5", "NaN", ["no-credits"]),
        ("2,5", "1e400000000", ["credits-range"]),
        ("2,5", "-1", ["credits-range"]),
        ("2,5", "301", ["credits-range"]),
        ("31.5.2026", "31.2.2026", ["no-date"]),
        ("31.5.2026", "", ["no-date"]),
        ("31.5.2026", "31.5.2999", ["future"]),
        ("laurea;metropolia", "hogwarts;metropolia", ["unknown-home"]),
        ("laurea;metropolia", "laurea;hogwarts", ["unknown-host"]),
        ("laurea;metropolia", "laurea;haaga-helia", ["not-ours"]),
        ("2,5;31.5.2026", "x;y", ["no-credits", "no-date"]),
    ],
)
def test_a_broken_row_is_set_aside_with_every_reason_and_mended(places, old, new, problems) -> None:
    done = make_import(places["metropolia"], HEAD + GOOD.replace(old, new, 1))
    assert done.counts == {"rows": 1, "new": 0, "changed": 0, "same": 0, "aside": 1}
    aside = AsideRow.objects.get()
    assert (aside.line, sorted(aside.problems)) == (2, problems)
    assert not SchoolRow.objects.exists()
    who = make_person()
    assert services.mend_row(row=aside, values={"credits": "x"}, who=who)
    names = ("key", "learner", "course", "credits", "on", "home", "host")
    right = dict(zip(names, ("1", "aada", "da101", "5", "2026-05-31", "laurea", "metropolia"), strict=True))
    assert services.mend_row(row=aside, values=right, who=who) == ()
    aside.refresh_from_db()
    assert (SchoolRow.objects.count(), aside.values, aside.solved_at is None) == (1, {}, False)


def test_rows_with_the_same_key_and_rows_left_out_are_not_lost_silently(places) -> None:
    done = make_import(places["metropolia"], HEAD + GOOD + GOOD)
    assert done.counts == {"rows": 2, "new": 1, "changed": 0, "same": 0, "aside": 1}
    aside = AsideRow.objects.get()
    assert aside.problems == ["twice"]
    services.leave_out(row=aside, who=make_person())
    aside.refresh_from_db()
    assert (aside.left_out, aside.values) == (True, {})


@pytest.mark.parametrize("data", [b"", b"  ", b"%PDF-1.4", b"PK\x03\x04broken", b"a;b\n", b"\x00" * 100])
def test_what_is_no_table_is_refused(places, data) -> None:
    with pytest.raises(ConnectorError):
        services.begin_import(organisation=places["laurea"], who=make_person(), data=data, filename="x.csv")
    assert not Import.objects.exists()


def test_a_formula_in_a_cell_is_text(places) -> None:
    make_import(places["metropolia"], HEAD + GOOD.replace("Analytiikka", "=HYPERLINK(1)"))
    assert SchoolRow.objects.get().title == "=HYPERLINK(1)"


def test_without_a_host_column_the_reporter_is_the_host(places) -> None:
    read = read_row({"home": "LAUREA"}, reporter=places["metropolia"], places=institutions())
    assert (read.fields["home"], read.fields["host"]) == ("laurea", "metropolia")


def test_home_and_host_rows_of_one_enrolment_count_once(places) -> None:
    make_rules(places["3amk"], {"home_share": "50"})
    make_row("metropolia")
    make_row("laurea")
    year = queries.year_of(2026)
    assert (year.total, year.waits) == (Decimal(5), 0)
    assert year.totals == {"haaga-helia": Decimal(0), "laurea": Decimal("2.50"), "metropolia": Decimal("2.50")}
    assert len(year.counted[0].credit.refs) == 2


@pytest.mark.parametrize(
    ("host", "home", "differences"),
    [
        ({}, {}, ()),
        ({}, {"credits": Decimal(4)}, ("credits",)),
        ({}, {"on": DAY + timedelta(1)}, ("on",)),
        ({}, {"audience": "open", "kind": "open"}, ("audience", "kind")),
        ({}, None, ("missing-at-home",)),
        (None, {}, ("missing-at-host",)),
    ],
)
def test_differences_are_named(places, host, home, differences) -> None:
    if host is not None:
        make_row("metropolia", **host)
    if home is not None:
        make_row("laurea", **home)
    (one,) = joined()
    assert one.differences == differences
    assert one.needs_decision is bool(differences and differences != ("missing-at-home",))


def test_a_difference_waits_until_decided_and_again_when_the_reports_change(places) -> None:
    make_rules(places["3amk"])
    make_row("metropolia")
    home = make_row("laurea", credits=Decimal(4))
    assert (queries.year_of(2026).total, queries.year_of(2026).waits) == (Decimal(0), 1)
    (one,) = joined()
    for taken, total in ((Taken.HOME, 4), (Taken.HOST, 5), (Taken.NEITHER, 0)):
        services.decide(joined=one, taken=taken, reason="Syy", who=make_person(), organisation=places["laurea"])
        assert queries.year_of(2026).total == total
    SchoolRow.objects.filter(pk=home.pk).update(credits=Decimal(3))
    assert queries.year_of(2026).waits == 1


def test_what_the_service_saw_and_the_schools_report_is_one_credit(places, monkeypatch) -> None:
    make_rules(places["3amk"])
    person = federated(places["laurea"])
    service_saw(
        monkeypatch, attained(person=f"kernel.person:{person.pk}"), attained(ref="crossstudy.result:2", removed=True)
    )
    make_row("metropolia")
    make_row("laurea")
    (one,) = joined()
    assert (len(one.reports), one.differences) == (3, ())
    assert queries.year_of(2026).total == 5
    SchoolRow.objects.all().delete()
    (one,) = joined()
    assert (one.host.by, one.differences, queries.year_of(2026).total) == ("service", (), Decimal(5))


def test_passing_again_is_a_second_credit_not_a_difference(places) -> None:
    for on in (DAY, DAY + timedelta(90)):
        make_row("metropolia", on=on)
        make_row("laurea", on=on)
    assert [one.differences for one in joined()] == [(), ()]


def test_each_credit_is_counted_by_the_rules_of_its_day(places) -> None:
    make_rules(places["3amk"], {"home_share": "0"}, since=date(2026, 1, 1))
    make_rules(places["3amk"], {"home_share": "100"}, since=date(2026, 8, 1))
    make_row("metropolia", on=date(2025, 12, 31), learner="x")
    make_row("metropolia", on=date(2026, 7, 31), learner="y")
    make_row("metropolia", on=date(2026, 8, 1), learner="z")
    assert queries.year_of(2026).totals == {"haaga-helia": 0, "laurea": Decimal(5), "metropolia": Decimal(5)}
    assert (queries.year_of(2025).total, queries.year_of(2025).uncounted) == (Decimal(0), Decimal(5))


def test_a_draft_shows_its_effect_row_by_row_and_changes_nothing(places) -> None:
    make_rules(places["3amk"], {"home_share": "0"}, since=date(2026, 1, 1))
    make_row("metropolia", learner="before", on=date(2026, 7, 31))
    changed = make_row("metropolia", learner="after", on=date(2026, 8, 1))
    make_row("metropolia", learner="same", on=date(2026, 8, 1), audience="open")
    lines = [{"audiences": ["degree"], "home_share": "50"}, {"home_share": "0"}]
    draft = services.draft_rules(
        organisation=places["3amk"], who=None, valid_from=date(2026, 8, 1), lines=lines, reason=""
    )
    effect = queries.effect_of(draft, until=date(2027, 1, 1))
    assert [one.after.credit.refs for one in effect.changes] == [(f"credits.schoolrow:{changed.pk}",)]
    assert dict(effect.changes[0].before.shares) == {"metropolia": Decimal(5)}
    assert dict(effect.changes[0].after.shares) == {"laurea": Decimal("2.50"), "metropolia": Decimal("2.50")}
    assert (effect.before, effect.looked_at) == ({"metropolia": Decimal(10)}, 2)
    assert effect.after == {"laurea": Decimal("2.50"), "metropolia": Decimal("7.50")}
    assert queries.year_of(2026).totals["laurea"] == 0
    services.approve_rules(version=draft, who=None)
    assert queries.year_of(2026).totals == {
        "haaga-helia": 0,
        "laurea": Decimal("2.50"),
        "metropolia": Decimal("12.50"),
    }


def test_the_past_stays_as_it_was_counted(places) -> None:
    approved = make_rules(places["3amk"], since=date(2026, 1, 1))
    for day in (date(2025, 1, 1), date(2026, 1, 1)):
        with pytest.raises(ValidationError):
            services.draft_rules(organisation=places["3amk"], who=None, valid_from=day, lines=[{}], reason="")
    with pytest.raises(ValidationError):
        services.approve_rules(version=approved, who=None)
    empty = services.draft_rules(organisation=places["3amk"], who=None, valid_from=DAY, lines=[], reason="")
    with pytest.raises(ValidationError):
        services.approve_rules(version=empty, who=None)
    again = services.draft_rules(organisation=places["3amk"], who=None, valid_from=DAY, lines=[{}], reason="x")
    assert (again.pk, RuleVersion.objects.count()) == (empty.pk, 2)


def test_the_measure_is_the_statistics(places) -> None:
    make_rules(places["3amk"], {"home_share": "50"})
    make_row("metropolia")
    make_row("laurea", home="laurea", host="laurea", learner="own")
    period = measures_port.Period(date(2026, 1, 1), date(2027, 1, 1))
    counted, cross = (measures_port.find(f"credits.{name}").tally(period) for name in ("counted", "cross_institution"))
    year = queries.year_of(2026)
    assert counted.total() == counted.total("3amk") == year.total == 10
    assert {place: counted.total(place) for place in year.totals} == year.totals
    assert (cross.total(), cross.total("laurea")) == (Decimal(5), Decimal("2.50"))
    assert len(list(counted.refs())) == 2
    assert list(counted.refs("metropolia")) == list(cross.refs())


def test_an_erased_learner_leaves_a_credit_of_nobody(places) -> None:
    make_rules(places["3amk"])
    person = federated(places["laurea"])
    make_row("metropolia")
    ref = f"kernel.person:{person.pk}"
    assert erasing.held_about(ref)["credits.SchoolRow"] == 1
    kept = services.erase(ref).kept
    assert kept["credits.SchoolRow"].count == 1
    assert "credits.SchoolRow" not in erasing.held_about(ref)
    assert queries.year_of(2026).total == 5


def test_an_upload_nobody_confirmed_goes_after_a_week(places) -> None:
    services.begin_import(
        organisation=places["laurea"], who=make_person(), data=(HEAD + GOOD).encode(), filename="x.csv"
    )
    assert jobs.clear_uploads() == "0 uploads removed"
    Import.objects.update(at=timezone.now() - timedelta(days=8))
    assert jobs.clear_uploads() == "1 uploads removed"
