"""`anbao simulate`: the demo branch's panels, transmitters and cameras, played over real sockets."""

from typing import Annotated

import typer


def simulate(
    scenario: Annotated[
        str,
        typer.Option(
            help="Play one story and end: robbery, burglary, fire, power-cut, silent-panel, low-battery, flapping-zone, second-press, early-disarm."
        ),
    ] = "",
    rate: Annotated[float, typer.Option(min=0, max=600, help="Alarms an hour of the campaign's clock.")] = 4.0,
    seed: Annotated[int | None, typer.Option(help="Another seed, another day (default: the demo's own).")] = None,
    host: Annotated[str, typer.Option(help="Where the gateway listens.")] = "127.0.0.1",
    dc09: Annotated[int, typer.Option(min=1, max=65535, help="Its port for SIA DC-09.")] = 9700,
    fire: Annotated[int, typer.Option(min=1, max=65535, help="Its port for GB/T 26875.3.")] = 9701,
    camera: Annotated[
        str, typer.Option(help="Make this camera of the running demo go bad: its code, or a place's name.")
    ] = "",
    fault: Annotated[
        str,
        typer.Option(help="dark, blurred, covered, moved, frozen, cast, noise, overexposed, gone, slow; well: end it."),
    ] = "frozen",
    minutes: Annotated[int, typer.Option(min=1, max=1440, help="For how long, by the campaign's clock.")] = 20,
) -> None:
    """Play the demo branch's alarm panels and fire transmitters: signs of life, arming, tests, now and then an alarm.

    With --camera a camera's picture goes bad instead, and is well again after its minutes.
    """
    import json
    import logging
    import os

    from anbao.project.cli import fail, home, out, set_up

    made = json.loads((home() / "demo.json").read_text()) if (home() / "demo.json").exists() else None
    if made is None and os.environ.get("ANBAO_DEMO") != "1":
        raise fail("there is no demo here to play in: run 'anbao demo' first", 1)
    set_up(demo=True)
    if camera:
        _spoil(camera, fault, minutes)
        return
    from anbao.demo.simulator.play import CantPlay, Wish, play

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    seed = seed if seed is not None else (made or {}).get("seed", 2022)
    wish = Wish(scenario, rate, seed, host, dc09, fire, home() / "simulator" / "silent.json")
    try:
        told = play(wish, said=lambda words: out.print(words, highlight=False, soft_wrap=True))
    except CantPlay as fault:
        raise fail(str(fault)) from None
    if not told:
        raise fail(f"the gateway at {host}:{dc09} did not acknowledge everything: is 'anbao gateway' running?", 1)


def _spoil(camera: str, fault: str, minutes: int) -> None:
    """A fault on request, which the demo's cameras read from its folder."""
    from anbao.demo import clock
    from anbao.demo.simulator.cameras.spoiling import NoCamera, Spoiled, Wish, spoil
    from anbao.project.cli import fail, home, out

    spoiled = Spoiled(home() / "simulator" / "cameras.json")
    try:
        spoil(
            Wish(camera, fault, minutes), spoiled, now=clock.now(),
            said=lambda words: out.print(words, highlight=False, soft_wrap=True),
        )  # fmt: skip
    except NoCamera as refused:
        raise fail(str(refused)) from None
