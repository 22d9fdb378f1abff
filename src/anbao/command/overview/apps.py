from django.apps import AppConfig


class OverviewConfig(AppConfig):
    name = "anbao.command.overview"
