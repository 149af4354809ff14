"""How anything points across domains: ``"offering.courseunit:42"`` instead of a foreign key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps

if TYPE_CHECKING:
    from django.db.models import Model


def ref_of(row: Model) -> str:
    """The reference to a saved row."""
    return f"{row._meta.label_lower}:{row.pk}"  # noqa: SLF001 - Django documents Model._meta as public


def resolve(ref: str) -> Model | None:
    """The row a reference points to, or ``None`` when the row or its domain is gone."""
    label, _, key = ref.partition(":")
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    return model._default_manager.filter(pk=key).first() if key.isdecimal() else None  # noqa: SLF001 - as above
