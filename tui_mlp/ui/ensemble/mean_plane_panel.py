"""What many networks answer over the plane together, and where they disagree."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.strip import Strip

from tui_mlp.arrays import ByteArray, Float64Array
from tui_mlp.numbers import percent
from tui_mlp.training.ensemble.ensemble_view import EnsembleView, PlaneView
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.drawing.colours import Palette
from tui_mlp.ui.drawing.grounds import Samples, class_grounds, label_grounds
from tui_mlp.ui.drawing.quadrant_field import quadrant_field
from tui_mlp.ui.drawing.strips import blank_rows, row, text_row
from tui_mlp.ui.panels.plane_panel import PlanePanel

SOME, MANY = 0.1, 0.3
"""From which part of the networks on a disagreement is marked."""
_MARKS = ((MANY, "×"), (SOME, "·"))


class MeanPlanePanel(PlanePanel):
    """The plane in the colours of the classes that the mean probability of all seeds gives."""

    EXPLANATION: ClassVar[str] = (
        "The plane of 2-D data: the colour is the class of the largest mean probability of all "
        "seeds, the paler the less sure. "
        f"{_MARKS[1][1]} is where a tenth of the seeds or more answer otherwise, {_MARKS[0][1]} "
        "where three tenths do. Of one seed, its own answer and its own validation samples."
    )
    BORDER_TITLE = "Mean of all seeds"

    def shown(self, snapshot: Snapshot) -> object:
        """The grid, and whose it is."""
        view = snapshot.ensemble
        if view is None or view.plane is None:
            return view is None
        plane = view.plane
        arrays = (plane.winner, plane.confidence, plane.disagreement)
        return (
            view.number, view.setting, view.chosen and view.chosen.place, plane.label,
            *(array.tobytes() for array in arrays),
        )  # fmt: skip

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The plane, and what its marks mean."""
        view = snapshot.ensemble
        plane = None if view is None else view.plane
        if view is None or plane is None or not plane.winner.size:
            first = text_row("computing …", width, self.palette.muted)
            return [first, *blank_rows(height - 1, width, self.palette.text)]
        self.title(_title(view))
        names = view.data.class_names
        winner, confidence = plane.winner, plane.confidence
        if plane.label is None:
            grounds = class_grounds(len(names), self.palette)
        else:
            grounds = label_grounds(plane.label, self.palette)
            self.say(Content(f"with {names[plane.label]} or without"))
            winner = (confidence >= 255 * view.config.threshold).astype(np.uint8)
            confidence = np.where(winner, confidence, 255 - confidence).astype(np.uint8)
        legend = self.legend_rows(height)
        picture = quadrant_field(
            winner,
            confidence,
            _samples(plane),
            grounds=grounds,
            width=width,
            height=height - legend,
            palette=self.palette,
            glyphs=self.few_colours,
        )
        if view.chosen is None:
            picture = with_marks(
                picture, plane.disagreement, self.palette, textures=self.few_colours
            )
        return picture + [self._legend(view, width)] * legend

    def label_count(self, snapshot: Snapshot) -> int:
        """As of the panel of one run, but of the data that all seeds are trained on."""
        view = snapshot.ensemble
        return len(view.data.class_names) if view is not None and view.data.labels else 0

    def _legend(self, view: EnsembleView, width: int) -> Strip:
        if view.chosen is not None:
            text = f" its own {view.part} samples"
        else:
            (_, many), (_, some) = _MARKS
            text = f" {some} {percent(SOME)} of the seeds differ  {many} {percent(MANY)}"
            if len(text) > width:
                text = f" {some} {percent(SOME)} differ  {many} {percent(MANY)}"
        return text_row(text, width, self.palette.muted)


def _title(view: EnsembleView) -> str:
    setting = view.settings[view.setting].name
    of = f" · {setting}" if setting else ""
    if view.chosen is not None:
        return f"Boundary of seed {view.chosen.seed}{of}"
    return f"Mean of {view.seed_count} seeds{of}"


def _samples(plane: PlaneView) -> Samples | None:
    if plane.points is None or plane.point_labels is None:
        return None
    return Samples(plane.points, plane.point_labels, plane.extent)


def with_marks(
    picture: Sequence[Strip], disagreement: ByteArray, palette: Palette, *, textures: bool = False
) -> list[Strip]:
    """The picture with a mark in each cell where enough of the networks answer otherwise.

    Args:
        picture: rows of cells.
        disagreement: (rows, columns) of points, 0..255 for 0..1, of any size.
        palette: has the colour of the marks.
        textures: whether the picture tells classes by characters: the marks' ground is plain then.
    """
    if not picture:
        return []
    shares = _by_cell(disagreement, len(picture), picture[0].cell_length)
    marked = []
    for strip, line in zip(picture, shares, strict=True):
        if line.max() < SOME:
            marked.append(strip)
            continue
        cells = [
            (character, segment.style or palette.text)
            for segment in strip
            for character in segment.text
        ]
        segments = []
        for (character, style), share in zip(cells, line.tolist(), strict=True):
            mark = next((mark for least, mark in _MARKS if share >= least), "")
            if not mark:
                segments.append(Segment(character, style))
                continue
            ground = style.bgcolor if textures or character == " " else style.color
            over = Style(color=palette.foreground.rich_color, bgcolor=ground)
            segments.append(Segment(mark, over))
        marked.append(row(segments, strip.cell_length, palette.text))
    return marked


def _by_cell(disagreement: ByteArray, rows: int, columns: int) -> Float64Array:
    """(rows, columns) the part of the networks at the points nearest to each cell's middle."""
    down = ((np.arange(rows) + 0.5) / rows * disagreement.shape[0]).astype(np.intp)
    across = ((np.arange(columns) + 0.5) / columns * disagreement.shape[1]).astype(np.intp)
    return disagreement[np.ix_(down, across)] / 255
