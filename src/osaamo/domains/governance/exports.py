"""Minutes and reports as papers; a frozen report's paper is made of its payload alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, override

from osaamo.connectors import paper_files
from osaamo.connectors.papers import Heading, Paper, Points, Table, Words
from osaamo.domains.governance.enums import NoteKind
from osaamo.domains.governance.queries import area_names
from osaamo.kernel.i18n import translated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osaamo.connectors.papers import Block
    from osaamo.domains.governance.models import AgendaItem, Meeting

DASH = "–"
AMOUNT = re.compile(r"-?\d+\.\d\d")
"""How a row's amount of money is written."""


def report_file(payload: Mapping[str, Any], form: str, *, language: str, on: str) -> tuple[bytes, str]:
    """A report as a file of a form of ``paper_files``, and its media type.

    ``on`` is the ISO date of a draft; a frozen payload has its own, so the same payload gives the same bytes for ever.
    """
    paper = report_paper(payload, language=language, on=payload["frozen_on"] or on)
    return paper_files.file_of(paper, form), paper_files.MEDIA_TYPES[form]


def report_paper(payload: Mapping[str, Any], *, language: str, on: str) -> Paper:
    """The report of a payload: summary, what the group says, and each section with its warnings."""
    with override(language):
        blocks: list[Block] = []
        areas = {key: translated(title, language) for key, title in area_names(payload).items()}
        summary = translated(payload["summary"], language)
        if summary:
            blocks += [Heading(gettext("Summary")), Words(summary)]
        for kind, title in (
            (NoteKind.ASK, gettext("Decisions asked for")),
            (NoteKind.RISK, gettext("Risks")),
            (NoteKind.COMMENT, gettext("Comments of the areas")),
        ):
            said = [_said(note, areas) for note in payload["notes"] if note["kind"] == kind]
            if said:
                blocks += [Heading(title), Points(said)]
        silent = payload["silent"]
        if silent["areas"]:
            told = gettext("Approved without a comment of: %(areas)s. %(reason)s")
            named = ", ".join(areas.get(key, key) for key in silent["areas"])
            blocks.append(Words(told % {"areas": named, "reason": silent["reason"]}, tone="warning"))
        for section in payload["sections"]:
            blocks += _section(section, language)
        name = translated(payload["body"]["name"], language)
        return Paper(
            title=gettext("Quarterly report %(year)s/%(quarter)s") % payload,
            language=language,
            blocks=blocks,
            subtitle=f"{name} ({gettext('public edition')})" if payload["edition"] == "public" else name,
            footer=f"Osaamo {payload['software']}, {on}",
            wide=True,
            made_on=on,
        )


def _said(note: Mapping[str, Any], areas: Mapping[str, str]) -> str:
    """A note's text, after the area it is of."""
    return f"{areas[note['area']]}: {note['text']}" if note["area"] in areas else note["text"]


def _section(section: Mapping[str, Any], language: str) -> list[Block]:
    title = translated(section["title"], language)
    columns = [translated(told, language) for _, told in section["columns"]]
    rows = [[cell(row.get(key), language) for key, _ in section["columns"]] for row in section["rows"]]
    warnings = [Words(translated(told, language), tone="warning") for told in section["warnings"]]
    if not rows:
        return [Heading(title), *warnings, Words(gettext("Nothing to report."))]
    return [Heading(title), *warnings, Table(title, columns, rows)]


def in_words(value: Any, language: str) -> str:
    """A value of a row as text; a dash where it is not known."""
    if isinstance(value, dict):
        return translated(value, language)
    return DASH if value is None else str(value)


def cell(value: Any, language: str) -> str | int | float:
    """A value of a row as a cell of a paper: amounts and counts as numbers, the rest as text."""
    if isinstance(value, str) and AMOUNT.fullmatch(value):
        return float(value)
    return value if type(value) is int else in_words(value, language)


def minutes_file(meeting: Meeting, form: str, *, language: str) -> tuple[bytes, str]:
    """The minutes as a file of a form of ``paper_files``, and its media type."""
    return paper_files.file_of(minutes_paper(meeting, language=language), form), paper_files.MEDIA_TYPES[form]


def minutes_paper(meeting: Meeting, *, language: str) -> Paper:
    """The meeting: who was there, each item with its paper, decision and follow-up, and the minutes."""
    with override(language):
        blocks: list[Block] = []
        present = [_seat(seat, language) for seat in meeting.present.select_related("person", "organisation")]
        if present:
            blocks += [Heading(gettext("Present")), Points(present)]
        for item in meeting.items.select_related("decision", "proposer"):
            blocks += _item(item, language)
        if meeting.minutes:
            blocks.append(Heading(gettext("Minutes")))
            blocks += [Words(part) for part in meeting.minutes.split("\n\n") if part.strip()]
        if meeting.approved_on:
            state = gettext("Approved %(day)s") % {"day": meeting.approved_on.isoformat()}
        else:
            state = gettext("Not approved yet")
        return Paper(
            title=translated(meeting.body.name, language),
            language=language,
            blocks=blocks or [Words(gettext("The agenda is empty."))],
            subtitle=", ".join(part for part in (meeting.day.isoformat(), meeting.place, state) if part),
            footer="Osaamo",
            made_on=(meeting.approved_on or meeting.day).isoformat(),
        )


def _seat(seat: Any, language: str) -> str:
    who = seat.person.display_name if seat.person else gettext("not named")
    return f"{who}, {translated(seat.organisation.name, language)} ({seat.get_role_display()})"


def _item(item: AgendaItem, language: str) -> list[Block]:
    blocks: list[Block] = [Heading(f"{item.position}. {item.title}")]
    if item.proposer:
        blocks.append(Words(gettext("Proposed by %(who)s") % {"who": translated(item.proposer.name, language)}, "note"))
    if item.paper:
        blocks.append(Words(item.paper))
    decision = getattr(item, "decision", None)
    if decision is None:
        return [*blocks, Words(gettext("No decision."), "note")]
    blocks += [
        Heading(gettext("Decision"), 2),
        Words(decision.text),
        Heading(gettext("Reasons"), 2),
        Words(decision.reasons),
    ]
    follow = [f"{one.text} ({one.due.isoformat()})" for one in decision.follow_ups.all()]
    return [*blocks, Heading(gettext("To be done"), 2), Points(follow)] if follow else blocks
