from django.apps import AppConfig


class CamerasConfig(AppConfig):
    name = "anbao.senses.cameras"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from anbao.senses.cameras import finders  # noqa: F401  registers the kinds of holes
