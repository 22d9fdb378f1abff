"""SIA DC-09 alarm reporting: the receiver's and the panel's side of it, without a socket.

Words

frame      line feed, CRC, length, body, carriage return: what travels
body       everything the CRC covers: token, sequence, receiver, line, account, content
token      what the content speaks: SIA-DCS, ADM-CID (Contact ID), NULL (supervision), ACK, NAK, DUH, RSP;
           a star before it says that the content is encrypted
event      one frame that passed every check its account asks for (``events.Event``)
signal     one code inside an event: "burglary alarm, zone 501" (``signals.Signal``)
fault      bytes that are no acceptable frame, with offset and reason (``faults.ProtocolError``)
account    the settings a panel is judged by: key, time window, addresses, leniency (``accounts.Account``)
deviation  a fault that the account forgives; it stays written on the event

Rules

* Bytes in, events and faults out. Nothing is sent, read, slept or timed here; ``at`` is an argument.
* No reply exists until somebody calls ``Receiver.acknowledge(event, at=...)``, which takes only an event: a fault
  can't be acknowledged, at most answered with the NAK or DUH that ``faults.REASONS`` allows for its reason.
* Framing goes by the length field. A message whole, byte by byte, or several in one segment gives the same outcomes.
* A frame with a fault never swallows its neighbours: the search for the next frame starts one byte after its line feed.
* Every buffer is bounded by ``Receiver(max_body=...)``, every memory of repeats by its capacity.
* Leniency is off unless the account turns it on, flag by flag; replies are always exact.
* The raw bytes stay on the event and on the fault.

Sources: SIA DC-09-2007, ANSI/SIA DC-09-2013, SIA DC-09-2021 (framing, replies, extended data); DC-03 and DC-04
(SIA event blocks); DC-05-1999.09 (Contact ID); the length-prefixed extended data of the Hengbo 恒博 panels and the
two-byte CRC of the Lupusec panels as their public receivers document them.

``receiver`` holds the engine, ``panel`` the other end of the line, ``__main__`` prints a capture as JSON.
"""
