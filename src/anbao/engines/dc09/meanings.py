"""What the code of an event says, whatever its language: one answer for SIA and Contact ID alike."""

from functools import lru_cache

from anbao.engines.dc09 import contact_id, sia_codes
from anbao.engines.dc09.codes import Meaning, Quality
from anbao.engines.dc09.header import SUPERVISION_TOKENS
from anbao.engines.dc09.signals import READERS

LINK_SUPERVISION = Meaning(Quality.SUPERVISION, "链路监督", "link supervision")
NO_CODE = Meaning(Quality.STATUS, "无代码", "no code")


@lru_cache(maxsize=4096)
def meaning(kind: str, code: str | None) -> Meaning:
    """The row of a code in an event of this kind. A code outside the tables is named as such, never dropped."""
    if kind in SUPERVISION_TOKENS:
        return LINK_SUPERVISION
    if code is None:
        return NO_CODE
    found = sia_codes.find(code) if kind == "SIA-DCS" else contact_id.find(code)
    return found or Meaning(Quality.UNKNOWN, f"未列代码 {code}", f"unlisted code {code}")


@lru_cache(maxsize=4096)
def number(kind: str, code: str | None) -> str:
    """What the number behind a code counts: ``zone``, ``user``, ``area``, ``line``, ``device`` or ``other``.

    A user number looked up among the zones would name a detector that said nothing.
    """
    if not code or kind not in READERS:
        return "zone"
    return (sia_codes if kind == "SIA-DCS" else contact_id).number(code)
