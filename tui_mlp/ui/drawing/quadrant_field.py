"""The decision boundary in quadrant blocks, oversampled: the network's answer over the plane."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from tui_mlp.arrays import BoolArray, ByteArray, FloatArray, IntArray
from tui_mlp.training.snapshot import NO_ANSWER
from tui_mlp.ui.drawing.blocks import LOWER, QUADRANTS, UPPER, CodePoints, cell_segments, quadrants
from tui_mlp.ui.drawing.colours import Palette
from tui_mlp.ui.drawing.grounds import Ground, Samples
from tui_mlp.ui.drawing.strips import blank_rows, half_block

OVERSAMPLING = 2
"""Points each way for a pixel."""
TEXTURES = "░▒▓╱╲╳─│┼═"
"""The ground of each class where colours cannot tell."""
_FULLEST = 0.66
"""The share of a class's colour where the network is certain; `least_share` is undecided."""
_CERTAIN = 0.8
"""A class has its full colour from this share of the way between chance and certainty."""
_LEVELS = 6
_ALIKE = 14
"""Colours in a cell that differ by no more in any channel become one; less than a level apart."""
_BRIGHTER = 0.4
"""How much nearer to the foreground a sample is than its class's colour."""
_COLOUR_STEP = 8
"""Colours are rounded to so many steps of a channel: fewer styles, and fewer cells that change."""
_BASE = 256 // _COLOUR_STEP + 1
_PAIR = _BASE**3


def quadrant_field(
    winner: ByteArray,
    confidence: ByteArray,
    samples: Samples | None,
    *,
    grounds: Sequence[Ground],
    width: int,
    height: int,
    palette: Palette,
    glyphs: bool = False,
) -> list[Strip]:
    """Draw class colours that fade towards the background where the network is undecided.

    Each cell has four pixels, and each pixel is the mean of `OVERSAMPLING` squared points; where
    the grid has fewer, what the network answered is interpolated between its points. A sample is a
    bright square in its class's colour; a misclassified one is the glyph of its true class. Where
    the network gives no answer there is no ground, and every sample is a glyph in its colour.

    Args:
        winner: (R, K) the class of largest probability, or `NO_ANSWER`; row 0 at the top, of any
            size.
        confidence: (R, K) that probability, 0..255 for 0..1.
        samples: what to draw on top.
        grounds: how each class looks.
        width: cells.
        height: rows of cells.
        palette: the colours.
        glyphs: tell the ground's class by its texture and that of every sample by its glyph, on
            inverse ground where it is misclassified: for a screen with few colours or none.

    Returns:
        `height` strips of `width` cells.
    """
    if width < 1 or height < 1 or not winner.size:
        return blank_rows(height, width, palette.text)
    across, down = 2 * OVERSAMPLING * width, 2 * OVERSAMPLING * height
    certain = np.where(winner == NO_ANSWER, 255, confidence).astype(np.uint8)
    answers, certainty = _answers(winner, certain, down, across)
    answers[answers == NO_ANSWER] = len(grounds)
    cells = (_textures if glyphs else _coloured)(answers, certainty, grounds, palette)
    if samples is not None and len(samples.points):
        placed = _place(samples, winner, (2 * height, 2 * width))
        (_put_glyphs if glyphs else _put_dots)(cells, placed, grounds, palette)
    keys = _packed(cells.front) * _PAIR + _packed(cells.back)
    return [
        Strip(cell_segments(line, key, _pair_style), width)
        for line, key in zip(cells.characters, keys, strict=True)
    ]


class _Cells(NamedTuple):
    """Characters (R, C) and the colours (R, C, 3), 0 to 255, in front and behind."""

    characters: CodePoints
    front: FloatArray
    back: FloatArray


