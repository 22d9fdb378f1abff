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
            name='Hole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holes', to='campaigns.campaign')),
                ('kind', models.CharField(max_length=30, verbose_name='kind')),
                ('key', models.CharField(max_length=60)),
                ('net', models.CharField(choices=[('responsibility', 'Responsibility'), ('awareness', 'Awareness'), ('riskcontrol', 'Risk control'), ('outsourcing', 'Outsourcing'), ('antifraud', 'Anti-fraud')], max_length=16)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holes', to='org.institution')),
                ('zh', models.CharField(max_length=200)),
                ('en', models.CharField(max_length=240)),
                ('link', models.CharField(blank=True, max_length=200)),
                ('count', models.PositiveIntegerField(default=1)),
                ('opened_at', models.DateTimeField(verbose_name='since')),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('assignee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holes', to='org.person')),
                ('excused_until', models.DateTimeField(blank=True, null=True)),
                ('excuse', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'verbose_name': 'hole',
                'ordering': ('-opened_at', 'id'),
                'indexes': [models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['campaign', 'net'], name='hole_open'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['campaign', '-opened_at', 'id'], name='hole_newest'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['campaign', 'kind', '-opened_at', 'id'], name='hole_by_kind'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['campaign', 'net', 'kind', '-count', 'opened_at'], name='hole_gravest'), models.Index(condition=models.Q(('excused_until__isnull', False)), fields=['campaign', 'excused_until'], name='hole_excused')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('campaign', 'kind', 'key'), name='hole_open_once')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='HoleTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='campaigns.campaign')),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.institution')),
                ('net', models.CharField(choices=[('responsibility', 'Responsibility'), ('awareness', 'Awareness'), ('riskcontrol', 'Risk control'), ('outsourcing', 'Outsourcing'), ('antifraud', 'Anti-fraud')], max_length=16)),
                ('kind', models.CharField(max_length=30)),
                ('open', models.IntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'institution', 'net', 'kind'), name='hole_tally_cell')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='HoleDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='campaigns.campaign')),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.institution')),
                ('net', models.CharField(choices=[('responsibility', 'Responsibility'), ('awareness', 'Awareness'), ('riskcontrol', 'Risk control'), ('outsourcing', 'Outsourcing'), ('antifraud', 'Anti-fraud')], max_length=16)),
                ('day', models.DateField()),
                ('opened', models.IntegerField(default=0)),
                ('closed', models.IntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'institution', 'net', 'day'), name='hole_day_cell')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
    ]
