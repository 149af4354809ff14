"""The estimate of the alliance's plan, as loaded from its transcription."""

from __future__ import annotations

from decimal import Decimal

import pytest

from osaamo.domains.finance import queries, services
from osaamo.domains.finance.models import Budget, Contribution, Grant
from osaamo.domains.finance.tests.making import DAY, spend
from osaamo.kernel.models import Organisation
from osaamo.web import demo
from osaamo.web.management.commands.load_demo import load_alliance


@pytest.fixture
def planned(db):
    load_alliance()
    alliance = Organisation.objects.get(code="3amk")
    return services.load_budget(data=demo.plan("budget"), organisation=alliance)


def test_the_plans_estimate_is_450_000_in_its_five_sections(planned) -> None:
    found = {group.key: group.sums.planned for group in queries.sections(planned)}
    assert found == {"learning": 120_000, "rdi": 80_000, "entrepreneurship": 40_000, "ai": 87_000, "other": 123_000}
    assert planned.lines.count() == 26
    assert planned.lines.get(is_reserve=True).amount == 53_000
    assert services.load_budget(data=demo.plan("budget"), organisation=planned.organisation) == planned
    assert Budget.objects.count() == 1


def test_a_modules_cost_is_that_of_its_lines_in_two_sections(planned) -> None:
    modules = {
        group.key: group for group in queries.grouped(planned, lambda line: (line.module,) if line.module else ())
    }
    challenges = modules["m-10d100c"]
    assert sorted(line.code for line, _ in challenges.lines) == ["BL-ENT-1", "BL-LEARN-6"]
    assert challenges.sums.planned == 21_600
    for code, amount in (("BL-ENT-1", "100"), ("BL-LEARN-6", "23.50")):
        spend(planned.lines.get(code=code), amount, activity="A21-ENT-01")
    assert queries.cost_of_activities(planned) == {"A21-ENT-01": Decimal("123.50")}
    assert queries.cost_by_institution(planned) == {"laurea": Decimal("123.50")}
    assert queries.months_of(planned) == {3: Decimal("123.50")}


def test_grants_beyond_the_budget_are_shown_and_contributions_are_what_came(planned) -> None:
    assert queries.unplanned(planned) == 750_000
    assert Grant.objects.filter(year=2021).count() == 4
    first = Contribution.objects.get(budget=planned, payer__code="laurea")
    services.receive(of=first, day=DAY, amount=Decimal(150_000), voucher="L1", by=None)
    with pytest.raises(services.AlreadyReceived):
        services.receive(of=first, day=DAY, amount=Decimal(1), voucher="L1", by=None)
    assert [(one.of.payer.code, one.missing) for one in queries.contributions_of(planned)] == [
        ("haaga-helia", 150_000),
        ("laurea", 0),
        ("metropolia", 150_000),
    ]
    grant = Grant.objects.get(year=2021, purpose="coordination_and_administration")
    services.receive(of=grant, day=DAY, amount=Decimal(300_000), voucher="O1", by=None)
    services.use_grant(grant=grant, day=DAY, amount=Decimal(1000), text="Palkat", by=None)
    paid = next(one for one in queries.grants_in(2021) if one.of == grant)
    assert (paid.missing, paid.used, paid.unused) == (0, 1000, 299_000)


def test_the_samples_stay_within_the_estimate_and_are_written_once(planned) -> None:
    assert services.load_bookings(budget=planned) == 12
    assert services.load_bookings(budget=planned) == 0
    assert [
        (line.code, str(sums.standing))
        for group in queries.sections(planned)
        for line, sums in group.lines
        if sums.standing in {"late", "risk"}
    ] == [("BL-LEARN-3", "risk"), ("BL-LEARN-4", "risk"), ("BL-LEARN-6", "risk"), ("BL-AI-1", "risk")]
    assert {one.missing for one in [*queries.contributions_of(planned), *queries.grants_in(2021)]} == {0}
