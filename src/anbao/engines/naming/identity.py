"""Numbers that identify: citizens' identity numbers, companies' credit codes, accounts, phones.

Sources: GB 11643-1999 (identity number, ISO 7064 MOD 11-2), GB 32100-2015 (unified social credit code, MOD 31),
ISO/IEC 7812-1 (Luhn), the national numbering plan (mobile numbers begin with 1 and have 11 digits).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_CHECKS = "10X98765432"
#: GB/T 2260 codes of provinces, and 81-83 for residents of Hong Kong, Macao and Taiwan
PROVINCES = frozenset(
    f"{n:02d}"
    for block in (range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 66))
    for n in block
) | {"71", "81", "82", "83"}
#: passports and permits of nothing but digits are no longer than this (ICAO Doc 9303-4: nine places)
LONGEST_DIGITS = 9
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))


@dataclass(frozen=True)
class Number:
    """A number brought to one form. ``canonical`` is what keys are made of; ``faults`` say what is wrong with it."""

    raw: str
    canonical: str
    kind: str
    faults: tuple[str, ...] = ()
    old: bool = False

    @property
    def sound(self) -> bool:
        return not self.faults

    @property
    def checked(self) -> bool:
        """Well formed and held by its own check digit: only such a number speaks against an equal name.

        A passport has no check digit, and a person may hold two; a truncated number is no other person's.
        """
        return self.sound and self.kind in ("identity", "credit")


def compact(text: str) -> str:
    """Full width to half, upper case, without spaces and hyphens."""
    return re.sub(r"[\s\-‐‑–—·.]", "", unicodedata.normalize("NFKC", text)).upper()


def identity_check(first17: str) -> str:
    """The eighteenth character of an identity number."""
    return IDENTITY_CHECKS[sum(int(d) * w for d, w in zip(first17, IDENTITY_WEIGHTS, strict=True)) % 11]


def credit_check(first17: str) -> str:
    """The eighteenth character of a unified social credit code."""
    total = sum(CREDIT_ALPHABET.index(c) * w for c, w in zip(first17, CREDIT_WEIGHTS, strict=True))
    return CREDIT_ALPHABET[-total % 31]


def identity(text: str) -> Number:
    """An identity number (15 or 18 places) or a company's credit code, with everything that is wrong with it."""
    value = compact(text)
    if re.fullmatch(r"\d{15}", value):
        longer = value[:6] + "19" + value[6:]
        return Number(text, longer + identity_check(longer), "identity", birth_faults(longer), old=True)
    if re.fullmatch(r"\d{17}[\dX]", value):
        faults = birth_faults(value)
        if identity_check(value[:17]) != value[17]:
            faults += (f"校验位应为 {identity_check(value[:17])}，实为 {value[17]}",)
        if faults and is_credit_code(value):
            return Number(text, value, "credit")
        return Number(text, value, "identity", faults)
    if re.fullmatch(f"[{CREDIT_ALPHABET}]{{18}}", value):
        return Number(text, value, "credit", () if is_credit_code(value) else ("统一社会信用代码校验位不符",))
    if re.fullmatch(r"\d+", value) and len(value) > LONGEST_DIGITS:
        return Number(text, value, "other", (f"身份证号码应为 15 或 18 位，实为 {len(value)} 位",))
    return Number(text, value, "other", () if re.fullmatch(r"[A-Z0-9()/]{4,30}", value) else ("不是证件号码",))


def is_credit_code(value: str) -> bool:
    return bool(re.fullmatch(f"[{CREDIT_ALPHABET}]{{18}}", value)) and credit_check(value[:17]) == value[17]


def birth_faults(value: str) -> tuple[str, ...]:
    faults = () if value[:2] in PROVINCES else (f"没有 {value[:2]} 开头的行政区划",)
    try:
        date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        faults += (f"出生日期 {value[6:14]} 不存在",)
    return faults


def luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def account(text: str) -> Number:
    """A bank account or card; a card number that fails Luhn says so (ordinary accounts need not pass)."""
    value = compact(text)
    if not re.fullmatch(r"\d{6,32}", value):
        return Number(text, value, "account", ("账号应为 6 至 32 位数字",))
    card = len(value) in (16, 18, 19) and value.startswith(("62", "4", "5", "35", "9"))
    return Number(text, value, "account", ("卡号校验位不符",) if card and not luhn(value) else ())


def phone(text: str) -> Number:
    """A phone: country code and punctuation dropped, an area code kept with its nought."""
    value = re.sub(r"[^\d]", "", compact(text).split("转")[0])
    value = re.sub(r"^(0086|86)(?=1[3-9]\d{9}$|0?[1-9]\d{8,10}$)", "", value)
    value = re.sub(r"^0(?=1[3-9]\d{9}$)", "", value)  # a mobile phone of another city, as it was dialled
    if (
        re.fullmatch(r"1[3-9]\d{9}", value)
        or re.fullmatch(r"0\d{9,11}", value)
        or re.fullmatch(r"(400|800)\d{7}", value)
    ):
        return Number(text, value, "phone")
    return Number(text, value, "phone", () if re.fullmatch(r"\d{5,15}", value) else ("不是电话号码",))


READERS = {"identity": identity, "account": account, "phone": phone}


def slip(a: str, b: str) -> str | None:
    """How two numbers of one length differ: ``slip`` (one place), ``swap`` (two neighbours turned), or None."""
    if len(a) != len(b) or a == b:
        return None
    wrong = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if len(wrong) == 1:
        return "slip"
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]:
        return "swap"
    return None


def neighbours(value: str, alphabet: str = "0123456789"):
    """Every number one slip or swap away."""
    for i, char in enumerate(value):
        for other in alphabet + ("X" if i == 17 and len(value) == 18 else ""):
            if other != char:
                yield value[:i] + other + value[i + 1 :]
        if i + 1 < len(value) and value[i + 1] != char:
            yield value[:i] + value[i + 1] + char + value[i + 2 :]


def apart(a: Number, b: Number) -> str | None:
    """``slip`` or ``swap`` where two numbers may be one that was miswritten, else None.

    Of two sound numbers none is a slip of the other. A 15-digit form has no check and says 17 of the 18 places: it is
    compared by these, and an 18-digit number that agrees in them fails its check.
    """
    if not (a.old or b.old):
        return None if a.sound and b.sound else slip(a.canonical, b.canonical)
    whole = slip(a.canonical, b.canonical)
    return whole if whole or not all(n.old or n.sound for n in (a, b)) else slip(a.canonical[:17], b.canonical[:17])


def neighbours_of(number: Number, old_too: bool = True):
    """The canonical numbers that may be ``apart`` from this one by a slip or swap; ``old_too``: among numbers that may be
    15-digit forms."""
    value = number.canonical
    if not number.old:
        yield from neighbours(value, CREDIT_ALPHABET if number.kind == "credit" else "0123456789")
    if number.old or (old_too and number.kind == "identity" and len(value) == 18):
        for first17 in neighbours(value[:17]):
            yield first17 + identity_check(first17)
            yield first17 + value[17]
        yield from (value[:17] + check for check in IDENTITY_CHECKS if check != value[17])
