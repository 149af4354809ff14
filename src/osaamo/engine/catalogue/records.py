"""What the catalogue's search takes and gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = ("title", "code", "skills", "outcomes", "content")
"""The fields of a document, in the order in which they are stored."""


@dataclass(frozen=True, slots=True)
class Document:
    """One thing to find.

    Attributes:
        key: its id; unique in an index.
        code: what stands in a study guide ("ICT-1042"); the same in all languages.
        title: by language, as all texts.
        skills: labels of what it teaches, parted by line breaks.
        outcomes: learning outcomes.
        content: content or description.
    """

    key: str
    code: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    skills: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    content: Mapping[str, str] = field(default_factory=dict)

    def texts(self, name: str) -> Mapping[str, str]:
        """The field by language; the code as an English one."""
        if name == "code":
            return {"en": self.code} if self.code else {}
        found: Mapping[str, str] = getattr(self, name)
        return found

    def digest(self, version: str) -> bytes:
        """16 bytes that change when a text or ``version`` does; the key is no part of it."""
        made = blake2b(version.encode(), digest_size=16)
        for name in FIELDS:
            for language, text in sorted(self.texts(name).items()):
                if text:
                    made.update(f"\x1e{name}\x1f{language}\x1f{text}".encode())
        return made.digest()


@dataclass(frozen=True, slots=True)
class Reason:
    """The sentence that fits a query best.

    Attributes:
        text: the sentence.
        spans: start and end of the words in it that match, in order.
        language: of the sentence.
        source: the field it stands in.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    language: str
    source: str
