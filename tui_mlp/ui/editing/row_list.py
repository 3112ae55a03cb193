"""A list of rows with a cursor, drawn line by line: what the panels with settings are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import ClassVar, Literal

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.geometry import Region, Size, clamp
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

Kind = Literal["label", "value", "muted", "problem", "mark"]
Part = tuple[str, Kind]

MARGIN = 1
"""Cells on the left of every row, where the cursor's mark stands."""
_LEAST_HEIGHT = 4
_ABOUT_LINES, _HEIGHT_WITH_ABOUT = 2, 12
"""Under so many lines there are rows alone: no header, and no hint unless it says why not."""


@dataclass(frozen=True)
class Cell:
    """A place in a row that takes clicks and is edited, in cells from the row's start."""

    name: str
    start: int
    width: int


@dataclass(frozen=True)
class Row:
    """One line: pieces of text from left to right."""

    parts: tuple[Part, ...]
    name: str = ""
    """What the row is known by; the cursor passes over a row without a name."""
    cells: tuple[Cell, ...] = ()
    """The first one is edited in place."""
    hint: str = ""
    """What can be done here, for the list's last line."""
    about: str = ""
    """What the row means, for the tooltip."""

    def cell_at(self, x: int) -> str:
        """The name of the cell at a column of the row; empty between cells."""
        for cell in self.cells:
            if cell.start <= x < cell.start + cell.width:
                return cell.name
        return ""


