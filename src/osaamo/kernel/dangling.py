"""References that lead nowhere: rows that point, across domains, to a row that is gone.

A field that holds references is called ``ref`` or ends in ``_ref``; a JSON list of them is called ``refs`` or ends in
``_refs``. The trails are left out: they tell what was, and what was may be gone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from osaamo.kernel.models import AuditEntry, ViewEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

TRAILS = (AuditEntry, ViewEntry)
BATCH = 2000

_NAME = re.compile(r"(^|_)refs?$")
_REF = re.compile(r"([a-z][a-z_]*\.[a-z][a-z_]*):(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Dangling:
    """A reference to a row that does not exist, and where it stands: ``competence.Reading.ref`` of row ``7``."""

    field: str
    row: int | str
    ref: str


def fields_with_refs() -> list[models.Field[Any, Any]]:
    """Every field of every model of ours that holds references, in order of model and name."""
    return [
        field
        for model in apps.get_models()
        if model.__module__.startswith("osaamo.") and model not in TRAILS
        for field in model._meta.concrete_fields  # noqa: SLF001 - Django documents Model._meta as public
        if isinstance(field, models.CharField | models.TextField | models.JSONField) and _NAME.search(field.name)
    ]


def dangling_refs() -> Iterator[Dangling]:
    """Every reference that leads nowhere, field by field.

    What does not look like a reference (the address of an occupation, an empty text) is none.
    """
    for field in fields_with_refs():
        rows = field.model._default_manager.order_by("pk").values_list("pk", field.name)  # noqa: SLF001 - as above
        name = f"{field.model._meta.label}.{field.name}"  # noqa: SLF001 - as above
        left = rows.iterator(chunk_size=BATCH)
        while some := list(islice(left, BATCH)):
            pointing = [(pk, ref) for pk, value in some for ref in _refs_in(value)]
            gone = _gone({ref for _, ref in pointing})
            yield from (Dangling(name, pk, ref) for pk, ref in pointing if ref in gone)


def _refs_in(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str) and _REF.fullmatch(one)]


def _gone(refs: set[str]) -> set[str]:
    """Those of the references whose row, or whose whole domain, does not exist."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for ref in refs:
        label, _, key = ref.partition(":")
        wanted[label].add(int(key))
    return {f"{label}:{key}" for label, keys in wanted.items() for key in keys - _existing(label, keys)}


def _existing(label: str, keys: set[int]) -> set[int]:
    try:
        model = apps.get_model(label)
    except LookupError:
        return set()
    return set(model._default_manager.filter(pk__in=keys).values_list("pk", flat=True))  # noqa: SLF001 - as above
