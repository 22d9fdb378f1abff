"""What a camera shows at a moment: its room under the hour's light, who walks by, the overlay, the sensor's noise, the fault."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from random import Random
from threading import Lock

import cv2
import numpy as np

from anbao.demo.facts import dice
from anbao.demo.simulator.cameras.faults import Fault
from anbao.demo.simulator.cameras.geometry import HEIGHT, WIDTH, draw_person, draw_room
from anbao.demo.simulator.cameras.scenes import SCENES
from anbao.demo.staff.habits import ZONE

QUALITY = 82
#: rooms under infrared: grey, evenly lit by the camera's own lamp
INFRARED = {"vault", "cash_loading", "archive", "switch_room", "generator_room"}
COATS = ((120, 70, 60), (60, 60, 66), (70, 90, 130), (60, 40, 110), (110, 110, 104), (40, 70, 40))
#: hours somebody may be seen, and how many at a time at most
CROWDS = {
    "business_hall": (8, 18, 4),
    "self_service_area": (6, 23, 2),
    "": (7, 21, 3),
    "machine_room": (9, 17, 1),
    "monitoring_centre": (0, 24, 1),
}
#: fields of noise that are shifted about: drawing new noise for every picture costs more than the room
NOISES = 4


@cache
def noises(seed: int) -> np.ndarray:
    """(NOISES, HEIGHT, WIDTH) standard normal noise for every camera of a seed; each shifts it its own way."""
    return np.random.default_rng(seed).standard_normal((NOISES, HEIGHT, WIDTH), dtype=np.float32)


@dataclass
class View:
    """One camera's pictures. ``kind`` is that of its key area, empty: it looks at the entrance."""

    code: str
    kind: str
    seed: int
    _lock: Lock = field(default_factory=Lock, repr=False)
    _lit: dict = field(default_factory=dict, repr=False)

    @cached_property
    def room(self):
        return SCENES.get(self.kind, SCENES[""])(dice(self.seed, "room", self.code))

    @cached_property
    def bare(self) -> np.ndarray:
        """The empty room in even light, uint8: a branch has many cameras, and all of them are kept."""
        return draw_room(self.room, dice(self.seed, "tiles", self.code))

    @cached_property
    def lamp_light(self) -> np.ndarray:
        """(HEIGHT / 8, WIDTH / 8) how bright the lamps make each spot, about 0.5 to 1.1."""
        ys, xs = np.mgrid[0:HEIGHT:8, 0:WIDTH:8].astype(np.float32)
        light = np.full(ys.shape, 0.5, np.float32)
        for x, y in self.room.lamps:
            for up in (0.0, self.room.size[2] * 0.7):
                cx, cy = self.room.lens.project(np.array([(x, y, up)]))[0]
                light += 0.4 * np.exp(-(((xs - cx) / 420) ** 2 + ((ys - cy) / 260) ** 2)) / len(self.room.lamps)
        edge = 1 - 0.28 * (((xs - WIDTH / 2) / WIDTH) ** 2 + ((ys - HEIGHT / 2) / HEIGHT) ** 2) * 2
        return light * edge

    def lamps_at(self, hour: float) -> float:
        """How strongly the lamps (or the sun) light the room, 0 to 1."""
        if self.room.outside:
            return float(np.clip(0.44 + 0.6 * min(hour - 6.2, 18.4 - hour), 0.44, 1.0))
        if self.kind == "business_hall":
            return 1.0 if 7.8 <= hour < 18.5 else 0.6
        return 0.95

    def lit(self, level: float) -> np.ndarray:
        """The room under a light, uint8; kept, because the light changes rarely."""
        key = round(level * 50)
        found = self._lit.get(key)
        if found is None:
            light = cv2.resize(self.lamp_light, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR) * (key / 50) * 1.12
            picture = self.bare * light[:, :, None]
            if self.kind in INFRARED:
                picture = np.repeat(picture.mean(axis=2, keepdims=True), 3, axis=2)
            elif key < 25:
                picture *= np.array([0.86, 0.97, 1.1], np.float32)
            found = np.clip(picture, 0, 255).astype(np.uint8)
            self._lit = {**dict(list(self._lit.items())[-1:]), key: found}
        return found

    def frame(self, at: datetime, fault: Fault | None) -> np.ndarray:
        """(HEIGHT, WIDTH, 3) BGR at a campaign moment."""
        local = at.astimezone(ZONE)
        stands = fault is not None and fault.kind == "frozen"
        scene_at = fault.since.astimezone(ZONE) if stands else local
        hour = scene_at.hour + scene_at.minute / 60
        level = self.lamps_at(hour)
        if fault is not None and fault.kind == "dark":
            level *= 1 - 0.68 * fault.strength
        picture = self.lit(level).copy()
        self._people(picture, scene_at, level)
        tick = int(scene_at.timestamp() * 4)
        turn = Random(f"{self.code}:{tick}")
        noise = np.roll(noises(self.seed)[tick % NOISES], (turn.randrange(HEIGHT), turn.randrange(WIDTH)), (0, 1))
        sigma = 1.6 + 2.2 * (1 - level) + (24 * fault.strength if fault and fault.kind == "noise" else 0)
        picture = cv2.add(picture, np.repeat((noise * sigma)[:, :, None], 3, axis=2), dtype=cv2.CV_8U)
        if fault is not None:
            picture = fault.spoil(picture, dice(self.seed, "fault", self.code, fault.since.isoformat()))
        return self._overlay(picture, local)

    def _people(self, picture: np.ndarray, at: datetime, level: float) -> None:
        """Passers-by: each half minute draws who comes, each walks across in twenty seconds or so."""
        first, last, most = CROWDS.get(self.kind, (0, 0, 0))
        if not first <= at.hour < last:
            return
        seconds = at.timestamp()
        for back in (0, 1):
            window = int(seconds // 30) - back
            draw = dice(self.seed, "walkers", self.code, window)
            for _number in range(draw.randint(0, most)):
                start, pace = draw.uniform(0, 28), draw.uniform(0.5, 1.1)
                y, side = draw.uniform(1.2, self.room.size[1] - 1.9), draw.choice((-1, 1))
                coat = tuple(int(c * min(level + 0.15, 1)) for c in draw.choice(COATS))
                gone = seconds - window * 30 - start
                x = side * (-self.room.size[0] / 2 + 0.5 + gone * pace)
                if gone >= 0 and abs(x) < self.room.size[0] / 2 - 0.4:
                    draw_person(picture, self.room.lens, x, y, coat, gone * 5)

    def _overlay(self, picture: np.ndarray, local: datetime) -> np.ndarray:
        """Clock and code, white with a dark edge, as cameras print them."""
        for text, where in ((f"{local:%Y-%m-%d %H:%M:%S}", (130, 56)), (self.code, (130, HEIGHT - 150))):
            cv2.putText(picture, text, where, cv2.FONT_HERSHEY_SIMPLEX, 0.95, (20, 20, 20), 4, cv2.LINE_AA)
            cv2.putText(picture, text, where, cv2.FONT_HERSHEY_SIMPLEX, 0.95, (245, 245, 245), 2, cv2.LINE_AA)
        return picture

    def jpeg(self, at: datetime, fault: Fault | None) -> bytes:
        """Baseline JPEG with the standard tables, 4:2:0, as the RTSP server needs it."""
        with self._lock:
            return cv2.imencode(".jpg", self.frame(at, fault), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes()
