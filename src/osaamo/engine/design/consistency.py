"""Whether what is promised is taught and assessed, and the other way round.

Texts meet by the cosine of their vectors. A skill found in both is told, but adds nothing to the score: held out, it
did not make the decision any better.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from osaamo.engine.design.records import Consistency, Link
from osaamo.engine.design.tables import assessment_forms, numbers
from osaamo.engine.text import lemmas

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from osaamo.engine.design.records import Outcome, Part, Statement
    from osaamo.engine.records import Language

_WORD = re.compile(r"[^\W\d_]{2,}")
_OWN_WORDS = 4
"""An assessment statement with fewer words of its own, beside those that name forms, names only its form."""


def names_only_form(text: str, language: Language) -> bool:
    """Whether a statement says how is assessed but not what: "Exam 60 %, assignments 40 %"."""
    known = assessment_forms(language)
    own = {
        word
        for word in map(str.lower, _WORD.findall(text))
        if not any(
            part in known
            for base in (word, *lemmas(word, language))
            for part in (base.replace("|", ""), base.rsplit("|", 1)[-1])
        )
    }
    return len(own) < _OWN_WORDS


def consistency(
    outcomes: Sequence[Outcome],
    outcome_vectors: NDArray[np.floating[Any]],
    statements: Mapping[Part, Sequence[Statement]],
    vectors: Mapping[Part, NDArray[np.floating[Any]]],
    *,
    skills: Mapping[tuple[Part, int], frozenset[str]],
    language: Language,
) -> Consistency:
    """How the outcomes meet content and assessment.

    Args:
        outcomes: of the draft.
        outcome_vectors: their unit vectors ``[outcomes, d]``.
        statements: sentences of ``content`` and ``assessment``.
        vectors: their unit vectors.
        skills: uris seen in outcome or statement number n of a part.
        language: of the draft.
    """
    rule = numbers()["consistency"]
    parts: tuple[Literal["content", "assessment"], ...] = ("content", "assessment")
    links: list[Link] = []
    missing: dict[str, tuple[int, ...]] = dict.fromkeys(parts, ())
    never_promised: list[Statement] = []
    cannot_say: dict[Part, Literal["empty", "form-only"]] = {}
    for part in parts:
        rows = statements.get(part, ())
        telling = [at for at, row in enumerate(rows) if part == "content" or not names_only_form(row.text, language)]
        if not telling or not outcomes:
            cannot_say[part] = "form-only" if rows and outcomes else "empty"
            continue
        scores = np.asarray(outcome_vectors @ vectors[part][telling].T, np.float64)
        meets = scores >= rule[part]
        for number in range(len(outcomes)):
            best = int(scores[number].argmax())
            if meets[number, best]:
                shared = skills.get(("outcomes", number), frozenset()) & skills.get((part, telling[best]), frozenset())
                links.append(Link(number, rows[telling[best]], float(scores[number, best]), tuple(sorted(shared))))
        missing[part] = tuple(np.flatnonzero(~meets.any(axis=1)).tolist())
        never_promised += [rows[telling[at]] for at in np.flatnonzero(~meets.any(axis=0)).tolist()]
    return Consistency(
        links=tuple(sorted(links, key=lambda link: link.outcome)),
        never_taught=missing["content"],
        never_assessed=missing["assessment"],
        never_promised=tuple(never_promised),
        cannot_say=cannot_say,
        thresholds={part: float(rule[part]) for part in parts},
    )
