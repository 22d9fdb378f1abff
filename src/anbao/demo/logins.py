"""The ready logins of the demo: one shared password, printed by the command."""

from anbao.demo.branch.actions import PASSWORD
from anbao.demo.facts import branch

__all__ = ["PASSWORD", "cards"]


def cards() -> list[dict[str, str]]:
    """For each ready login: ``username``, ``title`` (both languages) and what it ``sees``."""
    return [
        {"username": text["username"], "title": f"{text['zh']} · {text['en']}", "sees": text["at"]}
        for text in branch()["logins"]
    ]
