"""A file of transfers -> rows: Excel, CSV or Parquet by content, every fault at once."""

from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO

from django.utils.translation import gettext as _

from anbao.kit.tables.reading import SIZE_LIMIT, Fault, Filled, Unreadable, read, read_rows
from anbao.nets.antifraud.accounts.sheets import ROW_LIMIT, TRANSFERS

PARQUET = b"PAR1"


@dataclass(frozen=True)
class Move:
    """One transfer as a row says it."""

    row: int
    payer: str
    payee: str
    cents: int
    at: datetime
    reference: str


@dataclass
class Draft:
    """What a file says: its transfers, the holders by account, the faults, how many amounts were rounded to the cent."""

    moves: list[Move] = field(default_factory=list)
    holders: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    rounded: int = 0


def draft_of(content: bytes) -> Draft:
    """Judge a file; nothing is written. Raises Unreadable for the file as a whole."""
    if content.startswith(PARQUET):
        filled = _parquet(content)
    else:
        filled = read(content, TRANSFERS, texts=True, limit=ROW_LIMIT)
    draft = Draft(faults=list(filled.faults))
    for row in filled.rows:
        said = row.values
        draft.rounded += said["amount"].rounded
        draft.moves.append(
            Move(row.number, said["from"], said["to"], said["amount"].cents, said["time"], said.get("reference") or "")
        )
        for side in ("from", "to"):
            if said.get(f"{side}_name"):
                draft.holders.setdefault(said[side], said[f"{side}_name"])
    draft.faults.sort(key=lambda fault: (fault.row, fault.column))
    return draft


def _parquet(content: bytes) -> Filled:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as missing:
        raise Unreadable(_("Reading Parquet needs the extra anbao[tracing]; bring CSV or Excel instead.")) from missing
    if len(content) > SIZE_LIMIT:
        raise Unreadable(_("The file is too large: at most %(limit)d MB.") % {"limit": SIZE_LIMIT // 2**20})
    try:
        book = parquet.ParquetFile(BytesIO(content))
        if book.metadata.num_rows > ROW_LIMIT:
            raise Unreadable(_("Too many rows: at most %(n)d in one import.") % {"n": ROW_LIMIT})
        known = {name for column in TRANSFERS.read_columns for name in column.names}
        table = book.read(columns=[name for name in book.schema_arrow.names if name in known])
        fine = [
            field.with_type(pa.timestamp("us")) if pa.types.is_timestamp(field.type) else field
            for field in table.schema
        ]
        rows = table.cast(pa.schema(fine), safe=False).to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise Unreadable(_("The Parquet file is broken and can't be read.")) from error
    names = table.column_names
    return read_rows("Parquet", [names, *([row[name] for name in names] for row in rows)], TRANSFERS, limit=ROW_LIMIT)
