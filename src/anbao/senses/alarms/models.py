from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anbao.kit.access.scopes import ScopedQuerySet, managers
from anbao.kit.fields import SealedTextField
from anbao.org.models import Area, Device, Institution, Person
from anbao.senses.alarms import words


class Protocol(models.TextChoices):
    DC09 = "dc09", _("SIA DC-09")
    FIRE = "fire26875", _("GB/T 26875.3 fire transmission")


class SourceQuerySet(ScopedQuerySet):
    def enabled(self):
        return self.filter(enabled=True)

    def unknown(self):
        """Sources that nobody entered: they called, and wait to be adopted."""
        return self.filter(known=False)

    def silent(self):
        return self.filter(enabled=True, silent_since__isnull=False)

    def in_test(self, at):
        return self.filter(test_until__gt=at)


class AlarmSource(models.Model):
    """A panel's or transmitter's account at our receiver, and how its messages are judged.

    ``account`` is the DC-09 account or the transmitter's address (12 hexadecimal digits), in capitals; ``receiver`` and
    ``line`` tell sources of one account apart and are empty when the account is enough. Times are seconds.
    """

    protocol = models.CharField(_("protocol"), max_length=10, choices=Protocol.choices)
    account = models.CharField(_("account"), max_length=24)
    receiver = models.CharField(_("receiver number"), max_length=6, blank=True)
    line = models.CharField(_("line number"), max_length=6, blank=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="alarm_sources")
    device = models.ForeignKey(Device, models.PROTECT, null=True, blank=True, related_name="alarm_sources")
    #: AES key in hexadecimal; purpose: opening the panel's messages; kept while the source is
    key = SealedTextField(_("key"), blank=True)
    window_old = models.PositiveIntegerField(_("seconds a timestamp may be old"), default=40)
    window_ahead = models.PositiveIntegerField(_("seconds a timestamp may be ahead"), default=20)
    utc_offset = models.SmallIntegerField(_("minutes of its clock from UTC"), default=0)
    leniency = ArrayField(
        models.CharField(max_length=24), default=list, blank=True, verbose_name=_("what it is forgiven")
    )
    addresses = ArrayField(
        models.CharField(max_length=49), default=list, blank=True, verbose_name=_("allowed addresses")
    )
    encoding = models.CharField(_("text encoding"), max_length=16, blank=True)
    interval = models.PositiveIntegerField(_("supervision interval, seconds"), default=0)
    enabled = models.BooleanField(_("enabled"), default=True)
    known = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    #: when somebody entered an account that had called before: what it raised until then stands at no known place
    entered_at = models.DateTimeField(null=True, blank=True)
    last_heard_at = models.DateTimeField(_("last heard"), null=True, blank=True)
    last_peer = models.CharField(_("last address"), max_length=45, blank=True)
    silent_since = models.DateTimeField(_("silent since"), null=True, blank=True)
    #: two peers call with this account at the same time
    twins_at = models.DateTimeField(null=True, blank=True)
    test_until = models.DateTimeField(_("in test until"), null=True, blank=True)
    test_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    test_reason = models.CharField(max_length=200, blank=True)
    assumed = models.BooleanField(_("assumed"), default=False)

    house, objects = managers(SourceQuerySet)

    class Meta:
        ordering = ("institution__path", "protocol", "account")
        verbose_name = _("alarm source")
        constraints = (
            models.UniqueConstraint(
                fields=["protocol", "account", "receiver", "line"], name="alarms_source_once",
                violation_error_message=_("There is a source with this protocol, account, receiver and line already."),
            ),
            models.CheckConstraint(
                name="alarms_account_form", condition=Q(account__regex=r"^[0-9A-Z]{1,24}$"),
                violation_error_message=_("An account has 1 to 24 letters or digits."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name or f"{self.account}"

    def is_in_test(self, at) -> bool:
        return self.test_until is not None and self.test_until > at


class Zone(models.Model):
    """What a zone number of a source stands for. ``number`` as the engine tells it: "501", fire "1.1.217".

    ``kind`` decides when the signal is an alarm and its code only says that something rang (a hold-up button that reports as
    burglary); a code that names fire, hold-up or medical help is believed (words.told_by).
    """

    source = models.ForeignKey(AlarmSource, models.CASCADE, related_name="zones")
    number = models.CharField(_("zone number"), max_length=24)
    name = models.CharField(_("name"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=16, blank=True)
    device = models.ForeignKey(Device, models.PROTECT, null=True, blank=True, related_name="alarm_zones")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="alarm_zones")
    last_alarm_at = models.DateTimeField(_("last alarm"), null=True, blank=True)
    last_test_at = models.DateTimeField(_("last tested"), null=True, blank=True)

    class ZoneQuerySet(ScopedQuerySet):
        scope_field = "source__institution__path"

    house, objects = managers(ZoneQuerySet)

    class Meta:
        ordering = ("source", "number")
        verbose_name = _("zone")
        constraints = (
            models.UniqueConstraint(
                fields=["source", "number"], name="alarms_zone_once",
                violation_error_message=_("This source has a zone of that number already."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name or self.number


class Event(models.TextChoices):
    """What a signal qualifies as; the values are the engines' own ids."""

    ALARM = "alarm", _("Alarm (signal)")
    RESTORE = "restore", _("Restore")
    TROUBLE = "trouble", _("Trouble")
    SUPERVISION = "supervision", _("Supervision")
    OPEN = "open", _("Disarmed")
    CLOSE = "close", _("Armed")
    BYPASS = "bypass", _("Bypass")
    UNBYPASS = "unbypass", _("Bypass removed")
    TEST = "test", _("Test")
    CANCEL = "cancel", _("Cancelled by the user")
    ACCESS = "access", _("Access")
    STATUS = "status", _("Status")
    UNKNOWN = "unknown", _("Unlisted code")


class SignalQuerySet(ScopedQuerySet):
    scope_field = "source__institution__path"


class Signal(models.Model):
    """One message as it came in: append-only, committed before it is acknowledged.

    The columns hold the first code; ``more`` the others of the same message ([{code, zone, area, kind, event, text}]).
    ``key`` is equal for a message and its repeats within the horizon. ``flags``: what was forgiven, "encrypted",
    "test" (the source was under test), "unknown" (the account was).
    """

    # found by its own index with the number, below; that it is there the database sees for a group at once (migration 0006)
    source = models.ForeignKey(AlarmSource, models.PROTECT, related_name="signals", db_index=False, db_constraint=False)
    received_at = models.DateTimeField(_("received at"))
    claimed_at = models.DateTimeField(_("its own time"), null=True, blank=True)
    token = models.CharField(_("message type"), max_length=24)
    sequence = models.PositiveIntegerField(_("sequence"), null=True, blank=True)
    event = models.CharField(_("event"), max_length=12, choices=Event.choices)
    kind = models.CharField(_("kind"), max_length=16, blank=True)
    code = models.CharField(_("code"), max_length=24, blank=True)
    zone = models.CharField(_("zone"), max_length=24, blank=True)
    area = models.CharField(_("area"), max_length=12, blank=True)
    text = models.CharField(_("text"), max_length=200, blank=True)
    more = models.JSONField(default=list, blank=True)
    raw = models.BinaryField()
    peer = models.CharField(_("address"), max_length=45, blank=True)
    flags = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    key = models.CharField(max_length=40, db_collation="C")

    house, objects = managers(SignalQuerySet)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("signal")
        indexes = (models.Index(fields=["source", "-id"], name="alarms_signal_of_source"),)
        # no unique field: that would bring a second index, for patterns that nobody looks for
        constraints = (models.UniqueConstraint(fields=["key"], name="alarms_signal_once"),)

    def __str__(self) -> str:
        return f"{self.code or self.token} {self.zone}".strip()


class Working(models.Model):
    """How far stored signals have been worked into alarms: one row, moved in the same transaction as the alarms."""

    worked = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("working")

    def __str__(self) -> str:
        return f"signal {self.worked}"


class AlarmState(models.TextChoices):
    """ANSI/ISA-18.2-2016: the states of an alarm."""

    ACTIVE = "active", _("Unacknowledged")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    RETURNED = "returned", _("Returned, unacknowledged")
    CLOSED = "closed", _("Back to normal")
    SHELVED = "shelved", _("Shelved")
    SUPPRESSED = "suppressed", _("Suppressed (test)")


class AlarmQuerySet(ScopedQuerySet):
    def open(self):
        """Everything that is not back to normal, shelved and suppressed ones too."""
        return self.exclude(state=AlarmState.CLOSED)

    def standing(self):
        """What a person has to deal with now."""
        return self.filter(state__in=[AlarmState.ACTIVE, AlarmState.ACKNOWLEDGED, AlarmState.RETURNED])

    def unacknowledged(self):
        return self.filter(state__in=[AlarmState.ACTIVE, AlarmState.RETURNED])


class Alarm(models.Model):
    """A condition at a place. ``condition`` tells alarms of one source apart: zone and kind, open at most once."""

    source = models.ForeignKey(AlarmSource, models.PROTECT, related_name="alarms")
    zone = models.ForeignKey(Zone, models.SET_NULL, null=True, blank=True, related_name="alarms")
    condition = models.CharField(max_length=48)
    zone_number = models.CharField(_("zone"), max_length=24, blank=True)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="alarms")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    device = models.ForeignKey(Device, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=16)
    code = models.CharField(_("code"), max_length=24, blank=True)
    zh = models.CharField(max_length=120)
    en = models.CharField(max_length=160)
    text = models.CharField(_("text"), max_length=200, blank=True)
    #: 1 notice, 2 attention, 3 urgent, 4 critical
    severity = models.PositiveSmallIntegerField(_("severity"))
    state = models.CharField(_("state"), max_length=12, choices=AlarmState.choices, default=AlarmState.ACTIVE)
    first_signal = models.ForeignKey(Signal, models.PROTECT, null=True, blank=True, related_name="+")
    raised_at = models.DateTimeField(_("raised at"))
    last_at = models.DateTimeField(_("last signal"))
    joined = models.PositiveIntegerField(_("signals"), default=1)
    #: when its detector was triggered anew after somebody had acknowledged it, so that it rings again; the last time
    again_at = models.DateTimeField(_("triggered again"), null=True, blank=True)
    #: how often it was raised within flapping_within; with flapping_changes it flaps
    changes = models.PositiveSmallIntegerField(default=1)
    flapping = models.BooleanField(_("flapping"), default=False)
    rises_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(_("returned at"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    shelved_until = models.DateTimeField(_("shelved until"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    house, objects = managers(AlarmQuerySet)

    class Meta:
        ordering = ("-severity", "-raised_at", "id")
        verbose_name = _("alarm")
        indexes = (
            # the queue: what stands, gravest first
            models.Index(fields=["-severity", "-raised_at"], name="alarms_queue", condition=~Q(state="closed")),
            # a place's history
            models.Index(fields=["institution", "-raised_at"], name="alarms_of_place"),
            # flapping: the last of the same condition
            models.Index(fields=["source", "condition", "-raised_at"], name="alarms_same_before"),
            models.Index(fields=["rises_at"], name="alarms_rising", condition=Q(rises_at__isnull=False)),
        )
        constraints = (
            models.UniqueConstraint(fields=["source", "condition"], name="alarms_open_once", condition=~Q(state="closed")),
            models.CheckConstraint(name="alarms_severity", condition=Q(severity__gte=1, severity__lte=4)),
            models.CheckConstraint(
                name="alarms_closed_has_time", condition=~Q(state="closed") | Q(closed_at__isnull=False),
                violation_error_message=_("A closed alarm says when it was closed."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh

    @property
    def rings_since(self):
        """When it began to ring: raised, or triggered again after it had been acknowledged."""
        return self.again_at or self.raised_at

    @property
    def kind_word(self) -> words.AlarmKind:
        return words.alarm_kinds()[self.kind]


class AlarmStep(models.Model):
    """A change of an alarm: who or what, from which state to which, at which severity."""

    alarm = models.ForeignKey(Alarm, models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=16)
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12)
    severity = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=300, blank=True)
    signal = models.ForeignKey(Signal, models.PROTECT, null=True, blank=True, related_name="+")
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.verb} {self.before}->{self.after}"


class Arming(models.Model):
    """Whether a source, or an area of it, is armed, and since when."""

    source = models.ForeignKey(AlarmSource, models.CASCADE, related_name="armings")
    area = models.CharField(_("area"), max_length=12, blank=True)
    armed = models.BooleanField(_("armed"))
    changed_at = models.DateTimeField(_("since"))
    user = models.CharField(_("panel user"), max_length=24, blank=True)

    class ArmingQuerySet(ScopedQuerySet):
        scope_field = "source__institution__path"

    house, objects = managers(ArmingQuerySet)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "area"], name="alarms_arming_once"),)

    def __str__(self) -> str:
        return f"{self.source_id} {self.area} {'armed' if self.armed else 'disarmed'}"


class Days(models.TextChoices):
    WORKDAY = "workday", _("Working days (make-up days too)")
    RESTDAY = "restday", _("Days off and holidays")
    EVERY = "every", _("Every day")


class ArmingSchedule(models.Model):
    """When the sources of a place, or one source, should be disarmed and armed. Dated: the newest that holds decides.

    ``opens`` and ``closes`` are branch times; both empty: armed the whole day. A source's own row goes before its place's.
    """

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="arming_schedules")
    source = models.ForeignKey(AlarmSource, models.CASCADE, null=True, blank=True, related_name="schedules")
    days = models.CharField(_("days"), max_length=8, choices=Days.choices)
    opens = models.TimeField(_("disarmed from"), null=True, blank=True)
    closes = models.TimeField(_("armed by"), null=True, blank=True)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    house, objects = managers(ScopedQuerySet)

    class Meta:
        ordering = ("institution__path", "source", "days", "-since")
        verbose_name = _("arming schedule")
        constraints = (
            models.CheckConstraint(
                name="alarms_schedule_hours",
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__isnull=False, closes__gt=F("opens")),
                violation_error_message=_("A schedule opens before it closes, or names neither hour."),
            ),
            models.CheckConstraint(
                name="alarms_schedule_days", condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message=_("A schedule ends after it begins."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_days_display()} {self.opens or ''}-{self.closes or ''}"


class LateHoursEnd(models.TextChoices):
    """Why late hours are over."""

    TIME = "time", _("ran out")
    ARMED = "armed", _("armed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REPLACED = "replaced", _("approved anew")


class LateHoursQuerySet(ScopedQuerySet):
    scope_field = "source__institution__path"

    def standing(self, at):
        """Those that allow a panel to be disarmed at the moment."""
        return self.filter(since__lte=at, until__gt=at, ended_at__isnull=True)


class LateHours(models.Model):
    """A panel may stay disarmed after hours, until a moment: somebody of the place or above it approved it, and for what.

    They end by themselves: when the whole panel is armed, or when their time has come; each end is a ledger line.
    """

    source = models.ForeignKey(AlarmSource, models.CASCADE, related_name="late_hours")
    since = models.DateTimeField(_("approved at"))
    until = models.DateTimeField(_("until"))
    reason = models.CharField(_("Reason"), max_length=200)
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("approved by"))
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=10, choices=LateHoursEnd.choices, blank=True)

    house, objects = managers(LateHoursQuerySet)

    class Meta:
        ordering = ("-since", "-id")
        verbose_name = _("late hours")
        constraints = (
            models.UniqueConstraint(
                fields=["source"], name="alarms_late_hours_once", condition=Q(ended_at__isnull=True),
                violation_error_message=_("This panel has late hours already."),
            ),
            models.CheckConstraint(
                name="alarms_late_hours_end_later", condition=Q(until__gt=F("since")),
                violation_error_message=_("Late hours end after they were approved."),
            ),
            models.CheckConstraint(
                name="alarms_late_hours_say_why_over",
                condition=Q(ended_at__isnull=True, ended="") | (Q(ended_at__isnull=False) & ~Q(ended="")),
                violation_error_message=_("Late hours that are over say since when and why."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.source_id} until {self.until:%H:%M}"


class Gateway(models.Model):
    """A gateway process as it last told of itself; a beat older than a few seconds means that it is gone or cut off."""

    name = models.CharField(_("gateway"), max_length=60, unique=True)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("started"))
    beat_at = models.DateTimeField(_("last sign of life"))
    #: true while it listens; false after it was stopped on purpose
    listening = models.BooleanField(default=True)
    #: the last time it had no database: it acknowledged nothing between these moments
    away_since = models.DateTimeField(_("without database since"), null=True, blank=True)
    away_until = models.DateTimeField(_("until"), null=True, blank=True)
    #: ports, connections, signals, refusals by reason
    facts = models.JSONField(default=dict)

    house, objects = managers(ScopedQuerySet)

    class Meta:
        ordering = ("name",)
        verbose_name = _("gateway")

    def __str__(self) -> str:
        return self.name
