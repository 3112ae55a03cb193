"""Small pictures in half blocks: two pixels in each cell."""

import numpy as np
import numpy.typing as npt
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from tui_mlp.arrays import FloatArray, IntArray
from tui_mlp.ui.drawing.colours import Palette
from tui_mlp.ui.drawing.strips import UPPER_HALF, half_block

_GREYS = 16


def image_size(image_shape: tuple[int, int], columns: int, rows: int) -> tuple[int, int]:
    """The (height, width) in pixels at which an image fits into a space of cells.

    Enlarged by a whole number where possible; a larger image is reduced, its proportions kept.

    Args:
        image_shape: (H, W), each 1 or more.
        columns: cells across.
        rows: cells down, two pixels each.
    """
    height, width = image_shape
    scale = min(columns / width, 2 * rows / height)
    if scale >= 1:
        scale = int(scale)
    return max(int(height * scale), 1), max(int(width * scale), 1)


def image(
    pixels: FloatArray,
    height: int,
    width: int,
    palette: Palette,
    *,
    limits: tuple[float, float] | None = None,
) -> list[Strip]:
    """Draw a grey image, from the background for its least value to the foreground.

    Args:
        pixels: (H, W) of any range; NaN counts as the least value.
        height: pixels to draw it in; see `image_size`.
        width: pixels, and cells, across.
        palette: the colours.
        limits: the values of background and foreground; those of the image by default.

    Returns:
        ceil(height / 2) strips of `width` cells.
    """
    scaled = _resampled(np.asarray(pixels, np.float64), height, width)
    finite = np.isfinite(scaled)
    low = float(scaled[finite].min()) if finite.any() else 0.0
    high = float(scaled[finite].max()) if finite.any() else 0.0
    low, high = limits or (low, high)
    share = np.clip((np.where(finite, scaled, low) - low) / ((high - low) or 1.0), 0, 1)
    levels = np.round(share * (_GREYS - 1)).astype(np.intp)
    greys = [
        palette.background.blend(palette.foreground, level / (_GREYS - 1))
        for level in range(_GREYS)
    ]
    return half_block_rows(levels, greys)


def half_block_rows(codes: IntArray, colours: list[Color]) -> list[Strip]:
    """Draw pixels, two rows in each row of cells; an odd last row is drawn twice as high.

    Args:
        codes: (H, W) each pixel's place in `colours`.
        colours: the colours used.

    Returns:
        ceil(H / 2) strips of W cells.
    """
    top = codes[0::2]
    bottom = codes[1::2] if len(codes) % 2 == 0 else np.vstack([codes[1::2], codes[-1:]])
    styles = HalfBlocks(colours)
    return [Strip(cell_runs(line, styles), len(line)) for line in top * len(colours) + bottom]


class HalfBlocks(dict[int, Style]):
    """The style of each pair of pixels: top pixel * number of colours + bottom pixel."""

    def __init__(self, colours: list[Color]) -> None:
        super().__init__()
        self.colours = colours

    def __missing__(self, code: int) -> Style:
        """Make a style when it is first needed."""
        top, bottom = divmod(code, len(self.colours))
        style = self[code] = half_block(self.colours[top], self.colours[bottom])
        return style


def cell_runs(cells: IntArray, styles: HalfBlocks) -> list[Segment]:
    """One row of half blocks, equal neighbours joined.

    Args:
        cells: (W,) the pairs of pixels.
        styles: how to draw them.
    """
    starts = np.flatnonzero(np.diff(cells, prepend=-1))
    lengths = np.diff(starts, append=len(cells))
    return [
        Segment(UPPER_HALF * length, styles[code])
        for code, length in zip(cells[starts].tolist(), lengths.tolist(), strict=True)
    ]


def _resampled(pixels: npt.NDArray[np.float64], height: int, width: int) -> npt.NDArray[np.float64]:
    """The nearest pixel when enlarging, the mean of those covered when reducing."""
    for axis, size in ((0, height), (1, width)):
        count = pixels.shape[axis]
        if size >= count:
            pixels = np.take(pixels, np.arange(size) * count // size, axis=axis)
        else:
            starts = np.arange(size) * count // size
            sums = np.add.reduceat(pixels, starts, axis=axis)
            lengths = np.diff(starts, append=count)
            pixels = sums / (lengths[:, None] if axis == 0 else lengths)
    return pixels
