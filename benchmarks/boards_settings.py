"""The product's settings with the clock of benchmarks.boards standing at its moment."""

from anbao.project.settings import *  # noqa: F403

ANBAO_CLOCK = "benchmarks.boards.moment"
