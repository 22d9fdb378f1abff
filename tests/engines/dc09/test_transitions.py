"""The framer's table of transitions, row by row: what the documentation shows is what happens."""

import pytest

from anbao.engines.dc09.accounts import Account, AccountBook, Leniency
from anbao.engines.dc09.events import Event
from anbao.engines.dc09.faults import Reason
from anbao.engines.dc09.framing import TRANSITIONS, State
from anbao.engines.dc09.panel import Panel
from anbao.engines.dc09.receiver import Receiver

GOOD = Panel("12AB").sia("BA", "501")
LONG = b"\n%s0078" % GOOD[1:5] + GOOD[9:]
WRONG = b"\n0000" + GOOD[5:]
END = None
NOISE, FRAME = Reason.NOISE, "frame"
#: (state, seen) -> bytes that lead to the state, bytes that are seen then, what comes out, and if forgiven
SCENES = {
    (State.BETWEEN, "line feed and a head behind it"): (b"", GOOD[:10], None, None),
    (State.BETWEEN, "line feed, head not yet complete"): (b"", GOOD[:5], None, None),
    (State.BETWEEN, "CR, LF, zero, blank"): (b"", b"\r \0", None, None),
    (State.BETWEEN, "any other byte"): (b"", b"abc", NOISE, None),
    (State.HEAD, "CRC, length and opening quote"): (GOOD[:5], GOOD[5:10], None, None),
    (State.HEAD, "a byte that no head has there"): (GOOD[:6], b"xyz", NOISE, None),
    (State.HEAD, "CRC, length over the limit and opening quote"): (b"\n00001000", b'"', Reason.LENGTH, None),
    (State.BODY, "CR at the length, CRC matches"): (GOOD[:20], GOOD[20:], FRAME, None),
    (State.BODY, "CR at the length, CRC differs"): (WRONG[:20], WRONG[20:], Reason.CRC, Leniency.WRONG_CRC),
    (State.BODY, "no CR at the length"): (LONG[:20], LONG[20:] + b"x" * 99, Reason.LENGTH, Leniency.WRONG_LENGTH),
    (State.HEAD, "end or silence"): (GOOD[:5], END, NOISE, None),
    (State.BODY, "end or silence"): (GOOD[:20], END, Reason.INCOMPLETE, None),
}


def play(scene, leniency):
    before, then, _, _ = scene
    receiver = Receiver(AccountBook(default=Account(leniency=leniency)))
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
    if forgiven:
        assert play(scene, forgiven)[2][0] == FRAME
