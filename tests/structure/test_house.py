"""Design law 12: sizes, names and the test mirror. Each test prints its offenders."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "anbao"
FILES = sorted(p for p in SRC.rglob("*.py") if "migrations" not in p.parts)
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "util", "helper", "misc"}
#: a package may reach into another package of a lower floor only through these modules
DOORS = {"models", "actions", "queries", "words"}
FLOORS_WITH_DOORS = ("org", "loom", "senses", "nets", "command")


def code_lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def functions(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.end_lineno - node.lineno + 1, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"


def share_over(sizes: list[int], limit: int) -> float:
    return sum(size > limit for size in sizes) / max(len(sizes), 1)


def test_files_are_small():
    sizes = [(code_lines(p), str(p.relative_to(ROOT))) for p in FILES]
    assert [row for row in sizes if row[0] > 600] == []
    long = sorted((row for row in sizes if row[0] > 350), reverse=True)
    assert share_over([s for s, _ in sizes], 350) <= 0.05, long


def test_functions_are_small():
    sizes = [row for p in FILES for row in functions(p)]
    assert [row for row in sizes if row[0] > 80] == []
    long = sorted((row for row in sizes if row[0] > 45), reverse=True)
    assert share_over([s for s, _ in sizes], 45) <= 0.05, long


def test_no_module_is_a_drawer_for_leftovers():
    assert [str(p) for p in FILES if p.stem in FORBIDDEN_NAMES or set(p.parts) & FORBIDDEN_NAMES] == []


def test_every_test_file_mirrors_a_source():
    """tests/<floor>/<package>/test_x.py stands beside a package or module of that name in src."""
    free = {"structure", "journeys", "cases", "browser"}
    strays = []
    for path in (ROOT / "tests").rglob("test_*.py"):
        parts = path.relative_to(ROOT / "tests").parts[:-1]
        if not parts or parts[0] in free:
            continue
        place = SRC.joinpath(*parts)
        if not place.is_dir() and not place.with_suffix(".py").is_file():
            strays.append(str(path.relative_to(ROOT)))
    assert strays == []


def package_of(dotted: str) -> tuple[str, ...]:
    """The leaf package a dotted name belongs to: the deepest folder of it that exists."""
    parts, place = [], SRC
    for part in dotted.split(".")[1:]:
        place = place / part
        if not place.is_dir():
            break
        parts.append(part)
    return tuple(parts)


def imported_names(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name


def test_packages_meet_only_at_their_doors():
    """From a lower floor import models, actions, queries, words and nothing else (kit and engines are open)."""
    strays = []
    for path in FILES:
        own = path.relative_to(SRC).parts[:-1]
        if own and own[0] in {"project", "demo"}:
            continue
        for line, name in imported_names(ast.parse(path.read_text(encoding="utf-8"))):
            target = package_of(name) if name.startswith("anbao.") else ()
            if not target or target[0] not in FLOORS_WITH_DOORS or target == own[: len(target)]:
                continue
            door = name.split(".")[1 + len(target) :][:1]
            if door and door[0] not in DOORS:
                strays.append(f"{path.relative_to(ROOT)}:{line} {name}")
    assert strays == []


OBJECTS = re.compile(r"\b[A-Z]\w+\.objects\.(?!visible_to\b)\w+")


def test_views_never_start_from_objects():
    """Law 2: a page reads what its user may see, so it starts from visible_to(user)."""
    strays = []
    for path in FILES:
        if path.name in {"views.py", "api.py", "tables.py"} or "views" in path.parts:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if OBJECTS.search(line):
                    strays.append(f"{path.relative_to(ROOT)}:{number} {line.strip()}")
    assert strays == []
