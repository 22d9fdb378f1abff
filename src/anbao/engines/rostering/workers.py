"""Who does what in a search: one or two threads over one ``Hunt``. The solvers and kernels leave the interpreter's lock."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Lock, Thread

import numpy as np

from anbao.engines.rostering.board import Desk
from anbao.engines.rostering.close import close
from anbao.engines.rostering.hunt import Hunt, Root, neighbourhood
from anbao.engines.rostering.joint import MOST_STEPS, Joint
from anbao.engines.rostering.mending import Mender, Worrier, around, short_rows
from anbao.engines.rostering.shake import Shaker
from anbao.engines.rostering.target import Target
from anbao.engines.rostering.tree import Tree

#: state transitions a second of the compiled dynamic programme, counting those never followed, and rounds a root takes
SPEED, ROOT_ROUNDS = 4.0e9, 60
#: shares of the people in a neighbourhood
SIZES = (0.12, 0.2, 0.35, 0.6)
SHAKES = 40
#: seconds of shaking in one move, and in one while hard rules are broken
SHAKEN, SHAKEN_MENDING = 3.0, 0.3
#: how seldom what wins no units is tried all the same, as a share of what wins most
SELDOM = 0.05
#: with which share of moves broken hard rules are mended after many that won nothing, and after how many, how fast, it comes
#: down to that
HOPE, GRACE, PATIENT = 0.2, 40, 0.97
#: so few people are planned together from the start, by branches; dead branches before a search of them begins anew, and how
#: many more each time
FEW, DEAD, MORE = 12, 6, 1.5
#: the first search of a model, in the solver's own deterministic seconds; each without a verdict is followed by a longer one
PATIENCE = 5.0
#: how far above the floor a search for any good roster may end where the dive found none
ABOVE = 16
#: share of the time kept for a dive where the floor takes long to come up, and rounds of pricing in each of its steps
SPARE, HASTY = 0.25, 4
#: how often, in seconds, a solver that runs is called off when time is up
BEAT = 0.05
#: how much longer than the time there is their floor may seem to take: it is broken off for the dive
OFFERED = 10


def transitions(desk: Desk, window: int | None = None) -> float:
    """Work of pricing everybody once, in state transitions; ``window`` in days instead of the whole horizon."""
    total, days = 0.0, window or desk.days
    for liner in desk.liners:
        caps = [cap for _, cap in liner._caps(0, days, liner.used, None)]
        total += math.prod(cap + 1 for cap in caps) * liner.machine.next.size * days
    return total


class Worker:
    """Moves on a hunt, those that paid more often."""

    def __init__(self, hunt: Hunt, seed: int, root: Root | None):
        self.hunt, self.root = hunt, root
        self.rng = np.random.default_rng(seed)
        self.worth = dict.fromkeys([*SIZES, "dive", "close"] if root else [*SIZES, *self._slow(hunt.desk)], 1.0)
        #: ways of mending tried since one won a unit
        self.misses = 0
        self.mender: Mender | None = None
        #: units that each way of mending won in a second, lately
        self.wins = {"shake": 20.0, "patch": 10.0, "plan": 5.0}

    @staticmethod
    def _slow(desk: Desk) -> list[str]:
        """Over long horizons shaking goes on paying for long."""
        return ["shake"] if desk.days > 42 else []

    def shake(self, seconds: float, least: int, seen=None) -> None:
        """Anneal from the best board for a while, at least some steps."""
        hunt, start = self.hunt, self.hunt.stop.left()
        walk = Shaker(hunt.best.copy(), self.rng, seen)
        top = 0.02 * max(hunt.best.cost(), 1.0) / (4 if hunt.desk.days <= 42 else hunt.desk.people)
        done = 0
        while hunt.left() > 0:
            spent = start - hunt.stop.left() if math.isfinite(start) else 0.0
            if done >= least and not spent < seconds:
                break
            share = spent / seconds if math.isfinite(start) and seconds else done / max(least, 1)
            walk.step(max(top, 1.0) * 0.01 ** min(share, 1.0))
            done += 1
            if done >= least and not math.isfinite(start):
                break
        hunt.take(walk.best)

    def run(self) -> None:
        while self.hunt.left() > 0 and self.hunt.stop.round():
            # a month that can't hold is mended in vain: the longer that is so, the more the weighted rules are seen to
            if short_rows(self.hunt.best).any() and self.rng.random() < self.hope():
                self.mend()
            else:
                self.move()

    def hope(self) -> float:
        return max(HOPE, PATIENT ** max(self.misses - GRACE, 0))

    def mend(self) -> None:
        """Hard rules that tie people together are broken: windows around them planned anew by column generation or by a
        patch, and shaking, more of what wins more units a second."""
        hunt, left = self.hunt, self.hunt.stop.left()
        names, weights = list(self.wins), np.maximum(list(self.wins.values()), SELDOM * max(self.wins.values()))
        name, base = names[self.rng.choice(len(names), p=weights / weights.sum())], hunt.best
        if name == "patch":
            # its board is this worker's own: a roster with as many units broken elsewhere is a step too
            if self.mender is None or hunt.cost < self.mender.board.cost() - 1e-6:
                self.mender = Mender(base.copy(), self.rng, hunt.stop)
            base = self.mender.board.copy()
            won = self.mender.step()
            hunt.take_in(self.mender.board, base)
        elif name == "plan":
            first, last, many = around(base, self.rng)
            better = neighbourhood(hunt, self.rng, many, (first, last))
            won = max(short_rows(base).sum() - short_rows(hunt.best).sum(), 0.0) if better else 0.0
        else:
            walk = Worrier(base.copy(), self.rng)
            walk.spend(min(SHAKEN_MENDING, left), SHAKES, hunt.stop.left)
            hunt.take_in(walk.best, base)
            won = max(short_rows(base).sum() - short_rows(walk.best).sum(), 0.0)
        # what the other thread won meanwhile doesn't count: it would speak for whatever takes longest
        spent = left - hunt.stop.left() if math.isfinite(left) else 1.0
        self.misses = 0 if won else self.misses + 1
        self.wins[name] = 0.5 * self.wins[name] + 0.5 * won / max(spent, 1e-3)

    def move(self) -> None:
        names = list(self.worth)
        weights = np.array([self.worth[name] for name in names])
        name = names[self.rng.choice(len(names), p=weights / weights.sum())]
        if name == "dive":
            better = self.root.dive(self.rng)
        elif name == "close":
            better = close(self.hunt, self.root.pricing, min(20.0, self.hunt.left()))
        elif name == "shake":
            before = self.hunt.cost
            self.shake(min(SHAKEN, self.hunt.left()), 4, self.hunt.pool.add)
            better = self.hunt.cost < before
        else:
            better = self.plan(name)
        self.worth[name] = max(0.3, 0.9 * self.worth[name] + (2.0 if better else 0.0))

    def plan(self, share: float) -> bool:
        desk = self.hunt.desk
        size = max(2, math.ceil(share * desk.people))
        window = None
        if desk.days > 42:
            length = int(self.rng.choice([14, 21, 28]))
            window = window_at(desk, int(self.rng.integers(0, desk.days - length + 1)), length)
            size = min(size, 40)
        return neighbourhood(self.hunt, self.rng, size, window)


def window_at(desk: Desk, first: int, length: int) -> tuple[int, int]:
    """Days from ``first`` on, not ending between a Saturday and its Sunday."""
    last = min(first + length, desk.days)
    while last < desk.days and desk.weekend[last] == 2:
        last += 1
    return first, last


def search(hunt: Hunt, seed: int, threads: int) -> None:
    """Search until the stop says so or the best is proven."""
    left = hunt.stop.left()
    together = threads if math.isfinite(left) else 1
    few = hunt.desk.people <= FEW
    first = Worker(hunt, seed, None)
    if not few:
        first.shake(min(0.03 * left, 3.0) if math.isfinite(left) else 0.0, SHAKES, hunt.pool.add)
    afford = (OFFERED if few else 1) * (0.5 * left if math.isfinite(left) else 60.0)
    affordable = transitions(hunt.desk) * ROOT_ROUNDS / SPEED < afford
    if few and affordable:
        with ThreadPoolExecutor(together) as crew:
            root = Root(hunt, crew)
            if not root.converge(spare=SPARE * left if math.isfinite(left) else 0.0):
                root.dive(first.rng, HASTY)
            root.pricing.crew = None  # the crew seeks from here on: who seeks and prices would wait for himself
            aims = Aims(hunt, root, together)
            seeking = [crew.submit(seek, aims, seed, place) for place in range(together)]
            # who waits has time to see whether there is any: a solver can't ask; where seconds don't count, none is called off
            while wait(seeking, timeout=BEAT if math.isfinite(left) else None).not_done:
                hunt.left()
            for one in seeking:
                one.result()
        return
    others = [Thread(target=Worker(hunt, seed + 2 + n, None).run, daemon=True) for n in range(together - 1)]
    for other in others:
        other.start()
    root = Root(hunt) if affordable else None
    if root is not None:
        root.converge()
        root.dive(first.rng)
    Worker(hunt, seed + 1, root).run()
    for other in others:
        other.join()


class Aims:
    """Targets made ready once for all threads, and their models: one thread at a time works on each."""

    def __init__(self, hunt: Hunt, root: Root, together: int):
        self.hunt, self.root, self.together = hunt, root, together
        self.start = root.start()
        self.lock, self.diving, self.busy = Lock(), Lock(), set()
        self.targets: dict[float, Target] = {}
        self.joints: dict[float, Joint] = {}

    def target(self, cost: float) -> Target:
        with self.lock:
            if cost not in self.targets:
                self.targets[cost] = Target(self.hunt, self.start, cost)
            return self.targets[cost]

    def dive(self, rng: np.random.Generator) -> None:
        """One at a time: a dive works on the root's own master."""
        if self.diving.acquire(blocking=False):
            try:
                self.root.dive(rng)
            finally:
                self.diving.release()

    def lowest(self, alone: bool) -> Target:
        """The target at the floor. The one above for whoever isn't ``alone`` there, if that one has a model and a roster at
        the other would be better."""
        floor = self.hunt.floor
        lowest = self.target(floor)
        return lowest if alone or lowest.steps > MOST_STEPS or floor + 1 >= self.hunt.cost else self.target(floor + 1)

    def settle(self, target: Target, rng: np.random.Generator, patience: float) -> dict[int, np.ndarray] | None:
        """Look for a roster at a target by its model, unless another thread does or there are too many steps for one."""
        with self.lock:
            if target.steps > MOST_STEPS or target.cost in self.busy:
                return None
            self.busy.add(target.cost)
        try:
            joint = self.joints[target.cost] = self.joints.get(target.cost) or Joint(target)
            lines = joint.search(rng, patience)
            target.dead |= joint.done
            return lines
        finally:
            self.busy.remove(target.cost)


