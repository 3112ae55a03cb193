"""What every renderable ends in: rows of styled cells of an exact width."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

UPPER_HALF = "▀"

_EIGHTHS = " ▏▎▍▌▋▊▉"


def row(segments: Iterable[Segment], width: int, blank: Style) -> Strip:
    """One row of exactly `width` cells, cut or filled up with `blank`."""
    return Strip(segments).adjust_cell_length(max(width, 0), blank)


def blank_rows(count: int, width: int, blank: Style) -> list[Strip]:
    """Empty rows; unlike `Strip.blank`, every segment has a style."""
    return [row([], width, blank)] * max(count, 0)


def text_row(text: str, width: int, style: Style) -> Strip:
    """One row with a text at its left end, cut with an ellipsis where it is too long."""
    return Strip([Segment(clip(text, width), style)], max(width, 0))


def clip(text: str, width: int) -> str:
    """A text in exactly `width` cells: filled with spaces, or cut and ended with "…"."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)


def right_aligned(text: str, width: int) -> str:
    """A text that is not too long, at the right end of `width` cells."""
    return " " * (width - cell_len(text)) + text


def bar(eighths: int) -> str:
    """A bar from the left of so many eighths of a cell; "" for none."""
    whole, part = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[part] if part else "")


def joined(characters: Sequence[str], styles: Sequence[Style]) -> list[Segment]:
    """Cells as segments, with neighbours of one and the same style object joined."""
    segments = []
    start = 0
    for place in range(1, len(characters) + 1):
        if place == len(characters) or styles[place] is not styles[start]:
            segments.append(Segment("".join(characters[start:place]), styles[start]))
            start = place
    return segments


def changed_span(old: Strip, new: Strip) -> tuple[int, int] | None:
    """The cells [start, end) in which two rows of one width differ; None when they are equal."""
    before, after = list(old), list(new)
    if before == after:
        return None
    start = 0
    for mine, theirs in zip(before, after, strict=False):
        if mine != theirs:
            break
        start += mine.cell_length
    end = max(old.cell_length, new.cell_length)
    for mine, theirs in zip(reversed(before), reversed(after), strict=False):
        if mine != theirs:
            break
        end -= mine.cell_length
    return (start, end) if start < end else (0, max(old.cell_length, new.cell_length))


@lru_cache(maxsize=8192)
def half_block(top: Color, bottom: Color) -> Style:
    """The style of an upper half block: two pixels in one cell."""
    return Style(color=top.rich_color, bgcolor=bottom.rich_color)
