from django.apps import AppConfig


class HolesConfig(AppConfig):
    name = "anbao.loom.holes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from anbao.loom.holes import finders, tally  # noqa: F401  finders registers the loom's own kinds
        from anbao.org.actions import when_moved

        when_moved(tally.follow)
