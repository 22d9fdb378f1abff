from django.apps import AppConfig


class NetboardConfig(AppConfig):
    name = "anbao.command.netboard"
