"""One frame out of a stream or a clip, in a process of its own: ``python -m anbao.senses.cameras.grab``.

Reads {"url", "options", "offset", "seconds"} as JSON from standard input, writes a JPEG to standard output. Exit code 3 with the
reason's id (words.REASONS) on standard error when there is none. The process exists so that it can be killed: nothing
that a camera sends, or sends slowly, holds up whoever asked. Knows no Django.
"""

import json
import sys
from time import monotonic

#: JPEG quality of frames that were decoded: noise and edges have to survive for the diagnosis
QUALITY = 90
#: frames of a stream that are passed over in the hope of a whole key frame
PATIENCE = 50


class NoFrame(Exception):
    """The reason's id is the message."""


def jpeg_of(frame) -> bytes:
    import io

    held = io.BytesIO()
    frame.to_image().save(held, "JPEG", quality=QUALITY)
    return held.getvalue()


def reason_of(error: Exception) -> str:
    """What an error of PyAV means to somebody who has to mend the camera."""
    import av

    kinds = (
        (av.error.HTTPUnauthorizedError, "unauthorised"), (av.error.HTTPForbiddenError, "unauthorised"),
        (av.error.FileNotFoundError, "no_file"), (av.error.TimeoutError, "timeout"), (av.error.ExitError, "timeout"),
        (av.error.HTTPClientError, "refused"), (av.error.HTTPError, "refused"),
        (av.error.InvalidDataError, "no_video"), (av.error.ConnectionRefusedError, "unreachable"), (OSError, "unreachable"),
    )  # fmt: skip
    return next((reason for kind, reason in kinds if isinstance(error, kind)), "no_video")


def grab(url: str, *, options: dict[str, str], seconds: float, offset: float | None) -> bytes:
    """The first whole key frame of `url` as JPEG; of a clip the one at `offset` seconds, the clip repeating for ever."""
    try:
        import av
    except ImportError:
        raise NoFrame("no_vision") from None
    av.logging.set_level(None)
    started = monotonic()
    try:
        with av.open(url, options=options, timeout=seconds) as container:
            if not container.streams.video:
                raise NoFrame("no_video")
            stream = container.streams.video[0]
            if offset is not None:
                _seek(container, offset)
            else:
                stream.codec_context.skip_frame = "NONKEY"
            for number, frame in enumerate(container.decode(stream)):
                wanted = offset is None or frame.time is None or frame.time >= _inside(container, offset) - 0.05
                if (wanted and not frame.is_corrupt) or number >= PATIENCE * (10 if offset else 1):
                    return jpeg_of(frame)
    except NoFrame:
        raise
    except (av.FFmpegError, OSError, ValueError) as error:
        # FFmpeg tells an interrupted read as whatever it was reading just then
        raise NoFrame("timeout" if monotonic() - started >= seconds * 0.95 else reason_of(error)) from None
    raise NoFrame("no_video")


def _inside(container, offset: float) -> float:
    length = (container.duration or 0) / 1_000_000
    return offset % length if length > 0 else 0.0


def _seek(container, offset: float) -> None:
    where = _inside(container, offset)
    if where > 1:
        container.seek(int((where - 0.5) * 1_000_000))


def main() -> None:
    wanted = json.load(sys.stdin)
    try:
        picture = grab(
            wanted["url"], options=wanted.get("options", {}), seconds=wanted["seconds"], offset=wanted.get("offset")
        )
    except NoFrame as reason:
        sys.stderr.write(str(reason))
        raise SystemExit(3) from None
    sys.stdout.buffer.write(picture)


if __name__ == "__main__":
    main()
