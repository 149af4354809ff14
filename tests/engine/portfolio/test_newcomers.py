"""New modules: grouped by the ads that name skills together, with their ads and the nearest courses."""

from __future__ import annotations

from dataclasses import replace

from osaamo.engine.portfolio import NewcomerRules, newcomers
from osaamo.engine.records import Labels
from osaamo.engine.twins import TwinItem

LABELS = {
    "sql": Labels(fi="SQL", sv="SQL", en="SQL"),
    "lake": Labels(fi="tietoaltaat", sv="datasjöar", en="data lakes"),
    "wound": Labels(fi="haavanhoito", sv="sårvård", en="wound care"),
    "pain": Labels(fi="kivunhoito", sv="smärtvård", en="pain care"),
}
THEMES = {"sql": 1, "lake": 1, "wound": 2, "pain": 2}
ADS = (
    {f"d{n}": {"sql", "lake"} for n in range(6)}
    | {f"c{n}": {"wound", "pain"} for n in range(5)}
    | {"b": {"pain", "sql"}}
)
RULES = NewcomerRules()


def found(wanted=None, ads=ADS, taught=None, rules=RULES, **more):
    wanted = {"sql": 11, "lake": 6, "wound": 5, "pain": 4} if wanted is None else wanted
    return newcomers(wanted, ads, taught or {}, labels=LABELS, themes=THEMES, rules=rules, **more)


def test_what_is_asked_for_together_makes_a_module_named_by_its_two_most_asked_skills():
    one, other = found()
    assert one.skills == ("sql", "lake")
    assert one.title == Labels(fi="SQL ja tietoaltaat", sv="SQL och datasjöar", en="SQL and data lakes")
    assert one.asked == {"sql": 7, "lake": 6}
    assert one.ads == ("d0", "d1", "d2", "d3", "d4", "d5")
    assert (one.theme, other.theme) == (1, 2)
    assert other.title.fi == "Kivunhoito ja haavanhoito"


def test_what_is_taught_already_or_named_by_too_few_ads_makes_none():
    assert [one.skills for one in found(taught={"sql": 2, "wound": 1})] == [("pain", "wound")]
    assert found(rules=replace(RULES, ads=7)) == ()
    assert found(ads={}) == ()
    assert found(wanted={}) == ()


def test_single_skills_are_no_module_and_large_groups_keep_the_most_asked():
    assert [one.skills for one in found(wanted={"sql": 11, "pain": 5})] == []
    (all_together,) = found(rules=replace(RULES, together=0.0, most=3))
    assert all_together.skills == ("sql", "lake", "pain")


def test_the_nearest_courses_share_something():
    courses = [TwinItem("c-sql", (("sql", 1.0),)), TwinItem("c-law", (("law", 1.0),))]
    one, other = found(courses=courses)
    assert [(twin.id, twin.shared) for twin in one.nearest] == [("c-sql", ("sql",))]
    assert other.nearest == ()
