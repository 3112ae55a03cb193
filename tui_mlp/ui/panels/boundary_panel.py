"""The decision boundary of 2-D data."""

from typing import ClassVar

import numpy as np
from rich.cells import cell_len
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.strip import Strip

from tui_mlp.arrays import FloatArray
from tui_mlp.data.added_points import AddedPoint
from tui_mlp.training.snapshot import NO_ANSWER, RunDescription, Snapshot
from tui_mlp.ui.drawing.colours import class_glyph
from tui_mlp.ui.drawing.quadrant_field import answers_at
from tui_mlp.ui.drawing.short_names import short_names
from tui_mlp.ui.drawing.strips import blank_rows, text_row
from tui_mlp.ui.panels.plane import plane_of, samples_of
from tui_mlp.ui.panels.plane_panel import PlanePanel
from tui_mlp.ui.samples.plane_mark import RING, nearest_point, numbers_apart, with_mark
from tui_mlp.ui.terminal.clipboard import tab_separated

_MEANING, _MEANING_OF_GLYPHS = "glyph: misclassified", "inverse: misclassified"
"""In the legend where it has room, else in the border: with colours, and where all are glyphs."""
_LONGEST_AXIS_NAME = 12
_NO_MEANING = "no answers: NaN"
"""In its place, where the network gives no number anywhere."""
_NONE = "–"
_IN_BORDER = 4
"""Cells of a border that no text takes."""


class BoundaryPanel(PlanePanel):
    """The plane in the colours of the classes the network answers, with the validation samples."""

    EXPLANATION: ClassVar[str] = (
        "The plane of 2-D data: the colour is the class with the largest probability, the "
        "fainter the less sure. Dots are validation samples; a glyph stands for a misclassified "
        "one."
        f" {RING} is the sample that is shown beside; a click picks the nearest one."
        " A glyph on a bright ground is a point of your own."
        " Where a sample may have several labels, one label is shown, and ← → take the next."
    )
    BORDER_TITLE = "Decision boundary"

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
        self.marks: tuple[tuple[str, FloatArray], ...] = ()
        """Short texts and points (2,) to mark in the place of the shown sample; later ones over."""

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
            tuple((text, point.tobytes()) for text, point in self.marks),
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
        plane = plane_of(run, boundary, snapshot.config.threshold, self.palette)
        meaning = self._meaning if (plane.winner != NO_ANSWER).any() else _NO_MEANING
        legend = [plane.legend(meaning, width, self.palette)] * self.legend_rows(height)
        self.say(self._axes(run, width, "" if legend and meaning in legend[0].text else meaning))
        rows = plane.draw(width, height - len(legend), self.palette, glyphs=self.few_colours)
        marks = self.marks
        if not marks:
            marks = added_marks(run)
            if snapshot.sample is not None:
                marks = (*marks, (RING, snapshot.sample.features))
        if run.extent is not None:
            for text, point in numbers_apart(marks, run.extent, (width, len(rows))):
                rows = with_mark(rows, point, run.extent, self.palette, text)
        return rows + legend

    def table(self) -> str:
        """Each sample: its place, its class, and the class of the ground under it."""
        snapshot = self.snapshot
        if snapshot is None or snapshot.boundary is None:
            return super().table()
        run, names = snapshot.run, snapshot.run.class_names
        samples = samples_of(run, snapshot.boundary.label)
        if samples is None or snapshot.boundary.label is not None:
            return super().table()
        rows = [
            (*point, names[true], _NONE if answer == NO_ANSWER else names[answer])
            for point, true, answer in zip(
                samples.points,
                samples.labels,
                answers_at(samples, snapshot.boundary.winner),
                strict=True,
            )
        ]
        return tab_separated((*run.feature_names[:2], "true", "predicted"), rows)

    def on_click(self, event: Click) -> None:
        place = event.get_content_offset(self)
        run = None if self.snapshot is None else self.snapshot.run
        if place is None or run is None or run.points is None or run.extent is None:
            return
        width, height = self.size
        size = (width, height - self.legend_rows(height))
        if len(run.points) and place.y < size[1]:
            self.post_message(self.Picked(nearest_point(run.points, run.extent, size, place)))

    @property
    def _meaning(self) -> str:
        return _MEANING_OF_GLYPHS if self.few_colours else _MEANING

    def _axes(self, run: RunDescription, width: int, meaning: str) -> Content:
        """What lies along the axes, and what a glyph in the plane means where that is missing."""
        names = short_names(run.feature_names[:2], _LONGEST_AXIS_NAME)
        words = " · ".join(f"{name} {arrow}" for name, arrow in zip(names, "→↑", strict=False))
        if not meaning:
            return Content(words)
        short = meaning.replace("misclassified", "wrong")
        choices = f"{words} · {meaning}", meaning, short
        fitting = (each for each in choices if cell_len(each) <= width - _IN_BORDER)
        return Content(next(fitting, short))


def added_marks(run: RunDescription) -> tuple[tuple[str, FloatArray], ...]:
    """The points that were added to the data by hand, each with the glyph of its class."""
    points = map(AddedPoint.parsed, run.config.points or ())
    return tuple(
        (class_glyph(run.class_names.index(p.class_name)), np.array([p.x1, p.x2], np.float32))
        for p in points
    )
