"""ONVIF WS-Discovery: a probe over UDP multicast, and what answers (OASIS WS-Discovery 1.1, ONVIF core 7.3).

Only the addresses are learned here: a camera tells its stream only to somebody who logs in, so whoever connects it
enters address and credentials once.
"""

import re
import socket
import uuid
from dataclasses import dataclass
from time import monotonic
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

GROUP, PORT = "239.255.255.250", 3702
#: bytes of an answer; longer ones are no answers
LIMIT = 65_507
#: answers of one probe that are read; a network has fewer cameras than that on one segment
MOST = 2_000
PROBE = """<?xml version="1.0" encoding="UTF-8"?>
<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing"
 xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl">
<e:Header><w:MessageID>uuid:{id}</w:MessageID><w:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</w:To>
<w:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action></e:Header>
<e:Body><d:Probe><d:Types>dn:NetworkVideoTransmitter</d:Types></d:Probe></e:Body></e:Envelope>"""
SCOPE = "onvif://www.onvif.org/"


@dataclass(frozen=True)
class Found:
    """A device that answered: its ONVIF service addresses and what its scopes say of it."""

    host: str
    addresses: tuple[str, ...]
    name: str = ""
    hardware: str = ""
    location: str = ""


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def read_answer(data: bytes) -> list[Found]:
    """The devices of one ProbeMatches message; an empty list for anything else. Entities are refused unread."""
    if len(data) > LIMIT or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return []
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError):
        return []
    found = []
    for match in (e for e in root.iter() if _local(e.tag) == "ProbeMatch"):
        texts = {_local(e.tag): (e.text or "").split() for e in match}
        addresses = tuple(a for a in texts.get("XAddrs", ()) if re.match(r"https?://", a))
        host = next((urlsplit(a).hostname or "" for a in addresses), "")
        if not host:
            continue
        told = {}
        for scope in texts.get("Scopes", ()):
            key, _slash, value = scope.removeprefix(SCOPE).partition("/")
            if scope.startswith(SCOPE) and value:
                told.setdefault(key, unquote(value))
        found.append(Found(host, addresses, told.get("name", ""), told.get("hardware", ""), told.get("location", "")))
    return found


def discover(*, seconds: float = 3.0, group: str = GROUP, port: int = PORT, source: str = "0.0.0.0") -> list[Found]:
    """Ask the network once and listen for so many seconds; each host once, in the order of its answer."""
    found: dict[str, Found] = {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 2)
        sender.bind((source, 0))
        sender.sendto(PROBE.format(id=uuid.uuid4()).encode(), (group, port))
        ends, read = monotonic() + seconds, 0
        while (left := ends - monotonic()) > 0 and read < MOST:
            sender.settimeout(left)
            try:
                data, _peer = sender.recvfrom(LIMIT)
            except TimeoutError:
                break
            read += 1
            for one in read_answer(data):
                found.setdefault(one.host, one)
    return list(found.values())
