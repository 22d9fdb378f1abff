"""The rooms of the branch: one function a kind, drawn from the camera's own dice so that no two are quite alike."""

from collections.abc import Callable
from random import Random

from anbao.demo.simulator.cameras.geometry import Box, Lens, Room

STEEL, WOOD, GLASS, DARK = (150, 145, 138), (96, 128, 160), (176, 168, 150), (58, 54, 52)
RED, GREEN, BLUE, SCREEN = (58, 52, 170), (92, 132, 62), (150, 96, 44), (190, 150, 90)
PAPER = (215, 222, 226)


def _lens(dice: Random) -> Lens:
    """Hung a little differently everywhere."""
    return Lens(
        (dice.uniform(-0.9, 0.9), -3.3, dice.uniform(2.7, 3.1)), dice.uniform(0.32, 0.4), dice.uniform(-0.12, 0.12)
    )


def lobby(dice: Random) -> Room:
    """An outlet's hall: counters with glass, seats, the machine that gives numbers."""
    counters = tuple(
        Box((-3.6 + 1.8 * n, 6.2, 0), (1.7, 0.8, 1.1), WOOD, ((0.05, 0.15, 0.9, 0.7, (116, 150, 182)),))
        for n in range(4)
    )
    windows = tuple(
        Box(
            (-3.6 + 1.8 * n, 6.6, 1.1),
            (1.7, 0.05, 1.0),
            GLASS,
            ((0.03, 0.05, 0.94, 0.9, (200, 196, 178)), (0.36, 0.1, 0.28, 0.3, PAPER)),
        )
        for n in range(4)
    )
    seats = tuple(
        Box((-2.6 + 0.62 * n, 2.1 + 1.1 * row, 0), (0.5, 0.5, 0.45), (132, 98, 62))
        for row in range(2)
        for n in range(5)
    )
    rest = (
        Box((2.4, 2.6, 0), (0.5, 0.4, 1.35), (180, 178, 172), ((0.15, 0.6, 0.7, 0.3, SCREEN),)),
        Box((-4.3, 4.2, 0), (0.5, 0.5, 1.2), GREEN), Box((3.6, 5.2, 0), (0.6, 0.6, 1.5), GREEN),
        Box((-3.4, 6.9, 2.3), (6.8, 0.05, 0.45), RED, ((0.04, 0.3, 0.5, 0.4, (80, 180, 230)),)),
    )  # fmt: skip
    lamps = tuple((x, y) for x in (-2.5, 0.0, 2.5) for y in (1.5, 4.5))
    return Room(
        (9.2, 7.0, 3.2),
        (168, 172, 176),
        (196, 202, 206),
        (214, 218, 220),
        0.8,
        (*counters, *windows, *seats, *rest),
        lamps,
        _lens(dice),
    )


def self_service(dice: Random) -> Room:
    """Machines in a row under a light box, a bin, a notice board."""
    count = dice.choice((3, 4, 4))
    machines = tuple(
        Box((-2.9 + 1.5 * n, 3.9, 0), (1.0, 0.6, 1.75), (150, 142, 134),
            ((0.18, 0.56, 0.64, 0.24, SCREEN), (0.22, 0.42, 0.56, 0.1, DARK), (0.2, 0.1, 0.6, 0.16, (120, 114, 108)), (0.1, 0.86, 0.8, 0.1, RED)))
        for n in range(count)
    )  # fmt: skip
    rest = (
        Box((-3.1, 4.45, 2.15), (6.2, 0.1, 0.5), RED, ((0.06, 0.25, 0.34, 0.5, (90, 190, 235)), (0.5, 0.3, 0.42, 0.4, PAPER))),
        Box((3.0, 2.2, 0), (0.4, 0.4, 0.8), (96, 92, 90)), Box((-3.6, 1.4, 0.9), (0.06, 1.3, 1.1), PAPER, ()),
        Box((2.9, 3.4, 1.0), (0.5, 0.1, 0.8), (200, 204, 206), ((0.1, 0.1, 0.8, 0.8, PAPER), (0.2, 0.6, 0.6, 0.2, BLUE))),
    )  # fmt: skip
    lamps = ((-2.0, 3.0), (0.0, 3.0), (2.0, 3.0), (0.0, 1.0))
    return Room(
        (7.2, 4.6, 2.9), (150, 156, 160), (190, 196, 200), (210, 214, 216), 0.6, (*machines, *rest), lamps, _lens(dice)
    )


