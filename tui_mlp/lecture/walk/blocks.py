"""The blocks that several phases write alike: vectors, matrices, and their shapes."""

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.pages.page import Matrix
from tui_mlp.lecture.step.derivation import Derivation, places
from tui_mlp.numbers import superscript


def row(
    name: str,
    values: Float64Array,
    labels: tuple[str, ...],
    *,
    shape: str = "",
    edits: str = "",
    asked: bool = False,
    signed: bool = True,
) -> Matrix:
    """A vector (K,) as one row, with a label for each entry."""
    return Matrix(
        name=name,
        values=values[None, :],
        rows=(name,),
        columns=labels,
        shape=shape,
        edits=edits,
        asked=asked,
        signed=signed,
    )


def layer_row(
    derivation: Derivation,
    name: str,
    layer: int,
    values: Float64Array,
    *,
    edits: str = "",
    asked: bool = False,
) -> Matrix:
    """A vector (n_l,) that belongs to the units of a layer, such as z^l."""
    return row(
        name,
        values,
        derivation.unit_labels(layer),
        shape=f"n{superscript(layer)} = {len(values)}",
        edits=edits,
        asked=asked,
    )


def layer_matrix(
    derivation: Derivation,
    name: str,
    layer: int,
    values: Float64Array,
    *,
    edits: str = "",
    asked: bool = False,
) -> Matrix:
    """A matrix (n_l, n_{l-1}) of a layer, such as W^l: a row for each of its units."""
    return Matrix(
        name=name,
        values=values,
        rows=derivation.unit_labels(layer),
        columns=tuple(f"j={place}" for place in places(values.shape[1])),
        shape=shape_text(values, layer, layer - 1),
        edits=edits,
        asked=asked,
    )


def shape_text(values: Float64Array, row_layer: int, column_layer: int) -> str:
    """The shape of a matrix in symbols and numbers, such as "n² × n¹ = 3 × 16"."""
    rows, columns = values.shape
    return f"n{superscript(row_layer)} × n{superscript(column_layer)} = {rows} × {columns}"


def largest_entry(values: Float64Array) -> tuple[int, ...]:
    """Where the number farthest from 0 is; NaN counts as larger than all."""
    return tuple(int(place) for place in np.unravel_index(np.abs(values).argmax(), values.shape))
