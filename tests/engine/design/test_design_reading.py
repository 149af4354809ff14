"""How the parts of a draft meet, its level, its parts by headings, and the whole reading by the shipped engine."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from osaamo.cli.main import main
from osaamo.engine import CourseDesigner, CourseDraft, EmptyText, Engine, course_draft, outcomes_of
from osaamo.engine.design import level
from osaamo.engine.design.consistency import consistency, names_only_form
from osaamo.engine.design.level import estimate
from osaamo.engine.design.records import Statement
from osaamo.engine.design.tables import numbers

AXES = np.eye(4)


def statements(part, *texts):
    return [Statement(part, at, at + len(text), text) for at, text in enumerate(texts)]


@pytest.fixture
def rules(monkeypatch):
    monkeypatch.setitem(numbers(), "consistency", {"content": 0.5, "assessment": 0.6})
    monkeypatch.setitem(numbers(), "level", {"bias": -1.0, "sure": 0.7})
    monkeypatch.setattr(level, "_weights", lambda: (np.array([8.0, -8, 0, 0]), np.array([0, 0, 3.0, 0])))


@pytest.mark.usefixtures("rules")
def test_outcomes_meet_content_and_assessment_by_text_and_skills():
    outcomes = outcomes_of("Osaa laatia raportin.\nOsaa laskea kulut.\nOsaa arvioida riskejä.", "fi")
    content = statements("content", "Raportointi", "Riskit", "Historia")
    assessed = statements("assessment", "Tentti 60 %", "Raportti yrityksen todellisesta projektista ja sen kuluista")
    found = consistency(
        outcomes,
        np.stack([AXES[0], AXES[1], 0.6 * AXES[2] + 0.8 * AXES[3]]),
        {"content": content, "assessment": assessed},
        {"content": np.stack([AXES[0], AXES[2], -AXES[0]]), "assessment": np.stack([AXES[1], AXES[0]])},
        skills={("outcomes", 2): frozenset({"risk"}), ("content", 1): frozenset({"risk", "x"})},
        language="fi",
    )

    assert [(link.outcome, link.statement.text, round(link.score, 2), link.skills) for link in found.links] == [
        (0, "Raportointi", 1.0, ()),
        (0, "Raportti yrityksen todellisesta projektista ja sen kuluista", 1.0, ()),
        (2, "Riskit", 0.6, ("risk",)),
    ]
    assert (found.never_taught, found.never_assessed) == ((1,), (1, 2))
    assert [one.text for one in found.never_promised] == ["Historia"]
    assert (dict(found.cannot_say), dict(found.thresholds)) == ({}, {"content": 0.5, "assessment": 0.6})


def test_an_assessment_that_names_only_its_form_says_nothing_of_outcomes():
    outcomes = outcomes_of("Osaa laatia raportin.", "fi")
    rows = statements("assessment", "Tentti 60 %, harjoitustyö 40 %")
    found = consistency(
        outcomes, AXES[:1], {"assessment": rows}, {"assessment": AXES[1:2]}, skills={}, language="fi"
    )  # fmt: skip
    assert dict(found.cannot_say) == {"content": "empty", "assessment": "form-only"}
    assert (found.links, found.never_taught, found.never_assessed, found.never_promised) == ((), (), (), ())


@pytest.mark.parametrize(
    ("text", "language", "only"),
    [
        ("Tentti ja harjoitustyö, arviointi 0-5.", "fi", True),
        ("Opiskelija laatii yritykselle kannattavuuslaskelman ja budjetin.", "fi", False),
        ("Skriftlig tentamen och inlämningsuppgifter.", "sv", True),
        ("Studerande gör en budget för ett verkligt företag.", "sv", False),
        ("Exam 60 %, assignments 40 %.", "en", True),
        ("A budget and a risk analysis for a real company.", "en", False),
    ],
)
def test_form_and_substance_of_an_assessment(text, language, only):
    assert names_only_form(text, language) is only


WORDS = "word " * 20


@pytest.mark.usefixtures("rules")
def test_level_with_its_reasons():
    rows = [
        *statements("title", "Advanced topics"),
        *statements("outcomes", f"Research {WORDS}"),
        *statements("content", f"Basics {WORDS}"),
    ]
    # Half of 8 from the first sentence, nothing from the second, 3 from the title, -1 of bias.
    sure = estimate(rows, np.stack([AXES[2], AXES[0], AXES[3]]))
    assert (sure.level, round(sure.confidence, 4)) == (7, 0.9975)
    assert [(one.code, one.toward, one.values["part"]) for one in sure.reasons] == [
        ("sentence", 7, "outcomes"),
        ("sentence", 7, "title"),
    ]
    (only, *rest) = estimate(rows, np.stack([AXES[2], AXES[0], AXES[3]]), unnamed=[0, 2]).reasons
    assert (only.values["part"], rest) == ("outcomes", [])
    low = estimate(rows[1:], np.stack([AXES[3], AXES[1]]))
    assert (low.level, round(low.confidence, 4)) == (6, 0.9933)
    assert low.reasons[0].values["text"] == f"Basics {WORDS}"


@pytest.mark.usefixtures("rules")
def test_cannot_say_the_level():
    rows = statements("outcomes", f"Research {WORDS}", f"Basics {WORDS}")
    # 8 and -6.4 of the two sentences, halved, less the bias: 0.8 - 1.
    unsure = estimate(rows, np.stack([AXES[0], 0.8 * AXES[1] + 0.6 * AXES[3]]))
    assert (unsure.level, round(unsure.confidence, 4)) == (None, 0.5498)
    assert (unsure.reasons[0].code, dict(unsure.reasons[0].values)) == ("mixed", {"percent": 55})
    short = estimate(statements("outcomes", "Osaa laskea."), AXES[:1])
    assert (short.level, short.confidence) == (None, 0.5)
    assert [(one.code, dict(one.values)) for one in short.reasons] == [("too-little-text", {"words": 2, "needed": 25})]
    assert estimate([], np.zeros((0, 0))).level is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Osaa laskea.", CourseDraft(outcomes="Osaa laskea.")),
        (
            "Laskenta\n\nOsaamistavoitteet\nOsaa laskea.\n\nSisältö:\nKulut\n\nArviointi: Tentti",
            CourseDraft("Laskenta", "Osaa laskea.", "Kulut", "Tentti"),
        ),
        (
            "Name: Costs\nLearning outcomes\nCan calculate.\nContent\nCosts\nLearning outcomes\nCan plan.",
            CourseDraft("Costs", "Can calculate.\nCan plan.", "Costs"),
        ),
        ("Lärandemål:\nKan räkna.\n## Bedömning\nTentamen", CourseDraft("", "Kan räkna.", "", "Tentamen")),
        ("Two lines\nof text\nContents\nCosts", CourseDraft("", "Two lines\nof text", "Costs")),
    ],
)
def test_parts_by_their_headings(text, expected):
    assert course_draft(text) == expected


DRAFT = CourseDraft(
    title="Projektinhallinta",
    outcomes="Opiskelija osaa laatia projektisuunnitelman. Opiskelija ymmärtää riskienhallinnan perusteet.",
    content="Projektisuunnitelman laatiminen\nKeskiaikainen musiikki",
    assessment="Tentti 100 %",
)


@pytest.fixture(scope="module")
def designer():
    return CourseDesigner(Engine.load())


def test_a_whole_reading(designer):
    found = designer.read(DRAFT, language="fi")

    assert "projektinhallinta" in {skill.label.fi for skill in found.skills}
    for skill in found.skills:
        for one in skill.evidence:
            assert DRAFT.part(one.part)[one.start : one.end] == one.text
    assert [outcome.level for outcome in found.outcomes] == [6, 2]
    plan = next(link for link in found.consistency.links if link.outcome == 0)
    assert plan.statement.text == "Projektisuunnitelman laatiminen"
    assert "Keskiaikainen musiikki" in {one.text for one in found.consistency.never_promised}
    assert dict(found.consistency.cannot_say) == {"assessment": "form-only"}
    assert np.linalg.norm(found.vector) == pytest.approx(1, abs=1e-5)
    again = designer.item("x", DRAFT, language="fi")
    # The encoder rounds by batch, so the same sentences beside others come out a little different.
    assert again.vector @ found.vector > 0.99
    assert again.skills == tuple((skill.uri, skill.confidence) for skill in found.skills)
    assert json.loads(json.dumps(found.as_dict()))["outcomes"][0]["level"] == 6


def test_a_draft_without_a_letter(designer):
    with pytest.raises(EmptyText):
        designer.read(CourseDraft())
    assert designer.item("x", CourseDraft(content="12")).vector is None


def test_the_command_prints_outcomes_and_json(tmp_path):
    path = tmp_path / "draft.txt"
    path.write_text(f"Osaamistavoitteet\n{DRAFT.outcomes}\nSisältö\n{DRAFT.content}\nArviointi\nTentti", "utf-8")
    shown = CliRunner().invoke(main, ["design", str(path), "--language", "fi"])
    assert shown.exit_code == 0, shown.output
    assert "level 2 (ymmärtää)" in shown.output
    assert "> level 3: Opiskelija osaa soveltaa riskienhallinnan perusteita." in shown.output
    assert "EQF level: cannot say" in shown.output
    values = json.loads(CliRunner().invoke(main, ["design", str(path), "--json"]).stdout)
    assert values["draft"]["outcomes"] == DRAFT.outcomes
    assert values["outcomes"][1]["faults"][0]["code"] == "vague-verb"
