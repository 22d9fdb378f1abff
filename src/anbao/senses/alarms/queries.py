"""Reads of alarms: the gateway's books of accounts, its own institution, the queue."""

from datetime import datetime, timedelta
from ipaddress import ip_network

from django.conf import settings
from django.db.models import F, Q

from anbao.engines.dc09.accounts import Account, AccountBook, Window
from anbao.engines.dc09.accounts import Leniency as Dc09Leniency
from anbao.engines.fire26875.faults import Leniency as FireLeniency
from anbao.engines.fire26875.receiver import Transmitter, TransmitterBook
from anbao.org.models import Area, Institution
from anbao.senses.alarms.models import Alarm, AlarmSource, Gateway, Protocol

#: a gateway without a sign of life for so long does not listen, or has no database
GONE = timedelta(seconds=15)


def home() -> Institution | None:
    """The gateway's own institution, where unknown sources show: ANBAO_GATEWAY_HOME (a code), else the highest place
    with a monitoring centre, else the head of the tree."""
    if settings.ANBAO_GATEWAY_HOME:
        return Institution.house.filter(code=settings.ANBAO_GATEWAY_HOME).first()
    centre = Area.house.filter(kind="monitoring_centre").order_by("institution__depth", "institution__path").first()
    return centre.institution if centre else Institution.house.order_by("depth", "path").first()


def account_of(source: AlarmSource) -> Account:
    return Account(
        number=source.account, key=bytes.fromhex(source.key) if source.key else None,
        window=Window(timedelta(seconds=source.window_old), timedelta(seconds=source.window_ahead)),
        leniency=Dc09Leniency.named(source.leniency), addresses=tuple(ip_network(a) for a in source.addresses),
        utc_offset=timedelta(minutes=source.utc_offset), encoding=source.encoding or None,
    )  # fmt: skip


def transmitter_of(source: AlarmSource) -> Transmitter:
    return Transmitter(
        number=source.account, leniency=FireLeniency.named(source.leniency), addresses=tuple(ip_network(a) for a in source.addresses)
    )  # fmt: skip


def books() -> tuple[AccountBook, TransmitterBook]:
    """What the engines judge by: every enabled source that somebody entered."""
    rows = AlarmSource.house.enabled().filter(known=True).order_by("pk")
    panels = [account_of(s) for s in rows if s.protocol == Protocol.DC09]
    transmitters = [transmitter_of(s) for s in rows if s.protocol == Protocol.FIRE]
    return AccountBook(panels), TransmitterBook(transmitters)


def deaf_gateways(path: str, at: datetime, *, speed: float = 1.0) -> list[str]:
    """Gateways that should listen for the place and can't store: those that say so, and those without a sign of life.

    One that is cut off from its database can't say it, so its silence is judged here. `speed`: how fast a demo's clock runs.
    """
    silent = Q(beat_at__lt=at - GONE * max(speed, 1.0))
    failing = Q(away_since__isnull=False) & (Q(away_until__isnull=True) | Q(away_until__lt=F("away_since")))
    rows = Gateway.house.filter(silent | failing, listening=True).select_related("institution")
    return [row.name for row in rows if path.startswith(row.institution.path) or row.institution.path.startswith(path)]


def queue(user):
    """What has to be dealt with now, gravest first, the newest of a severity first."""
    rows = Alarm.objects.visible_to(user).standing()
    return rows.select_related("institution", "area", "device", "source").order_by("-severity", "-raised_at", "pk")
