"""An RTSP stream as HLS (RFC 8216): a playlist and segments of a second in a folder, by PyAV, without an ffmpeg program.

In a process of its own, ``python -m anbao.senses.cameras.film``, which reads {"url", "options", "folder", "seconds"} as JSON from the
first line of standard input and ends when its standard input does: whoever began it need only go away. H.264 is copied
packet by packet; every other picture is coded as H.264. Exit code 3 with a reason's id (words.REASONS). Knows no Django.
"""

import json
import os
import sys
import threading
from pathlib import Path

from anbao.senses.cameras.grab import NoFrame, reason_of

PLAYLIST = "index.m3u8"
#: seconds of a segment, segments of the playlist, pictures a second of what is coded here
SEGMENT, KEPT, RATE = 1, 6, 5
#: what a player may cope with without asking: baseline-compatible, no frame held back
CODED = {"preset": "ultrafast", "tune": "zerolatency", "g": str(RATE * SEGMENT), "crf": "26"}


def film(url: str, folder: Path, *, options: dict[str, str], seconds: float) -> None:
    """Write until the stream ends; raises NoFrame with the reason when it breaks or there is nothing to film."""
    import av

    av.logging.set_level(None)
    held = {
        "hls_time": str(SEGMENT), "hls_list_size": str(KEPT), "hls_flags": "delete_segments+temp_file+independent_segments",
        "hls_segment_filename": str(folder / "s%06d.ts"),
    }  # fmt: skip
    try:
        with av.open(url, options=options, timeout=seconds) as source:
            if not source.streams.video:
                raise NoFrame("no_video")
            stream = source.streams.video[0]
            with av.open(str(folder / PLAYLIST), "w", format="hls", options=held) as target:
                (_copied if stream.codec_context.name == "h264" else _coded)(source, stream, target)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise NoFrame(reason_of(error)) from None


def _copied(source, stream, target) -> None:
    made = target.add_stream_from_template(stream)
    for packet in source.demux(stream):
        if packet.dts is not None:
            packet.stream = made
            target.mux(packet)


def _coded(source, stream, target) -> None:
    made, last = None, -1.0
    for frame in source.decode(stream):
        if made is None:
            made = target.add_stream("libx264", rate=RATE, options=CODED)
            # H.264 with halved colour wants even sides
            made.width, made.height, made.pix_fmt = frame.width // 2 * 2, frame.height // 2 * 2, "yuv420p"
        if frame.time is None or frame.time - last < 0.9 / RATE:
            continue
        last = frame.time
        for packet in made.encode(frame.reformat(made.width, made.height, "yuv420p")):
            target.mux(packet)
    for packet in made.encode(None) if made else ():
        target.mux(packet)


def _end_with_standard_input() -> None:
    # not through sys.stdin: its lock would be held by this thread when the process wants to end by itself
    while os.read(0, 4096):
        pass
    os._exit(0)


def main() -> None:
    wanted = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_standard_input, daemon=True).start()
    try:
        film(wanted["url"], Path(wanted["folder"]), options=wanted.get("options", {}), seconds=wanted["seconds"])
    except ImportError:
        sys.stderr.write("no_vision")
        raise SystemExit(3) from None
    except NoFrame as reason:
        sys.stderr.write(str(reason))
        raise SystemExit(3) from None


if __name__ == "__main__":
    main()
