"""Badges for tests, made with as little as needed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from itertools import count

from osaamo.connectors.openbadges_keys import new_keys
from osaamo.domains.badges import services
from osaamo.domains.badges.enums import RuleKind
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_organisation
from osaamo.ports.attainments import Attainment

_numbers = count(1)
SKILL = {"uri": "http://data.europa.eu/esco/skill/fake-python", "labels": {"fi": "Python", "en": "Python"}}


@cache
def keys(name: str = "first") -> bytes:
    """Signing keys, the same for the same name; making them takes a second."""
    return new_keys(bits=2048)


def text(name: str = "Analyysin perusteet", **more):
    values = {
        "kind": "Course",
        "name": {"fi": name, "sv": f"{name} sv", "en": f"{name} en"},
        "description": {"fi": "Osaa kuvata aineiston."},
        "criteria": {"fi": "Kolme hyväksyttyä harjoitusta."},
        "skills": [SKILL],
        "credits": Decimal("5.00"),
    }
    return services.BadgeText(**values | more)


def make_badge(organisation=None, *, kind=None, **rule):
    organisation = organisation or make_organisation()
    name = rule.pop("name", f"Merkki {next(_numbers)}")
    badge = services.create_badge(organisation=organisation, who=None, text=text(name))
    if kind is not None:
        services.add_rule(badge=badge, who=None, kind=RuleKind(kind), since=date(2026, 1, 1), **rule)
    return badge


def completed(person, *, course="da101", **more):
    """An attainment of the person."""
    values = {
        "ref": "crossstudy.result:1",
        "person": ref_of(person),
        "of": "",
        "course": course,
        "title": {"fi": "Data-analytiikka", "sv": "Dataanalys", "en": "Data analysis"},
        "kind": "study",
        "home": "laurea",
        "host": "metropolia",
        "audience": "degree",
        "credits": Decimal("5.00"),
        "grade": "4",
        "passed": True,
        "on": date(2026, 5, 31),
    }
    return Attainment(**values | more)
