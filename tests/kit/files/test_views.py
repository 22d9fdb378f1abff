"""Attachments are served to whoever may see their place, as what their bytes are."""

import io

import pytest
from PIL import Image

from anbao.kit.files import actions
from anbao.kit.files.actions import place_of
from anbao.kit.files.models import Attachment
from anbao.kit.files.rules import UploadRefused
from tests.branch import NOW, Branch
from tests.reading import nothing_changes, signed_in


@pytest.fixture
def world(branch: Branch, settings, tmp_path) -> Branch:
    settings.MEDIA_ROOT = tmp_path
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, "PNG")
    branch.bytes = stream.getvalue()
    branch.photo = bring(branch, "lamp.png", branch.bytes)
    return branch


def bring(world, name: str, content: bytes) -> Attachment:
    return actions.bring(actor=world.outlet.tag, name=name, content=content, scope=world.places["CL01"].path, at=NOW)


def test_owner_and_colleagues_of_the_place_see_it(world):
    for name in ("outlet", "teller", "chongli", "chief"):
        answer = signed_in(world.people[name]).get(f"/files/{world.photo.pk}/")
        assert answer.status_code == 200 and answer.getvalue() == world.bytes
        assert answer["Content-Type"] == "image/png" and answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'" and "private" in answer["Cache-Control"]


def test_strangers_do_not(world):
    for name in ("outlet2", "huailai", "stranger", "vendor"):
        assert signed_in(world.people[name]).get(f"/files/{world.photo.pk}/").status_code == 404
    from django.test import Client

    assert Client().get(f"/files/{world.photo.pk}/").status_code == 302


def test_a_paper_is_a_download(world):
    paper = bring(world, '预案"\r\n.pdf', b"%PDF-1.4 x")
    answer = signed_in(world.outlet).get(f"/files/{paper.pk}/")
    assert answer["Content-Disposition"].startswith("attachment") and answer["Content-Type"] == "application/pdf"
    answer.close()


def test_a_file_that_is_gone_is_not_found(world):
    place_of(world.photo.digest, world.photo.kind).unlink()
    assert signed_in(world.outlet).get(f"/files/{world.photo.pk}/").status_code == 404


@pytest.mark.parametrize("content", [b"", b"<html>", b"\x89PNG\r\n\x1a\nbroken", b"%PD"])
def test_what_is_no_picture_or_paper_is_refused(world, content):
    with nothing_changes(), pytest.raises(UploadRefused):
        bring(world, "a.png", content)
