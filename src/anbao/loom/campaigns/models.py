from functools import reduce
from operator import or_

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbao.kit.access.scopes import ScopedQuerySet, managers
from anbao.org.models import STEP, Institution


class Net(models.TextChoices):
    RESPONSIBILITY = "responsibility", _("Responsibility")
    AWARENESS = "awareness", _("Awareness")
    RISKCONTROL = "riskcontrol", _("Risk control")
    OUTSOURCING = "outsourcing", _("Outsourcing")
    ANTIFRAUD = "antifraud", _("Anti-fraud")


class CampaignState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    STARTED = "started", _("Started")
    CLOSED = "closed", pgettext_lazy("campaign", "Closed")


class CampaignQuerySet(ScopedQuerySet):
    """A campaign concerns everyone at or below its lead, and everyone above it may look down on it."""

    scope_field = "lead__path"

    def within(self, scopes):
        above = {scope[:end] for scope in scopes for end in range(STEP, len(scope) + 1, STEP)}
        below = [Q(lead__path__startswith=scope) for scope in scopes]
        rows = self.filter(reduce(or_, below, Q(lead__path__in=above))) if scopes else self.none()
        rows._narrowed = True
        return rows


class Campaign(models.Model):
    """A campaign of a branch. ``anchors``: {name: ISO day}; ``phases``: [{id, zh, en, start, end}] resolved."""

    name = models.CharField(_("name"), max_length=80)
    theme = models.CharField(_("theme"), max_length=40, blank=True)
    playbook = models.CharField(max_length=40)
    playbook_version = models.PositiveSmallIntegerField()
    lead = models.ForeignKey(Institution, models.PROTECT, related_name="campaigns", verbose_name=_("lead institution"))
    focus = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("focus")
    )
    state = models.CharField(_("state"), max_length=10, choices=CampaignState.choices, default=CampaignState.DRAFT)
    #: the playbook without its measures, frozen: what anchors, phases and the end are computed from again
    frame = models.JSONField(default=dict)
    anchors = models.JSONField(default=dict)
    phases = models.JSONField(default=list)
    targets = models.JSONField(default=dict)
    ladder = models.JSONField(default=list)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    started_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    woven_until = models.DateField(null=True, blank=True)

    house, objects = managers(CampaignQuerySet)

    class Meta:
        ordering = ("-starts_on", "-id")
        verbose_name = _("campaign")
        constraints = (
            models.CheckConstraint(
                name="campaign_days",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A campaign ends after it starts."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Measure(models.Model):
    """One line of a net, as frozen into a campaign. ``definition`` is the playbook's Measure as a mapping."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="measures")
    code = models.CharField(max_length=48)
    net = models.CharField(max_length=16, choices=Net.choices)
    zh = models.CharField(max_length=80)
    en = models.CharField(max_length=120)
    record_kind = models.CharField(max_length=40)
    definition = models.JSONField()
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("net", "code")
        verbose_name = _("measure")
        constraints = (models.UniqueConstraint(fields=["campaign", "code"], name="measure_once_a_campaign"),)

    def __str__(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh


class Revision(models.Model):
    """A reasoned change of a started campaign."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    change = models.JSONField()
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("campaign", "number")
        constraints = (
            models.UniqueConstraint(fields=["campaign", "number"], name="revision_number_once"),
            models.CheckConstraint(
                name="revision_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("A change of a started campaign needs a reason."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id}/{self.number}"
