"""WS-Discovery over a real UDP socket, and answers that are none."""

import socket
import threading

import pytest

from anbao.senses.cameras.discovery import PROBE, Found, discover, read_answer

MATCH = """<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
 xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><s:Body><d:ProbeMatches><d:ProbeMatch>
<d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>onvif://www.onvif.org/name/IPC%20Lobby onvif://www.onvif.org/hardware/T6-4
 onvif://www.onvif.org/location/city onvif://www.onvif.org/Profile/Streaming</d:Scopes>
<d:XAddrs>http://10.1.2.3/onvif/device_service http://[fe80::1]/onvif/device_service</d:XAddrs></d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>"""


def test_an_answer_tells_host_name_and_hardware():
    wanted = ("http://10.1.2.3/onvif/device_service", "http://[fe80::1]/onvif/device_service")
    assert read_answer(MATCH.encode()) == [Found("10.1.2.3", wanted, "IPC Lobby", "T6-4", "city")]


@pytest.mark.parametrize(
    "data", [b"", b"<x", b"\xff\xfe\x00", PROBE.encode(), b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"<a>" * 2000,
             MATCH.replace("http://10.1.2.3", "file:///etc").replace("http://[fe80::1]", "gopher://x").encode()],
)  # fmt: skip
def test_anything_else_is_no_answer(data):
    assert read_answer(data) == []


def test_every_host_is_found_once_however_often_it_answers():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as camera:
        camera.bind(("127.0.0.1", 0))
        camera.settimeout(10)

        def reply():
            probe, asker = camera.recvfrom(65536)
            assert b"NetworkVideoTransmitter" in probe
            for text in (MATCH, "nonsense", MATCH, MATCH.replace("10.1.2.3", "10.1.2.4")):
                camera.sendto(text.encode(), asker)

        thread = threading.Thread(target=reply)
        thread.start()
        found = discover(seconds=0.5, group="127.0.0.1", port=camera.getsockname()[1], source="127.0.0.1")
        thread.join()
    assert [one.host for one in found] == ["10.1.2.3", "10.1.2.4"]
