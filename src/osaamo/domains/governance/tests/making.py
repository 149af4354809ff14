"""Bodies, reports and experts for tests, made with as little as needed."""

from __future__ import annotations

from datetime import date

from osaamo.competence.tests.fake_engine import FakeEngine
from osaamo.domains.governance import services
from osaamo.domains.governance.enums import NoteKind
from osaamo.domains.governance.models import Body, Expert
from osaamo.domains.governance.queries import Quarter
from osaamo.engine import EmptyText
from osaamo.kernel.models import Organisation

QUARTER = Quarter(2026, 1)
DAY = date(2026, 4, 10)


class StrictEngine(FakeEngine):
    """The fake engine, refusing as the real one does what has no letters."""

    def extract(self, text, language="auto", limit=None, threshold=None):
        if not any(sign.isalpha() for sign in text):
            raise EmptyText("No letters.")
        return super().extract(text, language, limit, threshold)


def make_alliance():
    """The alliance 3amk with laurea and metropolia in it, made once."""
    top = Organisation.objects.filter(code="3amk").first()
    if top is None:
        top = Organisation.objects.create(code="3amk", kind="alliance", name={"fi": "3AMK"}, short_name="3AMK")
        for code in ("laurea", "metropolia"):
            name = code.title()
            Organisation.objects.create(code=code, kind="institution", name={"fi": name}, short_name=name, parent=top)
    return top


def place(code):
    make_alliance()
    return Organisation.objects.get(code=code)


def make_body(key="sg-learning", **more):
    """A steering group that reports quarterly, unless told otherwise."""
    values = {
        "kind": "area_steering_group",
        "name": {"fi": f"Ryhmä {key}"},
        "areas": ["learning"],
        "reports_to": "council",
        "reports_per_year": 4,
    }
    return Body.objects.filter(key=key).first() or Body.objects.create(
        organisation=make_alliance(), key=key, **values | more
    )


def make_report(body=None, *, quarter=QUARTER, upto="commented"):
    """A report on the quarter, taken as far along its way as told."""
    report = services.draft_report(body=body or make_body(), quarter=quarter, by=None)
    if upto == "draft":
        return report
    for area in report.body.areas:
        services.note(report=report, kind=NoteKind.COMMENT, area=area, text="Hyvin meni.", by=None)
    if upto in {"approved", "frozen"}:
        services.approve_report(report=report, on=DAY, by=None)
    if upto == "frozen":
        services.freeze(report=report, by=None)
    report.refresh_from_db()
    return report


def make_expert(person, code="laurea", uris=(), **more):
    """Somebody in the pools with the skills, of whose text nothing was read."""
    skills = [{"uri": uri, "label": {"fi": uri}, "sureness": 0.9} for uri in uris]
    values = {"pools": ["rdi"], "languages": ["fi"], "about": "Teen paljon.", "skills": skills, "joined_on": DAY}
    return Expert.objects.create(person=person, organisation=place(code), **values | more)
