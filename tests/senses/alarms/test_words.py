"""What codes are alarms of: the table of kinds against the standards, zones' own kinds, what ends with what."""

import pytest

from anbao.engines.dc09 import contact_id, sia_codes
from anbao.engines.dc09.meanings import meaning, number
from anbao.senses.alarms.words import arming_told, ended_with, kind_of, told_by

CID = "ADM-CID"
#: codes whose letter or group says something else than they do
ODD = {
    "CR": "intrusion", "CM": "tamper", "EA": "intrusion", "EE": "intrusion", "EZ": "tamper", "UZ": "tamper", "DF": "intrusion",
    "AA": "tamper", "XQ": "tamper", "XS": "tamper", "JA": "tamper", "ET": "technical", "EM": "technical", "OU": "technical",
    "NA": "technical", "YI": "power", "FW": "fire_fault", "CI": "arming", "OI": "arming", "BT": "technical", "FT": "fire_fault",
    "1146": "intrusion", "1155": "intrusion", "1374": "intrusion", "1423": "intrusion", "1457": "intrusion", "1459": "intrusion",
    "1121": "hold_up", "1124": "hold_up", "1709": "hold_up", "3465": "hold_up", "1461": "tamper", "1701": "tamper",
    "1141": "tamper", "1143": "tamper", "1147": "tamper", "1341": "tamper", "1344": "tamper", "1383": "tamper",
    "1641": "medical", "1312": "power", "1338": "battery", "1385": "fire_fault", "1373": "fire_fault", "1376": "technical",
    "1150": "other", "1158": "other", "1426": "access", "1432": "technical", "1454": "arming", "1485": "line", "1654": "technical",
}  # fmt: skip


def kind(code: str) -> str:
    token = CID if code.isdecimal() else "SIA-DCS"
    return kind_of(token, code, meaning(token, code).quality.value)


@pytest.mark.parametrize(("code", "wanted"), ODD.items())
def test_a_code_is_what_it_says_and_not_what_its_letter_or_group_says(code, wanted):
    assert kind(code) == wanted


def test_no_alarm_of_either_table_counts_as_arming():
    """Arming is what happens to the panel, and what the panel says did not happen; whatever else rings is a thing of its own."""
    raising = {"alarm", "trouble", "supervision"}
    sia = {code for code, row in sia_codes.CODES.items() if row.quality.value in raising and kind(code) == "arming"}
    cid = {
        code
        for code in contact_id.CODES
        if meaning(CID, "1" + code).quality.value in raising and kind("1" + code) == "arming"
    }
    assert sia == {"CI", "OI"} and cid == {"453", "454", "455"}
    assert {*arming_told(True), *arming_told(False)} == sia | cid


def test_a_restore_has_the_kind_of_what_it_restores():
    """Every family and every event: alarm and restore at a zone meet in one condition, trouble and its restore too."""
    for letter in (row.split()[0] for row in sia_codes.FAMILIES.strip().splitlines()):
        alarm, trouble = kind(letter + "A"), kind(letter + "T")
        assert kind(letter + "H") == kind(letter + "R") == alarm and kind(letter + "J") == trouble
        assert trouble in (alarm, *ended_with("SIA-DCS", letter + "R", alarm))
    for event in contact_id.CODES:
        if (
            meaning(CID, "3" + event).quality.value == "restore"
            and meaning(CID, "1" + event).quality.value != "restore"
        ):
            assert kind("1" + event) == kind("3" + event), event


@pytest.mark.parametrize(
    ("zone", "code", "wanted"),
    [
        ("hold_up", "intrusion", "hold_up"), ("water", "intrusion", "water"), ("fire", "other", "fire"), ("intrusion", "fire", "fire"),
        ("hold_up", "fire", "fire"), ("fire", "hold_up", "hold_up"), ("hold_up", "medical", "medical"), ("hold_up", "tamper", "tamper"),
        ("hold_up", "gas", "gas"), ("", "intrusion", "intrusion"), ("arming", "intrusion", "intrusion"), ("silence", "other", "other"),
    ],
)  # fmt: skip
def test_a_zone_decides_over_a_code_that_says_no_more_than_that_it_rang(zone, code, wanted):
    assert told_by(zone, code) == wanted


@pytest.mark.parametrize(
    ("token", "code", "counted"),
    [
        ("SIA-DCS", "BA", "zone"), ("SIA-DCS", "HA", "zone"), ("SIA-DCS", "CR", "user"), ("SIA-DCS", "OP", "user"), ("SIA-DCS", "CI", "area"),
        ("SIA-DCS", "BV", "area"), ("SIA-DCS", "ES", "device"), ("SIA-DCS", "LT", "line"), (CID, "1130", "zone"), (CID, "1121", "user"),
        (CID, "1459", "user"), (CID, "1461", "user"), (CID, "3401", "user"), ("fire-system", "fire", "zone"), ("SIA-DCS", "", "zone"),
    ],
)  # fmt: skip
def test_what_the_number_behind_a_code_counts(token, code, counted):
    assert number(token, code) == counted


def test_what_some_tables_call_otherwise():
    assert meaning("SIA-DCS", "JK").zh == "指定用户未按时输码"
    assert meaning("SIA-DCS", "CO").quality.value == "status"  # a command to a device: no closing
    assert meaning("SIA-DCS", "FV").quality.value == "restore"  # supervision restored: no second fire
    assert {meaning(CID, q + "459").quality.value for q in "13"} == {"alarm"}  # panels send it with either qualifier
