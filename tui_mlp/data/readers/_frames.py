"""Data frames of polars as tables."""

import contextlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tui_mlp.data.dataset import MOST_VALUES
from tui_mlp.data.optional_library import optional_library
from tui_mlp.data.reading import Reading
from tui_mlp.data.table.column_table import ColumnTable
from tui_mlp.data.table.table import Cells
from tui_mlp.files.errors import DataError
from tui_mlp.files.text import clean_line, shown_path
from tui_mlp.numbers import grouped

_STDERR = 2


def frame_table(
    path: str | Path, data: bytes, reading: Reading, function: str, format_name: str
) -> ColumnTable:
    """The table in a file that keeps its columns apart.

    Args:
        path: the file, for its name.
        data: all its bytes.
        reading: what the user decided.
        function: what of polars reads it.
        format_name: what it is, such as "a Parquet file".

    Raises:
        DataError: the file is damaged, or polars is missing.
    """
    source = shown_path(path)
    for option in ("separator", "header"):
        if getattr(reading, option) is not None:
            raise DataError(f"{option}: {source} is {format_name}, which needs none told")
    polars = optional_library("polars", source, format_name, "parquet")
    try:
        with _without_stderr():
            frame = getattr(polars, function)(io.BytesIO(data))
        if frame.height * frame.width > MOST_VALUES:
            raise DataError(
                f"{source}: {grouped(frame.height)} rows of {grouped(frame.width)} columns take "
                "too much memory; take a part of it"
            )
        columns = [_cells(polars, column) for column in frame.iter_columns()]
    except polars.exceptions.PanicException as error:
        raise DataError(f"{source}: {format_name} that is damaged") from error
    except (polars.exceptions.PolarsError, OSError, ValueError, OverflowError) as error:
        reason = clean_line(str(error).partition("\n")[0], 120)
        raise DataError(f"{source}: {format_name} that is damaged: {reason}") from error
    return ColumnTable(source, frame.columns, columns, reading)


@contextlib.contextmanager
def _without_stderr() -> Iterator[None]:
    """Drop what the library's threads print when a damaged file makes them panic."""
    kept = os.dup(_STDERR)
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), _STDERR)
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)


def _cells(polars: Any, column: Any) -> Cells:
    """The cells of a column: numbers, or texts as they would be written."""
    kind = column.dtype
    if kind.is_numeric():
        return np.asarray(column.cast(polars.Float64).fill_null(np.nan).to_numpy())
    if kind == polars.Boolean:
        texts = column.replace_strict({True: "true", False: "false"}, default=None)
    elif kind.is_temporal() or kind in (polars.String, polars.Categorical, polars.Enum):
        texts = column.cast(polars.String)
    else:  # lists and the like, which are left out as texts that are all different
        return [str(value) for value in column.to_list()]
    return list(texts.fill_null("").to_list())
