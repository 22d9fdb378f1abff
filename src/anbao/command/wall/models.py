from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anbao.command.wall import rules, words
from anbao.kit.access.scopes import ScopedQuerySet, managers
from anbao.org.models import Institution, Person
from anbao.senses.alarms.models import Alarm
from anbao.senses.cameras.models import CameraSource


class ScreenQuerySet(ScopedQuerySet):
    def standing(self):
        return self.filter(revoked_at__isnull=True)


class Screen(models.Model):
    """A display of a place. ``program``: its own layouts by hour and phase, [{"layout", "since", "until", "phases"}], the first that
    holds decides (words.Entry). Else ``preset``; that empty: by clock and phase. ``cursor``: turns of the rota taken so far."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("institution"))
    name = models.CharField(_("name"), max_length=60)
    token = models.BinaryField(max_length=32, unique=True)
    preset = models.CharField(_("layout"), max_length=30, blank=True)
    program = models.JSONField(_("program"), default=list, blank=True)
    cursor = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(_("last sign"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    house, objects = managers(ScreenQuerySet)

    class Meta:
        ordering = ("institution__path", "name")
        verbose_name = _("screen")
        constraints = (
            models.UniqueConstraint(
                fields=["institution", "name"], name="wall_screen_name_once", condition=Q(revoked_at__isnull=True),
                violation_error_message=_("This institution already has a screen of that name."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class LayoutQuerySet(ScopedQuerySet):
    def standing(self):
        return self.filter(withdrawn_at__isnull=True)

    def above(self, path: str):
        """Those that a screen of the place may use: made for it or for a place above it."""
        return self.filter(institution__path__in=[path[:end] for end in range(4, len(path) + 1, 4)])


class Layout(models.Model):
    """A department's own layout for the screens of a place and below it. ``spec`` is what words.Preset checks."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("institution"))
    spec = models.JSONField()
    saved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    house, objects = managers(LayoutQuerySet)

    class Meta:
        ordering = ("institution__path", "pk")
        verbose_name = _("layout")

    def __str__(self) -> str:
        return str(self.preset)

    @property
    def key(self) -> str:
        """Its id among the layouts: what a screen is pinned to."""
        return f"own-{self.pk}"

    @property
    def preset(self) -> words.Preset:
        return words.of_spec(self.key, self.spec)


class ShowingQuerySet(ScopedQuerySet):
    pass


class Reason(models.TextChoices):
    """Why a camera was on the screen."""

    ROTA = "rota", _("its turn")
    FIXED = "fixed", _("its own tile")
    ALARM = "alarm", _("alarm at its place")


class Showing(models.Model):
    """A camera was on a screen, or is. ``stale`` seconds of it the picture stood still; ``by``: rota, fixed or alarm (which).

    ``turn`` is the screen's own name of it, under which a turn that goes on is told again and lengthened.
    """

    screen = models.ForeignKey(Screen, models.CASCADE, related_name="showings")
    source = models.ForeignKey(CameraSource, models.CASCADE, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seconds = models.PositiveIntegerField()
    stale = models.PositiveIntegerField(default=0)
    zone = models.CharField(max_length=20)
    by = models.CharField(max_length=8, choices=Reason.choices, default=Reason.ROTA)
    alarm = models.ForeignKey(Alarm, models.SET_NULL, null=True, blank=True, related_name="+")
    turn = models.CharField(max_length=20, blank=True)

    house, objects = managers(ShowingQuerySet)

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("showing")
        indexes = (
            models.Index(fields=["institution", "at"], name="wall_showing_of_place"),
            models.Index(fields=["source", "-at"], name="wall_showing_of_camera"),
        )
        constraints = (
            models.UniqueConstraint(fields=["screen", "turn"], name="wall_turn_once", condition=~Q(turn="")),
        )

    def __str__(self) -> str:
        return f"{self.source_id} at {self.at:%H:%M:%S}"


class ChallengeQuerySet(ScopedQuerySet):
    scope_field = "screen__institution__path"

    def waiting(self):
        return self.filter(confirmed_at__isnull=True, missed_at__isnull=True)


class Challenge(models.Model):
    """A number shown on a screen, to be typed in at the desk before ``until``. ``wrong`` numbers were typed in; ``dark``: it was
    missed while the screen gave no sign of life, so that nobody could see it."""

    screen = models.ForeignKey(Screen, models.CASCADE, related_name="challenges")
    code = models.CharField(max_length=4)
    at = models.DateTimeField()
    until = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    missed_at = models.DateTimeField(null=True, blank=True)
    wrong = models.PositiveSmallIntegerField(default=0, db_default=0)
    dark = models.BooleanField(default=False, db_default=False)

    house, objects = managers(ChallengeQuerySet)

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("challenge")
        constraints = (
            models.UniqueConstraint(
                fields=["screen"], name="wall_one_challenge",
                condition=Q(confirmed_at__isnull=True, missed_at__isnull=True),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"challenge {self.pk}"

    @property
    def failed(self) -> bool:
        """So many wrong numbers were typed in that it is answered no more."""
        return self.missed_at is not None and self.wrong >= rules.MOST_WRONG
