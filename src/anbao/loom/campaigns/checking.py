"""Whether the words of a playbook point at something: one rule is one function, and all are asked before one is refused.

The rules read the plain mapping, not the finished Playbook, so that a playbook with a mistyped field is told about its
unknown record kinds and its measures named twice in the same breath.
"""

from collections.abc import Collection, Iterator, Mapping
from math import inf

from anbao.engines import cadence
from anbao.engines.cadence.moments import RelativeDate, read_relative
from anbao.org import words
from anbao.org.models import InstitutionKind

#: id of a record kind -> what it is about: keys of a scope ("kinds", "areas", "devices") and the words it takes there
RecordKinds = Mapping[str, Mapping[str, Collection[str]]]

#: keys of a scope or an assignee, and the words they may use
KNOWN = {
    "kinds": lambda: set(InstitutionKind.values),
    "tags": lambda: set(words.kinds_of("tags")),
    "without_tags": lambda: set(words.kinds_of("tags")),
    "areas": lambda: set(words.kinds_of("areas")),
    "devices": lambda: set(words.kinds_of("devices")),
    "posts": lambda: set(words.post_kinds()),
    "layers": lambda: set(words.LAYERS),
}


def faults_of(
    data: Mapping, record_kinds: RecordKinds | None = None, figures: Collection[str] | None = None
) -> list[str]:
    """Sentences with the place in the file; `record_kinds` and `figures` are those known to the site (None: not asked)."""
    faults = [*_named_twice(data), *_unnamed(data), *_relative_dates(data), *_uncounted(data, figures)]
    for name, measure in _measures(data):
        if record_kinds is not None:
            faults += [f"{name}.{fault}" for fault in _record(measure, record_kinds)]
        faults += [f"{name}.{fault}" for rule in RULES for fault in rule(measure)]
        faults += [f"{name}.cadence: {fault}" for fault in _unknown_anchors(measure, data)]
    return faults


def measure_faults(measure: Mapping, frame: Mapping) -> list[str]:
    """The same rules for one measure that a revision brings into a campaign; `frame` is its frozen playbook."""
    faults = [fault for rule in RULES for fault in rule(measure)]
    return faults + [f"cadence: {fault}" for fault in _unknown_anchors(measure, frame)]


def _record(measure: Mapping, record_kinds: RecordKinds) -> Iterator[str]:
    """The record kind is known, and what the measure covers is what the kind is about: else its tasks ask for a form
    that nobody could file there of his own accord."""
    kind, scope = measure.get("record"), measure.get("scope")
    if kind not in record_kinds:
        yield f"record: no record kind named {kind}"
        return
    for key, about in record_kinds[kind].items():
        given = scope.get(key) if isinstance(scope, Mapping) else None
        for word in given if isinstance(given, list) else ():
            if word in KNOWN[key]() and word not in about:
                yield f"scope.{key}: {kind} is not about {word}"


def _measures(data: Mapping) -> Iterator[tuple[str, Mapping]]:
    listed = data.get("measures")
    for number, measure in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(measure, Mapping):
            yield f"measures.{measure.get('id', number)}", measure


