"""A sample as a person would fill it in: numbers, and choices in the words of the data."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tui_mlp.arrays import FloatArray
from tui_mlp.data.dataset import Dataset


@dataclass(frozen=True)
class InputField:
    """A number, or a choice: of one-hot features `colour=red`, or of the 0 and the 1 of one."""

    name: str
    """Of the feature, or of the column that the one-hot features were made of."""
    column: int
    """Where its first feature is in a sample."""
    categories: tuple[str, ...] = ()
    """The K choices; none for a number."""
    low: float = float("nan")
    """The least value in the data; NaN where there is none."""
    high: float = float("nan")
    """The largest value in the data."""
    is_truth_value: bool = False
    """Whether its two choices are the 0 and the 1 of one feature; else each has a feature."""

    @property
    def width(self) -> int:
        """How many features it takes."""
        return 1 if self.is_truth_value else max(len(self.categories), 1)

    def choice_in(self, features: FloatArray) -> int | None:
        """Which of the choices is made in a sample (D,); None for none."""
        values = features[self.column : self.column + self.width]
        if self.is_truth_value:
            return int(values[0]) if values[0] in (0, 1) else None
        return int(values.argmax()) if (values == 1).any() else None

    def choices(self) -> FloatArray:
        """(K, width) what its features are for each choice."""
        count = len(self.categories)
        if self.is_truth_value:
            return np.arange(count, dtype=np.float32)[:, np.newaxis]
        return np.eye(count, dtype=np.float32)


def input_fields(dataset: Dataset) -> tuple[InputField, ...]:
    """The fields of a data set's samples, in the order of its features."""
    return tuple(_fields(dataset))


def _fields(dataset: Dataset) -> Iterator[InputField]:
    names, features = dataset.shown_feature_names, dataset.features
    present = np.isfinite(features)
    low = np.where(present, features, np.inf).min(axis=0)
    high = np.where(present, features, -np.inf).max(axis=0)
    truths = _truth_values(dataset)
    column = 0
    while column < len(names):
        field = truths.get(column) or _one_hot(dataset, column)
        if field is None:
            known = low[column] <= high[column]
            limits = (float(low[column]), float(high[column])) if known else ()
            field = InputField(names[column], column, (), *limits)
        yield field
        column += field.width


def _truth_values(dataset: Dataset) -> dict[int, InputField]:
    """The choices between two words that are the 0 and the 1 of a feature, by their columns."""
    found, column = {}, 0
    for each in () if dataset.inputs is None else dataset.inputs.columns:
        if each.kind == "truth value" and len(each.categories) == len(("false", "true")):
            found[column] = InputField(each.name, column, each.categories, is_truth_value=True)
        column += len(each.feature_names)
    return found


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
