"""The framer's table of transitions, row by row: what the documentation shows is what happens."""

from datetime import UTC, datetime

import pytest

from anbao.engines.fire26875.events import Event
from anbao.engines.fire26875.faults import Leniency, Reason
from anbao.engines.fire26875.framing import TRANSITIONS, State
from anbao.engines.fire26875.receiver import Receiver, Transmitter, TransmitterBook
from anbao.engines.fire26875.station import Station

AT = datetime(2022, 2, 4, 12, 0, tzinfo=UTC)
GOOD = Station("0102030405A6", "C0FFEE000001").component_state(2, text="走廊", at=AT)
SUM = GOOD[:-3] + bytes([GOOD[-3] ^ 1]) + GOOD[-2:]
TAIL = GOOD[:-1] + b"x"
BOTH = SUM[:-1] + b"x"
LONGER = GOOD[:24] + b"\x01\x04" + GOOD[26:]
END, FRAME = None, "frame"
#: (state, seen) -> bytes that lead to the state, bytes that are seen then, what comes out, and if forgiven
SCENES = {
    (State.BETWEEN, "@@"): (b"", b"@@", None, None),
    (State.BETWEEN, "any other byte"): (b"", b"abc", Reason.NOISE, None),
    (State.HEAD, "24 more bytes with a length up to 1,024"): (GOOD[:2], GOOD[2:27], None, None),
    (State.HEAD, "24 more bytes with a longer length"): (LONGER[:2], LONGER[2:26], Reason.LENGTH, None),
    (State.BODY, "sum matches, ## behind it"): (GOOD[:30], GOOD[30:], FRAME, None),
    (State.BODY, "sum differs, ## behind it"): (SUM[:30], SUM[30:], Reason.SUM, Leniency.WRONG_SUM),
    (State.BODY, "sum matches, no ## behind it"): (TAIL[:30], TAIL[30:], Reason.TAIL, Leniency.WRONG_TAIL),
    (State.BODY, "sum differs, no ## behind it"): (BOTH[:30], BOTH[30:], Reason.TAIL, None),
    (State.HEAD, "end or silence"): (GOOD[:9], END, Reason.INCOMPLETE, None),
    (State.BODY, "end or silence"): (GOOD[:30], END, Reason.INCOMPLETE, None),
}


def play(scene, leniency):
    before, then, _, _ = scene
    receiver = Receiver(TransmitterBook(default=Transmitter(leniency=leniency)))
    assert receiver.receive(before, at=None) == []
    start = receiver.state
    outcomes = receiver.finish(at=None) if then is END else receiver.receive(then, at=None)
    state = receiver.state
    if state is State.BETWEEN and then is not END:
        outcomes += receiver.finish(at=None)
    return start, state, [FRAME if isinstance(outcome, Event) else outcome.reason for outcome in outcomes]


def test_every_row_is_played():
    assert set(SCENES) == {(state, seen) for state, seen, _, _ in TRANSITIONS}


@pytest.mark.parametrize(("state", "seen", "following", "says"), TRANSITIONS, ids=lambda value: str(value)[:40])
def test_row(state, seen, following, says):
    scene = SCENES[state, seen]
    _, _, outcome, forgiven = scene
    assert play(scene, Leniency.NONE) == (state, following, [outcome] if outcome else [])
    if outcome:
        assert outcome == FRAME == says or says.startswith(f"fault {outcome.value}")
    assert ("if forgiven" in says) is (forgiven is not None)
    both = play(scene, ~Leniency.NONE)[2]
    assert both == ([FRAME] if forgiven or outcome == FRAME else [outcome] if outcome else [])
