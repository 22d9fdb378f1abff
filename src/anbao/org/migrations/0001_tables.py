import anbao.kit.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # The packages whose tables hang on the users come first: what alters one of those tables later has Django render
    # every table anew that hangs on the users or on one of these, and from here on that is the whole house.
    dependencies = [
        ('access', '__first__'),
        ('account', '0009_emailaddress_unique_primary_email'),
        ('axes', '0010_accessattemptexpiration'),
        ('mfa', '0003_authenticator_type_uniq'),
        ('socialaccount', '0006_alter_socialaccount_extra_data'),
    ]

    operations = [
        migrations.CreateModel(
            name='Institution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('short_name', models.CharField(max_length=30, verbose_name='short name')),
                ('kind', models.CharField(choices=[('head_office', 'Head office'), ('province', 'Province branch'), ('city', 'City branch'), ('sub_branch', 'Sub-branch'), ('outlet', 'Outlet'), ('self_service_bank', 'Self-service bank'), ('vendor', 'Vendor')], max_length=20, verbose_name='kind')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='org.institution', verbose_name='parent')),
                ('path', models.CharField(max_length=60, unique=True)),
                ('depth', models.PositiveSmallIntegerField()),
                ('lon', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                ('lat', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                ('address', models.CharField(blank=True, max_length=120, verbose_name='address')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='duty phone')),
                ('vendor_kind', models.CharField(blank=True, max_length=20, verbose_name='vendor kind')),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name='tags')),
                ('opened_on', models.DateField(blank=True, null=True, verbose_name='opened on')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('assumed', models.BooleanField(default=False, verbose_name='assumed')),
            ],
            options={
                'verbose_name': 'institution',
                'ordering': ('path',),
                'indexes': [models.Index(fields=['parent'], name='org_children'), models.Index(fields=['kind'], name='org_by_kind')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('depth', 1), ('parent__isnull', True)), models.Q(('depth__gt', 1), ('parent__isnull', False)), _connector='OR'), name='org_root_has_no_parent', violation_error_message='Only the head of the tree has no parent.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='areas', to='org.institution')),
                ('kind', models.CharField(choices=[('vault', '金库'), ('cash_loading', '加钞间'), ('monitoring_centre', '监控中心'), ('machine_room', '科技机房'), ('generator_room', '发电机房'), ('switch_room', '配电室'), ('archive', '档案中心'), ('canteen_kitchen', '食堂操作间'), ('fire_control_room', '消防控制室'), ('business_hall', '营业厅'), ('self_service_area', '自助服务区')], max_length=24, verbose_name='kind')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('assumed', models.BooleanField(default=False, verbose_name='assumed')),
            ],
            options={
                'verbose_name': 'key area',
                'ordering': ('institution__path', 'kind', 'name'),
                'constraints': [models.UniqueConstraint(fields=('institution', 'name'), name='org_area_name_once', violation_error_message='This institution already has an area of that name.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='org.institution')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='org.area')),
                ('panel', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='zones', to='org.device')),
                ('kind', models.CharField(choices=[('alarm_panel', '报警主机'), ('alarm_zone', '防区探测器'), ('camera', '摄像机'), ('recorder', '录像机'), ('fire_panel', '火灾报警控制器'), ('extinguisher', '灭火器'), ('hydrant', '消火栓'), ('intercom', '对讲设备')], max_length=20, verbose_name='kind')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('make', models.CharField(blank=True, max_length=40, verbose_name='make')),
                ('model', models.CharField(blank=True, max_length=40, verbose_name='model')),
                ('zone_number', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='zone')),
                ('installed_on', models.DateField(blank=True, null=True, verbose_name='installed on')),
                ('expires_on', models.DateField(blank=True, null=True, verbose_name='expires on')),
                ('assumed', models.BooleanField(default=False, verbose_name='assumed')),
            ],
            options={
                'verbose_name': 'device',
                'ordering': ('institution__path', 'kind', 'code'),
                'constraints': [models.CheckConstraint(condition=models.Q(('installed_on__isnull', True), ('expires_on__isnull', True), ('expires_on__gt', models.F('installed_on')), _connector='OR'), name='org_device_expires_after_install', violation_error_message='A device expires after it was installed.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='org.institution', verbose_name='institution')),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='person', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(choices=[('staff', 'Staff'), ('contractor', 'Contractor')], default='staff', max_length=12, verbose_name='kind')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('staff_no', models.CharField(max_length=20, unique=True, verbose_name='staff number')),
                ('phone', anbao.kit.fields.SealedTextField(blank=True, editable=True, verbose_name='phone')),
                ('phone_hash', models.BinaryField(db_index=True, max_length=32, null=True)),
                ('id_number', anbao.kit.fields.SealedTextField(blank=True, editable=True, verbose_name='identity number')),
                ('id_hash', models.BinaryField(db_index=True, max_length=32, null=True)),
                ('joined_on', models.DateField(blank=True, null=True, verbose_name='joined on')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='left on')),
                ('assumed', models.BooleanField(default=False, verbose_name='assumed')),
            ],
            options={
                'verbose_name': 'person',
                'ordering': ('institution__path', 'staff_no'),
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='org.institution')),
                ('kind', models.CharField(max_length=24, verbose_name='post')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='org.person')),
                ('since', models.DateField(blank=True, null=True, verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
            ],
            options={
                'verbose_name': 'post',
                'ordering': ('institution__path', 'kind', 'id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('institution', 'kind', 'person'), name='org_post_held_once', violation_error_message='This person already holds that post here.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='org.person')),
                ('kind', models.CharField(choices=[('fire_facility_operator', '消防设施操作员证'), ('guard', '保安员证'), ('escort_firearm', '公务用枪持枪证')], max_length=30, verbose_name='kind')),
                ('number', models.CharField(max_length=40, verbose_name='number')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_until', models.DateField(verbose_name='valid until')),
            ],
            options={
                'verbose_name': 'certificate',
                'ordering': ('person', 'kind'),
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__gte', models.F('valid_from'))), name='org_certificate_days', violation_error_message='A certificate ends after it begins.')],
            },
            managers=[
                ('house', django.db.models.manager.Manager()),
            ],
        ),
    ]
