"""Several words in one sentence, in the reader's language; in templates and cells too."""

import pytest
from django.template import engines
from django.utils import translation
from openpyxl import Workbook

from anbao.kit.tables import sheets
from anbao.kit.texts import listed

TEMPLATE = (
    "{{ words|listed }};{% for word in words %}{{ word }}{% if not forloop.last %}{% between %}{% endif %}{% endfor %}"
)


@pytest.mark.parametrize(("language", "told"), [("zh-hans", "甲、b"), ("en", "甲, b")])
def test_a_list_of_words_stands_as_the_language_has_it(language, told):
    with translation.override(language):
        assert listed(["甲", "b"]) == told
        assert engines["django"].from_string(TEMPLATE).render({"words": ["甲", "b"]}) == f"{told};{told}"
        assert sheets.kept(Workbook(write_only=True).create_sheet(), ["甲", "b"]).value == told
