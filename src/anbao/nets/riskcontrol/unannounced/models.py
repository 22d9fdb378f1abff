from datetime import time

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anbao.kit.access.scopes import ScopedQuerySet, managers
from anbao.loom.campaigns.models import Campaign, Measure
from anbao.loom.tasks.models import Task
from anbao.org.models import Institution, Person


class TourQuerySet(ScopedQuerySet):
    scope_field = "lead__path"


class Tour(models.Model):
    """A tour. ``stops``: how many; which, nobody can read here."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="tours")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="tours")
    lead = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("lead institution"))
    name = models.CharField(_("name"), max_length=80)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    opens = models.TimeField(_("the day begins"), default=time(8))
    closes = models.TimeField(_("the day ends"), default=time(18))
    visit_minutes = models.PositiveSmallIntegerField(_("minutes a visit"), default=90)
    most = models.PositiveSmallIntegerField(_("stops a day at most"))
    stops = models.PositiveSmallIntegerField(_("stops"))
    inspectors = models.ManyToManyField(Person, related_name="tours", verbose_name=_("inspectors"))
    drawn_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    revealed_at = models.DateTimeField(null=True, blank=True)

    house, objects = managers(TourQuerySet)

    class Meta:
        ordering = ("-starts_on", "-id")
        verbose_name = _("unannounced tour")
        constraints = (
            models.CheckConstraint(
                name="tour_days",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A tour ends after it starts."),
            ),
            models.CheckConstraint(
                name="tour_hours",
                condition=Q(closes__gt=F("opens")),
                violation_error_message=_("A day ends after it begins."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class DrawQuerySet(ScopedQuerySet):
    scope_field = "tour__lead__path"


class Draw(models.Model):
    """One sealed plan. ``sealed``: seed, document and plan in SM4-GCM; ``revealed`` holds the same once it may be read."""

    tour = models.ForeignKey(Tour, models.CASCADE, related_name="draws")
    number = models.PositiveSmallIntegerField()
    commitment = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    drawn_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    revealed = models.JSONField(null=True, blank=True)

    house, objects = managers(DrawQuerySet)

    class Meta:
        ordering = ("tour", "number")
        constraints = (
            models.UniqueConstraint(fields=["tour", "number"], name="draw_number_once"),
            models.CheckConstraint(
                name="redraw_has_a_reason",
                condition=Q(number=1) | ~Q(reason=""),
                violation_error_message=_("A re-draw needs a reason."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.tour_id}/{self.number}"


class StopQuerySet(ScopedQuerySet):
    scope_field = "draw__tour__lead__path"

    def standing(self):
        """Not taken away by a re-draw."""
        return self.filter(void=False)

    def waiting(self):
        return self.standing().filter(checked_in_at__isnull=True)

    def visited(self):
        return self.filter(checked_in_at__isnull=False)


class Stop(models.Model):
    """A visit. ``sealed``: place, day, inspector; ``institution`` is filled in by the check-in and not before."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="stops")
    number = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()
    void = models.BooleanField(default=False)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    opened_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="+")
    checked_in_at = models.DateTimeField(_("checked in"), null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    metres = models.PositiveIntegerField(_("metres away"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="+")

    house, objects = managers(StopQuerySet)

    class Meta:
        ordering = ("draw", "number")
        constraints = (
            models.UniqueConstraint(fields=["draw", "number"], name="stop_number_once"),
            models.CheckConstraint(
                name="stop_named_at_check_in",
                condition=Q(institution__isnull=True, checked_in_at__isnull=True)
                | Q(institution__isnull=False, checked_in_at__isnull=False, opened_at__isnull=False),
                violation_error_message=_("A stop has a name from its check-in on and not before."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.draw_id}#{self.number}"


class Delay(models.Model):
    """A day of the tour put off."""

    tour = models.ForeignKey(Tour, models.CASCADE, related_name="delays")
    from_day = models.DateField(_("day"))
    to_day = models.DateField(_("put off to"))
    reason = models.CharField(_("reason"), max_length=300)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                name="delay_goes_on",
                condition=Q(to_day__gt=F("from_day")),
                violation_error_message=_("A day is put off to a later one."),
            ),
            models.CheckConstraint(
                name="delay_has_a_reason", condition=~Q(reason=""), violation_error_message=_("Give the reason.")
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_day} -> {self.to_day}"
