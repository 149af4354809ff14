"""Sample rules, rows of two schools and a tutoring task, so that the demo shows what the domain does."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from osaamo.domains.credits.enums import Between
from osaamo.domains.credits.models import RuleVersion, SchoolRow, TutoringTask
from osaamo.domains.credits.queries import learner_digest
from osaamo.domains.credits.services.tutoring import Task, begin_work, create_task, submit_work, write_entry
from osaamo.domains.credits.services.versions import approve_rules, draft_rules
from osaamo.kernel.models import Organisation, Person, Role
from osaamo.kernel.services import grant_role

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST_RULES = [{"counts": True, "home_share": "0"}]
"""Today: who gives the credit counts it."""

NEXT_RULES = [
    {"kinds": ["tutoring"], "counts": True, "home_share": "100"},
    {"between": [Between.CROSS.value], "audiences": ["degree"], "counts": True, "home_share": "50"},
    {"counts": True, "home_share": "0"},
]
"""Proposed: both count half of what their degree students study at each other's."""

# reporter, key, learner, course, title, home, host, credits, days after the first of September
_ROWS = (
    ("haaga-helia", "HH-1", "l1", "hh-data-analytics", "Data-analytiikka", "laurea", "haaga-helia", "5", 21),
    ("laurea", "LA-1", "l1", "hh-data-analytics", "Data-analytiikka", "laurea", "haaga-helia", "5", 21),
    ("haaga-helia", "HH-2", "l2", "hh-agile", "Ketterä kehittäminen", "metropolia", "haaga-helia", "3", 30),
    ("laurea", "LA-2", "l3", "la-design-thinking", "Muotoiluajattelu", "haaga-helia", "laurea", "5", 34),
    ("haaga-helia", "HH-3", "l3", "la-design-thinking", "Muotoiluajattelu", "haaga-helia", "laurea", "4", 34),
    ("metropolia", "ME-1", "l4", "me-cloud", "Pilvipalvelut", "metropolia", "metropolia", "5", 40),
    ("haaga-helia", "HH-4", "l5", "me-ux-design", "Käyttöliittymäsuunnittelu", "haaga-helia", "metropolia", "5", 42),
)


@transaction.atomic
def load_demo(*, on: date, people: Mapping[str, Person]) -> int:
    """How many sample rows there are; loading them again changes nothing. ``people`` are the sample people by role."""
    alliance = Organisation.objects.get(kind=Organisation.Kind.ALLIANCE)
    places = {place.code: place for place in Organisation.objects.all()}
    start = date(on.year if on.month > 10 else on.year - 1, 9, 1)
    if not RuleVersion.objects.exists():
        first = draft_rules(
            organisation=alliance,
            who=None,
            valid_from=date(start.year - 1, 1, 1),
            lines=FIRST_RULES,
            reason="Opintopisteen laskee se, joka sen antaa.",
        )
        approve_rules(version=first, who=None)
        draft_rules(
            organisation=alliance,
            who=None,
            valid_from=start,
            lines=NEXT_RULES,
            reason="Ristiinopiskelun opintopisteet jaetaan tasan.",
        )
    for reporter, key, learner, course, title, home, host, ects, days in _ROWS:
        SchoolRow.objects.get_or_create(
            reporter=places[reporter],
            key=f"SAMPLE-{key}",
            defaults={
                "learner": learner_digest(f"sample-{learner}"),
                "course": course,
                "title": title,
                "kind": "study",
                "audience": "degree",
                "home": home,
                "host": host,
                "credits": Decimal(ects),
                "on": start + timedelta(days),
            },
        )
    _tutoring(places["haaga-helia"], start, people)
    return len(_ROWS)


def _tutoring(school: Organisation, start: date, people: Mapping[str, Person]) -> None:
    union, _ = Organisation.objects.get_or_create(
        code="student-union",
        defaults={
            "kind": Organisation.Kind.UNIT,
            "name": {"fi": "Opiskelijakunta", "sv": "Studerandekåren", "en": "Student union"},
            "short_name": "Opiskelijakunta",
        },
    )
    if "counsellor" in people:
        grant_role(person=people["counsellor"], organisation=union, role=Role.COUNSELLOR, granted_by=None, starts=start)
    task = TutoringTask.objects.filter(key="tutor-first-term").first() or create_task(
        who=None,
        task=Task(
            key="tutor-first-term",
            organisation=school,
            union=union,
            name={"fi": "Uusien tuutorointi", "sv": "Tutor för nya studerande", "en": "Tutoring new students"},
            description={
                "fi": "Ohjaa ryhmää uusia opiskelijoita ensimmäisen lukukauden ajan.",
                "sv": "Vägled en grupp nya studerande under den första terminen.",
                "en": "Guide a group of new students through their first term.",
            },
            hours_per_credit=Decimal(27),
            credit_step=Decimal(1),
            credits_max=Decimal(3),
            starts=start - timedelta(days=31),
            ends=start + timedelta(days=300),
        ),
    )
    student = people.get("student")
    if student is None or student.tutoring.exists():
        return
    work = begin_work(task=task, person=student)
    for days, hours, text in (
        (0, 8, "Aloituspäivä: kampuskierros ja tunnusten haku ryhmän kanssa."),
        (1, 8, "Lukujärjestykset ja opintoihin ilmoittautuminen yhdessä."),
        (7, 6, "Ryhmän toinen tapaaminen: mistä saa apua."),
        (21, 6, "Opiskelutyöpaja ennen ensimmäisiä palautuksia."),
    ):
        write_entry(work=work, on=start + timedelta(days), hours=Decimal(hours), text=text)
    submit_work(work=work)
