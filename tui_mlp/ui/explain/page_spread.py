"""A page of the walk over a whole screen: in columns, and with the next ones where room is left."""

from collections.abc import Sequence
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
_LEAST_BESIDE = 80
"""Columns in which most matrices of a next page are seen whole."""
_LEAST_FOLLOWING = 6
"""Rows in which a next page says something."""
_MOST_BREAKS = 30
"""Empty rows behind which a column may begin."""


def spread_page(
    page: Page,
    view: PageView,
    size: tuple[int, int],
    palette: Palette,
    following: Sequence[Page] = (),
) -> DrawnPage:
    """Draw a page for a panel of (width, height) cells.

    One that is too high goes on in a second and a third column, but for matrices that would show
    less there; under and beside one that leaves room the next pages begin.

    Args:
        page: the one that is open.
        view: what is seen of it.
        size: of the panel.
        palette: the colours.
        following: the next ones; none where they must not be seen yet.
    """
    width, height = size
    drawn = draw_page(page, view, width, palette)
    if len(drawn.rows) > height > 0 and view.asked is None:
        return _in_columns(drawn, page, view, size, palette)
    if not following:
        return drawn
    under = _Columns(drawn, width, height, palette)
    under.add(following, 1)
    part = (width - len(_BETWEEN)) // 2
    narrow = draw_page(page, view, part, palette) if part >= _LEAST_BESIDE else None
    if narrow is None or narrow.columns != drawn.columns or len(narrow.rows) > height:
        return under.joined(width)
    beside = _Columns(narrow, part, height, palette)
    beside.add(following, 2)
    more = beside.begun > under.begun or (under.cut and beside.begun == under.begun)
    return (beside if more else under).joined(width)


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
    rows = _side_by_side(columns, part, width, palette)
    lines = {
        key: line - max(start for start in starts if start <= line)
        for key, line in drawn.lines.items()
    }
    return DrawnPage(rows, lines, drawn.columns)


class _Columns:
    """A page, and the next ones under it and beside it.

    Args:
        drawn: the page at the width of a column.
        width: of a column.
        height: of all.
        palette: the colours.
    """

    def __init__(self, drawn: DrawnPage, width: int, height: int, palette: Palette) -> None:
        self._drawn, self._width, self._height = drawn, width, height
        self._palette = palette
        self._columns = [list(drawn.rows)]
        self.begun = 0
        """How many of the next pages are seen."""
        self.cut = False
        """Whether the last of these goes on out of sight."""

    def add(self, following: Sequence[Page], count: int) -> None:
        """Add pages in so many columns; only the last page of all may be cut, with a mark."""
        for page in following:
            rows = self._titled(page)
            room = self._height - len(self._columns[-1])
            if len(rows) > room and len(self._columns) < count:
                self._columns.append([])
                room = self._height
            if room < _LEAST_FOLLOWING:
                return
            self._columns[-1] += rows if self._columns[-1] else rows[1:]
            self.begun += 1
            if len(self._columns[-1]) > self._height:
                more = text_row("… →", self._width, self._palette.muted)
                self._columns[-1][self._height - 1 :] = [more]
                self.cut = True
                return

    def joined(self, width: int) -> DrawnPage:
        """All columns as rows of the whole width."""
        rows = _side_by_side(self._columns, self._width, width, self._palette)
        return DrawnPage(rows, self._drawn.lines, self._drawn.columns)

    def _titled(self, page: Page) -> list[Strip]:
        """A next page under its title."""
        width, palette = self._width, self._palette
        title = f"── then {page.phase}  {page.title} "
        line = Segment("─" * (width - len(title)), palette.faint)
        head = row([Segment(title, palette.strong), line], width, palette.text)
        blank = blank_rows(1, width, palette.text)
        return [*blank, head, *draw_page(page, PageView(), width, palette).rows]


def _side_by_side(
    columns: Sequence[list[Strip]], part: int, width: int, palette: Palette
) -> list[Strip]:
    """Columns of `part` cells as rows of `width` cells, with a line between them."""
    between = Segment(_BETWEEN, palette.faint)
    blank = blank_rows(1, part, palette.text)[0]
    rows = []
    for number in range(max(map(len, columns))):
        strips = [each[number] if number < len(each) else blank for each in columns]
        segments = [piece for strip in strips for piece in (*strip, between)][:-1]
        rows.append(row(segments, width, palette.text))
    return rows
