"""Credits for tests, made with as little as needed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count

from osaamo.domains.credits import services
from osaamo.domains.credits.models import Import, RuleVersion, SchoolRow
from osaamo.domains.credits.queries import learner_digest
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.ports.attainments import Attainment

_numbers = count(1)
DAY = date(2026, 5, 31)
SCHOOLS = ("haaga-helia", "laurea", "metropolia")


def make_alliance():
    """The alliance and its three institutions, by code."""
    alliance = make_organisation("3amk", kind="alliance")
    return {"3amk": alliance} | {code: make_organisation(code, parent=alliance) for code in SCHOOLS}


def make_row(reporter, **more):
    reporter = reporter if isinstance(reporter, Organisation) else Organisation.objects.get(code=reporter)
    values = {
        "key": f"row-{next(_numbers)}",
        "learner": learner_digest("aada@laurea.fi"),
        "course": "da101",
        "kind": "study",
        "audience": "degree",
        "home": "laurea",
        "host": "metropolia",
        "credits": Decimal("5.00"),
        "on": DAY,
    }
    return SchoolRow.objects.create(reporter=reporter, **values | more)


def make_rules(organisation, *lines, since=date(2026, 1, 1)):
    version = services.draft_rules(
        organisation=organisation, who=None, valid_from=since, lines=list(lines) or [{"home_share": "0"}], reason="Syy"
    )
    return services.approve_rules(version=version, who=None)


def make_task(organisation=None, union=None, **more):
    values = {
        "key": f"tutor-{next(_numbers)}",
        "organisation": organisation or make_organisation(),
        "union": union or make_organisation(kind="unit"),
        "name": {"fi": "Tuutorointi"},
        "description": {"fi": "Ohjaa ryhmää."},
        "hours_per_credit": Decimal(27),
        "credit_step": Decimal(1),
        "credits_max": Decimal(3),
        "starts": date(2026, 1, 1),
        "ends": date(2026, 12, 31),
    }
    return services.create_task(who=None, task=services.Task(**values | more))


def make_work(task=None, *, hours=(), submitted=False):
    task = task or make_task()
    work = services.begin_work(task=task, person=make_person())
    for number, one in enumerate(hours):
        services.write_entry(work=work, on=date(2026, 2, 1 + number), hours=Decimal(one), text="Ryhmätapaaminen")
    return services.submit_work(work=work) if submitted else work


def speaker(union):
    return make_person(Role.COUNSELLOR, union)


def make_import(organisation, text, who=None):
    who = who or make_person()
    begun = services.begin_import(organisation=organisation, who=who, data=text.encode(), filename="rows.csv")
    assert isinstance(begun, Import)
    return services.run_import(started=begun, mapping=begun.mapping, who=who)


def make_draft(organisation):
    return RuleVersion.objects.create(organisation=organisation, number=1, valid_from=DAY, lines=[{"home_share": "0"}])


def attained(**more):
    values = {
        "ref": "crossstudy.result:1",
        "person": "kernel.person:0",
        "of": "",
        "course": "da101",
        "title": {"fi": "Data-analytiikka"},
        "kind": "study",
        "home": "laurea",
        "host": "metropolia",
        "audience": "degree",
        "credits": Decimal("5.00"),
        "grade": "4",
        "passed": True,
        "on": DAY,
    }
    return Attainment(**values | more)
