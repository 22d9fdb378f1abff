import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('campaigns', '0001_tables'),
        ('org', '0001_tables'),
        ('tasks', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('net', models.CharField(choices=[('responsibility', 'Responsibility'), ('awareness', 'Awareness'), ('riskcontrol', 'Risk control'), ('outsourcing', 'Outsourcing'), ('antifraud', 'Anti-fraud')], max_length=16)),
                ('campaign', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='campaigns.campaign')),
                ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='tasks.task')),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='org.institution')),
                ('area', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='org.area')),
                ('device', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='org.device')),
                ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('filed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='org.person')),
                ('filed_at', models.DateTimeField(verbose_name='filed at (server)')),
                ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='done at (claimed)')),
                ('day', models.DateField(verbose_name='day')),
                ('values', models.JSONField(default=dict)),
                ('checks', models.JSONField(default=dict)),
                ('defects', models.PositiveSmallIntegerField(default=0, verbose_name='defects')),
                ('attendance', models.PositiveIntegerField(blank=True, null=True, verbose_name='attendance')),
                ('attendees', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                ('signatures', models.JSONField(default=list)),
                ('photos', models.PositiveSmallIntegerField(default=0)),
                ('lon', models.FloatField(blank=True, null=True)),
                ('lat', models.FloatField(blank=True, null=True)),
                ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), blank=True, default=list, size=None)),
                ('client_key', models.UUIDField(blank=True, null=True, unique=True)),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='records.record')),
                ('supplements', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supplemented_by', to='records.record')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'verbose_name': 'record',
                'ordering': ('-filed_at', '-id'),
                'indexes': [models.Index(fields=['kind', '-filed_at'], name='record_by_kind'), models.Index(fields=['institution', 'day'], name='record_of_place'), models.Index(condition=models.Q(('device__isnull', False)), fields=['device', 'kind'], name='record_of_device'), models.Index(condition=models.Q(('supplements__isnull', False)), fields=['supplements'], name='record_supplement'), django.contrib.postgres.indexes.GinIndex(fields=['flags'], name='record_flags')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
    ]
