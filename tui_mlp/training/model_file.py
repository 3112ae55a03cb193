"""A trained network as a file: plain NPZ, no pickles, readable by anyone with NumPy.

The arrays are `W1`, `b1`, ..., `WL`, `bL` (W of shape (n_in, n_out); no b without biases), `mean`
and `scale` of the standardisation (D,), and `metadata`, a JSON text with the fields of
`ModelMetadata`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np

from tui_mlp.arrays import AnyArray, FloatArray
from tui_mlp.data.input_column import ModelInputs
from tui_mlp.data.split import Standardization
from tui_mlp.files.durable_file import write_durably
from tui_mlp.files.errors import DataError
from tui_mlp.files.npz_archive import ArchiveError, text_in
from tui_mlp.files.text import clean_line, clean_text, shown_path
from tui_mlp.nn.architecture import Architecture, LayerSpec
from tui_mlp.nn.network import Network
from tui_mlp.settings.teaching import NOT_TEACHING, TEACHING
from tui_mlp.training.config import config_to_toml
from tui_mlp.training.memory.needed_memory import (
    MemoryShortageError,
    read_own_arrays,
    require_memory_for_model,
)
from tui_mlp.training.outputs import Output, class_probabilities, loss_name
from tui_mlp.training.session import TrainingSession

FORMAT_VERSION = 1
_LONGEST_NAME = 200
_FLOAT32_MAX = np.finfo(np.float32).max


class ModelError(ValueError):
    """A model file that cannot be read or written: one line that names the file and why."""


@dataclass(frozen=True, kw_only=True)
class ModelMetadata:
    """What a model file says of its arrays."""

    format: Literal["tui-mlp model"] = "tui-mlp model"
    format_version: int = FORMAT_VERSION
    output: Output = Output.SOFTMAX
    teaching: str = NOT_TEACHING
    """Which failure the network is, if any: a name in `TEACHING`."""
    output_activation: str = "identity"
    biases: bool = True
    """Whether there are b1 to bL."""
    threshold: float = 0.5
    """A label counts as predicted from this probability on."""
    activations: tuple[str, ...]
    """Of the hidden layers."""
    class_names: tuple[str, ...]
    feature_names: tuple[str, ...]
    image_shape: tuple[int, int] | None = None
    dataset: str = ""
    config: str = ""
    """The run that trained it, as TOML."""
    inputs: ModelInputs | None = None
    """How new samples are read; None in files of older versions."""

    @property
    def model_inputs(self) -> ModelInputs:
        """How new samples are read."""
        if self.inputs is not None:
            return self.inputs
        return ModelInputs(feature_names=self.feature_names, class_names=self.class_names)


@dataclass(frozen=True, eq=False)
class Model:
    """A trained network with what it takes to use it on new samples."""

    network: Network
    standardization: Standardization
    metadata: ModelMetadata

    def probabilities(self, features: FloatArray) -> FloatArray:
        """A number for each class or label, (N, C), for samples (N, D) in the source's units."""
        yhat = self.network.probabilities(self.standardization.apply(features))
        return class_probabilities(self.metadata.output, yhat, len(self.metadata.class_names))

    def predicted(self, probabilities: FloatArray) -> list[tuple[str, ...]]:
        """The class of each sample, or all its labels, by `probabilities` (N, C)."""
        names = self.metadata.class_names
        if not self.metadata.output.labels:
            return [(names[number],) for number in probabilities.argmax(axis=1)]
        return [
            tuple(name for name, present in zip(names, row, strict=True) if present)
            for row in probabilities >= self.metadata.threshold
        ]


def model_of(session: TrainingSession) -> Model:
    """The model that a session has trained so far."""
    dataset = session.samples.dataset
    metadata = ModelMetadata(
        output=session.output,
        teaching=session.config.teaching,
        output_activation=session.config.output_activation,
        biases=session.config.biases,
        threshold=session.config.threshold,
        activations=session.config.activations,
        class_names=dataset.class_names,
        feature_names=dataset.feature_names,
        image_shape=dataset.image_shape,
        dataset=dataset.name,
        config=config_to_toml(session.config),
        inputs=dataset.inputs,
    )
    return Model(session.network, session.samples.split.standardization, metadata)


def save_model(model: Model, path: str | Path) -> None:
    """Write a model; the file appears whole or not at all.

    Raises:
        ModelError: the file cannot be written.
    """
    target = Path(path)
    arrays: dict[str, AnyArray] = {}
    for letter, parts in (("W", model.network.weights), ("b", model.network.biases)):
        arrays |= {f"{letter}{number}": part for number, part in enumerate(parts, start=1)}
    arrays["mean"], arrays["scale"] = model.standardization.mean, model.standardization.scale
    arrays["metadata"] = np.array(msgspec.json.encode(model.metadata).decode())
    try:
        write_durably(
            target, lambda file: np.savez(file, allow_pickle=False, **arrays), for_others=True
        )
    except OSError as error:
        raise ModelError(
            f"{shown_path(target)}: cannot be written: {error.strerror or error}"
        ) from error


