"""Files of several people at once: one refused takes none; what is proven is never proven by somebody else's record."""

from datetime import UTC, datetime

import pytest

from anbao.demo.staff.pictures import picture
from anbao.kit.files import actions
from anbao.kit.files.actions import Upload
from anbao.kit.files.models import Attachment
from anbao.kit.files.rules import UploadRefused
from anbao.kit.ledger.models import Line

AT = datetime(2022, 2, 3, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stored(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def uploads(count: int) -> list[Upload]:
    return [Upload(f"person:{n}", f"{n}.jpg", picture(n), f"000{n}", AT) for n in range(count)]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_each_file_keeps_its_bringer_and_has_its_line(count):
    brought = actions.bring_all(uploads(count), pictures_only=True)
    assert [(row.brought_by, row.name, row.scope) for row in brought] == [
        (f"person:{n}", f"{n}.jpg", f"000{n}") for n in range(count)
    ]
    lines = Line.house.filter(verb="files.attachment.brought").order_by("seq")
    assert [(line.actor, line.subject) for line in lines] == [
        (row.brought_by, f"attachment:{row.pk}") for row in brought
    ]


def test_one_that_is_no_picture_takes_none():
    with pytest.raises(UploadRefused):
        actions.bring_all([*uploads(2), Upload("person:9", "a.jpg", b"%PDF-1.4", "0009", AT)], pictures_only=True)
    assert not Attachment.house.exists() and not Line.house.filter(verb="files.attachment.brought").exists()


def test_what_proves_something_already_is_left_alone():
    first, second = (row.pk for row in actions.bring_all(uploads(2)))
    actions.own({first: "record:1"})
    actions.own({first: "record:2", second: "record:2"})
    assert dict(Attachment.house.values_list("pk", "owner")) == {first: "record:1", second: "record:2"}
    actions.own({})
