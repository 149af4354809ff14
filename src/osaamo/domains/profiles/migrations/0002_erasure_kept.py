from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("profiles", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="erasure",
            name="kept",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
