from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anbao.command.incidents.procedures import procedures
from anbao.kit import clock
from anbao.kit.access.scopes import ScopedQuerySet, managers
from anbao.org.models import Area, Institution, Person
from anbao.senses.alarms.models import Alarm, AlarmSource
from anbao.senses.alarms.words import account_told


class IncidentState(models.TextChoices):
    RINGING = "ringing", _("Ringing")
    WORKING = "working", _("Being worked")
    CLOSED = "closed", _("Case closed")


class Gravity(models.IntegerChoices):
    """How grave, on the scale of the alarms."""

    NOTICE = 1, _("Notice")
    ATTENTION = 2, _("Attention")
    URGENT = 3, _("Urgent")
    CRITICAL = 4, _("Critical")


class StepState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")


class IncidentQuerySet(ScopedQuerySet):
    def unclosed(self):
        return self.exclude(state=IncidentState.CLOSED)

    def with_unseen(self):
        """Each with ``unseen``: whether an alarm of it is not acknowledged."""
        return self.annotate(unseen=Exists(Alarm.house.unacknowledged().filter(incident_link__incident=OuterRef("pk"))))

    def calling(self):
        """Unclosed, and not everybody has answered who must, or nobody has acknowledged an alarm that joined since."""
        return self.unclosed().with_unseen().filter(Q(lacking__gt=0) | Q(unseen=True))

    def unanswered(self, at):
        """Calling past their limit: nobody answered, or the second person that must did not, or the new alarm is unseen."""
        return self.calling().filter(answer_by__lt=at)

    def real(self):
        """Closed as something that did happen."""
        return self.filter(cause_group="real")


class Incident(models.Model):
    """Alarms of one place that are dealt with together. ``procedure`` is an id of data/procedures, ``cause`` of causes.yaml."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="incidents")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    #: the account that nobody had entered when it rang: ``institution`` is then the gateway's own, and nobody knows where it rings
    source = models.ForeignKey(AlarmSource, models.PROTECT, null=True, blank=True, related_name="incidents")
    procedure = models.CharField(max_length=24)
    version = models.PositiveSmallIntegerField()
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Gravity.choices)
    state = models.CharField(_("state"), max_length=10, choices=IncidentState.choices, default=IncidentState.RINGING)
    opened_at = models.DateTimeField(_("ringing since"))
    #: until when what rings must have been answered: the incident, or the first alarm that joined and nobody has acknowledged
    answer_by = models.DateTimeField()
    answers_needed = models.PositiveSmallIntegerField(default=1)
    #: different people who still have to answer
    lacking = models.PositiveSmallIntegerField(default=1)
    answered_at = models.DateTimeField(null=True, blank=True)
    operator = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="incidents")
    closed_at = models.DateTimeField(null=True, blank=True)
    cause = models.CharField(_("cause"), max_length=24, blank=True)
    cause_group = models.CharField(max_length=10, blank=True)
    note = models.TextField(blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    #: the supervisor was told that nobody answers, or nobody second
    told_at = models.DateTimeField(null=True, blank=True)

    house, objects = managers(IncidentQuerySet)

    class Meta:
        ordering = ("-opened_at", "-id")
        verbose_name = _("incident")
        indexes = (
            models.Index(fields=["opened_at"], name="incident_open", condition=~Q(state="closed")),
            models.Index(fields=["closed_at"], name="incident_closed", condition=Q(state="closed")),
            models.Index(fields=["institution", "-opened_at"], name="incident_of_place"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["institution", "procedure"],
                name="incident_one_open",
                condition=~Q(state="closed") & Q(source__isnull=True),
                violation_error_message=_("This place already has an open incident of that kind."),
            ),
            models.UniqueConstraint(
                fields=["source", "procedure"],
                name="incident_one_open_of_account",
                condition=~Q(state="closed") & Q(source__isnull=False),
                violation_error_message=_("This account already has an open incident."),
            ),
            models.CheckConstraint(
                name="incident_closed_says_why",
                condition=~Q(state="closed")
                | (Q(closed_at__isnull=False, operator__isnull=False) & ~Q(cause="") & ~Q(cause_group="")),
                violation_error_message=_("A closed incident says when, by whom and why."),
            ),
            models.CheckConstraint(
                name="incident_worked_was_answered",
                condition=Q(state="ringing") | Q(answered_at__isnull=False),
                violation_error_message=_("An incident is answered before it is worked."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.where} {self.word}"

    @property
    def place(self) -> Institution | None:
        """Where it rings, as far as anybody knows: an unknown account has no place until it is entered."""
        if self.source is None:
            return self.institution
        return self.source.institution if self.source.known else None

    @property
    def where_told(self) -> tuple[str, str]:
        """What it is called by, in Chinese and English: its place, or the account of which nobody knows the place."""
        return account_told(self.source) if self.place is None else (str(self.place), str(self.place))

    @property
    def where(self) -> str:
        return self.where_told[_english()]

    @property
    def word(self):
        """The procedure's name in the reader's language."""
        return procedures().get(self.procedure, self.procedure)


class IncidentAlarm(models.Model):
    """An alarm that is dealt with in an incident; each alarm in one."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="links")
    alarm = models.OneToOneField(Alarm, models.PROTECT, related_name="incident_link")
    #: the last time it was triggered again that the incident called for
    again_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.alarm_id}@{self.incident_id}"


