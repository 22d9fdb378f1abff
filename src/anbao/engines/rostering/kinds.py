"""Of which type each value of a shift, a person, a licence and an end of the last period must be, told in words a user reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from anbao.engines.rostering.faults import Fault

TEXT, WHOLE, TRUTH = ("a text", "文本"), ("a whole number", "整数"), ("true or false", "是 (true) 或否 (false)")
TEXTS = ("a list of texts", "文本列表")


def is_whole(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_text(value) -> bool:
    return isinstance(value, str)


def _is_truth(value) -> bool:
    return isinstance(value, bool)


def _are_texts(value) -> bool:
    return isinstance(value, tuple | list) and all(map(_is_text, value))


def _are_counts(value) -> bool:
    pairs = isinstance(value, tuple | list) and all(isinstance(row, tuple | list) and len(row) == 2 for row in value)
    return pairs and all(_is_text(tally) and is_whole(count) for tally, count in value)


def _or_none(fits):
    return lambda value: value is None or fits(value)


#: class -> value -> (whether it fits, what it must be); licences and past are looked into, not only at
DUE = {
    "Shift": {"id": (_is_text, TEXT), "minutes": (is_whole, WHOLE), "start": (is_whole, WHOLE), "night": (_is_truth, TRUTH)},
    "Licence": {"kind": (_is_text, TEXT), "since": (is_whole, WHOLE), "until": (_or_none(is_whole), WHOLE)},
    "Past": {"shift": (_is_text, TEXT), "run": (is_whole, WHOLE), "free": (is_whole, WHOLE)},
    "Person": {
        "id": (_is_text, TEXT), "shifts": (_or_none(_are_texts), TEXTS),
        "carried": (_are_counts, ("a list of tallies with whole numbers", "统计项与整数的列表")),
    },
}  # fmt: skip


def misfits(row, en: str, zh: str) -> Iterator[Fault]:
    """What is of another type in a row, which ``en`` and ``zh`` name."""
    for name, (fits, (due, zh_due)) in DUE[type(row).__name__].items():
        if not fits(getattr(row, name)):
            yield Fault("form", f"{en}: {name} must be {due}", f"{zh}：{name} 须为{zh_due}")
    if type(row).__name__ == "Person":
        yield from _inside(row, en, zh)


def _inside(person, en: str, zh: str) -> Iterator[Fault]:
    held = person.licences if isinstance(person.licences, tuple | list) else None
    if held is None or any(type(row).__name__ != "Licence" for row in held):
        yield Fault("form", f"{en}: licences must be a list of licences", f"{zh}：licences 须为证书列表")
    else:
        for number, row in enumerate(held, 1):
            yield from misfits(row, f"{en}, licence {number}", f"{zh}的第 {number} 个证书")
    if person.past is not None and type(person.past).__name__ != "Past":
        yield Fault("form", f"{en}: past must say how the days before ended", f"{zh}：past 须说明上期结尾")
    elif person.past is not None:
        yield from misfits(person.past, f"{en}, past", f"{zh}的上期结尾")


def named(row, number: int, en: str, zh: str) -> tuple[str, str]:
    """How a fault names a row: by its id, or by its number where that is none."""
    usable = isinstance(row.id, str) and row.id.strip() and row.id.isprintable()
    return (f"{en} {row.id[:40]}", f"{zh} {row.id[:40]}") if usable else (f"{en} {number}", f"第 {number} 个{zh}")


def of_rows(rows: Iterable, en: str, zh: str) -> tuple[list, list[Fault]]:
    """(the rows whose values are all of their types, what is wrong with the others)."""
    sound, faults = [], []
    for number, row in enumerate(rows, 1):
        found = list(misfits(row, *named(row, number, en, zh)))
        faults += found
        sound += [] if found else [row]
    return sound, faults
