"""What the offering tells of what is taught."""

from datetime import date

import pytest

from osaamo.domains.offering.enums import LabelKind, State
from osaamo.domains.offering.models import Label, ModulePart
from osaamo.domains.offering.tests.making import make_course, make_module, make_realisation
from osaamo.kernel.refs import ref_of
from osaamo.ports.supply import taught

pytestmark = pytest.mark.django_db


def test_courses_and_modules_in_order_of_key_with_parts_years_and_themes():
    first, draft = make_course(key="b"), make_course(key="d", draft=True)
    module = make_module("intensive", key="c", budget_lines=["BL-LEARN-2"])
    for position, course in enumerate((draft, first)):
        ModulePart.objects.create(module=module, course=course, position=position)
    first.labels.add(
        Label.objects.create(kind=LabelKind.THEME, code="health", name={"fi": "Terveys"}),
        Label.objects.create(kind=LabelKind.TAG, code="haus", name={"fi": "HAUS"}),
    )
    make_realisation(first, starts=date(2025, 9, 1), languages=["fi"])
    make_realisation(first, starts=date(2026, 9, 1), ends=None, languages=["en", "fi"])
    make_realisation(first, State.PLANNED, State.CANCELLED, starts=date(2026, 1, 8), languages=["sv"])
    found = list(taught())
    assert [(row.key, row.kind, row.published) for row in found] == [
        ("b", "course", True),
        ("c", "intensive", True),
        ("d", "course", False),
    ]
    assert found[0].years == {2025: 1, 2026: 1}
    assert (found[0].languages, found[0].themes) == (("en", "fi"), ("health",))
    assert (found[1].parts, found[1].budget_lines, found[1].joint) == (("d", "b"), ("BL-LEARN-2",), True)


def test_only_those_of_the_references_and_not_what_is_gone():
    course, module = make_course(key="a"), make_module(key="b")
    make_course(key="c")
    refs = [ref_of(module), ref_of(course), "offering.courseunit:999999", "foresight.jobad:1"]
    assert [row.key for row in taught(refs)] == ["a", "b"]
    assert list(taught([])) == []
