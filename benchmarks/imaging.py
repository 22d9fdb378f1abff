"""Benchmark of the picture diagnosis: speed beside agh-vqis and ffmpeg, faults on photographs, steady clips.

    python benchmarks/imaging.py speed [--peer-python PYTHON]
    python benchmarks/imaging.py faults [--photographs FOLDER] [--size WIDTHxHEIGHT] [--wrong]
    python benchmarks/imaging.py clips CLIP...

Photographs are those of scikit-image (``pip install scikit-image``) or of a folder; the faults are made by
``imaging_cases``, in three strengths and at JPEG quality 30 and 90, each once with a past of six sound pictures and
once as the camera's first picture. The peers are agh-vqis 3.4.7 (needs scenedetect 0.6.4 and ffmpeg; its pins differ,
so give the python of an environment of its own) and ffmpeg's blackdetect, freezedetect and blurdetect, on the same
frames and on one core. Answers are checked before times count.
"""

import argparse
import collections
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from anbao.engines.imaging import FAULTS, History, Verdict, diagnose, from_array, prepare
from benchmarks.imaging_cases import HISTORY, STEP, Camera, Case, cases

#: scikit-image's pictures that show a scene or an object as a camera would; drawings and specimens are left out
SCENES = ("astronaut", "brick", "camera", "chelsea", "coffee", "coins", "grass", "gravel", "motorcycle_left", "rocket")
QUALITIES = (30, 90)
FFMPEG = shutil.which("ffmpeg") or "ffmpeg"


