"""``python -m anbao.engines.imaging``: diagnose a clip or a folder of pictures. The columns and flags are a stable contract.

    python -m anbao.engines.imaging CLIP-OR-FOLDER --out verdicts.csv

One row per picture: source, seconds, fault (or ok), score, then the numbers behind it. Pictures are taken in order as
one camera's history; a folder's pictures go by name, INTERVAL seconds apart, and ``seconds`` counts from the first.
"""

import argparse
import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from anbao.engines.imaging.diagnosis import diagnose
from anbao.engines.imaging.history import History
from anbao.engines.imaging.picture import Picture, PictureError, from_array, prepare

PICTURES = {".jpg", ".jpeg", ".png", ".bmp", ".webp"}
HEAD = ["source", "seconds", "fault", "score", "also", "undecided", "certain", "mode", "zh", "en"]


class OneLine(argparse.ArgumentParser):
    def error(self, message: str):
        sys.exit(complain(message))


def complain(message: str) -> int:
    print("error: " + " ".join(message.split()), file=sys.stderr)
    return 2


def parser() -> argparse.ArgumentParser:
    p = OneLine(prog="python -m anbao.engines.imaging", description=__doc__.split("\n\n")[0])
    p.add_argument(
        "source", nargs="?", metavar="CLIP-OR-FOLDER", type=Path, help="a video, a picture, or a folder of pictures"
    )
    p.add_argument("--out", type=Path, help="CSV to write, one row per picture")
    p.add_argument(
        "--every", type=float, default=0.0, metavar="S", help="take one picture every S seconds of a clip (all)"
    )
    p.add_argument("--interval", type=float, default=1.0, metavar="S", help="seconds between a folder's pictures (1)")
    p.add_argument("--hour", type=int, help="hour of the day on site, 0 to 23, when all pictures are of one hour")
    p.add_argument(
        "--compile", action="store_true", help="instead, have what is compiled compiled now and kept on disk"
    )
    p.add_argument("--figures", metavar="FOLDER", type=Path, help="instead, draw the figures of the algorithm page")
    return p


def draw(folder: Path) -> int:
    from anbao.engines.imaging.figures import all_figures

    for name, svg in all_figures().items():
        (folder / name).write_text(svg, encoding="utf-8")
    return 0


def compile_all() -> int:
    """Judge a snapshot and a frame, so that no camera waits for the compiler."""
    import cv2
    import numpy as np

    frame = np.random.default_rng(1).integers(0, 255, (1080, 1920, 3), np.uint8)
    for picture in (prepare(cv2.imencode(".jpg", frame)[1].tobytes()), from_array(frame)):
        diagnose(picture, History().accepted(picture, at=0.0), at=1.0)
    return 0


def pictures_of(options) -> Iterator[tuple[str, float, Picture | PictureError]]:
    """Source, seconds and picture (or why there is none), in order."""
    source = options.source
    if source.is_dir():
        names = sorted((p for p in source.iterdir() if p.suffix.lower() in PICTURES), key=natural)
        if not names:
            raise ValueError(f"{source}: no pictures in it ({', '.join(sorted(PICTURES))})")
        for number, path in enumerate(names):
            yield path.name, number * options.interval, read(path)
    elif source.suffix.lower() in PICTURES:
        yield source.name, 0.0, read(source)
    else:
        yield from frames(source, options.every)


def natural(path: Path) -> list:
    """Sort key by which picture-2 comes before picture-10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", path.name)]


def read(path: Path) -> Picture | PictureError:
    try:
        return prepare(path.read_bytes())
    except PictureError as fault:
        return fault
    except OSError as fault:
        return PictureError(f"无法读取: {fault.strerror}", f"can't be read: {fault.strerror}")


def frames(path: Path, every: float) -> Iterator[tuple[str, float, Picture | PictureError]]:
    import av

    due, seconds = 0.0, 0.0
    try:
        with av.open(str(path)) as clip:
            if not clip.streams.video:
                raise ValueError(f"{path}: no video in it")
            stream = clip.streams.video[0]
            rate = float(stream.average_rate or 25)
            for number, frame in enumerate(clip.decode(stream)):
                seconds = frame.time if frame.time is not None else number / rate
                if seconds + 1e-6 < due:
                    continue
                due = seconds + every
                yield path.name, seconds, from_array(frame.to_ndarray(format="bgr24"))
    except av.error.FFmpegError as fault:
        if not seconds:
            raise ValueError(f"{path}: {fault.strerror or fault}") from None
        yield path.name, seconds, PictureError(f"视频中断: {fault}", f"the clip breaks off: {fault}")


def rows(options) -> Iterator[dict]:
    history = History()
    for source, seconds, found in pictures_of(options):
        if isinstance(found, PictureError):
            verdict, picture = diagnose(None, history, at=seconds, zh=found.zh, en=found.en), None
        else:
            verdict, picture = diagnose(found, history, at=seconds, hour=options.hour), found
        history = history.after(picture, verdict, at=seconds, hour=options.hour)
        yield {
            "source": source,
            "seconds": f"{seconds:.3f}",
            "fault": verdict.fault or "ok",
            "score": f"{verdict.score:.3f}",
            "also": " ".join(verdict.faults[1:]),
            "undecided": " ".join(verdict.undecided),
            "certain": "yes" if verdict.certain else "no",
            "mode": verdict.mode,
            "zh": verdict.words("zh"),
            "en": verdict.words("en"),
            **{name: f"{value:.4g}" for name, value in verdict.numbers.items()},
        }


def main(argv: list[str] | None = None) -> int:
    options = parser().parse_args(argv)
    if options.compile:
        return compile_all()
    if options.figures:
        return draw(options.figures)
    if options.source is None or options.out is None:
        return complain("a clip or folder and --out are required")
    if not options.source.exists():
        return complain(f"{options.source}: no such file or folder")
    if not 0 <= options.every < 1e9 or not 0 < options.interval < 1e9:
        return complain("--every must not be negative and --interval must be positive")
    if options.hour is not None and not 0 <= options.hour <= 23:
        return complain("--hour must be 0 to 23")
    try:
        told = list(rows(options))
    except ImportError as missing:
        return complain(f"reading pictures needs {missing.name}: pip install 'anbao[vision]'")
    except ValueError as fault:
        return complain(str(fault))
    except OSError as fault:
        return complain(f"{fault.filename or options.source}: {fault.strerror or fault}")
    numbers = sorted({name for row in told for name in row} - set(HEAD))
    try:
        with options.out.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, HEAD + numbers, lineterminator="\n", restval="")
            writer.writeheader()
            writer.writerows(told)
    except OSError as fault:
        return complain(f"{options.out}: {fault.strerror or fault}")
    faulty = sum(row["fault"] != "ok" for row in told)
    print(f"{len(told)} pictures, {faulty} with a fault -> {options.out}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
