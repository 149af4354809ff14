"""What a body is made of stands in three languages; what stood there before was English."""

from django.db import migrations

import osaamo.kernel.i18n


def carry(apps, schema_editor):
    """The English words, kept as such."""
    bodies = apps.get_model("governance", "Body").objects
    for body in bodies.exclude(composition_in_english=""):
        body.composition = {"en": body.composition_in_english}
        body.save(update_fields=["composition"])


class Migration(migrations.Migration):
    dependencies = [("governance", "0002_areas_speak")]

    operations = [
        migrations.RenameField("body", "composition", "composition_in_english"),
        migrations.AddField("body", "composition", osaamo.kernel.i18n.TranslatedField(blank=True, default=dict)),
        migrations.RunPython(carry, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField("body", "composition_in_english"),
    ]
