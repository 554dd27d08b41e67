import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0001_initial"),
        ("refine", "0002_combination"),
    ]

    operations = [
        migrations.CreateModel(
            name="PrivacyBudget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.TextField(blank=True)),
                ("epsilon_units", models.BigIntegerField()),
                ("delta_units", models.BigIntegerField()),
                ("spent_epsilon", models.BigIntegerField(default=0)),
                ("spent_delta", models.BigIntegerField(default=0)),
                ("opening", models.JSONField()),
                ("first", models.CharField(max_length=64)),
                ("head", models.CharField(max_length=64)),
                ("reason", models.TextField()),
                ("by", models.CharField(max_length=254)),
                ("person_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "dataset",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.dataset"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("spent_epsilon__gte", 0), ("spent_epsilon__lte", models.F("epsilon_units"))
                        ),
                        name="budget_epsilon_never_exceeded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("spent_delta__gte", 0), ("spent_delta__lte", models.F("delta_units"))),
                        name="budget_delta_never_exceeded",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivacyCharge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField()),
                ("epsilon_units", models.BigIntegerField()),
                ("delta_units", models.BigIntegerField()),
                ("entry", models.JSONField()),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charges",
                        to="refine.privacybudget",
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="charge", to="refine.run"
                    ),
                ),
            ],
            options={
                "ordering": ("place",),
                "constraints": [models.UniqueConstraint(fields=("budget", "place"), name="charge_place_once")],
            },
        ),
    ]
