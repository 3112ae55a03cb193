"""One part of R splits: as R standardised copies, or as one copy of the features for all."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np

from tui_mlp.arrays import Float64Array, FloatArray, IntArray
from tui_mlp.data.split import Part, Standardization

_LARGEST = 1e37
"""Far below the end of float32: what is less, and is no NaN, needs no care in standardising."""


class PartStack(ABC):
    """The n samples that each of R runs has in one part of its data.

    Args:
        count: n, the same for all.
        features: D.
        targets: C, of the network's outputs.
    """

    def __init__(self, count: int, features: int, targets: int) -> None:
        self.count = count
        self.feature_count = features
        self.target_count = targets

    @abstractmethod
    def take(self, places: IntArray, features: FloatArray, targets: FloatArray) -> None:
        """Write the samples at places (R, B) into features (R, B, D) and targets (R, B, C)."""

    @abstractmethod
    def between(self, start: int, stop: int) -> tuple[FloatArray, FloatArray]:
        """Samples start to stop of each run: features (R, B, D), targets (R, B, C)."""


class CopiedParts(PartStack):
    """R standardised copies, for data that differ by run or are small.

    Args:
        parts: one for each run, of equal sizes.
        targets: (n, C) for each, as the network takes them.
    """

    def __init__(self, parts: Sequence[Part], targets: Sequence[FloatArray]) -> None:
        self._features = np.stack([part.features for part in parts])
        self._targets = np.stack(targets)
        replicas, count, dimensions = self._features.shape
        super().__init__(count, dimensions, self._targets.shape[2])
        self._flat_features = self._features.reshape(-1, dimensions)
        self._flat_targets = self._targets.reshape(-1, self.target_count)
        self._offsets = count * np.arange(replicas)[:, np.newaxis]

    def take(self, places: IntArray, features: FloatArray, targets: FloatArray) -> None:
        """Gather them from the copies."""
        rows = places + self._offsets
        # mode="clip" lets NumPy write into `out` directly; the row numbers are in range anyway
        self._flat_features.take(rows, axis=0, out=features, mode="clip")
        self._flat_targets.take(rows, axis=0, out=targets, mode="clip")

    def between(self, start: int, stop: int) -> tuple[FloatArray, FloatArray]:
        """Views of them."""
        return self._features[:, start:stop], self._targets[:, start:stop]


class SharedParts(PartStack):
    """One copy of the source's features for all runs, standardised a batch at a time.

    Args:
        features: (N, D) as in the source.
        targets: (N, C) as the network takes them, not smoothed.
        rows: (n,) where each run's samples are in the source.
        standardizations: each run's.
        smoothing: for each run, what the targets are multiplied by and what is added.
    """

    def __init__(
        self,
        features: FloatArray,
        targets: FloatArray,
        rows: Sequence[IntArray],
        standardizations: Sequence[Standardization],
        smoothing: Sequence[tuple[float, float]],
    ) -> None:
        self._rows = np.stack(rows)
        super().__init__(self._rows.shape[1], features.shape[1], targets.shape[1])
        self._source_features, self._source_targets = features, targets
        self._standardizations = tuple(standardizations)
        factors = np.array(smoothing, np.float32)[:, :, np.newaxis, np.newaxis]
        self._smoothing = factors if (factors[:, 1] > 0).any() else None
        smallest = min(float(each.scale.min()) for each in self._standardizations)
        largest = float(np.abs(features).max())
        self._plain = largest < _LARGEST * min(smallest, 1.0)
        self._work: dict[int, Float64Array] = {}

    def take(self, places: IntArray, features: FloatArray, targets: FloatArray) -> None:
        """Gather them from the source, and standardise and smooth them."""
        rows = np.take_along_axis(self._rows, places, axis=1)
        for own, out, standardization in zip(rows, features, self._standardizations, strict=True):
            self._write_standardised(own, out, standardization)
        self._source_targets.take(rows, axis=0, out=targets, mode="clip")
        if self._smoothing is not None:
            np.multiply(targets, self._smoothing[:, 0], out=targets)
            np.add(targets, self._smoothing[:, 1], out=targets)

    def _write_standardised(
        self, rows: IntArray, out: FloatArray, standardization: Standardization
    ) -> None:
        """As `Standardization.apply`, which also takes what is missing or far too large."""
        if not self._plain:
            out[...] = standardization.apply(self._source_features[rows])
            return
        work = self._work.get(len(rows))
        if work is None:
            work = np.empty(out.shape, np.float64)
            self._work = {len(rows): work}
        self._source_features.take(rows, axis=0, out=out, mode="clip")
        np.subtract(out, standardization.mean, out=work, dtype=np.float64)
        np.divide(work, standardization.scale, out=out, casting="same_kind")

    def between(self, start: int, stop: int) -> tuple[FloatArray, FloatArray]:
        """New arrays."""
        places = np.broadcast_to(np.arange(start, stop), (len(self._rows), stop - start))
        features = np.empty((*places.shape, self.feature_count), np.float32)
        targets = np.empty((*places.shape, self.target_count), np.float32)
        self.take(places, features, targets)
        return features, targets
