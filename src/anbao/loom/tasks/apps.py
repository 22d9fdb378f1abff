from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "anbao.loom.tasks"
    default_auto_field = "django.db.models.BigAutoField"
