"""Errors of the engine and the connectors' common base.

Every error has a stable ``code`` and named ``values``; the faces (command line, web, API) turn both into a
sentence in the user's language that says what to do. The English sentence is the exception's own text.
"""

from __future__ import annotations


class OsaamoError(Exception):
    """Base of all errors a user can meet. ``code`` is stable; ``values`` fill the translated message."""

    code = "error"

    def __init__(self, message: str, /, **values: object) -> None:
        super().__init__(message)
        self.values = values


class EmptyText(OsaamoError):
    """The text holds no letters."""

    code = "empty-text"


class TextTooLong(OsaamoError):
    """The text is longer than the engine reads."""

    code = "text-too-long"


class UnknownSkill(OsaamoError):
    """A uri is not in the vocabulary."""

    code = "unknown-skill"


class UnknownPart(OsaamoError):
    """A stage was asked for by a name that is not registered, or its optional package is missing."""

    code = "unknown-part"


class BrokenArtefact(OsaamoError):
    """A packaged or imported file does not fit this version, or its hash differs."""

    code = "broken-artefact"
