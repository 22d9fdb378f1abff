from django.db import models

from anbao.kit.access.scopes import ScopedQuerySet, managers, reach_of


class LineQuerySet(ScopedQuerySet):
    """Lines of the reader's places, and those of no place (logins, bulk loads): a gap in the numbers would look like a
    removed line."""

    scope_field = "scope"

    def visible_to(self, user):
        """The ledger is the audit administrator's own work: it opens where he administers too."""
        reach = reach_of(user)
        return self.within((*reach.scopes, *reach.administers))

    def within(self, scopes):
        scopes = tuple(scopes)
        rows = super().within(scopes)
        if scopes:
            rows = rows | self.filter(scope="")
            rows._narrowed = True
        return rows


class Line(models.Model):
    """One line of the ledger; see the package head for its rules."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=64)
    actor = models.CharField(max_length=80)
    subject = models.CharField(max_length=80)
    scope = models.CharField(max_length=255)
    detail = models.TextField(default="{}")
    hash = models.BinaryField(max_length=32)

    house, objects = managers(LineQuerySet)

    class Meta:
        ordering = ("-seq",)
        indexes = (
            models.Index(fields=["verb", "-seq"], name="ledger_by_verb"),
            models.Index(
                fields=["scope", "-seq"], name="ledger_by_scope", opclasses=["varchar_pattern_ops", "int8_ops"]
            ),
            models.Index(fields=["subject"], name="ledger_by_subject"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.subject}"

    @property
    def hex(self) -> str:
        return bytes(self.hash).hex()
