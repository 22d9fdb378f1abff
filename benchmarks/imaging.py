"""Benchmark of the picture diagnosis: speed beside agh-vqis and ffmpeg, faults on photographs, stopped and steady clips.

    python -m benchmarks.imaging [PART ...] [--peer-python PYTHON] [--cases DIR] [--photographs FOLDER] [--wrong]

    speed     pictures a second of processor time from 1080p JPEG, all checks
    faults    made faults on photographs at their own size
    full      the same at 1920x1080
    gross     faults that nobody can miss, after a past, at 768x432, under a clock or not
    frozen    H.264 clips that stop, and the same clips that don't, under a clock or not
    clips     undisturbed clips of --cases: whatever is told there is a false alarm

Without a part all run, in minutes; photographs are spread over the cores (--jobs).

Photographs are those of scikit-image (``pip install scikit-image``) or of a folder; the faults are made by
``imaging_cases``, in three strengths and at JPEG quality 30 and 90, each once with a past of six sound pictures and
once as the camera's first picture. The peers are agh-vqis 3.4.7 (needs scenedetect 0.6.4 and ffmpeg; its pins differ,
so give the python of an environment of its own) and ffmpeg's blackdetect, freezedetect and blurdetect, on the same
frames and on one core. Answers are checked before times count.
"""

import argparse
import collections
import functools
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from anbao.engines.imaging import FAULTS, History, Verdict, diagnose, from_array, prepare
from benchmarks.imaging_cases import HISTORY, STEP, Camera, Case, cases, clip_cases, encoded, gross_cases

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
        picture = prepare(camera.jpeg(camera.told(camera.shot())))
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


@dataclass(frozen=True)
class Answer:
    """What a case was, and what was told of it after a past and as the first picture, with the sentences."""

    camera: str
    quality: int
    truth: str
    kind: str
    strength: int
    told: tuple[str, str]
    words: tuple[str, str]


def of_photograph(name: str, image: np.ndarray, size: str | None, seed: int) -> list[Answer]:
    cv2.setNumThreads(1)
    found = []
    for quality in QUALITIES:
        camera = Camera(name, image, sizes(image, size), quality, seed=seed)
        history, at, _ = past_of(camera)
        for case in cases(camera):
            both = judged(case, history, at), judged(case, History(), 0.0)
            told, words = tuple(v.fault for v in both), tuple(v.words("en") for v in both)
            found.append(Answer(name, quality, case.truth, case.kind, case.strength, told, words))
    return found


def answers(options, size: str | None) -> list[Answer]:
    images = photographs(options.photographs)
    seeds = range(options.seed, options.seed + len(images))
    with ProcessPoolExecutor(options.jobs) as pool:
        work = functools.partial(of_photograph, size=size)
        made = [pool.submit(work, n, i, seed=s) for (n, i), s in zip(images.items(), seeds, strict=True)]
        return [answer for future in made for answer in future.result()]


