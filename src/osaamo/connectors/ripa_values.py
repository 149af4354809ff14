"""Typed access to the fields of one RIPA object; remembers which fields were read."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import TYPE_CHECKING, Any

from osaamo.connectors.plaintext import clean, html_to_text
from osaamo.connectors.ripa_records import Localised, OrganisationReference, StudyElementReference

if TYPE_CHECKING:
    from collections.abc import Sequence

_LANGUAGES = ("fi", "sv", "en")
_TAG = r"/?(?:p|br|ul|ol|li|div|span|strong|em|b|i|h[1-6]|table|a)\b"
_MARKUP = re.compile(rf"<{_TAG}[^>]*>", re.IGNORECASE)
_LIKE_MARKUP = re.compile(rf"<(?={_TAG})", re.IGNORECASE)
_WORD_JOINER = "\u2060"


class Invalid(Exception):
    """A value breaks the schema; becomes a ``BrokenUnit``."""

    def __init__(self, code: str, detail: str, pointer: str) -> None:
        super().__init__(detail)
        self.code, self.detail, self.pointer = code, detail, pointer


class Values:
    """The fields of one JSON object. Every method reads one field and raises :class:`Invalid` when it is wrong."""

    def __init__(self, raw: dict[str, Any], pointer: str = "") -> None:
        self._raw = raw
        self._at = pointer
        self._read: set[str] = set()

    def names(self) -> tuple[str, ...]:
        """All fields of the object, in its order."""
        return tuple(self._raw)

    def untouched(self) -> tuple[str, ...]:
        """The fields with a value that no method has read."""
        return tuple(
            name for name, value in self._raw.items() if name not in self._read and value not in (None, [], "")
        )

    def identifier(self, name: str) -> str:
        """A string that must be there and not be empty."""
        text = self._of_type(name, str, "a string")
        if not text:
            raise Invalid("missing", f"{name} is missing.", f"{self._at}/{name}")
        return str(text)

    def text(self, name: str) -> str:
        """A string, or ``""``."""
        return clean(self._of_type(name, str, "a string") or "")

    def flag(self, name: str) -> bool | None:
        """True, false or nothing."""
        found: bool | None = self._of_type(name, bool, "true or false")
        return found

    def one_of(self, name: str, allowed: Sequence[str]) -> str:
        """One of ``allowed``, or ``""``."""
        text = self._of_type(name, str, "a string") or ""
        if text and text not in allowed:
            raise Invalid(
                "wrong-value", f"{name} is {text!r}; it must be one of {', '.join(allowed)}.", f"{self._at}/{name}"
            )
        return str(text)

    def integer(self, name: str) -> int | None:
        """A whole number that is not negative, or nothing."""
        number = self._number(name)
        if number is not None and number != int(number):
            raise Invalid("wrong-type", f"{name} must be a whole number.", f"{self._at}/{name}")
        return None if number is None else int(number)

    def seats(self, least: str, most: str) -> tuple[int | None, int | None]:
        """Two whole numbers of which the first is not the greater."""
        low, high = self.integer(least), self.integer(most)
        self._ordered(least, most, low, high)
        return low, high

    def span(self, least: str, most: str) -> tuple[float | None, float | None]:
        """Two numbers of which the first is not the greater; one alone stands for both."""
        low, high = self._number(least), self._number(most)
        self._ordered(least, most, low, high)
        return (high if low is None else low), (low if high is None else high)

    def period(self, first: str, last: str) -> tuple[dt.date | None, dt.date | None]:
        """Two dates of which the first is not the later."""
        start, end = self.date(first), self.date(last)
        self._ordered(first, last, start, end)
        return start, end

    def date(self, name: str) -> dt.date | None:
        """An ISO 8601 date, or nothing."""
        text = self._of_type(name, str, "a date")
        if not text:
            return None
        try:
            return dt.date.fromisoformat(text)
        except ValueError as error:
            raise Invalid(
                "wrong-value", f"{name} is {text!r}, no date like 2026-09-01.", f"{self._at}/{name}"
            ) from error

    def moment(self, name: str) -> dt.datetime | None:
        """An ISO 8601 time with a zone, or nothing."""
        text = self._of_type(name, str, "a time")
        if not text:
            return None
        try:
            found = dt.datetime.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or found.tzinfo is None:
            raise Invalid(
                "wrong-value", f"{name} is {text!r}, no time like 2026-09-01T08:00:00+03:00.", f"{self._at}/{name}"
            )
        return found

    def nested(self, name: str) -> Values:
        """The fields of an object; of an empty one for nothing."""
        return Values(self._of_type(name, dict, "an object") or {}, f"{self._at}/{name}")

    def array(self, name: str) -> list[Any]:
        """A list, empty for nothing."""
        found: list[Any] = self._of_type(name, list, "a list") or []
        return found

    def languages(self, name: str) -> tuple[str, ...]:
        """ISO 639-1 codes, each once."""
        codes = self.array(name)
        for at, code in enumerate(codes):
            if not isinstance(code, str) or not re.fullmatch("[a-z]{2}", code):
                raise Invalid("wrong-value", f"{name} holds {code!r}, no code like fi.", f"{self._at}/{name}/{at}")
        return tuple(dict.fromkeys(codes))

    def localised(self, name: str, *, required: bool = False) -> Localised:
        """A ``localisedString``; HTML in it becomes text."""
        found = self._of_type(name, dict, "an object")
        if found is None:
            if required:
                raise Invalid("missing", f"{name} is missing.", f"{self._at}/{name}")
            return Localised()
        text = localised_string(found, f"{self._at}/{name}")
        if required and not text:
            raise Invalid("missing", f"{name} has no text in Finnish, Swedish or English.", f"{self._at}/{name}")
        return text

    def keywords(self, name: str) -> tuple[Localised, ...]:
        """The values of keywords; a keyword without a value gives its key in all three languages."""
        found: list[Localised] = []
        for at, keyword in enumerate(self._objects(name)):
            value = keyword.get("value")
            if isinstance(value, dict):
                found.append(localised_string(value, f"{self._at}/{name}/{at}/value"))
            elif isinstance(key := keyword.get("key"), str) and key:
                found.append(Localised(key, key, key))
        return tuple(found)

    def networks(self, name: str) -> tuple[str, ...]:
        """The ids of cooperation networks."""
        return tuple(
            Values(item, f"{self._at}/{name}/{at}").identifier("id") for at, item in enumerate(self._objects(name))
        )

    def organisations(self, *, required: bool) -> tuple[OrganisationReference, ...]:
        """``organisationReferences``; exactly one must have role 1 when ``required`` or when any is given."""
        name = "organisationReferences"
        references: list[OrganisationReference] = []
        for at, raw in enumerate(self._objects(name)):
            values = Values(raw, f"{self._at}/{name}/{at}")
            role = values.integer("organisationRole")
            target = values._of_type("target", dict, "an object")
            if role not in {1, 2}:
                raise Invalid(
                    "wrong-value", "organisationRole must be 1 or 2.", f"{self._at}/{name}/{at}/organisationRole"
                )
            if target is None:
                raise Invalid("missing", "target is missing.", f"{self._at}/{name}/{at}/target")
            fields = Values(target, f"{self._at}/{name}/{at}/target")
            references.append(
                OrganisationReference(
                    code=fields.identifier("organisationTkCode"),
                    role=role,
                    name=fields.localised("organisationName"),
                    unit_name=fields.localised("unitName"),
                    percent=values.integer("percent"),
                )
            )
        if required and not references:
            raise Invalid("missing", f"{name} is missing.", f"{self._at}/{name}")
        if references and sum(reference.role == 1 for reference in references) != 1:
            raise Invalid("wrong-value", f"{name} must name exactly one main organiser (role 1).", f"{self._at}/{name}")
        return tuple(references)

    def references(self, name: str, *, required: bool) -> tuple[StudyElementReference, ...]:
        """``studyElementReferences`` of a realisation."""
        found: list[StudyElementReference] = []
        for at, raw in enumerate(self._objects(name)):
            values = Values(raw, f"{self._at}/{name}/{at}")
            kind = values.one_of("referenceType", ("COURSE_UNIT", "ASSESSMENT_ITEM"))
            item = kind == "ASSESSMENT_ITEM"
            found.append(
                StudyElementReference(
                    identifier=values.identifier("referenceIdentifier"),
                    organizer=values.identifier("referenceOrganizer"),
                    kind=kind or "COURSE_UNIT",
                    assessment_item=values.identifier("referenceAssessmentItemId") if item else "",
                )
            )
        if required and not found:
            raise Invalid("missing", f"{name} is missing: the course unit is not known.", f"{self._at}/{name}")
        return tuple(found)

    def _objects(self, name: str) -> list[dict[str, Any]]:
        items = self.array(name)
        for at, item in enumerate(items):
            if not isinstance(item, dict):
                raise Invalid("wrong-type", f"{name} must be a list of objects.", f"{self._at}/{name}/{at}")
        return items

    def _number(self, name: str) -> float | None:
        number = self._of_type(name, (int, float), "a number")
        if number is None:
            return None
        if isinstance(number, bool) or not math.isfinite(number):
            raise Invalid("wrong-type", f"{name} must be a number.", f"{self._at}/{name}")
        if number < 0:
            raise Invalid("wrong-value", f"{name} is {number}; it must not be negative.", f"{self._at}/{name}")
        return float(number)

    def _of_type(self, name: str, wanted: type | tuple[type, ...], words: str) -> Any:
        self._read.add(name)
        value = self._raw.get(name)
        if value is not None and not isinstance(value, wanted):
            raise Invalid("wrong-type", f"{name} must be {words}.", f"{self._at}/{name}")
        return value

    def _ordered(self, least: str, most: str, low: Any, high: Any) -> None:
        if low is not None and high is not None and low > high:
            raise Invalid("wrong-value", f"{least} is greater than {most}.", f"{self._at}/{least}")


def plain(text: str) -> str:
    """A text that no reader takes for HTML: an invisible mark, which readers drop, follows each ``<`` of a tag."""
    return _LIKE_MARKUP.sub(f"<{_WORD_JOINER}", text)


def localised_string(raw: dict[str, Any], pointer: str) -> Localised:
    """The texts of a ``localisedString`` object."""
    values = raw.get("values")
    if not isinstance(values, dict):
        raise Invalid("wrong-type", "A localised text must have an object called values.", f"{pointer}/values")
    texts: dict[str, str] = {}
    for language in _LANGUAGES:
        text = values.get(language)
        if text is not None and not isinstance(text, str):
            raise Invalid("wrong-type", f"The text in {language} must be a string.", f"{pointer}/values/{language}")
        texts[language] = html_to_text(text)[0] if text and _MARKUP.search(text) else clean(text or "")
    return Localised(**texts)
