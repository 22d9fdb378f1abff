from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("demo", "0001_tables")]

    operations = [
        migrations.AddField("democlock", "worked_until", models.DateTimeField(null=True)),
        migrations.AddField("democlock", "seed", models.BigIntegerField(null=True)),
    ]
