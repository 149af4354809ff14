from django.db import migrations, models
from django.db.models import F


class Migration(migrations.Migration):
    dependencies = [("foresight", "0002_closing_day")]

    operations = [
        migrations.CreateModel(
            name="Thesis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200, unique=True)),
                ("title", models.CharField(max_length=500)),
                ("abstract", models.TextField()),
                ("language", models.CharField(blank=True, max_length=2)),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("programme", models.CharField(blank=True, max_length=200)),
                ("institution", models.CharField(blank=True, max_length=200)),
                ("uri", models.URLField(blank=True)),
            ],
            options={
                "verbose_name_plural": "theses",
                "ordering": (F("year").desc(nulls_last=True), "key"),
            },
        ),
    ]
