"""Cases: transfers all or nothing, roles, traces equal to the engine's, the ledger, who may."""

import io
import json
from datetime import timedelta

import pyarrow as pa
import pytest
from openpyxl import Workbook
from pyarrow import parquet

from anbao.kit.access.scopes import Denied
from anbao.kit.ledger.models import Line
from anbao.kit.tables.reading import Unreadable
from anbao.nets.antifraud.accounts import actions, funds, intake
from anbao.nets.antifraud.accounts.models import Account, Case, Role, Transfer
from anbao.nets.antifraud.accounts.rules import Question, TraceFault, question_of
from tests.branch import NOW, Branch
from tests.reading import nothing_changes

HEADS = "流水号,交易时间,付款账号,付款户名,收款账号,收款户名,金额"
#: the example of the algorithm page, in cents on days of January 2022
EXAMPLE = (("S", "A", 600, 1), ("S", "B", 400, 2), ("X", "B", 300, 3), ("B", "C", 500, 5), ("A", "B", 600, 7),
           ("B", "C", 200, 8), ("B", "D", 600, 12), ("C", "E", 500, 14))  # fmt: skip


def file_of(rows=EXAMPLE) -> bytes:
    lines = [
        f"T{n},2022-01-{day:02} 08:00:00,6217{payer}0000000001,户{payer},6217{payee}0000000001,户{payee},{cents / 100:.2f}"
        for n, (payer, payee, cents, day) in enumerate(rows, 1)
    ]
    return "\n".join([HEADS, *lines]).encode()


def by(branch: Branch, who: str = "antifraud") -> dict:
    return {"actor": branch.people[who], "reach": branch.reach(who), "at": NOW}


@pytest.fixture
def case(branch: Branch) -> Case:
    made = actions.open_case(**by(branch), institution=branch.places["ZJK"], number="2022-1", name="门票诈骗")
    actions.bring_transfers(**by(branch), case_id=made.pk, content=file_of(), file_name="明细.csv")
    actions.give_role(**by(branch), case_id=made.pk, role=Role.INVOLVED, numbers="6217S0000000001")
    return made


def cents_by_pair(case: Case, question: Question) -> dict:
    held, found = funds.trace(case, question)
    rows = funds.transfers_behind([pk for pk, _hop, _cents in funds.reached(held, found)])
    return {rows[pk].reference: (hop, cents) for pk, hop, cents in funds.reached(held, found)}


@pytest.mark.parametrize(
    ("method", "cents"),
    [("fifo", [600, 400, 400, 600, 0, 600, 0]), ("lifo", [600, 400, 200, 600, 200, 400, 0]), ("pro-rata", [600, 400, 286, 600, 179, 450, 21])],
)  # fmt: skip
def test_a_trace_over_stored_transfers_says_what_the_algorithm_page_says(case, method, cents):
    found = cents_by_pair(case, Question(hops=3, dwell=6, method=method))
    assert [found[name][1] for name in ("T1", "T2", "T4", "T5", "T6", "T7", "T8")] == cents
    assert [found[name][0] for name in ("T1", "T2", "T4", "T5", "T6", "T7", "T8")] == [1, 1, 2, 2, 2, 3, 3]


def test_received_is_passed_on_given_up_and_standing(case):
    held, found = funds.trace(case, Question(hops=3, dwell=6))
    rows = [row for row in funds.stands(held, found) if "seed" not in row.roles]
    assert all(row.received == row.passed_on + row.given_up + row.standing for row in rows)
    assert sum(row.standing + row.given_up for row in rows) == 1000
    others = {Account.objects.get(pk=pk).number: cents for pk, cents in funds.victims(held, found)}
    assert others == {"6217X0000000001": 300}


def test_backward_and_stops(branch, case):
    actions.give_role(**by(branch), case_id=case.pk, role=Role.STOP, numbers="6217B0000000001")
    assert set(cents_by_pair(case, Question(hops=3, dwell=6))) == {"T1", "T2", "T5"}
    actions.give_role(**by(branch), case_id=case.pk, role=Role.NONE, numbers="6217B0000000001 6217S0000000001")
    actions.give_role(**by(branch), case_id=case.pk, role=Role.INVOLVED, numbers="6217E0000000001")
    assert set(cents_by_pair(case, Question(hops=2, dwell=10, backward=True))) == {"T8", "T4", "T6"}


