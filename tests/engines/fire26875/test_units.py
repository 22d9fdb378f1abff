"""Application data: every type both ways, times in two codings, texts in GB 18030, code tables."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anbao.engines.fire26875 import codes
from anbao.engines.fire26875.codes import Quality, leading, set_bits
from anbao.engines.fire26875.timelabel import BEIJING, Coding, TimeLabel, read_time, write_bcd_time, write_time
from anbao.engines.fire26875.units import (
    FIELDS,
    TYPES,
    Clock,
    Information,
    read_objects,
    read_text,
    write_objects,
    write_text,
)

AT = datetime(2026, 8, 1, 5, 12, 26, tzinfo=UTC)
FULL = Information(1, 3, 42, 0x000600D9, 2, 4, 9, (3, -105), (1, 2), "一层走廊", 15, TimeLabel(AT.astimezone(BEIJING)))
#: which attributes a field of the table fills
FILLS = {
    "system": ("system_type", "system_address"),
    "component type": ("component_type",),
    "component address": ("component_address",),
    "state, 2 bytes": ("state",),
    "state, 1 byte": ("state",),
    "operation": ("operation",),
    "operator": ("operator",),
    "analogue": ("analogue",),
    "version": ("version",),
    "text, 31 bytes": ("text",),
    "text with length": ("text",),
    "number": ("number",),
    "time": ("label",),
}


@pytest.mark.parametrize("flag", TYPES)
def test_every_type_both_ways(flag):
    row = TYPES[flag]
    wanted = Information(**{name: getattr(FULL, name) for field in row.fields for name in FILLS[field]})
    data = write_objects(flag, (FULL, FULL))
    assert data[:2] == bytes((flag, 2))
    assert read_objects(row, 2, data[2:], Clock()) == (wanted, wanted)
    assert read_objects(row, 2, data[2:-1], Clock()) is None and read_objects(row, 2, data[2:] + b"x", Clock()) is None


def test_sizes_are_those_of_the_standard():
    """8.3 gives the length of each information body, the time label's six bytes not counted."""
    sizes = {1: 4, 2: 40, 3: 10, 4: 4, 5: 4, 7: 38, 8: 2, 21: 1, 24: 2, 25: 2}
    for flag, size in sizes.items():
        assert sum(FIELDS[name].size for name in TYPES[flag].fields if name != "time") == size


def test_what_a_type_cannot_carry_is_refused():
    for flag, objects in [(99, (FULL,)), (1, ()), (3, (Information(1, 1),)), (21, (FULL._replace(state=256),))]:
        with pytest.raises(ValueError):
            write_objects(flag, objects)


@given(st.integers(946_656_000, 4_102_415_999).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
@settings(deadline=None)
def test_times_both_ways_in_both_codings(at):
    assert read_time(write_time(at), coding=Coding.BINARY).at == at
    assert read_time(write_bcd_time(at), coding=Coding.BCD) == TimeLabel(at.astimezone(BEIJING), Coding.BCD)
    for label in (write_time(at), write_bcd_time(at)):
        assert read_time(label, near=at).at == at


@pytest.mark.parametrize(
    ("label", "near", "expected", "coding", "ambiguous"),
    [
        ("180d11160a14", None, (2020, 10, 22, 17, 13, 24), Coding.BINARY, False),
        ("591213310826", None, (2026, 8, 31, 13, 12, 59), Coding.BCD, False),
        ("261213010826", AT, (2026, 8, 1, 13, 12, 26), Coding.BCD, False),
        ("261213010826", None, (2038, 8, 1, 19, 18, 38), Coding.BINARY, True),
        ("301213010814", AT, (2020, 8, 1, 19, 18, 48), Coding.BINARY, True),
        ("301213010820", AT, (2020, 8, 1, 13, 12, 30), Coding.BCD, False),
        ("010203040506", None, (2006, 5, 4, 3, 2, 1), Coding.BINARY, False),
    ],
)
def test_two_readings(label, near, expected, coding, ambiguous):
    found = read_time(bytes.fromhex(label), near=near)
    assert found == TimeLabel(datetime(*expected, tzinfo=BEIJING), coding, ambiguous)


def test_another_label_of_the_frame_gives_a_hint():
    label = bytes.fromhex("301213010814")
    assert read_time(label, near=AT, hint=Coding.BCD) == TimeLabel(
        datetime(2014, 8, 1, 13, 12, 30, tzinfo=BEIJING), Coding.BCD, True
    )
    assert read_time(label, hint=Coding.BCD).coding is Coding.BCD
    assert read_time(label, near=AT, hint=Coding.BINARY).coding is Coding.BINARY


def test_no_time_at_all():
    for label in (bytes(6), b"\xff" * 6, bytes.fromhex("99991f1f1fff")):
        assert read_time(label, near=AT).at is None
    with pytest.raises(ValueError):
        write_time(datetime(1999, 1, 1, tzinfo=UTC))


def test_texts():
    assert read_text(bytes.fromhex("a3c1c7f8a3b1b2e3dfc8b2b8d7dfc0c8") + bytes(15)) == "Ａ区１层呷哺走廊"
    long = "消防控制室" * 10
    written = write_text(long, 31)
    assert len(written) == 31 and read_text(written) == long[:15]
    assert read_text("营业厅".encode("gb18030")[:-1]) == "营业"
    assert read_text(b"a\xff\xffb") == "a\ufffd\ufffdb" and read_text(bytes(31)) == ""
    assert read_text(write_text("𠮷野", 31)) == "𠮷野"


def test_state_words():
    assert [bit.id for bit in set_bits(0b10, codes.COMPONENT_STATES)] == ["fire"]
    assert leading(set_bits(0b111, codes.SYSTEM_STATES)).id == "fire"
    assert leading(set_bits(0b1000000001, codes.SYSTEM_STATES)).quality is Quality.TROUBLE
    assert leading(set_bits(0b1, codes.SYSTEM_STATES)).quality is Quality.RESTORE
    assert leading(()) is None
    assert (len(codes.SYSTEM_STATES), len(codes.COMPONENT_STATES), len(codes.TRANSMITTER_STATES)) == (14, 9, 7)
    assert set(codes.PRECEDENCE) == set(Quality) == set(codes.QUALITY_WORDS)


def test_the_tables_are_whole():
    assert (len(codes.SYSTEMS), len(codes.COMPONENTS), len(codes.ANALOGUES), len(TYPES)) == (17, 66, 12, 29)
    assert codes.COMPONENTS[42].zh == "点型光电感烟火灾探测器" and codes.SYSTEMS[24].zh == "消防电话"
    with pytest.raises(codes.CodeTableError):
        codes._read("1 | 甲 | a\n1 | 乙 | b")


def test_beijing_is_eight_hours_ahead():
    assert AT.astimezone(BEIJING).utcoffset() == timedelta(hours=8)
