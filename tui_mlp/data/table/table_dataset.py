"""From a table to a data set: what each column becomes, and what was understood of it."""

import re
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from tui_mlp.arrays import BoolArray, FloatArray, IntArray
from tui_mlp.data.data_report import ColumnKind, DataReport, UnusableTableError
from tui_mlp.data.dataset import FEWEST_TO_PART, MOST_FEATURES, Dataset, Task
from tui_mlp.data.input_column import ModelInputs
from tui_mlp.data.reading import BY_ITSELF, Reading
from tui_mlp.data.table.feature_columns import EncodedColumn, encode_column
from tui_mlp.data.table.table import Table
from tui_mlp.data.table.table_report import (
    ROWS_AT_A_TIME,
    class_counts,
    column_notes,
    column_reports,
    leaks,
    unclear_points,
    unfinished_report,
    value_notes,
)
from tui_mlp.data.table.target_column import (
    TARGET_NAMES,
    ClassTargets,
    class_targets,
    named_column,
    target_column,
)
from tui_mlp.data.table.target_matrix import is_distribution, target_notes
from tui_mlp.files.errors import DataError
from tui_mlp.files.text import clean_name

_LABEL_PREFIX = "label_"
_PROBABILITY_PREFIX = "p_"
_PIXEL = re.compile(r"pixel_(\d+)_(\d+)", re.ASCII)
_MOST_COUNTED = 100_000
"""Cells of a table whose lines are counted: in some hundredths of a second."""
_COUNTED = frozenset({ColumnKind.COUNTER, ColumnKind.IDENTIFIER})


def dataset_of(path: str | Path, table: Table, reading: Reading = BY_ITSELF) -> Dataset:
    """The data set in a table.

    Unless a target is named, columns `label_*` make it multi-label, and columns `p_*` whose rows
    are distributions are soft targets. `Dataset.notes` says whatever was done to the data, and
    `Dataset.report` what each column was taken for.

    Args:
        path: the file, for its name.
        table: what is in it.
        reading: what the user decided.

    Raises:
        UnusableTableError: the table makes no data set; the line names row and column.
    """
    try:
        return _dataset_of(path, table, reading)
    except DataError as error:
        raise UnusableTableError(str(error), unfinished_report(table, reading)) from error


def _dataset_of(path: str | Path, table: Table, reading: Reading) -> Dataset:
    ignored = {named_column(table, name, "ignore") for name in reading.ignore}
    kinds = {named_column(table, name, "as"): kind for name, kind in reading.kinds}
    target_columns, task, found = _targets(table, reading.target, ignored, kinds)
    inputs = [c for c in range(len(table.names)) if c not in target_columns and c not in ignored]
    encoded = _encoded(table, inputs, kinds)
    features, feature_names, whole = _features(table, encoded, found.kept)
    image_shape = _image_shape(feature_names)
    notes = [*table.notes, *found.notes, *column_notes(table, encoded)]
    notes += value_notes(features, feature_names, is_image=image_shape is not None)
    warnings = [*found.warnings, *leaks(table, encoded, found, whole)]
    warnings += unclear_points(table, encoded)
    if len(features) < FEWEST_TO_PART:
        warnings.append(
            f"{len(features)} samples are too few to hold any out: all are trained on, and none is "
            "left to validate or test on."
        )
    report = DataReport(
        rows=table.row_count,
        encoding=table.encoding,
        separator=table.separator,
        decimal=table.decimal,
        header=table.header_in_text,
        target=", ".join(table.names[column] for column in target_columns),
        classes=class_counts(found),
        columns=column_reports(table, encoded, target_columns, int((~found.kept).sum())),
        notes=tuple(notes),
        warnings=tuple(warnings),
    )
    return Dataset(
        name=clean_name(Path(path).name),
        features=features,
        targets=found.targets,
        feature_names=feature_names,
        class_names=found.class_names,
        task=task,
        image_shape=image_shape,
        notes=(*notes, *warnings),
        report=report,
        lines=_lines(table, found.kept),
        inputs=ModelInputs(
            columns=tuple(each.input for each in encoded.values() if each.input is not None),
            class_names=found.class_names,
            target=table.names[target_columns[0]] if len(target_columns) == 1 else None,
            missing=reading.missing,
            decimal=reading.decimal,
        ),
    )


def _lines(table: Table, kept: BoolArray) -> IntArray | None:
    """The lines of the kept rows; None for a table so large that counting them takes long."""
    if table.row_count * len(table.names) > _MOST_COUNTED:
        return None
    return table.line_numbers()[kept]


