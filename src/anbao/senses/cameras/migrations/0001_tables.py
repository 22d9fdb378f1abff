import anbao.kit.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('findings', '0001_tables'),
        ('org', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='PatrolPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.institution', verbose_name='institution')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('every', models.PositiveIntegerField(verbose_name='interval (minutes)')),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name='tags')),
                ('areas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), blank=True, default=list, size=None, verbose_name='key areas')),
                ('focus', models.BooleanField(default=False, verbose_name='focus only')),
                ('enabled', models.BooleanField(default=True, verbose_name='enabled')),
            ],
            options={
                'verbose_name': 'patrol plan',
                'ordering': ('institution__path', 'every', 'name'),
                'constraints': [models.CheckConstraint(condition=models.Q(('every__gte', 1), ('every__lte', 1440)), name='patrol_plan_interval', violation_error_message='The interval of a patrol is 1 minute to 1 day.'), models.UniqueConstraint(fields=('institution', 'name'), name='patrol_plan_name_once', violation_error_message='This institution already has a plan of that name.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='CameraSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('device', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='source', to='org.device', verbose_name='camera')),
                ('kind', models.CharField(choices=[('rtsp', 'RTSP stream'), ('http_snapshot', 'HTTP snapshot'), ('file', 'Clip on this server')], max_length=16, verbose_name='kind')),
                ('address', models.CharField(max_length=300, verbose_name='address')),
                ('credentials', anbao.kit.fields.SealedTextField(blank=True, editable=True, verbose_name='credentials')),
                ('timeout', models.PositiveSmallIntegerField(default=8, verbose_name='limit (seconds)')),
                ('enabled', models.BooleanField(default=True, verbose_name='enabled')),
                ('state', models.CharField(choices=[('unseen', 'Not seen yet'), ('well', 'Picture well'), ('faulty', 'Picture fault'), ('silent', 'No picture')], default='unseen', max_length=8, verbose_name='state')),
                ('fault', models.CharField(blank=True, max_length=24)),
                ('state_since', models.DateTimeField(blank=True, null=True)),
                ('finding', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='findings.finding')),
                ('every', models.PositiveIntegerField(default=60, verbose_name='interval (minutes)')),
                ('next_at', models.DateTimeField(blank=True, null=True)),
                ('tried_at', models.DateTimeField(blank=True, null=True)),
                ('seen_at', models.DateTimeField(blank=True, null=True, verbose_name='last picture')),
                ('trouble', models.CharField(blank=True, max_length=24)),
            ],
            options={
                'verbose_name': 'camera',
                'ordering': ('device__institution__path', 'device__code'),
                'indexes': [models.Index(condition=models.Q(('enabled', True)), fields=['next_at'], name='camera_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('timeout__gte', 1), ('timeout__lte', 60)), name='camera_limit', violation_error_message='The limit of one look is 1 to 60 seconds.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'faulty'), _negated=True), models.Q(('fault', ''), _negated=True), _connector='OR'), name='camera_fault_named', violation_error_message='A camera with a picture fault says which.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='CameraHistory',
            fields=[
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='history', serialize=False, to='cameras.camerasource')),
                ('body', models.BinaryField()),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='snapshots', to='cameras.camerasource')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.institution')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='org.area')),
                ('at', models.DateTimeField()),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(default='jpeg', max_length=8)),
                ('digest', models.CharField(db_index=True, max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('stored', models.BooleanField(default=True)),
                ('kept_for', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
            ],
            options={
                'verbose_name': 'snapshot',
                'ordering': ('-at', '-id'),
                'indexes': [models.Index(fields=['source', '-at'], name='snapshot_of_camera'), models.Index(fields=['institution', '-at'], name='snapshot_of_place'), models.Index(condition=models.Q(('kept_for', []), ('stored', True)), fields=['at'], name='snapshot_purge')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='looks', to='cameras.camerasource')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.institution')),
                ('at', models.DateTimeField()),
                ('snapshot', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='look', to='cameras.snapshot')),
                ('fault', models.CharField(max_length=24)),
                ('score', models.FloatField(default=0.0)),
                ('numbers', models.JSONField(default=dict)),
                ('checks', models.JSONField(default=list)),
                ('zh', models.CharField(blank=True, max_length=300)),
                ('en', models.CharField(blank=True, max_length=400)),
                ('trouble', models.CharField(blank=True, max_length=24)),
                ('took', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'look',
                'ordering': ('-at', '-id'),
                'indexes': [models.Index(fields=['source', '-at'], name='look_of_camera'), models.Index(fields=['institution', 'at'], name='look_of_place')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='CameraStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='cameras.camerasource')),
                ('before', models.CharField(max_length=8)),
                ('after', models.CharField(max_length=8)),
                ('fault', models.CharField(blank=True, max_length=24)),
                ('look', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cameras.look')),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ('-at', '-id'),
            },
        ),
        migrations.AddField(
            model_name='CameraSource',
            name='picture',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cameras.snapshot'),
        ),
    ]
