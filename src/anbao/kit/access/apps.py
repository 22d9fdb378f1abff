from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "anbao.kit.access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from anbao.kit import lookups

        lookups.register()
