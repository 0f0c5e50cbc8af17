"""AWS VPC flow logs that were delivered as Parquet, read in batches with pyarrow, which is an extra.

The names of the columns are those of the text form with `_` for `-` ("Flow log records", Amazon VPC user guide, read
2026-11-22).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, cast

from sovassess.egress.format import Format
from sovassess.egress.formats.aws_vpc_flow import Rows, columns_of
from sovassess.egress.ledger import Ledger
from sovassess.errors import ParseError

_MAGIC = b"PAR1"
BATCH = 16_384


def _read(stream: io.BufferedReader, ledger: Ledger) -> None:
    try:
        import pyarrow  # noqa: PLC0415 - heavy, and only for these files
        from pyarrow import parquet  # noqa: PLC0415 - the same
    except ImportError as error:
        raise ParseError("is a Parquet file; install sovassess[parquet] to read it") from error
    # The library has no types.
    reader, damaged = cast("Any", parquet).ParquetFile, cast("type[Exception]", cast("Any", pyarrow).ArrowException)
    try:
        file = reader(stream)
        columns = columns_of([str(name).replace("_", "-") for name in file.schema_arrow.names])
        rows = Rows(ledger)
        base = 0
        for batch in file.iter_batches(batch_size=BATCH):
            text = list(_lines(batch))
            rows.block(text, base, columns)
            base += len(text)
        rows.flush()
    except (damaged, OSError, ValueError) as error:
        raise ParseError(f"is no whole Parquet file: {error}") from error


def _lines(batch: Any) -> Iterator[bytes]:
    """The rows as the text form writes them."""
    columns = [batch.column(place).to_pylist() for place in range(batch.num_columns)]
    for row in zip(*columns, strict=True):
        yield " ".join("-" if cell is None or cell == "" else str(cell) for cell in row).encode()


FORMAT = Format(
    id="aws-vpc-flow-parquet",
    title="AWS VPC flow log in Parquet",
    recognises=lambda head: head.startswith(_MAGIC),
    read=_read,
    aliases=("parquet",),
    seeks=True,
)
