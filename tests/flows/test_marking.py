"""A marked text is the text; a drawn map keeps its labels apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osaamo.competence.services import map_of
from osaamo.competence.tests.fake_engine import _CONCEPTS
from osaamo.web.drawing import WIDTH, drawn
from osaamo.web.marking import Bit, Piece, Span, marked
from osaamo.web.messages import level_of

TEXT = "One two. Three four."

SPANS = st.lists(
    st.tuples(st.integers(-2, 25), st.integers(-2, 25), st.integers(1, 5), st.integers(0, 25), st.integers(0, 25)).map(
        lambda n: Span(n[0], n[1], n[2], (n[3], n[4]))
    )
)


@given(SPANS)
def test_pieces_join_to_the_text(spans):
    pieces = marked(TEXT, spans)
    assert "".join(bit.text for piece in pieces for bit in piece.bits) == TEXT
    numbers = [piece.number for piece in pieces if piece.number]
    assert numbers == list(range(1, len(numbers) + 1))
    shown = {number for piece in pieces for number in piece.skills}
    assert shown == {span.skill for span in spans if 0 <= span.start < span.end <= len(TEXT)}


def test_two_skills_of_one_sentence_share_its_mark():
    assert marked(TEXT, [Span(0, 8, 2, (4, 7)), Span(0, 8, 1)]) == (
        Piece((Bit("One "), Bit("two", cue=True), Bit(".")), 1, (1, 2)),
        Piece((Bit(" Three four."),)),
    )


@pytest.mark.parametrize(
    ("confidence", "word"), [(1, "clear"), (0.75, "clear"), (0.74, "likely"), (0.5, "likely"), (0.49, "possible")]
)
def test_words_for_confidence(confidence, word):
    assert level_of(confidence) == word


@given(st.sets(st.sampled_from(sorted(_CONCEPTS)), min_size=1), st.sets(st.sampled_from(sorted(_CONCEPTS))))
def test_labels_shown_on_the_map_do_not_overlap(have, want):
    documents = [[(uri, 0.8) for uri in sorted(side)] for side in (have, want) if side]
    picture = drawn(map_of(documents), "fi", numbers={}, quotes={})
    assert {dot.label for dot in picture.dots} == {_CONCEPTS[uri].labels.fi for uri in have | want}
    boxes = [box_of(dot) for dot in picture.dots if dot.shown]
    for at, box in enumerate(boxes):
        assert box[0] >= 0
        assert box[2] <= WIDTH
        assert not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in boxes[:at])
    assert all(0 < dot.x < WIDTH and 0 < dot.y < picture.height for dot in picture.dots)


def box_of(dot):
    wide = len(dot.short) * 7.2
    start = dot.label_x - {"start": 0, "end": wide, "middle": wide / 2}[dot.anchor]
    return start, dot.label_y - 14, start + wide, dot.label_y + 4


def test_an_empty_map_is_not_drawn():
    assert drawn(map_of([[]]), "fi", numbers={}, quotes={}) is None
