"""Fold: the form of a name without its dress (width, case, traditional characters, dots, spaces, controls).

Every step but NFKC works character by character, so one edit in the raw name is at most one edit in the fold:
that is what lets the key channels promise every pair at distance one.
"""

import re
import unicodedata
from functools import cache, lru_cache

import opencc
from anyascii import anyascii

#: characters that part the words of a name and carry nothing else
DOTS = "·•‧・･∙⋅᛫.．。﹒"
#: written alike in registers though OpenCC's character table keeps them apart
REGISTER_VARIANTS = dict(
    zip(
        "喆堃邨仝囯沢葉峯陞昇淸靑黄温呉戸浜斉斎広沢渋児駅",
        "哲坤村同国泽叶峰升升清青黄温吴户滨齐斋广泽涩儿驿",
        strict=True,
    )
)
HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿〇\U00020000-\U0003ffff]")
ALL_HAN = re.compile(r"[㐀-䶿一-鿿〇\U00020000-\U0003ffff]+\Z")
PLAIN_HAN = re.compile(r"[㐀-䶿一-鿿\U00020000-\U000323af]+\Z")
SEPARATORS = re.compile(r"[\s" + re.escape(DOTS) + r",，、'’‘`´\"“”()（）\[\]【】<>《》/\\_\-‐‑–—:：;；!！?？*]+")


@cache
def simplified_table() -> dict[int, str]:
    """Traditional and variant characters to simplified ones, one character to one character."""
    ranges = (range(0x3400, 0xA000), range(0x20000, 0x2A6E0))
    chars = [chr(c) for r in ranges for c in r]
    simple = opencc.OpenCC("t2s").convert("\n".join(chars)).split("\n")
    table = {ord(a): b for a, b in zip(chars, simple, strict=True) if a != b and len(b) == 1}
    return table | {ord(a): b for a, b in REGISTER_VARIANTS.items()}


def spelled(name: str) -> str:
    """NFKC, lower case, simplified, without invisible characters; word breaks are kept."""
    if PLAIN_HAN.match(name):
        return name.translate(simplified_table())
    text = unicodedata.normalize("NFKC", name).casefold().translate(simplified_table())
    return "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc") or c in "\t\n")


def fold(name: str) -> str:
    """The compact form under which equal names meet: ``spelled`` without word breaks."""
    if PLAIN_HAN.match(name):
        return name.translate(simplified_table())
    return SEPARATORS.sub("", spelled(name))


def is_han(folded: str) -> bool:
    return bool(ALL_HAN.match(folded))


def has_han(text: str) -> bool:
    return bool(HAN.search(text))


def parts(name: str) -> list[str]:
    """The pieces between dots and spaces of a folded name: 艾力·买买提 -> [艾力, 买买提]."""
    return [p for p in SEPARATORS.split(spelled(name)) if p]


def dotted(name: str) -> bool:
    """Whether dots part a name of four characters or more: 比尔·盖茨 is a transcription, short as it is."""
    return len(fold(name)) >= 4 and any(dot in name for dot in DOTS)


@lru_cache(maxsize=65536)
def latin(text: str) -> str:
    """ASCII letters for any script, lower case (Han becomes unaccented pinyin, one word per character)."""
    spaced = re.sub(f"({HAN.pattern})", r" \1 ", text)
    return anyascii(spaced).lower()
