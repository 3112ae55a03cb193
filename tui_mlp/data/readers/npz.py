"""NPZ files of samples as data sets: arrays X and y, or X and Y."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tui_mlp.arrays import AnyArray, FloatArray
from tui_mlp.data.dataset import MOST_FEATURES, MOST_VALUES, Dataset, Task
from tui_mlp.data.reader import Progress, Reader
from tui_mlp.data.table.class_labels import (
    MOST_CLASSES,
    coded_classes,
    number_classes,
    one_hot_targets,
)
from tui_mlp.data.table.target_matrix import is_distribution, target_notes
from tui_mlp.files.errors import DataError
from tui_mlp.files.npz_archive import ArchiveError, read_arrays
from tui_mlp.files.text import clean_name, quoted_list, shown_path
from tui_mlp.numbers import grouped

_MOST_SAMPLES = 10_000_000
_FLOAT32_MAX = np.finfo(np.float32).max


def read_npz(
    path: str | Path,
    data: bytes,
    target: str | None = None,
    progress: Progress | None = None,
) -> Dataset:
    """The data set in an NPZ file.

    `X` (N, D) or images (N, height, width); with `y` (N,), whole numbers or texts, or `Y` (N, C)
    of 0 and 1 for a multi-label set, or of distributions for soft targets. `labels` (C,) names the
    classes, where it is there. Pickled objects are never loaded.

    Raises:
        DataError: the file is damaged, lacks an array, or its arrays do not fit together.
    """
    source = shown_path(path)
    if target is not None:
        raise DataError(f"target: {source} is an NPZ file, whose target is its array y")
    arrays = _load(source, data)
    features, image_shape = _features(source, arrays)
    notes: list[str] = []
    name = "Y" if "Y" in arrays and "y" not in arrays else "y"
    count = len(np.atleast_1d(_array(source, arrays, name)))
    if count != len(features):
        raise DataError(f"{source}: X has {len(features)} samples, but there are {count} targets")
    if name == "Y":
        targets, names = _matrix_targets(source, arrays)
        task = Task.MULTICLASS if is_distribution(targets) else Task.MULTILABEL
        notes += target_notes(targets, task)
    else:
        task = Task.MULTICLASS
        targets, names = _class_targets(source, arrays)
    if progress is not None:
        progress(1.0)
    return Dataset(
        name=clean_name(Path(path).name),
        features=features,
        targets=targets,
        feature_names=_feature_names(features.shape[1], image_shape),
        class_names=names,
        task=task,
        image_shape=image_shape,
        notes=tuple(notes),
    )


def read_npz_features(path: str | Path, data: bytes, feature_names: Sequence[str]) -> FloatArray:
    """The features (N, D) in an NPZ file, whatever its targets.

    Raises:
        DataError: the file is damaged, or has no usable X, or not one of D features.
    """
    source = shown_path(path)
    features, _ = _features(source, _load(source, data))
    if features.shape[1] != len(feature_names):
        raise DataError(
            f"{source}: X has {features.shape[1]} features for each sample, "
            f"but the model takes {len(feature_names)}"
        )
    return features


NPZ = Reader(
    name="npz",
    suffixes=(".npz",),
    magic=b"PK\x03\x04",
    read=read_npz,
    read_features=read_npz_features,
)


def _load(source: str, data: bytes) -> dict[str, AnyArray]:
    try:
        return read_arrays(data, ("X", "y", "Y", "labels"))
    except ArchiveError as error:
        raise DataError(f"{source}: {error}") from error


def _array(source: str, arrays: dict[str, AnyArray], name: str) -> AnyArray:
    if name not in arrays:
        raise DataError(f"{source}: there is no array '{name}' in it")
    return arrays[name]


def _features(
    source: str, arrays: dict[str, AnyArray]
) -> tuple[FloatArray, tuple[int, int] | None]:
    """The features (N, D), and the shape of an image where each sample is one."""
    x = _array(source, arrays, "X")
    if x.ndim not in {2, 3} or 0 in x.shape:
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
    image_shape = (x.shape[1], x.shape[2]) if x.ndim == 3 else None
    return np.ascontiguousarray(flat, np.float32), image_shape


def _class_targets(source: str, arrays: dict[str, AnyArray]) -> tuple[FloatArray, tuple[str, ...]]:
    y = arrays["y"]
    if y.ndim != 1 or not len(y):
        raise DataError(f"{source}: y has the shape {y.shape}, not (N,)")
    where, remedy = f"{source}, array 'y'", "give a class number or name for each sample"
    if y.dtype.kind in "US":
        distinct, codes = np.unique(y, return_inverse=True)
        names = _texts(distinct)
        if not all(map(clean_name, names)):
            raise DataError(f"{where}: a class name is empty; {remedy}")
        return coded_classes(names, codes, where, remedy)
    if y.dtype.kind not in "biuf":
        raise DataError(f"{where}: holds {y.dtype}; {remedy}")
    classes = number_classes(y.astype(np.float64), where, remedy)
    if "labels" not in arrays:
        return classes
    labels = _label_names(source, arrays["labels"])
    if y.min() < 0 or y.max() >= len(labels):
        raise DataError(f"{where}: a class number is outside 0 to {len(labels) - 1} of 'labels'")
    return one_hot_targets(y.astype(np.intp), len(labels), where), labels


def _matrix_targets(source: str, arrays: dict[str, AnyArray]) -> tuple[FloatArray, tuple[str, ...]]:
    """The targets of `Y`, labels or distributions, and their names."""
    y = arrays["Y"]
    fits = y.ndim == 2 and 0 not in y.shape and y.dtype.kind in "biuf"
    if fits and y.shape[1] > MOST_CLASSES:
        raise DataError(f"{source}: Y has {y.shape[1]} columns, but at most {MOST_CLASSES}")
    if not fits or not (np.isin(y, (0, 1)).all() or is_distribution(y)):
        raise DataError(
            f"{source}: Y is neither (N, C) with 0 or 1 for each label, nor with rows that are "
            "distributions: 0 or more, with the sum 1"
        )
    if "labels" not in arrays:
        return y.astype(np.float32), tuple(f"label_{number}" for number in range(y.shape[1]))
    labels = _label_names(source, arrays["labels"])
    if len(labels) != y.shape[1]:
        raise DataError(f"{source}: Y has {y.shape[1]} columns, but there are {len(labels)} labels")
    return y.astype(np.float32), labels


def _label_names(source: str, labels: AnyArray) -> tuple[str, ...]:
    if labels.ndim != 1 or labels.dtype.kind not in "US":
        raise DataError(f"{source}: labels is not an array (C,) of texts")
    if len(labels) > MOST_CLASSES:
        raise DataError(f"{source}: {len(labels)} labels, but at most {MOST_CLASSES}")
    names = [clean_name(text) for text in _texts(labels)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DataError(f"{source}: labels has {quoted_list(twice)} more than once")
    return tuple(names)


def _texts(array: AnyArray) -> list[str]:
    items = array.tolist()
    return [item.decode("latin-1") if isinstance(item, bytes) else str(item) for item in items]


def _feature_names(count: int, image_shape: tuple[int, int] | None) -> tuple[str, ...]:
    if image_shape is None:
        return tuple(f"feature_{number}" for number in range(1, count + 1))
    height, width = image_shape
    return tuple(f"pixel_{row}_{column}" for row in range(height) for column in range(width))
