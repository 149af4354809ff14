"""What lies around a draft, kept warm in this process: the courses of the catalogue, and the skills of job ads."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Count, Max

from osaamo import engine as door
from osaamo.competence.gathering import Scope, skills_by_text
from osaamo.competence.keeping import Kept
from osaamo.competence.queries import mark_of, skills_of
from osaamo.competence.warming import at_warm_up
from osaamo.domains.teaching.models import ItemReading
from osaamo.domains.teaching.queries.parts import designer, goal_reader
from osaamo.domains.teaching.queries.texts import body_of
from osaamo.ports import layers
from osaamo.ports.supply import Taught, taught

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from numpy.typing import NDArray

    from osaamo.engine import TaughtSkill, TwinItem
    from osaamo.kernel.models import Organisation

LOOKED_EACH = 60
"""Seconds after which it is looked whether ads came or went."""

MADE_EACH = 300
"""Seconds after which the catalogue is read anew."""

MOST_ADS = 20_000
"""So many ads are laid beside a draft; a sample of more says the same."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that is taught in order of key; the published courses by reference, and their stored skills, surest first.

    ``made_at`` tells one reading of the catalogue from a later one.
    """

    made_at: float
    items: Sequence[Taught]
    courses: Mapping[str, Taught]
    skills: Mapping[str, Sequence[TaughtSkill]]


@dataclass(frozen=True, slots=True)
class Ads:
    """The skills of each ad; the kind of the ads' texts, and the address of the layer of the map that opens to them.

    All are empty where no domain holds ads.
    """

    skills: Sequence[frozenset[str]] = ()
    kind: str = ""
    layer: str = ""


def catalogue() -> Catalogue:
    """The courses as they stood at most a few minutes ago."""
    return _catalogue.get()


def neighbours() -> tuple[Catalogue, Sequence[TwinItem]]:
    """The published courses as the engine compares them, and the catalogue they are of."""
    return _neighbours.get()


def ads() -> Ads:
    """The ads as they stood at most a minute ago."""
    return _ads.get()


@at_warm_up
def fill() -> None:
    """Read both, and load what reads drafts, before the first teacher waits for them."""
    neighbours()
    ads()
    sample = door.CourseDraft(outcomes="Opiskelija laatii budjetin.", content="Budjetti")
    designer().read(sample, language="fi")
    goal_reader().read(body_of(sample), language="fi")


def _read_catalogue() -> Catalogue:
    items = list(taught())
    courses = {item.ref: item for item in items if item.kind == "course" and item.published}
    return Catalogue(time.monotonic(), items, courses, skills_of(list(courses)))


def _read_neighbours() -> tuple[Catalogue, Sequence[TwinItem]]:
    known = catalogue()
    vectors = _vectors()
    items = [
        door.TwinItem(
            ref,
            tuple((skill.uri, skill.confidence) for skill in known.skills.get(ref, ())),
            vectors.get(ref),
        )
        for ref, course in known.courses.items()
    ]
    return known, items


def _vectors() -> dict[str, NDArray[np.float32]]:
    """The stored vectors by reference, those of the newest model alone: others cannot be compared with it."""
    newest = ItemReading.objects.order_by("-read_at").values_list("model", flat=True).first()
    rows = ItemReading.objects.filter(model=newest or "").exclude(vector=b"").values_list("ref", "vector")
    return {ref: np.frombuffer(vector, np.float32) for ref, vector in rows.iterator()}


def _market() -> tuple[str, str]:
    """Address and kind of the layer that stands for working life; nothing where no domain holds ads."""
    for address, _ in layers.standing_for(layers.MARKET, ""):
        layer = layers.layer(address, "")
        if layer and layer.kind:
            return address, layer.kind
    return "", ""


def _mark_of_ads() -> Hashable:
    address, kind = _market()
    return address, mark_of(kind) if kind else None


def _mark_of_readings() -> Hashable:
    found = ItemReading.objects.aggregate(count=Count("pk"), last=Max("read_at"))
    return found["count"], found["last"]


def _read_ads() -> Ads:
    address, kind = _market()
    if not kind:
        return Ads()
    rows = skills_by_text(Scope(kind=kind), most=MOST_ADS)
    return Ads([frozenset(uri for uri, _ in row) for row in rows], kind, address)


_catalogue: Kept[Catalogue] = Kept(_read_catalogue, seconds=MADE_EACH)
_neighbours: Kept[tuple[Catalogue, Sequence[TwinItem]]] = Kept(
    _read_neighbours, seconds=LOOKED_EACH, mark=lambda: (catalogue().made_at, _mark_of_readings())
)
_ads: Kept[Ads] = Kept(_read_ads, seconds=LOOKED_EACH, mark=_mark_of_ads)


def courses_named(words: str, near: Sequence[Organisation]) -> list[Taught]:
    """The courses with the words in a title or the key; those of the institutions first, then in order of key."""
    wanted, own = words.casefold(), {place.code for place in near}
    found = [
        course
        for course in catalogue().items
        if course.kind == "course" and any(wanted in name.casefold() for name in (course.key, *course.title.values()))
    ]
    return sorted(found, key=lambda course: course.institution not in own)
