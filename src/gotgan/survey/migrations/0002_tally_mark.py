from django.db import migrations, models

import gotgan.survey.models


class Migration(migrations.Migration):
    dependencies = [("survey", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="target",
            name="tally_mark",
            field=models.CharField(default=gotgan.survey.models.new_id, max_length=32),
        ),
    ]
