"""The whole plan as a paper in one language, from data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from osaamo.connectors.papers import Block, Heading, Paper, Points, Table, Words
from osaamo.domains.steering.enums import COMMON, FIELDS, GoalKind, ItemKind, Listing
from osaamo.domains.steering.queries import is_untouched, items_of
from osaamo.kernel.i18n import translated
from osaamo.ports import planning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from osaamo.domains.steering.models import Activity, Area, Goal, PlanVersion, Segment, Spearhead

TARGETS = {"external_funding_eur": _("external funding, euros"), "publications": _("joint publications")}
"""What the targets of a spearhead are called."""


def plan_paper(version: PlanVersion, *, language: str) -> Paper:
    """The version's goals, areas, spearheads, segments and every activity that goes on, in the plan's order.

    It says only what the version says: progress changes any day and is on the pages.
    """
    with override(language):
        return Paper(
            title=translated(version.plan.title, language),
            subtitle=_subtitle(version),
            language=language,
            blocks=list(_Writer(version, language).blocks()),
            footer=_footer(version),
            made_on=(version.approved_on or version.made_at.date()).isoformat(),
        )


class _Writer:
    """Writes the blocks of one version in one language."""

    def __init__(self, version: PlanVersion, language: str) -> None:
        self.language = language
        self.items = {kind: [item for item in items_of(version, kind) if not item.ending] for kind in ItemKind}
        self.bodies = {item.key: item.title for item in planning.items(planning.Kind.BODY)}

    def blocks(self) -> Iterator[Block]:
        """All blocks in order."""
        common = [goal for goal in self.items[ItemKind.GOAL] if goal.area == COMMON]
        yield Heading(gettext("Common goals"))
        yield from self._goals(common)
        yield Heading(gettext("Spearheads"))
        yield self._spearheads(self.items[ItemKind.SPEARHEAD])
        for area in self.items[ItemKind.AREA]:
            yield from self._area(area)

    def _area(self, area: Area) -> Iterator[Block]:
        section = f"{area.section} " if area.section else ""
        yield Heading(section + self._text(area.title))
        if area.bodies:
            names = ", ".join(self._body(key) for key in area.bodies)
            yield Words(gettext("Steered by: %(names)s.") % {"names": names})
        if area.key != COMMON:
            yield from self._goals([goal for goal in self.items[ItemKind.GOAL] if goal.area == area.key])
        if area.key == "export" and self.items[ItemKind.SEGMENT]:
            yield self._segments(self.items[ItemKind.SEGMENT])
        activities = [item for item in self.items[ItemKind.ACTIVITY] if item.area == area.key]
        for listing in Listing:
            rows = [item for item in activities if item.listing == listing]
            if rows:
                yield Heading(str(listing.label), level=2)
                yield self._activities(rows, f"{self._text(area.title)}: {listing.label}")

    def _goals(self, goals: list[Goal]) -> Iterator[Block]:
        for kind in GoalKind:
            rows = [goal for goal in goals if goal.kind == kind]
            if rows:
                yield Heading(str(kind.label), level=2)
                yield Points([self._goal(goal) for goal in rows])

    def _goal(self, goal: Goal) -> str:
        by = f" ({gettext('by the end of %(year)s') % {'year': goal.horizon}})" if goal.horizon else ""
        # The points are in the plan as written, which is in Finnish.
        points = f": {'; '.join(goal.sub)}" if goal.sub and self.language == "fi" else ""
        return self._text(goal.title) + by + points

    def _spearheads(self, rows: list[Spearhead]) -> Table:
        return Table(
            caption=gettext("Spearheads"),
            columns=[str(FIELDS["title"]), str(FIELDS["core_team"]), str(FIELDS["targets"])],
            rows=[[self._text(row.title), self._body(row.core_team), _targets(row.targets)] for row in rows],
        )

    def _segments(self, rows: list[Segment]) -> Table:
        return Table(
            caption=gettext("Customer segments"),
            columns=[str(FIELDS[name]) for name in ("title", "members", "countries_as_written", "solutions")],
            rows=[
                [
                    self._text(row.title),
                    self._text(row.members),
                    row.countries_as_written,
                    "; ".join(self._text(solution["name"]) for solution in row.solutions),
                ]
                for row in rows
            ],
        )

    def _activities(self, rows: list[Activity], caption: str) -> Table:
        columns = [gettext("Item key"), gettext("Activity"), str(FIELDS["schedule"]), gettext("Time")]
        return Table(
            caption=caption,
            columns=columns,
            rows=[[row.key, self._text(row.title), row.schedule, self._time(row)] for row in rows],
        )

    @staticmethod
    def _time(row: Activity) -> str:
        """The days from and to."""
        return f"{_day(row.starts)} – {_day(row.ends)}"

    def _body(self, key: str) -> str:
        return self._text(self.bodies.get(key, {})) or key

    def _text(self, value: Mapping[str, str]) -> str:
        return translated(value, self.language)


def _targets(targets: Mapping[str, int]) -> str:
    """Each target with its name; a name that is not known stands as it is."""
    parts = [
        f"{TARGETS.get(name, name)}: {number_format(value, force_grouping=True)}" for name, value in targets.items()
    ]
    return "; ".join(parts)


def _subtitle(version: PlanVersion) -> str:
    return gettext("Version %(year)s: %(state)s") % {"year": version.year, "state": version.get_state_display()}


def _footer(version: PlanVersion) -> str:
    """Where the paper comes from, and the first signs of its content's hash."""
    if not version.content_hash:
        return gettext("From Osaamo")
    kept = is_untouched(version)
    told = (
        gettext("From Osaamo; content %(hash)s") if kept else gettext("From Osaamo; NOT the approved content %(hash)s")
    )
    return told % {"hash": version.content_hash[:12]}


def _day(value: object) -> str:
    return date_format(value, "j.n.Y")
