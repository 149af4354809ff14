"""What the plan tells other domains: items of the version in force, a section of reports; and the erasing of people."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from osaamo.domains.steering import queries, services
from osaamo.domains.steering.enums import FIELDS, SEALED, ItemKind, Standing
from osaamo.domains.steering.models import Activity, Idea, Progress
from osaamo.kernel.refs import ref_of
from osaamo.ports import erasing, planning, reporting, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from django.utils.functional import _StrPromise

    from osaamo.domains.steering.queries import Followed
    from osaamo.ports.planning import PlanItem

ONE_DAY = timedelta(days=1)

ADDRESSES = {
    ItemKind.AREA: "/plan/areas/{key}/",
    ItemKind.SPEARHEAD: "/plan/goals/#{key}",
    ItemKind.ACTIVITY: "/plan/activities/{key}/",
}
"""Where each kind of item is read, below the language."""


@planning.plan_items(planning.Kind.AREA)
def areas() -> Iterator[PlanItem]:
    """The areas of cooperation, and the alliance's common part."""
    return _items(ItemKind.AREA)


@planning.plan_items(planning.Kind.SPEARHEAD)
def spearheads() -> Iterator[PlanItem]:
    """The spearheads."""
    return _items(ItemKind.SPEARHEAD)


@planning.plan_items(planning.Kind.ACTIVITY)
def activities() -> Iterator[PlanItem]:
    """The activities of the year, the roadmap and the standing duties."""
    return _items(ItemKind.ACTIVITY)


@shown.shown_rows("steering.progress")
def show_progress(refs: Collection[str]) -> dict[str, shown.Shown]:
    """Each by the activity it is of, as the version in force calls it."""
    version = queries.current()
    titles = {item.key: item.title for item in queries.items_of(version, ItemKind.ACTIVITY)} if version else {}
    keys = Progress.objects.filter(pk__in=map(_key, refs)).values_list("pk", "key")
    return {f"steering.progress:{pk}": _shown(key, titles[key]) for pk, key in keys if key in titles}


@shown.shown_rows("steering.activity")
def show_activities(refs: Collection[str]) -> dict[str, shown.Shown]:
    """Activities of approved versions; the version tells the same activity of two years apart."""
    rows = Activity.objects.filter(pk__in=map(_key, refs), version__state__in=SEALED).select_related("version")
    return {ref_of(row): _shown(row.key, row.title, str(row.version.year)) for row in rows}


@shown.shown_rows("steering.idea")
def show_ideas(refs: Collection[str]) -> dict[str, shown.Shown]:
    """Ideas that were answered, and with that are public."""
    rows = Idea.objects.filter(pk__in=map(_key, refs), answered_on__isnull=False)
    return {
        ref_of(row): shown.Shown(dict.fromkeys(erasing.LANGUAGES, row.title), f"/plan/ideas/{row.pk}/") for row in rows
    }


def _shown(key: str, title: Mapping[str, str], detail: str = "") -> shown.Shown:
    return shown.Shown(title, ADDRESSES[ItemKind.ACTIVITY].format(key=key), detail or key)


def _items(kind: ItemKind) -> Iterator[PlanItem]:
    version = queries.current()
    for item in queries.items_of(version, kind) if version else ():
        if not item.ending:
            area = item.key if kind == ItemKind.AREA else getattr(item, "area", "")
            yield planning.PlanItem(
                kind=planning.Kind(kind.value),
                key=item.key,
                title=item.title,
                ref=ref_of(item),
                url=ADDRESSES[kind].format(key=item.key),
                area=area,
            )


STATUS = {Standing.DONE: "good", Standing.UNDER_WAY: "good", Standing.LATE: "late"}
"""How a report colours each standing; the rest it does not."""


