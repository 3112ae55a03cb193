"""The decision boundary of 2-D data."""

from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.content import Content
from textual.message import Message
from textual.strip import Strip

from tui_mlp.training.snapshot import RunDescription, Snapshot
from tui_mlp.ui.colours import class_glyph
from tui_mlp.ui.panels.panel import DrawnPanel
from tui_mlp.ui.renderables.field import Samples, field
from tui_mlp.ui.renderables.strips import blank_rows, clip, row, text_row

_LEGEND_FROM = 8
_LONGEST_NAME = 12


class BoundaryPanel(DrawnPanel):
    """The plane in the colours of the classes the network answers, with the validation samples."""

    EXPLANATION: ClassVar[str] = (
        "The plane of 2-D data: the colour is the class with the largest probability, the "
        "darker the less sure. Dots are validation samples; a glyph stands for a misclassified one."
    )

    DEFAULT_CSS = "BoundaryPanel { padding: 0; }"
    BORDER_TITLE = "Decision boundary"

    class Resized(Message):
        """Another grid of points would fit now.

        Args:
            columns: points across; 0 when the panel is hidden.
            rows: points down; 0 when the panel is hidden.
        """

        def __init__(self, columns: int, rows: int) -> None:
            super().__init__()
            self.columns = columns
            self.rows = rows

    def __init__(self) -> None:
        super().__init__()
        self._posted: tuple[int, int] | None = None

    @property
    def grid_size(self) -> tuple[int, int] | None:
        """(columns, rows) of the grid of points that fits; None when the panel is hidden."""
        width, height = self.size
        if not self.is_mounted or not self.is_on_screen or width < 1 or height < 1:
            return None
        return width, 2 * (height - self._legend_rows(height))

    def shown(self, snapshot: Snapshot) -> object:
        """The grid; run and samples change together."""
        boundary = snapshot.boundary
        grid = boundary and (
            boundary.winner.shape,
            boundary.winner.tobytes(),
            boundary.confidence.tobytes(),
        )
        return (snapshot.run.number, snapshot.run.dataset, snapshot.run.class_names, grid)

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The plane, and the classes' glyphs where there is room."""
        run, boundary = snapshot.run, snapshot.boundary
        if boundary is None or not boundary.winner.size:
            word = "computing …" if run.points is not None else "only for data with 2 features"
            first = text_row(word, width, self.palette.muted)
            return [first, *blank_rows(height - 1, width, self.palette.text)]
        self.say(self._axes(run))
        legend = [self._legend(run, width)] * self._legend_rows(height)
        plane = field(
            boundary.winner,
            boundary.confidence,
            self._samples(run),
            class_count=len(run.class_names),
            width=width,
            height=height - len(legend),
            palette=self.palette,
            glyphs=self._few_colours,
        )
        return plane + legend

    def on_resize(self) -> None:
        """Ask for a grid that fits."""
        self._post_size()

    def on_show(self) -> None:
        """Ask for a grid."""
        self._post_size()

    def on_hide(self) -> None:
        """Ask for no grid."""
        self._post_size()

    @property
    def _few_colours(self) -> bool:
        """Whether the terminal cannot show the classes by their colours."""
        if self.app.is_headless:  # no terminal: a picture has all colours
            return self.app.no_color
        return self.app.no_color or self.app.console.color_system == "standard"

    def _post_size(self) -> None:
        size = self.grid_size
        if size != self._posted:
            self._posted = size
            self.post_message(self.Resized(*(size or (0, 0))))

    @staticmethod
    def _legend_rows(height: int) -> int:
        return int(height >= _LEGEND_FROM)

    @staticmethod
    def _samples(run: RunDescription) -> Samples | None:
        if run.points is None or run.point_labels is None or run.extent is None:
            return None
        return Samples(run.points, run.point_labels, run.extent)

    @staticmethod
    def _axes(run: RunDescription) -> Content:
        """What lies along the axes."""
        names = [name if cell_len(name) <= 12 else clip(name, 12) for name in run.feature_names[:2]]
        return Content(
            " · ".join(f"{name} {arrow}" for name, arrow in zip(names, "→↑", strict=False))
        )

    def _legend(self, run: RunDescription, width: int) -> Strip:
        """Glyph and name of each class, and what a glyph in the plane means."""
        segments = [Segment(" ", self.palette.text)]
        used = 1
        for number, name in enumerate(run.class_names):
            short = clip(name, min(cell_len(name), _LONGEST_NAME))
            segments.append(Segment(f"{class_glyph(number)} ", self.palette.class_style(number)))
            segments.append(Segment(f"{short}  ", self.palette.text))
            used += cell_len(short) + 4
        meaning = "a glyph: misclassified"
        if used + len(meaning) <= width:
            segments.append(Segment(meaning.rjust(width - used - 1), self.palette.muted))
        return row(segments, width, self.palette.text)
