"""Kept runs whose curves lie over the present one's, told apart by glyph and colour."""

import math
from collections.abc import Callable

import numpy as np
from rich.style import Style

from tui_mlp.arrays import FloatArray
from tui_mlp.numbers import compact
from tui_mlp.training.snapshot import Curves, Overlay
from tui_mlp.ui.drawing.colours import Palette

MOST_OVERLAYS = 4


def overlay_line(pair: tuple[FloatArray, FloatArray]) -> FloatArray:
    """(P, 2) what stands for a run: its validation, or training where there is none."""
    train, validation = pair
    return validation if np.isfinite(validation).any() else train


def overlay_at(
    overlay: Overlay, epoch: float, pair: Callable[[Curves], tuple[FloatArray, FloatArray]]
) -> str:
    """What stands for a run at an epoch; a dash where it is over."""
    epochs = overlay.curves.epochs
    if not len(epochs) or epoch > epochs[-1]:
        return "–"
    place = int(np.argmin(np.abs(epochs - epoch)))
    low, high = overlay_line(pair(overlay.curves))[place].tolist()
    if not math.isfinite(low + high):
        return "–"
    # a bucket may stand for several epochs
    return f"{'' if low == high else '≈'}{compact((low + high) / 2)}"


def overlay_glyph(number: int) -> str:
    """The letter in the curve of an overlay, counted from 0, and before its name."""
    return "abcd"[number]


def overlay_style(number: int, palette: Palette) -> Style:
    """The colour of an overlay, counted from 0."""
    return palette.curves[number]
