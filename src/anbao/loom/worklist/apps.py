from django.apps import AppConfig


class WorklistConfig(AppConfig):
    name = "anbao.loom.worklist"
    label = "worklist"
