"""What leaves a profile as files: everything in a zip, a plan as a calendar and as a document."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import typst
from django.core.serializers.json import DjangoJSONEncoder
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from osaamo.connectors.calendars import CalendarStep, plan_calendar
from osaamo.connectors.elm import write_elm
from osaamo.connectors.errors import DEFAULT_LIMITS
from osaamo.connectors.profile_json import write_profile
from osaamo.connectors.profile_records import (
    ExportedChange,
    ExportedConsent,
    ExportedEvidence,
    ExportedGoal,
    ExportedPerson,
    ExportedPlan,
    ExportedPlanVersion,
    ExportedSkill,
    ExportedSource,
    ProfileExport,
    WantedSkill,
)
from osaamo.connectors.study_records import Attainment as StudiedCourse
from osaamo.connectors.tyomarkkinatori import to_tyomarkkinatori
from osaamo.domains.profiles.queries import label_of
from osaamo.kernel.i18n import translated
from osaamo.kernel.models import Consent, ViewEntry

if TYPE_CHECKING:
    from osaamo.domains.profiles.models import PlanVersion, Profile, ProfileSkill
    from osaamo.engine import PathLimits

PROFILE_FILE = "profile.json"
RECORD_FILE = "record.json"
ELM_FILE = "elm.jsonld"
TYOMARKKINATORI_FILE = "tyomarkkinatori.json"

Exported = TypeVar("Exported")

_PLAN = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(lang: data.language, size: 11pt)
#set page(paper: "a4", margin: (x: 2.2cm, y: 2.4cm), numbering: "1 / 1")
#show heading: set text(weight: "medium")
= #data.title
#text(fill: luma(90))[#data.summary]
#for step in data.steps [
  #v(0.6em)
  #block(breakable: false)[
    == #step.title
    #text(fill: luma(90))[#step.facts.join("  ·  ")]
    #if step.closes.len() > 0 [
      #list(..step.closes.map(closed => [#closed.label#if closed.evidence != "" [: “#closed.evidence”]]))
    ]
  ]
]
#v(1em)
#text(size: 9pt, fill: luma(90))[#data.note]
"""


