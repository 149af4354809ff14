"""What governance tells the other domains: the bodies of the plan, rows in words, and the erasing of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.governance import services
from osaamo.domains.governance.enums import ACCEPTED
from osaamo.domains.governance.models import Body, Report
from osaamo.kernel.refs import ref_of
from osaamo.ports import erasing, planning, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping


@planning.plan_items(planning.Kind.BODY)
def bodies() -> Iterator[planning.PlanItem]:
    """The bodies in the order of the plan; one of a single area stands in it."""
    for body in Body.objects.all():
        area = body.areas[0] if len(body.areas) == 1 else ""
        yield planning.PlanItem(planning.Kind.BODY, body.key, body.name, ref_of(body), _address(body.key), area)


@shown.shown_rows("governance.body")
def show_bodies(refs: Collection[str]) -> dict[str, shown.Shown]:
    """Bodies, which are public."""
    return {
        ref_of(row): shown.Shown(row.name, _address(row.key)) for row in Body.objects.filter(pk__in=map(_key, refs))
    }


@shown.shown_rows("governance.report")
def show_reports(refs: Collection[str]) -> dict[str, shown.Shown]:
    """Accepted reports; the quarter tells those of a body apart."""
    rows = Report.objects.filter(pk__in=map(_key, refs), state__in=ACCEPTED).select_related("body")
    return {
        ref_of(row): shown.Shown(row.body.name, f"/governance/reports/{row.pk}/", f"{row.year}/{row.quarter}")
        for row in rows
    }


def _address(key: str) -> str:
    return f"/governance/bodies/{key}/"


def _key(ref: str) -> int:
    return int(ref.rpartition(":")[2])


WHY = {
    "fi": "Toimielimen historia säilyy ilman nimeä: paikka oli täytetty tai tehtävä annettu.",
    "sv": "Organets historia bevaras utan namn: platsen var besatt eller uppgiften given.",
    "en": "A body's history stays without a name: the seat was held, or the task was given.",
}


def _erase(person: str) -> erasing.Erased:
    removed, kept = services.erase(person=_key(person))
    return erasing.Erased(removed, {label: erasing.Kept(count, WHY) for label, count in kept.items()})


def _held(person: str) -> Mapping[str, int]:
    counts = {label: rows.count() for label, rows in services.rows_about(_key(person)).items()}
    return {label: count for label, count in counts.items() if count}


erasing.register(
    erasing.Eraser(
        "governance.people",
        (
            "governance.Invitation",
            "governance.Expert",
            "governance.Evaluator",
            "governance.Seat",
            "governance.FollowUp",
        ),
        _erase,
        _held,
    )
)
