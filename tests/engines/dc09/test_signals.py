"""Codes inside the content: SIA blocks and Contact ID, and what they say."""

import pytest

from anbao.engines.dc09 import contact_id, sia_codes
from anbao.engines.dc09.codes import CodeTableError, Quality, read_rows
from anbao.engines.dc09.meanings import meaning
from anbao.engines.dc09.signals import Signal, parse_contact_id, parse_sia


@pytest.mark.parametrize(
    ("data", "account", "signals"),
    [
        ("#1234|Nri1/BA501", "1234", [Signal("BA", "501", "1")]),
        ("|Nri1/CL501", None, [Signal("CL", "501", "1")]),
        ("Nri1/WA000", None, [Signal("WA", "000", "1")]),
        ("#123456|Nri1CL0^VX FRONTE ^", "123456", [Signal("CL", "0", "1", "VX FRONTE")]),
        ("#006969|Nri04/OP001NM", "006969", [Signal("OP", "001", "04", "NM")]),
        ("#12345A|NFA129", "12345A", [Signal("FA", "129")]),
        ("#0123|Nti20:50:26RP99", "0123", [Signal("RP", "99", clock="20:50:26")]),
        ("#1234|NRR|Atest", "1234", [Signal("RR", None, text="test")]),
        ("#1|Nid0042ri2/BA1/BA2", "1", [Signal("BA", "1", "2", user="0042"), Signal("BA", "2", "2", user="0042")]),
        ("#1234|N ri1 id02 /BA002", "1234", [Signal("BA", "002", "1", user="02")]),
        ("#1|Ori1/BR7", "1", [Signal("BR", "7", "1", old=True)]),
        (
            "#1|Nri1/BA003/BA004BH005",
            "1",
            [Signal("BA", "003", "1"), Signal("BA", "004", "1"), Signal("BH", "005", "1")],
        ),
        ("#1|NBA1BH2^hall^BR3", "1", [Signal("BA", "1"), Signal("BH", "2", text="hall"), Signal("BR", "3")]),
        ("#1|Nri1BA003ri2BA004", "1", [Signal("BA", "003", "1"), Signal("BA", "004", "2")]),
        ("#1|Nri1/BA003ri2/BH004", "1", [Signal("BA", "003", "1"), Signal("BH", "004", "2")]),
        ("#1|NBA004QQ005", "1", [Signal("BA", "004", text="QQ005")]),
        ("#1|NBA004 BH5 hall", "1", [Signal("BA", "004", text="BH5 hall")]),
        ("#1234", "1234", []),
        ("", None, []),
    ],
)
def test_sia_blocks(data, account, signals):
    content = parse_sia(data)
    assert (content.account, list(content.signals)) == (account, signals)


@pytest.mark.parametrize("data", ["#1|N", "#1|Nri1", "#1|N??", "#1|Nba1", "#1|N1234"])
def test_a_sia_block_without_a_code_is_refused(data):
    assert parse_sia(data) is None


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("#1234|1130 01 005", Signal("1130", "005", "01")),
        ("#1234|1130  1  5", Signal("1130", "5", "1")),
        ("#1234|1130 01 005 hall", Signal("1130", "005", "01", "hall")),
        ("|3401 01 057", Signal("3401", "057", "01")),
        ("#1|E130 01 005", Signal("1130", "005", "01")),
        ("#1|R130 01 005", Signal("3130", "005", "01")),
        ("#1|113001005", Signal("1130", "005", "01")),
        ("1602 00 000", Signal("1602", "000", "00")),
    ],
)
def test_contact_id(data, expected):
    assert parse_contact_id(data).signals == (expected,)


@pytest.mark.parametrize(
    "data", ["#1|0130 01 005", "#1|11 01 005", "#1|hello", "#1|1130 01", "#1|1130 01 0055", "#1|1130010055"]
)
def test_what_is_no_contact_id_is_refused(data):
    assert parse_contact_id(data) is None


@pytest.mark.parametrize(
    ("kind", "code", "quality"),
    [
        ("SIA-DCS", "BA", Quality.ALARM),
        ("SIA-DCS", "BR", Quality.RESTORE),
        ("SIA-DCS", "BT", Quality.TROUBLE),
        ("SIA-DCS", "BB", Quality.BYPASS),
        ("SIA-DCS", "BU", Quality.UNBYPASS),
        ("SIA-DCS", "OP", Quality.OPEN),
        ("SIA-DCS", "CL", Quality.CLOSE),
        ("SIA-DCS", "RP", Quality.TEST),
        ("SIA-DCS", "TS", Quality.TEST),
        ("SIA-DCS", "TA", Quality.ALARM),
        ("SIA-DCS", "FS", Quality.SUPERVISION),
        ("ADM-CID", "1130", Quality.ALARM),
        ("ADM-CID", "3130", Quality.RESTORE),
        ("ADM-CID", "6130", Quality.ALARM),
        ("ADM-CID", "1401", Quality.OPEN),
        ("ADM-CID", "3401", Quality.CLOSE),
        ("ADM-CID", "1570", Quality.BYPASS),
        ("ADM-CID", "3570", Quality.UNBYPASS),
        ("ADM-CID", "1301", Quality.TROUBLE),
        ("HENG-BO", "3456", Quality.CLOSE),
        ("ADM-CID", "1602", Quality.TEST),
        ("NULL", None, Quality.SUPERVISION),
        ("SIA-DCS", None, Quality.STATUS),
        ("SIA-DCS", "Q9", Quality.UNKNOWN),
        ("ADM-CID", "1999", Quality.UNKNOWN),
    ],
)
def test_what_codes_qualify_as(kind, code, quality):
    assert meaning(kind, code).quality is quality


def test_the_tables_are_whole():
    assert len(sia_codes.CODES) >= 270 and len(contact_id.CODES) >= 200
    for code, row in sia_codes.CODES.items():
        assert len(code) == 2 and row.zh and row.en and row.quality is not Quality.UNKNOWN
    qualities = {meaning("ADM-CID", q + code).quality for q in "136" for code in contact_id.CODES}
    assert qualities == set(Quality) - {Quality.UNKNOWN}
    assert meaning("ADM-CID", "3401").zh == "用户撤布防（布防）"


def test_a_table_with_a_bad_line_is_refused():
    with pytest.raises(CodeTableError, match="line 2"):
        list(read_rows("A | b\nC |", 2, "sample"))
