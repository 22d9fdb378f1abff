from django.apps import AppConfig


class LivemapConfig(AppConfig):
    name = "anbao.command.livemap"
    default_auto_field = "django.db.models.BigAutoField"