@reporting.section("steering.activities")
def activities_section(question: reporting.Question) -> reporting.Section:
    """The activities that go on in the period, each as its owners told it by the period's last day.

    It names no person: a report is frozen for ever. Whose an activity is stands as a body, or as yes or no.
    """
    last = question.period.end - ONE_DAY
    version = queries.in_force_on(last)
    rows = [row for row in queries.followed_then(version, last) if _is_asked(row, question)] if version else []
    areas = {item.key: item.title for item in queries.items_of(version, ItemKind.AREA)} if version else {}
    bodies = {item.key: item.title for item in planning.items(planning.Kind.BODY)}
    return reporting.Section(
        key="steering.activities",
        title=_in_three(_("Activities of the plan")),
        columns={
            "key": _in_three(_("Item key")),
            "title": _in_three(_("Activity")),
            "area": _in_three(FIELDS["area"]),
            "schedule": _in_three(FIELDS["schedule"]),
            "standing": _in_three(_("How it stands")),
            "percent": _in_three(_("Percent done")),
            "reason": _in_three(_("Reason")),
            "owner": _in_three(_("Owner")),
        },
        rows=tuple(_report_row(row, areas, bodies) for row in rows),
        warnings=tuple(_warnings(rows)),
        public=("key", "title", "area", "schedule", "standing", "percent", "reason", "owner"),
    )


def _is_asked(row: Followed, question: reporting.Question) -> bool:
    """Whether the activity is of an asked area and goes on in the period, or is still open from before it."""
    asked = not question.areas or bool(set(question.areas) & set(row.item.areas))
    open_before = row.item.ends < question.period.start and row.standing == Standing.LATE
    goes_on = row.item.starts < question.period.end and row.item.ends >= question.period.start
    return asked and (goes_on or open_before)


def _report_row(
    row: Followed, areas: Mapping[str, Mapping[str, str]], bodies: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    body = row.progress.owner_body
    named = dict(bodies[body]) if body in bodies else body
    return {
        "key": row.item.key,
        "title": dict(row.item.title),
        "area": dict(areas.get(row.item.area, {"en": row.item.area})),
        "schedule": row.item.schedule,
        "standing": _in_three(row.standing.label),
        "percent": row.progress.percent,
        "reason": row.progress.reason or None,
        "owner": named or _in_three(_("named person") if row.progress.owner_id else _("no owner")),
        "status": STATUS.get(row.standing, "none"),
        "ref": ref_of(row.progress if row.progress.pk else row.item),
        "url": ADDRESSES[ItemKind.ACTIVITY].format(key=row.item.key),
    }


def _warnings(rows: list[Followed]) -> Iterator[dict[str, str]]:
    roll = queries.roll_of(rows)
    silent = sum(row.lacks_reason for row in rows)
    if roll.without_owner:
        yield _counted("%(count)s activity has no owner.", "%(count)s activities have no owner.", roll.without_owner)
    if silent:
        yield _counted(
            "%(count)s activity is late without a reason.", "%(count)s activities are late without a reason.", silent
        )


def _in_three(text: str | _StrPromise) -> dict[str, str]:
    """The text in each language."""
    found = {}
    for code in erasing.LANGUAGES:
        with translation.override(code):
            found[code] = str(text)
    return found


def _counted(one: str, many: str, count: int) -> dict[str, str]:
    found = {}
    for code in erasing.LANGUAGES:
        with translation.override(code):
            found[code] = ngettext(one, many, count) % {"count": count}
    return found


def _key(ref: str) -> int:
    """The primary key in a reference."""
    return int(ref.rpartition(":")[2])


def _erase(person: str) -> erasing.Erased:
    return erasing.Erased(removed=services.erase(person=_key(person)))


def _held(person: str) -> Mapping[str, int]:
    return queries.held(_key(person))


# Owners, votes and decisions stay without a name: those keys to people are set to null.
erasing.register(
    erasing.Eraser(
        "steering.said",
        ("steering.Comment", "steering.Idea", "steering.Reminder", "steering.Sheet"),
        _erase,
        _held,
    )
)
