"""The rows of a table as new samples for a trained model: columns found by their names."""

from collections.abc import Collection, Sequence
from itertools import accumulate

import numpy as np

from tui_mlp.arrays import BoolArray, FloatArray
from tui_mlp.data.dataset import MOST_VALUES
from tui_mlp.data.input_column import (
    MISSING_CATEGORY,
    OTHER_CATEGORY,
    InputColumn,
    ModelInputs,
)
from tui_mlp.data.pixels import scaled_pixels
from tui_mlp.data.reader import NewSamples
from tui_mlp.data.reading import NewReading
from tui_mlp.data.table.class_labels import class_name
from tui_mlp.data.table.column_words import truth_value
from tui_mlp.data.table.csv_table import Table
from tui_mlp.data.table.feature_columns import category_key, numeric_pieces
from tui_mlp.data.table.names import folded
from tui_mlp.files.errors import DataError
from tui_mlp.files.text import clean_name, quoted_list

_LABEL_PREFIXES = ("", "label_", "p_")


def new_samples(table: Table, inputs: ModelInputs, wanted: NewReading) -> NewSamples:
    """The features (N, D) of all rows of a table, NaN where one is missing.

    The columns are found by name, capitals and blanks aside where that leaves no doubt. They are
    taken by place only where the table has no header. With a target, the rows that have none are
    left out.

    Raises:
        DataError: the table lacks a column, or holds a word that the model does not know.
    """
    columns = inputs.named_with(table.names)
    if table.row_count * inputs.feature_count > MOST_VALUES:
        raise DataError(f"{table.source}: too large to predict at once; take it in parts")
    notes: list[str] = []
    allow_missing = wanted.allow_missing
    places = _places(table, columns, inputs, notes, allow_missing=allow_missing)
    features = np.full((table.row_count, inputs.feature_count), np.nan, np.float32)
    at = 0
    for column in columns:
        place, width = places.get(column.name), len(column.feature_names)
        if place is not None:
            features[:, at : at + width] = _features(
                table, place, column, notes, allow_missing=allow_missing
            )
        at += width
    unfilled = int(np.isnan(features[:, _first_features(columns)]).sum())
    unfilled -= table.row_count * (len(columns) - len(places))
    if unfilled:
        cells = "1 missing cell counts" if unfilled == 1 else f"{unfilled} missing cells count"
        notes.append(f"{cells} as the mean of the training part.")
    notes += scaled_pixels(features, inputs.pixel_scale)
    if not wanted.with_target:
        return NewSamples(features, tuple(notes))
    targets, kept = _targets(table, inputs, set(places.values()), notes)
    rows = np.flatnonzero(kept)
    lines = table.line_numbers()[rows]
    return NewSamples(features[rows], tuple(notes), targets[rows], lines)


def _first_features(columns: Sequence[InputColumn]) -> list[int]:
    """Where the features of each column begin."""
    widths = [len(column.feature_names) for column in columns]
    return [0, *accumulate(widths)][:-1]


def _places(
    table: Table,
    columns: Sequence[InputColumn],
    inputs: ModelInputs,
    notes: list[str],
    *,
    allow_missing: bool,
) -> dict[str, int]:
    """Where in the file each of the model's columns is."""
    names = [column.name for column in columns]
    exact = {name: place for place, name in enumerate(table.names)}
    places = {name: exact[name] for name in names if name in exact}
    alike = _alike(table, [name for name in names if name not in places], places.values())
    missing = [name for name in names if name not in places and name not in alike]
    if missing and not table.has_header and len(table.names) - len(names) in {0, 1}:
        notes.append(
            "There is no header: the columns are taken for the model's in their order, "
            f"{quoted_list(names)}."
        )
        return {name: place for place, name in enumerate(names)}
    if missing and not (places or alike):
        raise DataError(
            f"{table.source}: its columns are {quoted_list(table.names)}, but the model takes "
            f"{quoted_list(names)}; name them so, for they are found by their names"
        )
    if missing and not allow_missing:
        noun = "column" if len(missing) == 1 else "columns"
        raise DataError(
            f"{table.source}: the model also needs the {noun} {quoted_list(missing)}; "
            "--allow-missing takes the mean of the training part"
        )
    if missing:
        noun = "column counts" if len(missing) == 1 else "columns count"
        notes.append(
            f"The missing {noun} as the mean of the training part: {quoted_list(missing)}."
        )
    for name, place in alike.items():
        notes.append(f"Column '{table.names[place]}' is taken for the model's '{name}'.")
    places |= alike
    _note_extra(table, places, inputs, notes)
    return places


