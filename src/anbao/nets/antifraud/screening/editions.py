"""Rows of a file -> subjects -> what an edition would say: every fault, every remark, what came and what went."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from anbao.engines.naming import lists
from anbao.engines.naming.subjects import Refused, Subject
from anbao.engines.naming.text import fold
from anbao.kit.crypto import fingerprint
from anbao.kit.fields import masked
from anbao.kit.tables.reading import Fault, Filled, Row
from anbao.nets.antifraud.screening.models import Entry, EntryNumber, NumberKind
from anbao.nets.antifraud.screening.rules import SHOWN
from anbao.nets.antifraud.screening.sheets import LIST

PARTED = re.compile(r"[;;|,,、]")


@dataclass(frozen=True)
class Line:
    """A row as a subject, with its keyed hashes and the words why it is listed."""

    row: int
    subject: Subject
    reason: str
    key: bytes
    content: bytes

    @property
    def sealed_text(self) -> str:
        return text_of(self.subject, self.reason)


@dataclass
class Draft:
    """What came: lines, faults (any refuses the file), remarks that are kept and told."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[list] = field(default_factory=list)


def text_of(subject: Subject, reason: str) -> str:
    told = {
        "id": subject.id, "names": subject.names, "schema": subject.schema, "identity": subject.identity,
        "accounts": subject.accounts, "phones": subject.phones, "reason": reason,
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False)


def subject_of(text: str) -> tuple[Subject, str]:
    """The subject and the reason behind an entry's sealed text."""
    told = json.loads(text)
    reason = told.pop("reason")
    many = {name: tuple(told[name]) for name in ("names", "accounts", "phones")}
    return Subject(**{**told, **many}), reason


def draft_of(filled: Filled) -> Draft:
    """Judge every row; nothing is written."""
    draft, seen = Draft(faults=list(filled.faults)), {}
    for row in filled.rows:
        try:
            line = _line(row)
        except ValueError as fault:
            draft.faults.append(Fault(filled.sheet, row.number, "", str(fault)))
            continue
        first = seen.setdefault(line.key, row.number)
        if first != row.number:
            words = _("stands in row %(n)d already: the same number in the list, or the same subject") % {"n": first}
            draft.faults.append(Fault(filled.sheet, row.number, str(LIST.columns[0].head), words))
        draft.lines.append(line)
    draft.faults.sort(key=lambda fault: (fault.row, fault.column))
    draft.remarks = list(_remarks(draft.lines))
    return draft


def _line(row: Row) -> Line:
    said = {name: value or "" for name, value in row.values.items()}
    names = [said.get("name", ""), *PARTED.split(said.get("aliases", ""))]
    subject = _subject(
        names=tuple(dict.fromkeys(n.strip() for n in names if n.strip())), schema=said.get("schema") or "person",
        identity=said.get("identity", ""), accounts=_several(said.get("accounts", "")),
        phones=_several(said.get("phones", "")), id=said.get("id", ""),
    )  # fmt: skip
    content = fingerprint(text_of(subject, said.get("reason", "")))
    number = next((number.canonical for kind, number in subject.numbers() if kind == "identity"), "")
    known = said.get("id") or number
    return Line(row.number, subject, said.get("reason", ""), fingerprint(known) if known else content, content)


def _subject(**told) -> Subject:
    """A subject, or ValueError with everything that is wrong in the reader's language."""
    faults = []
    if not (told["names"] or told["identity"] or told["accounts"] or told["phones"]):
        faults.append(_("neither a name nor a number"))
    faults += [
        _("there is nothing to compare in the name %(name)s") % {"name": n[:20]} for n in told["names"] if not fold(n)
    ]
    if faults:
        raise ValueError(" ".join(faults))
    try:
        return Subject(**told)
    except Refused:
        raise ValueError(_("too many names, or one that is too long")) from None


def _several(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in PARTED.split(text) if part.strip()))


def _remarks(lines: list[Line]) -> Iterable[list]:
    """["weak", row, kind, masked number] and ["shared", row, kind, first row]: told with the edition, nothing refused."""
    owners: dict[tuple[str, str], Line] = {}
    for line in lines:
        for kind, number in line.subject.numbers():
            if not number.sound:
                yield ["weak", line.row, kind, masked(number.canonical, *SHOWN[kind])]
            first = owners.setdefault((kind, number.canonical), line)
            others = not set(first.subject.names) & set(line.subject.names)
            if kind != "phone" and first is not line and others:
                yield ["shared", line.row, kind, first.row]


def remark_words(remark: list) -> str:
    """A remark as a sentence in the reader's language."""
    what, row, kind, rest = remark
    word = NumberKind(kind).label
    if what == "weak":
        return _("Row %(row)d: the number %(number)s (%(kind)s) fails its check. It is kept, and matched one slip away.") % {
            "row": row, "number": rest, "kind": word,
        }  # fmt: skip
    return _("Row %(row)d and row %(first)d are two subjects with one number (%(kind)s).") % {
        "row": row, "first": rest, "kind": word,
    }  # fmt: skip


def changes(known: Iterable[str], lines: list[Line]) -> tuple[int, int]:
    """(added, removed) against the sealed texts of the entries in force: by numbers and names, never by row or list number."""
    return lists.changes([subject_of(text)[0] for text in known], [line.subject for line in lines])


def is_held(before: int, now: int, removed: int) -> bool:
    """Whether an edition lost so much that a person has to confirm it."""
    return bool(lists.hold_reason(before, now, removed))


def entries_of(edition, lines: list[Line]) -> list[Entry]:
    return [
        Entry(edition=edition, row=line.row, key=line.key, content=line.content, subject=line.sealed_text)
        for line in lines
    ]


def numbers_of(entries: list[Entry], lines: list[Line]) -> list[EntryNumber]:
    """The keyed hashes of every number, for entries that have their primary keys."""
    return [
        EntryNumber(entry=entry, kind=kind, hash=fingerprint(number.canonical))
        for entry, line in zip(entries, lines, strict=True)
        for kind, number in line.subject.numbers()
    ]
