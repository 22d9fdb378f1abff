from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anbao.kit.access.scopes import ScopedQuerySet, managers
from anbao.kit.fields import SealedTextField
from anbao.loom.findings.models import Finding
from anbao.org.models import Area, Device, Institution


class SourceKind(models.TextChoices):
    RTSP = "rtsp", _("RTSP stream")
    HTTP = "http_snapshot", _("HTTP snapshot")
    FILE = "file", _("Clip on this server")


class CameraState(models.TextChoices):
    UNSEEN = "unseen", _("Not seen yet")
    WELL = "well", _("Picture well")
    FAULTY = "faulty", _("Picture fault")
    SILENT = "silent", _("No picture")


class CameraSourceQuerySet(ScopedQuerySet):
    scope_field = "device__institution__path"

    def due(self, at):
        """Enabled sources whose next look has come."""
        return self.filter(enabled=True).filter(Q(next_at__isnull=True) | Q(next_at__lte=at))

    def ailing(self):
        return self.filter(enabled=True, state__in=[CameraState.FAULTY, CameraState.SILENT])


class CameraSource(models.Model):
    """How one camera's pictures are fetched, and how it stands. ``address`` never holds credentials."""

    device = models.OneToOneField(Device, models.PROTECT, related_name="source", verbose_name=_("camera"))
    kind = models.CharField(_("kind"), max_length=16, choices=SourceKind.choices)
    address = models.CharField(_("address"), max_length=300)
    #: "user:password"; purpose: opening the camera; kept while the source is
    credentials = SealedTextField(_("credentials"), blank=True)
    timeout = models.PositiveSmallIntegerField(_("limit (seconds)"), default=8)
    enabled = models.BooleanField(_("enabled"), default=True)
    state = models.CharField(_("state"), max_length=8, choices=CameraState.choices, default=CameraState.UNSEEN)
    #: the confirmed fault while the state is "faulty" (words.FAULTS)
    fault = models.CharField(max_length=24, blank=True)
    state_since = models.DateTimeField(null=True, blank=True)
    finding = models.ForeignKey(Finding, models.SET_NULL, null=True, blank=True, related_name="+")
    #: minutes between looks as the plans had it at the last look
    every = models.PositiveIntegerField(_("interval (minutes)"), default=60)
    next_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(_("last picture"), null=True, blank=True)
    picture = models.ForeignKey("Snapshot", models.SET_NULL, null=True, blank=True, related_name="+")
    #: why the last look gave no picture (words.REASONS); empty when it did
    trouble = models.CharField(max_length=24, blank=True)

    house, objects = managers(CameraSourceQuerySet)

    class Meta:
        ordering = ("device__institution__path", "device__code")
        verbose_name = _("camera")
        indexes = (models.Index(fields=["next_at"], name="camera_due", condition=Q(enabled=True)),)
        constraints = (
            models.CheckConstraint(
                name="camera_limit",
                condition=Q(timeout__gte=1, timeout__lte=60),
                violation_error_message=_("The limit of one look is 1 to 60 seconds."),
            ),
            models.CheckConstraint(
                name="camera_fault_named",
                condition=~Q(state="faulty") | ~Q(fault=""),
                violation_error_message=_("A camera with a picture fault says which."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.device.name} ({self.device.code})"

    @property
    def institution(self) -> Institution:
        return self.device.institution


class CameraHistory(models.Model):
    """What the imaging engine remembers of a camera, as it serialises it; apart because lists never read it."""

    source = models.OneToOneField(CameraSource, models.CASCADE, related_name="history", primary_key=True)
    body = models.BinaryField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"history of {self.source_id}"


class CameraStep(models.Model):
    """A change of a camera's state."""

    source = models.ForeignKey(CameraSource, models.CASCADE, related_name="steps")
    before = models.CharField(max_length=8)
    after = models.CharField(max_length=8)
    fault = models.CharField(max_length=24, blank=True)
    look = models.ForeignKey("Look", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.before}->{self.after}"


class SnapshotQuerySet(ScopedQuerySet):
    def around(self, moment, before, after):
        return self.filter(at__gte=moment - before, at__lte=moment + after)


class Snapshot(models.Model):
    """A picture that was fetched. ``at`` is the server's moment, ``claimed_at`` the camera's own where it says one."""

    source = models.ForeignKey(CameraSource, models.CASCADE, related_name="snapshots")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    kind = models.CharField(max_length=8, default="jpeg")
    #: SM3 of the bytes, hex
    digest = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    #: the bytes lie on the disk; false when it was full, or after the retention
    stored = models.BooleanField(default=True)
    #: what refers to it ("finding:12", "record:7"): never purged then
    kept_for = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    house, objects = managers(SnapshotQuerySet)

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("snapshot")
        indexes = (
            models.Index(fields=["source", "-at"], name="snapshot_of_camera"),
            models.Index(fields=["institution", "-at"], name="snapshot_of_place"),
            models.Index(fields=["at"], name="snapshot_purge", condition=Q(stored=True, kept_for=[])),
        )

    def __str__(self) -> str:
        return f"snapshot {self.pk}"


class LookQuerySet(ScopedQuerySet):
    def with_picture(self):
        return self.filter(snapshot__isnull=False)


class Look(models.Model):
    """One try to see a camera, and the verdict. ``fault``: "ok", an engine's fault, or "no_picture" with its ``trouble``."""

    source = models.ForeignKey(CameraSource, models.CASCADE, related_name="looks")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    snapshot = models.OneToOneField(Snapshot, models.SET_NULL, null=True, blank=True, related_name="look")
    fault = models.CharField(max_length=24)
    score = models.FloatField(default=0.0)
    #: the numbers behind the verdict, by name
    numbers = models.JSONField(default=dict)
    #: every check of the engine: [fault, score, decided, zh, en]
    checks = models.JSONField(default=list)
    zh = models.CharField(max_length=300, blank=True)
    en = models.CharField(max_length=400, blank=True)
    trouble = models.CharField(max_length=24, blank=True)
    #: milliseconds the fetching took
    took = models.PositiveIntegerField(default=0)

    house, objects = managers(LookQuerySet)

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("look")
        indexes = (
            models.Index(fields=["source", "-at"], name="look_of_camera"),
            models.Index(fields=["institution", "at"], name="look_of_place"),
        )

    def __str__(self) -> str:
        return f"{self.fault} at {self.at:%Y-%m-%d %H:%M}"


class PatrolPlan(models.Model):
    """How often the cameras at and below an institution are looked at. Empty tags and areas: all of them."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("institution"))
    name = models.CharField(_("name"), max_length=60)
    every = models.PositiveIntegerField(_("interval (minutes)"))
    tags = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("tags"))
    areas = ArrayField(models.CharField(max_length=24), default=list, blank=True, verbose_name=_("key areas"))
    #: only the focus of a running campaign and what lies below it
    focus = models.BooleanField(_("focus only"), default=False)
    enabled = models.BooleanField(_("enabled"), default=True)

    house, objects = managers(ScopedQuerySet)

    class Meta:
        ordering = ("institution__path", "every", "name")
        verbose_name = _("patrol plan")
        constraints = (
            models.CheckConstraint(
                name="patrol_plan_interval",
                condition=Q(every__gte=1, every__lte=1440),
                violation_error_message=_("The interval of a patrol is 1 minute to 1 day."),
            ),
            models.UniqueConstraint(
                fields=["institution", "name"],
                name="patrol_plan_name_once",
                violation_error_message=_("This institution already has a plan of that name."),
            ),
        )

    def __str__(self) -> str:
        return self.name
