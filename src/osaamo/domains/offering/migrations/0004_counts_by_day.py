"""Indexes for the plan's numbers: counts of a span of days, and realisations by their first day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("offering", "0003_sdg_rejected")]

    operations = [
        migrations.AddIndex(
            model_name="dailycount",
            index=models.Index(fields=["seen", "day", "module", "course", "count"], name="counts_by_day"),
        ),
        migrations.AddIndex(
            model_name="realisation",
            index=models.Index(fields=["starts"], name="realisations_by_start"),
        ),
    ]
