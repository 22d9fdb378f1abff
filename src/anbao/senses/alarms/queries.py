"""Reads of alarms: the gateway's books of accounts, its own institution, the queue."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_network

from django.conf import settings
from django.utils.translation import gettext as _

from anbao.engines.dc09.accounts import Account, AccountBook, Window
from anbao.engines.dc09.accounts import Leniency as Dc09Leniency
from anbao.engines.fire26875.faults import Leniency as FireLeniency
from anbao.engines.fire26875.receiver import Transmitter, TransmitterBook
from anbao.kit import clock
from anbao.org.models import Area, Institution
from anbao.senses.alarms import rules
from anbao.senses.alarms.models import Alarm, AlarmSource, Gateway, Protocol

#: gateways that were stopped within so long of each other were stopped together: all are named, not only the last
TOGETHER = timedelta(hours=1)
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


@dataclass(frozen=True)
class Deaf:
    """Why alarms may not arrive; ``str()`` says it in the reader's language. ``stopped``: since when, it was ended on purpose;
    no name: no gateway has run yet."""

    name: str
    stopped: datetime | None = None

    def __str__(self) -> str:
        if not self.name:
            return _("No alarm gateway has run yet: no alarm is received")
        if self.stopped is None:
            return _("The alarm gateway %(name)s gives no sign of life or cannot store: alarms may not arrive") % {
                "name": self.name
            }
        told = self.stopped.astimezone(clock.local_zone()).strftime("%m-%d %H:%M")
        return _("The alarm gateway %(name)s was stopped on %(at)s: no alarm is received") % {
            "name": self.name,
            "at": told,
        }


def is_failing(gateway: Gateway, at: datetime, *, speed: float = 1.0) -> bool:
    """Whether it should listen and can't store: it says so, or it is without a sign of life. One that is cut off from its
    database can't say it, so its silence is judged here. `speed`: how fast a demo's clock runs."""
    if not gateway.listening:
        return False
    away, back = gateway.away_since, gateway.away_until
    return at - gateway.beat_at > GONE * max(speed, 1.0) or (away is not None and (back is None or back < away))


def deaf_gateways(path: str, at: datetime, *, speed: float = 1.0) -> list[Deaf]:
    """What keeps alarms of the place from arriving: gateways that should listen and can't store, those that were stopped while
    no other one listens in their stead or listened after them, and that none has run where panels are entered."""
    rows = [row for row in Gateway.house.select_related("institution") if _related(path, row.institution.path)]
    failing = [row for row in rows if is_failing(row, at, speed=speed)]
    listening = [row for row in rows if row.listening and row not in failing]
    found = [Deaf(row.name) for row in failing]
    found += [Deaf(row.name, row.beat_at) for row in rows if not row.listening and not _relieved(row, rows, listening)]
    if not rows and AlarmSource.house.enabled().filter(known=True, institution__path__startswith=path).exists():
        found.append(Deaf(""))
    return found


def _relieved(row: Gateway, rows: list[Gateway], listening: list[Gateway]) -> bool:
    """Whether another gateway listens in the stead of one that was stopped, or lived on after it: then not this one is missed."""
    after = [other for other in rows if other.beat_at - row.beat_at > TOGETHER]
    return any(_related(row.institution.path, other.institution.path) for other in (*listening, *after))


def _related(one: str, other: str) -> bool:
    """Whether one of two places lies in the other."""
    return one.startswith(other) or other.startswith(one)


def ends_by_itself(alarm: Alarm) -> bool:
    """Whether the receiver found it and sees its end: nobody has to say that it is over, and nobody can."""
    return rules.ends_by_itself(alarm.kind, alarm.code)


def queue(user):
    """What has to be dealt with now, gravest first, the newest of a severity first."""
    rows = Alarm.objects.visible_to(user).standing()
    return rows.select_related("institution", "area", "device", "source").order_by("-severity", "-raised_at", "pk")
