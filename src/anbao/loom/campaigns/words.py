"""What a revision changed, and what a measure says, in the reader's language: for the campaign page and its previews."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anbao.engines import cadence
from anbao.loom.campaigns.checking import SUBJECTS as SUBJECTS
from anbao.loom.campaigns.models import Campaign
from anbao.loom.campaigns.queries import anchor_words
from anbao.org import words
from anbao.org.models import InstitutionKind

#: the parts of a measure's definition that a revision may change, in the order in which they are told
PARTS = ("zh", "en", "cadence", "scope", "assignee", "priority", "tighten")
NOTHING = "—"


@dataclass(frozen=True)
class Difference:
    """One thing that a revision changed: what, and from which words to which."""

    what: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.what}: {self.before} → {self.after}"


def _english() -> bool:
    return (get_language() or "zh").startswith("en")


def _joined(found) -> str:
    return (", " if _english() else "、").join(map(str, found))


def names_of(campaign: Campaign) -> dict[str, str]:
    """What anchors and phases of the campaign are called, for ``cadence.describe``."""
    side = "en" if _english() else "zh"
    return anchor_words(campaign) | {phase["id"]: phase[side] for phase in campaign.phases}


def rhythm(mapping: Mapping, names: Mapping[str, str]) -> str:
    return cadence.describe(cadence.parse(mapping), names)["en" if _english() else "zh"]


def _of_family(family: str):
    known = words.kinds_of(family)
    return lambda ids: _joined(known.get(one, one) for one in ids)


def _layers(ids) -> str:
    return _joined(one if _english() else words.LAYERS.get(one, one) for one in ids)


def posts(ids) -> str:
    known = words.post_kinds()
    return _joined(known.get(one, one) for one in ids)


def scope(mapping: Mapping) -> str:
    """ "Outlet; with: Venue district; only at the focus"."""
    kinds = dict(InstitutionKind.choices)
    said = (
        ("kinds", "%s", lambda ids: _joined(kinds.get(one, one) for one in ids)), ("areas", _("areas: %s"), _of_family("areas")),
        ("devices", _("devices: %s"), _of_family("devices")), ("posts", _("holders of: %s"), posts),
        ("layers", _("layers: %s"), _layers), ("tags", _("tagged: %s"), _of_family("tags")),
        ("without_tags", _("not tagged: %s"), _of_family("tags")), ("codes", _("only: %s"), _joined),
    )  # fmt: skip
    found = [pattern % spoken(mapping[key]) for key, pattern, spoken in said if mapping.get(key)]
    if mapping.get("within") == "focus":
        found.append(_("inside the focus"))
    return ("; " if _english() else "；").join(found) or _("every place of the bank")


def assignee(mapping: Mapping) -> str:
    """ "Outlet manager, Sub-branch head; in turn"."""
    told = posts(mapping.get("posts") or ()) or _("the person it is about")
    return told + (_("; in turn") if mapping.get("rotate") else "")


def tighten(mapping: Mapping) -> str:
    tags = words.kinds_of("tags")
    named = {"focus": _("focus")} | {key: str(word) for key, word in tags.items()}
    return _joined(f"{named.get(key, key)} ×{factor}" for key, factor in mapping.items()) or NOTHING


def labels() -> dict[str, str]:
    return {
        "zh": _("Chinese name"), "en": _("English name"), "cadence": _("rhythm"), "scope": _("where"), "assignee": _("who answers"),
        "priority": _("urgency"), "tighten": _("denser at"), "ladder": _("escalation"), "deal": _("dealt dates"),
    }  # fmt: skip


def part(key: str, value, names: Mapping[str, str]) -> str:
    """One part of a measure's definition in words."""
    spoken = {"cadence": lambda v: rhythm(v, names), "scope": scope, "assignee": assignee, "tighten": tighten}
    return spoken[key](value) if key in spoken else str(value)


def differences(before: Mapping, after: Mapping, campaign: Campaign) -> list[Difference]:
    """What differs between two definitions of a measure, or between the parts of them that a revision kept."""
    names, told = names_of(campaign), labels()
    changed = [key for key in PARTS if key in after and before.get(key) != after[key]]
    return [Difference(told[key], _said(key, before, names), part(key, after[key], names)) for key in changed]


def _said(key: str, mapping: Mapping, names: Mapping[str, str]) -> str:
    return part(key, mapping[key], names) if key in mapping else NOTHING


def revised(change: Mapping, campaign: Campaign, measures: Mapping[str, object]) -> list[Difference]:
    """What a revision changed, from ``Revision.change``; `measures` are the campaign's by code."""
    if "anchor" in change:
        what = anchor_words(campaign).get(change["anchor"], change["anchor"])
        return [Difference(what, change["from"], change["to"])]
    name = str(measures.get(change["measure"], change["measure"]))
    verb = change.get("verb", "retired" if change.get("retired") else "changed")
    if verb in ("added", "retired"):
        states = (_("not there"), _("added")) if verb == "added" else (_("in force"), _("dropped"))
        return [Difference(name, *states)]
    found = differences(change.get("from", {}), change.get("to", {}), campaign)
    if verb == "restored":
        found.insert(0, Difference(name, _("dropped"), _("in force again")))
    return [Difference(f"{name} · {one.what}" if one.what != name else name, one.before, one.after) for one in found]
