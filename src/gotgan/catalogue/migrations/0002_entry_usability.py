from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="usability",
            field=models.CharField(
                blank=True, default="", help_text="what a survey found, empty: not surveyed", max_length=20
            ),
            preserve_default=False,
        ),
    ]