class RowList(ScrollView, can_focus=False):
    """Shows rows under a header that stays, over a hint that stays; scrolls those in between.

    The panel around it has the focus and the keys; see `RowsPanel`.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "row-list--label",
        "row-list--value",
        "row-list--muted",
        "row-list--problem",
        "row-list--mark",
        "row-list--cursor",
    }
    DEFAULT_CSS = """
    RowList {
        width: 1fr;
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & > .row-list--label { color: $foreground 68%; }
        & > .row-list--value { color: $foreground; }
        & > .row-list--muted { color: $foreground 68%; }
        & > .row-list--problem { color: $text-error; text-style: bold; }
        & > .row-list--mark { color: $accent; text-style: bold; }
        & > .row-list--cursor { background: $foreground 6%; }
        &.-active > .row-list--cursor { background: $foreground 14%; }
    }
    """

    cursor: reactive[int] = reactive(0, init=False)
    """The row that keys act on."""
    active: reactive[bool] = reactive(False, init=False, toggle_class="-active")
    """Whether keys arrive here, so that the cursor is marked."""
    problem: reactive[str] = reactive("", init=False)
    """What is wrong with the text that is being typed; stands under (or over) the cursor's row."""
    prompt: reactive[str] = reactive("", init=False)
    """What can be done while something is open over the row, in the place of its hint."""
    refusal: reactive[str] = reactive("", init=False)
    """Why the last key did nothing; stands in the place of the hint."""

    class Clicked(Message):
        """A row that can have the cursor was clicked.

        Attributes:
            name: the row's name.
            cell: the name of the cell under the mouse; empty between cells.
        """

        def __init__(self, name: str, cell: str) -> None:
            super().__init__()
            self.name, self.cell = name, cell

    class Resized(Message):
        """There is another width to lay rows out for."""

    class Scrolled(Message):
        """The rows have moved."""

    def __init__(self) -> None:
        super().__init__()
        self._header: Row | None = None
        self._rows: tuple[Row, ...] = ()
        self._about = ""

    @property
    def row_width(self) -> int:
        """The cells that a row can fill."""
        return max(0, self.scrollable_content_region.width - MARGIN)

    @property
    def current(self) -> Row | None:
        """The cursor's row."""
        return self._rows[self.cursor] if self.cursor < len(self._rows) else None

    @property
    def texts(self) -> list[str]:
        """The rows with a name, their pieces with tabs between."""
        rows = [row.parts for row in self._rows if row.name]
        return ["\t".join("\t".join(text.split()) for text, _ in parts).strip() for parts in rows]

    def show(self, rows: Sequence[Row], header: Row | None = None) -> None:
        """Show other rows; the cursor stays in the row of the same name, or near by."""
        if (header, tuple(rows)) == (self._header, self._rows):
            return
        name = self.current.name if self.current else ""
        self._header, self._rows = header, tuple(rows)
        self.refresh()
        self._measure()
        self.select(name)

    def select(self, name: str) -> None:
        """Put the cursor in the row of this name, or into the nearest row that can have it."""
        names = [row.name for row in self._rows]
        places = [place for place, each in enumerate(names) if each]
        if name in names and name:
            self.cursor = names.index(name)
        elif places:
            self.cursor = min(places, key=lambda place: abs(place - self.cursor))
        self._bring_cursor_into_view()

    def move_cursor(self, step: int) -> None:
        """Move the cursor to the next row (step 1) or the one before (-1) that can have it."""
        place = self.cursor + step
        while 0 <= place < len(self._rows):
            if self._rows[place].name:
                self.cursor = place
                return
            place += step

    def move_cursor_to_end(self, step: int) -> None:
        """Move the cursor to the last row (step 1) or the first (-1) that can have it."""
        places = [place for place, row in enumerate(self._rows) if row.name]
        if places:
            self.cursor = places[-1 if step > 0 else 0]

    def cell_region(self) -> Region:
        """Where the cursor's first cell stands, with one more for a text cursor."""
        row = self.current
        if row is None or not row.cells:
            return Region()
        cell, width = row.cells[0], self.row_width
        room = min(cell.width + 1, width - cell.start)
        return Region(MARGIN + cell.start, self._line_of(self.cursor), max(1, room), 1)

    @property
    def _header_lines(self) -> int:
        return int(self._header is not None and self.size.height >= _LEAST_HEIGHT)

    @property
    def _hint_lines(self) -> int:
        return int(bool(self.refusal) or self.size.height >= _LEAST_HEIGHT)

    @property
    def _about_lines(self) -> int:
        """Lines that are kept free under the hint, for what the cursor's row means."""
        return _ABOUT_LINES if self.active and self.size.height >= _HEIGHT_WITH_ABOUT else 0

    @property
    def _lines_around(self) -> int:
        return self._header_lines + self._hint_lines + self._about_lines

    def _measure(self) -> None:
        """Say how many lines there are to scroll through."""
        self.virtual_size = Size(self.row_width, len(self._rows) + self._lines_around)

    def _line_of(self, place: int) -> int:
        return place - self.scroll_offset.y + self._header_lines

    def _row_at(self, line: int) -> int | None:
        place = line - self._header_lines + self.scroll_offset.y
        inside = self._header_lines <= line < self._hint_line
        return place if inside and place < len(self._rows) else None

    @property
    def _hint_line(self) -> int:
        """The hint follows the rows; on the last line when they fill the list."""
        if not self._hint_lines:
            return self.size.height
        last = self.size.height - 1 - self._about_lines
        return min(self._header_lines + len(self._rows), last)

    def _bring_cursor_into_view(self) -> None:
        room = self.size.height - self._lines_around
        least, most = self.cursor - room + 1, self.cursor
        top = clamp(self.scroll_offset.y, least, most)
        if room > 0 and top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, immediate=True)

    def watch_active(self) -> None:
        self._measure()
        self._bring_cursor_into_view()
        self.refresh()

    def watch_cursor(self) -> None:
        """Show the cursor where it is now; what was said of the row before is over."""
        self.refusal = ""
        self._bring_cursor_into_view()
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Scrolled())

    def watch_show_vertical_scrollbar(self) -> None:
        self.post_message(self.Resized())

    def on_resize(self) -> None:
        self._measure()
        self._bring_cursor_into_view()
        self.post_message(self.Resized())

    def on_click(self, event: events.Click) -> None:
        place = self._row_at(event.y)
        if place is not None and self._rows[place].name:
            row = self._rows[place]
            self.post_message(self.Clicked(row.name, row.cell_at(event.x - MARGIN)))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        place = self._row_at(event.y)
        about = self._rows[place].about if place is not None else ""
        if about != self._about:
            self._about = about
            self.tooltip = Content(about) if about else None

    def render_line(self, y: int) -> Strip:
        """Draw one line of the list."""
        width = self.scrollable_content_region.width
        beside = self._line_of(self.cursor) + 1
        if self.problem and y == (beside if beside < self.size.height else beside - 2):
            return self._strip(((fit(self.problem, width - MARGIN), "problem"),), width)
        if y == self._hint_line:
            return self._strip(self._hint(), width)
        if y > self._hint_line:
            return self._strip(self._about_line(y - self._hint_line - 1, width - MARGIN), width)
        if y == 0 and self._header_lines and self._header:
            return self._strip(self._header.parts, width)
        place = self._row_at(y)
        if place is None:
            return self._strip((), width)
        return self._strip(self._rows[place].parts, width, on_cursor=place == self.cursor)

    def _hint(self) -> tuple[Part, ...]:
        if self.refusal:
            return ((self.refusal, "problem"),)
        hint = self.current.hint if self.current else ""
        return ((self.prompt or hint, "muted"),)

    def _about_line(self, number: int, width: int) -> tuple[Part, ...]:
        """A line of what the cursor's row means, for the lines that are left under the hint."""
        about = self.current.about if self.current and self.active else ""
        lines = wrap(about, width) if width > 0 else []
        return ((lines[number], "muted"),) if number < len(lines) else ()

    def _strip(self, parts: tuple[Part, ...], width: int, on_cursor: bool = False) -> Strip:
        mark = "▸" if on_cursor and self.active else ""
        segments = [Segment(mark.ljust(MARGIN), self._style("mark", on_cursor))]
        segments += [Segment(text, self._style(kind, on_cursor)) for text, kind in parts]
        strip = Strip(segments).crop(0, width)
        return strip.extend_cell_length(width, self._style("value", on_cursor))

    def _style(self, kind: Kind, on_cursor: bool) -> Style:
        names = ("row-list--cursor",) * on_cursor + (f"row-list--{kind}",)
        return self.get_visual_style(*names).rich_style


def fit(text: str, width: int) -> str:
    """The text in exactly so many cells; an ellipsis stands for what is cut off."""
    cut = set_cell_size(text, max(0, width))
    if width > 0 and len(cut.rstrip()) < len(text.rstrip()):
        return set_cell_size(text, width - 1) + "…"
    return cut
