"""A measure's rhythm as the fields of a form, and back: the same words as a playbook's, one field a key."""

import re
from collections.abc import Mapping

from anbao.engines import cadence

#: keys that the form does not ask for: they stay as they are while the rhythm keeps its form
KEPT = ("interval", "count", "overrides")
#: form field -> key of the cadence, of those that are copied as they are
PLAIN = {"opens": "opens", "grace": "grace", "start": "from", "until": "until"}


def fields_of(mapping: Mapping) -> dict[str, object]:
    """The form's values for a cadence."""
    every = mapping.get("every")
    listed = mapping.get("at", mapping.get("on", ()))
    step = every if isinstance(every, Mapping) else {}
    times = mapping.get("times", mapping.get("due", ()))
    found = {
        "every": "at" if "at" in mapping else "step" if step else every,
        "days": ", ".join(map(str, listed if isinstance(listed, list | tuple) else [listed])),
        "step": step.get("minutes", 60 * step.get("hours", 0)) or None,
        "within": mapping.get("within", ""),
        "times": ", ".join(map(str, times if isinstance(times, list | tuple) else [times])),
        "roll": mapping.get("roll", "none"), "only": mapping.get("only", "any"),
    }  # fmt: skip
    return found | {name: mapping.get(key, "") for name, key in PLAIN.items()}


def split(text: str) -> list[str | int]:
    """ "1, 15, 3rd working_day" as a list; day numbers become numbers. Chinese commas separate as well."""
    parts = [part.strip() for part in re.split(r"[,，、;；]", text) if part.strip()]
    return [int(part) if part.isdecimal() and len(part) < 3 else part for part in parts]


def mapping_of(fields: Mapping, before: Mapping) -> dict:
    """The cadence that the form's values say; one that means the same as `before` is `before`.

    Raises cadence.CadenceError with every fault.
    """
    every, days = fields["every"], split(fields["days"])
    mapping: dict = {"at": [str(day) for day in days]} if every == "at" else {"every": every}
    if every == "step":
        mapping["every"] = {"minutes": fields["step"] or 0}
        mapping |= {"within": fields["within"]} if fields["within"] else {}
    elif every != "at" and days:
        mapping["on"] = days
    if fields["times"] and every != "step":
        mapping["times"] = [str(time) for time in split(fields["times"])]
    mapping |= {key: fields[name] for name, key in PLAIN.items() if fields[name]}
    mapping |= {key: fields[key] for key, usual in (("roll", "none"), ("only", "any")) if fields[key] != usual}
    if fields_of(before).get("every") == every:
        mapping |= {key: before[key] for key in KEPT if key in before}
    made = cadence.parse(mapping)
    return dict(before) if before and cadence.parse(before) == made else mapping
