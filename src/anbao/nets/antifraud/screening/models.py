from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anbao.kit.access.scopes import ScopedQuerySet, managers
from anbao.kit.fields import SealedTextField
from anbao.org.models import Institution, Person


class RiskList(models.Model):
    """A list that somebody warns with; its editions are the list as it came on a day."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("institution"))
    name = models.CharField(_("name"), max_length=60)
    source = models.CharField(_("source"), max_length=120)
    assumed = models.BooleanField(_("assumed"), default=False)

    house, objects = managers(ScopedQuerySet)

    class Meta:
        ordering = ("institution__path", "name")
        verbose_name = _("risk list")
        constraints = (
            models.UniqueConstraint(
                fields=["institution", "name"],
                name="screening_list_named_once",
                violation_error_message=_("This institution already keeps a list of that name."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class EditionState(models.TextChoices):
    HELD = "held", _("Held for confirmation")
    CURRENT = "current", _("In force")
    PAST = "past", _("Replaced")
    DROPPED = "dropped", _("Turned away")


class EditionQuerySet(ScopedQuerySet):
    scope_field = "risk_list__institution__path"


class Edition(models.Model):
    """A list as it came on a day. ``digest`` is the SM3 of the file; ``remarks`` a sealed JSON list of sentences."""

    risk_list = models.ForeignKey(RiskList, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(_("edition"))
    file_name = models.CharField(_("file"), max_length=120)
    digest = models.CharField(_("SM3"), max_length=64)
    size = models.PositiveIntegerField(_("entries"))
    added = models.PositiveIntegerField(_("added"))
    removed = models.PositiveIntegerField(_("removed"))
    #: purpose: telling the list's keeper what to mend; goes with the entries
    remarks = SealedTextField(_("remarks"), blank=True)
    remark_count = models.PositiveIntegerField(default=0)
    state = models.CharField(_("state"), max_length=8, choices=EditionState.choices)
    brought_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("brought by"))
    brought_at = models.DateTimeField(_("brought at"))
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    house, objects = managers(EditionQuerySet)

    class Meta:
        ordering = ("risk_list", "-number")
        verbose_name = _("edition of a list")
        constraints = (
            models.UniqueConstraint(fields=["risk_list", "number"], name="screening_edition_number"),
            models.UniqueConstraint(
                fields=["risk_list"],
                condition=Q(state="current"),
                name="screening_one_edition_in_force",
                violation_error_message=_("One edition of a list is in force."),
            ),
            models.CheckConstraint(
                name="screening_edition_second_person",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("brought_by")),
                violation_error_message=_("A held edition is confirmed by somebody else than who brought it."),
            ),
        )

    def __str__(self) -> str:
        return _("%(list)s, edition %(n)d") % {"list": self.risk_list, "n": self.number}


class Entry(models.Model):
    """A line of an edition. ``subject`` is sealed JSON: id, names, schema, identity, accounts, phones."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="entries")
    row = models.PositiveIntegerField()
    #: keyed hash of what identifies the line in its list, and of all it says
    key = models.BinaryField(max_length=32)
    content = models.BinaryField(max_length=32)
    #: purpose: screening; kept while the edition is in force or held
    subject = SealedTextField()

    class Meta:
        ordering = ("edition", "row")
        indexes = (models.Index(fields=["edition", "key"], name="screening_entry_key"),)

    def __str__(self) -> str:
        return f"{self.edition_id}:{self.row}"


class NumberKind(models.TextChoices):
    IDENTITY = "identity", _("Identity number")
    ACCOUNT = "account", _("Account")
    PHONE = "phone", _("Phone")


