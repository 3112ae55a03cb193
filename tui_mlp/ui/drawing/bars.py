"""Probabilities of classes as horizontal bars."""

import math
from collections.abc import Sequence

import numpy as np
from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from tui_mlp.arrays import FloatArray
from tui_mlp.numbers import PROBABILITY_WIDTH, probability
from tui_mlp.ui.drawing.colours import Palette, class_glyph
from tui_mlp.ui.drawing.short_names import short_names
from tui_mlp.ui.drawing.strips import bar, clip, row

TRUE_MARK, WRONG_MARK, MISSED_MARK = "✓", "✗", "○"

_TRACK = "─"
_THRESHOLD = "┃"
_LEAST_BAR = 3
_SHORT_NAME = 8
"""Names of so many cells are not cut for a longer bar."""


def probability_bars(
    probabilities: FloatArray,
    target: FloatArray | None,
    class_names: Sequence[str],
    *,
    width: int,
    height: int,
    palette: Palette,
    threshold: float | None = None,
) -> list[Strip]:
    """Draw a row for each class: glyph, name, bar, probability, and a mark at the true class.

    The predicted class is in bold. Where there are more classes than rows, the most probable ones
    and the true one are shown, and the last row says how many are left out.

    Args:
        probabilities: (C,) of the network; may hold NaN.
        target: (C,) the true class has the largest entry; of labels, those above 1/2 are true.
            None where it is not known what is true: then nothing is marked.
        class_names: C names, shown as they are.
        width: cells.
        height: the most rows to use.
        palette: the colours.
        threshold: of labels, any of which may be true: those are predicted whose probability
            reaches it, and the bars show where it lies. None for classes.

    Returns:
        At most `height` strips of `width` cells.
    """
    if width < 1 or height < 1:
        return []
    shown = _shown_classes(probabilities, target, height)
    names = [class_names[number] for number in shown]
    fixed_cells = 2 + 1 + PROBABILITY_WIDTH + 1
    longest = max((cell_len(name) for name in names), default=0)
    room = width - fixed_cells - 1
    most = max(room // 2, room - _LEAST_BAR if longest <= _SHORT_NAME else 0)
    name_width = max(0, min(longest, most))
    bar_width = width - fixed_cells - name_width - 1
    predicted = _predicted(probabilities, threshold)
    true = _true(target, threshold)
    rows = []
    for number, name in zip(shown, short_names(names, max(name_width, 1)), strict=True):
        value = float(probabilities[number])
        text = palette.strong if number in predicted else palette.text
        segments = [Segment(f"{class_glyph(number)} ", palette.class_style(number))]
        if name_width:
            segments.append(Segment(clip(name, name_width) + " ", text))
        if bar_width >= _LEAST_BAR:
            segments += _bar_segments(value, bar_width, number, threshold, palette)
            segments.append(Segment(" ", text))
        segments.append(Segment(probability(value), text))
        mark = _mark(number in true, number in predicted, threshold, palette)
        segments.append(Segment(" ", palette.text) if target is None else mark)
        rows.append(row(segments, width, palette.text))
    if len(shown) < len(probabilities) and height > 1:
        left_out = f"… {len(probabilities) - len(shown)} more"
        rows.append(row([Segment(left_out, palette.muted)], width, palette.text))
    return rows


def _mark(true: bool, predicted: bool, threshold: float | None, palette: Palette) -> Segment:
    """A sign at what is true, and another at what was wrongly predicted or, of labels, missed."""
    if true and threshold is not None and not predicted:
        return Segment(MISSED_MARK, palette.bad)
    if true:
        return Segment(TRUE_MARK, palette.strong)
    return Segment(WRONG_MARK if predicted else " ", palette.bad)


def _bar_segments(
    value: float, width: int, number: int, threshold: float | None, palette: Palette
) -> list[Segment]:
    """The bar on its track, with a stroke at the threshold where it is not covered."""
    full = _bar(value, width)
    track = _TRACK * (width - len(full))
    segments = [Segment(full, palette.class_style(number))]
    if threshold is None:
        return [*segments, Segment(track, palette.faint)]
    place = min(round(threshold * width), width - 1) - len(full)
    if place < 0:
        return [*segments, Segment(track, palette.faint)]
    return [
        *segments,
        Segment(track[:place], palette.faint),
        Segment(_THRESHOLD, palette.muted),
        Segment(track[place + 1 :], palette.faint),
    ]


def _bar(value: float, width: int) -> str:
    """A bar in eighths of a cell; the least probability that is not 0 still shows."""
    if not math.isfinite(value):
        return ""
    return bar(round(min(max(value, 0.0), 1.0) * width * 8))


def _predicted(probabilities: FloatArray, threshold: float | None) -> set[int]:
    """The class of largest probability, or the labels that reach the threshold; none for NaN."""
    if not len(probabilities) or np.isnan(probabilities).any():
        return set()
    if threshold is None:
        return {int(np.argmax(probabilities))}
    return set(np.flatnonzero(probabilities >= threshold).tolist())


def _true(target: FloatArray | None, threshold: float | None) -> set[int]:
    """The class of the largest entry, or the labels that are set; none where it is not known."""
    if target is None:
        return set()
    if threshold is None:
        return {int(np.argmax(target))}
    return set(np.flatnonzero(target >= 0.5).tolist())


def _shown_classes(probabilities: FloatArray, target: FloatArray | None, height: int) -> list[int]:
    """All classes, or the most probable and the true one, in their own order."""
    count = len(probabilities)
    if count <= height:
        return list(range(count))
    room = max(1, height - 1)
    weights = np.nan_to_num(np.asarray(probabilities, np.float64), nan=0.0)
    if target is not None:
        weights = weights + 2.0 * (np.asarray(target) > 0.5)
    order = np.argsort(-weights, kind="stable")[:room]
    return sorted(order.tolist())
