"""A look-up that every field has: ``institution_id__among=ids``, which is ``IN`` for long lists.

``IN`` takes a parameter for every value, and Django, the driver and the planner each go through them one by one; ``among``
passes one array, so its cost hardly grows with a bank of thousands of places. The values are numbers, strings, days or
moments (anbao.kit.copying.array_of).
"""

from collections.abc import Iterable

from django.db.models import Field, ForeignKey, Lookup

from anbao.kit.copying import array_of


class Among(Lookup):
    """``column = ANY(array)``; no value at all matches nothing."""

    lookup_name = "among"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Iterable, connection):
        return ("%s", [array_of(value)])

    def as_sql(self, compiler, connection):
        left, given = self.process_lhs(compiler, connection)
        right, values = self.process_rhs(compiler, connection)
        column = self.lhs.output_field
        while isinstance(column, ForeignKey):
            column = column.target_field
        return f"{left} = ANY({right}::{column.db_type(connection).split()[0]}[])", [*given, *values]


def register() -> None:
    """Give the look-up to every field; once, when the machinery starts."""
    for kind in (Field, ForeignKey):
        kind.register_lookup(Among)
