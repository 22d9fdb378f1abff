"""How the ledger's verbs and subjects read on a page, from data/ledger.yaml. The names themselves stay in the ledger."""

from functools import cache
from importlib.resources import files

from django.utils.translation import get_language

from anbao.kit.reading import read_yaml


@cache
def _words() -> dict[str, dict]:
    return read_yaml((files("anbao.project") / "data" / "ledger.yaml").read_text(encoding="utf-8"))


def _word(table: str, name: str) -> str:
    """The word in the reader's language; the name itself where there is none."""
    word = _words()[table].get(name)
    return word["en" if (get_language() or "zh").startswith("en") else "zh"] if word else name


def _noun(name: str) -> str:
    """A noun, in the plural as well: "cameras", "people"."""
    nouns, one = _words()["nouns"], _words()["plurals"].get(name, name)
    return _word("nouns", one if one in nouns else one.removesuffix("s"))


def known(verb: str) -> bool:
    """Whether every part of "package.noun.verb" has its word."""
    _package, noun, what = verb.split(".")
    nouns = _words()["nouns"]
    return what in _words()["verbs"] and (noun in nouns or noun.removesuffix("s") in nouns)


def said(verb: str) -> str:
    """ "tasks.task.escalated" -> 任务 逐级上报; a verb of another shape stays as it is."""
    parts = verb.split(".")
    if verb in _words()["whole"]:
        return _word("whole", verb)
    return f"{_noun(parts[1])} {_word('verbs', parts[2])}" if len(parts) == 3 else verb


def subject(name: str) -> str:
    """ "task:12" -> 任务 #12."""
    noun, colon, number = name.partition(":")
    return f"{_noun(noun)} #{number}" if colon else name
