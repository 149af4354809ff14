"""The search of the catalogue: words in all their forms, typing errors, meaning, what is kept on disk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osaamo.engine.catalogue import Document, Facets, Index, Shelf, best_reason, open_index
from osaamo.engine.catalogue import analyses as analyses_module
from osaamo.engine.catalogue.analyses import Analysed, analyse_document
from osaamo.engine.config import PACKAGED_DATA
from osaamo.engine.embed.static_encoder import StaticEncoder
from osaamo.engine.text import finnish
from osaamo.engine.text.recent import Recent

DOCUMENTS = [
    Document("db", "ICT-1", {"fi": "relaatiotietokannan suunnittelu"}, {}, {"fi": "opiskelija osaa laatia kyselyitä"}),
    Document("nursing", "SOTE-1", {"fi": "hoitotyön perusteet", "sv": "Grunder i vårdarbete"}),
    Document(
        "game", "ICT-2", {"en": "Game programming"}, {}, {"en": "Students can design a game and write its rules."}
    ),
    Document("circular", "CIRC-1", {"fi": "kiertotalous"}, {}, {}, {"fi": "liiketoimintamallit"}),
    Document("law", "LAW-1", {"sv": "Arbetsrätt och avtal"}),
    Document("empty", ""),
]


class NoTransducer:
    """The forms here are in the packaged table; the transducer would take seconds to say that the others are unknown."""

    def start(self) -> None:
        pass

    def ask(self, words: list[str]) -> list[list[str]]:
        return [[] for _ in words]


@pytest.fixture(scope="module", autouse=True)
def _packaged_forms_only() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finnish, "_transducer", NoTransducer())
        patch.setattr(finnish, "_memory", Recent(1000))
        yield


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder(PACKAGED_DATA / "static")


@pytest.fixture(scope="module")
def index(encoder: StaticEncoder, tmp_path_factory: pytest.TempPathFactory) -> Index:
    return open_index(DOCUMENTS, encoder, tmp_path_factory.mktemp("index"))


def found(index: Index, query: str, language: str = "fi") -> list[str]:
    return [index.keys[row] for row in index.search(query, language).rows]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("tietokantojen", "db"),
        ("relaatiotietokannat", "db"),
        ("suunnitella relaatio tietokanta", "db"),
        ("hoitotyössä", "nursing"),
        ("kiertotalouden", "circular"),
        ("kiertotalos", "circular"),
        ("CIRC-1", "circular"),
        ("circ-1", "circular"),
        ("programing games", "game"),
        ("arbetsrätten", "law"),
        ("kierto", "circular"),
    ],
)
def test_forms_parts_codes_and_errors_find_the_course(index: Index, query: str, first: str) -> None:
    assert found(index, query)[0] == first


@pytest.mark.parametrize(
    ("query", "language", "first"),
    [
        ("databases", "en", "db"),
        ("nursing", "en", "nursing"),
        ("peliohjelmointi", "fi", "game"),
        ("vårdarbete", "sv", "nursing"),
    ],
)
def test_meaning_crosses_languages(index: Index, query: str, language: str, first: str) -> None:
    assert found(index, query, language)[0] == first


def test_a_query_without_words_finds_all_in_order(index: Index) -> None:
    assert found(index, "  !? ") == [document.key for document in DOCUMENTS]


def test_a_query_that_means_nothing_here_finds_nothing(index: Index) -> None:
    assert found(index, "qqqzzzxxyy") == []


def test_a_very_long_query_is_read_up_to_its_limit(index: Index) -> None:
    assert found(index, "kiertotalous " * 20_000)[0] == "circular"


def test_an_empty_catalogue_can_be_searched(encoder: StaticEncoder, tmp_path: Path) -> None:
    empty = open_index([], encoder, tmp_path)
    assert found(empty, "tietokanta") == []
    assert found(empty, "") == []


def test_similar_documents_leave_out_the_document_itself(index: Index) -> None:
    near = index.similar("db", 3)
    assert "db" not in near
    assert index.similar("unknown", 3) == []


def test_only_changed_documents_are_read_again(
    encoder: StaticEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def noting(document: Document, with_encoder: StaticEncoder) -> Analysed:
        read.append(document.key)
        return analyse_document(document, with_encoder)

    monkeypatch.setattr(analyses_module, "analyse_document", noting)
    first = open_index(DOCUMENTS, encoder, tmp_path)
    assert len(read) == len(DOCUMENTS)
    read.clear()
    assert open_index(DOCUMENTS, encoder, tmp_path).digest == first.digest
    assert read == []
    changed = [Document("db", "ICT-1", {"fi": "graafi tietokannat"}), *DOCUMENTS[1:]]
    again = open_index(changed, encoder, tmp_path)
    assert read == ["db"]
    assert again.digest != first.digest
    assert found(again, "graafi")[0] == "db"
    # The older one still answers: its files stay open.
    assert found(first, "kyselyt")[0] == "db"


def test_an_index_is_the_same_from_disk_and_from_memory(encoder: StaticEncoder, tmp_path: Path) -> None:
    made = open_index(DOCUMENTS, encoder, tmp_path)
    read = open_index(DOCUMENTS, encoder, tmp_path)
    for query in ("tietokannat", "game", "avtal"):
        one, other = made.search(query), read.search(query)
        assert one.rows.tolist() == other.rows.tolist()
        assert one.scores.tolist() == other.scores.tolist()


def test_an_analysis_survives_its_bytes(encoder: StaticEncoder) -> None:
    made = analyse_document(DOCUMENTS[0], encoder)
    read = Analysed.unpacked(made.packed())
    assert read.terms == made.terms
    for name in ("fields", "lengths", "weights", "vectors"):
        assert np.array_equal(getattr(read, name), getattr(made, name))


def test_the_reason_is_the_matching_sentence_with_its_words(index: Index, encoder: StaticEncoder) -> None:
    texts = {
        "content": {
            "fi": "kurssi kestää kaksi kuukautta. Opit suunnittelemaan relaatiotietokantoja. Tentti on kesällä."
        }
    }
    words = index.search("tietokannat").terms
    reason = best_reason("tietokannat", words, texts, encoder)
    assert reason is not None
    assert reason.text == "Opit suunnittelemaan relaatiotietokantoja."
    assert [reason.text[start:end] for start, end in reason.spans] == ["relaatiotietokantoja"]
    assert (reason.language, reason.source) == ("fi", "content")


def test_there_is_no_reason_where_nothing_is_near(index: Index, encoder: StaticEncoder) -> None:
    words = index.search("tietokannat").terms
    assert best_reason("tietokannat", words, {"content": {"en": "Horses eat hay."}}, encoder) is None


VARIANT = st.fixed_dictionaries(
    {"school": st.sets(st.sampled_from("abc"), max_size=2), "mode": st.sets(st.sampled_from("xy"), max_size=2)}
)


@given(st.lists(st.lists(VARIANT, min_size=1, max_size=3), max_size=12), VARIANT)
def test_each_facet_is_counted_with_the_others_on(
    documents: list[list[dict[str, set[str]]]], chosen: dict[str, set[str]]
) -> None:
    def fits(variant: dict[str, set[str]], without: str = "") -> bool:
        return all(not wanted or variant[facet] & wanted for facet, wanted in chosen.items() if facet != without)

    facets = Facets(documents)
    assert facets.select(chosen).tolist() == [any(map(fits, variants)) for variants in documents]
    for facet, counts in facets.count(chosen).items():
        for value, count in counts.items():
            assert count == sum(
                any(value in variant[facet] and fits(variant, facet) for variant in variants) for variants in documents
            )


def test_choices_of_two_facets_must_meet_in_one_variant() -> None:
    facets = Facets([[{"language": ["en"], "open": []}, {"language": ["fi"], "open": ["yes"]}]])
    assert facets.select({"language": ["en"], "open": ["yes"]}).tolist() == [False]
    assert facets.select({"language": ["fi"], "open": ["yes"]}).tolist() == [True]


def test_a_facet_or_value_that_nothing_has_leaves_nothing() -> None:
    facets = Facets([[{"school": ["a"]}], [{"school": ["b"]}]])
    assert facets.select({"school": ["z"]}).tolist() == [False, False]
    assert facets.select({"planet": ["z"]}).tolist() == [False, False]
    assert facets.count({}, np.array([True, False])) == {"school": {"a": 1, "b": 0}}


def test_a_document_without_a_variant_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one variant"):
        Facets([[]])


def test_a_shelf_gives_the_older_one_while_it_makes_the_new_one() -> None:
    going = threading.Event()
    made: list[int] = []

    def make() -> int:
        if made:
            assert going.wait(5)
        made.append(len(made))
        return made[-1]

    shelf = Shelf(make)
    assert shelf.get("a") == 0
    assert shelf.get("a") == 0
    assert shelf.get("b") == 0
    going.set()
    for thread in threading.enumerate():
        if thread.name == "shelf":
            thread.join(5)
    assert shelf.get("b") == 1
    assert made == [0, 1]


def test_a_shelf_keeps_the_older_one_when_making_fails(caplog: pytest.LogCaptureFixture) -> None:
    answers = iter([1])
    shelf = Shelf(lambda: next(answers))
    assert shelf.get("a") == 1
    assert shelf.get("b") == 1
    for thread in threading.enumerate():
        if thread.name == "shelf":
            thread.join(5)
    assert "older one stays" in caplog.text
    assert shelf.get("b") == 1
