"""Loading a plan that was approved elsewhere, from parsed data."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from osaamo.domains.steering.enums import ItemKind, Listing, State
from osaamo.domains.steering.models import ITEM_MODELS, Board, Conflict, Plan, PlanVersion
from osaamo.domains.steering.queries import hash_of
from osaamo.domains.steering.rules import Span, read_schedule
from osaamo.domains.steering.services.progress import open_progress
from osaamo.kernel.models import Organisation
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Rows = Iterable[Mapping[str, Any]]


@transaction.atomic
def load_plan(
    *,
    plan: Mapping[str, Any],
    organisation: str,
    boards: Mapping[str, str],
    areas: Rows,
    goals: Rows,
    spearheads: Rows,
    segments: Rows,
    activities: Mapping[str, Rows],
    bodies: Rows = (),
    conflicts: Rows = (),
) -> Counter[str]:
    """How many items of each kind the approved version of the plan's implementation year has.

    ``organisation`` is the code of whoever's plan it is, ``boards`` maps keys of deciding boards to codes of their
    institutions, ``activities`` has the rows ``year``, ``roadmap`` and ``standing``. A version that is there already
    stays as it is; boards and conflicts are written anew by key, what was chosen about conflicts stays.
    """
    stored = _plan(plan, organisation)
    names = {row["id"]: row["name"] for row in bodies}
    for key, code in boards.items():
        defaults = {"organisation": Organisation.objects.get(code=code), "title": names.get(key, {"en": key})}
        Board.objects.update_or_create(plan=stored, key=key, defaults=defaults)
    for position, row in enumerate(conflicts):
        defaults = {"position": position, "text": row["text"], "src": row.get("src", "")}
        defaults |= {name: list(row.get(name) or ()) for name in ("areas", "sides", "options")}
        Conflict.objects.update_or_create(plan=stored, key=row["id"], defaults=defaults)
    version, is_new = PlanVersion.objects.get_or_create(plan=stored, year=plan["implementation_plan_year"])
    if is_new:
        _fill(version, areas, goals, spearheads, segments, activities)
        version.state, version.content_hash = State.APPROVED, hash_of(version)
        version.save()
        open_progress(version=version)
        audit(verb="plan.loaded", about=version, organisation=stored.organisation, details={"year": version.year})
    return Counter({kind.value: model.objects.filter(version=version).count() for kind, model in ITEM_MODELS.items()})


def _plan(row: Mapping[str, Any], organisation: str) -> Plan:
    defaults = {
        "organisation": Organisation.objects.get(code=organisation),
        "title": row["name"],
        "starts": _date(row["period"]["start"]),
        "ends": _date(row["period"]["end"]),
        "milestone_year": row["milestone_year"],
        "target_year": row["target_year"],
        "src": row.get("src", ""),
    }
    return Plan.objects.update_or_create(key=row["id"], defaults=defaults)[0]


def _fill(
    version: PlanVersion, areas: Rows, goals: Rows, spearheads: Rows, segments: Rows, activities: Mapping[str, Rows]
) -> None:
    """Write the version's items in the order of the data."""
    found = {
        ItemKind.AREA: map(_area, areas),
        ItemKind.GOAL: map(_goal, goals),
        ItemKind.SPEARHEAD: map(_spearhead, spearheads),
        ItemKind.SEGMENT: map(_segment, segments),
        ItemKind.ACTIVITY: _activities(activities, version.year),
    }
    for kind, rows in found.items():
        model = ITEM_MODELS[kind]
        model.objects.bulk_create(
            [model(version=version, position=position, **row) for position, row in enumerate(rows)]
        )


def _area(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **_shared(row, title="name"),
        **_texts(row, "kind", "section", "steering_body", "operative_team", "coordinating_body"),
        **_texts(row, "reports_to", "reporting"),
        **_lists(row, "steering_split", "co_steering"),
        "former_title": row.get("former_name") or {},
        "chair_role": row.get("chair_role") or {},
        "student_representation": row.get("student_representation"),
    }


def _goal(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **_shared(row),
        **_texts(row, "kind", "area"),
        **_lists(row, "serves", "repeated_in", "echoed_in", "sub", "indicators"),
        "horizon": row.get("horizon"),
        "extension": row.get("extension_in_areas") or {},
    }


def _spearhead(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**_shared(row, title="name"), **_texts(row, "core_team"), "targets": row.get("target_2021") or {}}


def _segment(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **_shared(row, title="name"),
        **_texts(row, "countries_as_written"),
        **_lists(row, "payers", "countries", "solutions"),
        "members": row.get("members") or {},
        "customer_financing": row.get("customer_financing") or {},
        "roadmap": {str(year): key for year, key in (row.get("roadmap") or {}).items()},
    }


def _activities(rows: Mapping[str, Rows], year: int) -> Iterator[dict[str, Any]]:
    for listing in Listing:
        for row in rows.get(listing.value, ()):
            span = _span(row, year)
            yield {
                **_shared(row),
                **_texts(row, "area", "kind", "cadence", "parent", "segment", "duplicate_of", "schedule"),
                **_lists(row, "other_areas", "bodies", "indicators", "campuses", "subtasks"),
                "listing": listing,
                "year": row.get("year", year if listing == Listing.YEAR else None),
                "until_year": row.get("until_year"),
                "schedule_inferred": bool(row.get("schedule_inferred")),
                "starts": span.starts,
                "ends": span.ends,
            }


def _span(row: Mapping[str, Any], year: int) -> Span:
    """The days the row gives, else those its schedule or its years name."""
    if row.get("start") and row.get("end"):
        return Span(_date(row["start"]), _date(row["end"]))
    if row.get("schedule"):
        return read_schedule(row["schedule"], year=year)
    first = row.get("year", year)
    return read_schedule(f"{first}-{row.get('until_year') or first}", year=year)


def _shared(row: Mapping[str, Any], *, title: str = "title") -> dict[str, Any]:
    return {"key": row["id"], "title": row[title], **_texts(row, "note", "src")}


def _texts(row: Mapping[str, Any], *names: str) -> dict[str, str]:
    return {name: str(row.get(name) or "") for name in names}


def _lists(row: Mapping[str, Any], *names: str) -> dict[str, list[Any]]:
    return {name: list(row.get(name) or ()) for name in names}


def _date(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
