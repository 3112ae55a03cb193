"""The arrays of samples in an NPZ file: which they are, and their shapes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tui_mlp.arrays import AnyArray, FloatArray
from tui_mlp.data.dataset import MOST_FEATURES, MOST_VALUES
from tui_mlp.files.errors import DataError
from tui_mlp.files.npz_archive import ArchiveError, read_arrays
from tui_mlp.numbers import grouped

_MOST_SAMPLES = 10_000_000
_FLOAT32_MAX = np.finfo(np.float32).max
_COLOURS = ("red", "green", "blue")
_PLAIN, _TRAIN, _TEST = ("X", "x"), ("x_train", "X_train"), ("x_test", "X_test")
_TARGETS = ("y", "Y")
_OF_TRAIN, _OF_TEST = ("y_train", "Y_train"), ("y_test", "Y_test")
_NAMES = (*_PLAIN, *_TRAIN, *_TEST, *_TARGETS, *_OF_TRAIN, *_OF_TEST, "labels")

Arrays = dict[str, AnyArray]


@dataclass(frozen=True, eq=False)
class ArraySamples:
    """The arrays of samples, checked."""

    features: FloatArray
    shape: tuple[int, ...]
    """Of a sample."""
    dtype: np.dtype[Any]

    @property
    def image_shape(self) -> tuple[int, int] | None:
        """(height, width) of an image of one channel."""
        return (self.shape[0], self.shape[1]) if len(self.shape) == 2 else None


def load_arrays(source: str, data: bytes) -> tuple[Arrays, int]:
    """The arrays X, y or Y, and labels, and how many of the last samples are a given test part.

    Raises:
        DataError: the file is damaged, or its training and test arrays do not fit together.
    """
    try:
        found = read_arrays(data, _NAMES)
    except ArchiveError as error:
        raise DataError(f"{source}: {error}") from error
    arrays = {"labels": found["labels"]} if "labels" in found else {}
    train, test = _one_of(found, _TRAIN), _one_of(found, _TEST)
    if _one_of(found, _PLAIN) is not None or train is None:
        plain = {"X": _one_of(found, _PLAIN), "y": found.get("y"), "Y": found.get("Y")}
        return arrays | {name: each for name, each in plain.items() if each is not None}, 0
    of_train, of_test = _one_of(found, _OF_TRAIN), _one_of(found, _OF_TEST)
    if of_train is None:
        raise DataError(f"{source}: there is no array 'y_train' beside x_train")
    if test is None or of_test is None:
        return arrays | {"X": train, "y": of_train}, 0
    for name, first, second in (("x", train, test), ("y", of_train, of_test)):
        if first.shape[1:] != second.shape[1:] or 0 in (first.ndim, second.ndim):
            raise DataError(
                f"{source}: {name}_train and {name}_test have the shapes {first.shape} and "
                f"{second.shape}, which do not fit together"
            )
    if len(test) != len(of_test):
        raise DataError(
            f"{source}: x_test has {len(test)} samples, but y_test {len(of_test)} targets"
        )
    try:
        both = {"X": np.concatenate([train, test]), "y": np.concatenate([of_train, of_test])}
    except (TypeError, ValueError) as error:
        raise DataError(f"{source}: its training and test arrays do not fit together") from error
    return arrays | both, len(test)


def _one_of(arrays: Arrays, names: Sequence[str]) -> AnyArray | None:
    return next((arrays[name] for name in names if name in arrays), None)


def named_array(source: str, arrays: Arrays, name: str) -> AnyArray:
    """The array of a name.

    Raises:
        DataError: there is none.
    """
    if name not in arrays:
        raise DataError(f"{source}: there is no array '{name}' in it")
    return arrays[name]


def samples_of(source: str, arrays: Arrays) -> ArraySamples:
    """The features (N, D), and the shape of a sample.

    Raises:
        DataError: there is no X, or it is none of numbers, too large, or of another shape.
    """
    x = named_array(source, arrays, "X")
    if x.ndim == 4 and x.shape[3] == 1:
        x = x[..., 0]
    if not (x.ndim in {2, 3} or (x.ndim == 4 and x.shape[3] == len(_COLOURS))) or 0 in x.shape:
        raise DataError(f"{source}: X has the shape {x.shape}, not (N, D) or (N, height, width)")
    if x.dtype.kind not in "biuf":
        raise DataError(f"{source}: X holds {x.dtype}, not numbers")
    flat = x.reshape(len(x), -1)
    if flat.shape[1] > MOST_FEATURES or len(x) > _MOST_SAMPLES or x.size > MOST_VALUES:
        raise DataError(
            f"{source}: X has the shape {x.shape}, but at most {grouped(_MOST_SAMPLES)} samples "
            f"with {grouped(MOST_FEATURES)} features, and {grouped(MOST_VALUES)} numbers together, "
            "can be used"
        )
    # NaN compares false, and is refused too
    unusable = ~(np.abs(flat) <= _FLOAT32_MAX) if x.dtype.kind == "f" else np.False_
    if unusable.any():
        row, column = np.argwhere(unusable)[0] + 1
        raise DataError(
            f"{source}: X, row {row}, column {column}: {flat[row - 1, column - 1]} is not a "
            "finite number in single precision; correct it"
        )
    return ArraySamples(np.array(flat, np.float32, order="C"), x.shape[1:], x.dtype)


def feature_names_of(shape: tuple[int, ...]) -> tuple[str, ...]:
    """The names of the D features of a sample of this shape."""
    if len(shape) == 1:
        return tuple(f"feature_{number}" for number in range(1, shape[0] + 1))
    height, width = shape[:2]
    pixels = [f"pixel_{row}_{column}" for row in range(height) for column in range(width)]
    if len(shape) == 2:
        return tuple(pixels)
    return tuple(f"{pixel}_{colour}" for pixel in pixels for colour in _COLOURS)
