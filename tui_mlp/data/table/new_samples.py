"""The rows of a table as new samples for a trained model: columns found by their names."""

from collections.abc import Collection, Sequence
from itertools import accumulate

import numpy as np

from tui_mlp.arrays import FloatArray
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
from tui_mlp.data.table.column_words import truth_value
from tui_mlp.data.table.feature_columns import category_key, numeric_pieces
from tui_mlp.data.table.names import composed_name, folded
from tui_mlp.data.table.new_targets import new_targets
from tui_mlp.data.table.table import Table
from tui_mlp.files.errors import DataError
from tui_mlp.files.text import clean_name, quoted_list


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
    targets, kept = new_targets(table, inputs, set(places.values()), notes)
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
    _tell_alike(table.names[column], categories, codes, notes)
    features = np.zeros((table.row_count, len(categories)), np.float32)
    unknown = chosen == nothing
    features[unknown] = np.nan
    features[~unknown, chosen[~unknown]] = 1
    return features


def _tell_alike(
    name: str, categories: Sequence[str], codes: dict[str, int], notes: list[str]
) -> None:
    """Say of a column which words count as others, for they differ in capitals alone."""
    alike = [
        f"'{word}' counts as '{categories[code]}'"
        for cell, code in codes.items()
        if code < len(categories)
        and (word := composed_name(cell)) != categories[code]
        and folded(word) == folded(categories[code])
    ]
    if alike:
        more = f" and {len(alike) - 3} more" if len(alike) > 3 else ""
        notes.append(f"Column '{name}': {', '.join(alike[:3])}{more}.")


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
