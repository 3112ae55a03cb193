"""Probabilities of classes as horizontal bars."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from tui_mlp.ui.colours import Palette, class_glyph
from tui_mlp.ui.renderables.numbers import PROBABILITY_WIDTH, probability
from tui_mlp.ui.renderables.strips import clip, row

FloatArray = npt.NDArray[np.float32]

TRUE_MARK, WRONG_MARK = "✓", "✗"

_EIGHTHS = " ▏▎▍▌▋▊▉"
_TRACK = "─"
_LEAST_BAR = 3


def probability_bars(
    probabilities: FloatArray,
    target: FloatArray,
    class_names: Sequence[str],
    *,
    width: int,
    height: int,
    palette: Palette,
) -> list[Strip]:
    """Draw a row for each class: glyph, name, bar, probability, and a mark at the true class.

    The predicted class is in bold. Where there are more classes than rows, the most probable ones
    and the true one are shown, and the last row says how many are left out.

    Args:
        probabilities: (C,) of the network; may hold NaN.
        target: (C,) one-hot.
        class_names: C names, shown as they are.
        width: cells.
        height: the most rows to use.
        palette: the colours.

    Returns:
        At most `height` strips of `width` cells.
    """
    if width < 1 or height < 1:
        return []
    shown = _shown_classes(probabilities, target, height)
    names = [class_names[number] for number in shown]
    fixed_cells = 2 + 1 + PROBABILITY_WIDTH + 1
    longest = max((cell_len(name) for name in names), default=0)
    name_width = max(0, min(longest, (width - fixed_cells - 1) // 2))
    bar_width = width - fixed_cells - name_width - 1
    predicted = _predicted(probabilities)
    rows = []
    for number, name in zip(shown, names, strict=True):
        value = float(probabilities[number])
        style = palette.class_style(number)
        text = palette.strong if number == predicted else palette.text
        segments = [Segment(f"{class_glyph(number)} ", style)]
        if name_width:
            segments.append(Segment(clip(name, name_width) + " ", text))
        if bar_width >= _LEAST_BAR:
            full = _bar(value, bar_width)
            segments.append(Segment(full, style))
            track = palette.faint
            segments.append(Segment(_TRACK * (bar_width - len(full)), track))
            segments.append(Segment(" ", text))
        segments.append(Segment(probability(value), text))
        segments.append(_mark(target[number] > 0.5, number == predicted, palette))
        rows.append(row(segments, width, palette.text))
    if len(shown) < len(probabilities) and height > 1:
        left_out = f"… {len(probabilities) - len(shown)} more"
        rows.append(row([Segment(left_out, palette.muted)], width, palette.text))
    return rows


def _mark(true: bool, predicted: bool, palette: Palette) -> Segment:
    """A sign at the true class, and another where a wrong one was predicted."""
    if true:
        return Segment(TRUE_MARK, palette.good)
    return Segment(WRONG_MARK if predicted else " ", palette.bad)


def _bar(value: float, width: int) -> str:
    """A bar in eighths of a cell; the least probability that is not 0 still shows."""
    if not math.isfinite(value):
        return ""
    eighths = round(min(max(value, 0.0), 1.0) * width * 8)
    whole, part = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[part] if part else "")


def _predicted(probabilities: FloatArray) -> int | None:
    """The class of largest probability; None when the network answers NaN."""
    if not len(probabilities) or np.isnan(probabilities).any():
        return None
    return int(np.argmax(probabilities))


def _shown_classes(probabilities: FloatArray, target: FloatArray, height: int) -> list[int]:
    """All classes, or the most probable and the true one, in their own order."""
    count = len(probabilities)
    if count <= height:
        return list(range(count))
    room = max(1, height - 1)
    weights = np.nan_to_num(np.asarray(probabilities, np.float64), nan=0.0)
    weights = weights + 2.0 * (np.asarray(target) > 0.5)
    order = np.argsort(-weights, kind="stable")[:room]
    return sorted(order.tolist())
