"""Enter in a text field presses the first button of its form. Where the buttons are different answers it must press none:
such a form begins with parts/_enter.html."""

import re
from pathlib import Path

import pytest

import anbao

TEMPLATES = sorted(Path(anbao.__file__).parent.rglob("templates/**/*.html"))
FORM = re.compile(r"<form\b.*?</form>", re.S)
#: of a choice between two buttons only one is drawn
ELSE = re.compile(r"{% else %}(?:(?!{% if ).)*?{% endif %}", re.S)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.S)
BUTTON = re.compile(r'<button\b(?![^>]*type="button")')
LOOPED = re.compile(rf"{{% for (?:(?!{{% endfor).)*?{BUTTON.pattern}", re.S)
TEXT = re.compile(r'<input\b(?![^>]*type="(?:hidden|radio|checkbox|file|submit|button)")')
DRAWN = re.compile(r"{{ field }}|{% include \"[^\"]*_field\.html")


def wants_a_choice(form: str) -> bool:
    """Whether it has several buttons and a field in which Enter may be pressed."""
    form = ELSE.sub("", form)
    plain = TAG.sub("", form)
    several = len(BUTTON.findall(plain)) > 1 or LOOPED.search(form)
    return bool(several and (TEXT.search(plain) or DRAWN.search(form)))


FORMS = [
    (path, form)
    for path in TEMPLATES
    for form in FORM.findall(path.read_text(encoding="utf-8").replace('{% include "parts/_enter.html" with words=choose %}', "<!-- enter -->"))
    if wants_a_choice(form)
]  # fmt: skip


@pytest.mark.parametrize(("path", "form"), FORMS, ids=[f"{path.parent.name}/{path.name}" for path, _form in FORMS])
def test_enter_presses_none_of_several_buttons(path, form):
    assert "<!-- enter -->" in form[: form.index("<button")]


def test_the_forms_where_it_matters_most_are_among_them():
    names = [f"{path.parent.name}/{path.name}" for path, _form in FORMS]
    assert names.count("incidents/_incident.html") == 2
    assert {"netboard/cell.html", "overview/measure.html"} <= set(names)
