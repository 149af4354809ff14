"""Formulas, notes, scales and targets in words become texts in three languages; the plan's period gets its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import django.core.validators
from django.db import migrations, models
from django.db.models import Q

import osaamo.kernel.i18n

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FIELDS = (
    ("Indicator", "formula"),
    ("Indicator", "note"),
    ("Indicator", "scale"),
    ("Baseline", "note"),
    ("Target", "words"),
)
NUMBERS = Q(form__in=("value", "commitment", "split"), low__isnull=False, high__isnull=True)
SPAN = Q(form="range", high__gte=models.F("low"), low__isnull=False)
GROWTH = Q(form="growth", growth__isnull=False, low__isnull=True)


def translate(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """Texts were in English; loading the plan again brings the other languages."""
    for model, name in FIELDS:
        rows = apps.get_model("indicators", model)._default_manager  # noqa: SLF001 - public in Django
        for pk, text in rows.exclude(**{f"plain_{name}": ""}).values_list("pk", f"plain_{name}"):
            rows.filter(pk=pk).update(**{name: {"en": text}})


def plain(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """The English text, else the first there is."""
    for model, name in FIELDS:
        rows = apps.get_model("indicators", model)._default_manager  # noqa: SLF001 - public in Django
        for pk, texts in rows.values_list("pk", name):
            rows.filter(pk=pk).update(**{f"plain_{name}": texts.get("en") or next(iter(texts.values()), "")})


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="target", name="target_has_its_fields"),
        *(migrations.RenameField(model, name, f"plain_{name}") for model, name in FIELDS),
        *(
            migrations.AddField(model, name, osaamo.kernel.i18n.TranslatedField(blank=True, default=dict))
            for model, name in FIELDS
        ),
        migrations.RunPython(translate, plain),
        *(migrations.RemoveField(model, f"plain_{name}") for model, name in FIELDS),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=NUMBERS | SPAN | GROWTH | (Q(form="text", low__isnull=True) & ~Q(words={})),
                name="target_has_its_fields",
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="last_year",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1990),
                    django.core.validators.MaxValueValidator(2100),
                ],
            ),
        ),
        migrations.AlterField(
            model_name="statusoverride",
            name="status",
            field=models.CharField(
                choices=[
                    ("on_track", "On track"),
                    ("at_risk", "At risk"),
                    ("late", "Late"),
                    ("reached", "Reached"),
                    ("missed", "Not reached"),
                    ("no_data", "No data"),
                    ("followed", "Followed, no target"),
                ],
                max_length=10,
            ),
        ),
    ]
