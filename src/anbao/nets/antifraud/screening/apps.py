from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScreeningConfig(AppConfig):
    name = "anbao.nets.antifraud.screening"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Screening")