class IncidentAnswerQuerySet(models.QuerySet):
    def present(self):
        """Of those who still have it."""
        return self.filter(left_at__isnull=True)


class IncidentAnswer(models.Model):
    """A person said "I have it", or took it over; ``left_at``: from when he has it no more."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="answers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    objects = IncidentAnswerQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["incident", "person"],
                name="incident_answered_once",
                violation_error_message=_("You answered this already; a second person must."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id}@{self.incident_id}"


class IncidentStep(models.Model):
    """One step of the procedure as it was when the incident opened.

    ``outcomes``: [{"id", "zh", "en", "requires", "excludes"}]; ``when_real``: has to be done before a real cause is given.
    """

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=24)
    kind = models.CharField(max_length=10)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=60)
    hint_zh = models.TextField()
    hint_en = models.TextField()
    source = models.CharField(max_length=24)
    outcomes = models.JSONField()
    within = models.PositiveIntegerField()
    due_at = models.DateTimeField()
    mandatory = models.BooleanField()
    when_real = models.BooleanField(default=False)
    #: the supervisor was told that it is over its limit
    told_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=StepState.choices, default=StepState.WAITING)
    outcome = models.CharField(max_length=24, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("incident", "number")
        constraints = (
            models.UniqueConstraint(fields=["incident", "code"], name="incident_step_once"),
            models.CheckConstraint(
                name="incident_step_settled_by_whom",
                condition=Q(state="waiting") | Q(by__isnull=False, at__isnull=False),
                violation_error_message=_("A settled step says by whom and when."),
            ),
            models.CheckConstraint(
                name="incident_step_skipped_why",
                condition=~Q(state="skipped") | ~Q(note=""),
                violation_error_message=_("A skipped step needs a reason."),
            ),
        )

    def __str__(self) -> str:
        return self.en if _english() else self.zh

    @property
    def hint(self) -> str:
        return self.hint_en if _english() else self.hint_zh

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(id, words) of the outcomes in the reader's language."""
        key = "en" if _english() else "zh"
        return [(row["id"], row[key]) for row in self.outcomes]

    def said(self, outcome: str) -> str:
        """An outcome in words."""
        return dict(self.choices).get(outcome, outcome)

    @property
    def ended(self) -> str:
        """The outcome in words."""
        return self.said(self.outcome)

    def wait_from(self, at) -> None:
        """It waits again, its clock runs from `at`; not saved."""
        self.state, self.outcome, self.note, self.by, self.at, self.told_at = (
            StepState.WAITING,
            "",
            "",
            None,
            None,
            None,
        )
        self.due_at = at + timedelta(seconds=self.within) * clock.pace()

    @property
    def excluded(self) -> tuple[str, ...]:
        """The groups of causes, and single causes, that the outcome contradicts."""
        row = next((row for row in self.outcomes if row["id"] == self.outcome), {})
        return tuple(row.get("excludes", ()))

    @property
    def late(self) -> bool:
        """Settled after its limit."""
        return self.at is not None and self.at > self.due_at


def _english() -> bool:
    return (get_language() or "zh").startswith("en")


class IncidentChange(models.Model):
    """What happened to an incident, in order."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="changes")
    verb = models.CharField(max_length=12)
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    subject = models.CharField(max_length=24, blank=True)
    #: how the step ended, also where it was judged again since
    outcome = models.CharField(max_length=24, blank=True, db_default="")
    note = models.TextField(blank=True)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.verb} {self.before}->{self.after}"


class HandOverQuerySet(ScopedQuerySet):
    def offered(self):
        return self.filter(taken_at__isnull=True, withdrawn_at__isnull=True)


class HandOver(models.Model):
    """Open incidents going from one operator to the next at a change of shift; signed when both did their part."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    giver = models.ForeignKey(Person, models.PROTECT, related_name="+")
    taker = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    incidents = ArrayField(models.BigIntegerField(), default=list)
    note = models.TextField(_("what the next one must know"))
    offered_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    house, objects = managers(HandOverQuerySet)

    class Meta:
        ordering = ("-offered_at", "-id")
        verbose_name = _("hand-over")
        constraints = (
            models.UniqueConstraint(
                fields=["giver"],
                name="handover_one_offer",
                condition=Q(taken_at__isnull=True, withdrawn_at__isnull=True),
                violation_error_message=_("Your hand-over is waiting already."),
            ),
            models.CheckConstraint(
                name="handover_two_people",
                condition=Q(taker__isnull=True) | ~Q(taker=models.F("giver")),
                violation_error_message=_("Nobody takes over from himself."),
            ),
            models.CheckConstraint(
                name="handover_taken_by_whom",
                condition=Q(taken_at__isnull=True) | Q(taker__isnull=False),
                violation_error_message=_("A taken hand-over says by whom."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.giver_id}->{self.taker_id}"
