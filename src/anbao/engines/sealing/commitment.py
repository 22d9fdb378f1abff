"""Sealing a draw and proving it: the commitment before, the seed after, the same plan for everyone.

The *document* is everything but the seed and the plan, in canonical JSON (UTF-8, keys sorted, no spaces):

    {"format": "anbao.sealing/1", "places": [...], "slots": [...], "roads": {...} or null, "marginals": [[...]],
     "odds": [...], "plans": [[...]]}

    commitment = SM3("anbao.sealing/1" | 0x1f | seed | 0x1f | SM3(document))      as 64 hexadecimal digits

The 32 secret bytes of the seed hide the document and bind it: another seed or another document would need an SM3 collision.
``odds`` and ``plans`` are empty without roads: the plan then is the first rounding. ``plans`` is the pool that the odds are of (the slot
of every place), so that who has the seed needs none of this code to see which plan was drawn; ``recompute``, which uses no
solver, draws the pool again as well. A document without ``plans``, as they once were, is recomputed all the same.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np

from anbao.engines import touring
from anbao.engines.sealing import lottery
from anbao.engines.sealing.faults import Fault, SealingError
from anbao.engines.sealing.guessing import Guess, guess
from anbao.engines.sealing.marginals import SCALE, marginals
from anbao.engines.sealing.problem import Place, Problem, Slot
from anbao.engines.sealing.rounding import rounded
from anbao.engines.sealing.stream import SEED_BYTES, Stream, sm3

FORMAT = "anbao.sealing/1"


@dataclass(frozen=True)
class Sealed:
    """A draw. ``plan``: for every slot the numbers of its places in the order to be driven. ``document`` as above.

    ``unmet``: the largest difference between a marginal and the lottery's own, in parts of 1 (0 without roads).
    """

    commitment: str
    document: dict
    plan: tuple[tuple[int, ...], ...]
    guess: Guess
    unmet: float


@dataclass(frozen=True)
class Verdict:
    """What a recomputation found: the plan of the seed, and everything that does not hold (nothing: all holds)."""

    plan: tuple[tuple[int, ...], ...]
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


def canonical(document: dict) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def commit(document: dict, seed: bytes) -> str:
    """The commitment to any document of this or another format."""
    return sm3(FORMAT.encode() + b"\x1f" + seed + b"\x1f" + sm3(canonical(document))).hex()


def seal(problem: Problem, *, seed: bytes) -> Sealed:
    """Draw a plan. `seed`: 32 secret bytes nobody chose. Raises SealingError when no plan exists or none can be driven."""
    _seed(seed)
    cells = marginals(problem)
    if problem.roads is None:
        document = _document(problem, cells, [], [])
        plan, chances = _drawn(problem, cells, seed), cells / SCALE
        return Sealed(commit(document, seed), document, _ordered(problem, plan), guess(problem, chances), 0.0)
    plans = lottery.pool(problem, cells, seed).plans
    weights = lottery.odds(plans, cells)
    document = _document(problem, cells, weights, plans)
    plan = plans[lottery.chosen(weights, Stream(seed, "choice"))]
    made = lottery.realised(plans, weights, cells.shape)
    unmet = float(np.abs(made - cells / SCALE).max())
    given = guess(problem, made, lottery.together(problem, plans, weights))
    return Sealed(commit(document, seed), document, _ordered(problem, plan), given, unmet)


def recompute(document: dict, *, seed: bytes, commitment: str, plan=None) -> Verdict:
    """The plan of `seed`, and whether commitment, inputs and (when given) `plan` agree with it."""
    _seed(seed)
    problem, cells, weights = _read(document)
    faults = list(_broken_marginals(problem, cells))
    if commit(document, seed) != commitment.strip().lower():
        faults.append(
            Fault("commitment", "the commitment is of another seed or other inputs", "承诺值与种子或输入不符")
        )
    if problem.roads is None:
        drawn = _drawn(problem, cells, seed)
    else:
        plans = lottery.pool(problem, cells, seed).plans
        if len(weights) != len(plans) or sum(weights) != lottery.ODDS or min(weights, default=0) < 0:
            raise SealingError(
                [Fault("odds", "the odds are not those of the seed's pool", "抽签权重与种子产生的方案池不符")]
            )
        if "plans" in document and document["plans"] != [list(own) for own in plans]:
            faults.append(Fault("pool", "the plans are not those of the seed", "方案池与种子不符"))
        drawn = plans[lottery.chosen(weights, Stream(seed, "choice"))]
    found = _ordered(problem, drawn)
    if plan is not None and not _same(plan, found):
        faults.append(Fault("plan", "the seed gives another plan", "由种子重算得到的方案不同"))
    return Verdict(found, tuple(faults))


def _same(plan, found) -> bool:
    """Whether a plan as it was published, which may be anything, is the one found."""
    try:
        return [list(slot) for slot in plan] == [list(slot) for slot in found]
    except TypeError:
        return False


def guess_of(document: dict, seed: bytes) -> Guess:
    """What a draw gave away, from the probabilities that it really had."""
    problem, cells, weights = _read(document)
    if problem.roads is None:
        return guess(problem, cells / SCALE)
    plans = lottery.pool(problem, cells, seed).plans
    return guess(problem, lottery.realised(plans, weights, cells.shape), lottery.together(problem, plans, weights))


def _seed(seed: bytes) -> None:
    if len(seed) != SEED_BYTES:
        raise SealingError([Fault("seed", f"a seed has {SEED_BYTES} bytes", f"种子须为 {SEED_BYTES} 字节")])


def _drawn(problem: Problem, cells: np.ndarray, seed: bytes):
    return rounded(cells, SCALE, Stream(seed, "plan"))


def _ordered(problem: Problem, plan) -> tuple[tuple[int, ...], ...]:
    held = lottery.holding(plan, len(problem.slots))
    if problem.roads is None:
        return tuple(tuple(own) for own in held)
    roads = lottery.Roads(problem.roads)
    return tuple(roads.order(slot, own) for slot, own in enumerate(held))


def _document(problem: Problem, cells: np.ndarray, weights, plans) -> dict:
    roads = problem.roads
    # a whole number is written as one, as every language writes it
    places = [(p, int(p.wanted) if p.wanted == 1 else p.wanted) for p in problem.places]
    return {
        "format": FORMAT,
        "places": [{"name": p.name, "wanted": wanted, "slots": p.slots and list(p.slots)} for p, wanted in places],
        "slots": [{"label": s.label, "least": s.least, "most": s.most, "day": s.day} for s in problem.slots],
        "roads": roads
        and {
            "depots": [d.name for d in roads.depots],
            "stops": [[s.service, s.opens, s.closes] for s in roads.stops],
            "days": [[d.label, d.starts, d.ends, d.depot] for d in roads.days],
            "travel": roads.travel.tolist(),
        },
        "marginals": cells.tolist(),
        "odds": list(weights),
        "plans": [list(own) for own in plans],
    }


def _read(document: dict) -> tuple[Problem, np.ndarray, list[int]]:
    """Back from a document. Raises SealingError for what is not one, naming each part that is missing or of another form."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise SealingError([Fault("document", f"not a sealed document of the form {FORMAT}", "不是有效的封存文件")])
    unread: list[str] = []
    faults: list[Fault] = []

    def part(name: str, read):
        """What ``read`` makes of a part of the document; None, and the part is noted, when it can't."""
        try:
            return read()
        except (SealingError, touring.TouringError) as refused:
            faults.extend(refused.faults)
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
            unread.append(name)
        return None

    places = part("places", lambda: _places(document["places"]))
    slots = part("slots", lambda: [Slot(s["label"], s["least"], s["most"], s["day"]) for s in document["slots"]])
    roads = part("roads", lambda: document["roads"] and _roads(document["roads"], places or []))
    cells = part("marginals", lambda: _cells(document["marginals"], len(places or ()), len(slots or ())))
    odds = part("odds", lambda: [int(w) for w in document["odds"]])
    whole = not (unread or faults)
    problem = part("places, slots or roads", lambda: Problem(places, slots, roads or None)) if whole else None
    if unread:
        words = "not a sealed document; missing or not of its form", "不是有效的封存文件；缺失或形式不符"
        faults.append(Fault("document", *words, tuple(unread)))
    if faults:
        raise SealingError(faults)
    return problem, cells, odds


