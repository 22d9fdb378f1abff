from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anbao.kit.access.scopes import ScopedQuerySet, managers
from anbao.loom.campaigns.models import Campaign, Net
from anbao.org.models import Institution, Person


class HoleQuerySet(ScopedQuerySet):
    def gaping(self, at):
        """Open holes that are not excused at the moment."""
        return self.filter(closed_at__isnull=True).filter(Q(excused_until__isnull=True) | Q(excused_until__lt=at))


class Hole(models.Model):
    """Something the net does not hold, at a named place."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="holes")
    kind = models.CharField(_("kind"), max_length=30)
    key = models.CharField(max_length=60)
    net = models.CharField(max_length=16, choices=Net.choices)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="holes")
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=240)
    link = models.CharField(max_length=200, blank=True)
    count = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(_("since"))
    closed_at = models.DateTimeField(null=True, blank=True)
    assignee = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="holes")
    excused_until = models.DateTimeField(null=True, blank=True)
    excuse = models.CharField(max_length=300, blank=True)

    house, objects = managers(HoleQuerySet)

    class Meta:
        ordering = ("-opened_at", "id")
        verbose_name = _("hole")
        constraints = (
            models.UniqueConstraint(
                fields=["campaign", "kind", "key"], condition=Q(closed_at__isnull=True), name="hole_open_once"
            ),
        )
        indexes = (
            models.Index(fields=["campaign", "net"], name="hole_open", condition=Q(closed_at__isnull=True)),
            # the newest beside the net board
            models.Index(
                fields=["campaign", "-opened_at", "id"], name="hole_newest", condition=Q(closed_at__isnull=True)
            ),
            # a page of the list: kind after kind, the newest first
            models.Index(
                fields=["campaign", "kind", "-opened_at", "id"],
                name="hole_by_kind",
                condition=Q(closed_at__isnull=True),
            ),
            # the gravest of a net: of its gravest kind the one that counts most, the oldest of those
            models.Index(
                fields=["campaign", "net", "kind", "-count", "opened_at"],
                name="hole_gravest",
                condition=Q(closed_at__isnull=True),
            ),
            # what is excused, to be taken off the roll-up
            models.Index(
                fields=["campaign", "excused_until"], name="hole_excused", condition=Q(excused_until__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh


class HoleTally(models.Model):
    """How many holes of a kind stand open in a subtree, excused ones included."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", db_index=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", db_index=False)
    net = models.CharField(max_length=16, choices=Net.choices)
    kind = models.CharField(max_length=30)
    open = models.IntegerField(default=0)

    house, objects = managers(ScopedQuerySet)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["campaign", "institution", "net", "kind"], name="hole_tally_cell"),
        )

    def __str__(self) -> str:
        return f"{self.institution_id} {self.net} {self.kind}"


class HoleDay(models.Model):
    """How many holes of a net opened and closed in a subtree on one day: their sum is what stood open at its end."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", db_index=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", db_index=False)
    net = models.CharField(max_length=16, choices=Net.choices)
    day = models.DateField()
    opened = models.IntegerField(default=0)
    closed = models.IntegerField(default=0)

    house, objects = managers(ScopedQuerySet)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["campaign", "institution", "net", "day"], name="hole_day_cell"),)

    def __str__(self) -> str:
        return f"{self.institution_id} {self.net} {self.day}"
