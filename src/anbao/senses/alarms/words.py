"""The vocabulary of alarms: kinds, what kind a code is of, and dated rules; read from data/*.yaml and frozen."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import yaml
from django.utils.translation import get_language

from anbao.engines.dc09 import accounts as dc09
from anbao.engines.dc09 import meanings, sia_codes
from anbao.engines.fire26875 import faults as fire
from anbao.org.words import RuleValue

#: tokens of DC-09 that carry Contact ID
CONTACT_ID_TOKENS = frozenset({"ADM-CID", "HENG-BO"})
LOWEST, HIGHEST = 1, 4
#: kind of a detector -> kind of its trouble
FAULT_OF = {
    "fire": "fire_fault", "intrusion": "technical", "hold_up": "technical", "gas": "technical", "medical": "technical",
    "water": "technical", "access": "technical", "other": "technical",
}  # fmt: skip


@dataclass(frozen=True)
class AlarmKind:
    """A kind of alarm: names, severity at birth, whether only a person may close it, whether a new trigger of an acknowledged one
    rings again, whether it stands until it is over, also when its incident was closed, whether a zone's own kind decides over it."""

    id: str
    zh: str
    en: str
    severity: int
    latched: bool = False
    again: bool = False
    stays: bool = False
    generic: bool = False
    icon: str = "bell"

    def __str__(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh


def _read(name: str) -> dict:
    return yaml.safe_load((files("anbao.senses.alarms") / "data" / name).read_text(encoding="utf-8"))


@cache
def alarm_kinds() -> dict[str, AlarmKind]:
    """Every kind, gravest first; refuses a severity outside 1 to 4."""
    kinds = {key: AlarmKind(key, **body) for key, body in _read("kinds.yaml")["kinds"].items()}
    wrong = [kind.id for kind in kinds.values() if not LOWEST <= kind.severity <= HIGHEST]
    if wrong:
        raise ValueError(f"kinds.yaml: severity of {', '.join(wrong)} is not {LOWEST} to {HIGHEST}")
    return kinds


@cache
def _beginnings() -> dict[str, tuple[tuple[str, str], ...]]:
    """Table -> (beginning of a code, kind), the longest beginning first."""
    tables = {}
    for table, rows in _read("kinds.yaml")["codes"].items():
        pairs = [(str(code), kind) for code, kind in rows.items() if code != "source"]
        unknown = [kind for _code, kind in pairs if kind not in alarm_kinds()]
        if unknown or "source" not in rows:
            raise ValueError(f"kinds.yaml: {table}: unknown kinds {unknown} or no source")
        tables[table] = tuple(sorted(pairs, key=lambda pair: -len(pair[0])))
    return tables


@cache
def kind_of(token: str, code: str, quality: str = "alarm") -> str:
    """The kind of a code: ``("SIA-DCS", "BA")`` is intrusion; ``other`` for what no row begins.

    Trouble of a detector (SIA BT, BJ, BS; Contact ID by its quality) is the equipment's, not an intrusion.
    """
    table = "contact-id" if token in CONTACT_ID_TOKENS else token
    said = code[1:] if table == "contact-id" else code
    kind = next((kind for beginning, kind in _beginnings().get(table, ()) if said.startswith(beginning)), "other")
    if table == "contact-id" and quality == "restore":  # of what it restores
        quality = meanings.meaning(token, "1" + said).quality.value
    faulty = quality in ("trouble", "supervision") or (token == "SIA-DCS" and _is_trouble(code))
    return FAULT_OF.get(kind, kind) if faulty else kind


#: kinds that no detector has: the receiver finds them, or nobody knows what rang
NO_DETECTORS = frozenset({"silence", "arming", "other"})


@cache
def told_by(zone: str, code: str) -> str:
    """The kind of an alarm at a zone of a kind (empty: none entered) whose code says another.

    A code that names fire, hold-up, medical help, gas, water or tampering is believed wherever it comes from; one that only
    says that something rang takes the zone's kind, be it graver or milder.
    """
    return zone if zone and zone not in NO_DETECTORS and alarm_kinds()[code].generic else code


@cache
def triggers_again(token: str, code: str, kind: str) -> bool:
    """Whether this code says that a detector of a kind was triggered anew, and wants to be acknowledged anew. Contact ID's qualifier 6
    says that what was told before is still so."""
    return alarm_kinds()[kind].again and not (token in CONTACT_ID_TOKENS and code.startswith("6"))


@cache
def staying_kinds() -> frozenset[str]:
    """Kinds that stand until they are over: acknowledged they don't ring, and the closing of their incident does not end them."""
    return frozenset(kind.id for kind in alarm_kinds().values() if kind.stays)


def _is_trouble(code: str) -> bool:
    """Whether a SIA code raises or restores a trouble."""
    raised = sia_codes.find(sia_codes.trouble(code))
    return code[1:2] in ("T", "J", "S") or (raised is not None and raised.quality.value == "trouble")


#: kinds that are a detector's: at a zone they are one condition, whatever code tells them
DETECTED = frozenset({"hold_up", "fire", "intrusion", "gas", "medical", "tamper", "access", "water", "bypass"})


@cache
def subject_of(token: str, code: str, kind: str) -> str:
    """What tells two troubles of a kind apart, the same for the code that raises it and the one that restores it.

    Mains and battery, line 1 and line 2 are two conditions of one panel; each ends with its own restore.
    """
    if kind in DETECTED:
        return ""
    if token in CONTACT_ID_TOKENS:
        return code[1:]
    return sia_codes.trouble(code) if token == "SIA-DCS" else code[:12]


@cache
def ended_with(token: str, code: str, kind: str) -> tuple[str, ...]:
    """The other kinds that a restore ends at its zone: SIA "R" ends alarm and trouble alike, some codes more (kinds.yaml)."""
    if token != "SIA-DCS":
        return ()
    named = tuple(_read("kinds.yaml")["restores"].get(code, ()))
    trouble = (FAULT_OF[kind],) if code[1:] == "R" and kind in FAULT_OF else ()
    return tuple(one for one in (*named, *trouble) if one != kind)


@cache
def arming_told(armed: bool) -> tuple[str, ...]:
    """Subjects of what a panel tells about arming that did not happen and that ends when it is armed, or disarmed."""
    return tuple(map(str, _read("kinds.yaml")["arming_ended_by"]["close" if armed else "open"]))


@cache
def dated_rules() -> dict[str, tuple[RuleValue, ...]]:
    """Every rule of data/rules.yaml; a value without a source is refused."""
    rules = {name: tuple(RuleValue(**row) for row in rows) for name, rows in _read("rules.yaml").items()}
    for name, rows in rules.items():
        if not rows or any(not row.source for row in rows):
            raise ValueError(f"rules.yaml: {name}: every value cites its source")
    return rules


@cache
def rule(name: str, on: date) -> int:
    """The value that holds on a day."""
    rows = [row for row in dated_rules()[name] if row.since <= on]
    if not rows:
        raise LookupError(f"no value of {name} holds on {on}")
    return max(rows, key=lambda row: row.since).value


def span(name: str, on: date) -> timedelta:
    """A rule in seconds, as a length of time."""
    return timedelta(seconds=rule(name, on))


def forgiven(name: str) -> str:
    """What a leniency of either engine forgives, in the reader's language; its name where it is none."""
    place = 1 if (get_language() or "zh").startswith("en") else 0
    return _forgiven().get(name, (name, name))[place]


@cache
def _forgiven() -> dict[str, tuple[str, str]]:
    told = {**fire.LENIENCY_WORDS, **dc09.LENIENCY_WORDS}
    return {name: words for flag, words in told.items() for name in flag.names()}


def account_told(source) -> tuple[str, str]:
    """An account (a transmitter's number) that nobody has entered, in Chinese and English."""
    if source.protocol == "dc09":
        return f"未登记账号 {source.account}", f"Unknown account {source.account}"
    return f"未登记传输装置 {source.account}", f"Unknown transmitter {source.account}"


def zone_said(alarm) -> str:
    """The zone of an alarm in the reader's language: its number and name, or that nobody has entered it. Nothing where it
    names none, and the number alone where the whole account is unknown."""
    if not alarm.zone_number:
        return str(alarm.zone or "")
    english = (get_language() or "zh").startswith("en")
    bare = f"zone {alarm.zone_number}" if english else f"防区 {alarm.zone_number}"
    if alarm.zone is not None:
        return f"{bare} {alarm.zone.name}".strip()
    if not alarm.source.known:
        return bare
    return f"{bare} (not entered)" if english else f"{bare}（未登记）"


def read_tables() -> None:
    """Read everything that is read once, so that nobody has to wait for it later; refuses what is wrong in it."""
    alarm_kinds(), _beginnings(), dated_rules()
