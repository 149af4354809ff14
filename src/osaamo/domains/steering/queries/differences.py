"""What differs between two versions of the plan, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from osaamo.domains.steering.enums import FIELDS, Ending, GoalKind, ItemKind, Listing
from osaamo.domains.steering.queries.content import content_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from osaamo.domains.steering.models import PlanVersion

LANGUAGES = ("fi", "sv", "en")
CODES = {"ending": dict(Ending.choices), "listing": dict(Listing.choices), "kind": dict(GoalKind.choices)}
"""By field, what its codes are called."""


class What(StrEnum):
    """What became of an item."""

    ADDED = "added"
    REMOVED = "removed"
    ENDED = "ended"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field's words before and after; ``language`` is empty for what is not translated."""

    field: str
    language: str
    before: str
    after: str

    @property
    def label(self) -> str:
        """What people call the field."""
        return str(FIELDS[self.field])


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What became of one item, with its fields that differ; ``title`` as the newer version has it."""

    kind: ItemKind
    key: str
    what: What
    title: Mapping[str, str]
    fields: tuple[FieldChange, ...] = ()


def differences(before: PlanVersion, after: PlanVersion) -> list[ItemChange]:
    """The items that differ, in the order of the plan; what was removed comes last of its kind."""
    old, new = content_of(before), content_of(after)
    found: list[ItemChange] = []
    for kind in ItemKind:
        old_items, new_items = old[kind.value], new[kind.value]
        for key, content in new_items.items():
            change = _compared(kind, key, old_items.get(key), content)
            if change:
                found.append(change)
        found += [
            ItemChange(kind, key, What.REMOVED, content["title"])
            for key, content in old_items.items()
            if key not in new_items and not content["ending"]
        ]
    return found


def field_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """The fields of two contents of an item that differ; a field that one of them lacks counts as empty."""
    names = [name for name in FIELDS if name in before or name in after]
    return tuple(change for name in names for change in _field(name, before.get(name), after.get(name)))


def words_of(value: Any) -> str:
    """A plain value as people read it: a list with commas, a mapping by key, nothing as nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {words_of(part)}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(words_of(part) for part in value)
    return str(value)


def said(name: str, value: Any) -> str:
    """The value of a field as people read it: a code by its label, else as :func:`words_of`."""
    codes = CODES.get(name, {})
    return str(codes[value]) if isinstance(value, str) and value in codes else words_of(value)


def _compared(
    kind: ItemKind, key: str, before: Mapping[str, Any] | None, after: Mapping[str, Any]
) -> ItemChange | None:
    if before is None:
        return ItemChange(kind, key, What.ADDED, after["title"], field_changes({}, after))
    changes = field_changes(before, after)
    if not changes:
        return None
    what = What.ENDED if after["ending"] and not before["ending"] else What.CHANGED
    return ItemChange(kind, key, what, after["title"], changes)


def _field(name: str, before: Any, after: Any) -> Iterator[FieldChange]:
    if _is_text(before) and _is_text(after):
        for language in LANGUAGES:
            one, other = (before or {}).get(language, ""), (after or {}).get(language, "")
            if one != other:
                yield FieldChange(name, language, one, other)
    elif before != after and (words_of(before) or words_of(after)):
        yield FieldChange(name, "", said(name, before), said(name, after))


def _is_text(value: Any) -> bool:
    """Whether the value is a text in several languages, or nothing."""
    return value is None or (isinstance(value, dict) and set(value) <= set(LANGUAGES))
