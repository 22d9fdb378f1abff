"""A box on the wall: keeps what it has to say, says it, waits for the acknowledgement, says it again."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial

from anbao.demo.simulator.lines import Line
from anbao.demo.simulator.script import Happening

#: real seconds a box waits for an acknowledgement
PATIENCE = 5.0
#: real seconds before it tries again, growing to the last one
PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0)


class Box:
    """What panels and transmitters share. Subclasses write frames (``frame``) and read replies (``answered``)."""

    def __init__(
        self, code: str, line: Line, *, now: Callable[[], datetime], count: Counter, patience: float = PATIENCE
    ):
        self.code, self.line, self.now, self.count, self.patience = code, line, now, count, patience
        self._waiting: asyncio.Queue[Happening | None] = asyncio.Queue()
        #: until when it says nothing (somebody cut its line); campaign time
        self.silent_until: datetime | None = None
        #: why the last try was not heard; None when it was
        self.trouble: Exception | None = None
        self._busy = False

    def happen(self, happening: Happening) -> None:
        """Something happened here; it is said in its turn."""
        self._waiting.put_nowait(happening)

    def beat(self) -> None:
        """Time to say that the box lives, unless something still waits: that says it too."""
        if self.idle:
            self._waiting.put_nowait(None)

    @property
    def idle(self) -> bool:
        return self._waiting.empty() and not self._busy

    async def run(self) -> None:
        """Say everything, for ever."""
        try:
            while True:
                happening = await self._waiting.get()
                self._busy = True
                if happening is not None or not self._is_silent():
                    await self._until_heard(partial(self.frame, happening))
                self._busy = False
        finally:
            await self.line.close()

    def _is_silent(self) -> bool:
        return self.silent_until is not None and self.now() < self.silent_until

    async def _until_heard(self, say: Callable[[bool], bytes]) -> None:
        """One message until it is acknowledged; ``say(again)`` writes its frame."""
        tries = 0
        while True:
            try:
                await self.line.say(say(tries > 0))
                self.count["resent" if tries else "sent"] += 1
                async with asyncio.timeout(self.patience):
                    while not self.answered(await self.line.hear()):
                        pass
                self.count["acknowledged"] += 1
                self.trouble = None
                return
            except (OSError, TimeoutError) as trouble:
                self.count["unheard"] += 1
                self.trouble = trouble
                await self.line.close()
                await asyncio.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
                tries += 1

    def frame(self, happening: Happening | None, again: bool) -> bytes:
        """The bytes of a happening, or of a sign of life; ``again``: of the last one, said once more."""
        raise NotImplementedError

    def answered(self, data: bytes) -> bool:
        """Whether these bytes acknowledge the last message; raises TimeoutError when they refuse it."""
        raise NotImplementedError
