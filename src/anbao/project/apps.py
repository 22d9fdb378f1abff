from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "anbao.project"
    label = "project"
