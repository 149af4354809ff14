"""Maps: exact small cases, stable places, readable and safe pictures."""

from __future__ import annotations

import itertools
import json
import re

import numpy as np
import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from osaamo.engine.errors import BrokenArtefact
from osaamo.engine.gap import VectorSimilarity
from osaamo.engine.maps import (
    MAP_CSS,
    Atlas,
    Island,
    MapRules,
    SvgOptions,
    base_layout,
    coasts,
    competence_map,
    counted_map,
    deepgraph,
    load_atlas,
    map_svg,
    overlay,
    save_atlas,
)
from osaamo.engine.maps.labels import Box, place_labels, width_of, wrap
from osaamo.engine.records import Labels

URIS = ("sql", "python", "nursing", "first aid")
ISLANDS = (
    Island(0, Labels("ohjelmointi", "programmering", "programming"), 0.25, 0.5, 0.2),
    Island(1, Labels("hoitotyö", "vård", "care & health"), 0.75, 0.5, 0.2),
)
ATLAS = Atlas(
    {uri: row for row, uri in enumerate(URIS)},
    np.array([[0.2, 0.5], [0.3, 0.5], [0.7, 0.5], [0.8, 0.5]], np.float32),
    np.array([0, 0, 1, 1]),
    ISLANDS,
)
LABELS = {uri: Labels(fi=f"{uri} <fi>", en=uri) for uri in URIS}
DOCUMENTS = [
    [("sql", 0.9), ("python", 0.8)],
    [("sql", 0.7), ("python", 0.6), ("sql", 0.2)],
    [("nursing", 0.9)],
    [("nursing", 0.5), ("python", 0.4)],
]


def drawn(documents=DOCUMENTS, **more):
    return competence_map(documents, atlas=ATLAS, labels=LABELS, **more)


def test_nodes_count_texts_and_edges_count_common_texts():
    found = drawn()
    assert [(node.uri, node.weight, node.theme) for node in found.nodes] == [
        ("python", 3, 0),
        ("nursing", 2, 1),
        ("sql", 2, 0),
    ]
    assert found.nodes[2].confidence == pytest.approx(0.8)
    assert [(edge.source, edge.target, edge.kind, edge.count) for edge in found.edges] == [(0, 2, "together", 2)]
    # NPMI = ln(p(x,y) / p(x) p(y)) / -ln p(x,y) with p(x,y) = 2/4, p(x) = 3/4, p(y) = 2/4
    assert found.edges[0].weight == pytest.approx(np.log(0.5 / (0.75 * 0.5)) / -np.log(0.5))
    assert [island.theme for island in found.islands] == [0, 1]
    assert found.documents == 4


def test_one_text_gets_edges_by_meaning():
    similar = VectorSimilarity(URIS, np.array([[1, 0], [0.8, 0.6], [0, 1], [0.6, 0.8]], np.float32))
    found = drawn([DOCUMENTS[0]], similarity=similar)
    assert [(edge.kind, round(edge.weight, 2)) for edge in found.edges] == [("near", 0.8)]


def test_confidence_and_size_are_bounded_by_the_rules():
    assert [node.uri for node in drawn(rules=MapRules(confidence=0.85)).nodes] == ["nursing", "sql"]
    assert [node.uri for node in drawn(rules=MapRules(nodes=1)).nodes] == ["python"]


def test_each_node_keeps_at_least_its_strongest_edge():
    documents = [[(f"s{a}", 1.0), (f"s{b}", 1.0)] for a, b in itertools.combinations(range(6), 2) for _ in range(2)]
    documents += [[("lone", 1.0)]] * 40
    found = drawn(documents, rules=MapRules(neighbours=1))
    ends = {end for edge in found.edges for end in (edge.source, edge.target)}
    assert len(ends) == 6
    assert len(found.edges) < 15


@given(st.permutations(DOCUMENTS))
def test_any_order_of_texts_gives_the_same_map(documents):
    assert drawn(documents) == drawn()


@given(st.lists(st.sampled_from(URIS), min_size=1, max_size=4, unique=True))
def test_a_skill_keeps_its_place_whatever_else_is_on_the_map(uris):
    places = {node.uri: (node.x, node.y) for node in drawn([[(uri, 1.0) for uri in uris]]).nodes}
    everywhere = {node.uri: (node.x, node.y) for node in drawn([[(uri, 1.0) for uri in URIS]]).nodes}
    assert all(everywhere[uri] == place for uri, place in places.items())


def test_unknown_skills_lie_on_an_island_of_their_own():
    found = drawn([[("urn:new", 1.0), ("sql", 1.0)]])
    assert [(node.uri, node.theme) for node in found.nodes] == [("sql", 0), ("urn:new", -1)]
    assert found.islands[0].theme == -1
    assert "other skills" in map_svg(found, ISLANDS).lower()


def test_overlay_says_whose_each_skill_is():
    laid = overlay(drawn([DOCUMENTS[0]]), drawn(DOCUMENTS[1:]), atlas=ATLAS, names=("me", "ads"))
    assert {node.uri: (node.side, node.left, round(node.right, 2)) for node in laid.nodes} == {
        "python": ("both", 1.0, 0.67),
        "sql": ("both", 1.0, 0.33),
        "nursing": ("right", 0.0, 0.67),
    }
    assert laid.documents == 4
    json.dumps(laid.as_dict())


