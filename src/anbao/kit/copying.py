"""Writing many rows at once: COPY instead of a long INSERT, several times faster, in the caller's transaction.

The rows get their numbers first (from the table's own sequence), so that the caller can refer to them, as after
``bulk_create``. Signals are not sent and ``save`` is not called, as with ``bulk_create`` either.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

#: below this a plain INSERT is as fast, and needs one trip less
FEW = 12

NUMBERS = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
ENCODE = DjangoJSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _reader(field: models.Field) -> Callable | None:
    """How a field's value becomes what the driver copies; None: as it is."""
    if isinstance(field, models.JSONField):
        return lambda value: None if value is None else ENCODE(value)
    if isinstance(field, models.BinaryField):
        return lambda value: field.get_db_prep_save(value, connection)
    if isinstance(field, ArrayField):
        return list
    return None


@cache
def _layout(model: type[models.Model]) -> tuple[str, list[tuple[str, Callable | None]]]:
    """The COPY statement of a table, and (attribute, reader) of each of its columns."""
    meta, quoted = model._meta, connection.ops.quote_name
    columns = ", ".join(quoted(field.column) for field in meta.concrete_fields)
    fields = [(field.attname, _reader(field)) for field in meta.concrete_fields]
    return f"COPY {quoted(meta.db_table)} ({columns}) FROM STDIN", fields


def copy_in(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model and give them their primary keys. Raises IntegrityError like any insert."""
    if not rows:
        return
    model = type(rows[0])
    if len(rows) < FEW:
        model._base_manager.bulk_create(rows)
        return
    meta = model._meta
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, [meta.db_table, meta.pk.column, len(rows)])
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
    statement, fields = _layout(model)
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            values = row.__dict__
            copy.write_row([values[name] if read is None else read(values[name]) for name, read in fields])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def copy_values(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence]) -> None:
    """Insert rows that nobody has to refer to, given as values of these attributes as the driver takes them; the table numbers them.

    An object for each would cost more than the row. Raises IntegrityError like any insert.
    """
    if not rows:
        return
    meta, quoted = model._meta, connection.ops.quote_name
    columns = ", ".join(quoted(meta.get_field(name).column) for name in names)
    statement = f"COPY {quoted(meta.db_table)} ({columns}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def array_of(values: Iterable) -> str:
    """The values as one PostgreSQL array literal, for ``%s::bigint[]`` and the like.

    Numbers, strings, days, moments and None. The driver would quote a list element by element, many times as slowly.
    """
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(value)
    text = value if isinstance(value, str) else value.isoformat()
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def take_stock(*tables: type[models.Model]) -> None:
    """Tell the planner how the tables look now (ANALYZE), after a batch that made them other than they were.

    The server does this by itself a minute later; until then, and inside a long transaction, it would plan for empty
    tables and read large ones row by row.
    """
    names = ", ".join(connection.ops.quote_name(table._meta.db_table) for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {names}")
