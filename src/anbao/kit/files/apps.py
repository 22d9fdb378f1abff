from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "anbao.kit.files"
    default_auto_field = "django.db.models.BigAutoField"
