"""A sample as a person would fill it in: numbers, and choices that one-hot columns stand for."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tui_mlp.data.dataset import Dataset


@dataclass(frozen=True)
class InputField:
    """A number, or a choice that one-hot columns `colour=red` stand for."""

    name: str
    """Of the feature, or of the column that the one-hot features were made of."""
    column: int
    """Where its first feature is in a sample."""
    categories: tuple[str, ...] = ()
    """The K choices, a feature each; none for a number."""
    low: float = float("nan")
    """The least value in the data; NaN where there is none."""
    high: float = float("nan")
    """The largest value in the data."""

    @property
    def width(self) -> int:
        """How many features it takes."""
        return max(len(self.categories), 1)


def input_fields(dataset: Dataset) -> tuple[InputField, ...]:
    """The fields of a data set's samples, in the order of its features."""
    return tuple(_fields(dataset))


def _fields(dataset: Dataset) -> Iterator[InputField]:
    names, features = dataset.shown_feature_names, dataset.features
    present = np.isfinite(features)
    low = np.where(present, features, np.inf).min(axis=0)
    high = np.where(present, features, -np.inf).max(axis=0)
    column = 0
    while column < len(names):
        field = _one_hot(dataset, column)
        if field is None:
            known = low[column] <= high[column]
            limits = (float(low[column]), float(high[column])) if known else ()
            field = InputField(names[column], column, (), *limits)
        yield field
        column += field.width


def _one_hot(dataset: Dataset, column: int) -> InputField | None:
    """The choice that begins at a column: neighbours `name=text` of which just one is 1."""
    names = dataset.feature_names
    name = names[column]
    signs = [place for place, character in enumerate(name) if character == "="]
    for sign in reversed(signs):
        prefix, end = name[: sign + 1], column
        while end < len(names) and names[end].startswith(prefix):
            end += 1
        values = dataset.features[:, column:end]
        values = values[~np.isnan(values).any(axis=1)]
        if np.isin(values, (0, 1)).all() and (values.sum(axis=1) == 1).all():
            texts = tuple(each[sign + 1 :] for each in names[column:end])
            return InputField(prefix[:-1], column, texts)
    return None
