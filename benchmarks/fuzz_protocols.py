"""Mutated frames against both protocol engines: what leaves them, and what it costs.

    python benchmarks/fuzz_protocols.py                      # 60,000 frames
    python benchmarks/fuzz_protocols.py --frames 10000000    # the full run

Good frames of every form are mutated (bits, bytes, cuts, repeats, splices, lengths, and changed content with a right
checksum), cut into random pieces and fed to long-lived receivers, strict and lenient. Checked for every frame:

* only events and ProtocolError come out; any other exception ends the run with the frame that caused it;
* no corrupt frame is acknowledged: every acknowledgement belongs to an event whose raw bytes an independent check
  (its own CRC or sum, its own length) finds whole, and a fault never yields one;
* cutting changes nothing: every sixteenth frame, with the next one behind it, goes whole and in small pieces to fresh
  receivers, and the outcomes are compared field by field;
* a wrong key gives no event: to a key that isn't the sender's every cipher text is random blocks, so random blocks of every
  token go to an account that is forgiven everything;
* memory stays flat: what is traced after 30,000 frames against 20,000, and the most bytes a receiver ever held.

Needs no extra packages. What goes wrong is told at once; a run that is stopped tells what it did. Exit code 1 when a check fails.
"""

import argparse
import gc
import random
import resource
import signal
import sys
import time
import tracemalloc
from collections import Counter
from datetime import UTC, datetime

from anbao.engines.dc09 import accounts, events, extended, faults, panel, receiver, repeats
from anbao.engines.dc09.encoder import frame as dc09_frame
from anbao.engines.fire26875 import events as fire_events
from anbao.engines.fire26875 import faults as fire_faults
from anbao.engines.fire26875 import receiver as fire_receiver
from anbao.engines.fire26875 import repeats as fire_repeats
from anbao.engines.fire26875.codes import Command
from anbao.engines.fire26875.station import Station
from anbao.engines.fire26875.timelabel import TimeLabel
from anbao.engines.fire26875.units import TYPES, Information

AT = datetime(2022, 2, 4, 12, 0, tzinfo=UTC)
KEY = bytes(range(16))


def dc09_seeds() -> list[bytes]:
    """Every token, CRC form and kind of extended data, in clear and encrypted."""
    seeds = []
    block = extended.ExtendedData("", b"]\r\n\0[_AB", extended.Form.BINARY_LENGTH)
    for key, binary in ((None, False), (None, True), (KEY, False)):
        sender = panel.Panel("12AB", key=key, receiver="F3", line="77", binary_crc=binary)
        seeds += [
            sender.sia("BA", "501", area="1", text="金库后门", at=AT),
            sender.contact_id("1130", 5, area=1, extended=[block], at=AT),
            sender.contact_id("3401", 12, extended=[extended.ExtendedData("I", b"counter")], at=AT),
            sender.supervision(at=AT),
        ]
    return seeds


def fire_seeds() -> list[bytes]:
    """One frame of every type, with one to three objects."""
    sender = Station("0102030405A6", "C0FFEE000001")
    info = Information(
        1, 3, 42, 217, 2, 4, 9, analogue=(3, -5), version=(1, 2), text="走廊", number=5, label=TimeLabel(AT)
    )
    seeds = [sender.send(flag, *[info] * (1 + flag % 3), at=AT) for flag in TYPES]
    return [*seeds, sender.build(Command.CONFIRM, b"", at=AT), sender.build(Command.SEND, b"\x80@@##", at=AT)]


def dc09_repair(data: bytes) -> bytes:
    return dc09_frame(data[9:-1][:4095])


def fire_repair(data: bytes) -> bytes:
    body = data[2:-3]
    return b"@@" + body + bytes((sum(body) & 0xFF,)) + b"##"


def mutate(noise: random.Random, seed: bytes, other: bytes, repair) -> bytes:
    """One of eight kinds of damage, sometimes several; the last keeps the checksum right and the content wrong."""
    data = bytearray(seed)
    for _ in range(noise.choice((1, 1, 1, 2, 4))):
        kind, place = noise.randrange(8), noise.randrange(len(data) or 1)
        if kind == 0 and data:
            data[place] ^= 1 << noise.randrange(8)
        elif kind == 1 and data:
            data[place] = noise.randrange(256)
        elif kind == 2:
            del data[place : place + noise.randrange(1, 20)]
        elif kind == 3:
            data[place:place] = noise.randbytes(noise.randrange(1, 20))
        elif kind == 4:
            data[place:place] = data[place : place + noise.randrange(1, 30)]
        elif kind == 5:
            data = data[:place] + other[noise.randrange(len(other)) :]
        elif kind == 6:
            data[place:place] = noise.choice((b"\n", b"\r", b"]", b"[", b"|", b"@@", b"##", b'"', b"\0"))
        elif len(data) > 12:
            data = bytearray(repair(bytes(data)))
    return bytes(data)


