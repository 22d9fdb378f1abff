"""Pure decisions about filings: is it complete, what does it flag, which defects does it name."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from anbao.kit import clock
from anbao.kit.texts import too_long
from anbao.loom.records.descriptors import CheckItem, FieldSpec, Kind

OK, DEFECT, NOT_APPLICABLE = "ok", "defect", "na"
#: a phone's clock may run a little ahead of the server's
CLAIM_AHEAD = timedelta(minutes=5)
#: how far back an hour that a form names may lie
LONG_AGO = timedelta(days=366)
#: how long before its task opened something may have been done and still prove it: who is early by a few minutes did it,
#: who names an hour before that speaks of something else; what takes days has a window of days
CLAIM_BEFORE_OPENING = timedelta(minutes=15)


#: rows of a small table, and people or places of a list, in one filing
MOST_ROWS, MOST_NAMED = 200, 2_000
#: letters of what is said about one item of a checklist
MOST_REMARK = 2_000
#: letters of all that one filing says: its page stays below 200 KB, three bytes a character
MOST_SAID = 40_000
#: person-times of one record
MOST_ATTENDANCE = 1_000_000
#: the database's bigint
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Form:
    """The values of a filing, as they came in."""

    values: Mapping = field(default_factory=dict)
    checks: Mapping[str, str] = field(default_factory=dict)
    #: what is wrong, by item id
    remarks: Mapping[str, str] = field(default_factory=dict)
    photos: int = 0
    signers: Sequence[int] = ()
    attendance: int | None = None
    attendees: Sequence[int] = ()
    claimed_at: datetime | None = None


def wanted(spec: FieldSpec, values: Mapping) -> bool:
    """Whether the field applies, given the choices made."""
    return all(str(values.get(name)) in options for name, options in spec.when.items())


def clean_value(spec: FieldSpec, value):
    """The value in JSON form, or a ValueError with words for the user."""
    cleaner = CLEANERS.get(spec.type)
    return cleaner(spec, value) if cleaner else _text(spec, value)


def _text(spec: FieldSpec, value) -> str:
    text = str(value).strip()
    if spec.letters and (fault := too_long(text, spec.letters)):
        raise ValueError(fault)
    return text


def _whole(value) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(_("a whole number is wanted")) from None
    if isinstance(value, float) and value != number:
        raise ValueError(_("a whole number is wanted"))
    return number


def _integer(spec: FieldSpec, value):
    return _in_bounds(spec, _whole(value))


def _decimal(spec: FieldSpec, value):
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(_("a number is wanted")) from None
    if not math.isfinite(
        number
    ):  # "nan", "inf" and "1e400" are numbers to Python, but none that can be counted or stored
        raise ValueError(_("a number is wanted"))
    return _in_bounds(spec, number)


def _in_bounds(spec: FieldSpec, number):
    least, most = spec.bounds
    if number < least:
        raise ValueError(_("at least %(n)s") % {"n": f"{least:.15g}"})
    if number > most:
        raise ValueError(_("at most %(n)s") % {"n": f"{most:.15g}"})
    return number


def _id(spec: FieldSpec, value) -> int:
    number = _whole(value)
    if not 1 <= number <= LARGEST_ID:
        raise ValueError(_("not one of the choices"))
    return number


def _iso(parser):
    def clean(spec: FieldSpec, value):
        try:
            return (value if hasattr(value, "isoformat") else parser(str(value))).isoformat()
        except ValueError:
            raise ValueError(_("a date or time is wanted")) from None

    return clean


def _choice(spec: FieldSpec, value):
    if value not in {c.id for c in spec.choices}:
        raise ValueError(_("not one of the choices"))
    return value


def _choices(spec: FieldSpec, value):
    return [_choice(spec, one) for one in ([value] if isinstance(value, str) else list(value))]


def _yesno(spec: FieldSpec, value):
    if value in (True, "true", "yes", "1", "on"):
        return True
    if value in (False, "false", "no", "0", ""):
        return False
    raise ValueError(_("yes or no is wanted"))


def _ids(spec: FieldSpec, value):
    given = value if isinstance(value, list | tuple) else [value]
    if len(given) > MOST_NAMED:
        raise ValueError(_("at most %(n)s") % {"n": MOST_NAMED})
    return [_id(spec, one) for one in given]


def _rows(spec: FieldSpec, value):
    if not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
        raise ValueError(_("rows are wanted"))
    if len(value) > MOST_ROWS:
        raise ValueError(_("at most %(n)d rows") % {"n": MOST_ROWS})
    rows = []
    for number, row in enumerate(value, 1):
        clean = {}
        for column in spec.columns:
            given = row.get(column.id)
            if given in (None, "", []):
                if column.required:
                    raise ValueError(_("row %(n)d: %(column)s is missing") % {"n": number, "column": column})
                continue
            try:
                clean[column.id] = clean_value(column, given)
            except ValueError as error:
                said = {"n": number, "column": column, "fault": error}
                raise ValueError(_("row %(n)d, %(column)s: %(fault)s") % said) from None
        rows.append(clean)
    return rows


CLEANERS = {
    "integer": _integer,
    "decimal": _decimal,
    "date": _iso(date.fromisoformat),
    "datetime": _iso(datetime.fromisoformat),
    "time": _iso(time.fromisoformat),
    "choice": _choice,
    "choices": _choices,
    "yesno": _yesno,
    "person": _id,
    "people": _ids,
    "institution": _id,
    "institutions": _ids,
    "rows": _rows,
}


@dataclass(frozen=True)
class Judged:
    """A filing after judgement: clean values, the failed items, and every fault ({field: words})."""

    values: dict
    checks: dict
    defects: tuple[CheckItem, ...]
    faults: dict[str, str]


def judge(kind: Kind, form: Form, *, at: datetime) -> Judged:
    """Check a filing against its kind; every fault at once."""
    faults: dict[str, str] = {}
    values = _judge_values(kind, form, faults, at)
    checks, defects = _judge_checks(kind, form, faults)
    needed = max(kind.photos.minimum, kind.photos.on_defect if defects else 0)
    if form.photos < needed:
        faults["photos"] = _("%(n)d photo(s) are wanted") % {"n": needed}
    if form.photos > max(kind.photos.maximum, needed):
        faults["photos"] = _("at most %(n)d photos") % {"n": kind.photos.maximum}
    if len(set(form.signers)) < kind.signatures.count:
        faults["signatures"] = _("%(n)d different people have to sign") % {"n": kind.signatures.count}
    faults |= _judge_attendance(kind, form)
    if form.claimed_at and form.claimed_at > at + CLAIM_AHEAD:
        faults["claimed_at"] = _("That hour is still to come")
    if fault := too_long(_said(values) + "".join(form.remarks.values()), MOST_SAID):
        wordiest = max(
            [*values, *form.remarks], key=lambda name: len(_said([values.get(name), form.remarks.get(name)]))
        )
        faults.setdefault(wordiest, _("all texts of this form together: %(fault)s") % {"fault": fault})
    return Judged(values, checks, defects, faults)


def _said(value) -> str:
    """Every text in a value, one after the other."""
    if isinstance(value, str):
        return value
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return "".join(map(_said, parts))


def _judge_attendance(kind: Kind, form: Form) -> dict[str, str]:
    """What is wrong with who or how many took part, before anybody asks how many there are."""
    count, named = form.attendance, len(set(form.attendees))
    if kind.attendance == "none":
        return {"attendance": _("this kind of record counts nobody")} if count is not None or named else {}
    if count is None and not named:
        return {"attendance": _("Say who or how many took part")}
    if kind.attendance == "people" and not named:
        return {"attendance": _("Say who took part")}
    if count is None:
        return {}
    if count < 1:
        return {"attendance": _("at least 1")}
    if count < named:
        return {"attendance": _("%(n)d people are named, so no fewer took part") % {"n": named}}
    return {"attendance": _("at most %(n)s") % {"n": MOST_ATTENDANCE}} if count > MOST_ATTENDANCE else {}


def moment_of(value: str) -> datetime:
    """The moment that a clean value of type datetime names; without an offset it is branch time."""
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.local_zone())


def _happened(moment: datetime, at: datetime) -> None:
    """Records speak of what was: ValueError for an hour to come and for one long ago."""
    if moment > at + CLAIM_AHEAD:
        raise ValueError(_("That hour is still to come"))
    if moment < at - LONG_AGO:
        raise ValueError(_("That was more than %(n)d days ago; it can no longer be filed.") % {"n": LONG_AGO.days})


def day_of(kind: Kind, values: Mapping, at: datetime) -> date:
    """The day of a record without a task: that of the field which the kind names, else that of the filing."""
    told = values.get(kind.day_of) if kind.day_of else None
    return clock.local_day(moment_of(told) if told else at)


def _judge_values(kind: Kind, form: Form, faults: dict, at: datetime) -> dict:
    values = {}
    for spec in kind.fields:
        given = form.values.get(spec.id, None)
        if not wanted(spec, form.values):
            continue
        if given in (None, "", []):
            if spec.required:
                faults[spec.id] = _("is missing")
            continue
        try:
            values[spec.id] = clean_value(spec, given)
            if spec.type == "datetime":
                _happened(moment_of(values[spec.id]), at)
        except ValueError as error:
            faults[spec.id] = str(error)
    for unknown in form.values.keys() - {spec.id for spec in kind.fields}:
        faults[unknown] = _("no such field")
    return values


def _judge_checks(kind: Kind, form: Form, faults: dict) -> tuple[dict, tuple[CheckItem, ...]]:
    checks, defects = {}, []
    for item in kind.checklist:
        answer = form.checks.get(item.id)
        if answer not in (OK, DEFECT, NOT_APPLICABLE):
            faults[item.id] = _("is not checked yet")
            continue
        checks[item.id] = answer
        if answer == DEFECT:
            defects.append(item)
            remark = form.remarks.get(item.id, "").strip()
            if not remark:
                faults[item.id] = _("say what is wrong")
            if fault := too_long(remark, MOST_REMARK):
                faults[item.id] = fault
    for unknown in form.checks.keys() - {item.id for item in kind.checklist}:
        faults[unknown] = _("no such item")
    return checks, tuple(defects)


def beyond(kind: Kind, form_attendance: int | None, values: Mapping, people: int) -> dict[str, str]:
    """The fault of a count above the `people` of the place and those below it: guests are few enough to be believed
    (``guests_most``), and the form says who they were."""
    if form_attendance is None or form_attendance <= people:
        return {}
    said = {
        "n": form_attendance, "people": people, "most": kind.guests_most, "all": people + kind.guests_most,
        "field": kind.field(kind.attendance_beyond),
    }  # fmt: skip
    if kind.attendance_beyond and form_attendance > people + kind.guests_most:
        words = _(
            "%(n)d took part, but this place and those below it have %(people)d people, and at most %(most)d others count: at most %(all)d"
        )
        return {"attendance": words % said}
    if values.get(kind.attendance_beyond):
        return {}
    if not kind.attendance_beyond:
        return {"attendance": _("%(n)d took part, but this place and those below it have %(people)d people") % said}
    words = _(
        "%(n)d took part, but this place and those below it have %(people)d people: say in “%(field)s” who else came"
    )
    return {"attendance": words % said}


def untimely(kind: Kind, *, opens_at: datetime | None, claimed_at: datetime | None, at: datetime) -> dict[str, str]:
    """Faults of a filing before its task opens, and of an hour claimed before it could prove anything. `at`: when it came
    in, of a correction when the first record did."""
    if opens_at is not None and at < opens_at:
        return {"task": _("This task opens at %(when)s; nothing proves it before.") % {"when": _local(opens_at)}}
    if claimed_at is None:
        return {}
    if opens_at is not None and claimed_at < opens_at - CLAIM_BEFORE_OPENING:
        said = {"when": _local(opens_at), "claimed": _local(claimed_at)}
        return {"claimed_at": _("The task opened at %(when)s; what was done at %(claimed)s does not prove it.") % said}
    if opens_at is None and claimed_at < at - timedelta(days=kind.claim_days):
        return {
            "claimed_at": _("That was more than %(n)d days ago; it can no longer be filed.") % {"n": kind.claim_days}
        }
    return {}


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(clock.local_zone()):%Y-%m-%d %H:%M}"


def with_preset(values: Mapping, preset: Mapping) -> dict:
    """The values, with what the task's measure presets wherever nothing was given."""
    return {**values, **{name: value for name, value in preset.items() if values.get(name) in (None, "", [])}}


