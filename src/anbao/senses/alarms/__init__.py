"""Alarms: what panels and fire transmitters say, and what it means until somebody has dealt with it.

Words
    source       a panel's or transmitter's account at our receiver: protocol, account, key, time window, leniency, addresses
    unknown      a source nobody entered: it called, so it has a row at the gateway's own institution, and waits to be adopted
    zone         a number of a source (Contact ID zone, SIA zone, fire "system.address.component") -> device, area, kind
    signal       one message as received, with its raw bytes; append-only, stored before it is acknowledged
    repeat       the same message again because no acknowledgement reached the panel: stored once, acknowledged again
    beat         supervision (NULL, transmitter state): moves ``last_heard_at``, is no row
    alarm        a condition at a place (ISA 18.2): raised by a signal, joined by more of the same, until it is closed
    working      turning stored signals into alarms, in the order in which they were stored
    test mode    a source under test: signals are recorded, its alarms are suppressed and not dispatched
    arming       a source (or an area of it) is armed or disarmed; a schedule says when it should be
    late hours   a panel may stay disarmed after hours until a moment: who approved it, and for what

Rules
    1. Stored, then acknowledged: an acknowledgement exists only after the commit of its signal.
    2. A signal is never changed and never removed. What it means is worked out afterwards and can be worked out again.
    3. Nothing is dropped for being unknown: an unknown account, zone or code is shown as such.
    4. A repeat within the horizon is the same message; the same words later are a new one.
    5. One open alarm per source, zone and kind; more of the same joins it. A detector that is triggered once more after
       somebody acknowledged its alarm rings again (kinds.yaml: again), unless it flaps; hold-up and fire also then. A latched kind (hold-up, fire) does not
       return by itself: somebody has to close it.
    6. Severity rises while nobody acknowledges (dated data: data/rules.yaml).
    7. Silence is an alarm: a source not heard for one and a quarter of its interval, told before one and a half.
    8. Test mode suppresses dispatch, never recording; its triggers count for nothing on what rang before.
    9. What an account raised before it was entered stands at no known place. Triggered since then it is another alarm, at the place that
       is known now; the first one ends.
   10. Late hours are approved by somebody of the place or above it, for some hours; they end by themselves, when the panel is armed
       or their time has come, to the minute.

How a datum goes: gateway (socket, engine) -> ``actions.store`` (one transaction for many) -> commit -> acknowledgement;
``actions.work`` -> alarm, step, ledger line, event "alarm" -> the desk and the wall.
"""
