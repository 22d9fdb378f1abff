"""`anbao lint`: what is wrong with a playbook, a record kind, a desk's procedure or its causes, a wall's layouts, before it is used. No database is asked."""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml


def lint(path: Path) -> tuple[str, list[str]]:
    """What the file holds, in a few words, and every fault in it."""
    from anbao.loom.records import descriptors

    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        return "", [f"{path}: {(error.strerror or str(error)).lower()}"]
    except UnicodeDecodeError:
        return "", [f"{path}: not a text file in UTF-8"]
    if re.search(r"(?m)^measures:", text):
        return _playbook(text, path)
    if "\nsteps:" in text:
        return _procedure(text, path)
    if path.stem == "causes":
        return _causes(text, path)
    if path.stem == "presets":
        return _layouts(text, path)
    try:
        kind = descriptors.parse(text, path.name)
    except descriptors.KindRefused as refused:
        return "", [str(refused)]
    words = f"record kind {kind.id}, {len(kind.fields)} fields, {len(kind.checklist)} items"
    return words, [f"{path.name}: {fault}" for fault in _strange_words(kind, path)]


def _playbook(text: str, path: Path) -> tuple[str, list[str]]:
    from anbao.command.figures.queries import COUNTS
    from anbao.loom.campaigns.playbook import PlaybookRefused, parse
    from anbao.loom.records.descriptors import about

    told, faults = "", []
    try:
        book = parse(text, source=path.name, record_kinds=about(), figures=set(COUNTS))
        told = f"playbook {book.id}, version {book.version}, {len(book.measures)} measures"
    except PlaybookRefused as refused:
        faults = list(refused.faults)
    return told, [f"{path.name}: {fault}" for fault in (*faults, *_presets(text))]


def _procedure(text: str, path: Path) -> tuple[str, list[str]]:
    from anbao.command.incidents.procedures import ProcedureRefused, claimed_elsewhere, parse

    try:
        found = parse(text, path.name)
    except ProcedureRefused as refused:
        return "", [f"{path.name}: {fault}" for fault in refused.faults]
    words = f"procedure {found.id}, version {found.version}, {len(found.steps)} steps, {found.answers} to answer"
    return words, [f"{path.name}: {fault}" for fault in claimed_elsewhere(found)]


def _causes(text: str, path: Path) -> tuple[str, list[str]]:
    from anbao.command.incidents.procedures import ProcedureRefused, parse_causes, procedures

    try:
        found = parse_causes(text, set(procedures()))
    except ProcedureRefused as refused:
        return "", [f"{path.name}: {fault}" for fault in refused.faults]
    groups = len({cause.group for cause in found.values()})
    return f"causes, {len(found)} of them in {groups} groups", []


def _layouts(text: str, path: Path) -> tuple[str, list[str]]:
    from anbao.command.wall.words import PresetsRefused, parse

    try:
        return f"presets of the wall, {len(parse(text))} of them", []
    except PresetsRefused as refused:
        return "", [f"{path.name}: {fault}" for fault in refused.faults]


def _presets(text: str) -> Iterator[str]:
    """What measures preset is a value that the record kind takes; asked of the plain text, beside all other faults."""
    from anbao.kit.reading import read_yaml
    from anbao.loom.campaigns.spans import rows_of
    from anbao.loom.records.descriptors import kinds
    from anbao.loom.records.rules import clean_value

    try:
        data = read_yaml(text)
    except yaml.YAMLError:
        return  # told where the playbook is read
    for measure in rows_of(data, "measures") if isinstance(data, dict) else ():
        kind, preset = kinds().get(str(measure.get("record"))), measure.get("preset")
        for name, value in preset.items() if kind and isinstance(preset, dict) else ():
            spec = kind.field(str(name))
            try:
                if spec is None or clean_value(spec, value) != value:
                    raise ValueError(f"{kind.id} has no such value")
            except ValueError as error:
                yield f"measures.{measure.get('id')}.preset.{name}: {error}"


def _strange_words(kind, path: Path) -> Iterator[str]:
    """Categories, posts and licences that nobody declared, sources that are not listed, the wrong folder."""
    from anbao.loom.findings.words import categories
    from anbao.loom.records.descriptors import sources
    from anbao.org.words import kinds_of, post_kinds

    for item in kind.checklist:
        if item.defect.category not in categories():
            yield f"checklist.{item.id}.defect: no category named {item.defect.category}"
        if item.source not in sources():
            yield f"checklist.{item.id}.source: not in sources.yaml: {item.source or 'none'}"
    yield from (f"posts: unknown: {post}" for post in kind.posts if post not in post_kinds())
    if kind.signatures.licence and kind.signatures.licence not in kinds_of("certificates"):
        yield f"signatures.licence: unknown: {kind.signatures.licence}"
    if (path.parent.name, path.stem) != (kind.net, kind.id):
        yield f"belongs at kinds/{kind.net}/{kind.id}.yaml"