def download(body: bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep."""
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def limits_json(limits: PathLimits) -> dict[str, Any]:
    """The limits as JSON values."""
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in dataclasses.asdict(limits).items()
    }


def plan_file(version: PlanVersion, form: str, language: str) -> tuple[bytes, str, str]:
    """A plan as ``ics`` or ``pdf``: its bytes, media type and file name."""
    if form == "ics":
        return _calendar(version, language), "text/calendar; charset=utf-8", "osaamo.ics"
    return plan_document(version, language), "application/pdf", "osaamo.pdf"


def _calendar(version: PlanVersion, language: str) -> bytes:
    steps = [
        CalendarStep(
            id=step["id"],
            title=step["title"],
            institution=step["institution"],
            campus=step["campus"],
            starts=date.fromisoformat(step["starts"]) if step["starts"] else None,
            ends=date.fromisoformat(step["ends"]) if step["ends"] else None,
            meetings=tuple(
                (datetime.fromisoformat(begin), datetime.fromisoformat(end)) for begin, end in step["meetings"]
            ),
            credits=step["credits"],
        )
        for step in version.steps
    ]
    return plan_calendar(steps, version.plan.title, language, at=version.made_at)


def plan_document(version: PlanVersion, language: str) -> bytes:
    """The plan as PDF. Texts go in as data, so nothing in them can be taken for markup."""
    data = {
        "language": language,
        "title": version.plan.title,
        "summary": gettext("%(credits)s credits. Covers %(before)s %% of the goal before and %(after)s %% after.")
        % {
            "credits": f"{version.credits:g}",
            "before": round(100 * version.coverage_before),
            "after": round(100 * version.coverage_after),
        },
        "steps": [_step(step, language) for step in version.steps],
        "note": gettext("Made with Osaamo. An AI suggests, a person decides. Check the offering before you enrol."),
    }
    return typst.compile(_PLAN.encode(), sys_inputs={"data": json.dumps(data)})


def profile_export(profile: Profile) -> ProfileExport:
    """Everything of a profile that can be taken in again."""
    person = profile.person
    home = person.home_organisation
    skills = profile.skills.prefetch_related("changes", "evidence")
    plans = profile.plans.order_by("pk").prefetch_related("versions")
    return ProfileExport(
        person=ExportedPerson(
            name=person.display_name,
            email=person.email or "",
            home_organisation=translated(home.name, person.preferred_language) if home else "",
            language=person.preferred_language,
        ),
        made_at=timezone.now(),
        sources=tuple(_record(ExportedSource, row, id=str(row.pk)) for row in profile.sources.order_by("pk")),
        skills=tuple(_skill(row) for row in skills.order_by("uri")),
        attainments=tuple(
            _record(StudiedCourse, row, date=row.completed_on, source_id=row.source_key)
            for row in profile.attainments.order_by("pk")
        ),
        goals=tuple(
            _record(ExportedGoal, row, id=str(row.pk), wanted=tuple(WantedSkill(**one) for one in row.wanted))
            for row in profile.goals.order_by("pk")
        ),
        plans=tuple(
            _record(
                ExportedPlan,
                row,
                goal=str(row.goal_id or ""),
                versions=tuple(
                    _record(ExportedPlanVersion, one, steps=tuple(one.steps))
                    for one in sorted(row.versions.all(), key=lambda one: one.number)
                ),
            )
            for row in plans
        ),
        consents=tuple(
            _record(ExportedConsent, row, receipt=str(row.receipt)) for row in Consent.objects.filter(person=person)
        ),
    )


def everything(profile: Profile) -> bytes:
    """A zip of all that is kept of a person.

    The profile, which can be taken in again; the record of links, looks and guidance; and the profile once more as
    other services read it: ELM 3 (Europass) and Työmarkkinatori.
    """
    profile_file = profile_export(profile)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(PROFILE_FILE, write_profile(profile_file))
        file.writestr(RECORD_FILE, json.dumps(record_of(profile), ensure_ascii=False, indent=2, cls=DjangoJSONEncoder))
        file.writestr(ELM_FILE, write_elm(profile_file))
        body = dict(to_tyomarkkinatori(profile_file).body)
        file.writestr(TYOMARKKINATORI_FILE, json.dumps(body, ensure_ascii=False, indent=2))
    return packed.getvalue()


def profile_in(file: bytes) -> bytes:
    """The profile in a file of :func:`everything`; any other file is taken for the profile itself."""
    if not zipfile.is_zipfile(io.BytesIO(file)):
        return file
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        try:
            inside = packed.getinfo(PROFILE_FILE)
        except KeyError:
            return b""
        # The size in the head may lie: read one byte more than allowed, and the reader refuses it by its length.
        with packed.open(inside) as stream:
            return stream.read(DEFAULT_LIMITS.table_bytes + 1)


def record_of(profile: Profile) -> dict[str, Any]:
    """What happened around a profile: links, looks by others, guidance and roles."""
    person = profile.person
    return {
        "links": list(
            profile.links.values("title", "content", "created_at", "expires_at", "revoked_at", "views", "viewed_at")
        ),
        "views": list(ViewEntry.objects.filter(about=person).values("at", "purpose", "organisation__code", "ref")),
        "roles": list(person.memberships.values("organisation__code", "role", "starts", "ends")),
        "guidance": [
            {
                **model_to_dict(case, ("need", "message", "status", "follow_up_on")),
                "organisation": case.organisation.code,
                "asked_at": case.asked_at,
                "closed_at": case.closed_at,
                "notes": list(case.notes.values("at", "text")),
                "agreed": list(case.agreed.values("text", "due_on", "done_at")),
            }
            for case in person.guidance.select_related("organisation")
        ],
    }


def _skill(row: ProfileSkill) -> ExportedSkill:
    return _record(
        ExportedSkill,
        row,
        label=label_of(row.uri).as_dict(),
        changes=tuple(_record(ExportedChange, one) for one in row.changes.all()),
        evidence=tuple(
            _record(ExportedEvidence, one, source=str(one.source_id), date=one.seen_on) for one in row.evidence.all()
        ),
    )


def _record(kind: type[Exported], row: Any, **given: Any) -> Exported:
    """The record with the given values, and those of the row's fields of the same name."""
    names = [field.name for field in dataclasses.fields(kind) if field.name not in given]  # type: ignore[arg-type]
    return kind(**{name: getattr(row, name) for name in names}, **given)


def _step(step: dict[str, Any], language: str) -> dict[str, Any]:
    days = " – ".join(
        date_format(date.fromisoformat(day), "SHORT_DATE_FORMAT") for day in (step["starts"], step["ends"]) if day
    )
    credit = gettext("%(n)s cr") % {"n": f"{step['credits']:g}"}
    return {
        "title": _text(step["title"], language),
        "facts": [fact for fact in (step["institution"], step["campus"], credit, days) if fact],
        "closes": [
            {"label": _text(closed["label"], language), "evidence": closed["evidence"]} for closed in step["closes"]
        ],
    }


def _text(labels: dict[str, str], language: str) -> str:
    return next((labels[code] for code in (language, "en", "fi", "sv") if labels.get(code)), "")
