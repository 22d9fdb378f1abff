"""Digests: what comes often is one notice until it is read."""

from datetime import timedelta

from anbao.kit.inbox import actions
from anbao.kit.inbox.models import Notice
from tests.branch import NOW


def word(who: str, number: int, group: str = "overdue") -> actions.Word:
    return actions.Word(
        who, "overdue", f"已逾期:{number}", f"Overdue: {number}", f"/tasks/{number}/", group=group, many_link="/board/"
    )


def test_a_group_is_one_notice_while_it_is_unread(db):
    actions.tell([word("person:1", 1)], at=NOW)
    digest = Notice.objects.get()
    assert (str(digest), digest.target) == ("已逾期:1", "/tasks/1/")
    actions.tell([word("person:1", 2), word("person:2", 3), word("person:1", 4), word("person:1", 5, group="")], at=NOW)
    digest.refresh_from_db()
    assert (str(digest), digest.target, digest.in_english) == ("已逾期:4 等 3 项", "/board/", "Overdue: 4 and 2 more")
    assert sorted(Notice.objects.values_list("recipient", "group", "count")) == [
        ("person:1", "", 1), ("person:1", "overdue", 3), ("person:2", "overdue", 1),
    ]  # fmt: skip
    actions.read("person:1", at=NOW)
    actions.tell([word("person:1", 6)], at=NOW)
    assert [n.count for n in Notice.objects.of("person:1").unread()] == [1]


def test_a_digest_leaves_the_house_once_a_day_at_most(db):
    actions.tell([word("person:1", 1)], at=NOW)
    Notice.objects.update(sent_at=NOW)
    actions.tell([word("person:1", 2)], at=NOW + timedelta(hours=23))
    assert Notice.objects.get().sent_at == NOW
    actions.tell([word("person:1", 3)], at=NOW + timedelta(hours=25))
    assert Notice.objects.get().sent_at is None


def test_words_with_quotes_and_braces_stay_as_they_are(db):
    said = 'he said "{1,2}" \\ NULL'
    actions.tell([actions.Word("person:1", "x", said, said, group="g")], at=NOW)
    assert Notice.objects.get().zh == said
