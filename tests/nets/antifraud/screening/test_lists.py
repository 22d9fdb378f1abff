"""Lists and their editions: all or nothing, every bad row, held when too much is lost, a second person."""

import io

import pytest
from openpyxl import Workbook

from anbao.engines.naming.identity import identity_check
from anbao.kit.access.scopes import Denied
from anbao.kit.crypto import fingerprint, sm3
from anbao.kit.inbox.models import Notice
from anbao.kit.ledger.models import Line
from anbao.kit.tables.reading import Unreadable
from anbao.nets.antifraud.screening import actions
from anbao.nets.antifraud.screening.editions import remark_words
from anbao.nets.antifraud.screening.models import EditionState, Entry, EntryNumber, RiskList
from anbao.nets.antifraud.screening.rules import ScreeningFault
from tests.branch import NOW, Branch
from tests.reading import nothing_changes


def number(n: int) -> str:
    body = f"1307021990{1 + n % 9:02}{1 + n % 28:02}{n:03}"
    return body + identity_check(body)


def content(rows, heads="编号,姓名,身份证号,账号,电话,事由") -> bytes:
    return "\n".join([heads, *rows]).encode("utf-8-sig")


def people(count: int, start: int = 1) -> list[str]:
    return [f"L{n},张三{chr(0x4E00 + n)},{number(n)},,,盗窃" for n in range(start, start + count)]


@pytest.fixture
def risk_list(branch: Branch) -> RiskList:
    return actions.add_list(
        **by(branch, "antifraud"), institution=branch.places["ZJK"], name="禁入名单", source="公安通报"
    )


def by(branch: Branch, who: str) -> dict:
    return {"actor": branch.people[who], "reach": branch.reach(who), "at": NOW}


def bring(branch, risk_list, data: bytes, who: str = "antifraud"):
    return actions.bring_edition(**by(branch, who), risk_list_id=risk_list.pk, content=data, file_name="名单.csv")


def test_an_edition_is_sealed_found_by_its_hashes_and_told_in_the_ledger(branch, risk_list):
    data = content([*people(11), f"L99,李四,{number(99)},6217000010001234567;6217000010009999999,13800138000,涉诈"])
    edition = bring(branch, risk_list, data)
    assert (edition.number, edition.size, edition.added, edition.removed, edition.state) == (1, 12, 12, 0, "current")
    assert edition.digest == sm3(data).hex()
    assert EntryNumber.objects.filter(hash=fingerprint("13800138000"), kind="phone").count() == 1
    assert EntryNumber.objects.filter(kind="account").count() == 2
    stored = Entry.objects.extra(select={"raw": "encode(subject, 'escape')"}).values_list("raw", flat=True)
    assert not any("李四" in raw or number(99) in raw for raw in stored)
    line = Line.house.filter(verb="screening.edition.brought").get()
    assert edition.digest in line.detail and "李四" not in line.detail and line.actor == branch.antifraud.tag


def test_every_bad_row_is_named_and_nothing_is_taken(branch, risk_list):
    bring(branch, risk_list, content(people(3)))
    bad = [*people(2), "L9,,,,,无", "L1,重复,,,,x", "L8,···,,,,x", ",甲乙,,,,"]
    with nothing_changes(), pytest.raises(actions.ListRefused) as refused:
        bring(branch, risk_list, content(bad))
    assert [(fault.row) for fault in refused.value.faults] == [4, 5, 6]


def test_numbers_that_fail_and_two_people_with_one_number_are_kept_and_told(branch, risk_list):
    broken = number(5)[:17] + ("1" if number(5)[17] != "1" else "2")
    rows = [f"A,王五,{broken},,,", f"B,赵六,{number(7)},,,", f"C,孙七,{number(7)},,,"]
    edition = bring(branch, risk_list, content(rows))
    assert edition.remark_count == 2 and edition.size == 3
    import json

    remarks = json.loads(edition.remarks)
    assert [(what, row) for what, row, *_rest in remarks] == [("weak", 2), ("shared", 4)]
    assert all(broken not in remark_words(remark) for remark in remarks)


def test_a_list_that_halves_is_held_until_somebody_else_confirms_it(branch, risk_list):
    first = bring(branch, risk_list, content(people(20)))
    held = bring(branch, risk_list, content(people(10)))
    assert (held.state, held.removed) == (EditionState.HELD, 10)
    assert Notice.objects.filter(recipient=branch.chief.tag, topic="list").exists()
    first.refresh_from_db()
    assert first.state == EditionState.CURRENT and first.entries.count() == 20
    with pytest.raises(ScreeningFault):
        bring(branch, risk_list, content(people(20)))
    for who in ("antifraud", "teller", "stranger", "president"):
        with nothing_changes(), pytest.raises(Denied):
            actions.decide_edition(**by(branch, who), edition_id=held.pk, take=True)
    actions.decide_edition(**by(branch, "chief"), edition_id=held.pk, take=True)
    first.refresh_from_db()
    assert first.state == EditionState.PAST and not first.entries.exists()
    with pytest.raises(ScreeningFault):
        actions.decide_edition(**by(branch, "chief"), edition_id=held.pk, take=False)


def test_other_people_under_the_same_numbers_of_the_list_are_a_loss(branch, risk_list):
    """序号 is a row's number: who stands there decides, not the row."""
    bring(
        branch,
        risk_list,
        content([f"{n},张三{chr(0x4E00 + n)},,,," for n in range(1, 41)], "序号,姓名,身份证号,账号,电话,事由"),
    )
    held = bring(branch, risk_list, content([f"{n},李四{chr(0x5E00 + n)},,,," for n in range(1, 41)]))
    assert (held.state, held.added, held.removed) == (EditionState.HELD, 40, 40)


def test_a_held_edition_that_is_turned_away_leaves_the_one_before(branch, risk_list):
    first = bring(branch, risk_list, content(people(20)))
    held = bring(branch, risk_list, content(people(10)))
    actions.decide_edition(**by(branch, "chief"), edition_id=held.pk, take=False)
    first.refresh_from_db()
    assert first.state == EditionState.CURRENT and not held.entries.exists()
    assert bring(branch, risk_list, content(people(21))).added == 1


@pytest.mark.parametrize("who", ["teller", "president", "stranger", "vendor", "outlet"])
def test_who_may_not_bring_changes_nothing(branch, risk_list, who):
    with nothing_changes(), pytest.raises(Denied):
        bring(branch, risk_list, content(people(3)), who)
    with nothing_changes(), pytest.raises(Denied):
        actions.add_list(**by(branch, who), institution=branch.places["ZJK"], name="x", source="y")


def test_a_second_list_of_the_same_name_is_refused(branch, risk_list):
    with pytest.raises(ScreeningFault):
        actions.add_list(**by(branch, "chief"), institution=branch.places["ZJK"], name="禁入名单", source="y")


def test_excel_and_gb18030_are_taken_and_nonsense_is_not(branch, risk_list):
    book, stream = Workbook(), io.BytesIO()
    for row in (["姓名", "证件号码"], ["钱八", number(3)]):
        book.active.append(row)
    book.save(stream)
    assert bring(branch, risk_list, stream.getvalue()).size == 1
    rows = ["姓名,证件号码", f"钱八,{number(3)}", f"冯九,{number(4)}"]
    assert bring(branch, risk_list, "\n".join(rows).encode("gb18030")).added == 1
    for nonsense in (b"", b"\x89PNG\r\n\x1a\n\x00\xff", b"PK\x03\x04zip", "无此列\n1".encode(), "姓名\n".encode()):
        with nothing_changes(), pytest.raises(Unreadable):
            bring(branch, risk_list, nonsense)