def vault(dice: Random) -> Room:
    """A steel door with its wheel, shelves with boxes, nobody."""
    door = Box(
        (-1.1, 4.5, 0),
        (2.2, 0.3, 2.2),
        STEEL,
        (
            (0.06, 0.04, 0.88, 0.92, (168, 164, 158)),
            (0.4, 0.42, 0.2, 0.18, DARK),
            (0.12, 0.44, 0.12, 0.1, RED),
            (0.86, 0.2, 0.06, 0.6, DARK),
        ),
    )
    shelves = tuple(
        Box((side * 2.4 - (0.7 if side > 0 else 0), 1.6 + 1.3 * n, 0), (0.7, 1.1, 1.9), (128, 120, 112),
            tuple((0.06, 0.06 + 0.3 * r, 0.88, 0.2, dice.choice((BLUE, WOOD, (100, 140, 92)))) for r in range(3)))
        for side in (-1, 1) for n in range(2)
    )  # fmt: skip
    return Room(
        (5.4, 4.8, 2.8),
        (120, 124, 128),
        (150, 154, 156),
        (170, 172, 174),
        0.6,
        (door, *shelves),
        ((0.0, 2.6),),
        _lens(dice),
    )


def cash_loading(dice: Random) -> Room:
    """The backs of the machines, a steel door, a table."""
    backs = tuple(
        Box(
            (-2.2 + 1.3 * n, 3.2, 0),
            (0.95, 0.7, 1.7),
            (134, 128, 120),
            (
                (0.1, 0.08, 0.8, 0.5, (112, 106, 100)),
                (0.1, 0.64, 0.8, 0.28, (158, 152, 146)),
                (0.78, 0.7, 0.1, 0.08, (70, 190, 90)),
            ),
        )
        for n in range(3)
    )
    rest = (
        Box((1.9, 2.9, 0), (0.9, 0.15, 2.0), STEEL, ((0.75, 0.45, 0.12, 0.06, DARK),)),
        Box((-2.4, 1.2, 0), (1.1, 0.6, 0.75), WOOD),
    )
    return Room(
        (5.4, 3.9, 2.7),
        (128, 132, 136),
        (168, 172, 174),
        (186, 188, 190),
        0.5,
        (*backs, *rest),
        ((-1.0, 2.2), (1.0, 2.2)),
        _lens(dice),
    )


def machine_room(dice: Random) -> Room:
    """Racks with their little lights."""
    racks = tuple(
        Box((-2.9 + 0.95 * n, 3.0 + 0.0 * n, 0), (0.85, 0.9, 2.05), DARK,
            tuple((0.08, 0.05 + 0.115 * r, 0.84, 0.075, dice.choice(((78, 74, 70), (92, 86, 80), (70, 110, 60), (110, 90, 60)))) for r in range(8)))
        for n in range(6)
    )  # fmt: skip
    cooler = Box((2.9, 1.2, 0), (0.7, 0.7, 1.9), PAPER, ((0.2, 0.55, 0.6, 0.3, (150, 150, 150)),))
    return Room(
        (7.0, 4.2, 2.8),
        (150, 154, 156),
        (182, 186, 188),
        (198, 200, 202),
        0.6,
        (*racks, cooler),
        ((-1.5, 2.0), (1.5, 2.0)),
        _lens(dice),
    )


