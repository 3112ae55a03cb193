"""CSV files of the user's own, and the shipped ones, as data sets."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

import numpy as np

from tui_mlp.arrays import BoolArray, FloatArray
from tui_mlp.data.dataset import MOST_FEATURES, Dataset, Task
from tui_mlp.data.reader import Progress, Reader
from tui_mlp.data.table.cell import is_missing
from tui_mlp.data.table.class_labels import number_classes, text_classes
from tui_mlp.data.table.csv_table import Table
from tui_mlp.data.table.feature_columns import FeatureColumns, encode_column
from tui_mlp.data.table.model_input import model_features
from tui_mlp.data.table.target_matrix import is_distribution, target_notes
from tui_mlp.files.errors import DataError
from tui_mlp.files.text import clean_name, quoted_list

_TARGET_NAMES = ("class", "target", "label")
_LABEL_PREFIX = "label_"
_PROBABILITY_PREFIX = "p_"
_PIXEL = re.compile(r"pixel_(\d+)_(\d+)", re.ASCII)


def read_csv(
    path: str | Path,
    data: bytes,
    target: str | None = None,
    progress: Progress | None = None,
) -> Dataset:
    """The data set in a CSV file.

    Cells are parted by commas, semicolons or tabs, with or without a header, in UTF-8, UTF-16 or
    Latin-1. Unless a target is named, columns `label_*` make it multi-label, and columns `p_*`
    whose rows are distributions are soft targets. `Dataset.notes` says
    whatever was done to the data.

    Args:
        path: the file, for its name.
        data: all its bytes.
        target: the target's column by name or by number from 1 on; None for the column `class`,
            `target` or `label`, or else the last one.
        progress: is called with the part of the file that is read, rising to 1.

    Raises:
        DataError: the file makes no data set; the line names row and column.
    """
    table = Table(path, data, progress)
    notes = list(table.notes)
    labels = _named_columns(table, _LABEL_PREFIX) if target is None else []
    soft = _soft_targets(table) if target is None and not labels else None
    kept = np.ones(table.row_count, np.bool_)
    if labels:
        target_columns, task = labels, Task.MULTILABEL
        targets, class_names = _multilabel_targets(table, labels)
        notes += target_notes(targets, task)
    elif soft is not None:
        target_columns, targets, class_names = soft
        task = Task.MULTICLASS
        notes += target_notes(targets, task)
    else:
        column = _target_column(table, target, notes)
        target_columns, task = [column], Task.MULTICLASS
        targets, class_names, kept = _class_targets(table, column, notes)
    inputs = [column for column in range(len(table.names)) if column not in target_columns]
    features, feature_names = _features(table, inputs, kept, notes)
    image_shape = _image_shape(feature_names)
    notes += _value_notes(features, feature_names, is_image=image_shape is not None)
    return Dataset(
        name=clean_name(Path(path).name),
        features=features,
        targets=targets,
        feature_names=feature_names,
        class_names=class_names,
        task=task,
        image_shape=image_shape,
        notes=tuple(notes),
    )


def read_csv_features(path: str | Path, data: bytes, feature_names: Sequence[str]) -> FloatArray:
    """The features (N, D) of the samples in a CSV file, as `model_features` gives them.

    Raises:
        DataError: the file is no table, or lacks what the model takes.
    """
    return model_features(Table(path, data), feature_names)


CSV = Reader(
    name="csv",
    suffixes=(".csv", ".tsv", ".txt"),
    takes_the_rest=True,
    read=read_csv,
    read_features=read_csv_features,
)


def _named_columns(table: Table, prefix: str) -> list[int]:
    """The columns whose names begin so, if there are two or more and no target by itself."""
    if any(name.lower() in _TARGET_NAMES for name in table.names):
        return []
    columns = [c for c, name in enumerate(table.names) if name.startswith(prefix)]
    return columns if len(columns) > 1 else []


def _soft_targets(table: Table) -> tuple[list[int], FloatArray, tuple[str, ...]] | None:
    """The columns `p_*`, their values (N, C) and the classes' names, where they are distributions.

    Otherwise None: they are columns like others.
    """
    columns = _named_columns(table, _PROBABILITY_PREFIX)
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


def _target_column(table: Table, target: str | None, notes: list[str]) -> int:
    if target is not None:
        return _named_column(table, target)
    lower = [name.lower() for name in table.names]
    for name in _TARGET_NAMES:
        if name in lower:
            return lower.index(name)
    notes.append(f"The last column, '{table.names[-1]}', is the target.")
    return len(table.names) - 1


def _named_column(table: Table, target: str) -> int:
    """The column of this name, of this name but for capitals, or of this number from 1 on."""
    names, wanted = list(table.names), clean_name(target)
    lower = [name.lower() for name in names]
    if wanted in names:
        return names.index(wanted)
    if lower.count(wanted.lower()) == 1:
        return lower.index(wanted.lower())
    if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(names):
        return int(wanted) - 1
    close = get_close_matches(wanted, names, n=1)
    hint = f"did you mean '{close[0]}'? " if close else ""
    raise DataError(
        f"target: {table.source} has no column '{wanted}'; {hint}"
        f"The columns 1 to {len(names)} are {quoted_list(names)}"
    )


def _class_targets(
    table: Table, column: int, notes: list[str]
) -> tuple[FloatArray, tuple[str, ...], BoolArray]:
    """Targets (n, C) and class names of the rows that have a class, and which rows these are."""
    where = f"{table.source}, column '{table.names[column]}'"
    remedy = "choose the column of the classes with --target"
    numbers = table.numbers(column)
    if numbers is not None:
        kept = ~np.isnan(numbers)
        _note_rows_without_target(table, kept, where, notes)
        return *number_classes(numbers[kept], where, remedy), kept
    cells = table.texts(column)
    kept = np.fromiter((not is_missing(cell) for cell in cells), np.bool_, len(cells))
    _note_rows_without_target(table, kept, where, notes)
    return *text_classes([cells[row] for row in np.flatnonzero(kept)], where, remedy), kept


def _note_rows_without_target(table: Table, kept: BoolArray, where: str, notes: list[str]) -> None:
    missing = np.flatnonzero(~kept)
    if len(missing) == len(kept):
        raise DataError(f"{where}: every cell is empty, but a target is needed")
    if len(missing):
        rows = "1 row" if len(missing) == 1 else f"{len(missing)} rows"
        notes.append(f"Left out {rows} without a target, from row {table.line(missing[0])} on.")


def _features(
    table: Table, columns: Sequence[int], kept: BoolArray, notes: list[str]
) -> tuple[FloatArray, tuple[str, ...]]:
    """The features (n, D) of the kept rows, and their names."""
    encoded = {table.names[column]: encode_column(table, column) for column in columns}
    names = [name for feature in encoded.values() for name in feature.names]
    reasons = [f"'{name}': {f.left_out}" for name, f in encoded.items() if f.left_out]
    if not names:
        why = f" ({'; '.join(reasons[:3])})" if reasons else ""
        raise DataError(f"{table.source}: there is no column to learn from beside the target{why}")
    if len(names) > MOST_FEATURES:
        raise DataError(f"{table.source}: {len(names)} features, but at most {MOST_FEATURES}")
    features = np.empty((int(kept.sum()), len(names)), np.float32)
    values = (value for feature in encoded.values() for value in feature.values)
    for place, value in enumerate(values):
        features[:, place] = value[kept]
    notes += [f"Left out column {reason}." for reason in reasons]
    notes += _encoding_notes(encoded)
    return features, tuple(names)


def _encoding_notes(encoded: dict[str, FeatureColumns]) -> list[str]:
    return [
        f"The texts in '{name}' became {len(feature.names)} columns of 0 and 1."
        for name, feature in encoded.items()
        if feature.one_hot
    ]


def _value_notes(features: FloatArray, names: Sequence[str], *, is_image: bool) -> list[str]:
    """What there is to say of missing and of constant features; an image may have dark corners."""
    notes = []
    missing = np.isnan(features).sum(axis=0)
    if missing.any():
        counts = [f"{n} in '{name}'" for n, name in zip(missing, names, strict=True) if n]
        more = f" and {len(counts) - 10} more columns" if len(counts) > 10 else ""
        notes.append(
            f"Missing cells count as the mean of the training part: {', '.join(counts[:10])}{more}."
        )
    constant = [
        name for name, column in zip(names, features.T, strict=True) if (column == column[0]).all()
    ]
    if constant and not is_image:
        notes.append(f"The same value in every row: {quoted_list(constant)}.")
    return notes


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
