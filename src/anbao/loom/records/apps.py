from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "anbao.loom.records"
    default_auto_field = "django.db.models.BigAutoField"
