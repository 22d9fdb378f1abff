from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recipient', models.CharField(max_length=40)),
                ('topic', models.CharField(max_length=40)),
                ('zh', models.CharField(max_length=300)),
                ('en', models.CharField(max_length=300)),
                ('link', models.CharField(blank=True, max_length=200)),
                ('group', models.CharField(blank=True, max_length=40)),
                ('count', models.PositiveIntegerField(default=1)),
                ('many_link', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ('-at', '-id'),
                'indexes': [models.Index(fields=['recipient', '-at'], name='inbox_of_recipient'), models.Index(condition=models.Q(('read_at__isnull', True)), fields=['recipient'], name='inbox_unread'), models.Index(condition=models.Q(('sent_at__isnull', True)), fields=['id'], name='inbox_unsent')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('read_at__isnull', True), models.Q(('group', ''), _negated=True)), fields=('recipient', 'group'), name='inbox_one_digest')],
            },
        ),
    ]
