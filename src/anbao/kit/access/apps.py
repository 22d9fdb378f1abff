from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


def note_login(sender, request, user, **_) -> None:
    """The login's last hour by the one clock of the house: Django would note the machine's."""
    from anbao.kit import clock

    user.last_login = getattr(request, "at", None) or clock.now()
    user.save(update_fields=["last_login"])


class AccessConfig(AppConfig):
    name = "anbao.kit.access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from anbao.kit import lookups

        lookups.register()
        # under the name of Django's own receiver, in whose place it comes
        user_logged_in.disconnect(dispatch_uid="update_last_login")
        user_logged_in.connect(note_login, dispatch_uid="update_last_login")
