"""Where a workbook's bytes lie, and when they were removed: the bytes of those known lie under their target."""

from django.db import migrations, models
from django.db.models import F


def _lie_under_their_target(apps, schema_editor):  # noqa: ARG001
    apps.get_model("survey", "Workbook").objects.filter(kept_under__isnull=True).update(kept_under=F("target_id"))


class Migration(migrations.Migration):
    dependencies = [("survey", "0002_tally_mark")]

    operations = [
        migrations.AddField("workbook", "kept_under", models.BigIntegerField(null=True)),
        migrations.AddField("workbook", "removed", models.DateTimeField(null=True)),
        migrations.RunPython(_lie_under_their_target, migrations.RunPython.noop),
        migrations.AlterField("workbook", "kept_under", models.BigIntegerField()),
    ]
