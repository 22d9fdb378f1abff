from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "anbao.kit.inbox"
    default_auto_field = "django.db.models.BigAutoField"
