"""Imaging: is this camera's picture fit to watch by, judged against the same camera's own past?

Words

picture     one JPEG or frame, decoded at reduced scale and measured once (``picture.Picture``)
history     what a camera's sound pictures looked like: a reference, brightness by hour, noise, colour; bounded in size
            and stored as bytes (``history.History``)
check       one question with its number, its limit and its sentence in Chinese and English (``verdict.Check``)
fault       what a picture suffers from, a row of ``faults.FAULTS``: signal loss, frozen, covered, too dark, over-exposed,
            moved, blurred, colour cast, noise
verdict     all checks of one picture and the fault that stands for them (``verdict.Verdict``)
mode        colour or grey: a camera at night under infrared is grey and has a baseline of its own

Rules

1. Arrays and bytes in, verdicts out: no file, clock or chance. ``at`` (seconds) and ``hour`` (0 to 23) are arguments.
2. ``diagnose`` changes nothing. ``history.after(picture, verdict, at=, hour=)`` gives the next history; only sound pictures
   move its baselines, so a fault never becomes the new normal. ``accepted`` is for the operator who says that it is.
3. The first picture of a camera is judged by absolute rules; such a verdict says that it is less certain.
4. A score is 0 to 1; 0.5 is the limit of the check. The fault with the highest rank stands for the picture, and faults
   that follow from it (a black picture is not sharp either) are not told.
5. What can't be decided is said, never guessed: a check may be undecided, and then it is no fault.
6. Frozen is an absence of change where change must be: sensor noise moves some pixel of every living picture. A strip
   that alone changes is a clock drawn over the picture, not life.

    picture = prepare(jpeg)
    verdict = diagnose(picture, history, at=now, hour=20)
    history = history.after(picture, verdict, at=now, hour=20)
"""

from anbao.engines.imaging.diagnosis import diagnose
from anbao.engines.imaging.faults import FAULTS, FaultRow
from anbao.engines.imaging.history import History
from anbao.engines.imaging.picture import Picture, PictureError, from_array, prepare
from anbao.engines.imaging.verdict import Check, Verdict

__all__ = [
    "FAULTS",
    "Check",
    "FaultRow",
    "History",
    "Picture",
    "PictureError",
    "Verdict",
    "diagnose",
    "from_array",
    "prepare",
]
