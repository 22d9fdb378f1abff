from django.db import models

from anbao.kit.access.scopes import ScopedQuerySet, managers


class AttachmentQuerySet(ScopedQuerySet):
    scope_field = "scope"


class Attachment(models.Model):
    """One uploaded file. ``owner`` is what it proves, as ``record:12`` or ``finding:7``; empty until filed."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, db_index=True)
    scope = models.CharField(max_length=255)
    owner = models.CharField(max_length=40, blank=True, db_index=True)
    brought_by = models.CharField(max_length=80)
    brought_at = models.DateTimeField()

    house, objects = managers(AttachmentQuerySet)

    def __str__(self) -> str:
        return self.name
