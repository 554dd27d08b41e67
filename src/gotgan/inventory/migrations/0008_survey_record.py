import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0007_overlap_strength_of_known"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SurveyRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("usability", models.CharField(max_length=20)),
                ("document", models.JSONField()),
                ("campaign", models.CharField(max_length=32)),
                ("campaign_title_ko", models.TextField()),
                ("campaign_title_en", models.TextField(blank=True)),
                ("sheet", models.CharField(db_index=True, max_length=32)),
                ("revision", models.PositiveIntegerField()),
                ("snapshot", models.CharField(blank=True, max_length=64)),
                ("accepted_by", models.CharField(max_length=254)),
                ("accepted_person", models.BigIntegerField(null=True)),
                ("accepted_at", models.DateTimeField()),
                ("called_back_by", models.CharField(blank=True, max_length=254)),
                ("called_back_at", models.DateTimeField(null=True)),
                (
                    "dataset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="survey_records",
                        to="inventory.dataset",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ("dataset", "-id"),
                "indexes": [models.Index(fields=["campaign", "snapshot"], name="survey_record_of_campaign")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("usability__in", ["now", "after_processing", "not_usable", "unknown"])),
                        name="survey_record_usability",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="dataset",
            name="survey_record",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="inventory.surveyrecord",
            ),
        ),
    ]
