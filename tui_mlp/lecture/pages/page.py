"""A page of the walk through one step, as blocks that a screen draws and a terminal prints."""

from dataclasses import dataclass

import numpy as np

from tui_mlp.arrays import Float64Array


@dataclass(frozen=True)
class Formula:
    """A line in the lecture's symbols, such as "z² = W² a¹ + b²"."""

    text: str


@dataclass(frozen=True)
class Substituted:
    """The line of a formula with the network's numbers in it."""

    text: str


@dataclass(frozen=True)
class Sentence:
    """Plain words, as long as need be: whoever shows them breaks the lines."""

    text: str


@dataclass(frozen=True, eq=False)
class Matrix:
    """Numbers in rows and columns; a vector is one row, whose label is its name."""

    name: str
    """In the lecture's symbols, such as "W²"."""
    values: Float64Array
    """(R, K)."""
    rows: tuple[str, ...]
    """R labels, such as "ŷ"; may be empty texts."""
    columns: tuple[str, ...]
    """K labels, such as "j=1 c0"; may be empty texts."""
    shape: str = ""
    """The shape in symbols and numbers, such as "n² × n¹ = 3 × 16"."""
    edits: str = ""
    """What typing into it changes: "x", "W1", "b1", ...; empty where nothing can be typed."""
    asked: bool = False
    """Whether the hand-calculation mode may hide an entry and ask for it."""
    signed: bool = True
    """Whether positive numbers have a plus; those that cannot be negative need none."""
    heatmap: bool = False
    """Whether it is to be seen as a whole: filled cells, with as many digits as have room."""


@dataclass(frozen=True)
class Check:
    """A statement that two computations agree."""

    what: str
    """Such as "the long way and ŷ − y"."""
    residual: float
    """The largest difference between the two; 0 is perfect."""
    tolerance: float
    """Up to here the difference is rounding."""

    @property
    def holds(self) -> bool:
        """Whether they agree; NaN does not."""
        return self.residual <= self.tolerance


@dataclass(frozen=True, eq=False)
class Trail:
    """A way over a surface."""

    name: str
    glyph: str
    """A character of one cell, which stands at each of its places."""
    places: Float64Array
    """(T, 2) x and y."""


@dataclass(frozen=True, eq=False)
class Surface:
    """A positive function over a plane, with ways over it."""

    name: str
    """Of the function, such as "E/N"."""
    x: Float64Array
    """(K,) rising."""
    y: Float64Array
    """(R,) rising."""
    values: Float64Array
    """(R, K) the function at y[r], x[k]."""
    x_name: str
    y_name: str
    trails: tuple[Trail, ...]
    """The later ones over the earlier ones."""
    marks: tuple[Trail, ...] = ()
    """Single places, over all trails."""


@dataclass(frozen=True, eq=False)
class Curve:
    """A line through points, which a screen draws and others list."""

    name: str
    """Such as "γₖ over the run"."""
    x: Float64Array
    """(P,), rising."""
    y: Float64Array
    """(P,)."""
    x_name: str
    y_name: str
    """Such as "t" and "γₖ"."""
    here: float | None = None
    """The place on the x-axis that is marked as the present one."""

    @property
    def points(self) -> Matrix:
        """Its points as a matrix, a row each."""
        return Matrix(
            self.name,
            np.column_stack([self.x, self.y]),
            ("",) * len(self.x),
            (self.x_name, self.y_name),
            signed=False,
        )


Block = Formula | Substituted | Sentence | Matrix | Check | Surface | Curve


@dataclass(frozen=True, eq=False)
class Page:
    """One phase of the step, or one layer of a phase."""

    phase: int
    """1 to 8; 0 for a page that belongs to none."""
    title: str
    """Such as "The error at the output, δᴸ"."""
    short_title: str
    """A word or two for the neighbouring pages, such as "δᴸ"."""
    layer: int | None
    """l for the pages of a phase that has one for each layer, else None."""
    blocks: tuple[Block, ...]
