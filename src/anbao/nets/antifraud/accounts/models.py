from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anbao.kit.access.scopes import ScopedQuerySet, managers
from anbao.kit.fields import SealedTextField, masked
from anbao.org.models import Institution, Person


class Case(models.Model):
    """An inquiry of an institution."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("institution"))
    number = models.CharField(_("case number"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened at"))
    assumed = models.BooleanField(_("assumed"), default=False)

    house, objects = managers(ScopedQuerySet)

    class Meta:
        ordering = ("-opened_at", "-id")
        verbose_name = _("case")
        constraints = (
            models.UniqueConstraint(
                fields=["institution", "number"],
                name="accounts_case_numbered_once",
                violation_error_message=_("This institution has a case of that number."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Book(models.Model):
    """A file of transfers as it was brought."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="books")
    file_name = models.CharField(_("file"), max_length=120)
    digest = models.CharField(_("SM3"), max_length=64)
    size = models.PositiveIntegerField(_("transfers"))
    brought_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(_("brought at"))
    #: amounts rounded to the cent while it was brought; the ledger's line keeps it
    rounded = 0

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["case", "digest"],
                name="accounts_book_brought_once",
                violation_error_message=_("This file is in the case already."),
            ),
        )

    def __str__(self) -> str:
        return self.file_name


class Role(models.TextChoices):
    NONE = "", _("no role")
    INVOLVED = "involved", _("Involved account")
    STOP = "stop", _("End of the trace")


class Account(models.Model):
    """A payer or payee of a case. ``number`` and ``holder`` are sealed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="accounts")
    #: purpose: tracing the money of a case; kept with the case
    number = SealedTextField(_("account"))
    hash = models.BinaryField(max_length=32)
    #: purpose: telling holders apart; kept with the case
    holder = SealedTextField(_("holder"), blank=True)
    role = models.CharField(_("role"), max_length=8, choices=Role.choices, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["case", "hash"], name="accounts_account_once_a_case"),)
        indexes = (models.Index(fields=["case"], name="accounts_with_role", condition=~Q(role="")),)

    def __str__(self) -> str:
        return masked_account(self.number)

    @property
    def tail(self) -> str:
        """The last four places, for labels of a picture."""
        return masked_account(self.number)[-4:]


class Transfer(models.Model):
    """Money that moved: whole cents, from payer to payee, at a moment."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="transfers")
    row = models.PositiveIntegerField(_("row"))
    payer = models.ForeignKey(Account, models.PROTECT, related_name="+")
    payee = models.ForeignKey(Account, models.PROTECT, related_name="+")
    cents = models.BigIntegerField(_("cents"))
    at = models.DateTimeField(_("moment"))
    reference = models.CharField(_("reference"), max_length=60, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                name="accounts_transfer_not_negative",
                condition=Q(cents__gte=0),
                violation_error_message=_("An amount is never negative."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.book_id}:{self.row}"


def masked_account(number: str) -> str:
    """``6217000010001234567`` -> ``6217***********4567``; a name that is no number keeps its ends."""
    return masked(number, 4, 4) if len(number) > 8 else masked(number, 1, 1)
