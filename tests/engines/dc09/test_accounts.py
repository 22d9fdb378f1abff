"""Accounts refuse nonsense with every fault at once; panels and encoders refuse what can't be sent."""

from datetime import UTC, datetime, timedelta

import pytest

from anbao.engines.dc09.accounts import LENIENCY_WORDS, Account, AccountBook, Leniency, Window
from anbao.engines.dc09.encoder import build
from anbao.engines.dc09.extended import ExtendedData, Form, parse_block
from anbao.engines.dc09.header import Header
from anbao.engines.dc09.panel import Panel


def test_an_account_names_all_its_faults():
    with pytest.raises(ValueError) as caught:
        Account("12 4", key=b"short", encoding="klingon", utc_offset=timedelta(hours=15))
    for word in ("account number", "16, 24 or 32", "klingon", "14 hours"):
        assert word in str(caught.value)
    with pytest.raises(ValueError, match="negative"):
        Window(old=timedelta(seconds=-1))


def test_a_key_is_never_shown():
    assert "41" not in repr(Account("12AB", key=b"A" * 16)) and "AAAA" not in repr(Account("12AB", key=b"A" * 16))


def test_leniency_by_name():
    some = Leniency.WRONG_CRC | Leniency.LOWER_CASE_HEX
    assert some.names() == ["wrong-crc", "lower-case-hex"] and Leniency.named(some.names()) is some
    with pytest.raises(KeyError):
        Leniency.named(["wrong-colour"])
    assert set(LENIENCY_WORDS) == set(Leniency)


def test_account_numbers_ignore_case():
    book = AccountBook([Account("12ab")])
    assert book.find("12AB")[1] and book.find("12ab")[1] and not book.find(None)[1] and not book.find("99")[1]


@pytest.mark.parametrize(
    ("written", "block"),
    [
        (b"[M0026B9E4268B]", ExtendedData("M", b"0026B9E4268B")),
        (b"[\x00\x03ABC]", ExtendedData("", b"ABC", Form.BINARY_LENGTH)),
        (b"[\x00\x00]", ExtendedData("", b"", Form.BINARY_LENGTH)),
        (b"[\x00\x05]\r\n[_]", ExtendedData("", b"]\r\n[_", Form.BINARY_LENGTH)),
        (b"[0003ABC]", ExtendedData("", b"ABC", Form.FOUR_DIGITS)),
        (b"[0000]", ExtendedData("", b"", Form.FOUR_DIGITS)),
        (b"[0010" + b"A" * 16 + b"]", ExtendedData("", b"A" * 16, Form.FOUR_DIGITS)),
    ],
)
def test_extended_data_both_ways(written, block):
    assert parse_block(b"x" + written + b"_tail", 1) == (block, 1 + len(written))
    assert block.encode() == written


@pytest.mark.parametrize(
    ("written", "block"),
    [
        (b"[0010ABCDEFGHIJ]", ExtendedData("", b"ABCDEFGHIJ", Form.FOUR_DIGITS)),
        (b"[0009AB]", ExtendedData("0", b"009AB")),
        (b"[]", ExtendedData("", b"")),
        (b"[vhttp://x]", ExtendedData("v", b"http://x")),
    ],
    ids=["decimal length", "no length", "empty", "small letter"],
)
def test_odd_blocks_are_shown(written, block):
    assert parse_block(written, 0) == (block, len(written))


@pytest.mark.parametrize("written", [b"", b"[", b"[M00", b"[\x00", b"[\x00\x09AB]", b"x[M]", b"[\x1fA]"])
def test_a_block_without_its_end_is_none(written):
    assert parse_block(written, 0) is None


def test_what_can_not_be_sent_is_refused():
    header = Header("SIA-DCS", False, 1, None, "0", "12AB")
    for block in (ExtendedData("m", b""), ExtendedData("M", b"]")):
        with pytest.raises(ValueError):
            block.encode()
    with pytest.raises(ValueError, match="bracket"):
        build(header, b"a]b")
    with pytest.raises(ValueError, match="sequence"):
        build(header._replace(sequence=10_000))
    with pytest.raises(ValueError, match="timestamp"):
        Panel("12AB", key=bytes(16)).supervision()
    with pytest.raises(ValueError, match="nothing was sent"):
        Panel("12AB").repeat(at=datetime(2022, 2, 4, tzinfo=UTC))
