"""The classes of new samples, by the names that a model knows them by."""

from collections.abc import Collection

import numpy as np

from tui_mlp.arrays import BoolArray, FloatArray
from tui_mlp.data.input_column import ModelInputs
from tui_mlp.data.table.class_labels import class_name
from tui_mlp.data.table.feature_columns import numeric_pieces
from tui_mlp.data.table.names import folded
from tui_mlp.data.table.table import Table
from tui_mlp.files.errors import DataError
from tui_mlp.files.text import quoted_list
from tui_mlp.numbers import counted

_LABEL_PREFIXES = ("", "label_", "p_")


def new_targets(
    table: Table, inputs: ModelInputs, used: Collection[int], notes: list[str]
) -> tuple[FloatArray, BoolArray]:
    """The targets (N, C) by the model's classes, and which rows have one."""
    if inputs.target is None:
        return _target_matrix(table, inputs, used)
    column = _target_place(table, inputs.target, used)
    known = {name: code for code, name in enumerate(inputs.class_names)}
    by_fold = {folded(name): code for name, code in known.items()}
    unambiguous = len(by_fold) == len(known)
    targets = np.zeros((table.row_count, len(known)), np.float32)
    kept = np.ones(table.row_count, np.bool_)
    renamed = set()
    for row, cell in enumerate(table.texts(column)):
        name = class_name(cell)
        code = known.get(name)
        if code is None and table.is_missing(cell):
            kept[row] = False
            continue
        if code is None and unambiguous:
            code = by_fold.get(folded(name))
            renamed.add(name)
        if code is None:
            raise DataError(
                f"{table.place(row, column)}: '{name}' is no class of the model; "
                f"it learned {quoted_list(inputs.class_names)}"
            )
        targets[row, code] = 1
    if renamed:
        notes.append(f"Classes written otherwise than in training: {quoted_list(sorted(renamed))}.")
    left = int((~kept).sum())
    if left == len(kept):
        raise DataError(f"{table.source}, column '{table.names[column]}': every cell is empty")
    if left:
        notes.append(f"Left out {counted(left, 'row')} without a class.")
    return targets, kept


def _target_place(table: Table, target: str, used: Collection[int]) -> int:
    """Where the classes are: the column of that name, or the one left of a table of no names."""
    free = [place for place in range(len(table.names)) if place not in used]
    found = [place for place in free if folded(table.names[place]) == folded(target)]
    if not table.has_header and len(free) == 1:
        found = free
    if len(found) != 1:
        raise DataError(
            f"{table.source}: there is no column '{target}' of the classes; "
            f"its columns are {quoted_list(table.names)}"
        )
    return found[0]


def _target_matrix(
    table: Table, inputs: ModelInputs, used: Collection[int]
) -> tuple[FloatArray, BoolArray]:
    """Targets that stand in a column for each class or label."""
    by_name = {folded(name): c for c, name in enumerate(table.names) if c not in used}
    columns = []
    for name in inputs.class_names:
        found = [by_name[key] for p in _LABEL_PREFIXES if (key := folded(p + name)) in by_name]
        if not found:
            raise DataError(
                f"{table.source}: there is no column 'label_{name}' for the label '{name}'"
            )
        columns.append(found[-1])
    matrix = [np.concatenate(numeric_pieces(table, column)) for column in columns]
    targets = np.stack(matrix, axis=1).astype(np.float32)
    return targets, np.logical_not(np.isnan(targets).any(axis=1))
