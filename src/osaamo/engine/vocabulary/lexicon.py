"""The terms of one language as the matcher walks them.

A key is a sequence of token keys joined by one space, such as ``projekti hallinta``. Every label stands under several
keys (its surface, its lemmas, its compounds joined and split), so that a walk over the keys of the tokens of a text
finds it whatever its inflection.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.vocabulary.store import PACKAGED, read_manifest, read_part

if TYPE_CHECKING:
    from pathlib import Path

    from osaamo.engine.records import Language

SOURCES = ("preferred", "v1_1", "surface-exact", "alternative", "derived", "content")
"""Where a term comes from, best first.

``preferred``, ``v1_1`` and ``alternative`` are labels; ``surface-exact`` is a name without its bracketed qualifier
(``Java`` of "Java (computer programming)"); ``content`` is a label without its function words or light verb;
``derived`` is a form made by rule (``staff management`` of "manage staff").
"""


@dataclass(frozen=True, slots=True)
class LexEntry:
    """One concept under one key.

    Attributes:
        concept: index of the skill.
        source: one of :data:`SOURCES`.
        strict: the term is so short or so common a word that the text must show the same case (``case``), and
            something around it must support the sense.
        case: the term as the vocabulary writes it, where case tells (``Go``, ``SQL``), else ``""``.
        weight: how much a match tells, from 0 (nothing on its own word) to 1.
    """

    concept: int
    source: str
    strict: bool
    case: str
    weight: float


class Lexicon:
    """The terms of one language of one vocabulary."""

    def __init__(self, folder: Path, language: Language) -> None:
        """Use :meth:`load`."""
        part = read_part(folder, read_manifest(folder), f"lexicon_{language}")
        self.language = language
        self._keys = part.strings("keys")
        self._at = {key: at for at, key in enumerate(self._keys)}
        # Counts pack far smaller than offsets.
        self._offsets = np.concatenate([[0], np.cumsum(part.numbers("counts"), dtype=np.int32)])
        self._concepts = part.numbers("concepts")
        self._sources = part.numbers("sources")
        self._strict = part.numbers("strict")
        self._cases = part.numbers("cases")
        self._case_texts = part.strings("case_texts")
        self._weights = part.numbers("weights")
        self._longest = 0
        self._made: dict[int, tuple[LexEntry, ...]] = {}

    @classmethod
    def load(cls, language: Language, path: Path | None = None) -> Lexicon:
        """The lexicon of ``language`` from the vocabulary in ``path`` (the packaged one by default).

        Raises:
            BrokenArtefact: a file is missing or damaged.
        """
        return cls(path or PACKAGED, language)

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: object) -> bool:
        return key in self._at

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys, in code point order."""
        return tuple(self._keys)

    @property
    def max_length(self) -> int:
        """The number of tokens of the longest key."""
        if not self._longest:
            self._longest = max((key.count(" ") + 1 for key in self._keys), default=0)
        return self._longest

    def find(self, key: str) -> tuple[LexEntry, ...]:
        """The entries under ``key``, best source first; none when it is no term."""
        at = self._at.get(key)
        if at is None:
            return ()
        if at not in self._made:
            self._made[at] = self._entries(at)
        return self._made[at]

    def _entries(self, at: int) -> tuple[LexEntry, ...]:
        return tuple(
            LexEntry(
                int(self._concepts[row]),
                SOURCES[self._sources[row]],
                bool(self._strict[row]),
                self._case_texts[self._cases[row]],
                float(self._weights[row]) / 255,
            )
            for row in range(self._offsets[at], self._offsets[at + 1])
        )

    def is_prefix(self, key: str) -> bool:
        """Whether some longer key starts with the tokens of ``key``."""
        start = key + " "
        at = bisect_left(self._keys, start)
        return at < len(self._keys) and self._keys[at].startswith(start)

    def ambiguity(self, key: str) -> int:
        """How many concepts share the term; 0 when it is none."""
        at = self._at.get(key)
        return 0 if at is None else int(self._offsets[at + 1] - self._offsets[at])