def _answers(
    winner: ByteArray, confidence: ByteArray, rows: int, columns: int
) -> tuple[IntArray, FloatArray]:
    """Class and probability 0..1 at (rows, columns) points, bilinear between those of the grid.

    Of every class the grid tells the probability where it wins; where it does not, it counts as
    an equal part of what is left to all others.
    """
    probability = confidence.astype(np.float32) / np.float32(255)
    present = np.unique(winner)
    if len(present) == 1:
        best = _between(probability, rows, columns)
        return np.full(best.shape, present[0], np.intp), best
    rest = (1 - probability) / np.float32(len(present) - 1)
    answers = np.full((rows, columns), present[0], np.intp)
    best = np.full((rows, columns), -1, np.float32)
    for number in present.tolist():
        scores = _between(
            np.where(winner == number, probability, rest).astype(np.float32), rows, columns
        )
        larger = scores > best
        answers[larger] = number
        np.maximum(best, scores, out=best)
    return answers, best


def _between(values: FloatArray, rows: int, columns: int) -> FloatArray:
    """A grid of another size with the same corners, bilinear between its points."""
    for axis, count in ((0, rows), (1, columns)):
        size = values.shape[axis]
        if size == count:
            continue
        place = np.linspace(0, size - 1, count, dtype=np.float32)
        first = np.minimum(place.astype(np.intp), max(size - 2, 0))
        share = place - first
        share = share[:, None] if axis == 0 else share[None, :]
        low = values.take(first, axis=axis)
        high = values.take(np.minimum(first + 1, size - 1), axis=axis)
        values = low + (high - low) * share
    return values


def _coloured(
    answers: IntArray, certainty: FloatArray, grounds: Sequence[Ground], palette: Palette
) -> _Cells:
    """Quadrant blocks of the points' colours, each pixel the mean of its points.

    What has no answer is the class after the last one, and looks like the background.
    """
    chance = 1 / max(len(grounds), 2)
    shares = np.clip((certainty - chance) / ((1 - chance) * _CERTAIN), 0, 1)
    levels = np.minimum((shares * _LEVELS).astype(np.intp), _LEVELS - 1)
    steps = np.linspace(palette.least_share, _FULLEST, _LEVELS)
    colours = [palette.background.blend(each.colour, step) for each in grounds for step in steps]
    colours += [palette.background] * _LEVELS
    table = np.array([colour.rgb for colour in colours], np.float32) / OVERSAMPLING**2
    codes = answers * _LEVELS + levels
    pixels = sum(
        table.take(codes[row::OVERSAMPLING, column::OVERSAMPLING], axis=0)
        for row in range(OVERSAMPLING)
        for column in range(OVERSAMPLING)
    )
    patterns, front, back = quadrants(pixels)
    # Where a cell only fades, one colour is enough, and takes a terminal half as many bytes.
    alike = np.abs(front - back).max(axis=2) <= _ALIKE
    back[alike] = (front[alike] + back[alike]) / 2
    patterns[alike] = 0
    # The colour in front of a whole cell is not seen: a constant one is not sent again.
    front[patterns == 0] = palette.background.rgb
    return _Cells(QUADRANTS[patterns], front, back)


def _textures(
    answers: IntArray, _certainty: FloatArray, grounds: Sequence[Ground], palette: Palette
) -> _Cells:
    """Each cell in the texture and the colour of the class in its middle."""
    middle = answers[OVERSAMPLING :: 2 * OVERSAMPLING, OVERSAMPLING :: 2 * OVERSAMPLING]
    textures = np.array([ord(each) for each in TEXTURES], np.uint32)
    characters = np.where(middle < len(grounds), textures[middle % len(textures)], ord(" "))
    shades = [*(ground.colour for ground in grounds), palette.background]
    colours = np.array([shade.rgb for shade in shades], np.float32)
    back = np.broadcast_to(np.array(palette.background.rgb, np.float32), (*middle.shape, 3)).copy()
    return _Cells(characters.astype(np.uint32), colours[middle], back)


class _Placed(NamedTuple):
    """The pixels of samples inside the picture, and what the ground says of their class."""

    rows: IntArray
    columns: IntArray
    labels: IntArray
    right: BoolArray
    wrong: BoolArray


def answers_at(samples: Samples, winner: ByteArray) -> IntArray:
    """(P,) the class of the nearest point of a grid (R, K), row 0 at the top."""
    across, down = _shares(samples)
    rows = _nearest(np.clip(down, 0, 1), winner.shape[0])
    return winner[rows, _nearest(np.clip(across, 0, 1), winner.shape[1])].astype(np.intp)


