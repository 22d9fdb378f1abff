"""GB/T 26875.3 fire transmission: frames between a user information transmission device and the monitoring centre.

Words

transmitter    用户信息传输装置, the box in the building that reports to the centre
frame          ``@@``, control unit (25 bytes), application data, checksum, ``##``
command        what a frame wants: control, send, confirm, request, response, deny
type flag      what the application data holds (8.1.1); a frame holds several objects of one type
object         one report: a component's state, an operation, a value, with the time it happened
event          one frame that passed its checks, with its objects (``events.Event``)
fault          bytes that are no acceptable frame, with offset and reason (``faults.ProtocolError``)
deviation      what the transmitter's settings forgave, or what is always accepted but must be seen

Rules

* Bytes in, events and faults out; ``at`` is an argument; nothing is sent or timed here.
* No confirmation exists until somebody calls ``Receiver.acknowledge(event, at=...)``, which takes only an event.
* Framing goes by the length field; the same bytes give the same outcomes however they are cut.
* A fault costs only its own frame; buffers are bounded by the standard's 1,024 bytes of application data.
* A sound frame is shown even when its clock is wrong, its version unlisted or its type unknown: it may be a fire.
* Device time is Beijing time. It is binary in the standard and BCD in some devices: both are read, BCD is marked.

Source: GB/T 26875.3-2011, clauses 6 to 8, and the public decoders that reproduce its tables. Of the 2026 edition, parts
1 and 10 are announced (issued 2026-04-30, in force 2027-05-01); ``versions`` is where another layout is added.
"""
