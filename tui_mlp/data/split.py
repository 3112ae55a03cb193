"""Training, validation and test part of a data set, and the standardisation of its features."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import FloatArray, IntArray
from tui_mlp.data.dataset import FEWEST_TO_PART, Dataset, Task, require_float32
from tui_mlp.files.errors import DataError

_SMALLEST_STRATUM = 10
_FLOAT32_MAX = float(np.finfo(np.float32).max)


@dataclass(frozen=True, eq=False)
class Standardization:
    """Shifts and scales each feature: (x - mean) / scale, and 0 where x is missing (NaN).

    Raises:
        ValueError: the arrays are not in single precision, or differ in length.
    """

    mean: FloatArray
    """(D,) of the training part."""
    scale: FloatArray
    """(D,) standard deviation of the training part, 1 where that is 0; all > 0."""

    def __post_init__(self) -> None:
        mean = require_float32("mean", self.mean, "D")
        if require_float32("scale", self.scale, "D") != mean:
            raise ValueError(f"{len(self.mean)} means, but {len(self.scale)} scales")

    def __repr__(self) -> str:
        return f"Standardization({len(self.mean)} features)"

    def apply(self, features: FloatArray) -> FloatArray:
        """The standardised features (N, D), C-contiguous; a missing one counts as the mean."""
        standardised = np.subtract(features, self.mean, dtype=np.float64)
        standardised /= self.scale
        np.nan_to_num(standardised, copy=False)
        np.clip(standardised, -_FLOAT32_MAX, _FLOAT32_MAX, out=standardised)
        return standardised.astype(np.float32)

    @classmethod
    def of(cls, features: FloatArray, *, image: bool = False) -> "Standardization":
        """The standardisation by these samples (N, D), in float64, missing values passed over.

        The pixels of an image share one mean and one scale: a pixel near the border that is lit
        in one training image of a thousand would otherwise come out thirty times too large.
        """
        values = features.reshape(-1, 1) if image else features
        present = ~np.isnan(values)
        count = np.maximum(present.sum(axis=0), 1)
        total = np.sum(values, axis=0, dtype=np.float64, where=present)
        mean = (total / count).astype(np.float32)
        deviation = np.subtract(values, mean, dtype=np.float64)
        variance = np.sum(np.square(deviation, out=deviation), axis=0, where=present) / count
        scale = np.sqrt(variance).astype(np.float32)
        scale[scale == 0] = 1
        dimensions = features.shape[1]
        return cls(np.resize(mean, dimensions), np.resize(scale, dimensions))

    @classmethod
    def none(cls, dimensions: int) -> "Standardization":
        """The one that leaves D features as they are; a missing value counts as 0."""
        return cls(np.zeros(dimensions, np.float32), np.ones(dimensions, np.float32))


@dataclass(frozen=True, eq=False)
class Part:
    """The samples of one part, in random order.

    Raises:
        ValueError: the arrays are not in single precision, or differ in length.
    """

    features: FloatArray
    """(n, D), standardised, C-contiguous."""
    targets: FloatArray
    """(n, C)."""
    rows: IntArray
    """(n,) where these samples are in the data set."""

    def __post_init__(self) -> None:
        features, _ = require_float32("features", self.features, "n, D")
        targets, _ = require_float32("targets", self.targets, "n, C")
        if not features == targets == len(self.rows):
            raise ValueError(f"{features} samples, {targets} targets, {len(self.rows)} rows")

    def __repr__(self) -> str:
        return f"Part({len(self.rows)} samples)"


@dataclass(frozen=True, eq=False)
class Split:
    """A data set in three parts that share no sample.

    Raises:
        ValueError: the parts are not of one data set.
    """

    train: Part
    validation: Part
    test: Part
    standardization: Standardization
    """By the training part alone: the others' samples must not leak into it."""

    def __post_init__(self) -> None:
        if (
            len({(part.features.shape[1], part.targets.shape[1]) for _, part in self.named_parts()})
            > 1
        ):
            raise ValueError("the parts differ in their numbers of features or classes")
        if len(self.standardization.mean) != self.train.features.shape[1]:
            raise ValueError("the standardisation does not fit the features")

    def __repr__(self) -> str:
        sizes = (f"{len(part.rows)} {name}" for name, part in self.named_parts())
        return f"Split({', '.join(sizes)})"

    def named_parts(self) -> tuple[tuple[str, Part], ...]:
        """Each part with its name."""
        return ("train", self.train), ("validation", self.validation), ("test", self.test)


