"""What stands around a draft: the market, neighbours, sentences to add, and two versions side by side."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osaamo.engine import Concept, Labels, Source, TwinItem, additions, changes, market, overlaps
from osaamo.engine.design.market import NEEDED, wilson
from osaamo.engine.design.tables import numbers


def test_wilson_gives_the_published_interval():
    """Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20."""
    for count, of, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)):
        found = wilson(count, of)
        assert (round(found.low, 4), round(found.high, 4), found.share) == (low, high, count / of)
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)


ADS = [
    *[{"python", "sql", "docker"}] * 15,
    *[{"python", "sql"}] * 10,
    *[{"sales", "communication"}] * 60,
    *[{"sales", "python"}] * 5,
    *[{"nursing"}] * 30,
]


def test_a_gap_stands_beside_the_drafts_skills_and_is_not_simply_common():
    found = market([("python", 0.9), ("sql", 0.8)], ADS)

    assert (found.enough, found.near_ads, found.all_ads) == (True, 25, 120)
    (gap,) = found.gaps
    assert gap.uri == "docker"
    assert (gap.near.count, gap.near.of, gap.overall.count, gap.overall.of) == (15, 25, 15, 120)
    assert gap.with_skills == (("python", 15), ("sql", 15))
    assert [(uri, share.count) for uri, share in found.asked] == [("python", 30), ("sql", 25)]


def test_too_few_ads_near_the_draft_say_nothing():
    found = market([("python", 0.9), ("sql", 0.8)], ADS[6:])
    assert (found.enough, found.near_ads, found.needed, found.gaps) == (False, 19, NEEDED, ())
    assert market([], ADS).enough is False
    assert market([("python", 0.9)], []).asked == (("python", wilson(0, 0)),)


def test_counts_of_all_ads_win_over_those_of_the_sample():
    found = market([("python", 0.9), ("sql", 0.8)], ADS, asked={"python": 400}, of=1000)
    assert [(uri, share.count, share.of) for uri, share in found.asked] == [("python", 400, 1000), ("sql", 0, 1000)]
    assert found.all_ads == 1000


def test_what_the_draft_holds_under_another_name_is_no_gap():
    found = market(
        [("python", 0.9), ("sql", 0.8)],
        ADS,
        similarity=lambda left, right: np.array([[0.9 if one == "docker" else 0 for _ in right] for one in left]),
    )
    assert found.gaps == ()


def item(key, skills, vector=None):
    return TwinItem(key, tuple((uri, 0.9) for uri in skills), None if vector is None else np.array(vector))


@pytest.fixture
def rule(monkeypatch):
    monkeypatch.setitem(
        numbers(),
        "overlap",
        {"bias": -6.0, "skills": 5.0, "text": 4.0, "margin": 1.0, "crowd": 0.0, "skill_share": 0.5, "threshold": 0.7},
    )


@pytest.mark.usefixtures("rule")
def test_overlaps_come_surest_first_with_what_is_shared_and_unique():
    courses = [
        item("same", "abc", [1.0, 0.0]),
        item("half", "abx", [0.6, 0.8]),
        item("other", "xyz", [0.0, 1.0]),
        item("draft", "abc", [1.0, 0.0]),
    ]
    found = overlaps(item("draft", "abc", [1.0, 0.0]), courses)

    assert [one.id for one in found] == ["same", "half", "other"]
    assert [one.overlaps for one in found] == [True, False, False]
    # 1 / (1 + exp(-(5 + 5 - 6))) and, with two of three skills, 1 / (1 + exp(-(10 / 3 + 3 - 6))).
    assert [round(one.probability, 4) for one in found] == [0.982, 0.5826, 0.0025]
    assert (found[1].shared, found[1].only_draft, found[1].only_neighbour) == (("a", "b"), ("c",), ("x",))
    assert found[0].text == pytest.approx(1)


@pytest.mark.usefixtures("rule")
def test_a_text_that_stands_out_of_the_crowd_overlaps_more_surely():
    """Twelve courses without skills: the crowd's cosine is 0.5, so the nearest one has 4 + (1 - 0.5) - 6."""
    courses = [item("same", "", [1.0, 0.0]), *(item(f"{at:02}", "", [0.5, 0.866]) for at in range(11))]
    first, second, *_ = overlaps(item("draft", "", [1.0, 0.0]), courses)
    assert (first.id, round(first.probability, 4)) == ("same", 0.1824)
    assert (second.id, round(second.probability, 4)) == ("00", 0.018)


