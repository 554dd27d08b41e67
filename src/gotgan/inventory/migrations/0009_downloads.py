from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inventory", "0008_survey_record")]

    operations = [
        migrations.AddField(
            model_name="dataset",
            name="downloads",
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="dataset",
            name="downloads_at",
            field=models.DateTimeField(null=True),
        ),
    ]
