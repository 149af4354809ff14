"""The published catalogue in memory: a search index of its texts and its facets, renewed in the background."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.db.models import Count, Max
from django.utils import timezone
from platformdirs import user_cache_path

from osaamo import engine as door
from osaamo.competence.models import Reading
from osaamo.competence.queries import skills_of, theme_of
from osaamo.competence.services import engine
from osaamo.competence.warming import at_warm_up
from osaamo.domains.offering.models import CourseUnit, Realisation, SdgAssessment, StatusChange, StudyModule
from osaamo.domains.offering.queries import realisations, run_states
from osaamo.kernel.i18n import LANGUAGES, translated
from osaamo.kernel.refs import ref_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from osaamo.domains.offering.models import Item
    from osaamo.domains.offering.queries import RunState
    from osaamo.engine import TaughtSkill

FACETS = (
    *("kind", "institution", "degree", "language", "period", "mode", "credits", "open", "theme", "audience", "network"),
    "sdg",
)
"""All facets, in the order in which the page shows them."""

OPEN = frozenset(("open", "open-always"))
COMING = OPEN | {"not-yet", "full", "closed", "running"}
CREDITS = ((0, 2, "0-2"), (2, 5, "3-5"), (5, 10, "6-10"), (10, 30, "11-30"), (30, 1e9, "31-"))
_SEASONS = ((6, "spring"), (8, "summer"), (13, "autumn"))
_SUREST = 5
_TOOK = "offering.catalogue-took"
_SECONDS = 2
"""For so long nobody asks anew whether something changed."""

_REST = 20
"""Reading the catalogue is followed by so many times its own time in which it is not read again."""

_AGE = 300
"""Seconds after which free seats and days are looked at anew even when no row changed."""


class Order(NamedTuple):
    """What puts an item before another where nothing was typed: open ones, then the next to start, then by name."""

    closed: bool
    starts: dt.date
    name: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is published, at one moment.

    Attributes:
        index: of the texts; its keys are references.
        facets: of the same items, in the order of the index.
        order: ``int64[items]``, the place of each where nothing was typed.
        themes: the names of the themes by id, by language.
        periods: the periods there are, first first.
    """

    index: door.Index
    facets: door.Facets
    order: NDArray[np.int64]
    themes: Mapping[str, Mapping[str, str]]
    periods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found.

    Attributes:
        refs: of all items found, best first.
        counts: of each value of each facet, with the other facets' choices on.
        terms: what each word was taken for.
    """

    refs: Sequence[str]
    counts: Mapping[str, Mapping[str, int]]
    terms: tuple[dict[str, float], ...] = field(default=())


def find(words: str, chosen: Mapping[str, Collection[str]], language: str) -> Results:
    """The published items that fit the words and the chosen values of facets, and the counts of all values."""
    now = catalogue()
    found = now.index.search(words, language)
    among = np.zeros(len(now.index.keys), np.bool_)
    among[found.rows] = True
    fitting = now.facets.select(chosen)
    rows = found.rows[fitting[found.rows]]
    if not found.terms:
        rows = rows[np.argsort(now.order[rows], kind="stable")]
    refs = [now.index.keys[row] for row in rows.tolist()]
    return Results(refs, now.facets.count(chosen, among), found.terms)


def similar(ref: str, limit: int) -> list[str]:
    """The references of the published items that mean the nearest to one."""
    return catalogue().index.similar(ref, limit)


def catalogue() -> Catalogue:
    """The catalogue as it is now, or as it was a moment ago while the change is being read."""
    if settings.OSAAMO_CATALOGUE_WAITS:
        return shelf.get(_stamp(), wait=True)
    rest = _REST * cache.get(_TOOK, 0.0)
    return shelf.get(cache.get_or_set("offering.catalogue", _stamp, max(_SECONDS, rest)))


@at_warm_up
def warm_up() -> None:
    """Read the catalogue before somebody waits for it."""
    shelf.renew(_stamp()).index.search("a")


def _stamp() -> str:
    """Changes when a published text, a realisation or its state, or a reading does; and every five minutes."""
    parts: list[object] = [int(timezone.now().timestamp()) // _AGE]
    for model, column in (
        (CourseUnit, "updated_at"),
        (StudyModule, "updated_at"),
        (Realisation, "updated_at"),
        (StatusChange, "pk"),
        (Reading, "pk"),
    ):
        values = model._default_manager.aggregate(n=Count("pk"), last=Max(column))  # noqa: SLF001 - public API
        parts += [values["n"], values["last"]]
    parts.append(SdgAssessment.objects.filter(confirmed_on__isnull=False).count())
    return "|".join(map(str, parts))


def read_catalogue() -> Catalogue:
    """What is published now, read from the database."""
    began = time.perf_counter()
    try:
        return _read()
    finally:
        cache.set(_TOOK, time.perf_counter() - began, None)
        if _in_thread():
            connections.close_all()


def _in_thread() -> bool:
    import threading  # noqa: PLC0415 - of this function alone

    return threading.current_thread().name == "shelf"


def _read() -> Catalogue:
    items = [*_published(CourseUnit), *_published(StudyModule)]
    refs = [ref_of(item) for item in items]
    taught = skills_of(refs)
    runs = _runs()
    themes: dict[str, dict[str, str]] = {}
    documents = [_document(ref, item, taught.get(ref, ())) for ref, item in zip(refs, items, strict=True)]
    variants, orders = [], []
    for ref, item in zip(refs, items, strict=True):
        of_item = [(run, state) for run, state in runs.get(ref, ()) if state.code in COMING]
        common = _common_values(item, taught.get(ref, ()), themes)
        variants.append([common | _run_values(run, state) for run, state in of_item] or [common])
        starts = [run.starts or timezone.localdate() for run, state in of_item if state.code in OPEN]
        later = [run.starts for run, _ in of_item if run.starts]
        orders.append(
            Order(not starts, min(starts or later, default=dt.date.max), translated(item.name, "fi").casefold())
        )
    index = door.open_index(documents, door.catalogue_encoder(), _folder())
    order = np.empty(len(items), np.int64)
    order[sorted(range(len(items)), key=orders.__getitem__)] = np.arange(len(items))
    periods = {value for of_item in variants for variant in of_item for value in variant.get("period", ())}
    return Catalogue(index, door.Facets(variants), order, themes, tuple(sorted(periods, key=period_order)))


def _published(model: type[Item]) -> list[Item]:
    rows = model._default_manager.filter(published_at__isnull=False)  # noqa: SLF001 - public API
    return list(
        rows.select_related("institution")
        .prefetch_related("ownerships__organisation", "sdgassessments", "labels", "degrees")
        .order_by("pk")
    )


def _runs() -> dict[str, list[tuple[Realisation, RunState]]]:
    rows = list(realisations())
    states = run_states(rows, timezone.now())
    found: dict[str, list[tuple[Realisation, RunState]]] = {}
    for row in rows:
        kind = "offering.courseunit" if row.course_id else "offering.studymodule"
        found.setdefault(f"{kind}:{row.course_id or row.module_id}", []).append((row, states[row.pk]))
    return found


def _document(ref: str, item: Item, skills: Sequence[TaughtSkill]) -> door.Document:
    vocabulary = engine().vocabulary
    labels = [vocabulary.concept(skill.uri).labels.as_dict() for skill in skills if skill.uri in vocabulary]
    content = {
        code: "\n\n".join(
            text for text in (item.content.get(code), item.promise.get(code), item.for_whom.get(code)) if text
        )
        for code in LANGUAGES
    }
    return door.Document(
        ref,
        item.code,
        item.name,
        {code: "\n".join(names[code] for names in labels if names.get(code)) for code in LANGUAGES},
        item.learning_outcomes,
        content,
    )


def _common_values(
    item: Item, skills: Sequence[TaughtSkill], themes: dict[str, dict[str, str]]
) -> dict[str, Collection[str]]:
    owners = [item.institution.code, *(owned.organisation.code for owned in item.ownerships.all())]
    kind = item.kind if isinstance(item, StudyModule) else "course"
    return {
        "kind": [kind],
        "institution": owners,
        "degree": [row.key for row in item.degrees.all()],
        "credits": [_credits(float(item.credits))],
        "theme": _themes(skills, themes),
        "sdg": [str(row.goal) for row in item.sdgassessments.all() if row.confirmed_on],
        "network": [label.code for label in item.labels.all() if label.kind == "network"],
        "audience": item.audiences,
    }


def _run_values(run: Realisation, state: RunState) -> dict[str, Collection[str]]:
    values: dict[str, Collection[str]] = {
        "language": run.languages,
        "mode": [run.mode] if run.mode else [],
        "period": [period_of(run.starts)],
        "open": ["open"] if state.code in OPEN else [],
    }
    return values | ({"audience": run.audiences} if run.audiences else {})


def _themes(skills: Sequence[TaughtSkill], names: dict[str, dict[str, str]]) -> list[str]:
    """The themes of the surest skills; their names are put into ``names``."""
    found = []
    vocabulary = engine().vocabulary
    for skill in skills[:_SUREST]:
        if skill.uri in vocabulary:
            theme = theme_of(skill.uri)
            names.setdefault(str(theme.id), dict(theme.label.as_dict()))
            found.append(str(theme.id))
    return found


def _credits(credits_: float) -> str:
    return next(name for _, most, name in CREDITS if credits_ <= most)


def period_of(starts: dt.date | None) -> str:
    """The period a day lies in (``2027-spring``), or ``always``."""
    if starts is None:
        return "always"
    return f"{starts.year}-{next(name for month, name in _SEASONS if starts.month < month)}"


def period_order(period: str) -> tuple[str, int]:
    """What sorts periods by time, those that are always open first."""
    year, _, season = period.partition("-")
    return ("", 0) if period == "always" else (year, [name for _, name in _SEASONS].index(season))


def _folder() -> Path:
    base = settings.OSAAMO_CACHE_DIR or user_cache_path("osaamo")
    return base / "catalogue"


shelf: door.Shelf[Catalogue] = door.Shelf(read_catalogue)


def of_item(rows: Sequence[Realisation], now: dt.datetime) -> Iterator[tuple[Realisation, RunState]]:
    """The realisations with their states: those one can join first, then those to come, then those that were."""
    states = run_states(rows, now)
    ranks = {"open": 0, "open-always": 0, "not-yet": 1, "full": 2, "closed": 3, "running": 3}
    today = timezone.localdate(now)
    for row in sorted(rows, key=lambda row: (ranks.get(states[row.pk].code, 4), row.starts or today, row.key)):
        yield row, states[row.pk]
