"""What there is to say of a table that was read: of its columns, its classes, and what is odd."""

import contextlib
import re
from collections.abc import Collection, Sequence

import numpy as np

from tui_mlp.arrays import FloatArray
from tui_mlp.data.data_report import (
    FEATURE,
    LEFT_OUT,
    TARGET,
    ColumnKind,
    ColumnReport,
    DataReport,
)
from tui_mlp.data.reading import Reading
from tui_mlp.data.table.feature_columns import EncodedColumn, encode_column
from tui_mlp.data.table.table import Table
from tui_mlp.data.table.target_column import ClassTargets, named_column
from tui_mlp.files.errors import DataError
from tui_mlp.files.text import clean_line, quoted_list
from tui_mlp.numbers import counted

_UNCLEAR = re.compile(r"[1-9]\d{0,2}\.\d{3}", re.ASCII)
_LOOKED_AT = 100
_LONGEST_EXAMPLE = 30
_EXAMPLES = 3
ROWS_AT_A_TIME = 1024
"""A block of so many rows stays in the processor's cache."""


def column_notes(table: Table, encoded: dict[int, EncodedColumn]) -> list[str]:
    """What was done to each column, and which are left out."""
    notes = []
    for column, each in encoded.items():
        name = table.names[column]
        if each.input is None:
            notes.append(f"Left out column '{name}': {each.note}.")
        elif each.kind is ColumnKind.CATEGORY:
            more = f": {each.note}" if each.note else ""
            columns = counted(each.feature_count, "column")
            notes.append(f"The texts in '{name}' became {columns} of 0 and 1{more}.")
        elif each.note:
            notes.append(f"Column '{name}': {each.note}.")
    return notes


def value_notes(features: FloatArray, names: Sequence[str], *, is_image: bool) -> list[str]:
    """What there is to say of missing and of constant features; an image may have dark corners."""
    notes = []
    missing, same = np.zeros(len(names), np.intp), np.ones(len(names), np.bool_)
    for start in range(0, len(features), ROWS_AT_A_TIME):
        block = features[start : start + ROWS_AT_A_TIME]
        missing += np.isnan(block).sum(axis=0)
        same &= (block == features[0]).all(axis=0)
    if missing.any():
        counts = [f"{n} in '{name}'" for n, name in zip(missing, names, strict=True) if n]
        more = f" and {counted(len(counts) - 10, 'more column')}" if len(counts) > 10 else ""
        notes.append(
            f"Missing cells count as the mean of the training part: {', '.join(counts[:10])}{more}."
        )
    constant = [names[int(c)] for c in np.flatnonzero(same)]
    if constant and not is_image:
        notes.append(f"The same value in every row: {quoted_list(constant)}.")
    return notes


def leaks(
    table: Table, encoded: dict[int, EncodedColumn], found: ClassTargets, features: FloatArray
) -> list[str]:
    """A warning for each column of rising whole numbers that alone tells the classes apart."""
    warnings, place = [], 0
    labels = found.targets.argmax(axis=1)
    runs = int((np.diff(labels) != 0).sum()) + 1
    for column, each in encoded.items():
        at, place = place, place + each.feature_count
        if each.kind is not ColumnKind.NUMBER or runs != len(found.class_names):
            continue
        values = features[found.kept, at]
        steps = np.diff(values)
        if len(values) > 2 * runs and (steps > 0).all() and (values == np.rint(values)).all():
            name = table.names[column]
            warnings.append(
                f"The rising numbers in '{name}' alone tell the classes apart; if they only name "
                f"the rows, leave them out with --ignore '{name}'."
            )
    return warnings


def unclear_points(table: Table, encoded: dict[int, EncodedColumn]) -> list[str]:
    """A warning for each column in which a point may as well part thousands."""
    if table.separator in {",", None} or table.decimal != ".":
        return []
    rows = table.first_cells(_LOOKED_AT)
    warnings = []
    for column, each in encoded.items():
        cells = [row[column].strip() for row in rows if not table.is_missing(row[column])]
        if each.kind is ColumnKind.NUMBER and cells and all(map(_UNCLEAR.fullmatch, cells)):
            warnings.append(
                f"Column '{table.names[column]}': {cells[0]} was read with a decimal point; if it "
                "parts thousands, give --decimal ,"
            )
    return warnings


def class_counts(found: ClassTargets) -> dict[str, int]:
    """The samples of each class or label."""
    counts = np.bincount(found.targets.argmax(axis=1), minlength=len(found.class_names))
    if (found.targets.sum(axis=1) != 1).any():
        counts = found.targets.sum(axis=0).astype(np.intp)
    return dict(zip(found.class_names, counts.tolist(), strict=True))


def column_reports(
    table: Table, encoded: dict[int, EncodedColumn], targets: Sequence[int], without_target: int
) -> tuple[ColumnReport, ...]:
    """What became of each column of the file."""
    rows = table.first_cells(_EXAMPLES)
    reports = []
    for column, name in enumerate(table.names):
        each = encoded.get(column)
        examples = tuple(clean_line(row[column].strip(), _LONGEST_EXAMPLE) for row in rows)
        if each is not None:
            used = FEATURE if each.feature_count else LEFT_OUT
            note = "; ".join(filter(None, (each.summary, each.note)))
            facts = (str(each.kind), used, each.feature_count, each.missing)
        else:
            is_target = column in targets
            note = "" if is_target else "ignored, as was asked"
            kind = ColumnKind.CATEGORY if is_target or table.numbers(column) is None else "number"
            missing = without_target if is_target else _missing(table, column)
            facts = (str(kind), TARGET if is_target else LEFT_OUT, 0, missing)
        reports.append(
            ColumnReport(
                name=name,
                kind=facts[0],
                used_as=facts[1],
                features=facts[2],
                missing=facts[3],
                examples=examples,
                note=note,
            )
        )
    return tuple(reports)


def unfinished_report(table: Table, reading: Reading) -> DataReport:
    """What is understood of the columns of a table that makes no data set."""

    def places(names: Collection[str]) -> set[int]:
        found = set()
        for name in names:
            with contextlib.suppress(DataError):  # that may be why there is none
                found.add(named_column(table, name, "column"))
        return found

    ignored = places(reading.ignore)
    targets = sorted(places([reading.target] if reading.target is not None else []))
    kinds = {place: kind for name, kind in reading.kinds for place in places([name])}
    encoded: dict[int, EncodedColumn] = {}
    for column in {*range(len(table.names))} - ignored - {*targets}:
        try:
            encoded[column] = encode_column(table, column, kinds.get(column))
        except DataError as error:
            kind = ColumnKind(kinds.get(column, ColumnKind.TEXT))
            encoded[column] = EncodedColumn(kind, note=str(error))
    return DataReport(
        rows=table.row_count,
        encoding=table.encoding,
        separator=table.separator,
        decimal=table.decimal,
        header=table.header_in_text,
        target=None,
        columns=column_reports(table, encoded, targets, 0),
        notes=tuple(table.notes),
    )


def _missing(table: Table, column: int) -> int:
    numbers = table.numbers(column)
    if numbers is not None:
        return int(np.isnan(numbers).sum())
    return sum(map(table.is_missing, table.texts(column)))
