import anbao.kit.fields
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
            name='RiskList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.institution', verbose_name='institution')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('source', models.CharField(max_length=120, verbose_name='source')),
                ('assumed', models.BooleanField(default=False, verbose_name='assumed')),
            ],
            options={
                'verbose_name': 'risk list',
                'ordering': ('institution__path', 'name'),
                'constraints': [models.UniqueConstraint(fields=('institution', 'name'), name='screening_list_named_once', violation_error_message='This institution already keeps a list of that name.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('risk_list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='screening.risklist')),
                ('number', models.PositiveIntegerField(verbose_name='edition')),
                ('file_name', models.CharField(max_length=120, verbose_name='file')),
                ('digest', models.CharField(max_length=64, verbose_name='SM3')),
                ('size', models.PositiveIntegerField(verbose_name='entries')),
                ('added', models.PositiveIntegerField(verbose_name='added')),
                ('removed', models.PositiveIntegerField(verbose_name='removed')),
                ('remarks', anbao.kit.fields.SealedTextField(blank=True, editable=True, verbose_name='remarks')),
                ('remark_count', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('held', 'Held for confirmation'), ('current', 'In force'), ('past', 'Replaced'), ('dropped', 'Turned away')], max_length=8, verbose_name='state')),
                ('brought_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person', verbose_name='brought by')),
                ('brought_at', models.DateTimeField(verbose_name='brought at')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'edition of a list',
                'ordering': ('risk_list', '-number'),
                'constraints': [models.UniqueConstraint(fields=('risk_list', 'number'), name='screening_edition_number'), models.UniqueConstraint(condition=models.Q(('state', 'current')), fields=('risk_list',), name='screening_one_edition_in_force', violation_error_message='One edition of a list is in force.'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('brought_by')), _negated=True), _connector='OR'), name='screening_edition_second_person', violation_error_message='A held edition is confirmed by somebody else than who brought it.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='screening.edition')),
                ('row', models.PositiveIntegerField()),
                ('key', models.BinaryField(max_length=32)),
                ('content', models.BinaryField(max_length=32)),
                ('subject', anbao.kit.fields.SealedTextField(editable=True)),
            ],
            options={
                'ordering': ('edition', 'row'),
                'indexes': [models.Index(fields=['edition', 'key'], name='screening_entry_key')],
            },
        ),
        migrations.CreateModel(
            name='EntryNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='numbers', to='screening.entry')),
                ('kind', models.CharField(choices=[('identity', 'Identity number'), ('account', 'Account'), ('phone', 'Phone')], max_length=8)),
                ('hash', models.BinaryField(max_length=32)),
            ],
            options={
                'indexes': [models.Index(fields=['hash', 'kind'], name='screening_number_meets')],
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.institution')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('editions', models.JSONField()),
                ('matcher', models.CharField(max_length=24, verbose_name='matcher')),
                ('total', models.PositiveIntegerField()),
                ('done', models.PositiveIntegerField(default=0)),
                ('last', models.BigIntegerField(default=0)),
                ('new_hits', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('running', 'Running'), ('stopped', 'Stopped'), ('done', 'Done')], default='running', max_length=8, verbose_name='state')),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'screening run',
                'ordering': ('-id',),
                'indexes': [models.Index(condition=models.Q(('state', 'running')), fields=['id'], name='screening_running')],
                'constraints': [models.CheckConstraint(condition=models.Q(('done__lte', models.F('total'))), name='screening_run_within_its_people', violation_error_message='A run screens nobody twice.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Screened',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='screening.run')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('remark', models.CharField(blank=True, choices=[('', 'In order'), ('missing', 'No identity number'), ('weak', 'Fails its check'), ('shared', 'Same number as somebody else')], max_length=8, verbose_name='identity number')),
                ('hits', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(fields=('run', 'person'), name='screening_person_once_a_run')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Hit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('risk_list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='screening.risklist')),
                ('pair', models.BinaryField(max_length=32, unique=True)),
                ('listed', anbao.kit.fields.SealedTextField(editable=True)),
                ('score', models.FloatField(verbose_name='score')),
                ('matcher', models.CharField(max_length=24, verbose_name='matcher')),
                ('reasons', anbao.kit.fields.SealedTextField(editable=True)),
                ('state', models.CharField(choices=[('open', 'Undecided'), ('proposed', 'Proposed: the same'), ('same', 'The same'), ('not_same', 'Not the same')], default='open', max_length=8, verbose_name='state')),
                ('first_run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='screening.run')),
                ('last_run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hits', to='screening.run')),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'hit',
                'ordering': ('-score', 'id'),
                'indexes': [models.Index(condition=models.Q(('state__in', ['open', 'proposed'])), fields=['-score'], name='screening_queue'), models.Index(fields=['person', 'state'], name='screening_hits_of_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'same'), _negated=True), models.Q(('decided_by__isnull', False), ('proposed_by__isnull', False), models.Q(('proposed_by', models.F('decided_by')), _negated=True)), _connector='OR'), name='screening_four_eyes', violation_error_message='“The same” is proposed by one person and confirmed by another.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='HitStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='screening.hit')),
                ('verb', models.CharField(max_length=12)),
                ('before', models.CharField(max_length=8)),
                ('after', models.CharField(max_length=8)),
                ('note', models.TextField(blank=True)),
                ('actor', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ('id',),
            },
        ),
    ]
