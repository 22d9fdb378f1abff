from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "anbao.kit.jobs"
    default_auto_field = "django.db.models.BigAutoField"