def test_deepgraph_has_its_shape():
    graph = deepgraph(drawn(), language="en", build_date="2026-01-02")
    assert graph["info"]["build"] == {"algorithm": "osaamo", "build_date": "2026-01-02"}
    data = graph["data"]
    assert data["legends"] == {"1": "programming", "2": "care & health"}
    assert data["nodes"][0] == {
        "id": 0, "label": "python", "value": 3, "unique_value": 3, "weight": 10, "group": 1, "uri": "python",
    }  # fmt: skip
    assert data["edges"] == [{"from": 0, "to": 2, "value": 2, "title": "together 0.42"}]
    assert set(data) == {
        "unique_identifier", "legends", "nodes", "edges", "scores", "indicators", "sources",
    }  # fmt: skip


def test_deepgraph_of_an_overlay_is_a_scorecard():
    laid = overlay(drawn([DOCUMENTS[0]]), drawn(DOCUMENTS[1:]), atlas=ATLAS, names=("me", "ads"))
    data = deepgraph(laid, language="en", build_date="2026-01-02")["data"]
    assert data["legends"] == {"1": "common", "2": "me", "3": "ads"}
    assert data["scores"] == {
        "full_score": 2,
        "full_score_normalized": 0.6667,
        "important_topics_found": ["python", "sql"],
        "important_topics_missing": ["nursing"],
    }


def test_the_list_holds_the_same_skills_as_the_picture():
    listed = drawn().as_list("en")
    assert [(island.labels.en, [node.uri for node in nodes]) for island, nodes in listed] == [
        ("programming", ["python", "sql"]),
        ("care & health", ["nursing"]),
    ]


@pytest.mark.parametrize("embed", [True, False])
def test_svg_is_well_formed_accessible_and_free_of_script_and_inline_style(embed):
    svg = map_svg(drawn(), ISLANDS, SvgOptions(language="fi", title="Minä & <sinä>", embed_css=embed))
    root = ElementTree.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{space}title").text == "Minä & <sinä>"
    assert root.find(f"{space}desc").text
    assert root.get("role") == "img"
    tooltips = {title.text for title in root.iter(f"{space}title")}
    assert "sql <fi> (2)" in tooltips
    assert not [node for node in root.iter() if "style" in node.attrib or node.tag.endswith("script")]
    assert not [name for node in root.iter() for name in node.attrib if name.startswith("on")]
    assert (root.find(f"{space}style") is not None) is embed
    assert "expression" not in MAP_CSS
    assert svg == map_svg(drawn(), ISLANDS, SvgOptions(language="fi", title="Minä & <sinä>", embed_css=embed))


def test_an_empty_map_and_an_overlay_are_drawn_too():
    ElementTree.fromstring(map_svg(drawn([]), ISLANDS))
    ElementTree.fromstring(map_svg(drawn([]), ()))
    laid = overlay(drawn([DOCUMENTS[0]]), drawn(DOCUMENTS[1:]), atlas=ATLAS, names=("me", "ads"))
    svg = map_svg(laid, ISLANDS)
    assert "me + ads (2)" in svg
    assert "ads (1)" in svg