def table(title: str, header: tuple, rows: list[tuple]) -> None:
    cells = [tuple(map(str, row)) for row in (header, *rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    print(f"\n{title}")
    for row in cells:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def photographs(folder: Path | None) -> dict[str, np.ndarray]:
    if folder is None:
        import skimage

        root = Path(skimage.__file__).parent / "data"
        paths = [next(root.glob(f"{name}.*")) for name in SCENES]
    else:
        paths = sorted(p for p in folder.iterdir() if p.suffix.lower() in {".jpg", ".jpeg", ".png"})
    found = {path.stem: cv2.imread(str(path), cv2.IMREAD_COLOR) for path in paths}
    return {name: image for name, image in found.items() if image is not None}


def sizes(image: np.ndarray, asked: str | None) -> tuple[int, int]:
    """The asked size, or the photograph's own (its middle 70 %)."""
    if asked:
        width, height = map(int, asked.split("x"))
        return width, height
    return int(0.7 * image.shape[1]), int(0.7 * image.shape[0])


def past_of(camera: Camera) -> tuple[History, float, int]:
    """A history of sound pictures, its end, and how many of them alarmed."""
    history, at, alarms = History(), 0.0, 0
    for _ in range(HISTORY):
        picture = prepare(camera.jpeg(camera.shot()))
        verdict = diagnose(picture, history, at=at)
        alarms += not verdict.ok
        history = history.accepted(picture, at=at) if not history.count else history.after(picture, verdict, at=at)
        at += STEP
    return history, at, alarms


def judged(case: Case, history: History, at: float) -> Verdict:
    for jpeg in case.jpegs:
        picture = prepare(jpeg)
        verdict = diagnose(picture, history, at=at)
        history, at = history.after(picture, verdict, at=at), at + STEP
    return verdict


def all_cases(options) -> Iterator[tuple[Case, Verdict, Verdict]]:
    """Each case with its verdict after a past and without one."""
    images = photographs(options.photographs)
    for number, (name, image) in enumerate(images.items()):
        for quality in QUALITIES:
            camera = Camera(name, image, sizes(image, options.size), quality, seed=number + options.seed)
            history, at, _ = past_of(camera)
            for case in cases(camera):
                yield case, judged(case, history, at), judged(case, History(), 0.0)
        print(f"{number + 1}/{len(images)} {name}", file=sys.stderr)


def rates(pairs: list[tuple[str, str]], fault: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of one fault over (truth, told) pairs."""
    right = sum(truth == told == fault for truth, told in pairs)
    told = sum(told == fault for _, told in pairs)
    true = sum(truth == fault for truth, _ in pairs)
    precision, recall = (right / told if told else 1.0), (right / true if true else 1.0)
    return precision, recall, 2 * right / (told + true) if told + true else 1.0


def faults(options) -> None:
    found = list(all_cases(options))
    for title, which in (("after six sound pictures", 1), ("as the first picture", 2)):
        rows = []
        for fault in FAULTS:
            row = [fault]
            for quality in QUALITIES:
                for strength in (1, 2, 3):
                    pairs = [
                        (row[0].truth, row[which].fault)
                        for row in found
                        if row[0].quality == quality and (row[0].strength == strength or not row[0].truth)
                    ]
                    precision, recall, _ = rates(pairs, fault)
                    row.append(f"{precision:.2f}/{recall:.2f}")
            rows.append(tuple(row))
        heads = [f"q{quality} s{strength}" for quality in QUALITIES for strength in (1, 2, 3)]
        table(f"precision/recall {title} ({len(found)} cases)", ("fault", *heads), rows)
        stronger = [(c[0].truth, c[which].fault) for c in found if c[0].strength >= 2 or not c[0].truth]
        scores = [rates(stronger, fault)[2] for fault in FAULTS]
        print(f"  macro-F1 at the stronger two of three strengths: {np.mean(scores):.3f}")
        print("  " + ", ".join(f"{fault} {score:.2f}" for fault, score in zip(FAULTS, scores, strict=True)))
        sound = collections.Counter(c[0].kind for c in found if not c[0].truth)
        alarms = collections.Counter(c[0].kind for c in found if not c[0].truth and c[which].fault)
        told = collections.Counter((c[0].kind, c[which].fault) for c in found if not c[0].truth and c[which].fault)
        print("  false alarms: " + ", ".join(f"{kind} {alarms[kind]}/{sound[kind]}" for kind in sound), dict(told))
        if options.wrong:
            for case, *verdicts in found:
                verdict = verdicts[which - 1]
                if verdict.fault != case.truth and (case.strength >= 2 or not case.truth):
                    print(
                        f"    {case.camera} q{case.quality} {case.kind} s{case.strength}: {verdict.fault or 'ok'}: {verdict.words('en')}"
                    )


def clips(options) -> None:
    """Every frame of undisturbed clips: whatever is told is a false alarm."""
    rows = []
    for path in options.clips:
        history, told, frames = History(), collections.Counter(), 0
        for seconds, frame in frames_of(path):
            picture = from_array(frame)
            verdict = diagnose(picture, history, at=seconds)
            history = history.after(picture, verdict, at=seconds)
            told.update(verdict.faults)
            frames += 1
        rows.append((path.name, frames, *(told[fault] for fault in FAULTS)))
    table("frames with a fault in undisturbed clips", ("clip", "frames", *FAULTS), rows)


def frames_of(path: Path) -> Iterator[tuple[float, np.ndarray]]:
    with av.open(str(path)) as clip:
        for frame in clip.decode(video=0):
            yield float(frame.time or 0.0), frame.to_ndarray(format="bgr24")


def best_rate(work, count: int, rounds: int = 3) -> float:
    """Pictures a second of processor time, the best of some rounds."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return count / min(times)


def speed(options) -> None:
    images = photographs(options.photographs)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "clip.avi"
        for quality in (30, 75, 90):
            jpegs = []
            for number, (name, image) in enumerate(list(images.items())[:4]):
                camera = Camera(name, image, (1920, 1080), quality, seed=number)
                jpegs += [camera.jpeg(camera.shot()) for _ in range(5)]
            rows.append(
                (f"this engine, JPEG quality {quality}", f"{own_rate(jpegs):.0f}", f"{len(jpegs[0]) // 1024} KB")
            )
            if quality == 90:
                write_mjpeg(clip, jpegs)
        count = len(jpegs)
        rows += [
            (f"ffmpeg {name}", *ffmpeg_rate(clip, name, count))
            for name in ("blackdetect", "freezedetect", "blurdetect")
        ]
        if options.peer_python:
            rows.append(("agh-vqis 3.4.7", *vqis_rate(options.peer_python, clip, count)))
    table("1080p pictures a second on one core, all checks", ("what", "pictures/s", "note"), rows)


def own_rate(jpegs: list[bytes]) -> float:
    cameras = len(jpegs) // 5

    def work():
        histories = [History()] * cameras
        for number, jpeg in enumerate(jpegs):
            picture, camera = prepare(jpeg), number // 5
            verdict = diagnose(picture, histories[camera], at=number * STEP, hour=20)
            assert not verdict.faults, verdict.words("en")
            histories[camera] = histories[camera].after(picture, verdict, at=number * STEP, hour=20)

    return best_rate(work, len(jpegs), 7)


def write_mjpeg(path: Path, jpegs: list[bytes]) -> None:
    """The very same JPEG bytes as a clip, for the peers."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mjpeg", rate=5)
        stream.width, stream.height, stream.pix_fmt = 1920, 1080, "yuvj420p"
        for number, jpeg in enumerate(jpegs):
            packet = av.Packet(jpeg)
            packet.stream, packet.pts, packet.dts, packet.time_base = stream, number, number, Fraction(1, 5)
            out.mux(packet)


def cpu_seconds(command: list[str], **more) -> tuple[float, subprocess.CompletedProcess]:
    """Processor time of a command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600, **more)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, done


def ffmpeg_rate(clip: Path, name: str, count: int) -> tuple[str, str]:
    command = [FFMPEG, "-hide_banner", "-threads", "1", "-i", str(clip), "-vf", name, "-f", "null", "-"]
    seconds, done = cpu_seconds(command)
    return (f"{count / seconds:.0f}", "") if done.returncode == 0 else ("-", done.stderr.strip().splitlines()[-1][:60])


PEER = """
import os
from pathlib import Path
from agh_vqis import process_single_mm_file
if __name__ == "__main__":
    process_single_mm_file(Path(os.environ["CLIP"]))
"""


def vqis_rate(python: str, clip: Path, count: int) -> tuple[str, str]:
    """Processor time of agh-vqis on the clip, less that of importing it."""
    path = {**os.environ, "PATH": f"{Path(FFMPEG).parent}:{os.environ['PATH']}", "CLIP": str(clip)}
    idle, _ = cpu_seconds([python, "-c", "import agh_vqis"], env=path)
    seconds, done = cpu_seconds([python, "-c", PEER], env=path, cwd=clip.parent)
    made = list(clip.parent.glob("*.csv"))
    if done.returncode or not made or len(made[0].read_text().splitlines()) < count:
        return "-", (done.stderr or done.stdout).strip()[-100:]
    return f"{count / max(seconds - idle, 1e-3):.1f}", "import not counted"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=["speed", "faults", "clips"])
    parser.add_argument("clips", nargs="*", type=Path)
    parser.add_argument("--photographs", type=Path)
    parser.add_argument("--size")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--wrong", action="store_true", help="list every wrong answer")
    parser.add_argument("--peer-python")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    {"faults": faults, "clips": clips, "speed": speed}[options.part](options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
