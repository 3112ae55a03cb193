"""NPZ files of samples as data sets: arrays X and y, or X and Y, or those of a given split."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tui_mlp.arrays import AnyArray, FloatArray
from tui_mlp.data.data_report import FEATURE, TARGET, ColumnKind, ColumnReport, DataReport
from tui_mlp.data.dataset import Dataset, Task
from tui_mlp.data.input_column import ModelInputs
from tui_mlp.data.npz_samples import (
    Arrays,
    ArraySamples,
    feature_names_of,
    load_arrays,
    named_array,
    samples_of,
)
from tui_mlp.data.pixels import scaled_pixels
from tui_mlp.data.reader import NewSamples, Progress, Reader
from tui_mlp.data.reading import BY_ITSELF, NewReading, Reading
from tui_mlp.data.table.class_labels import (
    MOST_CLASSES,
    coded_classes,
    number_classes,
    one_hot_targets,
)
from tui_mlp.data.table.target_matrix import is_distribution, target_notes
from tui_mlp.files.errors import DataError
from tui_mlp.files.text import clean_name, quoted_list, shown_path
from tui_mlp.numbers import compact, grouped

_PIXEL_SCALE = 255.0


def read_npz(
    path: str | Path,
    data: bytes,
    reading: Reading = BY_ITSELF,
    progress: Progress | None = None,
) -> Dataset:
    """The data set in an NPZ file.

    `X` or `x`: (N, D), or images (N, height, width), with 1 or 3 channels behind where there are
    such; with `y` (N,) or (N, 1), whole numbers or texts, or one-hot (N, C); or `Y` (N, C) of 0
    and 1 for a multi-label set, or of distributions for soft targets. Or `x_train`, `y_train`,
    `x_test`, `y_test`, whose split is kept. `labels` (C,) names the classes, where it is there.
    Pickled objects are never loaded.

    Raises:
        DataError: the file is damaged, lacks an array, or its arrays do not fit together.
    """
    source = shown_path(path)
    if reading.target is not None:
        raise DataError(f"target: {source} is an NPZ file, whose target is its array y")
    if reading.ignore or reading.kinds:
        raise DataError(f"{source} is an NPZ file: it has no columns to choose among")
    for option in ("missing", "decimal", "separator", "header"):
        if getattr(reading, option):
            raise DataError(f"{option}: {source} is an NPZ file, which is no text")
    arrays, given_test = load_arrays(source, data)
    dataset = dataset_of_arrays(
        source, clean_name(Path(path).name), arrays, given_test, scale_images=reading.scale_images
    )
    if progress is not None:
        progress(1.0)
    return dataset


def dataset_of_arrays(
    source: str, name: str, arrays: Arrays, given_test: int = 0, *, scale_images: bool = True
) -> Dataset:
    """The data set that arrays are, named and shaped as in an NPZ file.

    Args:
        source: what an error begins with.
        name: of the data set.
        arrays: `X` with `y` or `Y`, and `labels` where the classes have names.
        given_test: how many of the last samples are to test on.
        scale_images: whether images of bytes become numbers from 0 to 1.

    Raises:
        DataError: one lacks, or they do not fit together.
    """
    pixels = samples_of(source, arrays)
    features, notes = pixels.features, []
    scale = _PIXEL_SCALE if _is_grey_bytes(pixels) and scale_images else 1.0
    if scale != 1:
        features /= scale
        notes.append("The pixels 0 to 255 became numbers from 0 to 1.")
    if given_test:
        notes.append(f"The {grouped(given_test)} samples of x_test are the test part.")
    task, targets, names = _targets(source, arrays, len(features))
    if task is Task.MULTILABEL or not np.isin(targets, (0, 1)).all():
        notes += target_notes(targets, task)
    feature_names = feature_names_of(pixels.shape)
    return Dataset(
        name=name,
        features=features,
        targets=targets,
        feature_names=feature_names,
        class_names=names,
        task=task,
        image_shape=pixels.image_shape,
        notes=tuple(notes),
        report=_report(arrays, pixels, targets, names, notes),
        inputs=ModelInputs(feature_names=feature_names, class_names=names, pixel_scale=scale),
        given_test=given_test,
    )


def read_new_npz(
    path: str | Path, data: bytes, inputs: ModelInputs, wanted: NewReading
) -> NewSamples:
    """The samples in an NPZ file for a model, with their targets where these are wanted.

    Raises:
        DataError: the file is damaged, or has no usable X, or not one of D features.
    """
    source = shown_path(path)
    arrays, _ = load_arrays(source, data)
    pixels = samples_of(source, arrays)
    features = pixels.features
    if features.shape[1] != inputs.feature_count:
        raise DataError(
            f"{source}: X has {features.shape[1]} features for each sample, "
            f"but the model takes {inputs.feature_count}"
        )
    notes = scaled_pixels(features, inputs.pixel_scale)
    if not wanted.with_target:
        return NewSamples(features, notes)
    _, targets, names = _targets(source, arrays, len(features), inputs.class_names)
    return NewSamples(
        features,
        notes,
        _in_order(source, targets, names, inputs.class_names),
        np.arange(1, len(features) + 1),
    )


NPZ = Reader(
    name="npz",
    suffixes=(".npz",),
    marks=((b"PK\x03\x04", b""),),
    read=read_npz,
    read_new=read_new_npz,
)


def _is_grey_bytes(pixels: ArraySamples) -> bool:
    """Whether these are images of bytes, so that 255 is the brightest."""
    return len(pixels.shape) > 1 and pixels.dtype == np.uint8


def _targets(
    source: str, arrays: Arrays, samples: int, names: Sequence[str] = ()
) -> tuple[Task, FloatArray, tuple[str, ...]]:
    """What the targets are, their values (N, C), and the names of the classes.

    Args:
        source: the file, for errors.
        arrays: what is in it.
        samples: N.
        names: the classes where they are known, so that a file may lack some of them.
    """
    name = "Y" if "Y" in arrays and "y" not in arrays else "y"
    y = named_array(source, arrays, name)
    count = len(np.atleast_1d(y))
    if count != samples:
        raise DataError(f"{source}: X has {samples} samples, but there are {count} targets")
    if name == "y" and y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    if name == "y" and y.ndim == 1:
        if names:
            return Task.MULTICLASS, *_known_classes(source, y, names)
        return Task.MULTICLASS, *_class_targets(source, {**arrays, "y": y})
    if name == "y" and y.ndim == 2 and y.dtype.kind in "biuf" and 0 not in y.shape:
        if np.isin(y, (0, 1)).all() and (y.sum(axis=1) == 1).all():
            numbers = y.argmax(axis=1)
            several = {**arrays, "y": numbers}
            several.setdefault("labels", np.array([str(n) for n in range(y.shape[1])]))
            return Task.MULTICLASS, *_class_targets(source, several)
    elif name == "y":
        raise DataError(f"{source}: y has the shape {y.shape}, not (N,)")
    targets, labels = _matrix_targets(source, {**arrays, "Y": y}, name)
    task = Task.MULTICLASS if is_distribution(targets) else Task.MULTILABEL
    return task, targets, labels


def _known_classes(
    source: str, y: AnyArray, names: Sequence[str]
) -> tuple[FloatArray, tuple[str, ...]]:
    """The targets (N, C) by classes that are known."""
    known = {name: code for code, name in enumerate(names)}
    texts = _texts(y) if y.dtype.kind in "US" else [_number_text(value) for value in y.tolist()]
    cleaned = [clean_name(text) for text in texts]
    codes = [known.get(name, -1) for name in cleaned]
    if -1 in codes:
        by_number = y.dtype.kind in "biu" and int(y.min()) >= 0 and int(y.max()) < len(names)
        if not by_number:
            row = codes.index(-1)
            raise DataError(
                f"{source}: y, row {row + 1}: '{cleaned[row]}' is no class of the model; "
                f"it learned {quoted_list(list(names))}"
            )
        codes = y.astype(np.intp).tolist()
    return one_hot_targets(np.array(codes, np.intp), len(names), source), tuple(names)


def _number_text(value: object) -> str:
    number = float(value) if isinstance(value, bool | int | float) else float("nan")
    return f"{number:.0f}" if number.is_integer() else repr(number)


def _in_order(
    source: str, targets: FloatArray, names: Sequence[str], wanted: Sequence[str]
) -> FloatArray:
    """The targets with the model's classes in their order."""
    if tuple(names) == tuple(wanted) or targets.shape[1] != len(wanted):
        if targets.shape[1] == len(wanted):
            return targets
        raise DataError(f"{source}: {targets.shape[1]} classes, but the model has {len(wanted)}")
    if set(names) != set(wanted):
        return targets
    return np.ascontiguousarray(targets[:, [list(names).index(name) for name in wanted]])


