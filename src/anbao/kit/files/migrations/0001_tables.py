import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=20)),
                ('size', models.PositiveIntegerField()),
                ('digest', models.CharField(db_index=True, max_length=64)),
                ('scope', models.CharField(max_length=255)),
                ('owner', models.CharField(blank=True, db_index=True, max_length=40)),
                ('brought_by', models.CharField(max_length=80)),
                ('brought_at', models.DateTimeField()),
            ],
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
    ]
