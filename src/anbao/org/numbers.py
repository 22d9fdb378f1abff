"""Numbers of people that can't be: refused where they come in, because people are looked up by them and called on them."""

import re

from django.utils.translation import gettext as _

from anbao.engines.naming import identity as numbers

#: passports and permits carry letters, but mostly digits; a word is none
LEAST_DIGITS = 4


def identity_fault(text: str) -> str:
    """What is wrong with an identity number, empty when it may be one: of a citizen (GB 11643), a passport, a permit."""
    found = numbers.identity(text)
    if found.kind == "identity":
        if found.sound:
            return ""
        return _("no such identity number: its check digit, date of birth or region is wrong (GB 11643)")
    if found.kind == "other" and found.sound and sum(sign.isdigit() for sign in found.canonical) >= LEAST_DIGITS:
        return ""
    return _("neither an identity number of 18 places nor that of a passport or permit")


def phone_fault(text: str) -> str:
    """What is wrong with a phone number, empty when it may be one: mobile, landline, service number, abroad."""
    found = numbers.phone(text)
    wrong_mobile = re.fullmatch(r"1\d{10}", found.canonical) and not re.fullmatch(r"1[3-9]\d{9}", found.canonical)
    if not found.sound or wrong_mobile or re.search(r"[^\W\d_]", text.replace("转", "")):
        return _(
            "no phone number: digits are wanted, 11 of them for a mobile (1380000 0000), or an area code and a number"
        )
    return ""
