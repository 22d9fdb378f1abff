from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anbao.kit.access.scopes import ScopedQuerySet, managers
from anbao.loom.campaigns.models import Campaign, Measure, Net
from anbao.org.models import Area, Device, Institution, Person


class TaskState(models.TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    MISSED = "missed", _("Missed")
    EXCUSED = "excused", _("Excused")
    CANCELLED = "cancelled", _("Cancelled")


class Timing(models.TextChoices):
    ON_TIME = "on_time", _("On time")
    LATE = "late", _("Late")


class TaskQuerySet(ScopedQuerySet):
    def unfinished(self):
        """Open or missed: still to be worked."""
        return self.filter(state__in=[TaskState.OPEN, TaskState.MISSED])

    def overdue(self, at):
        return self.unfinished().filter(due_at__lt=at)

    def of(self, person: Person):
        return self.filter(assignee=person)

    def told(self):
        """With all that a row of a workbook says of it (``words.TASKS``); of the campaign its name alone, which is short."""
        rows = self.select_related("institution", "area", "device", "person", "assignee")
        return rows.annotate(campaign_name=F("campaign__name"))


class Task(models.Model):
    """One duty. ``due_at`` decides on time or late; after ``grace_until`` an open task is missed."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="tasks", db_index=False)
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="tasks", db_index=False)
    net = models.CharField(max_length=16, choices=Net.choices)
    record_kind = models.CharField(max_length=40)
    zh = models.CharField(max_length=120)
    en = models.CharField(max_length=160)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="tasks", db_index=False)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    device = models.ForeignKey(Device, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    subject = models.CharField(max_length=20)
    slot = models.CharField(max_length=48)
    day = models.DateField(_("day"))
    opens_at = models.DateTimeField(_("opens"))
    due_at = models.DateTimeField(_("due"))
    grace_until = models.DateTimeField(_("grace until"))
    assignee = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("assignee"), db_index=False
    )
    post_kind = models.CharField(max_length=24, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), default=3)
    state = models.CharField(_("state"), max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    timing = models.CharField(_("timing"), max_length=8, choices=Timing.choices, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    rung = models.PositiveSmallIntegerField(default=0)
    #: where an ad-hoc task comes from ("record:12"), empty for woven ones
    origin = models.CharField(max_length=40, blank=True)

    house, objects = managers(TaskQuerySet)

    class Meta:
        ordering = ("due_at", "priority", "id")
        verbose_name = _("task")
        # a weave writes millions of rows, so every index answers a read that is named here and covers no more than it;
        # the foreign keys have none of their own
        indexes = (
            # my tasks: what is due now, next and late
            models.Index(fields=["assignee", "due_at"], name="task_mine", condition=Q(state__in=["open", "missed"])),
            # done by me today
            models.Index(fields=["assignee", "done_at"], name="task_done_by", condition=Q(state="done")),
            # what a place still has to do
            models.Index(
                fields=["institution", "due_at"], name="task_of_place", condition=Q(state__in=["open", "missed"])
            ),
            # the sweep: open tasks in order of their end of grace
            models.Index(fields=["grace_until"], name="task_sweep", condition=Q(state="open")),
            # the ladder: unfinished tasks by deadline
            models.Index(fields=["due_at"], name="task_ladder", condition=Q(state__in=["open", "missed"])),
            # a cell of the net board, an institution's day
            models.Index(fields=["institution", "day"], name="task_cell"),
            # holes: what was missed lately, what nobody answers for, what a device waits for
            models.Index(fields=["grace_until"], name="task_missed", condition=Q(state="missed")),
            models.Index(
                fields=["institution", "measure"], name="task_orphan", condition=Q(assignee__isnull=True, state="open")
            ),
            models.Index(
                fields=["device", "due_at"],
                name="task_of_device",
                condition=Q(device__isnull=False, state__in=["open", "missed"]),
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["measure", "subject", "slot"], name="task_woven_once"),
            models.CheckConstraint(
                name="task_window",
                condition=Q(opens_at__lte=F("due_at")) & Q(due_at__lte=F("grace_until")),
                violation_error_message=_("A task opens before it is due, and its grace ends after that."),
            ),
            models.CheckConstraint(
                name="task_done_has_time",
                condition=~Q(state="done") | Q(done_at__isnull=False, timing__in=["on_time", "late"]),
                violation_error_message=_("A done task says when it was done."),
            ),
        )

    def __str__(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh


class TaskChange(models.Model):
    """A change of state is a row (design law 4)."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="changes")
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.before} -> {self.after}"


class Tally(models.Model):
    """The roll-up of one subtree x net x day: an institution's row counts itself and everything below it."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="tallies", db_index=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", db_index=False)
    net = models.CharField(max_length=16, choices=Net.choices)
    day = models.DateField()
    due = models.IntegerField(default=0)
    on_time = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    missed = models.IntegerField(default=0)
    excused = models.IntegerField(default=0)

    house, objects = managers(ScopedQuerySet)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["campaign", "institution", "net", "day"], name="tally_cell"),)
        indexes = (models.Index(fields=["campaign", "day"], name="tally_by_day"),)

    def __str__(self) -> str:
        return f"{self.institution_id} {self.net} {self.day}"


class MeasureTally(models.Model):
    """The roll-up of one subtree x measure over the whole campaign, kept like ``Tally``."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", db_index=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", db_index=False)
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="+", db_index=False)
    due = models.IntegerField(default=0)
    on_time = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    missed = models.IntegerField(default=0)
    excused = models.IntegerField(default=0)

    house, objects = managers(ScopedQuerySet)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["campaign", "institution", "measure"], name="measure_tally_cell"),
        )

    def __str__(self) -> str:
        return f"{self.institution_id} {self.measure_id}"
