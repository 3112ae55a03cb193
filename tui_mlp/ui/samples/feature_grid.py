"""The features of a sample with their values, in as many columns as fit."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from tui_mlp.numbers import counted, fixed
from tui_mlp.ui.drawing.colours import Palette
from tui_mlp.ui.drawing.short_names import short_names
from tui_mlp.ui.drawing.strips import clip, row

_VALUE_WIDTH = 8
_GAP = 3
_LONGEST_NAME, _LONGEST_CROWDED_NAME = 36, 20


def feature_grid(
    names: Sequence[str], values: Sequence[float], width: int, height: int, palette: Palette
) -> list[Strip]:
    """Draw names and values down one column after another, in as few as hold them.

    Where there are more than fit, the last place says how many are left out.

    Args:
        names: D names, shown as they are.
        values: D numbers.
        width: cells.
        height: the most rows to use.
        palette: the colours.

    Returns:
        At most `height` strips of `width` cells.
    """
    if height < 1 or not values:
        return []
    longest = max(map(cell_len, names))
    for most in (_LONGEST_NAME, _LONGEST_CROWDED_NAME):
        name_width = max(1, min(longest, most, width - _VALUE_WIDTH - 1))
        cell = name_width + 1 + _VALUE_WIDTH
        columns = max(1, (width + _GAP) // (cell + _GAP))
        if columns * height >= len(values):
            break
    shown = len(values) if len(values) <= columns * height else columns * height - 1
    rows = min(height, len(values))
    cells = [
        [
            Segment(clip(name, name_width), palette.muted),
            Segment(f" {fixed(value, _VALUE_WIDTH)}", palette.text),
        ]
        for name, value in zip(short_names(names[:shown], name_width), values[:shown], strict=True)
    ]
    if shown < len(values):
        left_out = f"… {counted(len(values) - shown, 'more feature')}"
        cells.append([Segment(clip(left_out, cell), palette.muted)])
    gap = Segment(" " * _GAP, palette.text)
    return [
        row([part for each in cells[number::rows] for part in (*each, gap)], width, palette.text)
        for number in range(rows)
    ]
