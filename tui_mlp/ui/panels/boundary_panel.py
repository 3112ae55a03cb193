"""The decision boundary of 2-D data."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.strip import Strip

from tui_mlp.training.snapshot import RunDescription, Snapshot
from tui_mlp.ui.drawing.grounds import Ground, Samples, class_grounds, label_grounds
from tui_mlp.ui.drawing.quadrant_field import quadrant_field
from tui_mlp.ui.drawing.strips import blank_rows, clip, row, text_row
from tui_mlp.ui.samples.plane_mark import RING, nearest_point, with_ring
from tui_mlp.ui.widgets.panel import DrawnPanel

_LEGEND_FROM = 8
_LONGEST_NAME = 16
_MEANING, _MEANING_OF_GLYPHS = "glyph: misclassified", "inverse: misclassified"
"""In the legend where it has room, else in the border: with colours, and where all are glyphs."""
_IN_BORDER = 4
"""Cells of a border that no text takes."""


class BoundaryPanel(DrawnPanel):
    """The plane in the colours of the classes the network answers, with the validation samples."""

    EXPLANATION: ClassVar[str] = (
        "The plane of 2-D data: the colour is the class with the largest probability, the "
        "darker the less sure. Dots are validation samples; a glyph stands for a misclassified one."
        f" {RING} is the sample that is shown beside; a click picks the nearest one."
        " Where a sample may have several labels, one label is shown, and ← → take the next."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move_label(-1)", "Previous label", show=False,
                tooltip="Of multi-label data, the label before"),
        Binding("right", "move_label(1)", "Next label", show=False,
                tooltip="Of multi-label data, the next label"),
    ]  # fmt: skip

    DEFAULT_CSS = "BoundaryPanel { padding: 0; }"
    BORDER_TITLE = "Decision boundary"

    class Wanted(Message):
        """Another grid of points would fit now, or another label is to be shown."""

    class Picked(Message):
        """A sample was clicked.

        Args:
            index: its place among the samples that are shown.
        """

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self) -> None:
        super().__init__()
        self._posted: tuple[int, int] | None = None
        self.label = 0
        """The label to show where a sample may have several."""

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
        run, threshold, sample = snapshot.run, snapshot.config.threshold, snapshot.sample
        return (
            sample and sample.index,
            run.number,
            run.dataset,
            run.class_names,
            threshold,
            boundary and boundary.label,
            grid,
        )

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The plane, and the classes' glyphs where there is room."""
        run, boundary = snapshot.run, snapshot.boundary
        if boundary is None or not boundary.winner.size:
            word = "computing …" if run.points is not None else "only for data with 2 features"
            first = text_row(word, width, self.palette.muted)
            return [first, *blank_rows(height - 1, width, self.palette.text)]
        winner, confidence = boundary.winner, boundary.confidence
        if boundary.label is None:
            grounds = class_grounds(len(run.class_names), self.palette)
            names = list(run.class_names)
        else:
            grounds = label_grounds(boundary.label, self.palette)
            name = run.class_names[boundary.label]
            names = [
                f"without {name}",
                f"with {name} ({boundary.label + 1}/{len(run.class_names)})",
            ]
            winner = (confidence >= 255 * snapshot.config.threshold).astype(np.uint8)
            confidence = np.where(winner, confidence, 255 - confidence).astype(np.uint8)
        legend = [self._legend(names, grounds, width)] * self._legend_rows(height)
        self.say(self._axes(run, width, meaning=not legend or self._meaning not in legend[0].text))
        plane = quadrant_field(
            winner,
            confidence,
            self._samples(run, boundary.label),
            grounds=grounds,
            width=width,
            height=height - len(legend),
            palette=self.palette,
            glyphs=self.few_colours,
        )
        if snapshot.sample is not None and run.extent is not None:
            plane = with_ring(plane, snapshot.sample.features, run.extent, self.palette)
        return plane + legend

    def action_move_label(self, offset: int) -> None:
        if self.snapshot is not None and self.snapshot.run.output.labels:
            self.label = (self.label + offset) % len(self.snapshot.run.class_names)
            self.post_message(self.Wanted())

    def on_click(self, event: Click) -> None:
        place = event.get_content_offset(self)
        run = None if self.snapshot is None else self.snapshot.run
        if place is None or run is None or run.points is None or run.extent is None:
            return
        width, height = self.size
        size = (width, height - self._legend_rows(height))
        if len(run.points) and place.y < size[1]:
            self.post_message(self.Picked(nearest_point(run.points, run.extent, size, place)))

    def on_resize(self) -> None:
        self._post_size()

    def on_show(self) -> None:
        self._post_size()

    def on_hide(self) -> None:
        self._post_size()

    def _post_size(self) -> None:
        size = self.grid_size
        if size != self._posted:
            self._posted = size
            self.post_message(self.Wanted())

    @staticmethod
    def _legend_rows(height: int) -> int:
        return int(height >= _LEGEND_FROM)

    @staticmethod
    def _samples(run: RunDescription, label: int | None) -> Samples | None:
        """The points, each with its class, or with 1 if it has the label."""
        if run.points is None or run.extent is None:
            return None
        if label is not None and run.point_targets is not None:
            return Samples(run.points, run.point_targets[:, label].astype(np.intp), run.extent)
        return (
            None if run.point_labels is None else Samples(run.points, run.point_labels, run.extent)
        )

    @property
    def _meaning(self) -> str:
        return _MEANING_OF_GLYPHS if self.few_colours else _MEANING

    def _axes(self, run: RunDescription, width: int, *, meaning: bool) -> Content:
        """What lies along the axes, and what a glyph in the plane means where that is missing."""
        names = [name if cell_len(name) <= 12 else clip(name, 12) for name in run.feature_names[:2]]
        words = " · ".join(f"{name} {arrow}" for name, arrow in zip(names, "→↑", strict=False))
        if not meaning:
            return Content(words)
        short = self._meaning.replace("misclassified", "wrong")
        choices = f"{words} · {self._meaning}", self._meaning, short
        fitting = (each for each in choices if cell_len(each) <= width - _IN_BORDER)
        return Content(next(fitting, short))

    def _legend(self, names: Sequence[str], grounds: Sequence[Ground], width: int) -> Strip:
        """Glyph and name of each class, and what a glyph in the plane means."""
        segments = [Segment(" ", self.palette.text)]
        used = 1
        for name, ground in zip(names, grounds, strict=True):
            short = clip(name, min(cell_len(name), _LONGEST_NAME))
            style = self.palette.text + Style(color=ground.colour.rich_color)
            segments.append(Segment(f"{ground.glyph} ", style))
            segments.append(Segment(f"{short}  ", self.palette.text))
            used += cell_len(short) + 4
        if used + cell_len(self._meaning) < width:
            words = self._meaning.rjust(width - used - 1)
            segments.append(Segment(words, self.palette.muted))
        return row(segments, width, self.palette.text)
