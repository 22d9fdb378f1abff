"""The demo's cameras and its wall: connected before the site is served, and the processes that run beside it.

``python -m anbao.project.filming --seed 2022`` is the demo's patrol: it draws the pictures of the eve, which takes longer
than a visitor likes to wait for the first page, and then looks at the cameras in their turns.
"""

import argparse
from datetime import datetime
from pathlib import Path

#: name of the demo's wall screen
SCREEN = "监控中心大屏"


def prepare(*, at: datetime, port: int, home: Path) -> str:
    """Connect the cameras to the simulator's ports, set up a wall screen; returns its token."""
    from anbao.demo.simulator.cameras import connecting

    connecting.connect(connecting.Ports(port, port + 1), at=at)
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
        "patrol": ["-m", "anbao.project.filming", "--seed", str(seed)],
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m anbao.project.filming", description="The demo's patrol.")
    parser.add_argument("--seed", type=int, default=2022)
    options = parser.parse_args()
    from anbao.project.cli import out, set_up

    set_up(demo=True)
    from anbao.demo.simulator.cameras import connecting
    from anbao.kit import clock
    from anbao.project.cameras import through_outages, walk_on

    through_outages(lambda: connecting.eve(connecting.connected(), seed=options.seed, at=clock.now()), out)
    walk_on(out, once=False, seconds=2.0, quiet=True)


if __name__ == "__main__":
    main()
