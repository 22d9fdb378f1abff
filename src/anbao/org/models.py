from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anbao.kit.access.scopes import ScopedQuerySet, managers
from anbao.kit.fields import SealedTextField
from anbao.org import words

#: characters of ``path`` a level; 36**4 children of one parent
STEP = 4


class InstitutionKind(models.TextChoices):
    HEAD_OFFICE = "head_office", _("Head office")
    PROVINCE = "province", _("Province branch")
    CITY = "city", _("City branch")
    SUB_BRANCH = "sub_branch", _("Sub-branch")
    OUTLET = "outlet", _("Outlet")
    SELF_SERVICE = "self_service_bank", _("Self-service bank")
    VENDOR = "vendor", _("Vendor")


class InstitutionQuerySet(ScopedQuerySet):
    scope_field = "path"

    def of_kind(self, *kinds: str):
        return self.filter(kind__in=kinds)

    def under(self, place: "Institution"):
        """`place` and everything below it."""
        return self.filter(path__startswith=place.path)


class Institution(models.Model):
    """A node of the tree; written only through org.actions (one lock for every change of the tree)."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=30)
    kind = models.CharField(_("kind"), max_length=20, choices=InstitutionKind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    path = models.CharField(max_length=60, unique=True)
    depth = models.PositiveSmallIntegerField()
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    address = models.CharField(_("address"), max_length=120, blank=True)
    phone = models.CharField(_("duty phone"), max_length=30, blank=True)
    vendor_kind = models.CharField(_("vendor kind"), max_length=20, blank=True)
    tags = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("tags"))
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    assumed = models.BooleanField(_("assumed"), default=False)

    house, objects = managers(InstitutionQuerySet)

    class Meta:
        ordering = ("path",)
        verbose_name = _("institution")
        indexes = (
            models.Index(fields=["parent"], name="org_children"),
            models.Index(fields=["kind"], name="org_by_kind"),
        )
        constraints = (
            models.CheckConstraint(
                name="org_root_has_no_parent",
                condition=Q(parent__isnull=True, depth=1) | Q(parent__isnull=False, depth__gt=1),
                violation_error_message=_("Only the head of the tree has no parent."),
            ),
        )

    def __str__(self) -> str:
        return self.short_name or self.name

    def ancestor_paths(self) -> list[str]:
        """Paths from the root to this place, ends included."""
        return [self.path[:end] for end in range(STEP, len(self.path) + 1, STEP)]


class Area(models.Model):
    """A key area of an institution."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="areas")
    kind = models.CharField(_("kind"), max_length=24, choices=words.choices("areas"))
    name = models.CharField(_("name"), max_length=60)
    assumed = models.BooleanField(_("assumed"), default=False)

    house, objects = managers(ScopedQuerySet)

    class Meta:
        ordering = ("institution__path", "kind", "name")
        verbose_name = _("key area")
        constraints = (
            models.UniqueConstraint(
                fields=["institution", "name"],
                name="org_area_name_once",
                violation_error_message=_("This institution already has an area of that name."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class DeviceQuerySet(ScopedQuerySet):
    def expired(self, on):
        return self.filter(expires_on__lt=on)


class Device(models.Model):
    """A piece of equipment; a zone hangs under its panel."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="devices")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="devices")
    panel = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="zones")
    kind = models.CharField(_("kind"), max_length=20, choices=words.choices("devices"))
    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    make = models.CharField(_("make"), max_length=40, blank=True)
    model = models.CharField(_("model"), max_length=40, blank=True)
    zone_number = models.PositiveSmallIntegerField(_("zone"), null=True, blank=True)
    installed_on = models.DateField(_("installed on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    assumed = models.BooleanField(_("assumed"), default=False)

    house, objects = managers(DeviceQuerySet)

    class Meta:
        ordering = ("institution__path", "kind", "code")
        verbose_name = _("device")
        constraints = (
            models.CheckConstraint(
                name="org_device_expires_after_install",
                condition=Q(installed_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(expires_on__gt=models.F("installed_on")),
                violation_error_message=_("A device expires after it was installed."),
            ),
            # judged at the end of a statement, or of an import: two zones may exchange their numbers
            models.UniqueConstraint(
                fields=["panel", "zone_number"],
                name="org_zone_number_once",
                deferrable=models.Deferrable.IMMEDIATE,
                violation_error_message=_("This panel already has a zone of that number."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class PersonKind(models.TextChoices):
    STAFF = "staff", _("Staff")
    CONTRACTOR = "contractor", _("Contractor")


class Person(models.Model):
    """Staff of the bank or of a vendor. ``institution`` is the employer: where the person belongs."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="people", verbose_name=_("institution"))
    user = models.OneToOneField("access.User", models.SET_NULL, null=True, blank=True, related_name="person")
    kind = models.CharField(_("kind"), max_length=12, choices=PersonKind.choices, default=PersonKind.STAFF)
    name = models.CharField(_("name"), max_length=40)
    staff_no = models.CharField(_("staff number"), max_length=20, unique=True)
    #: purpose: calling the person on duty; kept while employed
    phone = SealedTextField(_("phone"), blank=True)
    phone_hash = models.BinaryField(max_length=32, null=True, db_index=True)
    #: purpose: screening and passports of people; kept while employed and two years after
    id_number = SealedTextField(_("identity number"), blank=True)
    id_hash = models.BinaryField(max_length=32, null=True, db_index=True)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    assumed = models.BooleanField(_("assumed"), default=False)

    house, objects = managers(ScopedQuerySet)

    class Meta:
        ordering = ("institution__path", "staff_no")
        verbose_name = _("person")

    def __str__(self) -> str:
        return self.name

    @property
    def tag(self) -> str:
        """How the ledger names this person."""
        return f"person:{self.pk}"


class PostQuerySet(ScopedQuerySet):
    def held_on(self, day):
        """Posts somebody holds on `day`."""
        return self.filter(
            Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gte=day), person__isnull=False
        )


class Post(models.Model):
    """A chair at an institution, and who sits in it (nobody: vacant)."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="posts")
    kind = models.CharField(_("post"), max_length=24)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="posts")
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    house, objects = managers(PostQuerySet)

    class Meta:
        ordering = ("institution__path", "kind", "id")
        verbose_name = _("post")
        constraints = (
            models.UniqueConstraint(
                fields=["institution", "kind", "person"],
                condition=Q(until__isnull=True),
                name="org_post_held_once",
                violation_error_message=_("This person already holds that post here."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}@{self.institution_id}"

    @property
    def word(self) -> words.PostKind:
        return words.post_kinds()[self.kind]


class CertificateQuerySet(ScopedQuerySet):
    scope_field = "person__institution__path"

    def valid_on(self, day):
        return self.filter(valid_from__lte=day, valid_until__gte=day)


class Certificate(models.Model):
    """A licence of a person, with its days of validity."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="certificates")
    kind = models.CharField(_("kind"), max_length=30, choices=words.choices("certificates"))
    number = models.CharField(_("number"), max_length=40)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))

    house, objects = managers(CertificateQuerySet)

    class Meta:
        ordering = ("person", "kind")
        verbose_name = _("certificate")
        constraints = (
            models.CheckConstraint(
                name="org_certificate_days",
                condition=Q(valid_until__gte=models.F("valid_from")),
                violation_error_message=_("A certificate ends after it begins."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
