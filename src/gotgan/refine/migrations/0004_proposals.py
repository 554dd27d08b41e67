from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("refine", "0003_private")]

    operations = [
        migrations.AddField(
            model_name="run",
            name="look_sha256",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="Weighing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(default="asked", max_length=10)),
                ("steps", models.JSONField()),
                ("target", models.TextField(blank=True)),
                ("job_id", models.BigIntegerField(null=True)),
                ("found", models.JSONField(default=dict)),
                ("plans", models.JSONField(default=list)),
                ("problem", models.TextField(blank=True)),
                ("by", models.CharField(max_length=254)),
                ("person_id", models.BigIntegerField(null=True)),
                ("asked", models.DateTimeField()),
                ("finished", models.DateTimeField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=models.deletion.PROTECT, related_name="weighings", to="refine.workorder"
                    ),
                ),
            ],
            options={"ordering": ("id",)},
        ),
        migrations.AddConstraint(
            model_name="weighing",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "done", "failed"])), name="weighing_state_known"
            ),
        ),
    ]