class EntryNumber(models.Model):
    """A number of an entry as a keyed hash of its canonical form: what exact matching looks at."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="numbers")
    kind = models.CharField(max_length=8, choices=NumberKind.choices)
    hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = (models.Index(fields=["hash", "kind"], name="screening_number_meets"),)

    def __str__(self) -> str:
        return f"{self.kind} of {self.entry_id}"


class RunState(models.TextChoices):
    RUNNING = "running", _("Running")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Done")


class Run(models.Model):
    """Every contractor under an institution against the editions in force when it was asked for.

    ``editions``: [[edition id, list, number, entries, digest, day]] as frozen at the start. ``last``: the person it
    stands at; people are taken in order of their number in the database.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    editions = models.JSONField()
    matcher = models.CharField(_("matcher"), max_length=24)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    new_hits = models.PositiveIntegerField(default=0)
    state = models.CharField(_("state"), max_length=8, choices=RunState.choices, default=RunState.RUNNING)
    finished_at = models.DateTimeField(null=True, blank=True)

    house, objects = managers(ScopedQuerySet)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("screening run")
        indexes = (models.Index(fields=["id"], name="screening_running", condition=Q(state="running")),)
        constraints = (
            models.CheckConstraint(
                name="screening_run_within_its_people",
                condition=Q(done__lte=F("total")),
                violation_error_message=_("A run screens nobody twice."),
            ),
        )

    def __str__(self) -> str:
        return _("Run %(n)d") % {"n": self.pk}

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 100


class Remark(models.TextChoices):
    NONE = "", _("In order")
    MISSING = "missing", _("No identity number")
    WEAK = "weak", _("Fails its check")
    SHARED = "shared", _("Same number as somebody else")


class ScreenedQuerySet(ScopedQuerySet):
    scope_field = "person__institution__path"


class Screened(models.Model):
    """That a run compared a person, what it said of the person's own number, and how many hits it found."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    remark = models.CharField(_("identity number"), max_length=8, choices=Remark.choices, blank=True)
    hits = models.PositiveSmallIntegerField(default=0)

    house, objects = managers(ScreenedQuerySet)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["run", "person"], name="screening_person_once_a_run"),)

    def __str__(self) -> str:
        return f"{self.person_id} in {self.run_id}"


class HitState(models.TextChoices):
    OPEN = "open", _("Undecided")
    PROPOSED = "proposed", _("Proposed: the same")
    SAME = "same", _("The same")
    NOT_SAME = "not_same", _("Not the same")


class HitQuerySet(ScopedQuerySet):
    scope_field = "person__institution__path"

    def waiting(self):
        return self.filter(state__in=[HitState.OPEN, HitState.PROPOSED])


class Hit(models.Model):
    """A person and an entry that may be the same. ``pair`` is a keyed hash of both sides as they were compared."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    risk_list = models.ForeignKey(RiskList, models.PROTECT, related_name="+")
    pair = models.BinaryField(max_length=32, unique=True)
    #: purpose: showing the person who decides what was compared; sealed JSON of the listed subject
    listed = SealedTextField()
    score = models.FloatField(_("score"))
    matcher = models.CharField(_("matcher"), max_length=24)
    #: sealed JSON [[feature, strength, detail]]
    reasons = SealedTextField()
    state = models.CharField(_("state"), max_length=8, choices=HitState.choices, default=HitState.OPEN)
    first_run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    last_run = models.ForeignKey(Run, models.PROTECT, related_name="hits")
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    house, objects = managers(HitQuerySet)

    class Meta:
        ordering = ("-score", "id")
        verbose_name = _("hit")
        indexes = (
            models.Index(fields=["-score"], name="screening_queue", condition=Q(state__in=["open", "proposed"])),
            models.Index(fields=["person", "state"], name="screening_hits_of_person"),
        )
        constraints = (
            models.CheckConstraint(
                name="screening_four_eyes",
                condition=~Q(state="same")
                | Q(proposed_by__isnull=False, decided_by__isnull=False) & ~Q(proposed_by=F("decided_by")),
                violation_error_message=_("“The same” is proposed by one person and confirmed by another."),
            ),
        )

    def __str__(self) -> str:
        return _("Hit %(n)d") % {"n": self.pk}


class HitStep(models.Model):
    """A change of a hit: who, when, from what to what, with what reason."""

    hit = models.ForeignKey(Hit, models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=12)
    before = models.CharField(max_length=8)
    after = models.CharField(max_length=8)
    note = models.TextField(blank=True)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.verb} {self.before}->{self.after}"
