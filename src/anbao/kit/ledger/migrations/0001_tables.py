import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Line',
            fields=[
                ('seq', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('verb', models.CharField(max_length=64)),
                ('actor', models.CharField(max_length=80)),
                ('subject', models.CharField(max_length=80)),
                ('scope', models.CharField(max_length=255)),
                ('detail', models.TextField(default='{}')),
                ('hash', models.BinaryField(max_length=32)),
            ],
            options={
                'ordering': ('-seq',),
                'indexes': [models.Index(fields=['verb', '-seq'], name='ledger_by_verb'), models.Index(fields=['scope', '-seq'], name='ledger_by_scope', opclasses=['varchar_pattern_ops', 'int8_ops']), models.Index(fields=['subject'], name='ledger_by_subject')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
    ]
