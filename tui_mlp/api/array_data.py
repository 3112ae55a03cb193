"""Arrays and frames of the user's own as data sets, read as an NPZ file would be."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tui_mlp.arrays import AnyArray, FloatArray
from tui_mlp.data.dataset import Dataset
from tui_mlp.data.readers.npz import dataset_of_arrays
from tui_mlp.files.errors import DataError
from tui_mlp.files.text import clean_name

NAME = "arrays"
"""How a data set of arrays is called."""
_DIMENSIONS = 2


def array_dataset(X: Any, y: Any, class_names: Sequence[str] | None = None) -> Dataset:  # noqa: N803
    """The data set of samples and targets.

    Args:
        X: (N, D) numbers, or images (N, height, width); a frame's columns name the features.
        y: (N,) whole numbers, texts or truth values; or (N, C): one-hot, distributions, or 0 and 1
            for each label.
        class_names: C names, where y holds class numbers from 0 or has C columns.

    Raises:
        DataError: they hold something else, or do not fit together.
    """
    targets = _targets(y)
    arrays = {"X": samples_array(X), _key(targets): targets}
    if class_names is not None:
        arrays["labels"] = np.array(list(class_names), dtype=np.str_)
    dataset = dataset_of_arrays("X and y", NAME, arrays)
    names = feature_names_of_frame(X)
    if not names:
        return dataset
    inputs = dataset.inputs and replace(dataset.inputs, feature_names=names)
    return replace(dataset, feature_names=names, inputs=inputs)


def dataset_arrays(dataset: Dataset) -> dict[str, AnyArray]:
    """The arrays that `dataset_of_arrays` makes the same samples, targets and classes of."""
    shape = (len(dataset.features), *(dataset.image_shape or (dataset.features.shape[1],)))
    one_hot = dataset.task.value == "multi-class" and bool(np.isin(dataset.targets, (0, 1)).all())
    targets = {"y": dataset.labels} if one_hot else {"Y": dataset.targets}
    labels = np.array(dataset.class_names, dtype=np.str_)
    return {"X": dataset.features.reshape(shape), **targets, "labels": labels}


def samples_array(X: Any) -> AnyArray:  # noqa: N803
    """Samples as an array of numbers.

    Raises:
        DataError: they are none.
    """
    try:
        array = np.asarray(X.to_numpy() if hasattr(X, "to_numpy") else X)
    except ValueError as error:
        raise DataError(f"X: its rows differ in length: {error}") from error
    if array.dtype.kind == "O":
        array = _numbers(X, array)
    return array


def feature_rows(X: Any, feature_names: Sequence[str]) -> FloatArray:  # noqa: N803
    """New samples (N, D) for a model with these features; a frame's columns are found by name.

    Raises:
        DataError: a column is missing, or the shape is another one.
    """
    names = feature_names_of_frame(X)
    if names and set(feature_names) <= set(names) and tuple(feature_names) != names:
        X = X[list(feature_names)]  # noqa: N806
    array = samples_array(X)
    rows = array.reshape(len(array), -1) if array.ndim > _DIMENSIONS else array
    if rows.ndim != _DIMENSIONS or rows.shape[1] != len(feature_names):
        raise DataError(
            f"X has the shape {array.shape}, but the model takes (N, {len(feature_names)})"
        )
    if rows.dtype.kind not in "biuf":
        raise DataError(f"X holds {rows.dtype}, not numbers")
    return np.ascontiguousarray(rows, np.float32)


def feature_names_of_frame(X: Any) -> tuple[str, ...]:  # noqa: N803
    """The names of a frame's columns; none of an array."""
    columns = getattr(X, "columns", None)
    return () if columns is None else tuple(clean_name(str(name)) for name in columns)


def _numbers(X: Any, array: AnyArray) -> AnyArray:  # noqa: N803
    """An array of objects as numbers.

    Raises:
        DataError: one of them is none; the line names its row and column.
    """
    try:
        return array.astype(np.float64)
    except (TypeError, ValueError):
        pass
    names = feature_names_of_frame(X)
    for (row, *rest), value in np.ndenumerate(array):
        if not isinstance(value, int | float | np.number):
            column = rest[0] if rest else 0
            name = f"'{names[column]}'" if names else str(column)
            raise DataError(
                f"X, row {row}, column {name}: {value!r} is not a number; a file with texts is "
                "read by data="
            )
    raise DataError("X holds numbers that are too large")


def _targets(y: Any) -> AnyArray:
    array = np.asarray(y.to_numpy() if hasattr(y, "to_numpy") else y)
    if array.dtype.kind == "O":
        return np.array([str(each) for each in array.ravel()]).reshape(array.shape)
    return array


def _key(targets: AnyArray) -> str:
    """`y` for a class of each sample, `Y` for a matrix that is not one-hot."""
    if targets.ndim != _DIMENSIONS or targets.shape[1] == 1 or targets.dtype.kind not in "biuf":
        return "y"
    one_hot = np.isin(targets, (0, 1)).all() and (targets.sum(axis=1) == 1).all()
    return "y" if one_hot else "Y"
