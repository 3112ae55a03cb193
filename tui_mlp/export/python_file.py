"""A model as one Python file that needs NumPy only."""

import base64
from pathlib import Path
from string import Template

import numpy as np

from tui_mlp.arrays import FloatArray
from tui_mlp.data.table.column_words import FALSE_WORDS, TRUE_WORDS
from tui_mlp.export.activation_code import ACTIVATION_CODE
from tui_mlp.export.exported_network import ExportedNetwork
from tui_mlp.export.text_file import write_text
from tui_mlp.training.model_file import Model
from tui_mlp.training.outputs import Output

_FILE = Template('''\
"""$sentence, trained with tui-mlp. This file needs NumPy only.

    python $name samples.csv     prints the predicted class and the probability of each class

The columns of the CSV file are found by their names in the first line.
"""

import base64
import csv
import math
import sys

import numpy as np

CLASS_NAMES = $class_names
FEATURE_NAMES = $feature_names
COLUMNS = $columns
"""Each column's name, its kind, and the words that become features of 0 and 1."""
TRUE_WORDS, FALSE_WORDS = $true_words, $false_words
OUTPUT = $output
THRESHOLD = $threshold
"""A label counts as predicted from this probability on."""


def _array(shape, text):
    return np.frombuffer(base64.b64decode(text), "<f4").reshape(shape)


MEAN = $mean
SCALE = $scale
WEIGHTS = [
$weights]
BIASES = [
$biases]
ACTIVATIONS = $activations


$functions

PHI = {$phi}


def predict(X):
    """The probability of each class or label (N, C), for samples (N, D) in the data's own units.

    A missing value is NaN, and counts as the mean of the training samples.
    """
    x = np.nan_to_num((np.asarray(X, np.float64) - MEAN) / SCALE)
    a = np.clip(x, -3.4e38, 3.4e38).astype(np.float32)
    for W, b, activation in zip(WEIGHTS, BIASES, ACTIVATIONS):
        a = PHI[activation](a @ W + b).astype(np.float32)
    if OUTPUT == "softmax":
        e = np.exp(a - a.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)
    yhat = 1 / (1 + np.exp(-np.maximum(a, -88)))
    return np.hstack([1 - yhat, yhat]) if OUTPUT == "one_neuron" else yhat


def predicted(probabilities):
    """The class of each sample; of labels, all that reach the threshold."""
    if OUTPUT != "sigmoid":
        return [CLASS_NAMES[n] for n in probabilities.argmax(axis=1)]
    labels = [[n for n, p in zip(CLASS_NAMES, row) if p >= THRESHOLD] for row in probabilities]
    return [";".join(each) for each in labels]


def read_csv(path):
    """The samples (N, D) of a CSV file."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    missing = [name for name, _, _ in COLUMNS if rows and name not in rows[0]]
    if missing:
        sys.exit(f"{path}: has no column {', '.join(missing)}")
    values = [
        [value for name, *column in COLUMNS for value in _values(path, n, row[name], *column)]
        for n, row in enumerate(rows, 2)
    ]
    return np.array(values, np.float64).reshape(len(rows), len(MEAN))


def _values(path, line, text, kind, words):
    text = (text or "").strip()
    if not text and kind != "category":
        return [math.nan]
    if kind == "truth value":
        if text.casefold() not in TRUE_WORDS | FALSE_WORDS:
            sys.exit(f"{path}, line {line}: {text!r} is neither true nor false")
        return [float(text.casefold() in TRUE_WORDS)]
    if kind == "category":
        found = text if text in words else "(missing)" if not text else "(other)"
        if found not in words:
            sys.exit(f"{path}, line {line}: {text!r} is none of {', '.join(words)}")
        return [float(word == found) for word in words]
    try:
        return [$cell]
    except ValueError:
        sys.exit(f"{path}, line {line}: {text!r} is no number")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    probabilities = predict(read_csv(sys.argv[1]))
    out = csv.writer(sys.stdout)
    out.writerow(["predicted", *(f"p({name})" for name in CLASS_NAMES)])
    for name, row in zip(predicted(probabilities), probabilities):
        out.writerow([name, *(f"{p:.6f}" for p in row)])


if __name__ == "__main__":
    main()
''')


def write_python(model: Model, path: Path) -> tuple[Path, ...]:
    """Write a model as a Python file; gives what was written.

    Raises:
        OSError: it cannot be written.
    """
    write_text(path, python_source(model, path.name))
    return (path,)


def python_source(model: Model, name: str) -> str:
    """The text of that file, under the name that it is given."""
    network = ExportedNetwork.of(model)
    inputs = model.metadata.model_inputs
    plain = [name.rpartition("=")[0] or name for name in network.feature_names]
    columns = [(each.name, each.kind, each.categories) for each in inputs.named_with(plain)]
    scale = inputs.pixel_scale
    return _FILE.substitute(
        sentence=network.sentence,
        name=name,
        class_names=repr(network.class_names),
        feature_names=repr(network.feature_names),
        columns=repr(columns),
        true_words="{" + ", ".join(map(repr, sorted(TRUE_WORDS))) + "}",
        false_words="{" + ", ".join(map(repr, sorted(FALSE_WORDS))) + "}",
        output=repr(str(network.output)),
        threshold=repr(network.threshold if network.output is Output.SIGMOID else None),
        mean=_array(network.mean),
        scale=_array(network.scale),
        weights="".join(f"    {_array(w)},\n" for w in network.weights),
        biases="".join(f"    {_array(b)},\n" for b in network.biases),
        activations=repr(network.activations),
        functions="\n\n".join(
            f"def _{each}(z):\n    return {ACTIVATION_CODE[each].numpy}\n"
            for each in network.used()
        ),
        phi=", ".join(f'"{each}": _{each}' for each in network.used()),
        cell="float(text)" if scale == 1 else f"float(text) / {scale!r}",
    )


def _array(values: FloatArray) -> str:
    text = base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode()
    return f'_array({values.shape}, "{text}")'