def _report(
    arrays: Arrays,
    pixels: ArraySamples,
    targets: FloatArray,
    names: Sequence[str],
    notes: Sequence[str],
) -> DataReport:
    features = pixels.features
    shape = " x ".join(map(str, pixels.shape))
    target = "y" if "y" in arrays else "Y"
    spread = f"{compact(float(features.min()))} to {compact(float(features.max()))}"
    columns = (
        ColumnReport(
            name="X",
            kind=str(ColumnKind.NUMBER),
            used_as=FEATURE,
            features=features.shape[1],
            missing=0,
            examples=tuple(compact(float(value)) for value in features[0, :3]),
            note=f"{shape} numbers a sample, {pixels.dtype}; {spread}",
        ),
        ColumnReport(
            name=target,
            kind=str(ColumnKind.CATEGORY),
            used_as=TARGET,
            features=0,
            missing=0,
            examples=tuple(clean_name(str(each)) for each in arrays[target][:3].tolist()),
        ),
    )
    return DataReport(
        rows=len(features),
        encoding=None,
        separator=None,
        decimal=None,
        target=target,
        classes=dict(zip(names, targets.sum(axis=0).astype(np.intp).tolist(), strict=True)),
        columns=columns,
        notes=tuple(notes),
    )


def _class_targets(source: str, arrays: Arrays) -> tuple[FloatArray, tuple[str, ...]]:
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


def _matrix_targets(source: str, arrays: Arrays, name: str) -> tuple[FloatArray, tuple[str, ...]]:
    """The targets of `Y`, labels or distributions, and their names."""
    y = arrays["Y"]
    fits = y.ndim == 2 and 0 not in y.shape and y.dtype.kind in "biuf"
    if fits and y.shape[1] > MOST_CLASSES:
        raise DataError(f"{source}: {name} has {y.shape[1]} columns, but at most {MOST_CLASSES}")
    if not fits or not (np.isin(y, (0, 1)).all() or is_distribution(y)):
        raise DataError(
            f"{source}: {name} is neither (N, C) with 0 or 1 for each label, nor with rows that "
            "are distributions: 0 or more, with the sum 1"
        )
    if "labels" not in arrays:
        return y.astype(np.float32), tuple(f"label_{number}" for number in range(y.shape[1]))
    labels = _label_names(source, arrays["labels"])
    if len(labels) != y.shape[1]:
        raise DataError(
            f"{source}: {name} has {y.shape[1]} columns, but there are {len(labels)} labels"
        )
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
