"""The identity: a layer without an activation."""

import numpy as np

from tui_mlp.arrays import Array
from tui_mlp.nn.activations.activation import Activation, Family


def _apply(z: Array, out: Array, _work: Array) -> None:
    out[...] = z


def _write_derivative(_z: Array, _a: Array, out: Array, _work: Array) -> None:
    out.fill(1)


IDENTITY = Activation(
    name="identity",
    family=Family.LINEAR,
    formula="z",
    derivative_formula="1",
    largest_slope=1.0,
    source="",
    apply=_apply,
    write_derivative=_write_derivative,
    reference=np.copy,
    reference_derivative=np.ones_like,
)
