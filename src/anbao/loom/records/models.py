from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anbao.kit.access.scopes import ScopedQuerySet, managers
from anbao.loom.campaigns.models import Campaign, Net
from anbao.loom.tasks.models import Task
from anbao.org.models import Area, Device, Institution, Person


class Flag(models.TextChoices):
    BACKFILLED = "backfilled", _("Back-filled")
    CLAIMED_EARLIER = "claimed_earlier", _("Claims an earlier hour")
    CONTRADICTED = "contradicted", _("Contradicted")
    GUESTS = "guests", _("Counts guests")


class RecordQuerySet(ScopedQuerySet):
    def standing(self):
        """Records that count: neither withdrawn by a correction nor a supplement to another one."""
        return self.filter(withdrawn_at__isnull=True, supplements__isnull=True)

    def of_kind(self, *kinds: str):
        return self.filter(kind__in=kinds)

    def happened_in(self, campaign: Campaign):
        """Events on the ground of a campaign in its days, whichever campaign they were filed under."""
        return self.filter(
            institution__path__startswith=campaign.lead.path, day__gte=campaign.starts_on, day__lte=campaign.ends_on
        )

    def filed_between(self, start, end):
        return self.filter(filed_at__gte=start, filed_at__lt=end)


class Record(models.Model):
    """One accepted filing. ``values`` and ``checks`` follow the kind's descriptor."""

    kind = models.CharField(_("kind"), max_length=40)
    net = models.CharField(max_length=16, choices=Net.choices)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="records", db_index=False
    )
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="records")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="records", db_index=False)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="records", db_index=False)
    device = models.ForeignKey(Device, models.PROTECT, null=True, blank=True, related_name="records", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    filed_by = models.ForeignKey(Person, models.PROTECT, related_name="records")
    filed_at = models.DateTimeField(_("filed at (server)"))
    claimed_at = models.DateTimeField(_("done at (claimed)"), null=True, blank=True)
    day = models.DateField(_("day"))
    values = models.JSONField(default=dict)
    checks = models.JSONField(default=dict)
    defects = models.PositiveSmallIntegerField(_("defects"), default=0)
    attendance = models.PositiveIntegerField(_("attendance"), null=True, blank=True)
    attendees = ArrayField(models.BigIntegerField(), default=list, blank=True)
    #: [{"person", "name", "at"}], the filer first
    signatures = models.JSONField(default=list)
    photos = models.PositiveSmallIntegerField(default=0)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    flags = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    client_key = models.UUIDField(null=True, blank=True, unique=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    #: the record that had closed the same task before this one came
    supplements = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supplemented_by", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    house, objects = managers(RecordQuerySet)

    class Meta:
        ordering = ("-filed_at", "-id")
        verbose_name = _("record")
        # as with tasks: an index answers a read, and foreign keys have none of their own
        indexes = (
            models.Index(fields=["kind", "-filed_at"], name="record_by_kind"),
            models.Index(fields=["institution", "day"], name="record_of_place"),
            models.Index(fields=["device", "kind"], name="record_of_device", condition=Q(device__isnull=False)),
            models.Index(fields=["supplements"], name="record_supplement", condition=Q(supplements__isnull=False)),
            GinIndex(fields=["flags"], name="record_flags"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def word(self) -> str:
        """The kind's name in the reader's language."""
        from anbao.loom.records.descriptors import kinds

        return str(kinds().get(self.kind, self.kind))