def against_preset(kind: Kind, values: Mapping, preset: Mapping) -> dict[str, str]:
    """Faults where the clean values say something else than the measure presets."""
    return {
        name: _("This task is about: %(word)s") % {"word": _chosen(kind.field(name), value)}
        for name, value in preset.items()
        if name in values and values[name] != value
    }


def _chosen(spec: FieldSpec | None, value):
    return next((c for c in spec.choices if c.id == value), value) if spec else value


def outnumbering(kind: Kind, values: Mapping, people: int) -> dict[str, str]:
    """Faults of numbers that count people (``counts``) above the `people` whom the place and those below it have."""
    return {
        spec.id: _("this place and those below it have %(people)d people") % {"people": people}
        for spec in kind.fields
        if spec.counts == "people" and values.get(spec.id, 0) > people
    }


def flags_of(
    kind: Kind, *, due_at: datetime | None, claimed_at: datetime | None, filed_at: datetime, guests: int = 0
) -> list[str]:
    """What an honest reader should know about the hours of this record, and about who is counted in it."""
    flags = ["guests"] if guests > 0 else []
    if due_at and filed_at > due_at + timedelta(hours=kind.backfill_hours):
        flags.append("backfilled")
    if claimed_at and claimed_at < filed_at - timedelta(hours=1):
        flags.append("claimed_earlier")
    return flags
