"""The imaging engine as the patrol uses it: bytes and a memory in, a verdict and the new memory out.

The engine needs the parts of ``anbao[vision]``; they are imported when the first picture is judged, so that a site without
cameras runs without them.
"""

import logging
from datetime import datetime

from anbao.kit import clock
from anbao.senses.cameras.fetching import NoPicture

log = logging.getLogger(__name__)

#: digits of the numbers that are kept
DIGITS = 4


def judge(content: bytes, history: bytes | None, at: datetime) -> dict:
    """What ``actions.Seen`` wants to know of a picture; raises NoPicture for bytes that do not decode."""
    try:
        from anbao.engines import imaging
    except ImportError:
        raise NoPicture("no_vision") from None
    try:
        picture = imaging.prepare(content)
    except imaging.PictureError:
        raise NoPicture("not_a_picture") from None
    seconds, hour = at.timestamp(), at.astimezone(clock.local_zone()).hour
    memory = _memory(imaging, history)
    verdict = imaging.diagnose(picture, memory, at=seconds, hour=hour)
    after = memory.after(picture, verdict, at=seconds, hour=hour)
    return {
        "content": content, "kind": "png" if content.startswith(b"\x89PNG") else "jpeg", "size": (picture.width, picture.height),
        "fault": verdict.fault or "ok", "score": round(float(verdict.score), DIGITS),
        "numbers": {name: round(float(value), DIGITS) for name, value in verdict.numbers.items()},
        "checks": [[c.fault, round(float(c.score), DIGITS), c.decided, c.zh, c.en] for c in verdict.checks],
        "zh": verdict.words("zh"), "en": verdict.words("en"), "history": after.to_bytes(),
    }  # fmt: skip


def _memory(imaging, stored: bytes | None):
    """The camera's history; one that is damaged or of an older form is begun anew, which the log says."""
    try:
        return imaging.History.from_bytes(stored) if stored else imaging.History()
    except ValueError as error:
        log.warning("cameras: a history is begun anew: %s", error)
        return imaging.History()
