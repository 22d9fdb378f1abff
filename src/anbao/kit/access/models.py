from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A login. Who the person is and what he may do comes from his posts (``anbao.org``)."""

    display_name = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    #: true while the password is one that the security administrator gave
    must_change_password = models.BooleanField(default=False)

    class Meta(AbstractUser.Meta):
        db_table = "access_user"

    def __str__(self) -> str:
        return self.display_name or self.username
