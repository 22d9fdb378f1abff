import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('campaigns', '0001_tables'),
        ('org', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='campaigns.campaign')),
                ('measure', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='campaigns.measure')),
                ('net', models.CharField(choices=[('responsibility', 'Responsibility'), ('awareness', 'Awareness'), ('riskcontrol', 'Risk control'), ('outsourcing', 'Outsourcing'), ('antifraud', 'Anti-fraud')], max_length=16)),
                ('record_kind', models.CharField(max_length=40)),
                ('zh', models.CharField(max_length=120)),
                ('en', models.CharField(max_length=160)),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='org.institution')),
                ('area', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.area')),
                ('device', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.device')),
                ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('subject', models.CharField(max_length=20)),
                ('slot', models.CharField(max_length=48)),
                ('day', models.DateField(verbose_name='day')),
                ('opens_at', models.DateTimeField(verbose_name='opens')),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('grace_until', models.DateTimeField(verbose_name='grace until')),
                ('assignee', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='org.person', verbose_name='assignee')),
                ('post_kind', models.CharField(blank=True, max_length=24)),
                ('priority', models.PositiveSmallIntegerField(default=3, verbose_name='priority')),
                ('state', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('missed', 'Missed'), ('excused', 'Excused'), ('cancelled', 'Cancelled')], default='open', max_length=10, verbose_name='state')),
                ('timing', models.CharField(blank=True, choices=[('on_time', 'On time'), ('late', 'Late')], max_length=8, verbose_name='timing')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done at')),
                ('rung', models.PositiveSmallIntegerField(default=0)),
                ('origin', models.CharField(blank=True, max_length=40)),
            ],
            options={
                'verbose_name': 'task',
                'ordering': ('due_at', 'priority', 'id'),
                'indexes': [models.Index(condition=models.Q(('state__in', ['open', 'missed'])), fields=['assignee', 'due_at'], name='task_mine'), models.Index(condition=models.Q(('state', 'done')), fields=['assignee', 'done_at'], name='task_done_by'), models.Index(condition=models.Q(('state__in', ['open', 'missed'])), fields=['institution', 'due_at'], name='task_of_place'), models.Index(condition=models.Q(('state', 'open')), fields=['grace_until'], name='task_sweep'), models.Index(condition=models.Q(('state__in', ['open', 'missed'])), fields=['due_at'], name='task_ladder'), models.Index(fields=['institution', 'day'], name='task_cell'), models.Index(condition=models.Q(('state', 'missed')), fields=['grace_until'], name='task_missed'), models.Index(condition=models.Q(('assignee__isnull', True), ('state', 'open')), fields=['institution', 'measure'], name='task_orphan'), models.Index(condition=models.Q(('device__isnull', False), ('state__in', ['open', 'missed'])), fields=['device', 'due_at'], name='task_of_device')],
                'constraints': [models.UniqueConstraint(fields=('measure', 'subject', 'slot'), name='task_woven_once'), models.CheckConstraint(condition=models.Q(('opens_at__lte', models.F('due_at')), ('due_at__lte', models.F('grace_until'))), name='task_window', violation_error_message='A task opens before it is due, and its grace ends after that.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('done_at__isnull', False), ('timing__in', ['on_time', 'late'])), _connector='OR'), name='task_done_has_time', violation_error_message='A done task says when it was done.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='TaskChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='tasks.task')),
                ('before', models.CharField(max_length=10)),
                ('after', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('reason', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='campaigns.campaign')),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.institution')),
                ('net', models.CharField(choices=[('responsibility', 'Responsibility'), ('awareness', 'Awareness'), ('riskcontrol', 'Risk control'), ('outsourcing', 'Outsourcing'), ('antifraud', 'Anti-fraud')], max_length=16)),
                ('day', models.DateField()),
                ('due', models.IntegerField(default=0)),
                ('on_time', models.IntegerField(default=0)),
                ('late', models.IntegerField(default=0)),
                ('missed', models.IntegerField(default=0)),
                ('excused', models.IntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['campaign', 'day'], name='tally_by_day')],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'institution', 'net', 'day'), name='tally_cell')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='MeasureTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='campaigns.campaign')),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.institution')),
                ('measure', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='campaigns.measure')),
                ('due', models.IntegerField(default=0)),
                ('on_time', models.IntegerField(default=0)),
                ('late', models.IntegerField(default=0)),
                ('missed', models.IntegerField(default=0)),
                ('excused', models.IntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'institution', 'measure'), name='measure_tally_cell')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
    ]
