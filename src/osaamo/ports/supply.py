"""What is taught: courses, modules, paths and intensives with their texts, told by the domain of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Degree:
    """A degree programme of a school.

    Attributes:
        key: its id, unique among all schools.
        title: its name in ``fi``, ``sv`` and ``en``; its code where nobody named it.
        institution: code of its school.
        level: in the European Qualifications Framework, where it is known.
    """

    key: str
    title: Mapping[str, str]
    institution: str
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Taught:
    """Something of the catalogue, published or still a draft.

    Attributes:
        ref: its row (``offering.courseunit:42``), by which its skills are stored.
        key: its id at its institution, unique among all.
        kind: ``course``, ``module``, ``path`` or ``intensive``.
        title: in ``fi``, ``sv`` and ``en``; a language may be missing.
        outcomes: what the learner can do afterwards, likewise.
        content: likewise.
        institution: code of the organisation that answers for it.
        credits: ECTS credits, the least where they are a range.
        level: as the catalogue writes it, or ``""``.
        themes: codes of the labels of kind theme.
        languages: ISO 639-1 codes in which it is or was taught.
        joint: it belongs to the joint offering.
        published: the public sees it.
        changed_on: the day its text was last changed.
        parts: keys of the courses it is made of, in order; empty for a course.
        budget_lines: codes of the lines of the budget it is paid from.
        degrees: the degree programmes it belongs to, of whichever school, in order of key.
        years: how many realisations began in each year, those cancelled left out.
    """

    ref: str
    key: str
    kind: str
    title: Mapping[str, str]
    outcomes: Mapping[str, str]
    content: Mapping[str, str]
    institution: str
    credits: Decimal
    level: str = ""
    themes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    joint: bool = False
    published: bool = True
    changed_on: date | None = None
    parts: tuple[str, ...] = ()
    budget_lines: tuple[str, ...] = ()
    years: Mapping[int, int] | None = None
    degrees: tuple[Degree, ...] = ()


Source = Callable[[Collection[str] | None], Iterator[Taught]]
"""Those of the given references, or all, in order of key."""

_sources: dict[str, Source] = {}


def supply(name: str) -> Callable[[Source], Source]:
    """A decorator that registers a source under ``name`` (``offering.catalogue``).

    Raises:
        ValueError: another source has the name.
    """

    def register(source: Source) -> Source:
        known = _sources.setdefault(name, source)
        if known is not source:
            raise ValueError(f"Two sources of supply are called {name!r}; rename one.")
        return source

    return register


def taught(refs: Collection[str] | None = None) -> Iterator[Taught]:
    """What is taught: of the references, where some are given (those that are gone are left out), else all."""
    for _, source in sorted(_sources.items()):
        yield from source(refs)
