"""What a version says, as plain values, and the hash that shows when they changed."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from osaamo.domains.steering.enums import ItemKind
from osaamo.domains.steering.models import ITEM_MODELS, Item

if TYPE_CHECKING:
    from osaamo.domains.steering.models import PlanVersion


def items_of(version: PlanVersion, kind: ItemKind) -> list[Item]:
    """The version's items of a kind in the order of the plan, also those that do not go on."""
    return list(ITEM_MODELS[kind].objects.filter(version=version))


def item_content(item: Item) -> dict[str, Any]:
    """What the item says, as JSON, by field in reading order."""
    return {name: _plain(getattr(item, name)) for name in item.CONTENT}


def content_of(version: PlanVersion) -> dict[str, dict[str, dict[str, Any]]]:
    """What the version says: its items' content by kind and key."""
    return {
        kind.value: {item.key: item_content(item) | {"position": item.position} for item in items_of(version, kind)}
        for kind in ItemKind
    }


def hash_of(version: PlanVersion) -> str:
    """The SHA-256 of what the version says, in hexadecimal."""
    text = json.dumps(content_of(version), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_untouched(version: PlanVersion) -> bool:
    """Whether the version says what it said when it was put to the boards; true of one that never was."""
    return not version.content_hash or hash_of(version) == version.content_hash


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
