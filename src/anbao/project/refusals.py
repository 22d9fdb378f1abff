"""Refusals of the command line: one line on standard error, whoever found the fault, and an exit code."""

import sys
from typing import Any

from rich.console import Console
from typer import Abort
from typer.core import TyperGroup
from typer.exceptions import TyperException

#: exit codes: bad input, a check that failed, stopped by the user
BAD_INPUT, FAILED, STOPPED = 2, 1, 130


def say(message: str) -> None:
    """The line itself. A console of its own each time, because tests and shells change standard error."""
    Console(stderr=True).print(f"anbao: {message}", style="red", highlight=False, soft_wrap=True, markup=False)


class OneLine(TyperGroup):
    """The commands, with what the parser refuses said in one line as well; naming no command shows the help."""

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        if not standalone_mode:
            return super().main(*args, standalone_mode=False, **extra)
        try:
            code = super().main(*args, standalone_mode=False, **extra)
        except TyperException as refusal:
            if type(refusal).__name__ == "NoArgsIsHelpError":
                refusal.show()
            else:
                say(_line(refusal))
            sys.exit(BAD_INPUT)
        except (Abort, KeyboardInterrupt):
            say("stopped")
            sys.exit(STOPPED)
        sys.exit(code if isinstance(code, int) else 0)


def _line(refusal: TyperException) -> str:
    """The parser's words on one line, and where the right ones are listed."""
    words = " ".join(refusal.format_message().split()).rstrip(".")
    path = refusal.ctx.command_path if getattr(refusal, "ctx", None) else "anbao"
    return f"{words} (see '{path} --help')"
