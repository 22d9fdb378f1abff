from django.apps import AppConfig


class UnannouncedConfig(AppConfig):
    name = "anbao.nets.riskcontrol.unannounced"
    default_auto_field = "django.db.models.BigAutoField"
