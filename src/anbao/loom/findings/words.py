"""Categories of findings, read from data/categories.yaml and frozen."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.translation import get_language

from anbao.kit.reading import read_yaml
from anbao.loom.campaigns.models import Net
from anbao.loom.findings.models import Severity


@dataclass(frozen=True)
class Category:
    id: str
    zh: str
    en: str
    net: str
    severity: str

    def __str__(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh


@cache
def categories() -> dict[str, Category]:
    text = (files("anbao.loom.findings") / "data" / "categories.yaml").read_text(encoding="utf-8")
    known = {key: Category(key, **body) for key, body in read_yaml(text).items()}
    for category in known.values():
        if category.net not in Net.values or category.severity not in Severity.values:
            raise ValueError(f"categories.yaml: {category.id}: unknown net or severity")
    return known
