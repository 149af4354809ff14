"""What is left of a person in any table; for tests of erasing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import CASCADE, SET_NULL

from osaamo.kernel.models import Person
from osaamo.ports.erasing import erasers

if TYPE_CHECKING:
    from collections.abc import Iterable


def leftovers(traces: Iterable[str], person_pk: int) -> list[tuple[str, str, object]]:
    """Rows of any model that hold one of the texts or point to the person, as model, field and value."""
    texts = [text for text in traces if text]
    found = []
    for model in apps.get_models(include_auto_created=True):
        for row in model._default_manager.all():
            for field in model._meta.concrete_fields:
                value = getattr(row, field.attname)
                points = field.is_relation and field.related_model is Person and value == person_pk
                if points or any(text in str(value) for text in texts):
                    found.append((model._meta.label, field.name, value))
            if model._meta.label == "sessions.Session" and str(row.get_decoded().get("_auth_user_id")) == str(
                person_pk
            ):
                found.append((model._meta.label, "session", row.pk))
    return found


def uncleared(models: Iterable[type]) -> list[str]:
    """The fields of the models that lead to a person and that neither the database nor an eraser clears."""
    cleared = {label for eraser in erasers() for label in eraser.models}
    return [
        f"{model._meta.label}.{field.name}"
        for model in models
        if model._meta.label not in cleared
        for field in model._meta.concrete_fields
        if _stays(field)
    ]


def _stays(field: object) -> bool:
    if field.is_relation and field.related_model is Person:
        return field.remote_field.on_delete not in {CASCADE, SET_NULL}
    return f"_{field.name}".endswith(("_person_ref", "_person_refs"))