def test_circles_in_the_picture_do_not_cover_each_other():
    crowd = Atlas(
        {f"s{n}": n for n in range(30)}, np.full((30, 2), [0.24, 0.49], np.float32), np.zeros(30, int), ISLANDS[:1]
    )
    crowd.places[:] += np.stack([np.arange(30) % 6, np.arange(30) // 6], axis=1) * 0.004
    found = competence_map([[(f"s{n}", 1.0) for n in range(30)]], atlas=crowd, labels={})
    svg = map_svg(found, ISLANDS[:1])
    circles = np.array(re.findall(r'class="skill" cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', svg), float)
    assert len(circles) == 30
    for one, other in itertools.combinations(circles, 2):
        assert np.hypot(*(one[:2] - other[:2])) > (one[2] + other[2]) * 0.9


@given(
    st.lists(
        st.tuples(st.floats(0, 800), st.floats(0, 600), st.floats(2, 15), st.text("abc wide", max_size=40)), max_size=25
    )
)
def test_placed_labels_never_overlap_each_other_or_an_obstacle(points):
    obstacles = [Box.around(x, y, radius) for x, y, radius, _ in points]
    boxes = []
    for tag in place_labels(points, obstacles, 800, 600):
        wide, tall = max(width_of(line, 11) for line in tag.lines), 12.5 * len(tag.lines)
        left = {"start": tag.x, "end": tag.x - wide, "middle": tag.x - wide / 2}[tag.anchor]
        boxes.append(Box(left, tag.y - 10, left + wide, tag.y - 10 + tall))
    assert not any(box.meets(obstacle) for box in boxes for obstacle in obstacles)
    assert not any(one.meets(other) for one, other in itertools.combinations(boxes, 2))


def test_wrapping_keeps_words_whole():
    assert wrap("information and communication", 80, 11, most=2) == ["information", "and…"]
    assert wrap("sähköpostimarkkinointi", 10, 11, most=2) == ["sähköpostimarkkinointi"]
    assert wrap("", 10, 11, most=2) == []


def themed(count, themes, seed):
    rng = np.random.default_rng(seed)
    numbers = np.arange(count) % themes
    vectors = rng.normal(size=(themes, 12))[numbers] + 0.4 * rng.normal(size=(count, 12))
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), numbers


@settings(deadline=None, max_examples=10)
@given(st.integers(1, 9), st.integers(1, 12), st.integers(0, 99))
def test_layout_gives_each_skill_its_own_place_on_its_island(themes, each, seed):
    vectors, numbers = themed(themes * each, themes, seed)
    layout = base_layout(vectors, numbers)
    inside = np.hypot(*(layout.places - layout.centres[numbers]).T)
    assert (inside <= layout.radii[numbers] + 1e-4).all()
    assert layout.places.min() >= -1e-4
    assert layout.places.max() <= 1 + 1e-4
    assert len({tuple(place) for place in layout.places.round(6).tolist()}) == themes * each
    for one, other in itertools.combinations(range(themes), 2):
        apart = np.hypot(*(layout.centres[one] - layout.centres[other]))
        assert apart > layout.radii[one] + layout.radii[other]
    again = base_layout(vectors, numbers)
    assert (again.places == layout.places).all()


def test_near_themes_are_neighbours():
    vectors, numbers = themed(60, 6, 1)
    vectors[numbers == 1] = vectors[numbers == 0] + 0.05 * np.random.default_rng(2).normal(size=(10, 12))
    layout = base_layout(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), numbers)
    distances = np.hypot(*(layout.centres - layout.centres[0]).T)
    assert int(np.argsort(distances)[1]) == 1


def test_atlas_is_stored_and_read_back(tmp_path):
    path = tmp_path / "layout.npz"
    save_atlas(path, ATLAS)
    read = load_atlas((*URIS, "added later"), path)
    assert read.islands[1].labels == ISLANDS[1].labels
    assert read.locate(["nursing"])[0][0] == 1
    assert np.abs(read.places - ATLAS.places).max() < 1e-3
    with pytest.raises(BrokenArtefact, match="another vocabulary"):
        load_atlas(("x", *URIS), path)
    path.write_bytes(b"PK\x03\x04 cut short")
    with pytest.raises(BrokenArtefact, match="cannot be read"):
        load_atlas(URIS, path)
    with pytest.raises(BrokenArtefact):
        load_atlas(URIS, tmp_path / "none.npz")


def test_counted_texts_give_the_same_nodes_as_the_texts():
    whole = drawn()
    counts = {node.uri: (int(node.weight), node.confidence) for node in whole.nodes}
    counted = counted_map(counts, 4, atlas=ATLAS, labels=LABELS)
    assert (counted.nodes, counted.islands, counted.documents) == (whole.nodes, whole.islands, 4)
    assert counted.edges == ()
    assert [node.uri for node in counted_map(counts, 4, atlas=ATLAS, labels=LABELS, most=1).nodes] == ["python"]


def inside(point, ring):
    """Whether the ray to the right of the point crosses the ring an odd number of times."""
    crossings = 0
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y1 > point[1]) != (y2 > point[1]):
            crossings += point[0] < x1 + (point[1] - y1) / (y2 - y1) * (x2 - x1)
    return crossings % 2 == 1


@settings(deadline=None, max_examples=15)
@given(st.integers(1, 9), st.integers(1, 12), st.integers(0, 99))
def test_each_skill_lies_on_the_land_of_its_theme_and_of_no_other(themes, each, seed):
    vectors, numbers = themed(themes * each, themes, seed)
    layout = base_layout(vectors, numbers)
    islands = tuple(
        Island(theme, Labels(), *map(float, layout.centres[theme]), float(layout.radii[theme]))
        for theme in range(themes)
    )
    land = coasts(islands)
    assert land == coasts(islands)
    for place, theme in zip(layout.places.tolist(), numbers.tolist(), strict=True):
        assert [number for number, ring in enumerate(land) if inside(place, ring)] == [theme]


def test_neighbours_share_their_border():
    near = (Island(0, Labels(), 0.3, 0.5, 0.1), Island(1, Labels(), 0.54, 0.5, 0.1))
    east, west = (max(x for x, _ in ring) for ring in coasts(near)), (min(x for x, _ in ring) for ring in coasts(near))
    assert [round(x, 6) for x in (next(east), list(west)[1])] == [0.42, 0.42]


def test_a_theme_has_its_colour_whatever_else_is_on_the_map():
    colour = re.compile(r'class="land (h\d)"')
    alone = map_svg(drawn([[("nursing", 1.0)]]), ISLANDS, SvgOptions(whole=True))
    both = map_svg(drawn(), ISLANDS, SvgOptions(whole=True))
    assert sorted(colour.findall(alone)) == sorted(colour.findall(both)) == ["h0", "h1"]
