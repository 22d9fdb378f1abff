"""Reads of findings: what is the same defect at the same place."""

from django.db.models import F, Q

from anbao.loom.findings.models import Finding, FindingState
from anbao.loom.findings.words import categories
from anbao.org.models import Area, Device, Institution

#: the category that says nothing about what is wrong: two findings of it are the same only with the same title
OTHER = "other"


def alike(
    place: Institution, category: str, *, area: Area | None, device: Device | None, exact: bool = False, title: str = ""
):
    """Findings that may be this defect: same place and category, and no other area or device than the one named.

    Where the defect names none, any of the place fits, and where the finding names none, it fits as well. `exact`: only what
    names the same device, as a machine needs that judges one device by itself. The unclosed come first, then those closed last;
    among equals the one that names the same area and device.
    """
    if category not in categories():
        return Finding.house.none()
    rows = Finding.house.filter(institution=place, category=category)
    for field, named in (("area", area), ("device", device)):
        if exact and field == "device":
            rows = rows.filter(device=named)
        elif named is not None:
            rows = rows.filter(Q(**{field: named}) | Q(**{f"{field}__isnull": True}))
    if category == OTHER:
        rows = rows.filter(title=title)
    return rows.order_by(F("closed_at").desc(nulls_first=True), *_nearest(area, device), "-id")


def open_alike(place: Institution, category: str, *, area: Area | None = None, device: Device | None = None):
    """The findings that a report would be added to, nearest first: shown before somebody reports the same again."""
    return alike(place, category, area=area, device=device).exclude(state=FindingState.CLOSED)


def _nearest(area: Area | None, device: Device | None) -> list:
    """Order: what names the device, then the area, before what names none."""
    return [
        F(f"{field}_id").desc(nulls_last=True) if named is not None else F(f"{field}_id").asc(nulls_first=True)
        for field, named in (("device", device), ("area", area))
    ]
