"""The plane of 2-D data as a network answers it: its classes or a label, and its samples."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_mlp.arrays import ByteArray
from tui_mlp.training.snapshot import NO_ANSWER, BoundaryView, RunDescription
from tui_mlp.ui.drawing.colours import Palette
from tui_mlp.ui.drawing.grounds import Ground, Samples, class_grounds, label_grounds
from tui_mlp.ui.drawing.quadrant_field import quadrant_field
from tui_mlp.ui.drawing.short_names import short_names
from tui_mlp.ui.drawing.strips import row

_SHORTEST_NAME, _LONGEST_NAME = 3, 16
_IN_LEGEND, _GAP = 4, 2
"""Cells of a class in the legend beside its name, and those of them behind it."""


class Plane(NamedTuple):
    """What is drawn of a plane."""

    winner: ByteArray
    """(rows, columns) the class, or for a label 1 where the network gives it."""
    confidence: ByteArray
    """(rows, columns) its probability, 0..255 for 0..1."""
    names: tuple[str, ...]
    """Of the classes, or of being without the label and with it."""
    grounds: list[Ground]
    samples: Samples | None

    def draw(self, width: int, height: int, palette: Palette, *, glyphs: bool) -> list[Strip]:
        """The plane in `height` strips; with glyphs where colours cannot tell."""
        return quadrant_field(
            self.winner,
            self.confidence,
            self.samples,
            grounds=self.grounds,
            width=width,
            height=height,
            palette=palette,
            glyphs=glyphs,
        )

    def legend(self, meaning: str, width: int, palette: Palette) -> Strip:
        """Glyph and name of each class, and what a glyph in the plane means where it has room."""
        segments = [Segment(" ", palette.text)]
        used = 1
        for short, ground in zip(_legend_names(self.names, width), self.grounds, strict=False):
            style = palette.text + Style(color=ground.colour.rich_color)
            segments.append(Segment(f"{ground.glyph} ", style))
            segments.append(Segment(f"{short}  ", palette.text))
            used += cell_len(short) + _IN_LEGEND
        if used + cell_len(meaning) < width:
            segments.append(Segment(meaning.rjust(width - used - 1), palette.muted))
        return row(segments, width, palette.text)


def plane_of(
    run: RunDescription, boundary: BoundaryView, threshold: float, palette: Palette
) -> Plane:
    """The plane of a run with 2-D data.

    Args:
        run: has the samples and the names.
        boundary: what the network answers over the plane.
        threshold: a label counts as given from this probability on.
        palette: the colours.
    """
    label, samples = boundary.label, samples_of(run, boundary.label)
    if label is None:
        grounds = class_grounds(len(run.class_names), palette)
        return Plane(boundary.winner, boundary.confidence, run.class_names, grounds, samples)
    name, count = run.class_names[label], len(run.class_names)
    confidence = boundary.confidence
    has_it = confidence >= 255 * threshold
    return Plane(
        winner=np.where(boundary.winner == NO_ANSWER, NO_ANSWER, has_it).astype(np.uint8),
        confidence=np.where(has_it, confidence, 255 - confidence).astype(np.uint8),
        names=(f"without {name}", f"with {name} ({label + 1}/{count})"),
        grounds=label_grounds(label, palette),
        samples=samples,
    )


def samples_of(run: RunDescription, label: int | None) -> Samples | None:
    """The points, each with its class, or with 1 if it has the label."""
    if run.points is None or run.extent is None:
        return None
    if label is not None and run.point_targets is not None:
        return Samples(run.points, run.point_targets[:, label].astype(np.intp), run.extent)
    return None if run.point_labels is None else Samples(run.points, run.point_labels, run.extent)


def _legend_names(names: Sequence[str], width: int) -> list[str]:
    """The names, as long as all fit in a row; the first ones and "…" where not all do at all."""
    for longest in range(_LONGEST_NAME, _SHORTEST_NAME - 1, -1):
        short = short_names(names, longest)
        if 1 + sum(cell_len(each) + _IN_LEGEND for each in short) - _GAP <= width:
            return short
    fitting = max((width - 1) // (_SHORTEST_NAME + _IN_LEGEND) - 1, 0)
    return [*short_names(names, _SHORTEST_NAME)[:fitting], "…"]
