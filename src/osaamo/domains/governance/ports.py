"""What governance tells the other domains: bodies, rows in words, duties, the way of an activity, erasing of people."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from osaamo.domains.governance import queries, services
from osaamo.domains.governance.enums import ACCEPTED
from osaamo.domains.governance.models import Body, FollowUp, Invitation, Report
from osaamo.kernel.access import may
from osaamo.kernel.i18n import LANGUAGES, translated
from osaamo.kernel.refs import ref_of
from osaamo.ports import duties, erasing, planning, shown, tracing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from django.utils.functional import Promise

    from osaamo.domains.governance.models import AgendaItem


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


SAYS = {
    "begin": _("Begin the report of %(body)s on %(quarter)s"),
    "comment": _("Comment the report of %(body)s on %(quarter)s for %(area)s"),
    "approve": _("Approve the report of %(body)s on %(quarter)s"),
    "follow": _("Do what was decided: %(text)s"),
    "answer": _("Answer the invitation: %(text)s"),
}
"""What each duty says."""


def _duties(person: str, day: date) -> Iterator[duties.Duty]:
    titles = queries.area_titles()
    for due in queries.due_of(_key(person), day):
        told: dict[str, Mapping[str, str]] = {}
        row = due.row
        if isinstance(row, Report):
            quarter = str(queries.Quarter(row.year, row.quarter))
            told = {"body": row.body.name, "area": titles.get(due.area, {"en": due.area}), "quarter": {"en": quarter}}
            url = f"/governance/reports/{row.pk}/"
        elif isinstance(row, Body):
            told = {"body": row.name, "quarter": {"en": str(queries.quarter_of(day).before)}}
            url = "/governance/reports/"
        elif isinstance(row, FollowUp):
            told, url = {"text": {"en": row.text}}, f"/governance/meetings/{row.decision.item.meeting_id}/"
        else:
            told, url = {"text": {"en": row.title if isinstance(row, Invitation) else ""}}, "/governance/experts/mine/"
        yield duties.Duty(f"governance.{due.code}", ref_of(row), url, _in_three(SAYS[due.code], told), due.due_on)


duties.register(
    "governance",
    duties.Source(lambda day: (f"kernel.person:{pk}" for pk in queries.people_with_duties(day)), _duties),
)


@tracing.stations("governance")
def stations(key: str, reader: Any) -> Iterator[tracing.Station]:
    """The reports that told of an activity, the meetings it came to and what was decided, as far as the reader may."""
    for report in queries.reports_on(key):
        title = {code: f"{text} {report.year}/{report.quarter}" for code, text in report.body.name.items()}
        end = queries.Quarter(report.year, report.quarter).period.end - timedelta(days=1)
        url = f"/governance/reports/{report.pk}/#steering-activities"
        yield tracing.Station(tracing.Step.REPORT, end, title, url=url)
    for item in queries.items_about(key):
        yield from _of_item(item, reader)


def _of_item(item: AgendaItem, reader: Any) -> Iterator[tracing.Station]:
    """The item and its decision for those who may read the meeting; for others the decision alone, once public."""
    meeting, decision = item.meeting, getattr(item, "decision", None)
    opens = may(reader, "view", meeting)
    url = f"/governance/meetings/{meeting.pk}/#i{item.pk}" if opens else ""
    if opens:
        if item.note:
            report = f"/governance/reports/{item.note.report_id}/#asked"
            asked = item.note.report
            title = {code: f"{text} {asked.year}/{asked.quarter}" for code, text in asked.body.name.items()}
            yield tracing.Station(tracing.Step.ASKED, meeting.day, title, item.note.text, report)
        said = "" if item.note else item.title
        yield tracing.Station(tracing.Step.MEETING, meeting.day, meeting.body.name, said, url)
    if decision is not None and (opens or meeting.is_locked):
        told = f"{decision.text} {decision.reasons}"
        yield tracing.Station(tracing.Step.DECISION, meeting.day, meeting.body.name, told, url)


def _in_three(words: str | Promise, values: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The sentence in each language with the values in it."""
    found = {}
    for code in LANGUAGES:
        with translation.override(code):
            found[code] = str(words) % {name: translated(value, code) for name, value in values.items()}
    return found


WHY = {
    "fi": "Toimielimen historia säilyy ilman nimeä: paikka oli täytetty, aluetta vedettiin tai tehtävä oli annettu.",
    "sv": "Organets historia bevaras utan namn: platsen var besatt, området leddes eller uppgiften var given.",
    "en": "A body's history stays without a name: the seat was held, the area was led, or the task was given.",
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
            "governance.AreaLead",
            "governance.FollowUp",
        ),
        _erase,
        _held,
    )
)
