from django.apps import AppConfig


class TablesConfig(AppConfig):
    name = "anbao.kit.tables"
    label = "tables"
