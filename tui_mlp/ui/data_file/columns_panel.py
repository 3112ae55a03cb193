"""The columns of a file, a line each: what each was taken for, and what the user decided."""

from textwrap import wrap
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from tui_mlp.data.data_report import LEFT_OUT, TARGET, ColumnReport, DataReport
from tui_mlp.numbers import grouped
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.data_file.decisions import Decisions, by_keys
from tui_mlp.ui.drawing.strips import blank_rows, clip, right_aligned, row, text_row
from tui_mlp.ui.widgets.footer import Hint
from tui_mlp.ui.widgets.panel import DrawnPanel

_MOST_NAME, _LEAST_NAME = 24, 8
_KIND, _USED, _MISSING = 11, 13, 7
_GAP = "  "
_ABOUT_ROWS = 3
_LEAST_ROWS = 4
_USE = Hint("Use", rank=5, merges_at=0)


class ColumnsPanel(DrawnPanel):
    """The table of columns with a cursor; arrows and letters decide about the cursor's column."""

    EXPLANATION: ClassVar[str] = (
        "Each column of the file: what its cells are (kind), what it is used as (the target, so "
        "many features, or left out), how many cells hold no value, and the first three cells. "
        "Below: the chosen column's range or most frequent values, and why it is used so. ← and → "
        "go through what it may be used as instead; ⏎ then reads the file again."
    )
    focus_help = (
        "Each column of the file: what its cells are, and what it is used as in training.",
        "Each column: what its cells are, and what it is used as.",
    )
    BORDER_TITLE = "Columns"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False, tooltip="The column above"),
        Binding("down", "move(1)", "Down", show=False, tooltip="The column below"),
        Binding("pageup", "move(-10)", "Up", show=False, tooltip="Ten columns up"),
        Binding("pagedown", "move(10)", "Down", show=False, tooltip="Ten columns down"),
        Binding("home", "move(-100000)", "First", show=False, tooltip="The first column"),
        Binding("end", "move(100000)", "Last", show=False, tooltip="The last column"),
        Binding("left", "use(-1)", "Use", key_display="←", group=_USE, show=True,
                tooltip="Use the column otherwise: the way before"),
        Binding("right,space", "use(1)", "Use", key_display="→", group=_USE, show=True,
                tooltip="Use the column otherwise: as the reader does, as a number, a category, a"
                " truth value, or not at all"),
        Binding("t", "target", "Target", tooltip="Predict this column; again: the reader's choice"),
    ]  # fmt: skip

    class Decided(Message):
        """The user decided something.

        Args:
            decisions: all decisions.
        """

        def __init__(self, decisions: Decisions) -> None:
            super().__init__()
            self.decisions = decisions

    def __init__(self) -> None:
        super().__init__()
        self._report: DataReport | None = None
        self._read_with = self._decisions = Decisions()
        self._cursor = self._top = 0

    def show(self, report: DataReport | None, read_with: Decisions, decisions: Decisions) -> None:
        """Show columns.

        Args:
            report: has them.
            read_with: what was decided when they were read.
            decisions: what is decided by now.
        """
        self._report, self._read_with, self._decisions = report, read_with, decisions
        self._cursor = max(0, min(self._cursor, self._count - 1))
        self.refresh(layout=True)
        self.update_picture()

    @property
    def _count(self) -> int:
        return 0 if self._report is None else len(self._report.columns)

    @property
    def column(self) -> ColumnReport | None:
        """The column under the cursor."""
        return self._report.columns[self._cursor] if self._report and self._count else None

    def shown(self, snapshot: Snapshot) -> object:
        """The report, as one object, the decisions and the cursor."""
        return (id(self._report), self._decisions, self._read_with, self._cursor, self.has_focus)

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.update_picture()

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """A heading, the columns around the cursor, and what is known of the chosen one."""
        report, palette = self._report, self.palette
        if report is None or not report.columns:
            return [
                text_row("there are no columns to show", width, palette.muted),
                *blank_rows(height - 1, width, palette.text),
            ]
        about = _ABOUT_ROWS if height > min(self._count, _LEAST_ROWS) + _ABOUT_ROWS else 0
        room = max(1, height - 1 - about)
        self._top = min(max(self._top, self._cursor - room + 1), self._cursor)
        self._top = max(0, min(self._top, self._count - room))
        names = max(cell_len(column.name) for column in report.columns)
        name = max(_LEAST_NAME, min(names, _MOST_NAME, width // 4))
        shown = range(self._top, min(self._top + room, self._count))
        rows = [self._heading(name, width), *(self._line(c, name, width) for c in shown)]
        rows += self._about(width, about)
        rows += blank_rows(height - len(rows), width, palette.text)
        more = f" · {grouped(self._cursor + 1)} of {grouped(self._count)}"
        self.title(f"Columns{more if self._count > room else ''}")
        self.say(Content(self._hint()))
        return rows[:height]

    def _heading(self, name: int, width: int) -> Strip:
        words = (clip("column", name), clip("kind", _KIND), clip("used as", _USED), "missing")
        return text_row(f" {_GAP.join(words)}{_GAP}examples", width, self.palette.muted)

    def _line(self, place: int, name: int, width: int) -> Strip:
        palette, report = self.palette, self._report
        assert report is not None  # noqa: S101  (there is no line without one)
        column = report.columns[place]
        here = place == self._cursor
        used, decided = self._used(column)
        plain = palette.muted if column.used_as == LEFT_OUT and not decided else palette.text
        strong = palette.accent if decided else palette.strong if used == TARGET else plain
        mark = "▸" if here else " "
        left = width - 1 - name - _KIND - _USED - _MISSING - 4 * len(_GAP)
        examples = " | ".join(column.examples)
        segments = [
            Segment(mark, palette.accent),
            Segment(clip(column.name, name) + _GAP, palette.strong if here else plain),
            Segment(clip(column.kind, _KIND) + _GAP, plain),
            Segment(clip(used, _USED) + _GAP, strong),
            Segment(right_aligned(grouped(column.missing), _MISSING) + _GAP, plain),
            Segment(clip(examples, max(left, 0)), palette.muted),
        ]
        return row(segments, width, palette.text)

    def _used(self, column: ColumnReport) -> tuple[str, bool]:
        """What a column is used as, and whether that is decided, but not read yet."""
        wish, before = self._decisions, self._read_with
        use = wish.use_of(column.name)
        if wish.target != before.target:
            if wish.target == column.name:
                return f"→ {TARGET}", True
            if column.used_as == TARGET and use == before.use_of(column.name):
                return "→ as read", True
        if use != before.use_of(column.name):
            return f"→ {use or 'as read'}", True
        if column.used_as in {LEFT_OUT, TARGET} or not column.used_as:
            return column.used_as, False
        return (
            "1 feature" if column.features == 1 else f"{grouped(column.features)} features",
            False,
        )

    def _hint(self) -> str:
        changes = self._decisions.changes(self._read_with)
        if changes:
            return f"{changes} change{'s' * (changes > 1)} · ⏎ reads the file again"
        return ""

    def _about(self, width: int, height: int) -> list[Strip]:
        column = self.column
        if column is None or not height:
            return []
        text = f"{column.name}: {by_keys(column.note) or column.kind}"
        lines = wrap(text, width) if width > 1 else []
        rows = [text_row(line, width, self.palette.text) for line in lines[: height - 1]]
        blank = blank_rows(height - len(rows), width, self.palette.text)
        return [blank[0], *rows, *blank[1:]]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line for each column, and some around; the layout may give less."""
        del container, viewport, width
        return 1 + self._count + _ABOUT_ROWS

    def action_move(self, step: int) -> None:
        self._cursor = max(0, min(self._cursor + step, self._count - 1))
        self.update_picture()

    def action_use(self, step: int) -> None:
        if self.column is not None:
            self.post_message(self.Decided(self._decisions.with_next_use(self.column.name, step)))

    def action_target(self) -> None:
        if self.column is not None:
            self.post_message(self.Decided(self._decisions.with_target(self.column.name)))

    def on_click(self, event: Click) -> None:
        place = event.get_content_offset(self)
        if place is not None and place.y > 0 and self._top + place.y - 1 < self._count:
            self._cursor = self._top + place.y - 1
            self.update_picture()
