from django.db import migrations, models

from gotgan.assess.guard import protect, unprotect


def _protect(apps, schema_editor):  # noqa: ARG001
    protect(schema_editor.connection)


def _unprotect(apps, schema_editor):  # noqa: ARG001
    unprotect(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("assess", "0012_carried"),
    ]

    operations = [
        migrations.RunPython(_unprotect, _protect),
        migrations.AddField(
            model_name="listversion",
            name="signed_over",
            field=models.JSONField(default=dict),
        ),
        migrations.RunPython(_protect, _unprotect),
    ]