def seek(aims: Aims, seed: int, place: int) -> None:
    """Few people: the floor is nearly always met, or one or two above is. So the first thread (``place`` 0) stays at the
    floor: by its model, and where that comes to no verdict by branches. A thread that is alone is there every other time,
    others one above. In between comes a dive for a good roster early, then targets halfway down from the best; a hit halves
    the distance, a miss doubles it."""
    hunt, turn, room = aims.hunt, place, None
    rng, diver, trees = np.random.default_rng(seed + place), place == 0, {}
    dead, patience = float(DEAD), PATIENCE
    while hunt.left() > 0 and hunt.stop.round():
        turn += 1
        low = turn % 2 or (diver and aims.together > 1)
        if room is None and not low:
            aims.dive(rng)
            far = hunt.cost - hunt.floor
            room = max(1, far // 2) if far < hunt.desk.hard else ABOVE
            continue
        try:
            target = aims.lowest(diver) if low else aims.target(min(hunt.floor + room, math.ceil(hunt.cost - 1e-6) - 1))
        except OverflowError:
            if diver:
                aims.dive(rng)
            neighbourhood(hunt, rng, max(2, hunt.desk.people // 2))
            room = room and max(1, room // 2)
            continue
        cost, lines = target.cost, aims.settle(target, rng, patience) if low else None
        if lines is None and not target.dead:
            tree = trees[cost] = trees.get(cost) or Tree(target)
            lines = tree.search(rng, dead)
            target.dead |= tree.done
        if lines is not None and hunt.take(hunt.with_lines(hunt.best, lines)):
            room = max(1, (hunt.cost - hunt.floor) // 2)
        elif target.dead:
            hunt.raise_floor(cost + 1)
        elif not low and cost < hunt.cost - 1 - 1e-6:
            room *= 2
        else:
            room = room if low else 1
            if math.isfinite(hunt.stop.left()):
                dead, patience = dead * MORE, patience * MORE
