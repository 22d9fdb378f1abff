"""The demo's cameras are connected once, and the pictures of the eve are drawn once."""

from datetime import datetime, timedelta

import pytest

from anbao.demo.branch.actions import load_branch
from anbao.demo.simulator.cameras.connecting import Ports, connect, connected, eve
from anbao.demo.staff.habits import ZONE
from anbao.senses.cameras.models import CameraSource, Snapshot

EVE = datetime(2022, 2, 3, 20, tzinfo=ZONE)


@pytest.mark.django_db
def test_cameras_are_connected_once_and_looked_at_just_before_the_demos_moment(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load_branch(seed=2022, at=EVE - timedelta(days=100))
    made = connect(Ports(9720, 9721), at=EVE)
    assert connected() == made == connect(Ports(9720, 9721), at=EVE)
    some = made[:2]
    assert eve(some, seed=2022, at=EVE) >= len(some)
    assert Snapshot.house.filter(source__in=some).exists()
    again = list(CameraSource.house.select_related("device__area").filter(pk__in=[source.pk for source in some]))
    assert all(EVE - timedelta(hours=1) <= source.seen_at < EVE for source in again)
    assert eve(again, seed=2022, at=EVE) == 0