def _shares(samples: Samples) -> tuple[FloatArray, FloatArray]:
    """Where samples lie, 0 to 1 from the left and from the top of the picture."""
    x_min, x_max, y_min, y_max = samples.extent
    across = (samples.points[:, 0] - x_min) / ((x_max - x_min) or 1.0)
    down = (y_max - samples.points[:, 1]) / ((y_max - y_min) or 1.0)
    return across, down


def _nearest(shares: FloatArray, count: int) -> IntArray:
    places: IntArray = np.round(shares * (count - 1)).astype(np.intp)
    return places


def _place(samples: Samples, winner: ByteArray, shape: tuple[int, int]) -> _Placed:
    """The samples at the nearest pixel, judged by the nearest point of the grid."""
    across, down = _shares(samples)
    inside = (across >= 0) & (across <= 1) & (down >= 0) & (down <= 1)
    across, down, labels = across[inside], down[inside], samples.labels[inside]
    answers = winner[_nearest(down, winner.shape[0]), _nearest(across, winner.shape[1])]
    right = answers == labels
    wrong = ~right & (answers != NO_ANSWER)
    rows, columns = _nearest(down, shape[0]), _nearest(across, shape[1])
    return _Placed(rows, columns, labels, right, wrong)


def _put_dots(cells: _Cells, placed: _Placed, grounds: Sequence[Ground], palette: Palette) -> None:
    """A bright half cell for a sample on ground of its class; the others' glyphs over all else.

    The glyph of a misclassified one has the text's colour, of one without an answer its class's.
    """
    bright = [each.colour.blend(palette.foreground, _BRIGHTER).rgb for each in grounds]
    rows, columns, labels, right, wrong = placed
    at = rows[right] // 2, columns[right] // 2
    ground = (cells.front[at] + cells.back[at]) / 2
    uniform = cells.characters[at] == QUADRANTS[0]
    cells.back[at] = np.where(uniform[:, None], cells.back[at], ground)
    cells.front[at] = np.array(bright, np.float32)[labels[right]]
    cells.characters[at] = QUADRANTS[np.where(rows[right] % 2, LOWER, UPPER)]
    plain = np.array([ground.colour.rgb for ground in grounds], np.float32)
    text = np.tile(np.array(palette.foreground.rgb, np.float32), (len(grounds), 1))
    for chosen, colours in ((~right & ~wrong, plain), (wrong, text)):
        at = rows[chosen] // 2, columns[chosen] // 2
        cells.characters[at] = _glyphs(grounds)[labels[chosen]]
        cells.front[at] = colours[labels[chosen]]


def _put_glyphs(
    cells: _Cells, placed: _Placed, grounds: Sequence[Ground], palette: Palette
) -> None:
    """The glyph of every sample; those of misclassified ones over all else, and inverse."""
    rows, columns, labels, _, wrong = placed
    for chosen, front, back in (
        (~wrong, palette.foreground, palette.background),
        (wrong, palette.background, palette.foreground),
    ):
        at = rows[chosen] // 2, columns[chosen] // 2
        cells.characters[at] = _glyphs(grounds)[labels[chosen]]
        cells.front[at], cells.back[at] = front.rgb, back.rgb


def _glyphs(grounds: Sequence[Ground]) -> CodePoints:
    return np.array([ord(ground.glyph) for ground in grounds], np.uint32)


def _packed(colours: FloatArray) -> IntArray:
    """Colours (R, C, 3) as one number each, rounded."""
    steps = np.rint(colours / _COLOUR_STEP).astype(np.intp)
    return (steps[..., 0] * _BASE + steps[..., 1]) * _BASE + steps[..., 2]


@lru_cache(maxsize=16384)
def _pair_style(key: int) -> Style:
    """The style of two packed colours: front * `_PAIR` + back."""
    front, back = divmod(key, _PAIR)
    return half_block(_unpacked(front), _unpacked(back))


def _unpacked(packed: int) -> Color:
    steps = (packed // _BASE**2, packed // _BASE % _BASE, packed % _BASE)
    red, green, blue = (min(step * _COLOUR_STEP, 255) for step in steps)
    return Color(red, green, blue)
