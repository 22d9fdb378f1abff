from django.apps import AppConfig


class WallConfig(AppConfig):
    name = "anbao.command.wall"
    default_auto_field = "django.db.models.BigAutoField"
