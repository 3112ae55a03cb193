"""The columns of a table of new samples, in the form that a trained model expects."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tui_mlp.arrays import FloatArray
from tui_mlp.data.dataset import MOST_VALUES
from tui_mlp.data.table.csv_table import Table
from tui_mlp.data.table.feature_columns import MISSING_TEXT, numeric_feature, text_of
from tui_mlp.files.errors import DataError
from tui_mlp.files.text import quoted_list


@dataclass(frozen=True)
class _Input:
    """A column of the file that the model needs, and the features it becomes."""

    name: str
    categories: tuple[str, ...] = ()
    """The texts of a one-hot column; none for a number."""


def model_features(table: Table, feature_names: Sequence[str]) -> FloatArray:
    """The features (N, D) of all rows of a table, NaN where one is missing.

    The columns are found by name; or by place, if there is no header or none of the
    names is in it, and their number fits (with one more at the end, which is taken for the
    target). `colour=red` and the like come from the text column `colour`. Every row of the file
    gives a row here.

    Args:
        table: the file.
        feature_names: the D features of the data set that the model was trained on.

    Raises:
        DataError: the table lacks a column, or holds a text that the model does not know.
    """
    inputs = _inputs(feature_names, table.names)
    if table.row_count * len(feature_names) > MOST_VALUES:
        raise DataError(f"{table.source}: too large to predict at once; take it in parts")
    columns = _columns(table, inputs)
    features = [
        _one_hot(table, column, wanted.categories)
        if wanted.categories
        else numeric_feature(table, column)[:, np.newaxis]
        for wanted, column in zip(inputs, columns, strict=True)
    ]
    return np.concatenate(features, axis=1)


def _inputs(feature_names: Sequence[str], column_names: Sequence[str]) -> list[_Input]:
    """The columns that the features come from, in the features' order."""
    known = set(column_names)
    categories: dict[str, list[str]] = {}
    for feature in feature_names:
        if "=" not in feature or feature in known:
            categories[feature] = []
            continue
        signs = [place for place, character in enumerate(feature) if character == "="]
        ends = [place for place in signs if feature[:place] in known]
        end = max(ends, default=signs[0])
        categories.setdefault(feature[:end], []).append(feature[end + 1 :])
    return [_Input(name, tuple(texts)) for name, texts in categories.items()]


def _columns(table: Table, inputs: Sequence[_Input]) -> list[int]:
    """Where each input is in the file."""
    places = {name: column for column, name in enumerate(table.names)}
    missing = [wanted.name for wanted in inputs if wanted.name not in places]
    if not missing:
        return [places[wanted.name] for wanted in inputs]
    spare = len(table.names) - len(inputs)
    nothing_matches = len(missing) == len(inputs) or not table.has_header
    if nothing_matches and spare in {0, 1}:
        return list(range(len(inputs)))
    if nothing_matches:
        raise DataError(
            f"{table.source}: {len(table.names)} columns, but the model takes {len(inputs)}: "
            f"{quoted_list([wanted.name for wanted in inputs])}"
        )
    noun = "column" if len(missing) == 1 else "columns"
    raise DataError(f"{table.source}: the model also needs the {noun} {quoted_list(missing)}")


def _one_hot(table: Table, column: int, categories: tuple[str, ...]) -> FloatArray:
    """The columns (N, K) of 0 and 1; NaN where a text is missing and training had none missing."""
    codes = {category: code for code, category in enumerate(categories)}
    codes.setdefault(MISSING_TEXT, len(categories))
    chosen = np.empty(table.row_count, np.intp)
    for row, cell in enumerate(table.texts(column)):
        code = codes.get(text_of(cell))
        if code is None:
            raise DataError(
                f"{table.place(row, column)}: the model does not know '{text_of(cell)}'; "
                f"it learned {quoted_list(list(categories))}"
            )
        chosen[row] = code
    features = np.zeros((table.row_count, len(categories)), np.float32)
    unknown = chosen == len(categories)
    features[unknown] = np.nan
    features[~unknown, chosen[~unknown]] = 1
    return features
