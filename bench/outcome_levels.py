"""Outcomes across languages: ``python bench/outcome_levels.py SHARED`` reads parallel versions of Aalto's courses.

Versions of one course promise the same, so single outcomes should come out equal in number, and those of versions with
equal numbers should have the same level and the same faults, in order. Chance: the same counted against the outcomes
of another course with as many.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import encoded_courses as made

from osaamo.engine import Outcome, outcomes_of

WEAK = {"vague-verb", "unassessable", "teacher-centred", "no-verb"}


def agreement(pairs: list[tuple[tuple[Outcome, ...], tuple[Outcome, ...]]]) -> str:
    """Shares of outcomes with the same level, with levels at most one apart, and both weak or both sound."""
    each = [both for left, right in pairs for both in zip(left, right, strict=True)]
    known = [(one.level, other.level) for one, other in each if one.level and other.level]
    weak = [
        bool(WEAK & {f.code for f in one.faults}) == bool(WEAK & {f.code for f in other.faults}) for one, other in each
    ]
    same = sum(one == other for one, other in known) / len(known)
    near = sum(abs(one - other) <= 1 for one, other in known) / len(known)
    return f"same level {same:.1%}, at most one apart {near:.1%}, both weak or both sound {sum(weak) / len(weak):.1%} ({len(each)})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    given = parser.parse_args()
    found: dict[str, dict[str, tuple[Outcome, ...]]] = defaultdict(dict)
    for one in made.courses(given.shared / "data"):
        found[one.code][one.language] = outcomes_of(one.draft.outcomes, one.language)
    for language in ("fi", "sv"):
        both = [(row["en"], row[language]) for row in found.values() if "en" in row and language in row]
        equal = [pair for pair in both if len(pair[0]) == len(pair[1])]
        print(f"{language} and en: {len(both)} courses, equal number of outcomes in {len(equal) / len(both):.1%}")
        print(f"  {agreement(equal)}")
        by_count = defaultdict(list)
        for left, right in equal:
            by_count[len(left)].append((left, right))
        strangers = [
            (rows[at][0], rows[at - 1][1]) for rows in by_count.values() if len(rows) > 1 for at in range(len(rows))
        ]
        print(f"  by chance: {agreement(strangers)}")


if __name__ == "__main__":
    main()
