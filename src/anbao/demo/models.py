from django.db import models


class DemoClock(models.Model):
    """The one row of the demo's clock; see anbao.demo.clock."""

    real = models.DateTimeField()
    moment = models.DateTimeField()
    speed = models.FloatField(default=1.0)
    #: how far the invented staff have worked, and with which seed
    worked_until = models.DateTimeField(null=True)
    seed = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.moment:%Y-%m-%d %H:%M} x{self.speed:g}"
