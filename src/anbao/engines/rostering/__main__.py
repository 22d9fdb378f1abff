"""``python -m anbao.engines.rostering``: a roster for a file. The flags and the CSV are a stable contract.

    python -m anbao.engines.rostering INSTANCE.txt --seconds 60 --out roster.csv
    python -m anbao.engines.rostering PROBLEM.json --seconds 60 --out roster.csv
    python -m anbao.engines.rostering PROBLEM.json --check roster.csv
    python -m anbao.engines.rostering PROBLEM.json --explain

INSTANCE.txt is in Curtois and Qu's text form, anything that begins with ``{`` in the engine's own JSON form. The roster
has a line for each person: the id, then a shift or nothing for each day. Ctrl-C gives the best roster so far. Exit
code 0: every hard rule holds; 3: some don't (the roster is written, standard error says which); 2: refused.
"""

from __future__ import annotations

import argparse
import errno
import os
import re
import signal
import sys
import time
from pathlib import Path

from anbao.engines.destinations import clashes
from anbao.engines.rostering.faults import Fault, RosteringError, refuse
from anbao.engines.rostering.problem import Problem

SHOWN = 20
EVERY = 0.5
#: reading, loading and compiling count; this much of the limit, in seconds and as a share, is kept for the last judgement
START, SPARE, SPARE_SHARE = time.monotonic(), 1.0, 0.02


#: what is said of options and files, in Chinese: what argparse says (as a pattern), and the system of a file
SAID = (
    (r"argument (\S+): invalid \w+ value: (.+)", r"选项 \1 的值无效：\2"),
    (r"argument (\S+): expected one argument", r"选项 \1 缺少取值"),
    (r"unrecognized arguments: (.+)", r"无法识别的参数：\1"),
    (r"ambiguous option: (\S+) .*", r"选项不明确：\1"),
)
SYSTEM = {
    errno.ENOENT: "没有这个文件",
    errno.EACCES: "没有权限",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOSPC: "磁盘已满",
}


class OneLine(argparse.ArgumentParser):
    zh = False

    def parse_args(self, args=None, namespace=None):
        self.zh = "--zh" in (sys.argv[1:] if args is None else args)
        return super().parse_args(args, namespace)

    def error(self, message: str):
        chinese = next((re.sub(en, zh, message) for en, zh in SAID if re.fullmatch(en, message)), message)
        sys.exit(complain(chinese if self.zh else message, self.zh))


def complain(message: str, zh: bool = False) -> int:
    print(("错误：" if zh else "error: ") + " ".join(message.split()), file=sys.stderr)
    return 2


def misused(options) -> tuple[str, str] | None:
    """What is wrong with the options, in English and Chinese."""
    if not options.problem:
        return "give a problem to roster", "请给出要排班的问题文件"
    if not 0 < options.seconds < 10**7 or options.threads < 1:
        return "--seconds must be above 0 and --threads at least 1", "--seconds 须大于 0，--threads 至少为 1"
    if options.explain or options.check:
        return None
    out = options.out
    if out is None:
        return "give --out, where to write the roster", "请用 --out 给出值班表写到哪里"
    if options.seed < 0:
        return "--seed must be 0 or more", "--seed 不能为负数"
    if out.is_dir() or not out.absolute().parent.is_dir():
        return f"{out}: no folder to write a file in", f"{out}：不能在此写文件（文件夹不存在，或这就是文件夹）"
    if not os.access(out if out.exists() else out.absolute().parent, os.W_OK):
        return f"{out}: may not be written", f"{out}：没有写入权限"
    return None


