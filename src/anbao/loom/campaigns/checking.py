"""Whether the words of a playbook point at something: one rule is one function, and all are asked before one is refused.

The rules read the plain mapping, not the finished Playbook, so that a playbook with a mistyped field is told about its
unknown record kinds and its measures named twice in the same breath. A fault is (place, words): of a file in English, as
the command line speaks, of a measure on a page in the reader's language. Days are judged in ``spans``.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from anbao.engines import cadence
from anbao.engines.cadence.moments import RelativeDate
from anbao.engines.cadence.wording import en_date, zh_date
from anbao.loom.campaigns.spans import Fault, Teller, never_due, relative_dates, rows_of, written
from anbao.org import words
from anbao.org.models import InstitutionKind

#: id of a record kind -> what it is about: keys of a scope ("kinds", "areas", "devices") and the words it takes there,
#: and "target", the one kind of subject that it has
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
#: keys of a scope that say what the subjects are, beside the places themselves
SUBJECTS = {"areas": "area", "devices": "device", "posts": "person", "layers": "person"}
#: whom a rung tells, the nearest first
CLIMB = ("assignee", "leader", "above")


def faults_of(
    data: Mapping, record_kinds: RecordKinds | None = None, figures: Collection[str] | None = None
) -> list[str]:
    """Sentences with the place in the file; `record_kinds` and `figures` are those known to the site (None: not asked)."""
    with override("en"):
        faults = [*_nothing(data), *_named_twice(data), *_alike(data), *_unnamed(data), *relative_dates(data)]
        faults += [*_uncounted(data, figures), *_never_met(data), *_falling("ladder", data)]
        for name, measure in _measures(data):
            found = list(_record(measure, record_kinds)) if record_kinds is not None else []
            found += [fault for rule in RULES for fault in rule(measure)]
            found += [("cadence", words) for _key, words in _unknown_anchors(measure, data, written)]
            faults += [(f"{name}.{where}", words) for where, words in found]
    return [f"{where}: {words}" for where, words in faults]


def measure_faults(measure: Mapping, frame: Mapping, names: Mapping[str, str]) -> list[Fault]:
    """The same rules for one measure that a revision brings into a campaign, in the reader's language; `frame` is its
    frozen playbook, `names` what anchors and phases are called."""

    def told(day: RelativeDate) -> str:
        return (en_date if (get_language() or "zh").startswith("en") else zh_date)(day, names)

    faults = [fault for rule in RULES for fault in rule(measure)]
    return faults + [(f"cadence.{key}", words) for key, words in _unknown_anchors(measure, frame, told)]


def _record(measure: Mapping, record_kinds: RecordKinds) -> Iterator[Fault]:
    """The record kind is known, and what the measure covers is what the kind is about: else its tasks ask for a form
    that nobody could file there of his own accord."""
    kind, scope = measure.get("record"), measure.get("scope")
    if kind not in record_kinds:
        yield "record", _("no record kind named %(kind)s") % {"kind": kind}
        return
    scope = scope if isinstance(scope, Mapping) else {}
    about = next((subject for key, subject in SUBJECTS.items() if scope.get(key)), "institution")
    for key, known in record_kinds[kind].items():
        if key == "target":
            if about not in known:
                told = {"kind": kind, "target": ", ".join(sorted(known)), "about": about}
                yield "scope", _("%(kind)s is about one %(target)s, the scope names one %(about)s each") % told
            continue
        given = scope.get(key)
        for word in given if isinstance(given, list) else ():
            if word in KNOWN[key]() and word not in known:
                yield f"scope.{key}", _("%(kind)s is not about %(word)s") % {"kind": kind, "word": word}


def _measures(data: Mapping) -> Iterator[tuple[str, Mapping]]:
    listed = data.get("measures")
    for number, measure in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(measure, Mapping):
            yield f"measures.{measure.get('id', number)}", measure


def _nothing(data: Mapping) -> Iterator[Fault]:
    if data.get("measures") == []:
        yield "measures", _("there is none, so a campaign would ask nothing of anybody")


def _named_twice(data: Mapping) -> Iterator[Fault]:
    """Measures, phases and figures are named once."""
    for part in ("measures", "phases", "figures"):
        ids = [row.get("id") for row in rows_of(data, part)]
        for twice in sorted({str(i) for i in ids if ids.count(i) > 1}):
            yield part, _("named twice: %(name)s") % {"name": twice}


def _alike(data: Mapping) -> Iterator[Fault]:
    """No two measures, phases or figures bear one name: on a page nobody could tell them apart."""
    for part in ("measures", "phases", "figures"):
        for side in ("zh", "en"):
            bearers: dict[str, list[str]] = {}
            for row in rows_of(data, part):
                if isinstance(row.get(side), str) and row[side].strip():
                    bearers.setdefault(row[side].strip(), []).append(str(row.get("id")))
            for name, ids in bearers.items():
                if len(set(ids)) > 1:
                    yield part, _("%(ids)s bear one name: %(name)s") % {"ids": ", ".join(ids), "name": name}


def _unnamed(data: Mapping) -> Iterator[Fault]:
    """The playbook, its phases, figures, measures and anchors have words in both languages."""
    parts = [("playbook", data)]
    parts += [
        (f"{part}.{row.get('id')}", row) for part in ("phases", "figures", "measures") for row in rows_of(data, part)
    ]
    for where, row in parts:
        yield from ((f"{where}.{side}", _("is empty")) for side in ("zh", "en") if _blank(row.get(side)))
    anchors = data.get("anchors")
    for name, said in anchors.items() if isinstance(anchors, Mapping) else ():
        if _blank(said):
            yield f"anchors.{name}", _("is empty")


def _blank(said) -> bool:
    return isinstance(said, str) and not said.strip()


def _uncounted(data: Mapping, figures: Collection[str] | None) -> Iterator[Fault]:
    """A figure is one that somebody counts."""
    for row in rows_of(data, "figures") if figures is not None else ():
        if isinstance(row.get("id"), str) and row["id"] not in figures:
            known = {"known": ", ".join(sorted(figures))}
            yield f"figures.{row['id']}", _("nobody counts it; there are: %(known)s") % known


def _never_met(data: Mapping) -> Iterator[Fault]:
    """What a figure states can be met, and can be missed: a count is never below nought."""
    for row in rows_of(data, "figures"):
        compare, value = row.get("compare"), row.get("value")
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if value < 0 and compare in ("==", "<="):
            yield f"figures.{row.get('id')}", _("can't be met: a count is never below 0")
        elif value <= 0 and compare == ">=":
            yield f"figures.{row.get('id')}", _("says nothing: a count is always at least 0")


def _falling(where: str, part: Mapping) -> Iterator[Fault]:
    """Every rung of a ladder comes later than the one before it, and tells somebody no lower."""
    rungs = part.get("ladder")
    known = [rung for rung in rungs if isinstance(rung, Mapping)] if isinstance(rungs, list) else []
    for number, (before, rung) in enumerate(pairwise(known), 1):
        first, then = before.get("after"), rung.get("after")
        if isinstance(first, int) and isinstance(then, int):
            if then < first:
                told = {"n": then, "before": first}
                yield (
                    f"{where}.{number}.after",
                    _("%(n)d minutes come before the %(before)d of the rung before it") % told,
                )
            elif (then, rung.get("to")) == (first, before.get("to")):
                yield f"{where}.{number}", _("is the rung before it once more")
        if (
            (low := before.get("to")) in CLIMB
            and (high := rung.get("to")) in CLIMB
            and CLIMB.index(high) < CLIMB.index(low)
        ):
            yield (
                f"{where}.{number}.to",
                _("%(to)s comes after %(before)s: a ladder climbs") % {"to": high, "before": low},
            )


def _unknown_words(measure: Mapping) -> Iterator[Fault]:
    """Scope and assignee use the words of the organisation, each once."""
    for part in ("scope", "assignee"):
        body = measure.get(part)
        for key, given in body.items() if isinstance(body, Mapping) else ():
            if not isinstance(given, list):
                continue
            for word, times in Counter(word for word in given if isinstance(word, str)).items():
                if key in KNOWN and word not in KNOWN[key]():
                    yield f"{part}.{key}", _("unknown: %(word)s") % {"word": word}
                if times > 1:
                    yield f"{part}.{key}", _("named twice: %(name)s") % {"name": word}


def _covers_nothing(measure: Mapping) -> Iterator[Fault]:
    """A scope names one kind of subject, and no tag that it excludes."""
    scope = measure.get("scope")
    given = {key: scope.get(key) for key in (*SUBJECTS, "tags", "without_tags")} if isinstance(scope, Mapping) else {}
    given = {key: said for key, said in given.items() if isinstance(said, list) and said}
    for tag in dict.fromkeys(word for word in given.get("tags", ()) if word in given.get("without_tags", ())):
        yield "scope.without_tags", _("%(tag)s is asked for and excluded") % {"tag": tag}
    if len({SUBJECTS[key] for key in given if key in SUBJECTS}) > 1:
        named = ", ".join(key for key in given if key in SUBJECTS)
        yield "scope", _("names %(keys)s: a measure has one kind of subject") % {"keys": named}


def _unknown_priorities(measure: Mapping) -> Iterator[Fault]:
    """What is tightened is the focus or a tag, 1 to 24 times, and repeats."""
    tighten, rhythm = measure.get("tighten"), measure.get("cadence")
    for name, factor in tighten.items() if isinstance(tighten, Mapping) else ():
        if name != "focus" and name not in KNOWN["tags"]():
            yield "tighten", _("neither focus nor a tag: %(name)s") % {"name": name}
        if not isinstance(factor, int) or not 1 <= factor <= 24:
            yield f"tighten.{name}", _("a factor lies between 1 and 24")
    if tighten and isinstance(rhythm, Mapping) and "at" in rhythm:
        yield "tighten", _("only what repeats can be denser, not dates listed with 'at'")


def _nobody_answers(measure: Mapping) -> Iterator[Fault]:
    """Without posts in the assignee the subject answers, so it has to be a person."""
    assignee, scope = measure.get("assignee") or {}, measure.get("scope")
    posts = isinstance(assignee, Mapping) and assignee.get("posts")
    people = isinstance(scope, Mapping) and (scope.get("posts") or scope.get("layers"))
    if not posts and not people:
        yield "assignee", _("posts are wanted where the subject is no person")
    if not posts and isinstance(assignee, Mapping) and assignee.get("rotate") is True:
        yield "assignee.rotate", _("without posts nobody takes turns")


def _deals_repeats(measure: Mapping) -> Iterator[Fault]:
    """Only listed dates can be dealt out."""
    rhythm = measure.get("cadence")
    if measure.get("deal") and not (isinstance(rhythm, Mapping) and "at" in rhythm):
        yield "deal", _("only dates listed with 'at' can be dealt out among the subjects")


def _falls(measure: Mapping) -> Iterator[Fault]:
    yield from _falling("ladder", measure)


RULES = (_unknown_words, _covers_nothing, _unknown_priorities, _nobody_answers, _deals_repeats, _falls)


def _unknown_anchors(measure: Mapping, data: Mapping, told: Teller) -> Iterator[Fault]:
    """(key of the cadence, words): it names anchors and phases that the playbook declares."""
    try:
        rhythm = cadence.parse(measure.get("cadence"))
    except cadence.CadenceError:
        return  # told where the measure itself is read
    known = {phase.get("id") for phase in rows_of(data, "phases")}
    yield from never_due(rhythm, data, told)
    for day, key in sorted({day: key for key, day in _dates(rhythm)}.items(), key=str):
        if day.anchor and day.anchor not in (data.get("anchors") or ()):
            yield key, _("no anchor named %(name)s") % {"name": day.anchor}
        if day.phase and day.phase not in known:
            yield key, _("no phase named %(name)s") % {"name": day.phase}


def _dates(rhythm: cadence.Cadence) -> Iterator[tuple[str, RelativeDate]]:
    yield from (("at", day) for day in rhythm.at)
    yield from ((key, day) for key, day in (("from", rhythm.start), ("until", rhythm.until)) if day is not None)
    for _days, override_ in rhythm.overrides:
        yield from _dates(override_)
