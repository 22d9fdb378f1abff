import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cameras', '0001_tables'),
        ('org', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Screen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.institution', verbose_name='institution')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('token', models.BinaryField(max_length=32, unique=True)),
                ('preset', models.CharField(blank=True, max_length=30, verbose_name='layout')),
                ('cursor', models.BigIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(blank=True, null=True, verbose_name='last sign')),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'screen',
                'ordering': ('institution__path', 'name'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('institution', 'name'), name='wall_screen_name_once', violation_error_message='This institution already has a screen of that name.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Layout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.institution', verbose_name='institution')),
                ('spec', models.JSONField()),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('saved_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'layout',
                'ordering': ('institution__path', 'pk'),
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Showing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('screen', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='showings', to='wall.screen')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cameras.camerasource')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.institution')),
                ('at', models.DateTimeField()),
                ('seconds', models.PositiveIntegerField()),
                ('stale', models.PositiveIntegerField(default=0)),
                ('zone', models.CharField(max_length=20)),
                ('by', models.CharField(default='rota', max_length=8)),
            ],
            options={
                'verbose_name': 'showing',
                'ordering': ('-at', '-id'),
                'indexes': [models.Index(fields=['institution', 'at'], name='wall_showing_of_place'), models.Index(fields=['source', '-at'], name='wall_showing_of_camera')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Challenge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('screen', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='challenges', to='wall.screen')),
                ('code', models.CharField(max_length=4)),
                ('at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('missed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'challenge',
                'ordering': ('-at', '-id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('confirmed_at__isnull', True), ('missed_at__isnull', True)), fields=('screen',), name='wall_one_challenge')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
    ]
