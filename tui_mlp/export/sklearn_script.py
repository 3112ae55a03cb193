"""A model as a script that builds the fitted scikit-learn classifier, where there is one."""

import base64
from pathlib import Path
from string import Template

import numpy as np

from tui_mlp.arrays import Float64Array, FloatArray
from tui_mlp.export.activation_code import ACTIVATION_CODE
from tui_mlp.export.export_error import ExportError
from tui_mlp.export.exported_network import ExportedNetwork
from tui_mlp.export.text_file import write_text
from tui_mlp.training.model_file import Model
from tui_mlp.training.outputs import Output

_FILE = Template('''\
"""$sentence, trained with tui-mlp. Needs scikit-learn.

    from $module import model
    model.predict_proba(samples)        # in the data's own units
"""

import base64

import numpy as np
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import LabelBinarizer, StandardScaler

CLASS_NAMES = $class_names
FEATURE_NAMES = $feature_names


def _array(shape, text):
    return np.frombuffer(base64.b64decode(text), "<f8").reshape(shape)


scaler = StandardScaler()
scaler.mean_ = _array$mean
scaler.scale_ = _array$scale
scaler.var_ = scaler.scale_**2
scaler.n_features_in_ = $inputs
scaler.n_samples_seen_ = 1

classifier = MLPClassifier(hidden_layer_sizes=$hidden, activation=$activation)
classifier.coefs_ = [
$weights]
classifier.intercepts_ = [
$biases]
classifier.n_layers_ = $layers
classifier.n_outputs_ = $outputs
classifier.n_features_in_ = $inputs
classifier.out_activation_ = $out_activation
classifier.classes_ = $classes
classifier._label_binarizer = LabelBinarizer().fit($binarized)

model = make_pipeline(scaler, classifier)
''')


def write_sklearn(model: Model, path: Path) -> tuple[Path, ...]:
    """Write the script; gives what was written.

    Raises:
        ExportError: scikit-learn's classifier cannot be this network.
        OSError: it cannot be written.
    """
    write_text(path, _source(ExportedNetwork.of(model), path.stem))
    return (path,)


def _source(network: ExportedNetwork, module: str) -> str:
    activation = _activation(network)
    weights: list[FloatArray | Float64Array] = list(network.weights)
    biases: list[FloatArray | Float64Array] = list(network.biases)
    if network.output is Output.SOFTMAX and len(network.class_names) == 2:
        # scikit-learn has one neuron for two classes: softmax of (a1, a2) is sigmoid of a2 - a1
        weights[-1] = weights[-1][:, 1:].astype(np.float64) - weights[-1][:, :1]
        biases[-1] = biases[-1][1:].astype(np.float64) - biases[-1][:1]
    names = network.class_names
    several = network.output is Output.SIGMOID
    softmax = network.output is Output.SOFTMAX and len(names) > 2
    classes = f"np.arange({len(names)})" if several else "np.array(CLASS_NAMES)"
    return _FILE.substitute(
        sentence=network.sentence,
        module=module,
        class_names=repr(names),
        feature_names=repr(network.feature_names),
        mean=_array(network.mean),
        scale=_array(network.scale),
        inputs=len(network.mean),
        hidden=repr(network.widths[1:-1]),
        activation=repr(activation),
        weights="".join(f"    _array{_array(w)},\n" for w in weights),
        biases="".join(f"    _array{_array(b)},\n" for b in biases),
        layers=len(weights) + 1,
        outputs=weights[-1].shape[1],
        out_activation=repr("softmax" if softmax else "logistic"),
        classes=classes,
        binarized=f"np.eye({len(names)}, dtype=int)" if several else "classifier.classes_",
    )


def _activation(network: ExportedNetwork) -> str:
    """The name of the hidden layers' activation.

    Raises:
        ExportError: there are several, or scikit-learn has none like it.
    """
    names = set(network.activations[:-1])
    instead = "choose python or onnx"
    if network.activations[-1] != "identity":
        raise ExportError(
            f"scikit-learn has no {network.activations[-1]} before its output; {instead}"
        )
    if len(names) > 1:
        raise ExportError(f"scikit-learn has one activation for all hidden layers; {instead}")
    name = next(iter(names), "identity")
    known = ACTIVATION_CODE[name].sklearn
    if known is None:
        raise ExportError(f"scikit-learn has no {name}; {instead}")
    if len(set(network.class_names)) < len(network.class_names):
        raise ExportError("scikit-learn takes no two classes of one name")
    return known


def _array(values: FloatArray | Float64Array) -> str:
    text = base64.b64encode(np.ascontiguousarray(values, "<f8").tobytes()).decode()
    return f'({values.shape}, "{text}")'
