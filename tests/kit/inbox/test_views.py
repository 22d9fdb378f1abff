"""The inbox shows its owner's notices and nobody else's."""

from django.test import Client

from anbao.kit.inbox import actions
from anbao.kit.inbox.models import Notice
from tests.branch import NOW


def client_of(person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def test_a_notice_is_its_owners_alone(branch):
    actions.tell([actions.Word(branch.teller.tag, "reminder", "请填零报告", "File it", "/tasks/")], at=NOW)
    notice = Notice.objects.get()
    assert "请填零报告" in client_of(branch.teller).get("/inbox/").content.decode()
    for other in (branch.lobby, branch.stranger):
        assert "请填零报告" not in client_of(other).get("/inbox/").content.decode()
        assert client_of(other).post("/inbox/read/", {"notice": notice.pk})["Location"] == "/inbox/"
    assert Notice.objects.get().read_at is None
    assert client_of(branch.teller).post("/inbox/read/", {"notice": notice.pk})["Location"] == "/tasks/"
    assert Notice.objects.get().read_at is not None
