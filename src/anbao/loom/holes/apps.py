from django.apps import AppConfig


class HolesConfig(AppConfig):
    name = "anbao.loom.holes"
    default_auto_field = "django.db.models.BigAutoField"