def load_model(path: str | Path) -> Model:
    """Read a model file.

    Raises:
        ModelError: there is no such file, it is damaged, another version wrote it, or there is too
            little memory for its network.
    """
    try:
        arrays = read_own_arrays(path)
    except DataError as error:
        raise ModelError(str(error)) from error
    except ArchiveError as error:
        raise ModelError(f"{shown_path(path)}: not a model file: {error}") from error
    try:
        return _model_from_arrays(arrays)
    except MemoryShortageError as error:
        raise ModelError(f"{shown_path(path)}: {error}") from error
    except KeyError as error:
        raise ModelError(
            f"{shown_path(path)}: the array {error} is missing from this model file"
        ) from error
    except RecursionError as error:
        raise ModelError(f"{shown_path(path)}: damaged model file: metadata is too deep") from error
    except (ValueError, TypeError) as error:
        problem = clean_line(str(error))
        raise ModelError(f"{shown_path(path)}: damaged model file: {problem}") from error


def _model_from_arrays(arrays: dict[str, AnyArray]) -> Model:
    metadata = msgspec.json.decode(text_in(arrays, "metadata"), type=ModelMetadata)
    if metadata.format_version != FORMAT_VERSION:
        raise ValueError(
            f"format version {metadata.format_version}, but this program reads {FORMAT_VERSION}"
        )
    _check_metadata(metadata)
    depth = len(metadata.activations) + 1
    weights = [_matrix(arrays, f"W{number}", 2) for number in range(1, depth + 1)]
    biases = [_matrix(arrays, f"b{number}", 1) for number in range(1, depth + 1) if metadata.biases]
    architecture = _architecture(metadata, [w.shape[1] for w in weights])
    expected = [*architecture.shapes, *((units,) for _, units in architecture.shapes)]
    # before a network takes memory
    for shape, read in zip(expected, (*weights, *biases), strict=False):
        if read.shape != shape:
            raise ValueError(f"an array has the shape {read.shape} in place of {shape}")
    mean, scale = _matrix(arrays, "mean", 1), _matrix(arrays, "scale", 1)
    inputs = (architecture.inputs,)
    if mean.shape != inputs or scale.shape != inputs or not (scale > 0).all():
        raise ValueError("the standardisation does not fit the features")
    require_memory_for_model(architecture)
    network = Network(architecture)
    for own, read in zip((*network.weights, *network.biases), (*weights, *biases), strict=True):
        own[...] = read
    return Model(network, Standardization(mean, scale), metadata)


def _check_metadata(metadata: ModelMetadata) -> None:
    names = (*metadata.class_names, *metadata.feature_names, metadata.dataset)
    if any(len(name) > _LONGEST_NAME or clean_text(name) != name for name in names):
        raise ValueError("a name in it is not fit for a screen")
    _check_inputs(metadata)
    if not 0 <= metadata.threshold <= 1:
        raise ValueError("the threshold is outside 0 to 1")
    if metadata.teaching != NOT_TEACHING:
        if metadata.teaching not in TEACHING:
            raise ValueError("it is a failure for teaching that this program does not know")
        if metadata.output != TEACHING[metadata.teaching].output:
            raise ValueError("its output is not that of the failure which it is said to be")
    elif metadata.output is Output.SOFTMAX_LABELS:
        raise ValueError("softmax for several labels is for teaching alone")
    elif metadata.output is Output.ONE_NEURON and len(metadata.class_names) != 2:
        raise ValueError("one neuron tells two classes apart")
    height, width = metadata.image_shape or (1, len(metadata.feature_names))
    if height < 1 or height * width != len(metadata.feature_names):
        raise ValueError("the image shape does not fit the features")


def _check_inputs(metadata: ModelMetadata) -> None:
    inputs = metadata.model_inputs
    columns = [name for column in inputs.columns for name in (column.name, *column.categories)]
    names = (*columns, *inputs.class_names, *inputs.feature_names, inputs.target or "")
    if any(len(name) > _LONGEST_NAME or clean_text(name) != name for name in names):
        raise ValueError("a name in it is not fit for a screen")
    if any(column.kind == "category" and not column.categories for column in inputs.columns):
        raise ValueError("a category without words")
    if len({column.name for column in inputs.columns}) < len(inputs.columns):
        raise ValueError("two columns of one name")
    if inputs.feature_count != len(metadata.feature_names):
        raise ValueError("the columns do not fit the features")
    if inputs.class_names != metadata.class_names:
        raise ValueError("the classes of the columns do not fit")
    if not 0 < inputs.pixel_scale < np.inf:
        raise ValueError("the scale of the pixels is not a positive number")
    if inputs.decimal not in {None, ".", ","}:
        raise ValueError("the decimal sign is none")


def _architecture(metadata: ModelMetadata, units: Sequence[int]) -> Architecture:
    """The architecture that the metadata and the widths of all layers describe."""
    return Architecture(
        len(metadata.feature_names),
        tuple(map(LayerSpec, units[:-1], metadata.activations)),
        1 if metadata.output is Output.ONE_NEURON else len(metadata.class_names),
        metadata.output_activation,
        loss_name(metadata.output, metadata.teaching),
        metadata.biases,
    )


def _matrix(arrays: dict[str, AnyArray], name: str, dimensions: int) -> FloatArray:
    array = arrays[name]
    if array.ndim != dimensions or array.dtype.kind != "f" or array.dtype.itemsize < 4:
        raise ValueError(f"{name} is not {dimensions}-dimensional with numbers in single precision")
    # NaN compares false, and is refused too
    if not (np.abs(array) <= _FLOAT32_MAX).all():
        raise ValueError(f"{name} is not made of finite numbers")
    return array.astype(np.float32, copy=False)
