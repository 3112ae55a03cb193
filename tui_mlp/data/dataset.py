"""The values that every reader and generator of data ends in."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from tui_mlp.arrays import AnyArray, FloatArray, IntArray
from tui_mlp.data.data_report import DataReport
from tui_mlp.data.input_column import ModelInputs

MOST_FEATURES = 100_000
"""So many features a sample may have."""
MOST_VALUES = 2**28
"""So many numbers N D the features may be, which take 1 GiB."""

FEWEST_TO_PART = 6
"""Fewer samples are all trained on: none of the four points of XOR can be spared."""

_COORDINATES = ("x", "y"), ("x1", "x2")


class Task(StrEnum):
    """What the targets of a data set mean."""

    MULTICLASS = "multi-class"
    MULTILABEL = "multi-label"


@dataclass(frozen=True, eq=False)
class Dataset:
    """N samples with D features each, and a target over C classes for every sample.

    Raises:
        ValueError: an array is not in single precision, or the parts do not fit together.
    """

    name: str
    """How the set is called on the screen and in reports."""
    features: FloatArray
    """(N, D), as in the source: not standardised."""
    targets: FloatArray
    """(N, C): a distribution over the classes in each row for MULTICLASS, one-hot where a sample's
    class is known for certain; 0/1 labels for MULTILABEL."""
    feature_names: tuple[str, ...]
    """D names."""
    class_names: tuple[str, ...]
    """C names."""
    task: Task = Task.MULTICLASS
    image_shape: tuple[int, int] | None = None
    """(height, width) with height * width = D, where a sample is an image."""
    notes: tuple[str, ...] = field(default=())
    """What the reader did to the data, a sentence each, for the user to read."""
    report: DataReport | None = None
    """What was understood of the file that it was read from."""
    inputs: ModelInputs | None = None
    """How new samples are read for a model of this set; None where their names tell."""
    given_test: int = 0
    """How many samples are the test part by the file's own split: the last, but for `added`."""
    lines: IntArray | None = None
    """The line of the user's file that each sample begins on; None where that was not kept, or
    there is no such file. Samples that were added have none."""
    added: int = 0
    """How many of the last samples were added by hand: they are always trained on."""

    def __post_init__(self) -> None:
        samples, dimensions = require_float32("features", self.features, "N, D")
        targets, classes = require_float32("targets", self.targets, "N, C")
        if 0 in (samples, dimensions, classes):
            raise ValueError("a data set has one sample, feature and class at least")
        if targets != samples:
            raise ValueError(f"{samples} samples, but {targets} targets")
        for noun, count, names in (
            ("features", dimensions, self.feature_names),
            ("classes", classes, self.class_names),
        ):
            if len(names) != count:
                raise ValueError(f"{count} {noun}, but {len(names)} names of them")
        if not 0 <= self.given_test < samples - self.added:
            raise ValueError(f"{self.given_test} of {samples - self.added} samples are to test on")
        height, width = self.image_shape or (1, dimensions)
        if height < 1 or height * width != dimensions:
            raise ValueError(f"{height} x {width} pixels, but {dimensions} features")

    def __repr__(self) -> str:
        noun = "labels" if self.task is Task.MULTILABEL else "classes"
        return (
            f"Dataset({self.name!r}, {len(self.features)} samples, "
            f"{len(self.feature_names)} features, {len(self.class_names)} {noun})"
        )

    @property
    def shown_feature_names(self) -> tuple[str, ...]:
        """D names for the screen, see `shown_feature_names`."""
        return shown_feature_names(self.feature_names)

    @property
    def labels(self) -> IntArray:
        """(N,) the class number of every sample, from 0; the most probable one."""
        numbers: IntArray = self.targets.argmax(axis=1)
        return numbers


def shown_feature_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names of features for the screen: x₁ and x₂ for the coordinates of a point.

    Beside a sample x and its target y those names would say something else.
    """
    return ("x₁", "x₂") if names in _COORDINATES else names


def require_float32(name: str, array: AnyArray, axes: str) -> tuple[int, ...]:
    """The shape of an array that must be in single precision, with axes such as "N, D".

    Raises:
        ValueError: it is not.
    """
    if array.dtype != np.float32 or array.ndim != axes.count(",") + 1:
        raise ValueError(f"{name}: {array.dtype} {array.shape}, not float32 ({axes})")
    return array.shape
