from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='DemoClock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('real', models.DateTimeField()),
                ('moment', models.DateTimeField()),
                ('speed', models.FloatField(default=1.0)),
                ('worked_until', models.DateTimeField(null=True)),
                ('seed', models.BigIntegerField(null=True)),
            ],
        ),
    ]
