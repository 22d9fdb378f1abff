"""Whether a descriptor holds together: one rule is one function, and every fault is told at once, with its place.

A rule takes a Kind whose parts have the right types already. What a rule refuses could be written, and then nobody could
fill in the form, or file it, or read the list.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import date, time
from typing import TYPE_CHECKING

from anbao.org import words
from anbao.org.models import InstitutionKind

if TYPE_CHECKING:
    from anbao.loom.records.descriptors import FieldSpec, Kind, Named

NUMBERS, TEXTS, CHOOSING = ("integer", "decimal"), ("text", "longtext"), ("choice", "choices")
#: letters that any text may take: a page is no book
MOST_LETTERS = 20_000
#: what the cells of a small table can be drawn as (templates/records/_rows.html)
CELLS = (
    "text",
    "longtext",
    "integer",
    "decimal",
    "date",
    "datetime",
    "time",
    "choice",
    "yesno",
    "person",
    "institution",
)
#: names that the form, its faults and the query of the list use themselves
OF_THE_FORM = {
    "csrfmiddlewaretoken", "client_key", "photos", "attachment", "attachments", "signatures", "attendance", "attendees",
    "claimed_at", "lon", "lat", "location", "task", "institution", "reason", "kind", "record", "supplements", "values",
    "checks", "remarks",
}  # fmt: skip
OF_THE_LIST = {
    "place", "place_kind", "campaign", "since", "until", "flag", "defects", "withdrawn", "filed_before", "with", "before",
    "format",
}  # fmt: skip
#: how a form and the API write yes and no
YES_OR_NO = ({"True", "true"}, {"False", "false"})
#: columns of the rows that become tasks, and the types they may have
ORDERED = {"what": TEXTS, "owner": ("person",), "due": ("date",)}


def _specs(kind: "Kind") -> Iterator[tuple[str, "FieldSpec"]]:
    """Every field and every column, with its place in words."""
    for spec in kind.fields:
        yield f"field {spec.id}", spec
        yield from ((f"field {spec.id}, column {column.id}", column) for column in spec.columns)


def _named(kind: "Kind") -> Iterator[tuple[str, "Named"]]:
    yield "kind", kind
    for where, spec in _specs(kind):
        yield where, spec
        yield from ((f"{where}, choice {choice.id}", choice) for choice in spec.choices)
    yield from ((f"item {item.id}", item) for item in kind.checklist)


def speaks_both_languages(kind: "Kind") -> Iterator[str]:
    """Names, hints and statements are there in Chinese and in English."""
    for where, part in _named(kind):
        yield from (f"{where}: {side} is empty" for side in ("zh", "en") if not getattr(part, side).strip())
    pairs = [("about", kind.about_zh, kind.about_en)]
    pairs.append(("signatures.statement", kind.signatures.statement_zh, kind.signatures.statement_en))
    pairs += [(f"{where}: hint", spec.hint_zh, spec.hint_en) for where, spec in _specs(kind)]
    yield from (
        f"{what} is there in one language only" for what, zh, en in pairs if bool(zh.strip()) != bool(en.strip())
    )


def has_fields_that_can_be_drawn(kind: "Kind") -> Iterator[str]:
    """Choices and columns stand where they are used, and the cells of rows are what a small table draws."""
    for where, spec in _specs(kind):
        if spec.choices and spec.type not in CHOOSING:
            yield f"{where}: choices are not for {spec.type}"
        if spec.columns and spec.type != "rows":
            yield f"{where}: columns are not for {spec.type}"
        if spec.counts and spec.type != "integer":
            yield f"{where}: counts is for an integer"
    for spec in kind.fields:
        for column in spec.columns:
            where = f"field {spec.id}, column {column.id}"
            if column.type not in CELLS:
                yield f"{where}: {column.type} can't be a cell of rows"
            unread = ("default", column.default is not None), ("when", column.when), ("counts", column.counts)
            yield from (f"{where}: {key} is not read in rows" for key, given in unread if given)


def has_ids_of_its_own(kind: "Kind") -> Iterator[str]:
    """No choice or column is named twice, and no name is one that the form or the list uses."""
    for where, spec in _specs(kind):
        for part, rows in (("choice", spec.choices), ("column", spec.columns)):
            ids = [row.id for row in rows]
            yield from (f"{where}: {part} named twice: {name}" for name in sorted({i for i in ids if ids.count(i) > 1}))
        if "__" in spec.id or spec.id.endswith("_"):
            yield f"{where}: an id with two underscores together or one at its end can't be told from a cell's"
    own = OF_THE_FORM | ({kind.target, "subject"} if kind.target != "institution" else set())
    for where, part in (*_specs(kind), *((f"item {item.id}", item) for item in kind.checklist)):
        if "column" not in where and (part.id in own or part.id.startswith("sign_")):
            yield f"{where}: the form uses that name itself"
    for spec in kind.fields:
        if spec.type == "choice" and spec.id in OF_THE_LIST:
            yield f"field {spec.id}: the list of records uses that name itself"


def leaves_room_between_its_bounds(kind: "Kind") -> Iterator[str]:
    """A number's minimum is not above its maximum; a text takes one letter at least, and no book."""
    for where, spec in _specs(kind):
        given = [bound for bound in (spec.minimum, spec.maximum) if bound is not None]
        if spec.type in TEXTS:
            if spec.minimum is not None:
                yield f"{where}: a text has no minimum"
            if spec.maximum is not None and not (
                1 <= spec.maximum <= MOST_LETTERS and spec.maximum == int(spec.maximum)
            ):
                yield f"{where}: maximum: a text takes 1 to {MOST_LETTERS} letters"
        elif spec.type in NUMBERS:
            least, most = spec.bounds
            if least > most:
                yield f"{where}: its minimum {least:g} is above its maximum {most:g}"
            if spec.type == "integer" and any(bound != math.floor(bound) for bound in given):
                yield f"{where}: bounds of a whole number are whole"
        elif given:
            yield f"{where}: bounds are not for {spec.type}"
    photos = kind.photos
    if photos.minimum > photos.maximum:
        yield f"photos: minimum {photos.minimum} is above maximum {photos.maximum}"
    if kind.checklist and photos.on_defect > photos.maximum:
        yield f"photos: on_defect {photos.on_defect} is above maximum {photos.maximum}"


