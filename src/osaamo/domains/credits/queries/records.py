"""Every credit once: what this service saw and what schools report, joined by learner, course and host."""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.conf import settings

from osaamo.domains.credits.enums import Taken
from osaamo.domains.credits.models import Decision, SchoolRow
from osaamo.domains.credits.queries.counting import Credit
from osaamo.kernel.i18n import LANGUAGES
from osaamo.kernel.models import Organisation, Person
from osaamo.ports.attainments import all_attainments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from decimal import Decimal

    from osaamo.ports.attainments import Attainment

SERVICE = "service"
"""Who reports what this service saw itself."""

MISSING_AT_HOST, MISSING_AT_HOME = "missing-at-host", "missing-at-home"


@dataclass(frozen=True, slots=True)
class Report:
    """A credit as somebody reports it: ``by`` is the code of a school, or ``service``."""

    by: str
    ref: str
    learner: str
    course: str
    title: str
    kind: str
    audience: str
    age_group: str
    home: str
    host: str
    credits: Decimal
    on: date

    @property
    def is_host(self) -> bool:
        """Whether the one who gave the credit says so; what this service saw came from the host."""
        return self.by in {self.host, SERVICE}

    @property
    def group(self) -> str:
        """The key of the enrolment: the same learner, course and host."""
        return _digest(self.learner or self.ref, self.course, self.host)


@dataclass(frozen=True, slots=True)
class Joined:
    """The reports of one enrolment.

    ``differences`` names the fields in which host and home differ (``credits``, ``on``, ``home`` ...), or who of them
    says nothing of it (``missing-at-host``, ``missing-at-home``). ``seen`` changes when the reports do.
    """

    group: str
    host: Report | None
    home: Report | None
    others: tuple[Report, ...]
    differences: tuple[str, ...]
    seen: str
    decision: Decision | None = None

    @property
    def is_unclear(self) -> bool:
        """Whether the reports do not tell what is counted. What only the home misses is clear: the host gave it."""
        return any(one != MISSING_AT_HOME for one in self.differences)

    @property
    def needs_decision(self) -> bool:
        """Whether what is counted is unclear and undecided."""
        return self.decision is None and self.is_unclear

    @property
    def reports(self) -> tuple[Report, ...]:
        """All reports."""
        return tuple(one for one in (self.host, self.home, *self.others) if one is not None)


def learner_digest(identifier: str) -> str:
    """What stands for a learner: the same for the same identifier, and of no use without the secret of the service."""
    message = identifier.strip().casefold().encode()
    return hmac.new(settings.SECRET_KEY.encode(), b"credits.learner:" + message, hashlib.sha256).hexdigest()


def members() -> frozenset[str]:
    """The codes of the institutions of the alliance."""
    return frozenset(
        Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION, parent__kind=Organisation.Kind.ALLIANCE)
        .values_list("code", flat=True)
        .order_by("code")
    )


def reports(start: date, end: date) -> Iterator[Report]:
    """All reports of what was completed from ``start`` up to, not including, ``end``."""
    attainments = [one for one in all_attainments(start, end) if one.passed and not one.removed]
    yield from _of_service(attainments)
    for row in SchoolRow.objects.filter(on__gte=start, on__lt=end).select_related("reporter"):
        yield Report(
            by=row.reporter.code,
            ref=f"credits.schoolrow:{row.pk}",
            learner=row.learner,
            course=row.course,
            title=row.title,
            kind=row.kind,
            audience=row.audience,
            age_group=row.age_group,
            home=row.home,
            host=row.host,
            credits=row.credits,
            on=row.on,
        )


def joined(start: date, end: date) -> list[Joined]:
    """The enrolments completed in the days, each with all that was reported of it, in order of their keys."""
    groups: dict[str, list[Report]] = defaultdict(list)
    times: dict[tuple[str, str], int] = defaultdict(int)
    for report in sorted(reports(start, end), key=lambda one: (one.on, one.ref)):
        # Who passes a course again is reported again: the second report of one school goes with that of the other.
        time = times[report.group, report.by] = times[report.group, report.by] + 1
        groups[report.group if time == 1 else _digest(report.group, str(time))].append(report)
    decided = {(one.group, one.seen): one for one in Decision.objects.filter(group__in=list(groups))}
    found = [_join(group, sorted(rows, key=lambda one: one.ref)) for group, rows in sorted(groups.items())]
    return [replace(one, decision=decided.get((one.group, one.seen))) for one in found]


def credits_of(start: date, end: date) -> list[Credit]:
    """The credits completed in the days, each once; those that wait for a decision are marked."""
    return [credit for one in joined(start, end) if (credit := credit_of(one)) is not None]


def credit_of(one: Joined) -> Credit | None:
    """What is counted of an enrolment; ``None`` where it was decided that nothing is."""
    taken = one.decision.taken if one.decision else Taken.HOST
    if taken == Taken.NEITHER:
        return None
    report = (one.home if taken == Taken.HOME else one.host) or one.host or one.home or one.others[0]
    return Credit(
        key=one.group,
        refs=tuple(each.ref for each in one.reports),
        course=report.course,
        title=report.title,
        kind=report.kind,
        audience=report.audience,
        age_group=report.age_group,
        home=report.home,
        host=report.host,
        credits=report.credits,
        on=report.on,
        waits=one.needs_decision,
    )


def _join(group: str, rows: list[Report]) -> Joined:
    hosts = [one for one in rows if one.is_host]
    # What this service saw came by message from the host's system; the host's own file comes first, if there is one.
    hosts.sort(key=lambda one: one.by == SERVICE)
    homes = [one for one in rows if one.by == one.home and one.home != one.host]
    host, home = next(iter(hosts), None), next(iter(homes), None)
    others = tuple(one for one in rows if one is not host and one is not home)
    seen = _digest(*(f"{one.ref}|{one.credits}|{one.on}|{one.home}|{one.audience}|{one.kind}" for one in rows))
    return Joined(group, host, home, others, _differences(host, home, others), seen)


def _differences(host: Report | None, home: Report | None, others: tuple[Report, ...]) -> tuple[str, ...]:
    if host is None:
        return (MISSING_AT_HOST,)
    found = [
        name
        for name in ("credits", "on", "home", "audience", "kind")
        for other in (home, *others)
        if other is not None and getattr(other, name) != getattr(host, name)
    ]
    if home is None and host.home and host.home != host.host and host.by != SERVICE:
        found.append(MISSING_AT_HOME)
    return tuple(dict.fromkeys(found))


def _of_service(attainments: Iterable[Attainment]) -> Iterator[Report]:
    rows = list(attainments)
    keys = {int(key) for one in rows if (key := one.person.removeprefix("kernel.person:")).isdecimal()}
    known = {
        pk: eppn or email for pk, eppn, email in Person.objects.filter(pk__in=keys).values_list("pk", "eppn", "email")
    }
    for one in rows:
        key = one.person.removeprefix("kernel.person:")
        identifier = known.get(int(key)) if key.isdecimal() else None
        yield Report(
            by=SERVICE,
            ref=one.ref,
            learner=learner_digest(identifier) if identifier else "",
            course=one.course,
            title=next((one.title[code] for code in LANGUAGES if one.title.get(code)), ""),
            kind=one.kind,
            audience=one.audience,
            age_group="",
            home=one.home,
            host=one.host,
            credits=one.credits,
            on=one.on,
        )


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