def _targets(
    table: Table, target: str | None, ignored: Collection[int], kinds: dict[int, str]
) -> tuple[list[int], Task, ClassTargets]:
    """The columns of the targets, what they mean, and what is in them."""
    labels = _prefixed_columns(table, _LABEL_PREFIX, ignored) if target is None else []
    soft = _soft_targets(table, ignored) if target is None and not labels else None
    kept = np.ones(table.row_count, np.bool_)
    if labels:
        targets, names = _multilabel_targets(table, labels)
        notes = tuple(target_notes(targets, Task.MULTILABEL))
        return labels, Task.MULTILABEL, ClassTargets(targets, names, kept, notes)
    if soft is not None:
        columns, targets, names = soft
        notes = tuple(target_notes(targets, Task.MULTICLASS))
        return columns, Task.MULTICLASS, ClassTargets(targets, names, kept, notes)
    column, note = target_column(table, target, ignored)
    if note:
        table.notes.append(note)
    return [column], Task.MULTICLASS, class_targets(table, column, kinds.get(column))


def _prefixed_columns(table: Table, prefix: str, ignored: Collection[int]) -> list[int]:
    """The columns whose names begin so, if there are two or more and no target by itself."""
    if any(name.lower() in TARGET_NAMES[:3] for name in table.names):
        return []
    columns = [
        c for c, name in enumerate(table.names) if name.startswith(prefix) and c not in ignored
    ]
    return columns if len(columns) > 1 else []


def _soft_targets(
    table: Table, ignored: Collection[int]
) -> tuple[list[int], FloatArray, tuple[str, ...]] | None:
    """The columns `p_*`, their values (N, C) and the classes' names, where they are distributions.

    Otherwise None: they are columns like others.
    """
    columns = _prefixed_columns(table, _PROBABILITY_PREFIX, ignored)
    numbers = [table.numbers(column) for column in columns]
    values = [each for each in numbers if each is not None]
    if not values or len(values) < len(columns):
        return None
    targets = np.stack(values, axis=1)
    if not is_distribution(targets):
        return None
    targets /= targets.sum(axis=1, keepdims=True)
    names = tuple(table.names[column].removeprefix(_PROBABILITY_PREFIX) for column in columns)
    return columns, targets.astype(np.float32), names


def _multilabel_targets(table: Table, columns: Sequence[int]) -> tuple[FloatArray, tuple[str, ...]]:
    """0/1 targets (N, C) and the names of the labels."""
    targets = np.empty((table.row_count, len(columns)), np.float32)
    for place, column in enumerate(columns):
        numbers = table.numbers(column)
        if numbers is None or not np.isin(numbers, (0, 1)).all():
            raise DataError(
                f"{table.source}, column '{table.names[column]}': a label is 0 or 1 in every row"
            )
        targets[:, place] = numbers
    return targets, tuple(table.names[column].removeprefix(_LABEL_PREFIX) for column in columns)


def _encoded(
    table: Table, columns: Sequence[int], kinds: dict[int, str]
) -> dict[int, EncodedColumn]:
    """What each column is; a column that counts the rows is used where there is no other."""
    encoded = {column: encode_column(table, column, kinds.get(column)) for column in columns}
    if not any(each.feature_count for each in encoded.values()):
        for column, each in encoded.items():
            if each.kind in _COUNTED and table.numbers(column) is not None:
                encoded[column] = encode_column(table, column, ColumnKind.NUMBER)
    return encoded


def _features(
    table: Table, encoded: dict[int, EncodedColumn], kept: BoolArray
) -> tuple[FloatArray, tuple[str, ...], FloatArray]:
    """The features (n, D) of the kept rows, their names, and the features of all rows."""
    names = [name for each in encoded.values() if each.input for name in each.input.feature_names]
    if not names:
        reasons = [f"'{table.names[c]}': {each.note}" for c, each in encoded.items()]
        why = f" ({'; '.join(reasons[:3])})" if reasons else ""
        if len(table.names) == 1:
            why = "; no separator was found: give one with --separator"
        raise DataError(f"{table.source}: there is no column to learn from beside the target{why}")
    if len(names) > MOST_FEATURES:
        raise DataError(f"{table.source}: {len(names)} features, but at most {MOST_FEATURES}")
    features = np.empty((table.row_count, len(names)), np.float32)
    used = [each for each in encoded.values() if each.feature_count]
    for start in range(0, table.row_count, ROWS_AT_A_TIME):  # a block stays in the cache
        block, place = features[start : start + ROWS_AT_A_TIME], 0
        for each in used:
            each.fill(block, start, place)
            place += each.feature_count
    return features if kept.all() else features[kept], tuple(names), features


def _image_shape(names: Sequence[str]) -> tuple[int, int] | None:
    """(height, width) if the features are pixel_0_0, pixel_0_1, ... row by row."""
    last = _PIXEL.fullmatch(names[-1])
    if last is None:
        return None
    height, width = int(last[1]) + 1, int(last[2]) + 1
    if height * width != len(names):
        return None
    expected = (f"pixel_{row}_{column}" for row in range(height) for column in range(width))
    return (height, width) if all(map(str.__eq__, names, expected)) else None