def _default_fault(spec: "FieldSpec") -> str:
    """What is wrong with the default, in words after "its default"."""
    value = spec.default
    if spec.type in NUMBERS:
        wanted = int if spec.type == "integer" else (int, float)
        if isinstance(value, bool) or not isinstance(value, wanted) or not math.isfinite(value):
            return f"is no {'whole ' if spec.type == 'integer' else ''}number: {value}"
        least, most = spec.bounds
        return "" if least <= value <= most else f"is out of bounds: {value}"
    if spec.type == "yesno":
        return "" if isinstance(value, bool) else f"is neither true nor false: {value}"
    if spec.type == "choice":
        return "" if value in {c.id for c in spec.choices} else f"is not one of the choices: {value}"
    if spec.type in TEXTS:
        fits = isinstance(value, str) and len(value.strip()) > 0 and len(value) <= (spec.letters or 0)
        return "" if fits else f"is no text of 1 to {spec.letters} letters"
    if spec.type in ("date", "time"):
        parser = date.fromisoformat if spec.type == "date" else time.fromisoformat
        try:
            parser(str(value))
        except ValueError:
            return f"is no {spec.type}: {value}"
        return ""
    return f"can't be: {spec.type} takes none"


def offers_its_defaults(kind: "Kind") -> Iterator[str]:
    """A default is a value that the field takes."""
    for spec in kind.fields:
        if spec.default is not None and (fault := _default_fault(spec)):
            yield f"field {spec.id}: its default {fault}"


def names_fields_it_has(kind: "Kind") -> Iterator[str]:
    """``orders``, ``defects_at``, ``day_of`` and ``attendance_beyond`` name fields of the kind, of the right type."""
    types = {f.id: f.type for f in kind.fields}
    for part, wanted in (("orders", "rows"), ("defects_at", "institution"), ("day_of", "datetime"),
                         ("attendance_beyond", "text")):  # fmt: skip
        name = getattr(kind, part)
        if name and types.get(name) != wanted:
            yield f"{part} names no field of type {wanted}: {name}"
    for part in ("defects_at", "day_of"):
        named = kind.field(getattr(kind, part)) if getattr(kind, part) else None
        if named is not None and not named.required:
            yield f"{part}: field {named.id} has to be required"
        elif named is not None and named.when:
            yield f"{part}: field {named.id} has to be asked for always, not by 'when'"
    if kind.attendance_beyond and kind.attendance == "none":
        yield "attendance_beyond, but no attendance is asked for"


def asks_where_it_can_be_answered(kind: "Kind") -> Iterator[str]:
    """``when`` names another field of which it can be told, and answers that it has."""
    for spec in kind.fields:
        for name, options in spec.when.items():
            other, where = kind.field(name), f"field {spec.id}: 'when'"
            if other is None:
                yield f"{where} names unknown field {name}"
            elif other is spec:
                yield f"{where} names the field itself"
            elif not options:
                yield f"{where} names no value of {name}"
            elif other.type in CHOOSING[:1]:
                known = {choice.id for choice in other.choices}
                yield from (f"{where} names no choice of {name}: {one}" for one in options if one not in known)
            elif other.type == "yesno":
                if not any(set(options) == pair for pair in YES_OR_NO):
                    yield f"""{where}: of yes and no, {name} is ["True", "true"] or ["False", "false"]"""
            else:
                yield f"{where} names {name}, which is neither a choice nor yes or no"


