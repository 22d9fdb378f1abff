"""Every "From Python" of the pages on engines runs as it stands there, in a process of its own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "docs" / "algorithms"
ENGINES = ("dc09", "fire26875", "imaging", "naming", "rostering", "sealing", "touring", "tracing")


@pytest.mark.parametrize("engine", ENGINES)
def test_what_the_page_says_from_python_runs(engine, tmp_path):
    page = (PAGES / f"{engine}.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^## From Python\n.*?^```python\n(.*?)^```$", page, re.M | re.S)
    asked = [sys.executable, "-X", "utf8", "-W", "error", "-c", block]
    ran = subprocess.run(
        asked, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, timeout=300, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip()