def entrance(dice: Random) -> Room:
    """The door from outside: steps, glass doors, a sign, the pavement."""
    front = (
        Box((-4.6, 6.0, 0), (9.2, 0.3, 3.6), (128, 134, 142), ((0.36, 0.0, 0.28, 0.62, (150, 140, 120)), (0.37, 0.02, 0.125, 0.58, (176, 164, 140)), (0.505, 0.02, 0.125, 0.58, (170, 158, 136)), (0.08, 0.2, 0.22, 0.4, (140, 130, 112)), (0.7, 0.2, 0.22, 0.4, (140, 130, 112)))),
        Box((-4.0, 5.8, 3.0), (8.0, 0.15, 0.6), RED, ((0.1, 0.2, 0.55, 0.55, (90, 190, 235)),)),
        Box((-1.9, 5.2, 0), (3.8, 0.8, 0.16), (168, 170, 172)), Box((-2.2, 4.6, 0), (4.4, 0.6, 0.08), (160, 162, 164)),
        Box((-3.4, 4.6, 0), (0.5, 0.5, 1.0), GREEN), Box((2.9, 4.6, 0), (0.5, 0.5, 1.0), GREEN),
        Box((3.6, 2.4, 0), (1.8, 1.0, 0.75), dice.choice((BLUE, (60, 60, 150), (190, 190, 190)))), Box((3.9, 2.5, 0.75), (1.2, 0.8, 0.45), DARK),
    )  # fmt: skip
    return Room(
        (9.4, 6.3, 4.0),
        (126, 130, 134),
        (150, 140, 130),
        (188, 170, 148),
        0.9,
        front,
        ((0.0, 4.8), (-3.0, 2.0), (3.0, 2.0)),
        _lens(dice),
        outside=True,
    )


def archive(dice: Random) -> Room:
    """Shelves of files."""
    shelves = tuple(
        Box((-2.9 + 1.25 * n, 3.1, 0), (1.1, 0.5, 2.1), (122, 132, 142),
            tuple((0.05 + 0.3 * c, 0.05 + 0.24 * r, 0.27, 0.18, dice.choice((BLUE, WOOD, PAPER, (110, 130, 80)))) for r in range(4) for c in range(3)))
        for n in range(5)
    )  # fmt: skip
    desk = Box((-0.8, 1.2, 0), (1.6, 0.8, 0.75), WOOD)
    return Room(
        (6.6, 3.8, 2.8),
        (140, 146, 152),
        (186, 190, 192),
        (200, 202, 204),
        0.6,
        (*shelves, desk),
        ((0.0, 2.0),),
        _lens(dice),
    )


def cabinets(dice: Random) -> Room:
    """Switchgear, a generator or a fire panel: grey cabinets with lamps and gauges."""
    row = tuple(
        Box((-2.6 + 1.1 * n, 3.0, 0), (1.0, 0.6, 2.0), (150, 152, 146),
            ((0.15, 0.7, 0.3, 0.14, PAPER), (0.55, 0.7, 0.3, 0.14, PAPER), (0.2, 0.5, 0.1, 0.06, dice.choice((RED, GREEN))), (0.45, 0.5, 0.1, 0.06, GREEN), (0.1, 0.08, 0.8, 0.34, (138, 140, 134))))
        for n in range(5)
    )  # fmt: skip
    return Room(
        (6.2, 3.8, 2.8),
        (112, 124, 118),
        (176, 182, 182),
        (190, 194, 194),
        0.6,
        row,
        ((-1.2, 1.8), (1.2, 1.8)),
        _lens(dice),
    )


#: kind of key area -> its room; a camera without an area looks at the entrance
SCENES: dict[str, Callable[[Random], Room]] = {
    "business_hall": lobby, "self_service_area": self_service, "vault": vault, "cash_loading": cash_loading,
    "machine_room": machine_room, "archive": archive, "switch_room": cabinets, "generator_room": cabinets,
    "fire_control_room": cabinets, "monitoring_centre": machine_room, "canteen_kitchen": archive, "": entrance,
}  # fmt: skip
