import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('alarms', '0001_tables'),
        ('org', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='org.institution')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.area')),
                ('procedure', models.CharField(max_length=24)),
                ('version', models.PositiveSmallIntegerField()),
                ('severity', models.PositiveSmallIntegerField(choices=[(1, 'Notice'), (2, 'Attention'), (3, 'Urgent'), (4, 'Critical')], verbose_name='severity')),
                ('state', models.CharField(choices=[('ringing', 'Ringing'), ('working', 'Being worked'), ('closed', 'Case closed')], default='ringing', max_length=10, verbose_name='state')),
                ('opened_at', models.DateTimeField(verbose_name='ringing since')),
                ('answer_by', models.DateTimeField()),
                ('answers_needed', models.PositiveSmallIntegerField(default=1)),
                ('lacking', models.PositiveSmallIntegerField(default=1)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('operator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='org.person')),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('cause', models.CharField(blank=True, max_length=24, verbose_name='cause')),
                ('cause_group', models.CharField(blank=True, max_length=10)),
                ('note', models.TextField(blank=True)),
                ('reopened', models.PositiveSmallIntegerField(default=0)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'incident',
                'ordering': ('-opened_at', '-id'),
                'indexes': [models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['opened_at'], name='incident_open'), models.Index(condition=models.Q(('state', 'closed')), fields=['closed_at'], name='incident_closed'), models.Index(fields=['institution', '-opened_at'], name='incident_of_place')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'closed'), _negated=True), fields=('institution', 'procedure'), name='incident_one_open', violation_error_message='This place already has an open incident of that kind.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(('closed_at__isnull', False), ('operator__isnull', False), models.Q(('cause', ''), _negated=True), models.Q(('cause_group', ''), _negated=True)), _connector='OR'), name='incident_closed_says_why', violation_error_message='A closed incident says when, by whom and why.'), models.CheckConstraint(condition=models.Q(('state', 'ringing'), ('answered_at__isnull', False), _connector='OR'), name='incident_worked_was_answered', violation_error_message='An incident is answered before it is worked.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='IncidentAlarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='incidents.incident')),
                ('alarm', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='incident_link', to='alarms.alarm')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='IncidentAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='incidents.incident')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(fields=('incident', 'person'), name='incident_answered_once', violation_error_message='You answered this already; a second person must.')],
            },
        ),
        migrations.CreateModel(
            name='IncidentStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='incidents.incident')),
                ('number', models.PositiveSmallIntegerField()),
                ('code', models.CharField(max_length=24)),
                ('kind', models.CharField(max_length=10)),
                ('zh', models.CharField(max_length=60)),
                ('en', models.CharField(max_length=60)),
                ('hint_zh', models.TextField()),
                ('hint_en', models.TextField()),
                ('source', models.CharField(max_length=24)),
                ('outcomes', models.JSONField()),
                ('within', models.PositiveIntegerField()),
                ('due_at', models.DateTimeField()),
                ('mandatory', models.BooleanField()),
                ('when_real', models.BooleanField(default=False)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('done', 'Done'), ('skipped', 'Skipped')], default='waiting', max_length=8)),
                ('outcome', models.CharField(blank=True, max_length=24)),
                ('note', models.TextField(blank=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ('incident', 'number'),
                'constraints': [models.UniqueConstraint(fields=('incident', 'code'), name='incident_step_once'), models.CheckConstraint(condition=models.Q(('state', 'waiting'), models.Q(('at__isnull', False), ('by__isnull', False)), _connector='OR'), name='incident_step_settled_by_whom', violation_error_message='A settled step says by whom and when.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'skipped'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='incident_step_skipped_why', violation_error_message='A skipped step needs a reason.')],
            },
        ),
        migrations.CreateModel(
            name='IncidentChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='incidents.incident')),
                ('verb', models.CharField(max_length=12)),
                ('before', models.CharField(max_length=10)),
                ('after', models.CharField(max_length=10)),
                ('subject', models.CharField(blank=True, max_length=24)),
                ('note', models.TextField(blank=True)),
                ('actor', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.institution')),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('taker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('incidents', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('note', models.TextField(verbose_name='what the next one must know')),
                ('offered_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'hand-over',
                'ordering': ('-offered_at', '-id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('taken_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('giver',), name='handover_one_offer', violation_error_message='Your hand-over is waiting already.'), models.CheckConstraint(condition=models.Q(('taker__isnull', True), models.Q(('taker', models.F('giver')), _negated=True), _connector='OR'), name='handover_two_people', violation_error_message='Nobody takes over from himself.'), models.CheckConstraint(condition=models.Q(('taken_at__isnull', True), ('taker__isnull', False), _connector='OR'), name='handover_taken_by_whom', violation_error_message='A taken hand-over says by whom.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
    ]
