"""An image that is being drawn: its pixels, the pen, and what a touch of it leaves."""

import numpy as np

from tui_mlp.arrays import FloatArray

_WIDE_PEN_FROM = 16
"""The smaller side in pixels from which on a stroke is wider than a pixel."""
_EDGE, _CORNER = 0.6, 0.3
"""What the pixels beside and diagonally beside a touch of the wide pen get of its ink."""


class DrawnImage:
    """Pixels (H, W) of which none is darker than the data's least or lighter than its largest.

    Args:
        features: (H W,) the image to begin with.
        image_shape: (H, W).
        limits: the least and the largest value of the data's pixels.
    """

    def __init__(
        self, features: FloatArray, image_shape: tuple[int, int], limits: tuple[float, float]
    ) -> None:
        self.pixels: FloatArray = np.nan_to_num(features.copy(), nan=limits[0]).reshape(image_shape)
        self.limits = limits
        self.cursor = image_shape[0] // 2, image_shape[1] // 2
        """The pixel under the pen: (row, column)."""
        self.pen_down = False
        """Whether moving the cursor draws."""
        self._ink = _stroke(image_shape)

    @property
    def features(self) -> FloatArray:
        """(H W,) a copy, as the network is asked."""
        return self.pixels.reshape(-1).copy()

    @property
    def blank(self) -> bool:
        """Whether nothing is drawn."""
        return bool((self.pixels <= self.limits[0]).all())

    def move(self, down: int, right: int) -> None:
        """Move the cursor within the image, and draw if the pen is down."""
        row, column = self.cursor
        height, width = self.pixels.shape
        self.cursor = min(max(row + down, 0), height - 1), min(max(column + right, 0), width - 1)
        if self.pen_down:
            self.touch()

    def touch(self, *, erase: bool = False) -> None:
        """Draw, or erase, where the cursor is."""
        low, high = self.limits
        reach = len(self._ink) // 2
        row, column = self.cursor
        height, width = self.pixels.shape
        for down in range(-reach, reach + 1):
            for right in range(-reach, reach + 1):
                y, x = row + down, column + right
                if not (0 <= y < height and 0 <= x < width):
                    continue
                ink = float(self._ink[down + reach, right + reach])
                if erase:
                    self.pixels[y, x] = low
                else:
                    self.pixels[y, x] = max(self.pixels[y, x], low + ink * (high - low))

    def draw_to(self, row: int, column: int, *, erase: bool = False) -> None:
        """Draw a straight line from the cursor to a pixel, as the mouse may skip some."""
        start_row, start_column = self.cursor
        steps = max(abs(row - start_row), abs(column - start_column), 1)
        for step in range(1, steps + 1):
            self.cursor = (
                start_row + round((row - start_row) * step / steps),
                start_column + round((column - start_column) * step / steps),
            )
            self.touch(erase=erase)

    def clear(self) -> None:
        """Take everything away."""
        self.pixels.fill(self.limits[0])

    def show(self, features: FloatArray) -> None:
        """Begin again with an image (H W,)."""
        self.pixels[...] = np.nan_to_num(features, nan=self.limits[0]).reshape(self.pixels.shape)


def _stroke(image_shape: tuple[int, int]) -> FloatArray:
    """(1, 1) or (3, 3) the share of the ink that each pixel around a touch gets."""
    if min(image_shape) < _WIDE_PEN_FROM:
        return np.ones((1, 1), np.float32)
    row = np.array([_CORNER, _EDGE, _CORNER], np.float32)
    return np.stack([row, np.array([_EDGE, 1, _EDGE], np.float32), row])
