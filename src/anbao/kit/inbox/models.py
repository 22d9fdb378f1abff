from django.db import models
from django.db.models import Q
from django.utils.translation import get_language


class NoticeQuerySet(models.QuerySet):
    def of(self, recipient: str):
        return self.filter(recipient=recipient)

    def unread(self):
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One message to one recipient ("person:12")."""

    recipient = models.CharField(max_length=40)
    topic = models.CharField(max_length=40)
    zh = models.CharField(max_length=300)
    en = models.CharField(max_length=300)
    link = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=["recipient", "-at"], name="inbox_of_recipient"),
            models.Index(fields=["recipient"], name="inbox_unread", condition=Q(read_at__isnull=True)),
            models.Index(fields=["id"], name="inbox_unsent", condition=Q(sent_at__isnull=True)),
        )

    def __str__(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh
