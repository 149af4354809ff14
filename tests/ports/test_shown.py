"""Rows in words: only what is public, asked of the domain that holds it."""

from __future__ import annotations

import pytest

from osaamo.domains.offering.tests.making import make_course, make_module, make_realisation
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_person
from osaamo.ports import shown
from osaamo.ports.shown import Shown, show, shown_rows


def test_each_domain_is_asked_once_for_its_own(monkeypatch):
    monkeypatch.setattr(shown, "_sources", {})
    asked = []

    @shown_rows("a.row")
    def source(refs):
        asked.append(list(refs))
        return {"a.row:1": Shown({"en": "One"})}

    assert show(["a.row:1", "b.row:7", "a.row:2"]) == {"a.row:1": Shown({"en": "One"})}
    assert asked == [["a.row:1", "a.row:2"]]
    with pytest.raises(ValueError, match=r"a\.row"):
        shown_rows("a.row")(lambda _: {})


@pytest.mark.django_db
def test_published_items_have_their_page_and_drafts_and_people_are_not_shown():
    course, module = make_course(), make_module()
    run = make_realisation(module)
    hidden = [make_course(draft=True), make_realisation(make_course(draft=True)), make_person()]
    found = show([ref_of(row) for row in (course, module, run, *hidden)])
    assert {ref: one.url for ref, one in found.items()} == {
        ref_of(course): f"/studies/courses/{course.pk}/",
        ref_of(module): f"/studies/modules/{module.pk}/",
        ref_of(run): f"/studies/modules/{module.pk}/",
    }
    assert found[ref_of(course)].title == course.name
