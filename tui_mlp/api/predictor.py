"""A trained network that answers for new samples."""

import re
from pathlib import Path
from typing import Any

import numpy as np

from tui_mlp.api.array_data import feature_rows
from tui_mlp.arrays import AnyArray, FloatArray
from tui_mlp.data.any_file import read_new_samples
from tui_mlp.training.model_file import Model, load_model, save_model

_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,17}")


class Predictor:
    """Answers by a trained network, for samples in the units of its data.

    Args:
        model: the network, its standardisation and its names.
    """

    def __init__(self, model: Model) -> None:
        self._model = model

    def __repr__(self) -> str:
        metadata = self.model.metadata
        classes = ", ".join(metadata.class_names[:4])
        more = ", ..." if len(metadata.class_names) > 4 else ""
        return (
            f"Predictor({' -> '.join(map(str, self.layers))}, of {metadata.dataset!r}, "
            f"classes {classes}{more})"
        )

    @property
    def model(self) -> Model:
        """The network, its standardisation and its names."""
        return self._model

    @property
    def layers(self) -> tuple[int, ...]:
        """The numbers of units, from the D features to the outputs."""
        architecture = self.model.network.architecture
        hidden = (layer.units for layer in architecture.hidden)
        return (architecture.inputs, *hidden, architecture.outputs)

    @property
    def classes(self) -> tuple[str, ...]:
        """C names: of the classes, or of the labels."""
        return self.model.metadata.class_names

    @property
    def feature_names(self) -> tuple[str, ...]:
        """D names."""
        return self.model.metadata.feature_names

    @property
    def weights(self) -> tuple[FloatArray, ...]:
        """W1 to WL, copies (n_in, n_out)."""
        return tuple(each.copy() for each in self.model.network.weights)

    @property
    def biases(self) -> tuple[FloatArray, ...]:
        """b1 to bL, copies (n_out,); none of a network without."""
        return tuple(each.copy() for each in self.model.network.biases)

    def predict_proba(self, X: Any) -> FloatArray:  # noqa: N803
        """(N, C): the probability of each class, or of each label by itself.

        Args:
            X: (N, D) numbers in the data's own units, NaN for a missing value; a frame, whose
                columns are found by name; or the path of a file with such columns, texts too.

        Raises:
            DataError: it holds something else, or the columns are not those of the model.
        """
        return self.model.probabilities(self._features(X))

    def predict(self, X: Any) -> AnyArray:  # noqa: N803
        """(N,): each sample's most probable class: its name, or its number where all are numbers.

        For labels (N, C): whether each label is predicted.

        Args:
            X: as of `predict_proba`.

        Raises:
            DataError: as of `predict_proba`.
        """
        probabilities = self.predict_proba(X)
        if self.model.metadata.output.labels:
            present: AnyArray = probabilities >= self.model.metadata.threshold
            return present
        classes: AnyArray = np.array(self.classes)
        if all(_WHOLE_NUMBER.fullmatch(name) for name in self.classes):
            classes = classes.astype(np.int64)
        predicted: AnyArray = classes[probabilities.argmax(axis=1)]
        return predicted

    def save(self, path: str | Path) -> None:
        """Write it as a model file, which `load`, `tui-mlp predict` and `tui-mlp export` read.

        Raises:
            ModelError: the file cannot be written.
        """
        save_model(self.model, path)

    def _features(self, X: Any) -> FloatArray:  # noqa: N803
        if isinstance(X, str | Path):
            return read_new_samples(X, self.model.metadata.model_inputs).features
        return feature_rows(X, self.feature_names)


def load(path: str | Path) -> Predictor:
    """The network in a model file.

    Raises:
        ModelError: there is no such file, or it is damaged.
    """
    return Predictor(load_model(path))
