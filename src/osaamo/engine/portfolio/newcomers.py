"""New modules that the ads call for: skills asked more and more and hardly taught, grouped by who asks for both."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.records import LANGUAGES, Labels
from osaamo.engine.twins import Twin, TwinItem, twins

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

AND = {"fi": "{} ja {}", "sv": "{} och {}", "en": "{} and {}"}
"""How two skills are named together, by language."""


@dataclass(frozen=True, slots=True)
class NewcomerRules:
    """When skills make a module.

    Attributes:
        ads: ads that name a skill at least, and that name two skills of a group at least.
        taught: most courses that surely teach a skill which still counts as hardly taught.
        skills: fewest skills of a group.
        most: most skills of a group; of larger ones the most asked are kept.
        together: least likeness (0 to 1) at which groups are joined: how often ads name the skills together.
        theme: what a common theme adds to the likeness.
        courses: how many of the nearest existing courses are named.
    """

    ads: int = 5
    taught: int = 1
    skills: int = 2
    most: int = 8
    together: float = 0.25
    theme: float = 0.15
    courses: int = 3


DEFAULT = NewcomerRules()


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A module that could be made.

    Attributes:
        title: made of the labels of its two most asked skills.
        theme: the theme most of its skills belong to.
        skills: uris, the most asked first.
        asked: how many ads name each of them.
        ads: references of the ads that name at least two of them, those that name most first.
        nearest: the existing courses nearest to it, with what they share.
    """

    title: Labels
    theme: int
    skills: tuple[str, ...]
    asked: Mapping[str, int]
    ads: tuple[str, ...]
    nearest: tuple[Twin, ...]


def newcomers(
    wanted: Mapping[str, float],
    ads: Mapping[str, Collection[str]],
    taught: Mapping[str, int],
    *,
    labels: Mapping[str, Labels],
    themes: Mapping[str, int],
    courses: Sequence[TwinItem] = (),
    rules: NewcomerRules = DEFAULT,
) -> tuple[Newcomer, ...]:
    """The modules that the ads call for, the most asked first; none where the ads are too few to say.

    Args:
        wanted: skills that rise, or whose forecast is above what is asked now, with how much they are asked.
        ads: the skills that each ad names, by reference.
        taught: how many courses surely teach each skill.
        labels: labels of the wanted skills.
        themes: theme of each wanted skill.
        courses: the existing courses with their skills.
        rules: when skills make a module.
    """
    named = Counter(uri for skills in ads.values() for uri in set(skills))
    gaps = sorted(uri for uri in wanted if named[uri] >= rules.ads and taught.get(uri, 0) <= rules.taught)
    found = [
        _newcomer(group, ads, named, labels, themes, courses, rules) for group in _groups(gaps, ads, themes, rules)
    ]
    enough = [one for one in found if len(one.skills) >= rules.skills and len(one.ads) >= rules.ads]
    return tuple(sorted(enough, key=lambda one: (-sum(wanted[uri] for uri in one.skills), one.skills)))


def _groups(
    gaps: Sequence[str], ads: Mapping[str, Collection[str]], themes: Mapping[str, int], rules: NewcomerRules
) -> list[list[str]]:
    """The gaps in groups, by average linkage of how alike they are asked for."""
    if len(gaps) < rules.skills:
        return []
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415 - half a second that planning need not pay
    from scipy.spatial.distance import squareform  # noqa: PLC0415 - as above

    likeness = _likeness(gaps, ads)
    same = np.array([[themes.get(one) == themes.get(other) for other in gaps] for one in gaps])
    distance = 1 - np.minimum(1.0, likeness + rules.theme * same)
    np.fill_diagonal(distance, 0.0)
    joined = fcluster(linkage(squareform(distance, checks=False), "average"), 1 - rules.together, "distance")
    groups: dict[int, list[str]] = defaultdict(list)
    for uri, number in zip(gaps, joined.tolist(), strict=True):
        groups[number].append(uri)
    return list(groups.values())


def _likeness(gaps: Sequence[str], ads: Mapping[str, Collection[str]]) -> NDArray[np.float64]:
    """Cosines of the sets of ads that name each skill."""
    place = {uri: at for at, uri in enumerate(gaps)}
    together = np.zeros((len(gaps), len(gaps)))
    for skills in ads.values():
        here = [place[uri] for uri in set(skills) if uri in place]
        together[np.ix_(here, here)] += 1
    named = np.sqrt(np.maximum(np.diag(together), 1.0))
    cosines: NDArray[np.float64] = together / np.outer(named, named)
    return cosines


def _newcomer(
    group: Sequence[str],
    ads: Mapping[str, Collection[str]],
    named: Mapping[str, int],
    labels: Mapping[str, Labels],
    themes: Mapping[str, int],
    courses: Sequence[TwinItem],
    rules: NewcomerRules,
) -> Newcomer:
    skills = tuple(sorted(group, key=lambda uri: (-named[uri], uri))[: rules.most])
    inside = {ref: len(set(uris).intersection(skills)) for ref, uris in ads.items()}
    refs = sorted((ref for ref, count in inside.items() if count >= rules.skills), key=lambda ref: (-inside[ref], ref))
    theme = Counter(themes.get(uri, -1) for uri in skills).most_common(1)[0][0]
    query = TwinItem("", tuple((uri, 1.0) for uri in skills))
    return Newcomer(
        title=_title(skills, labels),
        theme=theme,
        skills=skills,
        asked={uri: named[uri] for uri in skills},
        ads=tuple(refs),
        nearest=tuple(twin for twin in twins(query, courses, most=rules.courses) if twin.shared),
    )


def _title(skills: Sequence[str], labels: Mapping[str, Labels]) -> Labels:
    titles = {}
    for language in LANGUAGES:
        names = [labels[uri].best(language) for uri in skills[:2]]
        text = AND[language].format(*names) if len(names) > 1 else names[0]
        titles[language] = text[:1].upper() + text[1:]
    return Labels(**titles)
