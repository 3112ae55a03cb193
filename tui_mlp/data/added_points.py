"""Points that were added to 2-D data by hand."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tui_mlp.data.dataset import Dataset, Task
from tui_mlp.files.errors import DataError
from tui_mlp.numbers import setting_text

MOST_POINTS = 1000
_LARGEST = 1e6
"""Of a coordinate: far beyond what one could place by hand, and far below the end of numbers."""


@dataclass(frozen=True)
class AddedPoint:
    """A point in the plane of the data, and its class."""

    x1: float
    x2: float
    class_name: str

    def __str__(self) -> str:
        return f"{setting_text(self.x1)},{setting_text(self.x2)},{self.class_name}"

    @classmethod
    def parsed(cls, text: str) -> "AddedPoint":
        """The point that a text such as "0.5,-1.2,c0" stands for.

        Raises:
            DataError: it is none.
        """
        first, second, name = (*text.split(",", 2), "", "")[:3]
        try:
            x1, x2 = float(first), float(second)
        except ValueError:
            x1 = x2 = math.nan
        if not (abs(x1) <= _LARGEST and abs(x2) <= _LARGEST and name):
            raise DataError(f"point {text}: takes two numbers and a class, such as 0.5,-1.2,c0")
        return cls(x1, x2, name)


def with_points(dataset: Dataset, texts: Sequence[str]) -> Dataset:
    """A data set with points of one's own behind its samples.

    Raises:
        DataError: a text is no point, or the set is not of points in a plane with a class each.
    """
    if dataset.features.shape[1] != 2 or dataset.task is not Task.MULTICLASS:
        raise DataError(f"{dataset.name} takes no points: only data with 2 features and classes do")
    if len(texts) > MOST_POINTS:
        raise DataError(f"{len(texts)} points of one's own: {MOST_POINTS} at most")
    points = [AddedPoint.parsed(text) for text in texts]
    numbers = [_class_number(dataset, point) for point in points]
    features = np.array([[point.x1, point.x2] for point in points], np.float32)
    targets = np.eye(len(dataset.class_names), dtype=np.float32)[numbers]
    return replace(
        dataset,
        features=np.concatenate([dataset.features, features]),
        targets=np.concatenate([dataset.targets, targets]),
        added=len(points),
    )


def _class_number(dataset: Dataset, point: AddedPoint) -> int:
    if point.class_name not in dataset.class_names:
        names = ", ".join(dataset.class_names[:10])
        raise DataError(f"point {point}: no class of {dataset.name}, which has {names}")
    return dataset.class_names.index(point.class_name)
