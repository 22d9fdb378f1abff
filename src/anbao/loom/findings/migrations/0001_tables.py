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
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='campaigns.campaign')),
                ('net', models.CharField(choices=[('responsibility', 'Responsibility'), ('awareness', 'Awareness'), ('riskcontrol', 'Risk control'), ('outsourcing', 'Outsourcing'), ('antifraud', 'Anti-fraud')], max_length=16)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='org.institution')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.area')),
                ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.device')),
                ('category', models.CharField(max_length=40, verbose_name='category')),
                ('severity', models.CharField(choices=[('minor', 'Minor'), ('major', 'Major'), ('critical', 'Critical')], max_length=10, verbose_name='severity')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('title_en', models.CharField(blank=True, max_length=160)),
                ('detail', models.TextField(blank=True, verbose_name='detail')),
                ('detail_en', models.TextField(blank=True)),
                ('found_in', models.CharField(max_length=40)),
                ('found_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('found_at', models.DateTimeField(verbose_name='found at')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='org.person', verbose_name='owner')),
                ('deadline', models.DateTimeField(verbose_name='deadline')),
                ('state', models.CharField(choices=[('open', 'Open'), ('rectified', 'Waiting for verification'), ('closed', 'Closed')], default='open', max_length=10, verbose_name='state')),
                ('rectified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('rectified_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('recurrences', models.PositiveSmallIntegerField(default=0)),
                ('asked', models.JSONField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'finding',
                'ordering': ('deadline', 'id'),
                'indexes': [models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['deadline'], name='finding_open'), models.Index(fields=['institution', 'category'], name='finding_recurrence'), models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['owner'], name='finding_mine')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='finding_closed_has_time', violation_error_message='A closed finding says when it was closed.'), models.CheckConstraint(condition=models.Q(('asked__isnull', True), ('state', 'open'), _connector='OR'), name='finding_asked_while_open', violation_error_message='Only an open finding has a deadline to move.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='FindingStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='findings.finding')),
                ('verb', models.CharField(max_length=24)),
                ('before', models.CharField(max_length=10)),
                ('after', models.CharField(max_length=10)),
                ('reaction', models.CharField(blank=True, choices=[('on_the_spot', 'On-the-spot fix'), ('circular', 'Circular'), ('interview', 'Interview')], max_length=12)),
                ('note', models.TextField(blank=True)),
                ('note_en', models.TextField(blank=True)),
                ('actor', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ('id',),
            },
        ),
    ]
