"""The database refuses to change or remove an event."""

from django.db import migrations

from gotgan.audit.guard import protect, unprotect


def up(apps, schema_editor):  # noqa: ARG001
    protect(schema_editor.connection)


def down(apps, schema_editor):  # noqa: ARG001
    unprotect(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(up, down)]
