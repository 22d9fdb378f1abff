import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('org', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Roster',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rosters', to='org.area', verbose_name='key area')),
                ('first', models.DateField(verbose_name='month')),
                ('days', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published')], default='draft', max_length=10, verbose_name='state')),
                ('seed', models.PositiveIntegerField(default=0)),
                ('terms', models.JSONField(default=list)),
                ('unmet', models.JSONField(default=list)),
                ('clash', models.JSONField(default=list)),
                ('proven', models.BooleanField(default=False)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
            ],
            options={
                'verbose_name': 'duty roster',
                'ordering': ('-first', 'area__institution__path', 'area'),
                'constraints': [models.UniqueConstraint(fields=('area', 'first'), name='duty_roster_once', violation_error_message='This room already has a roster of that month.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('published_at__isnull', False), ('published_by__isnull', False)), _connector='OR'), name='duty_published_has_time', violation_error_message='A published roster says who published it and when.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('roster', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='duty.roster')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='turns', to='org.person')),
                ('day', models.DateField(verbose_name='day')),
                ('shift', models.CharField(max_length=12, verbose_name='shift')),
                ('starts_at', models.DateTimeField(verbose_name='begins')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('licensed', models.BooleanField(default=True)),
                ('checked_in_at', models.DateTimeField(blank=True, null=True, verbose_name='checked in')),
            ],
            options={
                'verbose_name': 'turn',
                'ordering': ('starts_at', 'roster', 'person'),
                'indexes': [models.Index(fields=['starts_at'], name='duty_turn_begins')],
                'constraints': [models.UniqueConstraint(fields=('person', 'day'), name='duty_one_turn_a_day', violation_error_message='Somebody stands one shift a day.'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='duty_turn_hours')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to='org.person', verbose_name='person')),
                ('kind', models.CharField(choices=[('leave', 'Leave'), ('sick', 'Sick')], max_length=6, verbose_name='kind')),
                ('first', models.DateField(verbose_name='from')),
                ('last', models.DateField(verbose_name='to')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('noted_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'absence',
                'ordering': ('first', 'person'),
                'constraints': [models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='duty_absence_days', violation_error_message='An absence ends on or after the day it begins.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('roster', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='duty.roster')),
                ('number', models.PositiveIntegerField()),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('changes', models.JSONField(default=list)),
                ('actor', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ('-number',),
                'constraints': [models.UniqueConstraint(fields=('roster', 'number'), name='duty_revision_number')],
            },
        ),
    ]
