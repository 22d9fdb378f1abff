from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "anbao.command.places"
