"""What the planner's pages count: series, signals, balance, white space, overlaps, aged texts, new thesis topics."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from osaamo.competence.keeping import forget_all
from osaamo.competence.services import engine_replaced
from osaamo.competence.tests.fake_engine import FakeEngine
from osaamo.domains.foresight.models import Thesis
from osaamo.domains.foresight.queries import balance, compass, opened, overlaps, series, standing
from osaamo.domains.foresight.tests.cockpit_making import (
    course,
    degree,
    make_ad,
    make_corpus,
    make_thesis,
    skill,
    taught,
)
from osaamo.engine import Reading, Signal
from osaamo.ports import enrolled
from osaamo.ports.enrolled import Run

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _engine():
    forget_all()
    with engine_replaced(FakeEngine()):
        yield
    forget_all()


def months_back(count, last=date(2026, 10, 1)):
    """So many months, the last one last."""
    at = last.year * 12 + last.month - count
    return [date((at + n) // 12, (at + n) % 12 + 1, 1) for n in range(count)]


def test_months_are_whole_without_gaps_and_leave_out_the_one_under_way():
    read = [(date(2026, 8, 1), 10), (date(2026, 10, 1), 20), (date(2026, 10, 1), 5), (date(2026, 11, 1), 99)]
    named = [("a", date(2026, 10, 1), 2), ("a", date(2026, 10, 1), 1), ("a", date(2026, 11, 1), 50)]

    found = series.whole(read, named, until=TODAY)

    assert found.months == (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1))
    assert found.read == (10, 0, 25)
    assert found.counts == {"a": (0, 0, 3)}
    line = series.skill_series(found, "a")
    assert line.rates == (0.0, None, 120.0)
    assert line.newest == (120.0,), "after the month without ads"
    assert series.skill_series(found, "b").counts == (0, 0, 0)


def test_a_theme_counts_each_mention_of_its_skills():
    months = series.Months(
        (date(2026, 9, 1), date(2026, 10, 1)),
        (10, 20),
        {skill("sql"): (1, 2), skill("python"): (3, 0), skill("english"): (9, 9)},
    )
    data = series.themes_of([skill("sql")])[skill("sql")]

    assert series.theme_series(months, data).counts == (4, 2)
    assert series.theme_label(data).en == "Data and programming"


def test_a_short_series_gets_no_forecast_but_what_it_lacks():
    months = tuple(months_back(23))
    found = series.outlook(series.Series(months, (3,) * 23, (100,) * 23))

    assert (found.lack.months, found.lack.met, found.forecast, found.tried) == (23, 23, None, ())


def test_a_long_series_gets_twelve_months_with_intervals_and_the_table_of_ways():
    months = tuple(months_back(36))
    found = series.outlook(series.Series(months, (5,) * 36, (1000,) * 36))

    assert found.forecast.mean == pytest.approx((5.0,) * 12)
    assert all(low < 5.01 and high > 4.99 for low, high in zip(found.forecast.lo95, found.forecast.hi95, strict=True))
    assert found.chosen.error == found.best_plain.error == 0
    assert found.forecast.model == "last value", "the naive one wins openly"


def test_standings_tell_the_last_year_and_filter_by_theme_and_signal():
    months = series.Months(
        tuple(months_back(24)),
        (100,) * 24,
        {skill("sql"): (1,) * 12 + (2,) * 12, skill("english"): (0,) * 12 + (1,) * 12},
    )
    readings = {skill("sql"): Reading(Signal.INCREASING, 0.5, 0.01, 0.2), skill("english"): Reading(Signal.UNKNOWN)}

    rows = standing.standings(months, readings)
    assert [(row.uri, row.ads, row.rate, row.met) for row in rows] == [
        (skill("sql"), 24, 20.0, 24),
        (skill("english"), 12, 10.0, 12),
    ]
    assert [row.uri for row in standing.standings(months, readings, signal=Signal.INCREASING)] == [skill("sql")]
    assert [row.uri for row in standing.standings(months, readings, theme=6)] == [skill("english")]
    assert [(row.theme, row.mentions, row.rate, row.before) for row in standing.theme_standings(months)] == [
        (1, 24, 20.0, 10.0),
        (6, 12, 10.0, 0.0),
    ]
    assert standing.signal_counts(readings)[Signal.INCREASING] == 1


def test_credits_are_spread_over_themes_as_skills_are_and_shares_make_states():
    rows = [
        course("a", "laurea", "sql", "python", "english", "swedish", credits=10),
        course("b", "metropolia", "wound-care", credits=15),
    ]
    counts = {skill("sql"): 60, skill("wound-care"): 30, skill("leading-people"): 30, skill("sustainability"): 1}

    found = {row.label.en: row for row in balance.balances(rows, counts)}

    data, care = found["Data and programming"], found["Care and ethics"]
    assert data.credits == {"laurea": Decimal(5)}
    assert (data.supply, data.demand, data.state) == (0.2, 60 / 121, "short")
    assert (care.total, care.supply, care.mentions, care.state) == (Decimal(15), 0.6, 30, "plenty")
    assert (found["Leadership and projects"].state, found["Leadership and projects"].courses) == ("white", 0)
    assert found["Sustainability"].state == "few"
    assert balance.state_of(0.3, 0.4, 30) == "even"


def test_a_course_of_two_programmes_counts_whole_in_each_and_once_in_the_total():
    care, it = degree("care"), degree("it", "metropolia")
    rows = [
        course("a", "laurea", "sql", credits=10, degrees=(care, it), languages=("fi", "en")),
        course("b", "metropolia", "sql", "python", credits=5, degrees=(it,)),
        course("c", "metropolia", "english", credits=5),
    ]
    by_degree = {row.label.en: row for row in balance.balances(rows, {}, balance.DEGREE)}
    data = by_degree["Data and programming"]
    assert (data.credits, data.total, data.supply) == ({"care": 10, "it": 15}, Decimal(15), 0.75)
    assert by_degree["Languages"].credits == {balance.NONE: Decimal(5)}
    by_language = balance.balances(rows[:1], {}, balance.LANGUAGE)
    assert by_language[0].credits == {"fi": 10, "en": 10}
    assert list(balance.degrees_of(rows).values()) == [care, it]
    chosen = [[row.taught.key for row in rows if balance.Wanted(degree=key).takes(row)] for key in ("it", balance.NONE)]
    assert chosen == [["a", "b"], ["c"]]


def test_a_programme_lacks_what_ads_ask_for_in_its_main_themes():
    mine = course("a", "laurea", "sql", "english", "statistics")
    other = course("b", "metropolia", "python", "databases")
    found = balance.Asked({skill("python"): 9, skill("sql"): 9, skill("wound-care"): 9, skill("databases"): 2}, 100, "")
    assert [(one.uri, elsewhere) for one, elsewhere in balance.lacking([mine], [mine, other], found)] == [
        (skill("python"), 1)
    ]


def test_white_space_is_asked_by_three_ads_and_in_no_course():
    rows = [course("a", "laurea", "sql", "python")]
    found = balance.Asked({skill("databases"): 3, skill("sql"): 50, skill("budgeting"): 2}, 100, "")

    assert [(row.uri, row.ads, row.rate, row.near) for row in balance.white_space(rows, found)] == [
        (skill("databases"), 3, 30.0, 1)
    ]


def test_drafts_and_modules_with_parts_are_no_supply_and_filters_choose():
    items = [taught("a", levels := "laurea", level="bachelor", languages=("fi",)), taught("b", published=False)]
    found = balance.with_skills([*items, taught("m", parts=("a",))], {})

    assert [row.taught.key for row in found] == ["a"]
    assert balance.choices(found) == balance.Choices([levels], ["bachelor"], ["fi"])
    assert balance.Wanted("laurea", "bachelor", "fi").takes(found[0])
    assert not any(
        wanted.takes(found[0])
        for wanted in (balance.Wanted("x"), balance.Wanted(level="x"), balance.Wanted(language="sv"))
    )


SAME = ("sql", "python", "databases", "statistics")


def test_three_schools_that_teach_the_same_to_few_are_one_group(monkeypatch):
    rows = [
        course("a", "laurea", *SAME),
        course("b", "metropolia", *SAME, "english"),
        course("c", "haaga-helia", *SAME),
        course("d", "laurea", *SAME, "swedish"),
        course("e", "metropolia", "wound-care", "medication", "research-ethics", "data-protection"),
    ]
    runs = {"a": (Run(date(2026, 1, 8), 9, 8), Run(date(2020, 1, 8), 90, 80)), "b": (Run(date(2026, 1, 8), 20, 14),)}
    monkeypatch.setattr(enrolled, "_sources", {"test": lambda keys: {key: runs[key] for key in keys if key in runs}})

    first, *rest = overlaps.taught_twice(rows, since=date(2024, 11, 1))

    assert [one.course.taught.key for one in first.courses] == ["a", "b", "c"]
    assert (first.overlap, first.to_few, len(first.common)) == (0.8, True, 4)
    assert [one.a_run for one in first.courses] == [8.0, 14.0, None]
    assert {tuple(one.course.taught.key for one in group.courses) for group in rest} == {("b", "c", "d")}


def test_courses_of_one_school_or_with_little_in_common_are_not_the_same():
    rows = [
        course("a", "laurea", *SAME),
        course("b", "laurea", *SAME),
        course("c", "metropolia", *SAME[:3]),
        course("d", "metropolia", *SAME, "english", "swedish", "medication", "wound-care", "budgeting"),
    ]
    assert overlaps.pairs_alike(rows) == {}
    assert overlaps.pairs_alike([]) == {}


def test_an_old_text_is_aged_where_its_theme_went_over_to_other_skills():
    months = series.Months(
        tuple(months_back(60)),
        (1000,) * 60,
        {skill("sql"): (10,) * 24 + (2,) * 36, skill("python"): (0,) * 24 + (8,) * 36},
    )
    old = course("old", "laurea", "sql", changed_on=date(2023, 1, 15))
    fresh = course("fresh", "laurea", "sql", changed_on=date(2025, 1, 15))
    unknown = course("unknown", "laurea", "english", changed_on=date(2023, 1, 15))

    found = overlaps.aged([fresh, unknown, old], months, on=TODAY)

    assert [(one.course.taught.key, one.years) for one in found] == [("old", 3), ("unknown", 3)]
    # The year before the text: SQL alone; the last year: one part SQL, four parts Python.
    assert found[0].moved == pytest.approx(0.8)
    assert found[1].moved is None
    assert {name: len(rows) for name, rows in overlaps.stayed(found).items()} == {"moved": 1, "still": 0, "unknown": 1}


def test_a_topic_is_new_only_beyond_chance():
    before = [frozenset({"old"})] * 60
    now = [frozenset({"old", "new"})] * 12 + [frozenset({"old"})] * 18

    (found,) = compass.risen(now, before)

    assert (found.uri, found.now, found.of_now, found.before, found.of_before) == ("new", 12, 30, 0, 60)
    assert found.chance < 0.001
    assert compass.risen([frozenset({"new"})] * 2, before) == [], "two theses are no topic"
    assert compass.risen([frozenset({"old"})] * 30, before) == []


@pytest.mark.django_db
def test_the_compass_tells_years_themes_clients_and_what_is_lacking():
    make_thesis("a", "sql", "english", commissioner="City of Vantaa", programme="IT", institution="Laurea")
    make_thesis("b", "sql", year=2025, commissioner=" City  of Vantaa", programme="IT", institution="Laurea")
    make_thesis("c", year=2025, programme="Care")
    make_thesis("d", "python", year=None, programme="IT")

    found = compass.compass(compass.chosen_theses())

    assert (found.theses, found.read, found.years, dict(found.by_year)) == (4, 3, [2025, 2026], {2025: 2, 2026: 1})
    assert [(topic.label.en, topic.theses, dict(topic.shares)) for topic in found.topics] == [
        ("Data and programming", 3, {2025: 1.0, 2026: 1.0}),
        ("Languages", 1, {2025: 0.0, 2026: 1.0}),
    ]
    assert (list(found.clients), found.with_client) == ([("City of Vantaa", 2)], 2)
    assert (found.newest, found.lack, found.risen) == (2026, (1, 1), [])
    assert [(row.institution, row.name, row.theses) for row in compass.programmes()] == [
        ("", "Care", 1),
        ("", "IT", 1),
        ("Laurea", "IT", 2),
    ]
    of_it = compass.chosen_theses(programme="IT", year=2026)
    assert [row.key for row in of_it] == ["a"]
    assert [row.key for row in compass.theses_touching(Thesis.objects.all(), uri=skill("sql"))] == ["a", "b"]
    assert [row.key for row in compass.theses_touching(Thesis.objects.all(), theme=6)] == ["a"]


@pytest.mark.django_db
def test_a_number_opens_to_its_ads():
    corpus = make_corpus(months=months_back(2), counts={"sql": (1, 2)})
    first = make_ad("1", "sql", corpus=corpus, published=date(2026, 10, 5))
    make_ad("2", "english", corpus=corpus, published=date(2026, 10, 6))
    stated = make_ad("3", corpus=corpus, published=date(2026, 10, 4), stated_skills=[skill("sql")])
    other = make_ad("4", "sql", published=date(2026, 9, 5), language="sv")

    october = opened.ads_naming([skill("sql")], month=date(2026, 10, 1), corpus=corpus.pk)
    assert (october.rows, october.more) == ([first, stated], False)
    assert opened.ads_naming([skill("sql")]).rows == [first, other]
    assert opened.ads_naming([skill("sql")], language="sv").rows == [other]
    assert opened.ads_naming([skill("sql")], most=1) == opened.Behind([first], more=True)


@pytest.mark.django_db
def test_months_and_signals_of_corpora_are_counted_together_or_apart():
    months = months_back(24)
    one = make_corpus("one", months=months, counts={"sql": (2,) * 24})
    two = make_corpus("two", months=months[12:], read=50, language="sv", counts={"sql": (1,) * 12})

    assert series.ad_corpora() == [one, two]
    assert series.languages_in([one.pk, two.pk]) == ["fi", "sv"]
    both = series.months_of([one.pk, two.pk])
    assert (both.read[0], both.read[-1], both.counts[skill("sql")][-1]) == (100, 150, 3)
    assert series.months_of([one.pk, two.pk], "sv").counts == {skill("sql"): (1,) * 12}
    assert series.readings_for([one.pk])[skill("sql")].signal == Signal.CONSTANT
    assert series.readings_for([two.pk])[skill("sql")].signal == Signal.UNKNOWN