def test_every_bad_row_is_named_and_nothing_is_taken(branch, case):
    bad = [
        HEADS,
        "1,2022-01-01 08:00:00,A,,B,,-5",
        "2,明天,A,,B,,5",
        "3,2022-01-01,,,B,,5",
        "4,2022-02-30 08:00,A,,B,,0.001",
        "5,2022-01-01,A,,B,,五元",
    ]
    with nothing_changes(), pytest.raises(actions.TransfersRefused) as refused:
        actions.bring_transfers(**by(branch), case_id=case.pk, content="\n".join(bad).encode(), file_name="x.csv")
    assert [fault.row for fault in refused.value.faults] == [2, 3, 4, 5, 6]
    assert Transfer.objects.count() == 8


def test_cells_are_read_as_the_engine_reads_them(branch, case):
    rows = [
        HEADS,
        '1,20220102,6217S0000000001\t,户,="A",户,1.005',
        "2,20220103083000,'A,,B\u3000,,\u00a52",
        "3,2022-01-04T00:30:00Z,\ufeffB,,C,,3",
    ]
    content = "\n".join(rows).encode()
    draft = intake.draft_of(content)
    assert draft.faults == [] and draft.rounded == 1
    said = [(move.payer, move.payee, move.cents, f"{move.at:%Y%m%d%H%M%z}") for move in draft.moves]
    assert said[0] == ("6217S0000000001", "A", 101, "202201020000+0800")
    assert said[1] == ("A", "B", 200, "202201030830+0800")
    assert said[2] == ("B", "C", 300, "202201040030+0000")
    book = actions.bring_transfers(**by(branch), case_id=case.pk, content=content, file_name="x.csv")
    assert book.rounded == 1
    assert json.loads(Line.house.filter(verb="accounts.transfers.brought").latest("pk").detail)["rounded"] == 1
    named = "\ufeffB '6217S0000000001"
    assert actions.give_role(**by(branch), case_id=case.pk, role=Role.STOP, numbers=named) == (2, 0)


def test_the_same_file_twice_is_refused_and_a_second_file_joins(branch, case):
    with nothing_changes(), pytest.raises(TraceFault):
        actions.bring_transfers(**by(branch), case_id=case.pk, content=file_of(), file_name="again.csv")
    more = file_of([("E", "F", 500, 15)])
    assert actions.bring_transfers(**by(branch), case_id=case.pk, content=more, file_name="more.csv").size == 1
    assert "T1" in cents_by_pair(case, Question(hops=4, dwell=6)) and Account.objects.filter(case=case).count() == 8


def test_the_days_that_a_spreadsheet_counts_are_moments():
    draft = intake.draft_of("付款账号,收款账号,金额,时间\nA1,B1,10,44596.5\nA1,B2,10,44597\nA1,B3,10,99999\n".encode())
    assert [f"{move.at:%Y%m%d%H%M%z}" for move in draft.moves] == ["202202041200+0800", "202202050000+0800"]
    assert [(fault.row, fault.column) for fault in draft.faults] == [(4, "时间")]


def test_excel_and_parquet_say_the_same_as_csv(branch):
    csv_moves = intake.draft_of(file_of()).moves
    book, stream = Workbook(), io.BytesIO()
    book.active.append(["from", "to", "amount", "time"])
    for move in csv_moves:
        book.active.append([move.payer, move.payee, move.cents / 100, move.at.replace(tzinfo=None)])
    book.save(stream)
    table = pa.table({
        "from": [m.payer for m in csv_moves], "to": [m.payee for m in csv_moves], "amount": [m.cents / 100 for m in csv_moves],
        "time": pa.array([m.at.replace(tzinfo=None) for m in csv_moves], pa.timestamp("ns")), "other": [1] * len(csv_moves),
    })  # fmt: skip
    column = io.BytesIO()
    parquet.write_table(table, column)
    said = [(m.payer, m.payee, m.cents, m.at) for m in csv_moves]
    for content in (stream.getvalue(), column.getvalue()):
        draft = intake.draft_of(content)
        assert draft.faults == [] and [(m.payer, m.payee, m.cents, m.at) for m in draft.moves] == said
    for nonsense in (b"", b"PAR1nonsense", b"\x00\x01", b"from,to\n1,2"):
        with pytest.raises(Unreadable):
            intake.draft_of(nonsense)


