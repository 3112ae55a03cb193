"""The values that every reader and generator of data ends in."""

from dataclasses import dataclass, field
from enum import StrEnum

from tui_mlp.arrays import FloatArray, IntArray

MOST_FEATURES = 100_000
"""So many features a sample may have."""
MOST_VALUES = 2**28
"""So many numbers N D the features may be, which take 1 GiB."""


class Task(StrEnum):
    """What the targets of a data set mean."""

    MULTICLASS = "multi-class"
    MULTILABEL = "multi-label"


@dataclass(frozen=True, eq=False)
class Dataset:
    """N samples with D features each, and a target over C classes for every sample."""

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

    @property
    def labels(self) -> IntArray:
        """(N,) the class number of every sample, from 0; the most probable one."""
        numbers: IntArray = self.targets.argmax(axis=1)
        return numbers
