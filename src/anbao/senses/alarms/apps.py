from django.apps import AppConfig


class AlarmsConfig(AppConfig):
    name = "anbao.senses.alarms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from anbao.senses.alarms import finders  # noqa: F401  registers the kinds of holes
