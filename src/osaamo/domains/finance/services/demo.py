"""The estimate of the alliance's plan, and what the ministry and the members pay, as the plan writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from osaamo.domains.finance.models import Booking, Budget, Commitment, Contribution, Grant, Income, Line
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Mapping

RESERVES = frozenset({"BL-OTH-2"})
"""Lines that hold reserves, by the plan's own word."""

GRANT_YEARS = range(2021, 2025)
"""The ministry pays the same in each year of the plan."""


@transaction.atomic
def load_budget(*, data: Mapping[str, Any], organisation: Organisation) -> Budget:
    """The budget of the plan's year with its lines, contributions and grants; loading it again changes nothing.

    The plan does not say on which day the rectors' council approved the estimate: the first of the year stands for it.
    """
    budget, is_new = Budget.objects.get_or_create(
        organisation=organisation,
        year=data["year"],
        defaults={
            "title": data["title"],
            "approved_on": date(data["year"], 1, 1),
            "decision": f"{data['approved_by']}, {data['year']}",
            "is_sample": True,
        },
    )
    if not is_new:
        return budget
    Line.objects.bulk_create(_line(budget, position, row) for position, row in enumerate(data["lines"], 1))
    members = {one.code: one for one in Organisation.objects.all()}
    funding = data["funding"]
    Contribution.objects.bulk_create(
        Contribution(budget=budget, payer=members[row["payer"]], amount=Decimal(row["amount"]))
        for row in funding["member_contributions_2021"]["split"]
    )
    given = funding["okm_strategy_funding_per_year"]
    Grant.objects.bulk_create(
        [
            Grant(
                organisation=members[row["recipient"]],
                year=year,
                purpose=row["purpose"],
                amount=Decimal(row["amount"]),
                source=given["src"],
            )
            for year in GRANT_YEARS
            for row in given["split"]
        ],
        ignore_conflicts=True,
    )
    return budget


SPENT = (
    ("BL-LEARN-2", "haaga-helia", "03-11", "8200.00", "Matkapalvelu (esimerkki)", "Lennot ja majoitus", "A21-LEARN-01"),
    ("BL-LEARN-2", "metropolia", "04-22", "6140.50", "Matkapalvelu (esimerkki)", "Leirin kulut", "A21-LEARN-01"),
    ("BL-LEARN-3", "laurea", "05-17", "19150.00", "Tapahtumatalo (esimerkki)", "Tilat ja tarjoilu", "A21-LEARN-01"),
    ("BL-LEARN-4", "laurea", "09-30", "8480.00", "Hyvinvointistudio (esimerkki)", "Toteutus", "A21-LEARN-01"),
    ("BL-LEARN-6", "laurea", "10-15", "6200.00", "Verkkoalusta (esimerkki)", "10 päivän toteutus", "A21-LEARN-01"),
    ("BL-ENT-1", "laurea", "06-10", "7350.00", "Muotoilutoimisto (esimerkki)", "Kehitystyö", "A21-ENT-01"),
    ("BL-RDI-1", "metropolia", "03-29", "21800.00", "Hankevalmennus (esimerkki)", "Kevään kierros", "A21-RDI-01"),
    ("BL-RDI-4", "haaga-helia", "08-27", "2480.00", "Taittopalvelu (esimerkki)", "Julkaisun taitto", "A21-RDI-06"),
    ("BL-AI-1", "metropolia", "02-15", "30000.00", "Tekoälytoimittaja (esimerkki)", "Lisenssit, kevät", "A21-AI-09"),
    ("BL-OTH-1", "metropolia", "04-06", "35000.00", "Liikuntapalvelu (esimerkki)", "Rahoitusosuus", "A21-ZONE-01"),
)  # fmt: skip
PROMISED = (
    ("BL-AI-1", "Lisenssit, syksy", "Tekoälytoimittaja (esimerkki)", "30000.00", "08-02", "A21-AI-09"),
    ("BL-RDI-1", "Syksyn kierros", "Hankevalmennus (esimerkki)", "24000.00", "08-16", "A21-RDI-01"),
)


@transaction.atomic
def load_bookings(*, budget: Budget) -> int:
    """How many sample rows were written to the budget of the sample alliance; none where it has rows already."""
    if Booking.objects.filter(line__budget=budget).exists():
        return 0
    members = {one.code: one for one in Organisation.objects.all()}
    lines = {line.code: line for line in budget.lines.all()}
    for number, (code, place, day, amount, supplier, text, activity) in enumerate(SPENT, 1):
        Booking.objects.create(
            line=lines[code], organisation=members[place], day=date.fromisoformat(f"{budget.year}-{day}"),
            amount=Decimal(amount), voucher=f"ESIM-{number}", supplier=supplier, text=text, activity=activity,
        )  # fmt: skip
    for code, title, supplier, amount, day, activity in PROMISED:
        Commitment.objects.create(
            line=lines[code], title=title, supplier=supplier, amount=Decimal(amount), activity=activity,
            made_on=date.fromisoformat(f"{budget.year}-{day}"),
        )  # fmt: skip
    for share in budget.contributions.all():
        day = date(budget.year, 2, 26)
        share.invoice, share.invoiced_on = f"ESIM-L{share.pk}", date(budget.year, 2, 1)
        share.due_on = date(budget.year, 2, 28)
        share.save()
        Income.objects.create(
            contribution=share, organisation=share.payer, day=day, amount=share.amount, voucher=f"ESIM-J{share.pk}"
        )
    for grant in Grant.objects.filter(year=budget.year):
        day = date(budget.year, 3, 31)
        Income.objects.create(
            grant=grant, organisation=grant.organisation, day=day, amount=grant.amount, voucher=f"ESIM-O{grant.pk}"
        )
    return len(SPENT) + len(PROMISED)


OF_EVENTS = {"ESIM-7": "ev21-booster-spring"}
PROMISED_TO_EVENTS = {"Syksyn kierros": "ev21-booster-autumn"}


@transaction.atomic
def tie_to_events(*, budget: Budget, refs: Mapping[str, str]) -> int:
    """How many sample rows are now for an event; ``refs`` are the references of events by their key in the plan."""
    tied = 0
    for voucher, key in OF_EVENTS.items():
        tied += Booking.objects.filter(line__budget=budget, voucher=voucher).update(about_ref=refs.get(key, ""))
    for title, key in PROMISED_TO_EVENTS.items():
        tied += Commitment.objects.filter(line__budget=budget, title=title).update(about_ref=refs.get(key, ""))
    return tied


def _line(budget: Budget, position: int, row: Mapping[str, Any]) -> Line:
    return Line(
        budget=budget,
        code=row["id"],
        position=position,
        section=row["section"],
        title=row["title"],
        amount=Decimal(row["amount"]),
        as_written=row["as_written"],
        area=row.get("area", ""),
        spearhead=row.get("spearhead") or "",
        module=row.get("module") or "",
        activities=row.get("activities", []),
        is_reserve=row["id"] in RESERVES,
        source=row.get("src", ""),
    )