def crc16_bitwise(data: bytes) -> int:
    """CRC-16/ARC written from its definition, apart from the engine's tables."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def dc09_whole(raw: bytes) -> bool:
    for head, claimed in ((9, lambda: int(raw[1:5], 16)), (7, lambda: raw[1] << 8 | raw[2])):
        if raw[head : head + 1] == b'"':
            body = raw[head:-1]
            try:
                return int(raw[head - 4 : head], 16) == len(body) and claimed() == crc16_bitwise(body)
            except ValueError:
                continue
    return False


def fire_whole(raw: bytes) -> bool:
    length = raw[24] | raw[25] << 8
    return len(raw) == 30 + length and raw[-3] == sum(raw[2:-3]) % 256 and raw.endswith(b"##")


class Side:
    """One engine under test: seeds, receivers, and how to tell a whole frame."""

    def __init__(self, name, seeds, make, repair, whole, event, fault, answer_error, confirmed):
        self.name, self.seeds, self.make, self.repair, self.whole = name, seeds, make, repair, whole
        self.receivers = [make(False), make(True)]
        self.before = b""
        self.event, self.fault, self.answer_error, self.confirmed = event, fault, answer_error, confirmed
        self.seen: Counter = Counter()
        self.wrong: list[str] = []

    def find(self, words: str) -> None:
        """Something went wrong: told at once, so that a run that is stopped has told it as well."""
        self.wrong.append(words)
        print(f"{self.name} WRONG: {words[:1000]}", file=sys.stderr, flush=True)

    def feed(self, noise: random.Random, index: int) -> None:
        data = noise.choice(self.seeds)
        if noise.randrange(10):  # every tenth stays whole, so that damage stands among real traffic
            data = mutate(noise, data, noise.choice(self.seeds), self.repair)
        strict = index & 1
        engine = self.receivers[strict]
        cut = noise.randrange(len(data) + 1)
        outcomes = engine.receive(data[:cut], at=AT) + engine.receive(data[cut:], at=AT)
        if noise.randrange(8) == 0:
            outcomes += engine.finish(at=AT)
        for outcome in outcomes:
            self.judge(engine, outcome, bool(strict))
        if noise.randrange(16) == 0:
            self.compare_cuts(noise, self.before + data, bool(strict))
        self.before = data

    def compare_cuts(self, noise: random.Random, data: bytes, strict: bool) -> None:
        """Whole and in pieces, to fresh receivers."""
        engine = self.make(strict)
        whole = engine.receive(data, at=None) + engine.finish(at=None)
        engine, pieces, place = self.make(strict), [], 0
        while place < len(data):
            size = noise.choice((1, 1, 2, 9, 50))
            pieces += engine.receive(data[place : place + size], at=None)
            place += size
        pieces += engine.finish(at=None)
        self.seen["cut"] += 1
        if [self.plain(outcome) for outcome in whole] != [self.plain(outcome) for outcome in pieces]:
            self.find(f"cutting changes the outcomes of {data.hex()}")

    def plain(self, outcome):
        return outcome.seen() if isinstance(outcome, self.fault) else outcome

    def judge(self, engine, outcome, strict: bool) -> None:
        if isinstance(outcome, self.fault):
            self.seen["faults"] += 1
            try:
                engine.acknowledge(outcome, at=AT)
                self.find(f"a fault was acknowledged: {outcome.raw.hex()}")
            except self.answer_error:
                engine.answer(outcome, at=AT)
            return
        if not isinstance(outcome, self.event):
            self.find(f"neither event nor ProtocolError: {outcome!r}")
            return
        self.seen["events"] += 1
        if not self.confirmed(outcome):
            return
        reply = engine.acknowledge(outcome, at=AT)
        self.seen["acknowledged"] += 1
        if not self.whole(reply):
            self.find(f"a reply that isn't whole: {reply.hex()}")
        if strict and not self.whole(outcome.raw):
            self.find(f"a corrupt frame was acknowledged: {outcome.raw.hex()}")


def dc09_side() -> Side:
    forgiven = {False: ~accounts.Leniency.NONE, True: accounts.Leniency.NOT_ENCRYPTED}
    books = {
        strict: accounts.AccountBook([accounts.Account("12AB", key=KEY, leniency=leniency)])
        for strict, leniency in forgiven.items()
    }
    memory = repeats.RepeatMemory(capacity=16, window=4)
    return Side(
        "dc09",
        dc09_seeds(),
        lambda strict: receiver.Receiver(books[strict], repeats=memory),
        dc09_repair,
        dc09_whole,
        events.Event,
        faults.ProtocolError,
        faults.AnswerError,
        lambda event: not event.is_reply,
    )


def fire_side() -> Side:
    forgiven = {False: ~fire_faults.Leniency.NONE, True: fire_faults.Leniency.NONE}
    books = {
        strict: fire_receiver.TransmitterBook(default=fire_receiver.Transmitter(leniency=leniency))
        for strict, leniency in forgiven.items()
    }
    memory = fire_repeats.RepeatMemory(capacity=16, window=4)
    return Side(
        "fire26875",
        fire_seeds(),
        lambda strict: fire_receiver.Receiver(books[strict], repeats=memory),
        fire_repair,
        fire_whole,
        fire_events.Event,
        fire_faults.ProtocolError,
        fire_faults.AnswerError,
        lambda event: event.command in fire_receiver.CONFIRMED,
    )


def run(side: Side, frames: int, seed: int) -> list[str]:
    """Feed the frames; returns what went wrong. Prints one line of the result table."""
    noise = random.Random(seed)
    held = 0
    started = time.perf_counter()
    for index in range(frames):
        try:
            side.feed(noise, index)
        except KeyboardInterrupt:  # stopped: what was done is told
            frames = index
            break
        except Exception as error:
            side.find(f"frame {index}: {type(error).__name__}: {error}")
            break
        held = max(held, side.receivers[0].held, side.receivers[1].held)
        if index % 1000 == 0 and sys.stderr.isatty():
            print(f"\r{side.name} {index:,} of {frames:,}", end="", file=sys.stderr)
        elif index % 500_000 == 0:
            print(f"{side.name} {index:,} of {frames:,}, {len(side.wrong)} wrong", file=sys.stderr, flush=True)
    rate = frames / (time.perf_counter() - started)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    seen = Counter(side.seen)
    growth = memory_growth(side, seed)
    if growth > 64:
        side.find(f"memory grew by {growth:.0f} KiB")
    print(
        f"{side.name:<10} {frames:>11,} {rate:>9,.0f} {seen['events']:>11,} {seen['faults']:>11,} "
        f"{seen['acknowledged']:>12,} {seen['cut']:>9,} {held:>10,} {growth:>10.1f} {len(side.wrong):>6}"
    )
    return side.wrong


def memory_growth(side: Side, seed: int, frames: int = 10_000) -> float:
    """KiB that stay behind after 10,000 more frames, once everything bounded has filled up under tracing."""
    noise = random.Random(seed + 1)
    tracemalloc.start()
    sizes = []
    for _ in range(3):
        for index in range(frames):
            side.feed(noise, index)
        gc.collect()
        sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    return (sizes[2] - sizes[1]) / 1024


def wrong_keys(frames: int, seed: int) -> list[str]:
    """Random cipher text to accounts forgiven nothing, each leniency alone, and everything; prints the events of each."""
    noise, wrong = random.Random(seed), []
    each = [accounts.Leniency.NONE, *accounts.Leniency, ~accounts.Leniency.NONE]
    books = [accounts.AccountBook([accounts.Account("12AB", key=KEY, leniency=one)]) for one in each]
    engines, seen = [receiver.Receiver(book) for book in books], Counter()
    for index in range(frames):
        token = noise.choice((b"SIA-DCS", b"ADM-CID", b"HENG-BO", b"NULL", b"XNM", b"OTHER"))
        blocks = noise.randbytes(16 * noise.randrange(1, 7)).hex().upper().encode()
        data = dc09_frame(b'"*%b"%04dL0#12AB[%b' % (token, 1 + index % 9999, blocks))
        for one, engine in zip(each, engines, strict=True):
            for outcome in engine.receive(data, at=AT):
                if not isinstance(outcome, faults.ProtocolError):
                    seen[one] += 1
                    wrong.append(f"a wrong key gave an event: {data.hex()}")
    told = ", ".join(f"{'all' if len(one) > 1 else ''.join(one.names()) or 'none'} {seen[one]}" for one in each)
    print(f"{frames:,} frames under a wrong key; events by what is forgiven: {told}")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=60_000, help="mutated frames, half for each engine")
    parser.add_argument("--wrong-keys", type=int, default=20_000, help="frames under a wrong key")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print(
        f"{'engine':<10} {'frames':>11} {'frames/s':>9} {'events':>11} {'faults':>11} "
        f"{'acknowledged':>12} {'cuts':>9} {'most held':>10} {'growth KiB':>10} {'wrong':>6}"
    )
    wrong = [line for side in (dc09_side(), fire_side()) for line in run(side, options.frames // 2, options.seed)]
    wrong += wrong_keys(options.wrong_keys, options.seed)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak memory of the process {peak / 1024:,.0f} MiB")
    if wrong:
        print(f"{len(wrong)} WRONG, the first: {wrong[0][:400]}")
        return 1
    print("only events and ProtocolError left the engines; no corrupt frame was acknowledged; cutting changed nothing")
    return 0


if __name__ == "__main__":
    sys.exit(main())
