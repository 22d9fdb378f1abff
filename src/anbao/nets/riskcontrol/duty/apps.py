from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutyConfig(AppConfig):
    name = "anbao.nets.riskcontrol.duty"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Duty rosters")

    def ready(self):
        from anbao.nets.riskcontrol.duty import finders  # noqa: F401  registers the kinds of holes
