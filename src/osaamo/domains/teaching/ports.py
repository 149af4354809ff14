"""What teaching holds about people: drafts of courses, and places in the drafts of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.teaching.models import Draft, Share
from osaamo.domains.teaching.services import erase_drafts
from osaamo.ports import erasing

if TYPE_CHECKING:
    from collections.abc import Mapping


def _key(person: str) -> int:
    return int(person.rpartition(":")[2])


def _erase(person: str) -> erasing.Erased:
    return erasing.Erased(removed=erase_drafts(person=_key(person)))


def _held(person: str) -> Mapping[str, int]:
    rows = {"teaching.Draft": Draft.objects, "teaching.Share": Share.objects}
    return {label: count for label, found in rows.items() if (count := found.filter(person=_key(person)).count())}


erasing.register(erasing.Eraser("teaching.drafts", ("teaching.Draft", "teaching.Share"), _erase, _held))
