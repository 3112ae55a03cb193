"""The confusion matrix, and the most frequent confusions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_mlp.arrays import IntArray
from tui_mlp.numbers import grouped, percent, short_count
from tui_mlp.ui.drawing.colours import CLASS_GLYPHS, Palette, class_glyph, colour_of
from tui_mlp.ui.drawing.short_names import short_names
from tui_mlp.ui.drawing.strips import blank_rows, clip, right_aligned, row, text_row

_LEAST_CELL = 3
_WIDEST_CELL = 16
_LEAST_HEADER = 2
_LEAST_CUT = 4
"""Cells of a name that is cut."""
_WIDEST_HEADER = 16
_RECALL_WIDTH = 7
_LEAST_LIST = 4
_TALLEST_ROW = 7
_LEAST_TALL_ROW = 3
_ROOM_FOR_LIST = 7
"""Rows under a matrix that are worth more than taller rows in it."""
_WEAKEST, _STRONGEST_RIGHT, _STRONGEST_WRONG = 0.15, 0.35, 0.6
"""How strong the grounds of counts are, so that the counts can be read on them."""


def confusion_matrix(
    counts: IntArray,
    class_names: Sequence[str],
    width: int,
    height: int,
    palette: Palette,
    *,
    cursor: tuple[int, int] | None = None,
) -> list[Strip]:
    """Draw counts, a row for each true class and a column for each predicted one.

    Right answers (the diagonal) are shaded grey and bold, confusions red, by their share of the
    row. Where the matrix does not fit, one line says so. The most frequent confusions follow where
    there is room.

    Args:
        counts: (C, C).
        class_names: C names, shown as they are.
        width: cells.
        height: rows.
        palette: the colours.
        cursor: (true, predicted) of a cell to draw inverse.

    Returns:
        `height` strips of `width` cells.
    """
    if width < 1 or height < 1:
        return blank_rows(height, width, palette.text)
    classes = len(counts)
    if not _fits(classes, width, height):
        needed = f"{_LEAST_HEADER + _LEAST_CELL * classes} × {classes + 1}"
        words = (
            f"{classes} classes need {needed} cells",
            f"needs {needed} cells",
            "too narrow",
        )
        word = next((each for each in words if cell_len(each) <= width), words[-1])
        if height <= _LEAST_LIST:
            rows = _most_frequent(counts, class_names, width, height, palette, cursor=cursor)
            return [*rows, *blank_rows(height - len(rows), width, palette.text)]
        rows = [text_row(word, width, palette.muted)]
    else:
        rows = _matrix(counts, class_names, width, height, palette, cursor=cursor)
    room = height - len(rows)
    if room >= _LEAST_LIST:
        rows += blank_rows(1, width, palette.text)
        rows += _most_frequent(counts, class_names, width, room - 1, palette, cursor=cursor)
    return [*rows, *blank_rows(height - len(rows), width, palette.text)]


def cell_at(
    counts: IntArray, class_names: Sequence[str], size: tuple[int, int], place: tuple[int, int]
) -> tuple[int, int] | None:
    """The (true, predicted) class of the cell or of the listed confusion at a place, if any.

    Args:
        counts: as drawn.
        class_names: as drawn.
        size: (width, height) of the picture in cells.
        place: (column, row) in it.
    """
    (width, height), (x, y) = size, place
    classes = len(counts)
    rows = 1
    if not _fits(classes, width, height) and height <= _LEAST_LIST:
        listed = frequent_confusions(counts, height - 1)
        return listed[y - 1] if 1 <= y <= len(listed) else None
    if _fits(classes, width, height):
        layout = _layout(counts, class_names, width, height)
        per_row = layout.lines
        rows += per_row * classes
        column = (x - layout.header) // layout.cell
        if 1 <= y < rows:
            return ((y - 1) // per_row, column) if 0 <= column < classes else None
    room = height - rows
    if room < _LEAST_LIST:
        return None
    listed = frequent_confusions(counts, room - 2)
    line = y - rows - 2
    return listed[line] if 0 <= line < len(listed) else None


def frequent_confusions(counts: IntArray, most: int) -> list[tuple[int, int]]:
    """The (true, predicted) classes that are confused the most often, at most so many."""
    wrong = _off_diagonal(counts)
    order = np.argsort(-wrong, axis=None, kind="stable")[: max(most, 0)]
    pairs = [divmod(place, len(counts)) for place in order.tolist()]
    return [pair for pair in pairs if wrong[pair]]


def listed_alone(counts: IntArray, width: int, height: int) -> list[tuple[int, int]]:
    """The listed confusions where there is no room for the matrix; none where there is."""
    if _fits(len(counts), width, height):
        return []
    return frequent_confusions(counts, height - (1 if height <= _LEAST_LIST else 3))


def _fits(classes: int, width: int, height: int) -> bool:
    return width >= _LEAST_HEADER + _LEAST_CELL * classes and height >= classes + 1


@dataclass(frozen=True)
class _Layout:
    """Widths in cells: the names at the left, every cell, and the space right of a cell's text."""

    header: int
    cell: int
    margin: int
    recall: bool
    lines: int
    """Of each row: an odd number, so that its text stands in the middle."""


def _layout(counts: IntArray, class_names: Sequence[str], width: int, height: int) -> _Layout:
    """The largest cells that fit."""
    classes = len(counts)
    longest = max(cell_len(name) for name in class_names)
    recall = width >= 2 * _LEAST_HEADER + _LEAST_CELL * classes + _RECALL_WIDTH
    room = width - (_RECALL_WIDTH if recall else 0)
    # the classes' names have as much room at the left as over the columns
    named = longest >= _LEAST_CELL
    cell = room // (classes + 1) if named else (room - _LEAST_HEADER) // classes
    cell = max(_LEAST_CELL, min(_WIDEST_CELL, cell))
    text = min(cell - 1, max(longest, len(grouped(int(counts.max())))))
    return _Layout(
        header=max(_LEAST_HEADER, min(longest + 1, room - cell * classes, _WIDEST_HEADER)),
        cell=cell,
        margin=(cell - text) // 2,
        recall=recall,
        lines=_lines(classes, cell, height),
    )


