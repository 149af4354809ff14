"""What the map page shows: two sides over the atlas, drawn and as a list with the same content."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import gettext

from osaamo import engine as door
from osaamo.competence import services as competence
from osaamo.competence.mapping import map_of_counts, over
from osaamo.engine import SvgOptions
from osaamo.web.messages import confidence_words, level_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osaamo.engine import CompetenceMap, Island, MapNode
    from osaamo.web.maps_layers import Seen, Side

UNIT = 100_000
"""Places go to the browser as whole numbers; the unit square is so wide."""

SIDES = {"": "a", "left": "a", "right": "b", "both": "both"}


@dataclass(frozen=True, slots=True)
class Fact:
    """What one side says of a skill: its sentence, cut where very long, and how often or how surely.

    ``slot`` is ``a`` or ``b``; ``rows`` the query of the page with all its texts, if there is one.
    """

    slot: str
    seen: Seen
    sentence: str
    said: str
    rows: str


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill of the list; ``number`` from 0 is also its place in the drawing.

    ``side`` is ``a``, ``b`` or ``both``, and ``whose`` says so in words where there are two sides.
    """

    number: int
    uri: str
    label: str
    side: str
    whose: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ThemeRows:
    """A theme with its skills. ``tone`` is its colour, from 0 to 7; ``both`` counts the skills of both sides."""

    id: int
    name: str
    tone: int
    skills: tuple[SkillRow, ...]
    both: int


@dataclass(frozen=True, slots=True)
class Whose:
    """A line of the legend: how many skills are of both sides, or only of one."""

    side: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class MapPage:
    """A drawn map: its sides, its legend, its list, and the points for the browser.

    ``points`` holds for each skill of the list ``[x, y, side, size a, size b]``: places in :data:`UNIT`, the side 0
    for a, 1 for b and 2 for both, sizes in percent.
    """

    sides: tuple[Side, ...]
    legend: tuple[Whose, ...]
    themes: tuple[ThemeRows, ...]
    points: list[list[int]]

    @property
    def count(self) -> int:
        """How many skills."""
        return len(self.points)


def drawn(sides: Sequence[Side], *, paired: bool = False) -> CompetenceMap:
    """The map of the sides, of none, one or two. With ``paired`` also what occurs together, which takes longer."""
    maps = [_side_map(side, paired=paired) for side in sides]
    if not maps:
        return map_of_counts({}, 0)
    if len(maps) == 1:
        return replace(maps[0], names=(sides[0].title,))
    return over(maps[0], maps[1], (sides[0].title, sides[1].title))


def map_page(sides: Sequence[Side], language: str) -> MapPage:
    """The page's content for the sides, in one language."""
    shown = drawn(sides)
    names = _whose(sides)
    themes: list[ThemeRows] = []
    points: list[list[int]] = []
    for island, nodes in shown.as_list(language):
        rows = []
        for node in nodes:
            row = _row(len(points), node, sides, names, language)
            rows.append(row)
            points.append(_point(node, row, sides))
        themes.append(_theme(island, rows, language))
    count = Counter(row.side for theme in themes for row in theme.skills)
    legend = tuple(Whose(side, name, count[side]) for side, name in names.items())
    return MapPage(tuple(sides), legend, tuple(themes), points)


def map_picture(sides: Sequence[Side], language: str, *, embed_css: bool) -> str:
    """The map as SVG over the whole atlas, so that each skill is where it always is."""
    title = gettext("Map of competence")
    if sides:
        title = f"{title}: {' / '.join(side.title for side in sides)}"
    names = [side.title for side in sides]
    return door.map_svg(
        drawn(sides),
        competence.engine().atlas.islands,
        SvgOptions(
            language=language,
            title=title,
            whole=True,
            names=_NAMED if len(sides) < 2 else 0,
            edges=0,
            embed_css=embed_css,
            legend=(gettext("both"), *names) if len(names) == 2 else ("", "", ""),
        ),
    )