def _named_twice(data: Mapping) -> Iterator[str]:
    """Measures, phases and figures are named once."""
    for part in ("measures", "phases", "figures"):
        rows = data.get(part)
        ids = [row.get("id") for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
        for twice in sorted({str(i) for i in ids if ids.count(i) > 1}):
            yield f"{part}: named twice: {twice}"


def _rows(data: Mapping, part: str) -> list[Mapping]:
    rows = data.get(part)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _unnamed(data: Mapping) -> Iterator[str]:
    """The playbook, its phases, figures, measures and anchors have words in both languages."""
    parts = [("playbook", data)]
    parts += [
        (f"{part}.{row.get('id')}", row) for part in ("phases", "figures", "measures") for row in _rows(data, part)
    ]
    for where, row in parts:
        yield from (f"{where}.{side}: is empty" for side in ("zh", "en") if _blank(row.get(side)))
    anchors = data.get("anchors")
    for name, said in anchors.items() if isinstance(anchors, Mapping) else ():
        if _blank(said):
            yield f"anchors.{name}: is empty"


def _blank(said) -> bool:
    return isinstance(said, str) and not said.strip()


def _uncounted(data: Mapping, figures: Collection[str] | None) -> Iterator[str]:
    """A figure is one that somebody counts."""
    for row in _rows(data, "figures") if figures is not None else ():
        if isinstance(row.get("id"), str) and row["id"] not in figures:
            yield f"figures.{row['id']}: nobody counts it; there are: {', '.join(sorted(figures))}"


def _relative_dates(data: Mapping) -> Iterator[str]:
    """Start, end and phases are relative to anchors that the playbook declares."""
    dated = [(key, data[key]) for key in ("starts", "ends") if key in data]
    for phase in _rows(data, "phases"):
        dated += [(f"phases.{phase.get('id')}.{edge}", phase[edge]) for edge in ("start", "end") if edge in phase]
    days: dict[str, RelativeDate] = {}
    for where, text in dated:
        try:
            day = read_relative(text, where)
        except cadence.CadenceError as error:
            yield from error.faults
            continue
        if day.phase or (day.anchor and day.anchor not in (data.get("anchors") or ())):
            yield f"{where}: no anchor named {day.anchor or day.phase}"
        else:
            days[where] = day
    yield from _out_of_order(data, days)


def _out_of_order(data: Mapping, days: Mapping[str, RelativeDate]) -> Iterator[str]:
    """Nothing ends before it starts, and no phase lies outside the campaign, whatever days its anchors get."""
    pairs = [("starts", "ends")]
    for phase in _rows(data, "phases"):
        first, last = f"phases.{phase.get('id')}.start", f"phases.{phase.get('id')}.end"
        pairs += [(first, last), ("starts", first), (last, "ends")]
    for earlier, later in pairs:
        if earlier in days and later in days and precedes(days[later], days[earlier]):
            yield f"{later}: {_told(days[later])} lies before {earlier} ({_told(days[earlier])}), whatever the dates"


def _told(day: RelativeDate) -> str:
    """As whoever writes a playbook writes it."""
    return str(day).removesuffix("+0d")


def precedes(day: RelativeDate, other: RelativeDate) -> bool:
    """Whether `day` lies before `other` whatever days the anchors get; False where it depends on them."""
    if (day.anchor, day.phase, day.edge, day.day is None) != (other.anchor, other.phase, other.edge, other.day is None):
        return False
    if day.working and other.working and day.day == other.day:
        return day.amount < other.amount
    return _span(day)[1] < _span(other)[0]


def _span(day: RelativeDate) -> tuple[float, float]:
    """The fewest and the most days from the base (from the calendar's first day, of a fixed date): n working days take n
    days or more."""
    base = day.day.toordinal() if day.day else 0
    nearest = base + day.amount
    return (
        (-inf if day.working and day.amount < 0 else nearest),
        (inf if day.working and day.amount > 0 else nearest),
    )


def _unknown_words(measure: Mapping) -> Iterator[str]:
    """Scope and assignee use the words of the organisation."""
    for part in ("scope", "assignee"):
        body = measure.get(part)
        for key, given in body.items() if isinstance(body, Mapping) else ():
            if key not in KNOWN or not isinstance(given, list):
                continue
            for word in given:
                if word not in KNOWN[key]():
                    yield f"{part}.{key}: unknown: {word}"


def _unknown_priorities(measure: Mapping) -> Iterator[str]:
    """What is tightened is the focus or a tag, 1 to 24 times."""
    tighten = measure.get("tighten")
    for name, factor in tighten.items() if isinstance(tighten, Mapping) else ():
        if name != "focus" and name not in KNOWN["tags"]():
            yield f"tighten: neither focus nor a tag: {name}"
        if not isinstance(factor, int) or not 1 <= factor <= 24:
            yield f"tighten.{name}: a factor lies between 1 and 24"


def _nobody_answers(measure: Mapping) -> Iterator[str]:
    """Without posts in the assignee the subject answers, so it has to be a person."""
    assignee, scope = measure.get("assignee") or {}, measure.get("scope")
    posts = isinstance(assignee, Mapping) and assignee.get("posts")
    people = isinstance(scope, Mapping) and (scope.get("posts") or scope.get("layers"))
    if not posts and not people:
        yield "assignee: posts are wanted where the subject is no person"


def _deals_repeats(measure: Mapping) -> Iterator[str]:
    """Only listed dates can be dealt out."""
    rhythm = measure.get("cadence")
    if measure.get("deal") and not (isinstance(rhythm, Mapping) and "at" in rhythm):
        yield "deal: only dates listed with 'at' can be dealt out among the subjects"


RULES = (_unknown_words, _unknown_priorities, _nobody_answers, _deals_repeats)


def _unknown_anchors(measure: Mapping, data: Mapping) -> Iterator[str]:
    """A cadence names anchors and phases that the playbook declares."""
    try:
        rhythm = cadence.parse(measure.get("cadence"))
    except cadence.CadenceError:
        return  # told where the measure itself is read
    phases = data.get("phases")
    known = {p.get("id") for p in phases if isinstance(p, Mapping)} if isinstance(phases, list) else set()
    yield from _never_due(rhythm, data)
    for day in sorted(set(_dates(rhythm)), key=str):
        if day.anchor and day.anchor not in (data.get("anchors") or ()):
            yield f"no anchor named {day.anchor}"
        if day.phase and day.phase not in known:
            yield f"no phase named {day.phase}"


def _never_due(rhythm: cadence.Cadence, data: Mapping) -> Iterator[str]:
    """Dates that lie outside the campaign, and repeats that end before they begin, whatever the dates."""
    edges = {}
    for key in ("starts", "ends"):
        try:
            edges[key] = read_relative(data.get(key), key)
        except cadence.CadenceError:
            continue  # told where the playbook's own days are read
    first, last = edges.get("starts"), edges.get("ends")
    for part in (rhythm, *(override for _, override in rhythm.overrides)):
        if part.start and part.until and precedes(part.until, part.start):
            yield f"until {_told(part.until)} lies before from {_told(part.start)}, whatever the dates"
        starts = [*part.at, *([part.start] if part.start else [])]
        ends = [*part.at, *([part.until] if part.until else [])]
        late = [day for day in starts if last and precedes(last, day)]
        early = [day for day in ends if first and precedes(day, first)]
        yield from (f"{_told(day)} lies after the campaign's last day" for day in late)
        yield from (f"{_told(day)} lies before the campaign's first day" for day in early)


def _dates(rhythm: cadence.Cadence) -> Iterator[RelativeDate]:
    yield from rhythm.at
    yield from (day for day in (rhythm.start, rhythm.until) if day is not None)
    for _, override in rhythm.overrides:
        yield from _dates(override)