def parser() -> argparse.ArgumentParser:
    p = OneLine(
        prog="python -m anbao.engines.rostering",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    p.add_argument("problem", help="Curtois and Qu's text form, or the engine's JSON form", nargs="?")
    p.add_argument("--seconds", type=float, default=60.0, help="longest search (default: %(default)s)")
    p.add_argument("--out", type=Path, help="where to write the roster (CSV)")
    p.add_argument("--seed", type=int, default=0, help="another seed, another search (default: %(default)s)")
    p.add_argument("--threads", type=int, default=2, help="threads that search (default: %(default)s)")
    p.add_argument("--check", type=Path, metavar="ROSTER", help="judge this roster instead of making one")
    p.add_argument("--explain", action="store_true", help="say which rules and people can't hold together")
    p.add_argument("--zh", action="store_true", help="say findings in Chinese")
    p.add_argument("--compile", action="store_true", help="have what is compiled compiled now, kept on disk, and leave")
    p.add_argument("--figures", metavar="FOLDER", help="draw the figures of the algorithm page and leave")
    return p


def read(path: str) -> Problem:
    from anbao.engines.rostering.document import read_problem
    from anbao.engines.rostering.reading import read_instance

    text = text_of(Path(path))
    return read_problem(text) if text.lstrip().startswith("{") else read_instance(text)


def text_of(path: Path) -> str:
    raw = path.read_bytes()
    if not raw.removeprefix(b"\xef\xbb\xbf").strip():
        raise RosteringError([Fault("file", f"{path}: the file is empty", f"{path}：文件为空")])
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    words = f"{path}: not a text file in UTF-8 or GB18030", f"{path}：不是 UTF-8 或 GB18030 文本"
    raise RosteringError([Fault("file", *words)])


class Bar:
    """Time gone, best cost and floor on standard error; redrawn in place on a terminal, a line a change elsewhere."""

    def __init__(self, seconds: float):
        self.seconds, self.start, self.last = seconds, time.monotonic(), 0.0
        self.live = sys.stderr.isatty()

    def __call__(self, cost: float, floor: float | None) -> None:
        gone = time.monotonic() - self.start
        if gone - self.last < EVERY:
            return
        self.last = gone
        share = min(gone / self.seconds, 1.0)
        text = f"[{'#' * int(20 * share):<20}] {gone:6.1f} s  best {cost:.0f}  floor {'-' if floor is None else f'{floor:.0f}'}"
        print(f"\r{text}  " if self.live else text, end="" if self.live else "\n", file=sys.stderr, flush=True)

    def close(self) -> None:
        if self.live and self.last:
            print(file=sys.stderr)


def roster(options) -> int:
    from anbao.engines.rostering.document import write_roster
    from anbao.engines.rostering.solving import solve
    from anbao.engines.rostering.stops import Deadline

    refuse(Fault("out", *words) for words in clashes({"the problem": options.problem}, {"--out": options.out}))
    problem = read(options.problem)
    spent = time.monotonic() - START + min(SPARE, SPARE_SHARE * options.seconds)
    stop, bar = Deadline(max(options.seconds - spent, 0.0), time.monotonic), Bar(options.seconds)

    def call_off(_signal, _frame):
        stop.called_off = True

    signal.signal(signal.SIGINT, call_off)
    signal.signal(signal.SIGTERM, call_off)
    found = solve(problem, stop=stop, seed=options.seed, progress=bar, threads=options.threads)
    bar.close()
    options.out.write_text(write_roster(problem, found.roster), encoding="utf-8")
    # a floor is one of rosters that keep the hard rules: beside one that doesn't it would mislead
    floor = "unknown" if found.broken else found.bound
    proven = ", proven best" if found.optimal else ""
    print(f"penalty {found.penalty}, floor {floor}{proven}, hard rules broken {found.broken} -> {options.out}")
    if found.broken:
        print(found.sentence()[options.zh], file=sys.stderr)
    return told(found, options.zh, only_hard=True)


def told(judged, zh: bool, only_hard: bool) -> int:
    lines = [f for f in judged.findings if f.hard or not only_hard]
    for finding in lines[:SHOWN]:
        price = "!" if finding.hard else finding.penalty
        print(f"{price}\t{finding.zh if zh else finding.en}", file=sys.stderr if only_hard else sys.stdout)
    if len(lines) > SHOWN and only_hard:
        more = len(lines) - SHOWN
        print(f"另有 {more} 处" if zh else f"and {more} more", file=sys.stderr)
    elif not only_hard:
        for finding in lines[SHOWN:]:
            print(f"{'!' if finding.hard else finding.penalty}\t{finding.zh if zh else finding.en}")
    return 3 if judged.broken else 0


def judge(options) -> int:
    from anbao.engines.rostering.check import check
    from anbao.engines.rostering.document import read_roster

    judged = check(read(options.problem), read_roster(text_of(options.check)))
    print(f"penalty {judged.penalty}, hard rules broken {judged.broken}")
    return told(judged, options.zh, only_hard=False)


def explain(options) -> int:
    from anbao.engines.rostering.explain import explain_infeasible
    from anbao.engines.rostering.stops import Deadline

    clash = explain_infeasible(read(options.problem), stop=Deadline(options.seconds, time.monotonic))
    if clash is None:
        print("必须遵守的规则之间未发现冲突" if options.zh else "no clash found among the hard rules")
        return 0
    print(heading(clash, options.zh))
    for en, zh in clash.sentences():
        print(f"- {zh if options.zh else en}")
    return 3


def heading(clash, zh: bool) -> str:
    """What is known of a clash, before its sentences."""
    if zh:
        known = "没有更小的冲突组合：" if clash.smallest else "去掉其中任何一条，其余可以同时成立："
        return "以下各条不能同时成立；" + (known if clash.least else "时间已到，可能更少几条就已冲突：")
    known = "; no smaller set clashes:" if clash.smallest else "; without any one of them the others can:"
    return "these can't hold together" + (known if clash.least else "; maybe fewer do, time was up:")


def draw(folder: str) -> int:
    from anbao.engines.rostering.figures import all_figures

    for name, svg in all_figures().items():
        (Path(folder) / name).write_text(svg, encoding="utf-8")
    return 0


def compile_all() -> int:
    """Let every compiled loop run once, so that no roster waits for the compiler: a month, then windows of a year."""
    import numpy as np

    from anbao.engines.rostering import Crew, Fair, Hours, Person, Rest, Rounds, Shift, Weekends, Wish, solve
    from anbao.engines.rostering.board import Desk

    shifts = (Shift("D", 480, start=480), Shift("N", 480, night=True))
    for days in (9, 50):
        crews = [Crew(day=d, shifts=(s.id,), need=1, weight=9) for d in range(days) for s in shifts]
        wishes = [Wish(people=(name,), day=3, want=False, weight=2) for name in "AB"]
        own = (Rest(minutes=660), Hours(most=days * 400), Weekends(most=days // 8), Fair(tally="nights", low=2, high=3))
        problem = Problem(days, shifts, tuple(Person(name) for name in "ABC"), (*crews, *wishes, *own))
        # from nothing, so that every loop is asked
        solve(problem, stop=Rounds(4), start=dict.fromkeys("ABC", (None,) * days))
    liner = Desk(problem).liners[0]
    liner._funnelled(liner.machine.own, 0, 50, liner.machine.start, np.zeros(liner.machine.next.shape[0]), None)
    return 0


def main(argv: list[str] | None = None) -> int:
    options = parser().parse_args(argv)
    try:
        if options.compile:
            return compile_all()
        if options.figures:
            return draw(options.figures)
        if wrong := misused(options):
            return complain(wrong[options.zh], options.zh)
        if options.explain:
            return explain(options)
        if options.check:
            return judge(options)
        return roster(options)
    except RosteringError as refused:
        return complain(refused.said(options.zh), options.zh)
    except ImportError as missing:
        needs = "排班需要" if options.zh else "rostering needs"
        return complain(f"{needs} {missing.name}: pip install 'anbao[rostering]'", options.zh)
    except OSError as error:
        said = SYSTEM.get(error.errno, error.strerror) if options.zh else error.strerror
        return complain(f"{error.filename}: {said}", options.zh)


if __name__ == "__main__":
    sys.exit(main())