def map_record(sides: Sequence[Side]) -> dict[str, Any]:
    """The map as JSON values, each skill with the sentence of each side."""
    shown = drawn(sides, paired=True)
    record = shown.as_dict()
    nodes: Any = record["nodes"]
    for node in nodes:
        node["evidence"] = [side.skills[node["uri"]].sentence if node["uri"] in side.skills else "" for side in sides]
    return record | {"vocabulary": competence.engine().vocabulary.version, "model": competence.engine().model}


_LONGEST = 320
_NAMED = 40
_SMALLEST = 0.25


def _side_map(side: Side, *, paired: bool) -> CompetenceMap:
    counts = {uri: (seen.texts, seen.confidence) for uri, seen in side.skills.items()}
    counted = map_of_counts(counts, side.documents)
    if not paired:
        return counted
    documents = side.documents_of_skills()
    similarity = competence.similarity if len(documents) == 1 else None
    labels = {node.uri: node.labels for node in counted.nodes}
    atlas = competence.engine().atlas
    apart = door.competence_map(documents, atlas=atlas, labels=labels, similarity=similarity)
    at = {node.uri: number for number, node in enumerate(counted.nodes)}
    ends = ((edge, at.get(apart.nodes[edge.source].uri), at.get(apart.nodes[edge.target].uri)) for edge in apart.edges)
    edges = (replace(edge, source=a, target=b) for edge, a, b in ends if a is not None and b is not None)
    return replace(counted, edges=tuple(edges))


def _theme(island: Island, rows: Sequence[SkillRow], language: str) -> ThemeRows:
    name = island.labels.best(language)
    both = sum(row.side == "both" for row in rows)
    return ThemeRows(island.theme, name[:1].upper() + name[1:], island.theme % 8, tuple(rows), both)


def _whose(sides: Sequence[Side]) -> dict[str, str]:
    """What the legend calls the skills of each side."""
    if len(sides) == 2:
        only = {slot: gettext("only %(name)s") % {"name": side.title} for slot, side in zip("ab", sides, strict=True)}
        return {"both": gettext("both"), **only}
    return {"a": sides[0].title} if sides else {}


def _row(number: int, node: MapNode, sides: Sequence[Side], names: Mapping[str, str], language: str) -> SkillRow:
    facts = tuple(
        _fact(slot, side, node.uri) for slot, side in zip(("a", "b"), sides, strict=False) if node.uri in side.skills
    )
    side = SIDES[node.side]
    whose = names[side] if len(sides) == 2 else ""
    return SkillRow(number, node.uri, node.labels.best(language) or node.uri, side, whose, facts)


def _fact(slot: str, side: Side, uri: str) -> Fact:
    seen = side.skills[uri]
    sentence = seen.sentence if len(seen.sentence) <= _LONGEST else f"{seen.sentence[: _LONGEST - 1].rstrip()}…"
    if side.documents > 1:
        said = gettext("in %(n)d of %(of)d texts") % {"n": seen.texts, "of": side.documents}
        return Fact(slot, seen, sentence, said, urlencode({"layer": side.address, "uri": uri}))
    said = confidence_words()[level_of(seen.confidence)]
    return Fact(slot, seen, sentence, said, "")


def _point(node: MapNode, row: SkillRow, sides: Sequence[Side]) -> list[int]:
    sizes = {fact.slot: _size(fact.seen, side) for fact in row.facts for side in (sides["ab".index(fact.slot)],)}
    side = ("a", "b", "both").index(row.side)
    return [round(node.x * UNIT), round(node.y * UNIT), side, sizes.get("a", 0), sizes.get("b", 0)]


def _size(seen: Seen, side: Side) -> int:
    """How large a skill is drawn, in percent: by how sure one text is of it, or by how many of the texts have it."""
    if side.documents == 1:
        return round(100 * seen.confidence)
    most = max(1, next(iter(side.skills.values())).texts)
    return round(100 * max(_SMALLEST, math.sqrt(seen.texts / most)))
