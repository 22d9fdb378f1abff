"""Where a command writes its results: where a file can be written, never over what it reads, each in a file of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

#: an option -> the file or folder it names, or None
Named = Mapping[str, str | Path | None]


def wrong(read: Named, written: Named) -> Iterator[tuple[str, str]]:
    """All that is wrong with where results would go, in English and Chinese, known before any work is done."""
    yield from clashes(read, written)
    for option, path in written.items():
        if path is None:
            continue
        folder = Path(path).absolute().parent
        if Path(path).is_dir() or not folder.is_dir():
            yield (
                f"{option} {path}: no folder to write a file in",
                f"{option} {path}：不能在此写文件（没有这个文件夹，或它就是文件夹）",
            )
        elif not os.access(path if Path(path).exists() else folder, os.W_OK):
            yield f"{option} {path}: may not be written", f"{option} {path}：没有写入权限"


def clashes(read: Named, written: Named) -> Iterator[tuple[str, str]]:
    """(English, Chinese) of every option that would overwrite a file that is read, or that another result goes into.

    Links and other spellings of a path are followed. Of a folder that is read, its files count.
    """
    results = [(option, path) for option, path in written.items() if path is not None]
    for number, (option, path) in enumerate(results):
        for source, given in read.items():
            if given is not None and _is_of(path, given):
                yield (
                    f"{option} {path} would overwrite what is read ({source}); give another file",
                    f"{option} {path} 会覆盖输入文件（{source}），请换一个文件",
                )
        for other, taken in results[:number]:
            if _same(path, taken):
                yield f"{option} and {other} name one file: {path}", f"{option} 与 {other} 是同一个文件：{path}"


def _same(one: str | Path, other: str | Path) -> bool:
    if os.path.exists(one) and os.path.exists(other):
        return os.path.samefile(one, other) and os.path.isfile(one)  # /dev/null may be read and written
    return os.path.realpath(one) == os.path.realpath(other)


def _is_of(path: str | Path, given: str | Path) -> bool:
    if os.path.isdir(given):
        return os.path.isfile(path) and Path(os.path.realpath(given)) in Path(os.path.realpath(path)).parents
    return _same(path, given)