def asks_without_a_circle(kind: "Kind") -> Iterator[str]:
    """No fields wait for each other: none of them would ever be asked for."""
    waits = {spec.id: set(spec.when) - {spec.id} for spec in kind.fields}
    after: dict[str, set[str]] = {}
    for name in waits:
        after[name], ahead = set(), list(waits[name])
        while ahead:
            if (one := ahead.pop()) not in after[name]:
                after[name].add(one)
                ahead += waits.get(one, ())
    left = [name for name in waits if name in after[name]]
    while left:
        circle = [name for name in left if name in after[left[0]] and left[0] in after[name]]
        yield f"fields {', '.join(circle)} wait for each other by 'when'"
        left = [name for name in left if name not in circle]


def makes_tasks_of_whole_rows(kind: "Kind") -> Iterator[str]:
    """Rows that become tasks say what, whose and by when."""
    rows = kind.field(kind.orders) if kind.orders else None
    if rows is None or rows.type != "rows":
        return
    columns = {column.id: column for column in rows.columns}
    for name, types in ORDERED.items():
        column = columns.get(name)
        if column is None or column.type not in types or not column.required:
            yield f"orders: field {rows.id} needs a required column {name} of type {' or '.join(types)}"


def is_as_quick_as_it_says(kind: "Kind") -> Iterator[str]:
    """A quick kind is done in two taps when all is in order."""
    if not kind.quick:
        return
    at_first = kind.in_order_values()
    for spec in kind.fields:
        asked = all(str(at_first.get(name)) in options for name, options in spec.when.items())
        if spec.required and spec.default is None and asked:
            yield f"quick, but field {spec.id} is required and has no default"
    for part, asked in (
        ("attendance", kind.attendance != "none"),
        ("photos", kind.photos.minimum > 0),
        ("a second signature", kind.signatures.count > 1),
    ):
        if asked:
            yield f"quick, but {part} is asked for"


#: keys of a kind that use the organisation's words, and those words
WORDS: dict[str, Callable[[], set[str]]] = {
    "places": lambda: set(InstitutionKind.values),
    "areas": lambda: set(words.kinds_of("areas")),
    "devices": lambda: set(words.kinds_of("devices")),
}


def speaks_of_the_organisation(kind: "Kind") -> Iterator[str]:
    """Places, areas and devices exist, and areas or devices are named only by a kind that is about one.

    Posts that nobody declared are told by ``anbao lint``, beside the other strange words.
    """
    for key, known in WORDS.items():
        yield from (f"{key}: unknown: {word}" for word in getattr(kind, key) if word not in known())
    for key, target in (("areas", "area"), ("devices", "device")):
        if getattr(kind, key) and kind.target != target:
            yield f"{key} are named, but the target is {kind.target}"
    for post in kind.posts:
        if post in words.post_kinds() and words.post_kinds()[post].files == "nothing":
            yield f"posts: {post} files nothing"


def is_told_apart(kind: "Kind") -> Iterator[str]:
    """Choices of one field and columns of one table bear different names, and lists name each word once."""
    for where, spec in _specs(kind):
        for part, rows in (("choices", spec.choices), ("columns", spec.columns)):
            for side in ("zh", "en"):
                names = [getattr(row, side).strip() for row in rows]
                alike = {name for name in names if name and names.count(name) > 1}
                yield from (f"{where}: {part} bear one name: {name}" for name in sorted(alike))
        for name, options in spec.when.items():
            yield from (f"{where}: 'when' names {name} {one} twice" for one in _twice(options))
    for key in ("places", "areas", "devices", "posts", "contradicted_by"):
        yield from (f"{key}: named twice: {word}" for word in _twice(getattr(kind, key)))


def _twice(given: Sequence[str]) -> list[str]:
    return sorted({one for one in given if given.count(one) > 1})


def asks_for_something(kind: "Kind") -> Iterator[str]:
    """A record says something, and what is signed is signed by somebody."""
    signed = kind.signatures
    says = kind.fields or kind.checklist or kind.photos.minimum or kind.attendance != "none" or signed.statement_zh
    if not says:
        yield "asks for nothing: no field, item, photo, attendance or statement"
    if not signed.count:
        for part, given in (("licence", signed.licence), ("statement", signed.statement_zh or signed.statement_en)):
            if given:
                yield f"signatures.{part}, but nobody signs"


def states_a_places_day(kind: "Kind") -> Iterator[str]:
    """What is stated once a day is stated of the place."""
    if kind.once_a_day and kind.target != "institution":
        yield f"once_a_day, but the target is {kind.target}"


RULES: tuple[Callable[["Kind"], Iterator[str]], ...] = (
    speaks_both_languages,
    has_fields_that_can_be_drawn,
    has_ids_of_its_own,
    leaves_room_between_its_bounds,
    states_a_places_day,
    names_fields_it_has,
    asks_where_it_can_be_answered,
    asks_without_a_circle,
    asks_for_something,
    is_told_apart,
    makes_tasks_of_whole_rows,
    offers_its_defaults,
    is_as_quick_as_it_says,
    speaks_of_the_organisation,
)
