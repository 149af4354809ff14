"""Incentives: exact sums, statements that recompute, no source that is never 0."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from osaamo.domains.evaluation import queries, services
from osaamo.domains.evaluation.enums import Earns, Unit
from osaamo.domains.evaluation.exports import safe_cell, statement_csv
from osaamo.domains.evaluation.models import IncentiveRules, Proposal, Statement
from osaamo.domains.evaluation.tests.making import make_proposal, pass_to_run
from osaamo.kernel.models import Role
from osaamo.kernel.rows import Unchangeable
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.ports import attainments
from osaamo.ports.attainments import Attainment

pytestmark = pytest.mark.django_db
START = date(2020, 1, 1)
RULES = ((Earns.MODULE, Unit.HOURS, Decimal(20)), (Earns.CREDIT, Unit.HOURS, Decimal("7.5")),
         (Earns.COMPLETED, Unit.EUROS, Decimal("15.01")))  # fmt: skip


def completion(number, home, host="host", **more):
    told = {"course": "dataservices", "passed": True} | more
    return Attainment(
        ref=f"crossstudy.result:{number}", person="kernel.person:1", of="", title={}, kind="study", home=home,
        host=host, audience="degree", credits=Decimal(5), grade="4", on=timezone.localdate(), **told,
    )  # fmt: skip


@pytest.fixture
def completions(monkeypatch):
    """Two completions by students of other institutions, and what does not count."""
    rows = [
        completion(1, "other"), completion(2, "third"), completion(3, "host"), completion(4, ""),
        completion(5, "other", course="elsewhere"), completion(6, "other", passed=False),
    ]  # fmt: skip
    monkeypatch.setattr(attainments, "_sources", {"t": lambda _start, _end: iter(rows)})
    return rows


@pytest.fixture
def accepted():
    """An alliance and a proposal of 5 credits that passed to run; two teachers share it 66.67 to 33.33."""
    alliance, proposal = make_proposal()
    alliance.teachers.append(make_person(Role.TEACHER, alliance.schools[0]))
    pass_to_run(alliance, proposal)
    shares = {alliance.teachers[0]: Decimal("66.67"), alliance.teachers[3]: Decimal("33.33")}
    services.set_team(proposal=proposal, who=alliance.teachers[0], shares=shares)
    Proposal.objects.filter(pk=proposal.pk).update(course_key="dataservices")
    proposal.refresh_from_db()
    return alliance, proposal


def in_force(organisation, rows=RULES, valid_from=START):
    rules = services.draft_rules(organisation=organisation, who=None, rows=rows, reason="")
    return services.adopt_rules(rules=rules, who=None, valid_from=valid_from)


def period():
    return timezone.localdate() - timedelta(30), timezone.localdate() + timedelta(1)


def stated(alliance, at=0):
    starts, ends = period()
    return services.state(
        teacher=alliance.teachers[at], organisation=alliance.schools[0], starts=starts, ends=ends, who=None
    )


def results(statement):
    return {(line.earns, line.unit): (line.count, line.result) for line in queries.stored_lines(statement)}


def test_a_statement_by_hand(accepted, completions):
    alliance, _ = accepted
    in_force(alliance.schools[0])
    first, second = stated(alliance), stated(alliance, 3)
    assert results(first) == {
        ("module", "hours"): ("1", "13.33"),
        ("credit", "hours"): ("5.0", "25.00"),
        ("completed", "euros"): ("2", "20.01"),
    }
    assert queries.totals(queries.stored_lines(first)) == {"hours": Decimal("38.33"), "euros": Decimal("20.01")}
    assert results(second)["completed", "euros"] == ("2", "10.01")
    counted = next(line for line in queries.stored_lines(first) if line.earns == "completed")
    assert counted.refs == ("crossstudy.result:1", "crossstudy.result:2")


def test_no_source_is_not_nothing(accepted, monkeypatch):
    alliance, _ = accepted
    in_force(alliance.schools[0])
    monkeypatch.setattr(attainments, "_sources", {})
    statement = stated(alliance)
    assert results(statement)["completed", "euros"] == ("", "")
    assert queries.totals(queries.stored_lines(statement))["euros"] is None
    assert "no source" in statement_csv(statement).decode()
    monkeypatch.setattr(attainments, "_sources", {"t": lambda _start, _end: iter(())})
    assert results(stated(alliance))["completed", "euros"] == ("0", "0.00")


def test_it_computes_the_same_again_or_shows_where_not(accepted, completions):
    alliance, _ = accepted
    in_force(alliance.schools[0])
    statement = stated(alliance)
    assert queries.recompute(statement) == []
    completions.append(completion(7, "other"))
    (difference,) = queries.recompute(statement)
    assert (difference.stored.result, difference.now.result) == ("20.01", "30.02")
    assert results(Statement.objects.get(pk=statement.pk))["completed", "euros"][1] == "20.01"


def test_new_rules_never_change_the_past(accepted, completions):
    alliance, _ = accepted
    old = in_force(alliance.schools[0])
    before = results(stated(alliance))
    new = services.draft_rules(
        organisation=alliance.schools[0], who=None, rows=((Earns.MODULE, Unit.HOURS, Decimal(99)),), reason=""
    )
    with pytest.raises(Unchangeable):
        services.adopt_rules(rules=new, who=None, valid_from=START)
    services.adopt_rules(rules=new, who=None, valid_from=timezone.localdate())
    with pytest.raises(Unchangeable):
        services.adopt_rules(rules=old, who=None, valid_from=timezone.localdate() + timedelta(9))
    assert results(stated(alliance)) == before
    assert queries.rules_on(alliance.schools[0], timezone.localdate()) == new
    assert queries.rules_on(alliance.schools[0], START - timedelta(1)) is None


def test_what_other_rules_would_cost_is_known_before(accepted, completions):
    alliance, _ = accepted
    in_force(alliance.schools[0])
    draft = services.draft_rules(
        organisation=alliance.schools[0], who=None, rows=((Earns.CREDIT, Unit.EUROS, Decimal(10)),), reason=""
    )
    assert queries.cost(draft, *period()) == {"euros": Decimal("50.00")}
    assert not Statement.objects.exists()


def test_what_lies_outside_the_period_is_left_out(accepted, completions):
    alliance, _ = accepted
    in_force(alliance.schools[0])
    early = services.state(
        teacher=alliance.teachers[0], organisation=alliance.schools[0], starts=START, ends=date(2020, 7, 1), who=None
    )
    assert {line.earns for line in queries.stored_lines(early)} == {"completed"}
    with pytest.raises(services.NoRules):
        services.state(
            teacher=alliance.teachers[0],
            organisation=make_organisation(),
            starts=START,
            ends=date(2020, 7, 1),
            who=None,
        )


def test_an_approved_statement_stands(accepted, completions):
    alliance, _ = accepted
    in_force(alliance.schools[0])
    statement = services.approve(statement=stated(alliance), who=alliance.planners[0])
    with pytest.raises(services.AlreadyApproved):
        stated(alliance)
    with pytest.raises(services.AlreadyApproved):
        services.approve(statement=statement, who=alliance.planners[0])


@given(
    amount=st.decimals(min_value="0.01", max_value=999, places=2),
    cents=st.integers(1, 9_999),
)
@hypothesis_settings(max_examples=8, deadline=None)
def test_shares_of_any_size_give_the_whole_but_for_half_a_cent_each(amount, cents):
    share = Decimal(cents) / 100
    parts = [(amount * part / 100).quantize(Decimal("0.01")) for part in (share, 100 - share)]
    assert abs(sum(parts) - amount) <= Decimal("0.01")


@pytest.mark.parametrize("text", ["=1+1", "+358", "-5", "@SUM(A1)", "\tx", "\r=x"])
def test_no_cell_is_a_formula(text):
    assert safe_cell(text) == f"'{text}"
    assert safe_cell(f"x{text}") == f"x{text}"


def test_the_pages_of_a_leader_and_a_teacher(client, accepted, completions):
    alliance, _ = accepted
    school, teacher = alliance.schools[0], alliance.teachers[0]
    rector = make_person(Role.RECTOR, school)

    def to(name, *args):
        with translation.override("en"):
            return reverse(name, args=args)

    def words(answer):
        return " ".join(answer.content.decode().split())

    client.force_login(teacher)
    assert client.get(to("incentives-manage", school.code)).status_code == 403
    client.force_login(rector)
    home = to("incentives-manage", school.code)
    starts, ends = period()
    days = {"starts": starts, "ends": ends}
    assert "No rules hold on that day" in words(client.post(to("incentives-make", school.code), days))
    assert "must end after it begins" in words(
        client.post(to("incentives-make", school.code), {"starts": ends, "ends": starts})
    )
    assert client.post(home, {"module_hours": "-4"}).status_code == 422
    client.post(home, {"module_hours": "20", "completed_euros": "15.01", "reason": "First."})
    rules = IncentiveRules.objects.get()
    assert [(row.earns, row.amount) for row in rules.rows.all()] == [
        ("completed", Decimal("15.01")),
        ("module", Decimal(20)),
    ]
    assert "30.02 euros" in words(client.get(home, days))
    client.post(to("incentives-adopt", rules.pk), {"day": "2020-01-01"})
    client.post(to("incentives-make", school.code), days)
    statement = Statement.objects.get(teacher=teacher)
    sheet = to("incentive-statement", statement.pk)
    assert "Computed again today: the same." in words(client.get(sheet))
    client.post(to("incentive-approve", statement.pk))
    client.force_login(teacher)
    assert "approved" in words(client.get(to("incentives")))
    assert client.post(to("incentive-approve", statement.pk)).status_code == 403
    rows = list(
        csv.reader(
            io.StringIO(client.get(to("incentive-statement-csv", statement.pk)).content.decode("utf-8-sig")),
            delimiter=";",
        )
    )
    assert [row[6] for row in rows] == ["Result", "20.01", "13.33"]
    client.force_login(alliance.teachers[3])
    assert client.get(sheet).status_code == 404