def _lines(classes: int, cell: int, height: int) -> int:
    """The lines of a row: cells as high as they are wide at most, with room for the list."""
    if cell == _LEAST_CELL:
        return 1
    fitting = (height - 1) // classes
    if fitting > _LEAST_TALL_ROW:
        fitting = max((height - 1 - _ROOM_FOR_LIST) // classes, _LEAST_TALL_ROW)
    lines = min(fitting, max(cell // 2, _LEAST_TALL_ROW), _TALLEST_ROW)
    return lines - (lines + 1) % 2


def _matrix(
    counts: IntArray,
    class_names: Sequence[str],
    width: int,
    height: int,
    palette: Palette,
    *,
    cursor: tuple[int, int] | None,
) -> list[Strip]:
    layout = _layout(counts, class_names, width, height)
    text_width, margin = layout.cell - layout.margin, " " * layout.margin
    names = _labels(class_names, min(layout.cell - 1, text_width))
    header = " " * layout.header + "".join(
        right_aligned(name, text_width) + margin for name in names
    )
    header += " recall" if layout.recall else ""
    rows = [row([Segment(header, palette.muted)], width, palette.text)]
    for number, name in enumerate(_labels(class_names, layout.header - 1)):
        texts = [_count_text(each, text_width) + margin for each in counts[number].tolist()]
        styles = _cell_styles(counts[number], number, palette)
        if cursor is not None and cursor[0] == number:
            styles[cursor[1]] = _inverse(palette)
        recall = _recall(counts[number], number) if layout.recall else ""
        segments = [
            Segment(clip(name, layout.header), palette.muted),
            *map(Segment, texts, styles),
            Segment(recall, palette.text),
        ]
        empty = [
            Segment(" " * layout.header, palette.text),
            *(Segment(" " * layout.cell, style) for style in styles),
        ]
        padding = [row(empty, width, palette.text)] * (layout.lines // 2)
        rows += [*padding, row(segments, width, palette.text), *padding]
    return rows


def _count_text(number: int, width: int) -> str:
    if number == 0:
        return "·".rjust(width)
    return short_count(number, max(width - 1, 3)).rjust(width)


def _cell_styles(counts: IntArray, true_class: int, palette: Palette) -> list[Style]:
    """The styles of one row: shaded by each count's share of it."""
    total = int(counts.sum()) or 1
    return [
        _shaded(number / total, predicted == true_class, palette) if number else palette.faint
        for predicted, number in enumerate(counts.tolist())
    ]


def _inverse(palette: Palette) -> Style:
    return Style(
        color=palette.background.rich_color, bgcolor=palette.foreground.rich_color, bold=True
    )


def _shaded(share: float, right: bool, palette: Palette) -> Style:
    """A cell's style: the larger its share of the row, the stronger its ground."""
    colour, strongest = palette.foreground, _STRONGEST_RIGHT
    if not right:
        colour, strongest = colour_of(palette.bad), _STRONGEST_WRONG
    strength = _WEAKEST + (strongest - _WEAKEST) * round(share * 8) / 8
    ground = palette.background.blend(colour, strength)
    return Style(color=palette.foreground.rich_color, bgcolor=ground.rich_color, bold=right)


def _recall(counts: IntArray, true_class: int) -> str:
    """The part of a true class that was recognised, in `_RECALL_WIDTH` cells."""
    total = int(counts.sum())
    if not total:
        return "–".rjust(_RECALL_WIDTH)
    return percent(int(counts[true_class]) / total).rjust(_RECALL_WIDTH)


def _labels(class_names: Sequence[str], width: int) -> list[str]:
    """The names in at most `width` cells; the classes' glyphs where too little is left of them."""
    if width >= _LEAST_CUT or all(cell_len(name) <= width for name in class_names):
        return short_names(class_names, width)
    if len(class_names) <= len(CLASS_GLYPHS):
        return [class_glyph(number) for number in range(len(class_names))]
    return [str(number) for number in range(1, len(class_names) + 1)]


def _most_frequent(
    counts: IntArray,
    class_names: Sequence[str],
    width: int,
    room: int,
    palette: Palette,
    *,
    cursor: tuple[int, int] | None,
) -> list[Strip]:
    """The most frequent confusions as true class → predicted class, in at most `room` rows."""
    wrong = _off_diagonal(counts)
    total, digits = int(wrong.sum()), len(grouped(int(wrong.max(initial=0))))
    word = f"{grouped(total)} of {grouped(int(counts.sum()))} confused"
    strips = [text_row(word, width, palette.muted)]
    pairs = frequent_confusions(counts, room - 1)
    longest = max((cell_len(class_names[true]) for true, _ in pairs), default=1)
    most = max(1, (width - digits - 5) // 2)
    for true, predicted in pairs:
        strong, text, muted = palette.strong, palette.text, palette.muted
        if (true, predicted) == cursor:
            strong = text = muted = _inverse(palette)
        segments = [
            Segment(grouped(int(wrong[true, predicted])).rjust(digits), strong),
            Segment(f"  {clip(class_names[true], min(longest, most))}", text),
            Segment(" → ", muted),
            Segment(clip(class_names[predicted], most), text),
        ]
        strips.append(row(segments, width, palette.text))
    return strips


def _off_diagonal(counts: IntArray) -> IntArray:
    return counts - np.diag(np.diag(counts))
