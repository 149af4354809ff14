"""The goals a text serves: the table, the features of a tiny made-up case, and real texts in three languages."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from osaamo.cli.main import main
from osaamo.engine import EmptyText, Engine, SdgReader, goals, targets
from osaamo.engine.sdg.features import NAMES, Softmax, Terms, describe, joined, unit

CLIMATE = {
    "fi": "Opintojaksolla opiskelija oppii hillitsemään ilmastonmuutosta ja laskemaan hiilijalanjäljen.",
    "sv": "Studenten lär sig att bekämpa klimatförändringen och att beräkna koldioxidavtryck.",
    "en": "The student learns to mitigate climate change and to calculate greenhouse gas emissions.",
}


def test_the_table_holds_seventeen_goals_and_their_targets_in_three_languages():
    assert [goal.number for goal in goals()] == list(range(1, 18))
    assert len(targets()) == 17 + 169
    assert all(target.labels.fi and target.labels.sv and target.labels.en for target in targets())
    assert goals()[3].uri == "http://metadata.un.org/sdg/4"


def test_features_of_two_sentences():
    """Goal 1 is along the first axis, goal 2 along the second, all others along the third."""
    axes = np.eye(3)
    weights = np.stack([axes[0], axes[1], *[axes[2] * 0] * 15]) * 4
    reader = Softmax(weights, np.zeros(17))
    both = Softmax(np.hstack([weights, weights]), np.zeros(17))
    terms = Terms(np.stack([axes[0], axes[1], *[axes[2]] * 15]), np.arange(17))
    sentences = np.array([[2.0, 0, 0], [0, 0, 3.0]])
    spots = np.zeros((2, 17), bool)
    spots[1, 0] = True
    features, shares = describe(sentences, sentences, (reader, both), (terms, terms), spots)

    assert features.shape == (17, len(NAMES))
    assert shares.shape == (2, 17)
    named = {name: features[:, at] for at, name in enumerate(NAMES)}
    assert named["exact terms best"][:3] == pytest.approx([1, 0, 1])
    assert named["exact terms mean"][:3] == pytest.approx([0.5, 0, 0.5])
    assert named["place"][0] == 0
    first = np.exp(4) / (np.exp(4) + 16)
    assert named["exact best"][0] == pytest.approx(np.log(first / (1 - first)))
    assert named["exact best ahead"][0] > 0 > named["exact best ahead"][1]
    assert named["length"] == pytest.approx(np.log(2))
    assert named["words"][:2] == pytest.approx([np.log(2), 0])
    assert named["words share"][:2] == pytest.approx([0.5, 0])
    # The keyword stands in the second sentence, where all 17 goals have the same share.
    assert named["words best"][0] == pytest.approx(np.log(1 / 16))
    assert named["clear share"][:2] == pytest.approx([0.5, 0])


def test_joined_vectors_weigh_both_encoders_alike():
    both = joined(np.array([[3.0, 4.0]]), np.array([[0.0, 9.0]]))
    assert both == pytest.approx(np.array([[0.6, 0.8, 0, 1]]) / np.sqrt(2))
    assert unit(np.zeros((1, 2))) == pytest.approx(np.zeros((1, 2)))


@pytest.fixture(scope="module")
def reader():
    return SdgReader(Engine.load())


@pytest.mark.slow
@pytest.mark.parametrize("language", CLIMATE)
def test_climate_is_goal_thirteen_in_each_language(reader, language):
    text = CLIMATE[language]
    found = reader.read(text)
    assert found.served[0].number == 13
    assert found.served[0].sentences[0].text == text
    assert found.served[0].sentences[0].target.split(".")[0] == "13"
    assert found.probabilities[13] == max(found.probabilities.values())


@pytest.mark.slow
def test_a_text_of_nothing_of_the_kind_serves_no_goal(reader):
    found = reader.read("The student writes loops and functions in Python and sorts lists.")
    assert found.served == ()
    assert list(found.probabilities) == list(range(1, 18))


@pytest.mark.slow
def test_a_served_goal_names_its_target_and_what_to_change(reader):
    text = "Content\nThe course plots a carbon footprint.\n\nLearning outcomes\nThe student knows climate policy."
    found = reader.read(text)
    climate = next(goal for goal in found.served if goal.number == 13)
    assert "13.2" in {target.code for target in climate.targets}
    elsewhere = text.index("The student")
    assert reader.read(text, outcomes=(0, elsewhere)).probabilities == found.probabilities == reader.probabilities(text)
    assert {goal.number for goal in reader.read(text, threshold=1.0).near} >= {13}


@pytest.mark.slow
def test_a_text_without_letters_is_refused(reader):
    with pytest.raises(EmptyText):
        reader.read("1234 !!")


@pytest.mark.slow
def test_the_command_reads_many_texts_in_order(tmp_path):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(
        json.dumps({"id": "a", "text": CLIMATE["fi"]}) + "\n" + json.dumps({"id": "b", "text": "123"}) + "\n", "utf-8"
    )
    done = CliRunner().invoke(main, ["sdg", "--batch", str(source), str(target)])
    assert done.exit_code == 0, done.output
    first, second = map(json.loads, target.read_text("utf-8").splitlines())
    assert (first["id"], max(first["goals"], key=first["goals"].get)) == ("a", "13")
    assert second == {"id": "b", "goals": {str(number): 0.0 for number in range(1, 18)}}


def test_the_command_wants_one_input():
    done = CliRunner().invoke(main, ["sdg"])
    assert done.exit_code == 2
    assert "--batch" in done.output
