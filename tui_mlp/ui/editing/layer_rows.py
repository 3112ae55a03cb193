"""The rows of the network's table: what each layer is, at the width there is."""

from dataclasses import dataclass, replace

from tui_mlp.numbers import grouped, short_count, superscript
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.ui.editing.row_list import Cell, Kind, Part, Row, fit

_UNITS, _ACTIVATION, _PARAMETERS, _BIASES = 5, 10, 6, 8
_SHAPE, _NAMED_SHAPE = 9, 13
_LEAST_ACTIVATION = 6

_HINT = "⏎ edit  a add  d delete"
_LONG_HINT = "⏎ edit  ← → units  t activation  a add  d delete  J K move  u undo"
_FIXED_HINT = "fixed by the data  a add"
_WHY_HINTS = {"softmax": "why C units: L 2  a add", "sigmoid": "why C units: L 56  a add"}
"""Of an output layer of several units, and the statement of the lecture that gives the reason."""
_INPUT = "The input: the features of a sample, as many as the data has. No parameters."
_HIDDEN = "A hidden layer: aˡ = φ(Wˡ aˡ⁻¹ + bˡ). Any change starts a new run from the same seed."
_OUTPUTS = {
    "softmax": "The output: softmax over the classes, as many as the data has.",
    "sigmoid": "The output: a sigmoid for each label, or one for two classes, as the data has.",
}


@dataclass(frozen=True)
class _Columns:
    """How wide each column is; 0 for a column that there is no room for."""

    number: int
    activation: int
    parameters: int
    weights: int
    biases: int

    @classmethod
    def fitting(cls, width: int, layers: int) -> "_Columns":
        """The columns for rows of this width; the least important ones go first."""
        number = len(str(layers - 1))
        left = width - number - _UNITS - 1
        parameters = _PARAMETERS if left > _LEAST_ACTIVATION + _PARAMETERS else 0
        if parameters:
            left -= parameters + 1
        activation = max(0, min(_ACTIVATION, left))
        left -= activation
        biases = _BIASES if left >= _NAMED_SHAPE + _BIASES + 3 else 0
        weights = _NAMED_SHAPE if biases else _SHAPE if left >= _SHAPE + 2 else 0
        return cls(number, activation, parameters, weights, biases)


def row_name(number: int) -> str:
    """The name of the row of a layer; 0 is the input."""
    return f"layer {number}"


def layer_number(name: str) -> int:
    """The layer of a row with this name; -1 for another row."""
    word, _, number = name.partition(" ")
    return int(number) if word == "layer" else -1


def layer_table(
    config: TrainingConfig, ends: tuple[int, int], output: str, width: int, height: int
) -> tuple[Row, list[Row]]:
    """The header and the rows for a network.

    Args:
        config: has the hidden layers.
        ends: the number of inputs and of outputs.
        output: what gives yhat: softmax or sigmoid.
        width: cells of a row.
        height: lines there are; where they are few there is no empty one.
    """
    units = (ends[0], *config.hidden, ends[1])
    names = ("input", *config.activations, output)
    columns = _Columns.fitting(width, len(units))
    hint = _LONG_HINT if width >= len(_LONG_HINT) else _HINT
    layers = [
        _Layer(number, name, units[number - 1] if number else 0, units[number], config.biases)
        for number, name in enumerate(names)
    ]
    last = len(layers) - 1
    rows = [_layer_row(each, columns, hint, hidden=0 < each.number < last) for each in layers]
    if ends[1] > 1 and config.teaching == "off":
        rows[last] = replace(rows[last], hint=_WHY_HINTS[output])
    total = sum(layer.parameters for layer in layers)
    summary = Row(((f"{'':{columns.number + 1}}{grouped(total)} parameters", "label"),))
    space = [Row(())] if height >= len(rows) + 4 else []
    return _header(columns), [*rows, *space, summary]


def _header(columns: _Columns) -> Row:
    name = "activation" if columns.activation >= len("activation") else "φ"
    text = f"{'':{columns.number}}{'units':>{_UNITS}} {fit(name, columns.activation)}"
    if columns.parameters:
        text += f" {'params':>{columns.parameters}}"
    if columns.weights:
        text += f"  {'weights':{columns.weights}}"
    if columns.biases:
        text += f" {'biases':{columns.biases}}"
    return Row(((text, "label"),))


@dataclass(frozen=True)
class _Layer:
    """A layer of a network."""

    number: int
    name: str
    """Its activation, or what stands in its place."""
    n_in: int
    n_out: int
    biases: bool

    @property
    def parameters(self) -> int:
        """Weights and biases that lead into the layer."""
        return self.n_in * self.n_out + (self.n_out if self.biases and self.number else 0)


def _layer_row(layer: _Layer, columns: _Columns, hint: str, *, hidden: bool) -> Row:
    kind: Kind = "value" if hidden else "label"
    start = columns.number + _UNITS + 1
    texts = f"{layer.n_out:{_UNITS}} {fit(layer.name.replace('_', ' '), columns.activation)}"
    parts: list[Part] = [(f"{layer.number:{columns.number}}", "label"), (texts, kind)]
    if layer.number:
        parts.append((_shapes(layer, columns), kind))
    about = _HIDDEN if hidden else _OUTPUTS[layer.name] if layer.number else _INPUT
    return Row(
        parts=tuple(parts),
        name=row_name(layer.number),
        cells=(
            Cell("units", columns.number + 1, _UNITS - 1),
            Cell("activation", start, columns.activation),
        ),
        hint=hint if hidden else _FIXED_HINT,
        about=about,
    )


def _shapes(layer: _Layer, columns: _Columns) -> str:
    """What leads into a layer: the parameters' number, n_l × n_{l-1} of W, b's length."""
    text = ""
    number = superscript(layer.number)
    if columns.parameters:
        text += f" {short_count(layer.parameters, _PARAMETERS):>{columns.parameters}}"
    if columns.weights:
        name = f"W{number} " if columns.weights == _NAMED_SHAPE else ""
        text += "  " + fit(f"{name}{layer.n_out}×{layer.n_in}", columns.weights)
    if columns.biases:
        text += " " + fit(f"b{number} {layer.n_out}" if layer.biases else "none", columns.biases)
    return text
