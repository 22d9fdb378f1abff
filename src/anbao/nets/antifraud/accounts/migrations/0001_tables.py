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
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.institution', verbose_name='institution')),
                ('number', models.CharField(max_length=40, verbose_name='case number')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('assumed', models.BooleanField(default=False, verbose_name='assumed')),
            ],
            options={
                'verbose_name': 'case',
                'ordering': ('-opened_at', '-id'),
                'constraints': [models.UniqueConstraint(fields=('institution', 'number'), name='accounts_case_numbered_once', violation_error_message='This institution has a case of that number.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Book',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='books', to='accounts.case')),
                ('file_name', models.CharField(max_length=120, verbose_name='file')),
                ('digest', models.CharField(max_length=64, verbose_name='SM3')),
                ('size', models.PositiveIntegerField(verbose_name='transfers')),
                ('brought_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('brought_at', models.DateTimeField(verbose_name='brought at')),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(fields=('case', 'digest'), name='accounts_book_brought_once', violation_error_message='This file is in the case already.')],
            },
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='accounts.case')),
                ('number', anbao.kit.fields.SealedTextField(editable=True, verbose_name='account')),
                ('hash', models.BinaryField(max_length=32)),
                ('holder', anbao.kit.fields.SealedTextField(blank=True, editable=True, verbose_name='holder')),
                ('role', models.CharField(blank=True, choices=[('', 'no role'), ('involved', 'Involved account'), ('stop', 'End of the trace')], max_length=8, verbose_name='role')),
            ],
            options={
                'ordering': ('id',),
                'indexes': [models.Index(condition=models.Q(('role', ''), _negated=True), fields=['case'], name='accounts_with_role')],
                'constraints': [models.UniqueConstraint(fields=('case', 'hash'), name='accounts_account_once_a_case')],
            },
        ),
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='accounts.book')),
                ('row', models.PositiveIntegerField(verbose_name='row')),
                ('payer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('payee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('cents', models.BigIntegerField(verbose_name='cents')),
                ('at', models.DateTimeField(verbose_name='moment')),
                ('reference', models.CharField(blank=True, max_length=60, verbose_name='reference')),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.CheckConstraint(condition=models.Q(('cents__gte', 0)), name='accounts_transfer_not_negative', violation_error_message='An amount is never negative.')],
            },
        ),
    ]
