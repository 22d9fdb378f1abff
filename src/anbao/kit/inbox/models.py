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
    #: notices of one group are one while it is unread: the newest words, how many, and the list of them all
    group = models.CharField(max_length=40, blank=True)
    count = models.PositiveIntegerField(default=1)
    many_link = models.CharField(max_length=200, blank=True)
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
        constraints = (
            models.UniqueConstraint(
                fields=["recipient", "group"], name="inbox_one_digest", condition=Q(read_at__isnull=True) & ~Q(group="")
            ),
        )

    def __str__(self) -> str:
        return self.in_english if (get_language() or "zh").startswith("en") else self.in_chinese

    @property
    def in_chinese(self) -> str:
        return f"{self.zh} 等 {self.count} 项" if self.count > 1 else self.zh

    @property
    def in_english(self) -> str:
        return f"{self.en} and {self.count - 1} more" if self.count > 1 else self.en

    @property
    def target(self) -> str:
        """Where it is dealt with: the thing itself, or the list where they are several."""
        return self.many_link if self.count > 1 and self.many_link else self.link
