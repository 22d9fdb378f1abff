"""What templates say of cameras."""

from django import template

from anbao.senses.cameras import tables
from anbao.senses.cameras.words import fault_word, reason

register = template.Library()


@register.simple_tag
def camera_state(source) -> str:
    """Shape, word and colour of a camera's state."""
    return tables.state_cell(source)


@register.filter
def fault(word: str) -> str:
    """A fault's name in the reader's language."""
    return str(fault_word(word))


@register.filter
def trouble(word: str) -> str:
    return reason(word)
