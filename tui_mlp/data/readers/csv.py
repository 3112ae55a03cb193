"""CSV files of the user's own, and the shipped ones, as data sets."""

import re
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from tui_mlp.arrays import BoolArray, FloatArray
from tui_mlp.data.data_report import FEATURE, LEFT_OUT, TARGET, ColumnKind, ColumnReport, DataReport
from tui_mlp.data.dataset import FEWEST_TO_PART, MOST_FEATURES, Dataset, Task
from tui_mlp.data.input_column import ModelInputs
from tui_mlp.data.reader import NewSamples, Progress, Reader
from tui_mlp.data.reading import BY_ITSELF, NewReading, Reading
from tui_mlp.data.table.csv_table import Table
from tui_mlp.data.table.feature_columns import EncodedColumn, encode_column
from tui_mlp.data.table.new_samples import new_samples
from tui_mlp.data.table.target_column import (
    TARGET_NAMES,
    ClassTargets,
    class_targets,
    named_column,
    target_column,
)
from tui_mlp.data.table.target_matrix import is_distribution, target_notes
from tui_mlp.files.errors import DataError
from tui_mlp.files.text import clean_line, clean_name, quoted_list

_LABEL_PREFIX = "label_"
_PROBABILITY_PREFIX = "p_"
_PIXEL = re.compile(r"pixel_(\d+)_(\d+)", re.ASCII)
_UNCLEAR = re.compile(r"[1-9]\d{0,2}\.\d{3}", re.ASCII)
_LOOKED_AT = 100
_ROWS_AT_A_TIME = 1024
_LONGEST_EXAMPLE = 30
_EXAMPLES = 3
_COUNTED = frozenset({ColumnKind.COUNTER, ColumnKind.IDENTIFIER})


def read_csv(
    path: str | Path,
    data: bytes,
    reading: Reading = BY_ITSELF,
    progress: Progress | None = None,
) -> Dataset:
    """The data set in a CSV file.

    Unless a target is named, columns `label_*` make it multi-label, and columns `p_*` whose rows
    are distributions are soft targets. `Dataset.notes` says whatever was done to the data, and
    `Dataset.report` what each column was taken for.

    Args:
        path: the file, for its name.
        data: all its bytes.
        reading: what the user decided.
        progress: is called with the part of the file that is read, rising to 1.

    Raises:
        DataError: the file makes no data set; the line names row and column.
    """
    table = Table(path, data, progress, reading)
    ignored = {named_column(table, name, "ignore") for name in reading.ignore}
    kinds = {named_column(table, name, "as"): kind for name, kind in reading.kinds}
    target_columns, task, found = _targets(table, reading.target, ignored, kinds)
    inputs = [c for c in range(len(table.names)) if c not in target_columns and c not in ignored]
    encoded = _encoded(table, inputs, kinds)
    features, feature_names, whole = _features(table, encoded, found.kept)
    image_shape = _image_shape(feature_names)
    notes = [*table.notes, *found.notes, *_column_notes(table, encoded)]
    notes += _value_notes(features, feature_names, is_image=image_shape is not None)
    warnings = [*found.warnings, *_leaks(table, encoded, found, whole)]
    warnings += _unclear_points(table, encoded)
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
        target=", ".join(table.names[column] for column in target_columns),
        classes=_class_counts(found),
        columns=_column_reports(table, encoded, target_columns, int((~found.kept).sum())),
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
        inputs=ModelInputs(
            columns=tuple(each.input for each in encoded.values() if each.input is not None),
            class_names=found.class_names,
            target=table.names[target_columns[0]] if len(target_columns) == 1 else None,
            missing=reading.missing,
            decimal=reading.decimal,
        ),
    )


def read_new_csv(
    path: str | Path, data: bytes, inputs: ModelInputs, wanted: NewReading
) -> NewSamples:
    """New samples out of a CSV file, as `new_samples` gives them.

    Raises:
        DataError: the file is no table, or lacks what the model takes.
    """
    reading = Reading(missing=inputs.missing, decimal=inputs.decimal)
    expected = [column.name for column in inputs.columns]
    table = Table(path, data, reading=reading, expected=expected)
    return new_samples(table, inputs, wanted)


CSV = Reader(
    name="csv",
    suffixes=(".csv", ".tsv", ".txt"),
    takes_the_rest=True,
    read=read_csv,
    read_new=read_new_csv,
)


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
    for start in range(0, table.row_count, _ROWS_AT_A_TIME):  # a block stays in the cache
        block, place = features[start : start + _ROWS_AT_A_TIME], 0
        for each in used:
            each.fill(block, start, place)
            place += each.feature_count
    return features if kept.all() else features[kept], tuple(names), features


def _column_notes(table: Table, encoded: dict[int, EncodedColumn]) -> list[str]:
    notes = []
    for column, each in encoded.items():
        name = table.names[column]
        if each.input is None:
            notes.append(f"Left out column '{name}': {each.note}.")
        elif each.kind is ColumnKind.CATEGORY:
            more = f": {each.note}" if each.note else ""
            notes.append(
                f"The texts in '{name}' became {each.feature_count} columns of 0 and 1{more}."
            )
        elif each.note:
            notes.append(f"Column '{name}': {each.note}.")
    return notes


def _leaks(
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


def _unclear_points(table: Table, encoded: dict[int, EncodedColumn]) -> list[str]:
    """A warning for each column in which a point may as well part thousands."""
    if table.separator == "," or table.decimal != ".":
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


def _class_counts(found: ClassTargets) -> dict[str, int]:
    counts = np.bincount(found.targets.argmax(axis=1), minlength=len(found.class_names))
    if (found.targets.sum(axis=1) != 1).any():
        counts = found.targets.sum(axis=0).astype(np.intp)
    return dict(zip(found.class_names, counts.tolist(), strict=True))


def _column_reports(
    table: Table, encoded: dict[int, EncodedColumn], targets: Sequence[int], without_target: int
) -> tuple[ColumnReport, ...]:
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


def _missing(table: Table, column: int) -> int:
    numbers = table.numbers(column)
    if numbers is not None:
        return int(np.isnan(numbers).sum())
    return sum(map(table.is_missing, table.texts(column)))


def _value_notes(features: FloatArray, names: Sequence[str], *, is_image: bool) -> list[str]:
    """What there is to say of missing and of constant features; an image may have dark corners."""
    notes = []
    missing, same = np.zeros(len(names), np.intp), np.ones(len(names), np.bool_)
    for start in range(0, len(features), _ROWS_AT_A_TIME):
        block = features[start : start + _ROWS_AT_A_TIME]
        missing += np.isnan(block).sum(axis=0)
        same &= (block == features[0]).all(axis=0)
    if missing.any():
        counts = [f"{n} in '{name}'" for n, name in zip(missing, names, strict=True) if n]
        more = f" and {len(counts) - 10} more columns" if len(counts) > 10 else ""
        notes.append(
            f"Missing cells count as the mean of the training part: {', '.join(counts[:10])}{more}."
        )
    constant = [names[int(c)] for c in np.flatnonzero(same)]
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
