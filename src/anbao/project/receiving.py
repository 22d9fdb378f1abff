"""`anbao gateway`: where panels and fire transmitters call."""

from typing import Annotated

import typer

#: takes alarms up into incidents
WATCH = "anbao.command.incidents.watch"


def gateway(
    dc09: Annotated[int, typer.Option(min=0, max=65535, help="Port for SIA DC-09, TCP and UDP; 0: not at all.")] = 9700,
    fire: Annotated[int, typer.Option(min=0, max=65535, help="Port for GB/T 26875.3, TCP; 0: not at all.")] = 9701,
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0: every one.")] = "127.0.0.1",
    name: Annotated[
        str, typer.Option(help="How this gateway is called on the screens (default: the machine's name and its port).")
    ] = "",
) -> None:
    """Receive alarms: store every message, then acknowledge it; work them into alarms and incidents; watch for silent sources."""
    from anbao.project.cli import await_tables, fail, in_demo_if_there_is_one, out, set_up

    if not dc09 and not fire:
        raise fail("both ports are 0: nothing to listen on")
    set_up(demo=in_demo_if_there_is_one())
    await_tables()
    import logging

    from anbao.senses.alarms.gateway.serving import CantListen, Ports, run

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    try:
        run(
            Ports(host, dc09 or None, fire or None),
            name=name,
            said=lambda words: out.print(words, highlight=False, soft_wrap=True),
            beside=[WATCH],
        )
    except CantListen as error:
        raise fail(str(error), 1) from None
