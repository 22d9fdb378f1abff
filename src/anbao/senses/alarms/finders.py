"""Kinds of holes that the senses find: sources that are silent, were never heard, or that nobody entered; zones never tested."""

from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef

from anbao.loom.holes.words import HoleKind, Look, Sighting, register
from anbao.org.models import Device
from anbao.senses.alarms.models import AlarmSource, Zone

NET = "riskcontrol"


def _link(source: AlarmSource) -> str:
    return f"/alarms/sources/{source.pk}/page/"


def silent_source(look: Look) -> Iterator[Sighting]:
    """A source that has fallen silent."""
    for source in AlarmSource.house.silent().filter(institution_id__among=look.places, silent_since__lte=look.at):
        yield Sighting(
            "silent_source", f"S{source.pk}", NET, source.institution_id, f"{source}静默", f"{source} is silent", _link(source)
        )  # fmt: skip


def never_heard(look: Look) -> Iterator[Sighting]:
    """Sources that were entered and from which nothing ever came, counted by place."""
    rows = AlarmSource.house.enabled().filter(
        institution_id__among=look.places, known=True, last_heard_at__isnull=True, made_at__lte=look.at
    )
    for row in rows.order_by().values("institution_id").annotate(n=Count("id")):
        yield Sighting(
            "never_heard", f"I{row['institution_id']}", NET, row["institution_id"], f"{row['n']} 个报警源从未收到信号",
            f"{row['n']} alarm sources never heard", f"/alarms/sources/?place={row['institution_id']}&state=never", row["n"],
        )  # fmt: skip


def unknown_source(look: Look) -> Iterator[Sighting]:
    """An account that calls and that nobody entered."""
    for source in AlarmSource.house.unknown().filter(institution_id__among=look.places, made_at__lte=look.at):
        yield Sighting(
            "unknown_source", f"S{source.pk}", NET, source.institution_id, f"未登记账号 {source.account} 呼入",
            f"unknown account {source.account} calls", _link(source),
        )  # fmt: skip


def panel_unwatched(look: Look) -> Iterator[Sighting]:
    """Alarm panels of the register that report nowhere, counted by place."""
    reports = AlarmSource.house.enabled().filter(device_id=OuterRef("pk"))
    rows = Device.house.filter(~Exists(reports), kind="alarm_panel", institution_id__among=look.places)
    for row in rows.order_by().values("institution_id").annotate(n=Count("id")):
        yield Sighting(
            "panel_unwatched", f"I{row['institution_id']}", NET, row["institution_id"], f"{row['n']} 台报警主机未接入",
            f"{row['n']} alarm panels report nowhere", f"/org/devices/?place={row['institution_id']}&kind=alarm_panel", row["n"],
        )  # fmt: skip


def zone_untested(look: Look) -> Iterator[Sighting]:
    """Zones of which no signal under test was ever received, counted by place."""
    rows = Zone.house.filter(
        source__institution_id__among=look.places,
        source__enabled=True,
        source__last_heard_at__isnull=False,
        last_test_at__isnull=True,
    )
    for row in rows.order_by().values("source__institution_id").annotate(n=Count("id")):
        place = row["source__institution_id"]
        yield Sighting(
            "zone_untested", f"I{place}", NET, place, f"{row['n']} 个防区从未实测", f"{row['n']} zones never tested by a signal",
            f"/alarms/zones/?place={place}&untested=1", row["n"],
        )  # fmt: skip


for _kind, _finder in (
    (HoleKind("silent_source", "报警源静默", "Silent alarm source", 8), silent_source),
    (HoleKind("unknown_source", "未登记报警账号", "Unknown alarm account", 6), unknown_source),
    (HoleKind("panel_unwatched", "报警主机未接入", "Panel reports nowhere", 6), panel_unwatched),
    (HoleKind("never_heard", "报警源从未上线", "Alarm source never heard", 5), never_heard),
    (HoleKind("zone_untested", "防区从未实测", "Zone never tested", 3), zone_untested),
):
    register(_kind, _finder)
