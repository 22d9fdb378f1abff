"""The demo's cameras and its wall: connected before the site is served, and the processes that run beside it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

#: name of the demo's wall screen
SCREEN = "监控中心大屏"


def prepare(*, seed: int, at: datetime, port: int, home: Path, progress: Callable[[str, float, float], None]) -> str:
    """Connect the cameras to the simulator's ports, take the pictures of the eve, set up a wall screen; returns its token."""
    from anbao.demo.simulator.cameras import connecting

    sources = connecting.connect(connecting.Ports(port, port + 1), at=at)
    connecting.eve(sources, seed=seed, at=at, progress=lambda done, total: progress("cameras", done, total))
    return _screen(home, at)


def _screen(home: Path, at: datetime) -> str:
    """The token of the demo's screen, made once and kept beside the demo's mark."""
    from anbao.command.wall import actions
    from anbao.demo.simulator.cameras.connecting import chief_and_reach

    place = home / "wall-token"
    token = place.read_text().strip() if place.exists() else ""
    if actions.screen_of(token) is None:
        chief, reach = chief_and_reach(at)
        _made, token = actions.add_screen(actor=chief, reach=reach, institution=chief.institution, name=SCREEN, at=at)
        place.write_text(token)
    return token


def commands(*, seed: int, port: int) -> dict[str, list[str]]:
    """What runs beside the server, by name, as arguments of this Python."""
    ports = ["--http-port", str(port), "--rtsp-port", str(port + 1)]
    return {
        "cameras": ["-m", "anbao.demo.simulator.cameras", "--seed", str(seed), *ports],
        "patrol": ["-m", "anbao.project.cli", "patrol", "--quiet"],
    }
