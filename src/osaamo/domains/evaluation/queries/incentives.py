"""What the rules of incentives give: lines that can be computed again, sums, costs. "No source" is never 0."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from osaamo.domains.evaluation.enums import Earns
from osaamo.domains.evaluation.models import IncentiveRule, IncentiveRules, Proposal, Statement, TeamShare
from osaamo.domains.evaluation.queries.proposals import passed_to_run
from osaamo.kernel.models import Person
from osaamo.kernel.queries import memberships_on
from osaamo.kernel.refs import ref_of
from osaamo.ports import attainments

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from osaamo.kernel.models import Organisation


CENTS = Decimal("0.01")


FULL = Decimal(100)
"""What the weights of a set, and the shares of a team, sum to."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one rule gives for one proposal.

    ``refs`` are the rows counted; ``count`` is how much of it there is, or ``""`` where no source tells; ``result`` is
    ``amount * count * share / 100`` to the cent, or ``""`` likewise. Numbers are texts, so that they stay exact.
    """

    proposal: str
    earns: str
    unit: str
    amount: str
    share: str
    count: str
    refs: tuple[str, ...]
    result: str

    @property
    def has_source(self) -> bool:
        """Whether anything tells the count; without it the line says "no source", never 0."""
        return bool(self.count)


@dataclass(frozen=True, slots=True)
class Difference:
    """A line that comes out otherwise than it was stored; one side is ``None`` where it is new or gone."""

    stored: Line | None
    now: Line | None


def rules_on(organisation: Organisation, day: date) -> IncentiveRules | None:
    """The rules of the institution in force on the day, or ``None``."""
    return IncentiveRules.objects.filter(organisation=organisation, valid_from__lte=day).order_by("-valid_from").first()


def stored_lines(statement: Statement) -> list[Line]:
    """The lines of the statement as they were stored."""
    return [_line(row) for row in statement.lines]


def recompute(statement: Statement) -> list[Difference]:
    """Where the statement comes out otherwise if computed today by its own rules; empty where it is the same."""
    if statement.teacher is None:
        return []
    now = lines_of(statement.teacher, statement.rules, statement.starts, statement.ends)
    before = {_key(line): line for line in stored_lines(statement)}
    after = {_key(line): line for line in now}
    keys = [*before, *(key for key in after if key not in before)]
    pairs = ((before.get(key), after.get(key)) for key in keys)
    return [Difference(stored, new) for stored, new in pairs if stored != new]


def totals(lines: Sequence[Line]) -> dict[str, Decimal | None]:
    """The sum of each unit the lines have; ``None`` where none of its lines has a source."""
    found: dict[str, Decimal | None] = {}
    for line in lines:
        found.setdefault(line.unit, None)
        if line.has_source:
            found[line.unit] = (found[line.unit] or Decimal(0)) + Decimal(line.result)
    return found


def cost(rules: IncentiveRules, starts: date, ends: date) -> dict[str, Decimal | None]:
    """What the rules would give all teachers of their institution in the period, by unit; nothing is stored."""
    people = Person.objects.filter(
        pk__in=memberships_on(starts).filter(organisation=rules.organisation).values("person"),
    ).filter(pk__in=TeamShare.objects.filter(person__isnull=False).values("person"))
    return totals([line for person in people.order_by("pk") for line in lines_of(person, rules, starts, ends)])


def lines_of(teacher: Person, rules: IncentiveRules, starts: date, ends: date) -> list[Line]:
    """A line for each rule and each proposal the teacher has a share of, in order of proposal and rule."""
    shares = TeamShare.objects.filter(person=teacher).select_related("proposal").order_by("proposal_id")
    return [
        line
        for share in shares
        for rule in rules.rows.all()
        if (line := _computed(rule, share, starts, ends)) is not None
    ]


def _computed(rule: IncentiveRule, share: TeamShare, starts: date, ends: date) -> Line | None:
    """The line of one rule for one proposal, or ``None`` where the rule has nothing to do with it in the period."""
    counted = _counted(Earns(rule.earns), share.proposal, starts, ends)
    if counted is None:
        return None
    count, refs = counted
    result = (rule.amount * count * share.share / FULL).quantize(CENTS, ROUND_HALF_EVEN) if count is not None else None
    return Line(
        proposal=ref_of(share.proposal),
        earns=rule.earns,
        unit=rule.unit,
        amount=str(rule.amount),
        share=str(share.share),
        count="" if count is None else str(count),
        refs=refs,
        result="" if result is None else str(result),
    )


def _counted(
    earns: Earns, proposal: Proposal, starts: date, ends: date
) -> tuple[Decimal | None, tuple[str, ...]] | None:
    """How much there is of what earns, ``None`` for that where no source tells, and the rows that tell it."""
    if earns == Earns.COMPLETED:
        return _completions(proposal, starts, ends)
    passed = passed_to_run(proposal)
    if passed is None or not starts <= timezone.localdate(passed.since) < ends:
        return None
    if earns == Earns.MODULE:
        return Decimal(1), (ref_of(passed),)
    return proposal.credits, (ref_of(proposal),) if proposal.credits is not None else ()


def _completions(proposal: Proposal, starts: date, ends: date) -> tuple[Decimal | None, tuple[str, ...]] | None:
    """The completions of the proposal's course by people at home elsewhere than at its host."""
    if passed_to_run(proposal) is None:
        return None
    if not proposal.course_key or not attainments.sources():
        return None, ()
    refs = tuple(
        row.ref
        for row in attainments.all_attainments(starts, ends)
        if row.course == proposal.course_key and row.passed and row.home and row.home != row.host
    )
    return Decimal(len(refs)), refs


def _line(row: dict[str, Any]) -> Line:
    return Line(**{**row, "refs": tuple(row["refs"])})


def _key(line: Line) -> tuple[str, str, str]:
    return line.proposal, line.earns, line.unit


def teachers_with_shares(organisation: Organisation) -> list[Person]:
    """The people of the institution who have a share of a proposal, in order of name."""
    held = memberships_on().filter(organisation=organisation).values("person")
    shared = TeamShare.objects.filter(person__isnull=False).values("person")
    return list(Person.objects.filter(pk__in=held).filter(pk__in=shared))


def titles_of(refs: Iterable[str]) -> dict[str, dict[str, str]]:
    """The titles of proposals by reference."""
    keys = {ref.rpartition(":")[2]: ref for ref in refs}
    rows = Proposal.objects.filter(pk__in=keys).values_list("pk", "title")
    return {keys[str(pk)]: title for pk, title in rows}
