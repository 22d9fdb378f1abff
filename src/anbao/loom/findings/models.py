from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anbao.kit.access.scopes import ScopedQuerySet, managers
from anbao.loom.campaigns.models import Campaign, Net
from anbao.org.models import Area, Device, Institution, Person


def in_readers_words(zh: str, en: str) -> str:
    """The reader's language where both are known; what a person typed has no `en` and stays as typed."""
    return en if en and (get_language() or "zh").startswith("en") else zh


class FindingState(models.TextChoices):
    OPEN = "open", _("Open")
    RECTIFIED = "rectified", _("Waiting for verification")
    CLOSED = "closed", _("Closed")


class Severity(models.TextChoices):
    MINOR = "minor", _("Minor")
    MAJOR = "major", _("Major")
    CRITICAL = "critical", _("Critical")


class Reaction(models.TextChoices):
    ON_THE_SPOT = "on_the_spot", _("On-the-spot fix")
    CIRCULAR = "circular", _("Circular")
    INTERVIEW = "interview", _("Interview")


class FindingQuerySet(ScopedQuerySet):
    def unclosed(self):
        return self.exclude(state=FindingState.CLOSED)

    def overdue(self, at):
        return self.filter(state=FindingState.OPEN, deadline__lt=at)

    def serious(self):
        return self.filter(severity__in=[Severity.MAJOR, Severity.CRITICAL])


class Finding(models.Model):
    """Something wrong at a place. ``category`` is an id of data/categories.yaml."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="findings")
    net = models.CharField(max_length=16, choices=Net.choices)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="findings")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    device = models.ForeignKey(Device, models.PROTECT, null=True, blank=True, related_name="+")
    category = models.CharField(_("category"), max_length=40)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    #: as typed, or in Chinese with the English beside it where the house wrote it
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(max_length=160, blank=True)
    detail = models.TextField(_("detail"), blank=True)
    detail_en = models.TextField(blank=True)
    found_in = models.CharField(max_length=40)
    found_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    found_at = models.DateTimeField(_("found at"))
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="findings", verbose_name=_("owner")
    )
    deadline = models.DateTimeField(_("deadline"))
    state = models.CharField(_("state"), max_length=10, choices=FindingState.choices, default=FindingState.OPEN)
    rectified_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    rectified_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    recurrences = models.PositiveSmallIntegerField(default=0)
    #: an extension asked for and not decided yet: {"until", "by", "reason"}
    asked = models.JSONField(null=True, blank=True)

    house, objects = managers(FindingQuerySet)

    class Meta:
        ordering = ("deadline", "id")
        verbose_name = _("finding")
        indexes = (
            models.Index(fields=["deadline"], name="finding_open", condition=~Q(state="closed")),
            models.Index(fields=["institution", "category"], name="finding_recurrence"),
            models.Index(fields=["owner"], name="finding_mine", condition=~Q(state="closed")),
        )
        constraints = (
            models.CheckConstraint(
                name="finding_closed_has_time",
                condition=~Q(state="closed") | Q(closed_at__isnull=False),
                violation_error_message=_("A closed finding says when it was closed."),
            ),
            models.CheckConstraint(
                name="finding_asked_while_open",
                condition=Q(asked__isnull=True) | Q(state="open"),
                violation_error_message=_("Only an open finding has a deadline to move."),
            ),
        )

    def __str__(self) -> str:
        return in_readers_words(self.title, self.title_en)

    @property
    def told(self) -> str:
        """The detail in the reader's language."""
        return in_readers_words(self.detail, self.detail_en)

    @property
    def asked_until(self) -> datetime | None:
        """The deadline that somebody asked for."""
        return datetime.fromisoformat(self.asked["until"]) if self.asked else None


class FindingStep(models.Model):
    """A change of a finding: a state change, an action taken, an extension, a note."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=24)
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    reaction = models.CharField(max_length=12, choices=Reaction.choices, blank=True)
    note = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.verb} {self.before}->{self.after}"

    @property
    def told(self) -> str:
        """The note in the reader's language."""
        return in_readers_words(self.note, self.note_en)
