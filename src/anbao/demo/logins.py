"""The ready logins of the demo: one shared password, printed by the command."""

from django.utils.translation import get_language

from anbao.demo.branch.actions import PASSWORD
from anbao.demo.facts import branch
from anbao.org.words import post_kinds

__all__ = ["PASSWORD", "cards"]


def cards() -> list[dict[str, str]]:
    """For each ready login: ``username``, ``title`` in the reader's language and the place that it ``sees``, by its name."""
    english = (get_language() or "zh").startswith("en")
    return [
        {"username": text["username"], "title": text["en"] if english else text["zh"], "sees": _sees(text, english)}
        for text in branch()["logins"]
    ]


def _sees(text: dict, english: bool) -> str:
    """The place whose subtree the login sees; an administrator sees no business at all."""
    if post_kinds()[text["post"]].business:
        return text["at"]
    return "no business data" if english else "不看业务数据"
