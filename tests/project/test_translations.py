"""Every text of the product has a Chinese one: msgids are read from the sources, texts from the packages' .po files."""

import io
import re
from collections import defaultdict
from functools import cache

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from anbao.project.messages import SRC, sources

KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
#: %(n)s, %(n)d or %s; a stray %% is a percent sign
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[a-z]")


def _python_of(path) -> bytes:
    """A source as Babel's Python reader takes it; a template becomes its gettext calls, one line a line."""
    if path.suffix == ".py":
        return path.read_bytes()
    text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    return "\n".join(line.strip() for line in text.split("\n")).encode()


@cache
def wanted() -> dict[tuple[str | None, str], str]:
    """(context, msgid) -> where it is used first; a plural stands under its singular."""
    found: dict[tuple[str | None, str], str] = {}
    paths = [
        p for p in SRC.rglob("*") if p.suffix == ".py" or (p.suffix in {".html", ".txt"} and "templates" in p.parts)
    ]
    for path in sorted(paths):
        stream = io.BytesIO(_python_of(path))
        for line, message, _comments, context in extract("python", stream, keywords=KEYWORDS):
            msgid = message[0] if isinstance(message, tuple) else message
            if msgid:
                found.setdefault((context, msgid), f"{path.relative_to(SRC)}:{line}")
    return found


@cache
def texts() -> dict[tuple[str | None, str], set[str]]:
    """(context, msgid) -> its Chinese texts over all packages; Django shows one of them everywhere."""
    found = defaultdict(set)
    for po in (path for path in sources() if path.parts[-3] == "zh_Hans"):
        with po.open("rb") as stream:
            for message in read_po(stream, locale="zh_Hans"):
                msgid = message.id[0] if isinstance(message.id, tuple) else message.id
                strings = message.string if isinstance(message.string, tuple) else (message.string,)
                if msgid:
                    found[message.context, msgid].update(strings)
    return found


def test_the_sources_are_really_read():
    assert ("Sign and file" in {msgid for _c, msgid in wanted()}) and len(wanted()) > 500
    assert (None, "This person already holds that post here.") in wanted()


def test_every_text_has_a_chinese_one():
    missing = [
        f"{where} {msgid!r}" for key, where in wanted().items() for msgid in key[1:] if not any(texts().get(key, ()))
    ]
    assert missing == []


def test_one_text_is_said_in_one_way():
    assert {key: found for key, found in texts().items() if len(found) > 1} == {}


def test_placeholders_are_kept():
    wrong = [
        (key[1], string)
        for key, found in texts().items()
        for string in found
        if sorted(PLACEHOLDER.findall(key[1])) != sorted(PLACEHOLDER.findall(string))
    ]
    assert wrong == []
