from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anbao.kit.access.scopes import ScopedQuerySet, managers
from anbao.nets.riskcontrol.duty import words
from anbao.org.models import Area, Person


class RosterState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class RosterQuerySet(ScopedQuerySet):
    scope_field = "area__institution__path"

    def published(self):
        return self.filter(state=RosterState.PUBLISHED)


class Roster(models.Model):
    """A room's month. ``first`` is its first day; ``days`` how many it has.

    ``terms``: [{"zh", "en", "source"}], the rules it was made by. ``unmet``: [{"zh", "en", "hard", "penalty", "people",
    "day"}] as the independent check found them; ``clash``: [{"zh", "en"}], what can't hold together, if that is so;
    one with "note" says how sure that is.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="rosters", verbose_name=_("key area"))
    first = models.DateField(_("month"))
    days = models.PositiveSmallIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=RosterState.choices, default=RosterState.DRAFT)
    seed = models.PositiveIntegerField(default=0)
    terms = models.JSONField(default=list)
    unmet = models.JSONField(default=list)
    clash = models.JSONField(default=list)
    #: proven: no cheaper month keeps the hard rules
    proven = models.BooleanField(default=False)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    house, objects = managers(RosterQuerySet)

    class Meta:
        ordering = ("-first", "area__institution__path", "area")
        verbose_name = _("duty roster")
        constraints = (
            models.UniqueConstraint(
                fields=["area", "first"], name="duty_roster_once",
                violation_error_message=_("This room already has a roster of that month."),
            ),
            models.CheckConstraint(
                name="duty_published_has_time",
                condition=~Q(state="published") | Q(published_at__isnull=False, published_by__isnull=False),
                violation_error_message=_("A published roster says who published it and when."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.area} {self.first:%Y-%m}"

    @property
    def room(self) -> words.Room:
        return words.rooms()[self.area.kind]

    @property
    def month(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def broken(self) -> int:
        return sum(1 for line in self.unmet if line["hard"])


class DraftingState(models.TextChoices):
    WAITING = "waiting", _("Being drafted")
    DONE = "done", _("Drafted")
    FAILED = "failed", _("Failed")


class Drafting(models.Model):
    """A month asked for, which a worker drafts. ``language``: that of who asked; ``fault``: why it failed, in it; empty: it
    broke off."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    first = models.DateField()
    state = models.CharField(max_length=8, choices=DraftingState.choices, default=DraftingState.WAITING)
    language = models.CharField(max_length=10)
    fault = models.TextField(blank=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    house, objects = managers(RosterQuerySet)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("drafting of a month")
        constraints = (
            models.UniqueConstraint(
                fields=["area", "first"], condition=Q(state="waiting"), name="duty_drafting_once",
                violation_error_message=_("This month is being drafted already."),
            ),
            models.CheckConstraint(name="duty_drafting_ends", condition=Q(state="waiting") ^ Q(ended_at__isnull=False)),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.area} {self.first:%Y-%m}"


class TurnQuerySet(ScopedQuerySet):
    scope_field = "roster__area__institution__path"

    def published(self):
        return self.filter(roster__state=RosterState.PUBLISHED)

    def running(self, at):
        """Turns of published rosters whose hours contain the moment."""
        return self.published().filter(starts_at__lte=at, ends_at__gt=at)


class Turn(models.Model):
    """One person's shift on one day. ``licensed``: held a licence valid that day, or the room asks for none."""

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="turns")
    person = models.ForeignKey(Person, models.PROTECT, related_name="turns")
    day = models.DateField(_("day"))
    shift = models.CharField(_("shift"), max_length=12)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    licensed = models.BooleanField(default=True)
    checked_in_at = models.DateTimeField(_("checked in"), null=True, blank=True)

    house, objects = managers(TurnQuerySet)

    class Meta:
        ordering = ("starts_at", "roster", "person")
        verbose_name = _("turn")
        indexes = (
            # who is on duty now, and who is missing
            models.Index(fields=["starts_at"], name="duty_turn_begins"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["person", "day"], name="duty_one_turn_a_day",
                violation_error_message=_("Somebody stands one shift a day."),
            ),
            models.CheckConstraint(name="duty_turn_hours", condition=Q(ends_at__gt=F("starts_at"))),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} {self.day} {self.shift}"

    @property
    def word(self) -> words.ShiftWord:
        return self.roster.room.shift(self.shift)


class AbsenceKind(models.TextChoices):
    LEAVE = "leave", _("Leave")
    SICK = "sick", _("Sick")


class AbsenceQuerySet(ScopedQuerySet):
    scope_field = "person__institution__path"

    def touching(self, first, last):
        return self.filter(first__lte=last, last__gte=first)


class Absence(models.Model):
    """Days, ends included, on which a person can't be put on a roster."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="absences", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=6, choices=AbsenceKind.choices)
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    noted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    house, objects = managers(AbsenceQuerySet)

    class Meta:
        ordering = ("first", "person")
        verbose_name = _("absence")
        constraints = (
            models.CheckConstraint(
                name="duty_absence_days", condition=Q(last__gte=F("first")),
                violation_error_message=_("An absence ends on or after the day it begins."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} {self.first} {self.last}"


class Revision(models.Model):
    """A reasoned change of a published roster. ``changes``: [[person id, day, shift before, shift after]], "" for off."""

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    reason = models.CharField(_("reason"), max_length=300)
    changes = models.JSONField(default=list)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["roster", "number"], name="duty_revision_number"),)

    def __str__(self) -> str:
        return f"{self.roster_id} #{self.number}"