def _places(given) -> list[Place]:
    return [Place(p["name"], p["wanted"], None if p["slots"] is None else tuple(p["slots"])) for p in given]


def _roads(given, places: list[Place]) -> touring.Problem:
    return touring.Problem(
        [touring.Place(name) for name in given["depots"]],
        [touring.Stop(p.name, None, None, *times) for p, times in zip(places, given["stops"], strict=True)],
        [touring.Day(*day) for day in given["days"]],
        matrix=np.array(given["travel"]),
    )


def _cells(given, places: int, slots: int) -> np.ndarray:
    cells = np.array(given, dtype=np.int64)
    if cells.shape != (places, slots + 1):
        raise ValueError(cells.shape)
    return cells


def _broken_marginals(problem: Problem, cells: np.ndarray):
    """Published marginals have to keep every promise themselves; the rounding then keeps it too."""
    if (cells < 0).any() or (cells.sum(axis=1) != SCALE).any():
        yield Fault("marginals", "the marginals are not probabilities", "边际概率有误")
    for i, place in enumerate(problem.places):
        outside = set(range(len(problem.slots))) - set(problem.allowed(i))
        if round(place.wanted * SCALE) != SCALE - cells[i, -1] or any(cells[i, s] for s in outside):
            yield Fault("promise", "marginals that break a place's promise", "边际概率违背到访要求", (place.name,))
    for s, slot in enumerate(problem.slots):
        if not slot.least * SCALE <= cells[:, s].sum() <= slot.most * SCALE:
            yield Fault("room", "marginals that break a day's limits", "边际概率违背当天家数上下限", (slot.label,))
