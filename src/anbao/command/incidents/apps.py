from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "anbao.command.incidents"
    default_auto_field = "django.db.models.BigAutoField"