def split(
    dataset: Dataset,
    validation: float,
    test: float,
    rng: np.random.Generator,
    *,
    subset: int | None = None,
    standardize: bool = True,
) -> Split:
    """Split at random, with the classes in each part as they are in the whole (stratified).

    The parts hold round(validation N) and round(test N) samples. Every class keeps at least one
    sample in the training part, which makes the others smaller where classes are tiny. Samples
    with several labels are parted by their sets of labels, the rare sets taken together. Of fewer
    than `FEWEST_TO_PART` samples none is held out. A test part that the file itself gives is
    kept, and `test` has no effect then.

    Args:
        dataset: what is split.
        validation: the fraction of the samples to validate on.
        test: the fraction to test on.
        rng: draws all that is drawn.
        subset: use so many samples, the classes as they are in the whole; None for all. A test
            part that the file gives, and what was added by hand, is not counted.
        standardize: False leaves the features in their units.

    Raises:
        DataError: the parts are not such that 0 <= validation + test < 1.
    """
    if validation < 0 or test < 0 or validation + test >= 1:
        raise DataError("validation and test must each be 0 or more, and together less than 1")
    own = len(dataset.features) - dataset.added
    given = own - dataset.given_test
    labels = _strata(dataset)[:given]
    used: IntArray = np.arange(given)
    if subset is not None and subset < given:
        used = _drawn(labels, subset, rng)
        labels = labels[used]
    if len(used) < FEWEST_TO_PART:
        validation = test = 0
    elif dataset.given_test:
        test = 0
    sizes = np.bincount(labels)
    validation_sizes, test_sizes = _held_out_sizes(sizes, validation, test)
    order = rng.permutation(len(labels))
    by_class = used[order[np.argsort(labels[order], kind="stable")]]
    members = np.split(by_class, np.cumsum(sizes)[:-1])
    held_out = zip(members, validation_sizes, test_sizes, strict=True)
    cut = [np.split(rows, [v, v + t]) for rows, v, t in held_out]
    validation_rows, test_rows, train_rows = (
        rng.permutation(np.concatenate(rows)) for rows in zip(*cut, strict=True)
    )
    if dataset.given_test:
        test_rows = given + rng.permutation(dataset.given_test)
    train_rows = np.concatenate([train_rows, np.arange(own, len(dataset.features))])
    standardization = (
        Standardization.of(dataset.features[train_rows], image=dataset.image_shape is not None)
        if standardize
        else Standardization.none(dataset.features.shape[1])
    )
    train, validation_part, test_part = (
        Part(standardization.apply(dataset.features[rows]), dataset.targets[rows], rows)
        for rows in (train_rows, validation_rows, test_rows)
    )
    return Split(train, validation_part, test_part, standardization)


def _strata(dataset: Dataset) -> IntArray:
    """(N,) which of the groups that are parted alike each sample belongs to."""
    if dataset.task is Task.MULTICLASS:
        return dataset.labels
    _, groups, sizes = np.unique(dataset.targets, axis=0, return_inverse=True, return_counts=True)
    rare = sizes < _SMALLEST_STRATUM
    numbers: IntArray = np.where(rare, 0, np.cumsum(~rare))[groups.reshape(-1)]
    return numbers


def _drawn(labels: IntArray, count: int, rng: np.random.Generator) -> IntArray:
    """(count,) rising places, of each class its share."""
    sizes = np.bincount(labels)
    shares = _apportion(count, sizes * (count / len(labels)), sizes)
    order = rng.permutation(len(labels))
    by_class = order[np.argsort(labels[order], kind="stable")]
    members = np.split(by_class, np.cumsum(sizes)[:-1])
    drawn = [rows[:share] for rows, share in zip(members, shares, strict=True)]
    return np.sort(np.concatenate(drawn))


def _held_out_sizes(sizes: IntArray, validation: float, test: float) -> tuple[IntArray, IntArray]:
    """How many samples of each class (C,) go to the validation and to the test part."""
    count = int(sizes.sum())
    validation_total, test_total = _rounded(count * validation), _rounded(count * test)
    held_total = validation_total + test_total
    if held_total == 0:
        return np.zeros_like(sizes), np.zeros_like(sizes)
    held = _apportion(held_total, sizes * (validation + test), np.maximum(sizes - 1, 0))
    share = validation_total / held_total
    validation_sizes = _apportion(_rounded(held.sum() * share), held * share, held)
    return validation_sizes, held - validation_sizes


def _rounded(number: float) -> int:
    return int(number + 0.5)


def _apportion(total: int, quotas: npt.NDArray[np.floating], limits: IntArray) -> IntArray:
    """Share out `total` by the largest remainder method (Hamilton), within limits.

    Each class gets its quota rounded down, and those with the largest remainders one more, until
    `total` is reached or no class is left that may have more.
    """
    given: IntArray = np.minimum(np.floor(quotas).astype(np.intp), limits)
    by_remainder = np.argsort(given - quotas, kind="stable")
    open_to_more = by_remainder[given[by_remainder] < limits[by_remainder]]
    given[open_to_more[: max(0, total - int(given.sum()))]] += 1
    return given
