"""The permission twins of the offering; tests/architecture/test_access.py walks them."""

from __future__ import annotations

from osaamo.domains.offering.models import BrokenRecord, Channel, ChannelCheck, ImportRun, Mismatch
from osaamo.domains.offering.tests.making import make_course, make_degree, make_module, make_realisation
from osaamo.kernel.models import Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.kernel.tests.twins import Twin


def _draft(make):
    def asked(role):
        return make_person(role), make(draft=True)

    return Twin(lambda: asked(Role.TEACHER), lambda: asked(Role.STUDENT))


def _at_home(make, *roles):
    """The person holds the role in the row's institution; the twin holds it in another."""

    def asked(role, *, elsewhere=False):
        place = make_organisation(parent=make_organisation(kind="alliance"))
        return make_person(role, make_organisation() if elsewhere else place.parent), make(place)

    return Twin(lambda: asked(roles[0]), lambda: asked(roles[-1], elsewhere=True))


def _run(place):
    return ImportRun.objects.create(institution=place, format="json", filename="a.json", digest="a")


def _broken(place):
    return BrokenRecord.objects.create(
        run=_run(place), institution=place, line=1, code="bad-credits", raw="{}", digest="a"
    )


def _degree(place):
    return make_degree("care", place)


def _channel():
    return Channel.objects.get_or_create(code="portal", defaults={"name": {"en": "Portal"}, "format": "open-csv"})[0]


def _mismatch(place):
    check = ChannelCheck.objects.create(channel=_channel(), filename="a.csv")
    course = make_course(place)
    return Mismatch.objects.create(check_run=check, kind="name", key=course.key, ref=ref_of(course))


CHANGE_COURSE = _at_home(make_course, Role.PLANNER)

TWINS = {
    "offering.courseunit:view": _draft(make_course),
    "offering.courseunit:change": CHANGE_COURSE,
    "offering.courseunit:judge-goals": _at_home(make_course, Role.TEACHER),
    "offering.studymodule:view": _draft(make_module),
    "offering.studymodule:change": _at_home(lambda place: make_module("path", place), Role.PLANNER),
    "offering.studymodule:judge-goals": _at_home(lambda place: make_module("path", place), Role.TEACHER),
    "offering.realisation:view": _draft(lambda draft: make_realisation(make_course(draft=draft))),
    "offering.realisation:change": _at_home(lambda place: make_realisation(make_course(place)), Role.PLANNER),
    "offering.degreeprogramme:change": _at_home(_degree, Role.PLANNER),
    "kernel.organisation:add-offering": _at_home(lambda place: place, Role.PLANNER),
    "kernel.organisation:import-offering": _at_home(lambda place: place, Role.IT_ADMIN, Role.PLANNER),
    "offering.importrun:view": _at_home(_run, Role.IT_ADMIN),
    "offering.brokenrecord:mend": _at_home(_broken, Role.PLANNER),
    "offering.channel:check": Twin(
        lambda: (make_person(Role.PLANNER), _channel()), lambda: (make_person(Role.TEACHER), _channel())
    ),
    "offering.mismatch:decide": _at_home(_mismatch, Role.PLANNER),
}