def _alike(table: Table, names: Sequence[str], taken: Collection[int]) -> dict[str, int]:
    """The columns that have these names but for capitals and blanks, where there is one each."""
    used = set(taken)
    by_name: dict[str, list[int]] = {}
    for place, name in enumerate(table.names):
        if place not in used:
            by_name.setdefault(folded(name), []).append(place)
    wanted = [folded(name) for name in names]
    return {
        name: by_name[key][0]
        for name, key in zip(names, wanted, strict=True)
        if len(by_name.get(key, ())) == 1 and wanted.count(key) == 1
    }


def _note_extra(
    table: Table, places: dict[str, int], inputs: ModelInputs, notes: list[str]
) -> None:
    used = {*places.values()}
    target = folded(inputs.target) if inputs.target is not None else None
    extra = [
        name
        for place, name in enumerate(table.names)
        if place not in used and folded(name) != target
    ]
    if extra:
        noun = "column" if len(extra) == 1 else "columns"
        notes.append(f"Left aside the {noun} {quoted_list(extra)}.")


def _features(
    table: Table, column: int, wanted: InputColumn, notes: list[str], *, allow_missing: bool
) -> FloatArray:
    """The features (N, width) of a column."""
    if wanted.kind == "category":
        return _one_hot(table, column, wanted.categories, notes, allow_missing=allow_missing)
    if wanted.kind == "truth value":
        return _truth_values(table, column)
    pieces = numeric_pieces(table, column)
    return np.concatenate(pieces, dtype=np.float32, casting="same_kind")[:, np.newaxis]


def _truth_values(table: Table, column: int) -> FloatArray:
    values = np.empty((table.row_count, 1), np.float32)
    for row, cell in enumerate(table.texts(column)):
        value = np.nan if table.is_missing(cell) else truth_value(cell)
        if value is None:
            raise DataError(
                f"{table.place(row, column)}: '{clean_name(cell)}' is neither true nor false"
            )
        values[row] = value
    return values


def _one_hot(
    table: Table,
    column: int,
    categories: Sequence[str],
    notes: list[str],
    *,
    allow_missing: bool,
) -> FloatArray:
    """The columns (N, K) of 0 and 1; NaN where a word is missing and training had none missing."""
    nothing = len(categories)
    known = {
        category if category in {MISSING_CATEGORY, OTHER_CATEGORY} else folded(category): code
        for code, category in enumerate(categories)
    }
    known.setdefault(MISSING_CATEGORY, nothing)
    chosen = np.empty(table.row_count, np.intp)
    unseen: dict[str, int] = {}
    codes: dict[str, int] = {}
    for row, cell in enumerate(table.texts(column)):
        if cell not in codes:
            code = known.get(category_key(table, cell))
            if code is None:
                unseen.setdefault(clean_name(cell), row)
                code = known.get(OTHER_CATEGORY, nothing)
            codes[cell] = code
        chosen[row] = codes[cell]
    _tell_unseen(table, column, categories, unseen, notes, allow_missing=allow_missing)
    features = np.zeros((table.row_count, len(categories)), np.float32)
    unknown = chosen == nothing
    features[unknown] = np.nan
    features[~unknown, chosen[~unknown]] = 1
    return features


def _tell_unseen(
    table: Table,
    column: int,
    categories: Sequence[str],
    unseen: dict[str, int],
    notes: list[str],
    *,
    allow_missing: bool,
) -> None:
    """Refuse words that the model does not know, or say what they count as."""
    if not unseen:
        return
    text, row = next(iter(unseen.items()))
    name, several = table.names[column], OTHER_CATEGORY in categories
    if not several and not allow_missing:
        more = f" and {len(unseen) - 1} more words" if len(unseen) > 1 else ""
        raise DataError(
            f"{table.place(row, column)}: the model does not know '{text}'{more}; it learned "
            f"{quoted_list(list(categories))}; --allow-missing takes it for missing"
        )
    taken = f"for {OTHER_CATEGORY}" if several else "for missing"
    notes.extend(
        f"Row {table.line(first)}, column '{name}': '{word}' is not a word that the model "
        f"learned; it is taken {taken}."
        for word, first in list(unseen.items())[:10]
    )
    if len(unseen) > 10:
        notes.append(f"Column '{name}': {len(unseen) - 10} more words are taken {taken}.")


def _targets(
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
        notes.append(f"Left out {left} rows without a class.")
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
