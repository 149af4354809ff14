"""From one choice to another in single swaps, each with what it wins and loses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.gap import Reason, reason
from osaamo.engine.portfolio.problem import PARTS, parts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from osaamo.engine.portfolio.problem import Counts, Problem
    from osaamo.engine.records import TaughtSkill

MOST_TOLD = 5
"""Needs named of each swap."""


@dataclass(frozen=True, slots=True)
class Change:
    """A need of which a swap wins more, or less: by this share of all demand, and the sentence of who teaches it."""

    key: str
    by: float
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Swap:
    """One step from the old choice to the new one.

    Attributes:
        out: the id that leaves, or ``""`` where one only comes.
        into: the id that comes, or ``""`` where one only leaves.
        gain: coverage won by it (may be negative: a step can make room for another).
        won: needs served better, most first, at most five.
        lost: needs served worse, likewise.
        credits: how many more.
        cost: how many more euros; ``None`` where one of the two costs is not known.
        why: in one sentence.
    """

    out: str
    into: str
    gain: float
    won: tuple[Change, ...]
    lost: tuple[Change, ...]
    credits: float
    cost: float | None
    why: Reason


@dataclass(frozen=True, slots=True)
class Swapped:
    """What can be swapped, by index, as swaps are told of it.

    ``worth`` says what a choice wins of each need, in whole numbers of which ``most`` are all demand; ``evidence`` is
    the sentence of the candidate (by index) that serves the need (by index) most.
    """

    ids: Sequence[str]
    credits: Sequence[float]
    costs: Sequence[float | None]
    keys: Sequence[str]
    worth: Callable[[Collection[int]], Counts]
    most: int
    evidence: Callable[[int, int], str]


def portfolio_swaps(of: Problem, before: Sequence[str], after: Sequence[str]) -> tuple[Swap, ...]:
    """The swaps that lead from ``before`` to ``after``, at each turn the one that wins most.

    Their gains sum to the difference of the two coverages. Where one choice is larger, the rest only comes or leaves.
    """
    rows = of.candidates

    def evidence(teacher: int, need: int) -> str:
        return sentence(rows[teacher].skills, of.needs[need].by)

    named = Swapped(
        ids=[row.id for row in rows],
        credits=[row.credits for row in rows],
        costs=[row.cost for row in rows],
        keys=[need.key for need in of.needs],
        worth=lambda chosen: of.worth(of.taught(sorted(chosen))),
        most=of.most,
        evidence=evidence,
    )
    places = of.places
    old, new = ({places[id_] for id_ in ids if id_ in places} for ids in (before, after))
    return swaps_between(named, old, new)


def swaps_between(of: Swapped, old: Collection[int], new: Collection[int]) -> tuple[Swap, ...]:
    """The swaps from one choice of indices to another, at each turn the one that wins most."""
    now = set(old)
    leaving, coming = sorted(set(old) - set(new)), sorted(set(new) - set(old))
    worth = of.worth(now)
    found: list[Swap] = []
    while leaving or coming:
        outs: Sequence[int | None] = leaving or [None]
        intos: Sequence[int | None] = coming or [None]
        pairs = [(out, into) for out in outs for into in intos]
        after = [of.worth(_swapped(now, out, into)) for out, into in pairs]
        at = max(range(len(pairs)), key=lambda at: (int(after[at].sum()), -at))
        out, into = pairs[at]
        found.append(_told(of, out, into, after[at] - worth))
        now, worth = _swapped(now, out, into), after[at]
        leaving = [index for index in leaving if index != out]
        coming = [index for index in coming if index != into]
    return tuple(found)


def _swapped(now: set[int], out: int | None, into: int | None) -> set[int]:
    return (now - {out}) | ({into} if into is not None else set())


def sentence(skills: Sequence[TaughtSkill], shares: Mapping[str, float]) -> str:
    """The sentence of the skill that serves most, its confidence times its share; ``""`` where none has a share."""
    served = [skill for skill in skills if shares.get(skill.uri)]
    best = max(served, key=lambda skill: (shares[skill.uri] * skill.confidence, skill.uri), default=None)
    return best.evidence if best else ""


def _told(of: Swapped, out: int | None, into: int | None, moved: Counts) -> Swap:
    gone, come = ((0.0, 0.0, "") if at is None else (of.credits[at], of.costs[at], of.ids[at]) for at in (out, into))
    gain = int(moved.sum()) / of.most
    return Swap(
        out=gone[2],
        into=come[2],
        gain=gain,
        won=_changes(of, moved, into),
        lost=_changes(of, -moved, out),
        credits=(parts(come[0]) - parts(gone[0])) / PARTS,
        cost=None if gone[1] is None or come[1] is None else (parts(come[1]) - parts(gone[1])) / PARTS,
        why=_why(gone[2], come[2], gain=gain, won=int((moved > 0).sum()), lost=int((moved < 0).sum())),
    )


def _changes(of: Swapped, moved: Counts, teacher: int | None) -> tuple[Change, ...]:
    order = np.argsort(-moved, kind="stable")[:MOST_TOLD]
    return tuple(
        Change(of.keys[at], int(moved[at]) / of.most, of.evidence(teacher, at) if teacher is not None else "")
        for at in order.tolist()
        if moved[at] > 0
    )


def _why(out: str, into: str, *, gain: float, won: int, lost: int) -> Reason:
    values = {"out": out, "into": into, "points": round(100 * gain, 1), "won": won, "lost": lost}
    if not out:
        return reason("comes", "{into} comes: {won} needs served better, {points:+g} points of coverage.", **values)
    if not into:
        return reason("leaves", "{out} leaves: {lost} needs served worse, {points:+g} points of coverage.", **values)
    text = "{into} for {out}: {won} needs served better, {lost} worse, {points:+g} points of coverage."
    return reason("swap", text, **values)
