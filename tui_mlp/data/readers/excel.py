"""Excel workbooks: the first sheet that holds something, read as a table of texts would be."""

import csv
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from tui_mlp.data.dataset import MOST_VALUES
from tui_mlp.data.delimited.csv_table import CsvTable
from tui_mlp.data.optional_library import optional_library
from tui_mlp.data.reader import Progress
from tui_mlp.data.reading import Reading
from tui_mlp.data.table.table import Table
from tui_mlp.data.table_reader import table_reader
from tui_mlp.files.errors import DataError
from tui_mlp.files.source import MOST_BYTES
from tui_mlp.files.text import clean_line, clean_name, quoted_list, shown_path

_PLACE = re.compile(rb' r="([A-Z]{1,3})(\d{1,7})"')
_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
_PIECE = 2**20
_LONGEST_PLACE = 20
_MOST_CELLS = MOST_VALUES // 8
"""Empty ones among them: so many take 1 GiB while a sheet is read."""
_SEPARATOR = "\t"
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(OSError, EOFError, ValueError, NotImplementedError),
)


class _SheetTable(CsvTable):
    """A sheet as the text that it would be exported to; its numbers are numbers already."""

    def __init__(
        self,
        path: str | Path,
        rows: Iterable[list[object]],
        reading: Reading,
        expected: Collection[str],
    ) -> None:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=_SEPARATOR, lineterminator="\n")
        writer.writerows([_cell(value) for value in row] for row in rows)
        super().__init__(path, text.getvalue().encode(), reading=reading, expected=expected)
        self.encoding = self.separator = None


def excel_table(
    path: str | Path,
    data: bytes,
    reading: Reading,
    progress: Progress | None = None,  # noqa: ARG001  (the library tells of none)
    expected: Collection[str] = (),
) -> Table:
    """The table in the first sheet of a workbook that holds something; see `TableSource`."""
    source = shown_path(path)
    if reading.separator is not None:
        raise DataError(f"separator: {source} is a workbook, whose cells need none")
    _require_size(source, data)
    calamine = optional_library("python_calamine", source, "an Excel workbook", "excel")
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
        filled = [sheet for sheet in sheets if sheet.start is not None]
        rows = filled[0].to_python(skip_empty_area=False) if filled else []
    except (calamine.CalamineError, OSError, ValueError) as error:
        if "assword" in str(error):
            raise DataError(f"{source}: needs a password; save it without one") from error
        raise DataError(f"{source}: the workbook is damaged: {clean_line(str(error))}") from error
    if not rows:
        raise DataError(f"{source}: its sheets are empty")
    table = _SheetTable(path, rows, replace(reading, separator="tab"), expected)
    if len(filled) > 1:
        read, *others = (clean_name(sheet.name) for sheet in filled)
        table.notes.insert(0, f"Read the sheet '{read}', not {quoted_list(others)}.")
    return table


EXCEL = table_reader(
    "excel",
    (".xlsx", ".xlsm", ".xls"),
    excel_table,
    marks=((b"PK\x03\x04", b"xl/workbook.xml"), (b"\xd0\xcf\x11\xe0", b"")),
)


def _cell(value: object) -> str:
    """A cell as a text of one line; a whole number without a point."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(value).removesuffix(".0")
    if isinstance(value, date | datetime):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    return " ".join(str(value).split(None)) if isinstance(value, str) else str(value)


def _require_size(source: str, data: bytes) -> None:
    """Refuse a workbook that takes too much memory; one of old cannot.

    A single cell far off makes a sheet large, for the library holds the empty cells before it.

    Raises:
        DataError: it would.
    """
    if not data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MOST_BYTES:
                raise DataError(f"{source}: unpacks to more than {MOST_BYTES // 2**20} MiB")
            for name in filter(_SHEET.fullmatch, archive.namelist()):
                _require_cells(source, archive, name)
    except _DAMAGE as error:
        raise DataError(f"{source}: the workbook is damaged: {clean_line(str(error))}") from error
    except RuntimeError as error:  # what zipfile says of encrypted members
        raise DataError(f"{source}: needs a password; save it without one") from error


def _require_cells(source: str, archive: zipfile.ZipFile, name: str) -> None:
    rows, columns, end = 0, b"", b""
    with archive.open(name) as sheet:
        while piece := sheet.read(_PIECE):
            for column, row in _PLACE.findall(end + piece):
                rows = max(rows, int(row))
                columns = max(columns, column, key=_number_of)
            end = piece[-_LONGEST_PLACE:]
    if rows * _number_of(columns) > _MOST_CELLS:
        raise DataError(
            f"{source}: a sheet reaches to {columns.decode()}{rows}, which takes too much memory; "
            "delete the cells beyond the table, and save it again"
        )


def _number_of(column: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in column:
        number = number * 26 + letter - ord("A") + 1
    return number
