"""A page of the walk over a whole screen: in columns, and with the next page where room is left."""

from dataclasses import replace
from itertools import combinations, pairwise

from rich.segment import Segment
from textual.strip import Strip

from tui_mlp.lecture.pages.layout import PageView
from tui_mlp.lecture.pages.page import Page
from tui_mlp.ui.drawing.colours import Palette
from tui_mlp.ui.drawing.strips import blank_rows, row, text_row
from tui_mlp.ui.explain.page_drawing import DrawnPage, draw_page

_LEAST_COLUMN = 54
_BETWEEN = " │ "
_COUNTS = (2, 3)
_LEAST_FOLLOWING = 6
"""Rows in which a next page says something."""
_MOST_BREAKS = 30
"""Empty rows behind which a column may begin."""


def spread_page(
    page: Page, view: PageView, size: tuple[int, int], palette: Palette, following: Page | None
) -> DrawnPage:
    """Draw a page for a panel of (width, height) cells.

    One that is too high goes on in a second and a third column, but for matrices that would show
    less there; under one that leaves room the next page begins.

    Args:
        page: the one that is open.
        view: what is seen of it.
        size: of the panel.
        palette: the colours.
        following: the next one; None where it must not be seen yet.
    """
    width, height = size
    drawn = draw_page(page, view, width, palette)
    if len(drawn.rows) > height > 0 and view.asked is None:
        return _in_columns(drawn, page, view, size, palette)
    room = height - len(drawn.rows)
    if following is not None and room >= _LEAST_FOLLOWING:
        drawn.rows += _begun(following, width, room, palette)
    return drawn


def _in_columns(
    single: DrawnPage, page: Page, view: PageView, size: tuple[int, int], palette: Palette
) -> DrawnPage:
    """The page in the fewest columns that hold it, or in as many as are wide enough."""
    width, height = size
    best = single
    for count in _COUNTS:
        part = (width - len(_BETWEEN) * (count - 1)) // count
        if part < _LEAST_COLUMN:
            break
        narrow = draw_page(page, view, part, palette)
        wide = {each for each, shown in single.columns.items() if narrow.columns[each] != shown}
        drawn = DrawnPage(columns=single.columns)
        for start, end in _groups(len(page.blocks), wide):
            group, seen = replace(page, blocks=page.blocks[start:end]), _within(view, start)
            flowed = None
            if start not in wide:
                flowed = _flowed(draw_page(group, seen, part, palette), count, width, palette)
            _add(drawn, flowed or draw_page(group, seen, width, palette), start, width, palette)
        if len(drawn.rows) < len(best.rows):
            best = drawn
        if len(best.rows) <= height:
            break
    return best


def _groups(count: int, wide: set[int]) -> list[tuple[int, int]]:
    """The blocks from start to end that go into columns together, or lie under each other."""
    borders = [each for each in range(1, count) if (each in wide) != (each - 1 in wide)]
    return list(pairwise([0, *borders, count]))


def _within(view: PageView, start: int) -> PageView:
    """The view of the blocks from `start` on as those of a page."""
    cursor = view.cursor
    if cursor is not None:
        cursor = replace(cursor, block=cursor.block - start)
    return replace(view, cursor=cursor)


def _add(drawn: DrawnPage, part: DrawnPage, start: int, width: int, palette: Palette) -> None:
    """Put the next blocks under those that are drawn already."""
    if drawn.rows:
        drawn.rows += blank_rows(1, width, palette.text)
    first = len(drawn.rows)
    drawn.rows += part.rows
    for (block, line), place in part.lines.items():
        drawn.lines[block + start, line] = first + place


def _flowed(drawn: DrawnPage, count: int, width: int, palette: Palette) -> DrawnPage | None:
    """The rows of narrow blocks, one column after the other, about equally long.

    A column begins behind an empty row; None where there are too few of them.
    """
    part = (width - len(_BETWEEN) * (count - 1)) // count
    empty = [place for place, each in enumerate(drawn.rows) if not each.text.strip()]
    ways = [
        [0, *(place + 1 for place in chosen), len(drawn.rows)]
        for chosen in combinations(empty[:_MOST_BREAKS], count - 1)
    ]
    if not ways:
        return None
    starts = min(ways, key=lambda way: max(end - start for start, end in pairwise(way)))
    # without the empty row that a column begins behind
    ends = [*(start - 1 for start in starts[1:-1]), starts[-1]]
    columns = [drawn.rows[start:end] for start, end in zip(starts, ends, strict=False)]
    between = Segment(_BETWEEN, palette.faint)
    blank = blank_rows(1, part, palette.text)[0]
    rows = []
    for number in range(max(map(len, columns))):
        strips = [each[number] if number < len(each) else blank for each in columns]
        segments = [piece for strip in strips for piece in (*strip, between)][:-1]
        rows.append(row(segments, width, palette.text))
    lines = {
        key: line - max(start for start in starts if start <= line)
        for key, line in drawn.lines.items()
    }
    return DrawnPage(rows, lines, drawn.columns)


def _begun(page: Page, width: int, room: int, palette: Palette) -> list[Strip]:
    """A next page under its title, as far as the room goes."""
    title = f"── then {page.phase}  {page.title} "
    head = row(
        [Segment(title, palette.strong), Segment("─" * (width - len(title)), palette.faint)],
        width,
        palette.text,
    )
    rows = [
        *blank_rows(1, width, palette.text),
        head,
        *draw_page(page, PageView(), width, palette).rows,
    ]
    if len(rows) > room:
        rows = [*rows[: room - 1], text_row("… →", width, palette.muted)]
    return rows
