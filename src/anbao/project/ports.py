"""Ports that are to be listened on, looked at before minutes of work: every one that is taken at once, with who wants it and the
option that names another."""

import socket
from collections.abc import Iterable
from typing import NamedTuple


class Wanted(NamedTuple):
    """A port, who listens there, the option that names another one; ``udp``: datagrams are taken there too."""

    port: int
    who: str
    option: str
    udp: bool = False


def of_demo(*, port: int, alarms: int, cameras: int) -> list[Wanted]:
    """What a served demo listens on."""
    found = [Wanted(port, "the site", "--port")]
    if alarms:
        found += [
            Wanted(alarms, "alarm panels", "--alarms", udp=True),
            Wanted(alarms + 1, "fire transmitters", "--alarms"),
        ]
    if cameras:
        found += [
            Wanted(cameras, "camera pictures", "--cameras"),
            Wanted(cameras + 1, "camera streams (RTSP)", "--cameras"),
        ]
    return found


def faults(wanted: Iterable[Wanted], host: str = "127.0.0.1") -> list[str]:
    """Why these can't all be listened on, one sentence each."""
    found, held = [], {}
    for one in wanted:
        other = held.setdefault(one.port, one)
        why = f"it is wanted for {other.who} too" if other is not one else _taken(host, one)
        if why:
            found.append(f"can't listen on {host}:{one.port} for {one.who}: {why} ({one.option} names another port)")
    return found


def _taken(host: str, one: Wanted) -> str:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM) if one.udp else (socket.SOCK_STREAM,):
        with socket.socket(type=kind) as probe:
            if kind == socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, one.port))
            except OSError as error:
                return error.strerror or str(error)
    return ""
