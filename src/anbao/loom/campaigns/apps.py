from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "anbao.loom.campaigns"
    default_auto_field = "django.db.models.BigAutoField"
