"""What a row of the register may not say: every fault at once, each with the field it stands in. Dialog, import and loader ask
the same, so that a preview promises nothing that the write refuses."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from ipaddress import ip_network

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from anbao.engines.dc09.accounts import ALWAYS as DC09_ALWAYS
from anbao.engines.dc09.accounts import Leniency as Dc09Leniency
from anbao.engines.fire26875.faults import ALWAYS as FIRE_ALWAYS
from anbao.engines.fire26875.faults import Leniency as FireLeniency
from anbao.kit.texts import listed
from anbao.org.models import Institution
from anbao.senses.alarms.arrivals import plain_zone
from anbao.senses.alarms.models import AlarmSource, ArmingSchedule, Protocol, Zone

#: (field, words)
Faults = list[tuple[str, str]]
#: fields that are judged by their own rules below, or by nobody because no user writes them
UNASKED = ("account", "key", "leniency", "addresses", "test_by", "made_at", "source", "device", "area", "institution")
ACCOUNT, TRANSMITTER = re.compile(r"[0-9A-Z]{1,24}"), re.compile(r"[0-9A-F]{12}")
KEY = re.compile(r"(?:[0-9A-F]{32}|[0-9A-F]{48}|[0-9A-F]{64})")
#: a panel's zone is a number (DC-05 5.1, DC-03); a fire zone has up to three: system type, system address, component
PANEL_ZONE, FIRE_ZONE = re.compile(r"[0-9]{1,24}"), re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,10}){0,2}")


class AlarmFault(ValueError):
    """The step can't be taken; the message is for the user. ``faults``: each with its field, "" for the row as a whole."""

    def __init__(self, words: str, faults: Faults = ()):
        super().__init__(words)
        self.faults = list(faults)


def plain_name(said: str) -> str:
    """How an account, a key, a receiver or a line is kept, however it was typed: capitals, half width, without blanks."""
    return "".join(unicodedata.normalize("NFKC", said).split()).upper()


def tidy(fields: Mapping) -> dict:
    """Fields as they are kept: accounts and keys in capitals, addresses as networks; what can't be read stays as it is."""
    kept = dict(fields)
    for name in ("account", "key", "receiver", "line"):
        if kept.get(name):
            kept[name] = plain_name(kept[name])
    if kept.get("addresses"):
        kept["addresses"] = [str(_network(text) or text) for text in kept["addresses"]]
    if kept.get("leniency"):
        kept["leniency"] = [name.strip().lower().replace("_", "-") for name in kept["leniency"]]
    if kept.get("number"):
        kept["number"] = plain_zone(plain_name(kept["number"]))
    return kept


def _network(text: str):
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def judge(row: models.Model, changed: Collection[str]) -> None:
    """Raises AlarmFault with everything that is wrong with a row whose fields ``changed`` were just set."""
    faults = wrong_with(row, changed)
    if faults:
        raise AlarmFault(" ".join(words for _field, words in faults), faults)


def wrong_in(model: type[models.Model], said: Mapping) -> Faults:
    """What is wrong with the values that a form could read, for it to say beside those that it couldn't."""
    named = {field.name for field in model._meta.fields}
    kept = {name: value for name, value in tidy(said).items() if name in named}
    return RULES[model](model(**kept), list(kept))


def wrong_with(row: models.Model, changed: Collection[str]) -> Faults:
    """Everything that is wrong with a row. What it names elsewhere is judged where that changed: a device that was moved since
    keeps nobody from changing an interval."""
    faults = []
    try:
        row.clean_fields(exclude=[name for name in UNASKED if hasattr(row, name)])
    except ValidationError as error:
        faults += [(field, " ".join(words)) for field, words in error.message_dict.items()]
    return faults + RULES[type(row)](row, changed)


def _source(source: AlarmSource, changed: Collection[str]) -> Faults:
    faults: Faults = []
    panel = source.protocol == Protocol.DC09
    if panel and not ACCOUNT.fullmatch(source.account):
        faults.append(("account", _("An account has 1 to 24 letters or digits.")))
    if source.protocol == Protocol.FIRE and not TRANSMITTER.fullmatch(source.account):
        faults.append(("account", _("A transmitter's address has 12 hexadecimal digits.")))
    if panel and source.key and not KEY.fullmatch(source.key):
        faults.append(("key", _("A key has 32, 48 or 64 hexadecimal digits.")))
    unknown = [name for name in source.leniency if name not in leniencies(source.protocol)]
    if unknown:
        known = listed(leniencies(source.protocol))
        words = _("Nothing is forgiven by the name of %(names)s; there are: %(known)s.")
        faults.append(("leniency", words % {"names": listed(unknown), "known": known}))
    unread = [text for text in source.addresses if _network(text) is None]
    if unread:
        words = _("Neither an address nor a network such as 10.1.2.3 or 10.1.0.0/16: %(names)s")
        faults.append(("addresses", words % {"names": listed(unread)}))
    if {"device", "institution"} & set(changed) and source.institution_id:
        faults += _strange("device", source.device, source.institution)
    return faults


def leniencies(protocol: str, *, always: bool = True) -> list[str]:
    """What a source of a protocol may be forgiven, by the names that the register keeps; without ``always`` only what makes a
    difference."""
    flags, given = (Dc09Leniency, DC09_ALWAYS) if protocol == Protocol.DC09 else (FireLeniency, FIRE_ALWAYS)
    return [name for flag in flags if always or flag not in given for name in flag.names()]


def _zone(zone: Zone, changed: Collection[str]) -> Faults:
    faults: Faults = []
    if zone.source_id is None:
        return faults
    fire = zone.source.protocol == Protocol.FIRE
    if not (FIRE_ZONE if fire else PANEL_ZONE).fullmatch(zone.number):
        words = (
            _("A fire zone has up to three numbers: system type.system address.component, such as 1.3.217.")
            if fire
            else _("A panel's zone is a number, such as 5.")
        )
        faults.append(("number", words))
    for name in ("device", "area"):
        if name in changed:
            faults += _strange(name, getattr(zone, name), zone.source.institution)
    return faults


def _schedule(row: ArmingSchedule, changed: Collection[str]) -> Faults:
    faults: Faults = []
    opens, closes = row.opens, row.closes
    if (opens is None) != (closes is None) or (opens is not None and opens >= closes):
        faults.append(("closes", _("A schedule opens before it closes, or names neither hour.")))
    if row.until is not None and row.since is not None and row.until < row.since:
        faults.append(("until", _("A schedule ends after it begins.")))
    if {"source", "institution"} & set(changed) and row.institution_id:
        faults += _strange("source", row.source, row.institution)
    return faults


def _strange(field: str, named, place: Institution) -> Faults:
    if named is None or named.institution_id == place.pk:
        return []
    return [(field, _("%(row)s belongs to another institution.") % {"row": named})]


RULES = {AlarmSource: _source, Zone: _zone, ArmingSchedule: _schedule}