def test_money_that_goes_round_in_a_circle_and_a_hub_that_is_not_followed(branch):
    made = actions.open_case(**by(branch), institution=branch.places["ZJK"], number="9", name="枢纽")
    start = NOW - timedelta(days=3)
    accounts = {name: Account.objects.create(case=made, number=name, hash=name.encode().ljust(32)) for name in "AB"}
    book = made.books.create(file_name="x", digest="0" * 64, size=0, brought_by=branch.antifraud, brought_at=NOW)
    pairs = [("A", "B"), ("B", "A")] * 1500
    Transfer.objects.bulk_create([
        Transfer(book=book, row=n, payer=accounts[a], payee=accounts[b], cents=100, at=start + timedelta(seconds=n))
        for n, (a, b) in enumerate(pairs, 1)
    ])  # fmt: skip
    actions.give_role(**by(branch), case_id=made.pk, role=Role.INVOLVED, accounts=(accounts["A"].pk,), numbers="")
    held, found = funds.trace(made, Question(hops=12, dwell=3))
    assert len(found) == 3000
    held, found = funds.trace(made, Question(hops=12, dwell=3, hub=100))
    assert len(found) == 1500 and [row.roles[-1] for row in funds.stands(held, found)] == ["seed", "hub"]


def test_accounts_are_sealed_and_the_ledger_has_the_question_only(branch, case):
    raw = Account.objects.extra(select={"raw": "encode(number, 'escape')"}).values_list("raw", flat=True)
    assert not any("6217S" in text for text in raw)
    actions.look(**by(branch), case=case, question=Question(hops=3))
    line = Line.house.filter(verb="accounts.trace.looked").get()
    assert '"hops":3' in line.detail.replace(" ", "") and "6217" not in line.detail


@pytest.mark.parametrize("who", ["teller", "president", "stranger", "vendor", "chongli"])
def test_who_may_not_trace_changes_nothing(branch, case, who):
    works = (
        lambda: actions.open_case(**by(branch, who), institution=branch.places["ZJK"], number="x", name="y"),
        lambda: actions.bring_transfers(**by(branch, who), case_id=case.pk, content=file_of(), file_name="x"),
        lambda: actions.give_role(**by(branch, who), case_id=case.pk, role=Role.STOP, numbers="6217B0000000001"),
        lambda: actions.look(**by(branch, who), case=case, question=Question()),
    )
    for work in works:
        with nothing_changes(), pytest.raises(Denied):
            work()


def test_roles_want_an_account_and_a_known_word(branch, case):
    for wish in (
        {"role": "x", "numbers": "1"},
        {"role": Role.STOP, "numbers": " "},
        {"role": Role.STOP, "numbers": " ".join(map(str, range(3000)))},
    ):
        with nothing_changes(), pytest.raises(TraceFault):
            actions.give_role(**by(branch), case_id=case.pk, **wish)
    assert actions.give_role(**by(branch), case_id=case.pk, role=Role.STOP, numbers="6217A0000000001,999") == (1, 1)
    with pytest.raises(TraceFault):
        actions.open_case(**by(branch), institution=branch.places["ZJK"], number="2022-1", name="又一")


def test_nonsense_in_an_address_is_the_usual_question():
    assert question_of({}) == Question()
    assert question_of({"hops": "²", "dwell": "-1", "hub": "x", "method": "x", "backward": "0"}) == Question()
    assert question_of({"hops": "999", "dwell": "9999"}) == Question(hops=12, dwell=365)
    told = question_of({"hops": "3", "dwell": "0", "hub": "7", "method": "lifo", "backward": "1"})
    assert (told.hops, told.dwell, told.hub, told.method, told.backward) == (3, 0, 7, "lifo", True)
