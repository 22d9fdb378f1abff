from django.apps import AppConfig


class HolesConfig(AppConfig):
    name = "anbao.loom.holes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from anbao.loom.holes import finders  # noqa: F401  registers the loom's own kinds
