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
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('theme', models.CharField(blank=True, max_length=40, verbose_name='theme')),
                ('playbook', models.CharField(max_length=40)),
                ('playbook_version', models.PositiveSmallIntegerField()),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='org.institution', verbose_name='lead institution')),
                ('focus', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.institution', verbose_name='focus')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('started', 'Started'), ('closed', 'Closed')], default='draft', max_length=10, verbose_name='state')),
                ('frame', models.JSONField(default=dict)),
                ('anchors', models.JSONField(default=dict)),
                ('phases', models.JSONField(default=list)),
                ('targets', models.JSONField(default=dict)),
                ('ladder', models.JSONField(default=list)),
                ('starts_on', models.DateField(verbose_name='starts on')),
                ('ends_on', models.DateField(verbose_name='ends on')),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('woven_until', models.DateField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'campaign',
                'ordering': ('-starts_on', '-id'),
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='campaign_days', violation_error_message='A campaign ends after it starts.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measures', to='campaigns.campaign')),
                ('code', models.CharField(max_length=48)),
                ('net', models.CharField(choices=[('responsibility', 'Responsibility'), ('awareness', 'Awareness'), ('riskcontrol', 'Risk control'), ('outsourcing', 'Outsourcing'), ('antifraud', 'Anti-fraud')], max_length=16)),
                ('zh', models.CharField(max_length=80)),
                ('en', models.CharField(max_length=120)),
                ('record_kind', models.CharField(max_length=40)),
                ('definition', models.JSONField()),
                ('active', models.BooleanField(default=True)),
            ],
            options={
                'verbose_name': 'measure',
                'ordering': ('net', 'code'),
                'constraints': [models.UniqueConstraint(fields=('campaign', 'code'), name='measure_once_a_campaign')],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='campaigns.campaign')),
                ('number', models.PositiveSmallIntegerField()),
                ('reason', models.CharField(max_length=300)),
                ('change', models.JSONField()),
                ('made_by', models.CharField(max_length=80)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('campaign', 'number'),
                'constraints': [models.UniqueConstraint(fields=('campaign', 'number'), name='revision_number_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='revision_has_a_reason', violation_error_message='A change of a started campaign needs a reason.')],
            },
        ),
    ]
