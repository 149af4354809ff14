"""Content in three languages: one JSON value ``{fi, sv, en}`` with a declared order of fallback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("fi", "sv", "en")

FALLBACK: dict[str, tuple[str, ...]] = {"fi": ("fi", "en", "sv"), "sv": ("sv", "en", "fi"), "en": ("en", "fi", "sv")}
"""Which language is shown when the asked one is missing."""


def translated(value: Mapping[str, str], language: str) -> str:
    """The text in ``language``, else in the first fallback that has one, else an empty string."""
    return next((value[code] for code in FALLBACK.get(language, LANGUAGES) if value.get(code)), "")


def check_translations(value: object) -> None:
    """Nothing, when the value maps ``fi``, ``sv`` or ``en`` to texts and at least one is not empty.

    Raises:
        ValidationError: it does not.
    """
    if not isinstance(value, dict) or not all(
        code in LANGUAGES and isinstance(text, str) for code, text in value.items()
    ):
        raise ValidationError("Give texts keyed by fi, sv and en.", code="translations")
    if not any(text.strip() for text in value.values()):
        raise ValidationError("Give the text in at least one of fi, sv and en.", code="translations-empty")


class TranslatedField(models.JSONField):
    """A text in up to three languages. Read it with :func:`translated`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)
        if not self.blank and check_translations not in self.validators:
            self.validators.append(check_translations)
