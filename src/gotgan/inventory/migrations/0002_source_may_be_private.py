from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="source",
            name="may_be_private",
            field=models.BooleanField(default=False),
        ),
    ]
