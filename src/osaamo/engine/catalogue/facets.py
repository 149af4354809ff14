"""Counts of what a choice would leave."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class _Facet:
    """The values of one facet.

    Attributes:
        values: the number of each.
        variants: ``int32[pairs]``, the variants with a value, by value and then in order.
        groups: ``int64``, where in ``variants`` those of another value or document begin.
        value_of: ``int32``, the value of each group.
    """

    values: Mapping[str, int]
    variants: NDArray[np.int32]
    groups: NDArray[np.int64]
    value_of: NDArray[np.int32]


class Facets:
    """Facets of documents that have variants: a course is given several times, each with its language and place.

    A variant fits when it has, of each facet, one of the chosen values; a document fits when one of its variants does.
    So a course given in English last year and in Finnish now is not found by English and open seats together.
    """

    def __init__(self, documents: Sequence[Sequence[Mapping[str, Collection[str]]]]) -> None:
        """The values by facet of each variant of each document, in the order of the index.

        Raises:
            ValueError: a document has no variant.
        """
        if not all(documents):
            raise ValueError("Each document needs at least one variant.")
        sizes = np.array([len(variants) for variants in documents], np.int64)
        self._starts = np.concatenate([[0], np.cumsum(sizes)])[:-1].astype(np.int64)
        self._owner = np.repeat(np.arange(len(documents), dtype=np.int32), sizes)
        rows: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for at, values in enumerate(values for variants in documents for values in variants):
            for facet, chosen in values.items():
                for value in dict.fromkeys(chosen):
                    rows[facet][value].append(at)
        self._facets = {facet: self._facet(by_value) for facet, by_value in rows.items()}

    def select(self, chosen: Mapping[str, Collection[str]]) -> NDArray[np.bool_]:
        """``bool[documents]``: which fit what is chosen. An unknown facet or value fits none."""
        fitting = self._fitting(chosen, leave_out=None)
        return np.maximum.reduceat(fitting, self._starts) if fitting.size else fitting

    def count(
        self, chosen: Mapping[str, Collection[str]], among: NDArray[np.bool_] | None = None
    ) -> dict[str, dict[str, int]]:
        """For each facet and value, how many of the documents ``among`` fit it with all *other* facets' choices on."""
        within = np.ones(len(self._owner), np.bool_) if among is None else among[self._owner]
        counted = {}
        for name, facet in self._facets.items():
            fitting = self._fitting(chosen, leave_out=name) & within
            found = np.maximum.reduceat(fitting[facet.variants], facet.groups)
            sums = np.bincount(facet.value_of[found], minlength=len(facet.values))
            counted[name] = {value: int(sums[number]) for value, number in facet.values.items()}
        return counted

    def _facet(self, by_value: Mapping[str, Sequence[int]]) -> _Facet:
        variants = np.concatenate([np.array(places, np.int32) for places in by_value.values()])
        value = np.repeat(np.arange(len(by_value), dtype=np.int32), [len(places) for places in by_value.values()])
        owner = self._owner[variants]
        begins = np.ones(len(variants), np.bool_)
        begins[1:] = (value[1:] != value[:-1]) | (owner[1:] != owner[:-1])
        groups = np.flatnonzero(begins)
        return _Facet({name: number for number, name in enumerate(by_value)}, variants, groups, value[groups])

    def _fitting(self, chosen: Mapping[str, Collection[str]], *, leave_out: str | None) -> NDArray[np.bool_]:
        """``bool[variants]``: which have one of the chosen values of each facet but one."""
        fitting = np.ones(len(self._owner), np.bool_)
        for name, wanted in chosen.items():
            if name == leave_out or not wanted:
                continue
            having = np.zeros(len(fitting), np.bool_)
            if facet := self._facets.get(name):
                numbers = [facet.values[value] for value in wanted if value in facet.values]
                ends = np.append(facet.groups, len(facet.variants))
                for number in numbers:
                    first, last = np.searchsorted(facet.value_of, (number, number + 1))
                    having[facet.variants[ends[first] : ends[last]]] = True
            fitting &= having
        return fitting
