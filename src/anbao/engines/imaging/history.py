"""What a camera's sound pictures looked like, bounded in size and storable."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import cv2
import numpy as np

from anbao.engines.imaging.picture import COLUMNS, ROWS, THUMB, Picture, structure_of
from anbao.engines.imaging.stillness import Stillness
from anbao.engines.imaging.verdict import Verdict

FORM = 3
CELLS = ROWS * COLUMNS
#: a baseline forgets with this time constant, but never faster or slower per picture than these shares
FORGET_SECONDS = 60.0
SLOWEST, FASTEST = 1 / 64, 1 / 8
#: a doubtful picture moves it that much slower, by no more than the slowest share: what may be a fault isn't learned within
#: an hour, and becomes the new normal only when it has stood for many hours without being one
DOUBTFUL_SECONDS = 6 * 3600.0
#: but the first few pictures are learned as they come: none of them knows better
YOUNG = 3
#: faults that a first picture may seem to have, and yet is the view to compare the next ones with
SUSPECTED = {"blurred", "cast", "noise"}
#: score from which such a fault stays suspected; a scene that is but a little soft or tinted is taken as it is, once it was told
SURELY = 0.54
#: brightness just before, for sudden changes where no hour is known
RECENT = 0.3
#: how fast an hour's brightness follows the seasons, and the score of a darkness that it follows no faster than what is doubtful
SEASON, NEARLY_DARK = 0.2, 0.40


@dataclass(frozen=True, slots=True)
class Hour:
    """Brightness of one hour of the day: pictures seen, mean and variance of the log of the mean level."""

    count: int
    mean: float
    variance: float

    @property
    def level(self) -> float:
        return float(np.exp(self.mean))

    def after(self, level: float, season: float = SEASON) -> "Hour":
        """With one more picture of that hour; the first few are learned as they come, later ones by `season`."""
        share = max(1 / (self.count + 1), season) if self.count < YOUNG or season == SEASON else season
        step = np.log(max(level, 1.0)) - self.mean
        mean = self.mean + share * step
        return Hour(self.count + 1, float(mean), float((1 - share) * (self.variance + share * step * step)))


@dataclass(frozen=True, eq=False)
class Baseline:
    """One mode (colour or grey) of a camera. Arrays are (ROWS, COLUMNS) unless told otherwise.

    ``reference`` THUMB-sized luma; ``trust`` 0 to 1, how steadily a block's structure came back; ``steps``
    and ``grain`` as in ``Picture``; ``tints`` (CELLS, 2); ``level`` mean luma of the last few pictures; ``stir`` root mean
    square of the noise that sound pictures had more than usual, in levels of the unreduced picture. ``suspect`` are faults
    that its only picture seemed to have, by absolute rules: these are asked by the same rules until a picture has none.
    """

    count: int
    reference: np.ndarray
    trust: np.ndarray
    steps: np.ndarray
    tints: np.ndarray
    level: float
    grain: np.ndarray
    clipped: float
    noise: float
    hours: Mapping[int, Hour] = field(default_factory=dict)
    stir: float = 0.0
    suspect: tuple[str, ...] = ()

    @classmethod
    def first(
        cls, picture: Picture, hour: int | None, trust: np.ndarray | None = None, suspect: tuple[str, ...] = ()
    ) -> "Baseline":
        made = cls(
            1,
            picture.thumb.copy(),
            np.full((ROWS, COLUMNS), 0.5, np.float32) if trust is None else trust,
            picture.steps,
            picture.tints.astype(np.float32),
            picture.mean,
            picture.grain,
            picture.clipped,
            picture.noise,
            suspect=suspect,
        )
        return made if hour is None else replace(made, hours=made.hours_after(picture, hour))

    @cached_property
    def structure(self) -> np.ndarray:
        return structure_of(self.reference)

    @cached_property
    def tones(self) -> np.ndarray:
        return cv2.resize(self.reference, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)

    def hours_after(self, picture: Picture, hour: int, season: float = SEASON) -> dict[int, Hour]:
        seen = self.hours.get(hour) or Hour(0, 0.0, 0.0)
        return {**self.hours, hour: seen.after(picture.mean, season)}

    def after(
        self,
        picture: Picture,
        returned: np.ndarray,
        share: float,
        hour: int | None,
        *,
        restart: bool = False,
        doubtful: bool = False,
        season: float = SEASON,
        stirred: float | None = None,
    ) -> "Baseline":
        """With one more sound picture; ``returned`` is the block agreement with the reference, 0 to 1.

        ``restart`` when the other mode stood in between: what was just before says nothing any more. A ``doubtful`` one
        has no more than its share and doesn't count; only the light follows it at once, but for the hour's by ``season``.
        ``stirred``: the noise that it had more than usual.
        """
        least = 0.0 if doubtful else 1 / 32
        if not doubtful:
            share = max(1 / (self.count + 1), share)

        def towards(old, new, by=share):
            return old + by * (new - old)

        return Baseline(
            self.count + (not doubtful),
            towards(self.reference, picture.thumb),
            towards(self.trust, returned, max(share, least)).astype(np.float32),
            towards(self.steps, picture.steps),
            towards(self.tints, picture.tints).astype(np.float32),
            float(picture.mean if restart else towards(self.level, picture.mean, RECENT)),
            towards(self.grain, picture.grain),
            float(towards(self.clipped, picture.clipped)),
            float(towards(self.noise, picture.noise)),
            self.hours if hour is None else self.hours_after(picture, hour, season),
            self.stir if stirred is None else float(np.sqrt(towards(self.stir**2, stirred**2))),
        )


@dataclass(frozen=True, eq=False)
class History:
    """A camera's past. Empty at first; ``after`` gives the next one and leaves this one as it was.

    Bounded: two baselines (colour, grey), 24 hours each, and the last picture. ``to_bytes`` is 40 to 140 KB.
    """

    baselines: Mapping[str, Baseline] = field(default_factory=dict)
    stillness: Stillness = field(default_factory=Stillness)
    at: float | None = None
    #: mode of the last sound picture
    mode: str = ""

    @property
    def count(self) -> int:
        """Sound pictures learned."""
        return sum(baseline.count for baseline in self.baselines.values() if not baseline.suspect)

    def after(self, picture: Picture | None, verdict: Verdict, *, at: float, hour: int | None = None) -> "History":
        """The history that knows this picture as well. A faulty picture only moves the watch for standing still."""
        if picture is None:
            return replace(self, at=at)
        stillness = self.stillness.after(picture, at=at, sound=verdict.ok)
        mode, known = verdict.mode, self.baselines.get(verdict.mode)
        if not verdict.ok:
            if self.baselines or not SUSPECTED.issuperset(verdict.faults):
                return replace(self, stillness=stillness, at=at)
            scores = {check.fault: check.score for check in verdict.checks}
            suspect = tuple(fault for fault in verdict.faults if scores[fault] >= SURELY)
            return History({mode: Baseline.first(picture, hour, None, suspect)}, stillness, at, mode)
        if known is None or known.suspect:
            trust = next((other.trust for other in self.baselines.values()), None)
            grown = Baseline.first(picture, hour, trust)
        else:
            gone = FORGET_SECONDS if self.at is None else max(0.0, at - self.at)
            doubtful = verdict.doubtful and known.count >= YOUNG
            share = min(max(gone / FORGET_SECONDS / 8, SLOWEST), FASTEST)
            if doubtful:
                share = min(gone / DOUBTFUL_SECONDS, SLOWEST)
            returned = verdict.agreement if verdict.agreement is not None else known.trust
            season = min(gone / DOUBTFUL_SECONDS, SLOWEST) if is_dim(verdict) else SEASON
            grown = known.after(
                picture, returned, share, hour, restart=mode != self.mode, doubtful=doubtful, season=season,
                stirred=verdict.numbers.get("noise_added"),
            )  # fmt: skip
        return History({**self.baselines, mode: grown}, stillness, at, mode)

    def accepted(self, picture: Picture, *, at: float, hour: int | None = None) -> "History":
        """The history of a camera whose view or light was changed on purpose: this picture is sound, what was is forgotten."""
        others = {mode: kept for mode, kept in self.baselines.items() if mode != picture.mode}
        first = Baseline.first(picture, hour)
        stillness = Stillness().after(picture, at=at, sound=True)
        return History({**others, picture.mode: first}, stillness, at, picture.mode)

    def to_bytes(self) -> bytes:
        arrays: list[np.ndarray] = []

        def put(array: np.ndarray, kind: str) -> list:
            arrays.append(np.ascontiguousarray(array, dtype=kind))
            return [kind, list(array.shape)]

        head = {
            "form": FORM,
            "at": self.at,
            "mode": self.mode,
            "stillness": self.stillness.told(put),
            "baselines": {mode: told(baseline, put) for mode, baseline in sorted(self.baselines.items())},
        }
        text = json.dumps(head, separators=(",", ":")).encode()
        return zlib.compress(len(text).to_bytes(4) + text + b"".join(a.tobytes() for a in arrays), 6)

    @classmethod
    def from_bytes(cls, stored: bytes) -> "History":
        """The history that ``to_bytes`` stored; ValueError if it is damaged or of another form."""
        try:
            raw = zlib.decompress(stored)
            head = json.loads(raw[4 : 4 + int.from_bytes(raw[:4])])
            if head["form"] != FORM:
                raise ValueError(f"form {head['form']}")
            at = 4 + int.from_bytes(raw[:4])

            def take(kind_and_shape: list) -> np.ndarray:
                nonlocal at
                kind, shape = kind_and_shape
                size = int(np.prod(shape)) * np.dtype(kind).itemsize
                array = np.frombuffer(raw[at : at + size], kind).reshape(shape)
                at += size
                return array

            stillness = Stillness.read(head["stillness"], take)
            baselines = {mode: read(row, take) for mode, row in head["baselines"].items()}
            return cls(baselines, stillness, head["at"], head["mode"])
        except (zlib.error, KeyError, TypeError, UnicodeDecodeError, ValueError) as fault:
            raise ValueError(f"历史数据损坏 / damaged history: {fault}") from None


def is_dim(verdict: Verdict) -> bool:
    """Whether a sound picture is so much darker than its hour that the hour should not soon follow it."""
    return any(check.fault == "dark" and check.by_history and check.score >= NEARLY_DARK for check in verdict.checks)


PLANES = {"reference": "u1", "trust": "<f2", "steps": "<f4", "tints": "<f2", "grain": "<f2"}


def told(baseline: Baseline, put) -> dict:
    planes = {}
    for name, kind in PLANES.items():
        plane = getattr(baseline, name)
        planes[name] = put(np.rint(plane).clip(0, 255) if kind == "u1" else plane, kind)
    hours = {str(hour): [kept.count, kept.mean, kept.variance] for hour, kept in sorted(baseline.hours.items())}
    return {
        "count": baseline.count,
        "level": baseline.level,
        "clipped": baseline.clipped,
        "noise": baseline.noise,
        "stir": baseline.stir,
        "suspect": list(baseline.suspect),
        "hours": hours,
        "planes": planes,
    }


def read(row: dict, take) -> Baseline:
    planes = {name: take(row["planes"][name]).astype(np.float32) for name in PLANES}
    if planes["reference"].shape != THUMB[::-1] or planes["tints"].shape != (CELLS, 2):
        raise ValueError("shape")
    hours = {int(hour): Hour(*kept) for hour, kept in row["hours"].items()}
    return Baseline(
        row["count"],
        **planes,
        level=row["level"],
        clipped=row["clipped"],
        noise=row["noise"],
        hours=hours,
        stir=row.get("stir", 0.0),
        suspect=tuple(row.get("suspect", ())),
    )
