from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("wall", "0003_programs_of_screens")]

    operations = [
        migrations.AddField("challenge", "wrong", models.PositiveSmallIntegerField(db_default=0, default=0)),
        migrations.AddField("challenge", "dark", models.BooleanField(db_default=False, default=False)),
    ]