def rates(pairs: list[tuple[str, str]], fault: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of one fault over (truth, told) pairs."""
    right = sum(truth == told == fault for truth, told in pairs)
    told = sum(told == fault for _, told in pairs)
    true = sum(truth == fault for truth, _ in pairs)
    precision, recall = (right / told if told else 1.0), (right / true if true else 1.0)
    return precision, recall, 2 * right / (told + true) if told + true else 1.0


def faults(options) -> None:
    tell(answers(options, options.size), options)


def full(options) -> None:
    tell(answers(options, "1920x1080"), options, " at 1920x1080")


def tell(found: list[Answer], options, where: str = "") -> None:
    for which, title in enumerate(("after six sound pictures", "as the first picture")):
        rows = []
        for fault in FAULTS:
            row = [fault]
            for quality in QUALITIES:
                for strength in (1, 2, 3):
                    pairs = [
                        (a.truth, a.told[which])
                        for a in found
                        if a.quality == quality and (a.strength == strength or not a.truth)
                    ]
                    precision, recall, _ = rates(pairs, fault)
                    row.append(f"{precision:.2f}/{recall:.2f}")
            rows.append(tuple(row))
        heads = [f"q{quality} s{strength}" for quality in QUALITIES for strength in (1, 2, 3)]
        table(f"precision/recall {title}{where} ({len(found)} cases)", ("fault", *heads), rows)
        stronger = [(a.truth, a.told[which]) for a in found if a.strength >= 2 or not a.truth]
        table(f"what is told of each, {title}, at the stronger two of three strengths", *confused(stronger))
        scores = {fault: rates(stronger, fault)[2] for fault in FAULTS}
        print(f"  macro-F1 at the stronger two of three strengths: {np.mean(list(scores.values())):.3f}", end="")
        seen = [score for fault, score in scores.items() if fault != "moved"]
        print(f" (without moved, which no first picture shows: {np.mean(seen):.3f})" if which else "")
        print("  " + ", ".join(f"{fault} {score:.2f}" for fault, score in scores.items()))
        sound = collections.Counter(a.kind for a in found if not a.truth)
        told = collections.Counter((a.kind, a.told[which]) for a in found if not a.truth and a.told[which])
        alarms = {kind: sum(count for (k, _), count in told.items() if k == kind) for kind in sound}
        print("  false alarms: " + ", ".join(f"{kind} {alarms[kind]}/{sound[kind]}" for kind in sound), dict(told))
        for a in found if options.wrong else ():
            if a.told[which] != a.truth and (a.strength >= 2 or not a.truth):
                told_as = a.told[which] or "ok"
                print(f"    {a.camera} q{a.quality} {a.kind} s{a.strength}: {told_as}: {a.words[which]}")


def confused(pairs: list[tuple[str, str]]) -> tuple[tuple, list[tuple]]:
    """Head and rows of a table: how often each truth was told as what."""
    names, counts = (*FAULTS, ""), collections.Counter(pairs)
    rows = [(truth or "ok", *(counts[truth, told] or "-" for told in names)) for truth in names]
    return ("is \\ told", *(name or "ok" for name in names)), rows


def frozen(options) -> None:
    """Clips that stop halfway, and those that don't: when it is told, how steadily, and whether wrongly."""
    images = photographs(options.photographs)
    with ProcessPoolExecutor(options.jobs) as pool:
        made = [pool.submit(of_clip, case, images[case.photograph]) for case in clip_cases(list(images))]
        found = [future.result() for future in made]
    rows = []
    for stops in (True, False):
        for encoder in dict.fromkeys(case.encoder for case, *_ in found):
            of = [row for row in found if row[0].encoder == encoder and row[0].stops == stops]
            late = sorted(after for _, after, _, _ in of if after is not None)
            share = np.mean([told for _, _, told, _ in of]) if stops else 0.0
            rows.append(
                (
                    encoder,
                    "stops" if stops else "lives",
                    len(of),
                    f"{len(late)}/{len(of)}" if stops else "-",
                    f"{late[len(late) // 2]:.1f} s" if late else "-",
                    f"{share:.2f}" if stops else "-",
                    sum(wrong > 0 for *_, wrong in of),
                    sum(wrong for *_, wrong in of),
                )
            )
    heads = ("encoder", "clips", "count", "told", "median delay", "told from 3 s on", "wrong clips", "wrong frames")
    table("H.264 clips: frozen", heads, rows)
    if options.wrong:
        for case, after, told, wrong in found:
            if wrong or (case.stops and told < 0.95):
                print(f"    {case}: told after {after}, share {told:.2f}, wrong frames {wrong}")


def of_clip(case, photograph: np.ndarray):
    """The case, seconds from stopping to the first telling, share of frames told from 3 s on, frames told wrongly."""
    cv2.setNumThreads(1)
    history, first, told, wrong = History(), None, [], 0
    with tempfile.TemporaryDirectory() as folder:
        path = encoded(case, photograph, Path(folder) / "clip.mp4")
        for seconds, frame in frames_of(path):
            picture = from_array(frame)
            verdict = diagnose(picture, history, at=seconds)
            history = history.after(picture, verdict, at=seconds)
            here = "frozen" in verdict.faults
            since = seconds - case.stops_at
            if not case.stops or since < 0:
                wrong += here
                continue
            if here and first is None:
                first = since
            if since >= 3:
                told.append(here)
    return case, first, float(np.mean(told)) if told else 0.0, wrong


def gross(options) -> None:
    """Faults that nobody can miss: each is told after a past of sound pictures, and by its name."""
    images = photographs(options.photographs)
    names = list(images)
    with ProcessPoolExecutor(options.jobs) as pool:
        made = [
            pool.submit(of_gross, name, images[name], images[names[number - 1]], options.seed + number)
            for number, name in enumerate(names)
        ]
        found = [answer for future in made for answer in future.result()]
    rows = []
    for kind in dict.fromkeys(answer.kind for answer, _ in found):
        of = [(answer, score) for answer, score in found if answer.kind == kind]
        truth = of[0][0].truth
        told = collections.Counter(answer.told[0] or "ok" for answer, _ in of)
        wrong = sum(bool(truth) != bool(answer.told[0]) for answer, _ in of)
        words = ", ".join(f"{fault} {count}" for fault, count in told.most_common())
        mean = f"{np.mean([score for _, score in of]):.2f}"
        rows.append((kind, truth or "sound", len(of), wrong, told[truth or "ok"], mean, words))
    table("gross faults after six sound pictures", ("kind", "truth", "n", "wrong", "named", "score", "told"), rows)
    for answer, _ in found if options.wrong else ():
        if answer.told[0] != answer.truth:
            said = f"{answer.told[0] or 'ok'}: {answer.words[0]}"
            print(f"    {answer.camera} q{answer.quality} {answer.kind} s{answer.strength}: {said}")


def of_gross(name: str, image: np.ndarray, other: np.ndarray, seed: int) -> list[tuple[Answer, float]]:
    """Answers and their scores: at two qualities, under a clock and not; ``other`` is the scene it may be turned to."""
    cv2.setNumThreads(1)
    size, found = (768, 432), []
    for quality, clock in ((60, True), (60, False), (90, True), (90, False)):
        looks = Camera(name, other, size, quality, seed=seed)
        camera = Camera(name, image, size, quality, seed=seed, other=looks, clock=clock)
        history, at, _ = past_of(camera)
        for case in gross_cases(camera):
            verdict = judged(case, history, at)
            told = (verdict.fault, ""), (verdict.words("en"), "")
            found.append((Answer(name, quality, case.truth, case.kind, case.strength, *told), verdict.score))
    return found


def clips(options) -> None:
    """Every frame of undisturbed clips: whatever is told is a false alarm."""
    rows = []
    paths = sorted(options.cases.rglob("*.mp4")) if options.cases else []
    if not paths:
        print("\nclips: none given (--cases DIR)")
        return
    for path in paths:
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
    table(
        "1080p pictures a second on one core, all checks (peers: the same pictures at quality 90)",
        ("what", "pictures/s", "note"),
        rows,
    )
    if options.peer_python and rows[-1][1] != "-":
        print(f"  this engine at quality 90 : agh-vqis = {float(rows[2][1]) / float(rows[-1][1]):.0f} : 1")


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
    if shutil.which(FFMPEG) is None:
        return "-", "no ffmpeg on this machine"
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
    idle, _ = cpu_seconds([python, "-c", "import agh_vqis"], env=path, cwd=clip.parent)
    seconds, done = cpu_seconds([python, "-c", PEER], env=path, cwd=clip.parent)
    made = list(clip.parent.glob("*.csv"))
    if done.returncode or not made or len(made[0].read_text().splitlines()) < count:
        return "-", (done.stderr or done.stdout).strip()[-100:]
    return f"{count / max(seconds - idle, 1e-3):.1f}", "import not counted"


PARTS = {"speed": speed, "faults": faults, "full": full, "gross": gross, "frozen": frozen, "clips": clips}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--cases", type=Path, help="folder with undisturbed clips (mp4)")
    parser.add_argument("--photographs", type=Path)
    parser.add_argument("--size", help="WIDTHxHEIGHT of the part faults instead of the photographs' own")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--wrong", action="store_true", help="list every wrong answer")
    parser.add_argument("--peer-python")
    options = parser.parse_args()
    if strange := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(strange))}")
    cv2.setNumThreads(1)
    for part in options.parts or PARTS:
        began = time.monotonic()
        PARTS[part](options)
        print(f"  {part}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
