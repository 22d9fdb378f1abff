from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "anbao.loom.tasks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from anbao.loom.tasks import tally
        from anbao.org.actions import when_moved

        when_moved(tally.follow)
