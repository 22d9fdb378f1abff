import datetime
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
            name='Tour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tours', to='campaigns.campaign')),
                ('measure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tours', to='campaigns.measure')),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.institution', verbose_name='lead institution')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('opens', models.TimeField(default=datetime.time(8, 0), verbose_name='the day begins')),
                ('closes', models.TimeField(default=datetime.time(18, 0), verbose_name='the day ends')),
                ('visit_minutes', models.PositiveSmallIntegerField(default=90, verbose_name='minutes a visit')),
                ('most', models.PositiveSmallIntegerField(verbose_name='stops a day at most')),
                ('stops', models.PositiveSmallIntegerField(verbose_name='stops')),
                ('drawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('drawn_at', models.DateTimeField()),
                ('revealed_at', models.DateTimeField(blank=True, null=True)),
                ('inspectors', models.ManyToManyField(related_name='tours', to='org.person', verbose_name='inspectors')),
            ],
            options={
                'verbose_name': 'unannounced tour',
                'ordering': ('-starts_on', '-id'),
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='tour_days', violation_error_message='A tour ends after it starts.'), models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens'))), name='tour_hours', violation_error_message='A day ends after it begins.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Draw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tour', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='draws', to='unannounced.tour')),
                ('number', models.PositiveSmallIntegerField()),
                ('commitment', models.CharField(max_length=64, unique=True)),
                ('sealed', models.BinaryField()),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('drawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('drawn_at', models.DateTimeField()),
                ('revealed', models.JSONField(blank=True, null=True)),
            ],
            options={
                'ordering': ('tour', 'number'),
                'constraints': [models.UniqueConstraint(fields=('tour', 'number'), name='draw_number_once'), models.CheckConstraint(condition=models.Q(('number', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='redraw_has_a_reason', violation_error_message='A re-draw needs a reason.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Stop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stops', to='unannounced.draw')),
                ('number', models.PositiveSmallIntegerField()),
                ('sealed', models.BinaryField()),
                ('void', models.BooleanField(default=False)),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='opened')),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('institution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.institution')),
                ('checked_in_at', models.DateTimeField(blank=True, null=True, verbose_name='checked in')),
                ('lon', models.FloatField(blank=True, null=True)),
                ('lat', models.FloatField(blank=True, null=True)),
                ('metres', models.PositiveIntegerField(blank=True, null=True, verbose_name='metres away')),
                ('remark', models.CharField(blank=True, max_length=300, verbose_name='remark')),
                ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tasks.task')),
            ],
            options={
                'ordering': ('draw', 'number'),
                'constraints': [models.UniqueConstraint(fields=('draw', 'number'), name='stop_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('checked_in_at__isnull', True), ('institution__isnull', True)), models.Q(('checked_in_at__isnull', False), ('institution__isnull', False), ('opened_at__isnull', False)), _connector='OR'), name='stop_named_at_check_in', violation_error_message='A stop has a name from its check-in on and not before.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Delay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tour', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delays', to='unannounced.tour')),
                ('from_day', models.DateField(verbose_name='day')),
                ('to_day', models.DateField(verbose_name='put off to')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('made_by', models.CharField(max_length=80)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.CheckConstraint(condition=models.Q(('to_day__gt', models.F('from_day'))), name='delay_goes_on', violation_error_message='A day is put off to a later one.'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='delay_has_a_reason', violation_error_message='Give the reason.')],
            },
        ),
    ]
