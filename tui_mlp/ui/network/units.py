"""The units of a network's picture, each a small map in blocks."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import Float64Array, FloatArray, IntArray
from tui_mlp.training.units.unit_maps import FULL, LayerMaps, MapKind, QuantisedArray
from tui_mlp.ui.drawing.blocks import LOWER, QUADRANTS, UPPER, CodePoints, quadrants
from tui_mlp.ui.network.inks import BACKGROUND, Inks

DENSITIES = "░▒▓█"
"""From the least value to the largest, where colours cannot tell."""
OFF = "╳"
_BAND, _MEAN = 0.3, 0.65
"""How strong a deviation and a mean are drawn; a sample's own value is 1."""


class UnitCells(NamedTuple):
    """The cells (R, C) of one unit: characters and the colours in front and behind."""

    characters: CodePoints
    front: IntArray
    back: IntArray


def unit_pixels(layer: LayerMaps, places: IntArray, size: int, width: int) -> FloatArray:
    """The values -1..1 of units as pixels, half a cell each way.

    Args:
        layer: of these units.
        places: (K,) places in `LayerMaps.shown`.
        size: pixels down.
        width: cells across.

    Returns:
        (K, size, 2 width).
    """
    values = layer.values[places]
    if layer.kind is MapKind.BAR:
        return _bars(values[:, 0, :], size, 2 * width)
    return resampled(values.astype(np.float32) / np.float32(FULL), size, 2 * width)


def resampled(values: FloatArray, rows: int, columns: int) -> FloatArray:
    """Maps (K, R, C) in another size: the mean of what each pixel covers."""
    if values.shape[1:] == (rows, columns):
        return values
    down, across = _covered(values.shape[1], rows), _covered(values.shape[2], columns)
    pixels: FloatArray = (down @ values @ across.T).astype(np.float32)
    return pixels


@lru_cache(maxsize=64)
def _covered(count: int, wanted: int) -> Float64Array:
    """(wanted, count) how much of each of `wanted` pixels each of `count` values takes."""
    edges, targets = np.arange(count + 1) / count, np.arange(wanted + 1) / wanted
    starts = np.maximum(edges[None, :-1], targets[:-1, None])
    ends = np.minimum(edges[None, 1:], targets[1:, None])
    shares: Float64Array = np.maximum(ends - starts, 0) * wanted
    return shares


def _bars(numbers: QuantisedArray, rows: int, columns: int) -> FloatArray:
    """Two bars each: above, the value of a sample; below, the mean over a band of one deviation.

    They begin in the middle, or at the left where nothing is negative.

    Args:
        numbers: (K, 3) mean, deviation and the value of a sample.
        rows: pixels down.
        columns: pixels across.
    """
    mean, deviation, sample = (numbers.astype(np.float32) / FULL).T[:, :, None]
    low = -1 if min(float(mean.min()), float(sample.min())) < 0 else 0
    # By whole cells: half a cell with three colours would blur.
    cells = columns // 2
    x = low + (np.arange(cells).repeat(2) + 0.5) / cells * (1 - low)

    def filled(start: FloatArray, end: FloatArray) -> FloatArray:
        inside = (x > np.minimum(start, end)) & (x < np.maximum(start, end))
        return inside.astype(np.float32)

    zero = np.zeros_like(mean)
    band = _BAND * filled(mean - deviation, mean + deviation)
    below = np.maximum(band, _MEAN * filled(zero, mean)) * np.sign(x)
    above = filled(zero, sample) * np.sign(x)
    upper = rows // 2
    return np.concatenate(
        [np.repeat(above[:, None], upper, 1), np.repeat(below[:, None], rows - upper, 1)], axis=1
    ).astype(np.float32)


def unit_cells(
    pixels: FloatArray, top: int, inks: Inks, class_number: int | None, *, glyphs: bool
) -> UnitCells:
    """One unit in cells; its first and its last row may be half of the background.

    Args:
        pixels: (size, 2 width) values -1..1.
        top: its uppermost pixel; odd where it begins in the middle of a cell.
        inks: the colours.
        class_number: the class of which the values are probabilities.
        glyphs: tell values by the density of a glyph.
    """
    above = top % 2
    below = (above + len(pixels)) % 2
    if above or below:
        pixels = _padded(pixels, above, below)
    parts = quadrants(pixels[:, :, None])
    front_values, back_values = parts.front[:, :, 0], parts.back[:, :, 0]
    if glyphs:
        return _densities(pixels, inks, class_number)
    if class_number is None:
        front, back = inks.signed(front_values), inks.signed(back_values)
    else:
        front = inks.of_class(front_values, class_number)
        back = inks.of_class(back_values, class_number)
    patterns = parts.patterns
    if above:
        patterns[0], back[0] = LOWER, BACKGROUND
    if below:
        patterns[-1], back[-1] = UPPER, BACKGROUND
    # One character for what looks the same: fewer cells change from frame to frame.
    patterns[front == back] = 0
    front[patterns == 0] = BACKGROUND
    return UnitCells(QUADRANTS[patterns], front, back)


def _padded(pixels: FloatArray, above: int, below: int) -> FloatArray:
    """Whole cells: each half one has a single value from left to right."""
    rows, columns = pixels.shape
    padded = np.empty((above + rows + below, columns), np.float32)
    padded[above : above + rows] = pixels
    for edge, row in ((0, 0), (-1, -1)):
        if (above, below)[edge]:
            means = pixels[row].reshape(-1, 2).mean(axis=1).repeat(2)
            padded[edge] = padded[edge + 1 if edge == 0 else edge - 1] = means
    return padded


def _densities(pixels: FloatArray, inks: Inks, class_number: int | None) -> UnitCells:
    """Each cell as a glyph that is the denser the larger the value."""
    rows, columns = pixels.shape
    values = pixels.reshape(rows // 2, 2, columns // 2, 2).mean(axis=(1, 3))
    if class_number is None:
        front = inks.signed(np.where(values < 0, -1.0, 1.0).astype(np.float32))
        shares = (values + 1) / 2
    else:
        front = inks.of_class(np.ones_like(values), class_number)
        shares = values
    steps = np.clip((shares * len(DENSITIES)).astype(np.intp), 0, len(DENSITIES) - 1)
    codes: npt.NDArray[np.uint32] = np.array([ord(each) for each in DENSITIES], np.uint32)
    return UnitCells(codes[steps], front, np.full_like(front, BACKGROUND))
