from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "anbao.loom.findings"
    default_auto_field = "django.db.models.BigAutoField"
