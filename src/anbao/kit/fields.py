"""Model fields of the kit."""

from django.db import models

from anbao.kit import crypto


class SealedTextField(models.BinaryField):
    """Text that is SM4-GCM sealed in the database and clear in Python.

    Not searchable: keep ``crypto.fingerprint(value)`` beside it for look-up. Forms and lists show a masked form;
    reading it in clear for a user is a ledger line of its own (design law 8).
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "anbao.kit.fields.SealedTextField", args, kwargs

    def from_db_value(self, value, expression, connection):
        return "" if value is None or len(value) == 0 else crypto.unseal(bytes(value))

    def to_python(self, value):
        return value if isinstance(value, str) or value is None else crypto.unseal(bytes(value))

    def get_db_prep_value(self, value, connection, prepared=False):
        if value is None or isinstance(value, bytes | memoryview):
            return super().get_db_prep_value(value, connection, prepared)
        sealed = crypto.seal(value) if value else b""
        return super().get_db_prep_value(sealed, connection, prepared)

    def value_to_string(self, obj):
        raise TypeError("sealed values are not serialised in clear")


def masked(text: str, head: int = 3, tail: int = 4) -> str:
    """``13812345678`` -> ``138****5678``; short values are hidden whole."""
    if len(text) <= head + tail:
        return "*" * len(text)
    return f"{text[:head]}{'*' * (len(text) - head - tail)}{text[-tail:]}"