@pytest.mark.usefixtures("rule")
def test_near_pairs_of_what_is_unique():
    labels = {"c": Labels(en="cooking"), "x": Labels(en="cookery")}

    def similarity(left, right):
        return np.array([[0.95 if (one, other) == ("c", "x") else 0.0 for other in right] for one in left])

    (found,) = overlaps(item("draft", "abc"), [item("half", "abx")], labels=labels, similarity=similarity)
    assert [(pair.left, pair.right) for pair in found.near] == [("c", "x")]
    assert found.text is None


CONCEPTS = {
    "s": Concept("s", Labels(fi="laatia raportteja", sv="skriva rapporter", en="write reports"), "skill"),
    "k": Concept("k", Labels(fi="tilastotiede", sv="statistik", en="statistics"), "knowledge"),
    "v": Concept("v", Labels(fi="hallita projekteja", en="manage projects"), ""),
    "n": Concept("n", Labels(en="wicca"), "knowledge"),
}


def source(uri, text, kind="ad", language="fi"):
    return Source(uri, kind, f"{kind}:1", text, language)


@pytest.mark.parametrize(
    ("uri", "language", "expected"),
    [
        ("s", "fi", "Opiskelija osaa laatia raportteja."),
        ("s", "sv", "Studerande kan skriva rapporter."),
        ("s", "en", "The student can write reports."),
        ("k", "fi", "Opiskelija osaa selittää aiheen ”tilastotiede” ja soveltaa sitä."),
        ("k", "sv", "Studerande kan förklara området ”statistik” och tillämpa det."),
        ("k", "en", "The student can explain statistics and apply it."),
        ("v", "fi", "Opiskelija osaa hallita projekteja."),
    ],
)
def test_an_addition_from_an_ad_is_composed_and_says_so(uri, language, expected):
    ad = source(uri, "Haemme osaajaa.")
    (found,) = additions([uri], [ad], CONCEPTS, language)
    assert (found.text, found.made_of, found.source) == (expected, "template-label", ad)


def test_nothing_is_added_without_a_source_or_a_name():
    assert additions(["s", "k"], [source("k", " ")], CONCEPTS, "fi") == ()
    assert additions(["n"], [source("n", "Ilmoitus.")], CONCEPTS, "fi") == ()


def test_a_sound_outcome_of_a_neighbour_in_the_drafts_language_is_taken_as_it_stands():
    ad = source("s", "Kirjoitat raportteja.")
    own = source("s", "Opiskelija osaa laatia\nraportin.", "neighbour")
    weak = source("s", "Opiskelija ymmärtää raportit.", "neighbour")
    foreign = source("s", "The student can write a report.", "neighbour", "en")

    (taken,) = additions(["s"], [ad, weak, foreign, own], CONCEPTS, "fi")
    assert (taken.text, taken.made_of, taken.source) == ("Opiskelija osaa laatia raportin.", "neighbour-outcome", own)
    (composed,) = additions(["s"], [ad, weak, foreign], CONCEPTS, "fi")
    assert (composed.made_of, composed.source) == ("template-label", weak)


def test_changes_by_word_inside_a_sentence_and_by_sentence():
    old = "Opiskelija ymmärtää perusteet. Hän osaa laskea."
    new = "Opiskelija osaa selittää perusteet. Hän osaa laskea. Kurssi on kesällä."
    assert [(run.kind, run.text) for run in changes(old, new)] == [
        ("equal", "Opiskelija "),
        ("delete", "ymmärtää"),
        ("insert", "osaa selittää"),
        ("equal", " perusteet. Hän osaa laskea."),
        ("insert", " Kurssi on kesällä."),
    ]
    assert [(run.kind, run.text) for run in changes("Kissa istuu.", "Budjetti laaditaan ensin.")] == [
        ("delete", "Kissa istuu."),
        ("insert", "Budjetti laaditaan ensin."),
    ]
    assert changes("", "") == ()


_TEXT = st.lists(
    st.sampled_from(["Osaa laatia.", "Osaa", " ", "\n", "raportin", ".", "3.14", "!", "ä", "\r\n", "a b", "? "]),
    max_size=14,
).map("".join)


@given(_TEXT, _TEXT)
def test_runs_rebuild_both_versions(old, new):
    runs = changes(old, new)
    assert "".join(run.text for run in runs if run.kind != "insert") == old
    assert "".join(run.text for run in runs if run.kind != "delete") == new
    for run in runs:
        assert run.text
        if run.kind != "insert":
            assert old[slice(*run.old)] == run.text
        if run.kind != "delete":
            assert new[slice(*run.new)] == run.text
    assert all(one.kind != other.kind for one, other in pairwise(runs))
