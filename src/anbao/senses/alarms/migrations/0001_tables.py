import anbao.kit.fields
import django.contrib.postgres.fields
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
            name='AlarmSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('protocol', models.CharField(choices=[('dc09', 'SIA DC-09'), ('fire26875', 'GB/T 26875.3 fire transmission')], max_length=10, verbose_name='protocol')),
                ('account', models.CharField(max_length=24, verbose_name='account')),
                ('receiver', models.CharField(blank=True, max_length=6, verbose_name='receiver number')),
                ('line', models.CharField(blank=True, max_length=6, verbose_name='line number')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alarm_sources', to='org.institution')),
                ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alarm_sources', to='org.device')),
                ('key', anbao.kit.fields.SealedTextField(blank=True, editable=True, verbose_name='key')),
                ('window_old', models.PositiveIntegerField(default=40, verbose_name='seconds a timestamp may be old')),
                ('window_ahead', models.PositiveIntegerField(default=20, verbose_name='seconds a timestamp may be ahead')),
                ('utc_offset', models.SmallIntegerField(default=0, verbose_name='minutes of its clock from UTC')),
                ('leniency', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), blank=True, default=list, size=None, verbose_name='what it is forgiven')),
                ('addresses', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=49), blank=True, default=list, size=None, verbose_name='allowed addresses')),
                ('encoding', models.CharField(blank=True, max_length=16, verbose_name='text encoding')),
                ('interval', models.PositiveIntegerField(default=0, verbose_name='supervision interval, seconds')),
                ('enabled', models.BooleanField(default=True, verbose_name='enabled')),
                ('known', models.BooleanField(default=True)),
                ('made_at', models.DateTimeField()),
                ('last_heard_at', models.DateTimeField(blank=True, null=True, verbose_name='last heard')),
                ('last_peer', models.CharField(blank=True, max_length=45, verbose_name='last address')),
                ('silent_since', models.DateTimeField(blank=True, null=True, verbose_name='silent since')),
                ('twins_at', models.DateTimeField(blank=True, null=True)),
                ('test_until', models.DateTimeField(blank=True, null=True, verbose_name='in test until')),
                ('test_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('test_reason', models.CharField(blank=True, max_length=200)),
                ('assumed', models.BooleanField(default=False, verbose_name='assumed')),
            ],
            options={
                'verbose_name': 'alarm source',
                'ordering': ('institution__path', 'protocol', 'account'),
                'constraints': [models.UniqueConstraint(fields=('protocol', 'account', 'receiver', 'line'), name='alarms_source_once', violation_error_message='There is a source with this protocol, account, receiver and line already.'), models.CheckConstraint(condition=models.Q(('account__regex', '^[0-9A-Z]{1,24}$')), name='alarms_account_form', violation_error_message='An account has 1 to 24 letters or digits.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Zone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='zones', to='alarms.alarmsource')),
                ('number', models.CharField(max_length=24, verbose_name='zone number')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='name')),
                ('kind', models.CharField(blank=True, max_length=16, verbose_name='kind')),
                ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alarm_zones', to='org.device')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alarm_zones', to='org.area')),
                ('last_alarm_at', models.DateTimeField(blank=True, null=True, verbose_name='last alarm')),
                ('last_test_at', models.DateTimeField(blank=True, null=True, verbose_name='last tested')),
            ],
            options={
                'verbose_name': 'zone',
                'ordering': ('source', 'number'),
                'constraints': [models.UniqueConstraint(fields=('source', 'number'), name='alarms_zone_once', violation_error_message='This source has a zone of that number already.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Signal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signals', to='alarms.alarmsource')),
                ('received_at', models.DateTimeField(verbose_name='received at')),
                ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='its own time')),
                ('token', models.CharField(max_length=24, verbose_name='message type')),
                ('sequence', models.PositiveIntegerField(blank=True, null=True, verbose_name='sequence')),
                ('event', models.CharField(choices=[('alarm', 'Alarm (signal)'), ('restore', 'Restore'), ('trouble', 'Trouble'), ('supervision', 'Supervision'), ('open', 'Disarmed'), ('close', 'Armed'), ('bypass', 'Bypass'), ('unbypass', 'Bypass removed'), ('test', 'Test'), ('cancel', 'Cancelled by the user'), ('access', 'Access'), ('status', 'Status'), ('unknown', 'Unlisted code')], max_length=12, verbose_name='event')),
                ('kind', models.CharField(blank=True, max_length=16, verbose_name='kind')),
                ('code', models.CharField(blank=True, max_length=24, verbose_name='code')),
                ('zone', models.CharField(blank=True, max_length=24, verbose_name='zone')),
                ('area', models.CharField(blank=True, max_length=12, verbose_name='area')),
                ('text', models.CharField(blank=True, max_length=200, verbose_name='text')),
                ('more', models.JSONField(blank=True, default=list)),
                ('raw', models.BinaryField()),
                ('peer', models.CharField(blank=True, max_length=45, verbose_name='address')),
                ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), blank=True, default=list, size=None)),
                ('key', models.CharField(max_length=40, unique=True)),
            ],
            options={
                'verbose_name': 'signal',
                'ordering': ('-id',),
                'indexes': [models.Index(fields=['source', '-id'], name='alarms_signal_of_source')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Working',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('worked', models.BigIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'working',
            },
        ),
        migrations.CreateModel(
            name='Alarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alarms', to='alarms.alarmsource')),
                ('zone', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='alarms', to='alarms.zone')),
                ('condition', models.CharField(max_length=48)),
                ('zone_number', models.CharField(blank=True, max_length=24, verbose_name='zone')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alarms', to='org.institution')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.area')),
                ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.device')),
                ('kind', models.CharField(max_length=16, verbose_name='kind')),
                ('code', models.CharField(blank=True, max_length=24, verbose_name='code')),
                ('zh', models.CharField(max_length=120)),
                ('en', models.CharField(max_length=160)),
                ('text', models.CharField(blank=True, max_length=200, verbose_name='text')),
                ('severity', models.PositiveSmallIntegerField(verbose_name='severity')),
                ('state', models.CharField(choices=[('active', 'Unacknowledged'), ('acknowledged', 'Acknowledged'), ('returned', 'Returned, unacknowledged'), ('closed', 'Back to normal'), ('shelved', 'Shelved'), ('suppressed', 'Suppressed (test)')], default='active', max_length=12, verbose_name='state')),
                ('first_signal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='alarms.signal')),
                ('raised_at', models.DateTimeField(verbose_name='raised at')),
                ('last_at', models.DateTimeField(verbose_name='last signal')),
                ('joined', models.PositiveIntegerField(default=1, verbose_name='signals')),
                ('changes', models.PositiveSmallIntegerField(default=1)),
                ('flapping', models.BooleanField(default=False, verbose_name='flapping')),
                ('rises_at', models.DateTimeField(blank=True, null=True)),
                ('returned_at', models.DateTimeField(blank=True, null=True, verbose_name='returned at')),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True, verbose_name='acknowledged at')),
                ('acknowledged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('shelved_until', models.DateTimeField(blank=True, null=True, verbose_name='shelved until')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
            ],
            options={
                'verbose_name': 'alarm',
                'ordering': ('-severity', '-raised_at', 'id'),
                'indexes': [models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['-severity', '-raised_at'], name='alarms_queue'), models.Index(fields=['institution', '-raised_at'], name='alarms_of_place'), models.Index(fields=['source', 'condition', '-raised_at'], name='alarms_same_before'), models.Index(condition=models.Q(('rises_at__isnull', False)), fields=['rises_at'], name='alarms_rising')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'closed'), _negated=True), fields=('source', 'condition'), name='alarms_open_once'), models.CheckConstraint(condition=models.Q(('severity__gte', 1), ('severity__lte', 4)), name='alarms_severity'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='alarms_closed_has_time', violation_error_message='A closed alarm says when it was closed.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='AlarmStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alarm', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='alarms.alarm')),
                ('verb', models.CharField(max_length=16)),
                ('before', models.CharField(blank=True, max_length=12)),
                ('after', models.CharField(max_length=12)),
                ('severity', models.PositiveSmallIntegerField()),
                ('note', models.CharField(blank=True, max_length=300)),
                ('signal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='alarms.signal')),
                ('actor', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='Arming',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='armings', to='alarms.alarmsource')),
                ('area', models.CharField(blank=True, max_length=12, verbose_name='area')),
                ('armed', models.BooleanField(verbose_name='armed')),
                ('changed_at', models.DateTimeField(verbose_name='since')),
                ('user', models.CharField(blank=True, max_length=24, verbose_name='panel user')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('source', 'area'), name='alarms_arming_once')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ArmingSchedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='arming_schedules', to='org.institution')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='schedules', to='alarms.alarmsource')),
                ('days', models.CharField(choices=[('workday', 'Working days (make-up days too)'), ('restday', 'Days off and holidays'), ('every', 'Every day')], max_length=8, verbose_name='days')),
                ('opens', models.TimeField(blank=True, null=True, verbose_name='disarmed from')),
                ('closes', models.TimeField(blank=True, null=True, verbose_name='armed by')),
                ('since', models.DateField(verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
            ],
            options={
                'verbose_name': 'arming schedule',
                'ordering': ('institution__path', 'source', 'days', '-since'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closes__isnull', True), ('opens__isnull', True)), models.Q(('closes__gt', models.F('opens')), ('closes__isnull', False), ('opens__isnull', False)), _connector='OR'), name='alarms_schedule_hours', violation_error_message='A schedule opens before it closes, or names neither hour.'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='alarms_schedule_days', violation_error_message='A schedule ends after it begins.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Gateway',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='gateway')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.institution')),
                ('started_at', models.DateTimeField(verbose_name='started')),
                ('beat_at', models.DateTimeField(verbose_name='last sign of life')),
                ('listening', models.BooleanField(default=True)),
                ('away_since', models.DateTimeField(blank=True, null=True, verbose_name='without database since')),
                ('away_until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('facts', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'gateway',
                'ordering': ('name',),
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
    ]
