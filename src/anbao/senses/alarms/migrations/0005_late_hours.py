"""A panel may stay disarmed after hours until a moment, because somebody approved it."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alarms', '0004_alarms_triggered_again'),
        ('org', '0002_a_zone_number_once_a_panel'),
    ]

    operations = [
        migrations.CreateModel(
            name='LateHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(verbose_name='approved at')),
                ('until', models.DateTimeField(verbose_name='until')),
                ('reason', models.CharField(max_length=200, verbose_name='Reason')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended', models.CharField(blank=True, choices=[('time', 'ran out'), ('armed', 'armed'), ('withdrawn', 'withdrawn'), ('replaced', 'approved anew')], max_length=10)),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person', verbose_name='approved by')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='late_hours', to='alarms.alarmsource')),
            ],
            options={
                'verbose_name': 'late hours',
                'ordering': ('-since', '-id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('source',), name='alarms_late_hours_once', violation_error_message='This panel has late hours already.'), models.CheckConstraint(condition=models.Q(('until__gt', models.F('since'))), name='alarms_late_hours_end_later', violation_error_message='Late hours end after they were approved.'), models.CheckConstraint(condition=models.Q(models.Q(('ended', ''), ('ended_at__isnull', True)), models.Q(('ended_at__isnull', False), models.Q(('ended', ''), _negated=True)), _connector='OR'), name='alarms_late_hours_say_why_over', violation_error_message='Late hours that are over say since when and why.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
    ]
