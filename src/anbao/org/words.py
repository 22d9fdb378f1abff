"""The kinds of posts, areas, devices, certificates and tags, read from data/*.yaml and frozen."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from django.utils.translation import get_language

from anbao.kit.reading import read_yaml

LAYERS = {"principal": "主要负责人", "deputy": "分管负责人", "line": "专业条线", "everyone": "全体员工"}
#: which records a post files without a task (PostKind.files)
FILES = ("place", "named", "nothing")


@dataclass(frozen=True)
class Word:
    """A kind with its names; ``str()`` gives the name in the reader's language."""

    id: str
    zh: str
    en: str
    family: str = ""
    life_years: int = 0

    def __str__(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh


@dataclass(frozen=True)
class PostKind(Word):
    """A kind of post: layer of responsibility, whether escalations reach it, powers, licence needed.

    ``business``: false for administrators, who see nothing of what the bank does. ``files``: which records its holder
    files without a task: those of his ``place``, those whose kind is ``named`` for the post, or ``nothing``.
    """

    layer: str = "everyone"
    leader: bool = False
    rank: int = 9
    licence: str = ""
    powers: frozenset[str] = frozenset()
    business: bool = True
    files: str = "place"


def _read(name: str) -> dict:
    return read_yaml((files("anbao.org") / "data" / name).read_text(encoding="utf-8"))


@cache
def post_kinds() -> dict[str, PostKind]:
    kinds = {}
    for key, body in _read("posts.yaml").items():
        kind = PostKind(key, **{**body, "powers": frozenset(body.get("powers", ()))})
        if kind.layer not in LAYERS:
            raise ValueError(f"posts.yaml: {key}: unknown layer {kind.layer}")
        if kind.files not in FILES:
            raise ValueError(f"posts.yaml: {key}: files is one of {', '.join(FILES)}")
        kinds[key] = kind
    return kinds


@cache
def kinds_of(family: str) -> dict[str, Word]:
    """``areas``, ``devices``, ``certificates``, ``tags`` or ``vendor_kinds``."""
    return {key: Word(key, **body) for key, body in _read("kinds.yaml")[family].items()}


def choices(family: str) -> list[tuple[str, str]]:
    return [(key, word.zh) for key, word in kinds_of(family).items()]


def leader_kinds() -> list[str]:
    """Post kinds that escalations reach, nearest responsibility first."""
    return [kind.id for kind in sorted(post_kinds().values(), key=lambda k: k.rank) if kind.leader]


@dataclass(frozen=True)
class RuleValue:
    """One dated value of a rule, with the source it comes from; ``province`` empty: everywhere else."""

    since: date
    value: int
    source: str
    province: str = ""


@cache
def dated_rules() -> dict[str, tuple[RuleValue, ...]]:
    """Every rule of data/rules.yaml; a value without a source is refused."""
    rules = {name: tuple(RuleValue(**row) for row in rows) for name, rows in _read("rules.yaml").items()}
    for name, rows in rules.items():
        if not rows or any(not row.source for row in rows):
            raise ValueError(f"rules.yaml: {name}: every value cites its source")
    return rules


def rule(name: str, *, on: date, province: str = "") -> int:
    """The value that holds on a day: the province's own newest row, else the general newest one."""
    return rule_row(name, on=on, province=province).value


def rule_row(name: str, *, on: date, province: str = "") -> RuleValue:
    """The same with its source, for a screen that says where a value comes from."""
    rows = [row for row in dated_rules()[name] if row.since <= on and row.province in ("", province)]
    if not rows:
        raise LookupError(f"no value of {name} holds on {on}")
    return max(rows, key=lambda row: (bool(row.province), row.since))
