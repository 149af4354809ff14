"""A client's map laid over their goal's or a degree's, and over working life's, as the page of their case shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.translation import get_language, gettext

from osaamo import engine as door
from osaamo.competence import services as competence
from osaamo.competence.mapping import counted_layer, map_of_counts, over
from osaamo.domains.profiles.texts import CLIENT, GOAL, goal_layer, skills_layer
from osaamo.engine import SvgOptions
from osaamo.kernel.i18n import translated
from osaamo.kernel.refs import ref_of
from osaamo.ports import layers

if TYPE_CHECKING:
    from osaamo.domains.profiles.models import Goal, GuidanceCase, Profile
    from osaamo.engine import CompetenceMap, MapNode
    from osaamo.kernel.models import Person
    from osaamo.ports.layers import Layer

DRAWN = 80
"""The most frequent skills of the other side that are drawn and counted; a picture of thousands shows nothing."""

NAMED = 8
NAMES_IN_PICTURE = 14
WIDTH = 760
"""Of the picture, little more than its column, so that its letters can be read; the key and the lists stand below."""


@dataclass(frozen=True, slots=True)
class Named:
    """A skill of the other side; ``percent`` of its texts have it (100 where it is one text)."""

    label: str
    percent: int


@dataclass(frozen=True, slots=True)
class ClientMap:
    """A client's skills over something else: the picture, and the same in words.

    ``lacking`` and ``shared`` name the first few, most frequent first; the counts are of all drawn.
    ``large`` is the query of the map page with the same two layers.
    """

    id: str
    name: str
    svg: str
    both: int
    only_client: int
    only_other: int
    shared: tuple[Named, ...]
    lacking: tuple[Named, ...]
    texts: int
    large: str


@dataclass(frozen=True, slots=True)
class ClientMaps:
    """The two pictures of a case, either of which may be missing, and what the first may be laid over instead."""

    aim: ClientMap | None
    market: ClientMap | None
    choices: tuple[tuple[str, str], ...]
    chosen: str


def client_maps(
    case: GuidanceCase, profile: Profile | None, goal: Goal | None, *, viewer: Person, chosen: str
) -> ClientMaps | None:
    """The maps of the client, laid over the address ``chosen``, else their goal, else the first degree; and the market.

    ``None`` for a client without skills. The viewer was let in to the case before.
    """
    own = counted_layer(skills_layer(profile, {})).counts if profile else {}
    if not own:
        return None
    language, ref = get_language() or "fi", ref_of(viewer)
    choices = {f"{GOAL}/{goal.pk}": {"fi": goal.title}} if goal else {}
    choices |= {address: choice.name for address, choice in layers.standing_for(layers.DEGREE, ref)}
    chosen = chosen if chosen in choices else next(iter(choices), "")
    aim = goal_layer(goal) if goal and chosen == f"{GOAL}/{goal.pk}" else layers.layer(chosen, ref)
    market = next((address for address, _ in layers.standing_for(layers.MARKET, ref)), "")
    left = map_of_counts(own, 1)
    return ClientMaps(
        aim=_over(left, aim, case, "aim", chosen),
        market=_over(left, layers.layer(market, ref), case, "market", market),
        choices=tuple((address, translated(name, language)) for address, name in choices.items()),
        chosen=chosen,
    )


def _over(left: CompetenceMap, layer: Layer | None, case: GuidanceCase, name: str, address: str) -> ClientMap | None:
    if layer is None:
        return None
    found, language = counted_layer(layer), get_language() or "fi"
    right = map_of_counts(dict(list(found.counts.items())[:DRAWN]), found.documents)
    if not right.nodes:
        return None
    other, client = translated(layer.name, language), case.person.display_name
    laid = over(left, right, (client, other))
    sides: dict[str, list[MapNode]] = {"both": [], "left": [], "right": []}
    for node in laid.nodes:
        sides[node.side].append(node)
    named = {
        side: tuple(
            Named(node.labels.best(language) or node.uri, round(100 * node.right))
            for node in sorted(sides[side], key=lambda node: (-node.right, node.uri))[:NAMED]
        )
        for side in ("both", "right")
    }
    options = SvgOptions(
        language=language,
        title=f"{client} / {other}",
        width=WIDTH,
        names=NAMES_IN_PICTURE,
        edges=0,
        embed_css=False,
        legend=(gettext("both"), client, other),
        ids=f"map-{name}",
    )
    return ClientMap(
        id=name,
        name=other,
        svg=door.map_svg(laid, competence.engine().atlas.islands, options),
        both=len(sides["both"]),
        only_client=len(sides["left"]),
        only_other=len(sides["right"]),
        shared=named["both"],
        lacking=named["right"],
        texts=found.documents,
        large=urlencode({"a": f"{CLIENT}/{case.pk}", "b": address}),
    )
