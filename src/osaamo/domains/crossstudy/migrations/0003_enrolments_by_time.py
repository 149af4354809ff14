"""An index for the plan's numbers of enrolments in a span of time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("crossstudy", "0002_enrolment_reasons")]

    operations = [
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(
                fields=["asked_at", "side", "home", "state", "host", "audience", "offer_ref"], name="enrolments_by_time"
            ),
        ),
    ]
