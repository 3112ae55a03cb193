"""The final figure of each seed as a point on a line."""

from typing import ClassVar

import numpy as np
from rich.segment import Segment
from textual.strip import Strip

from tui_mlp.numbers import compact, grouped, percent
from tui_mlp.training.ensemble.ensemble_view import EnsembleView, SettingView
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.drawing.axis import Axis, linear_axis
from tui_mlp.ui.drawing.line_plot import tick_labels
from tui_mlp.ui.drawing.strips import blank_rows, row, text_row
from tui_mlp.ui.ensemble.dot_strip import dot_columns, dot_strip
from tui_mlp.ui.terminal.clipboard import tab_separated
from tui_mlp.ui.widgets.panel import DrawnPanel

_CELLS_PER_TICK = 9
_MEASURED = 3
"""Rows under the dots: the band, the axis, and what the figures are."""


class PointsPanel(DrawnPanel):
    """A dot for each seed where its accuracy lies, and the share of those that failed."""

    EXPLANATION: ClassVar[str] = (
        "A dot for each seed at its accuracy, or micro F1 of labels, after the last epoch: equal "
        "ones are stacked. Below, the band from 10 to 90 % with the median, and the seeds that "
        "failed: those that diverged. ▲ is the seed that is looked at."
    )
    BORDER_TITLE = "Seeds"

    def shown(self, snapshot: Snapshot) -> object:
        """The figures, and which seed is looked at."""
        view = snapshot.ensemble
        if view is None:
            return None
        setting = view.settings[view.setting]
        return (
            view.number, view.state, setting.score.tobytes(), setting.failed,
            setting.stopped_early, view.chosen and view.chosen.place,
        )  # fmt: skip

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """Dots, band, axis and figures, as many of them as there is room for."""
        view = snapshot.ensemble
        if view is None:
            return blank_rows(height, width, self.palette.text)
        score = "micro F1" if snapshot.run.output.labels else "accuracy"
        part = "validation" if view.part == "validation" else "training"
        self.title(f"{part.capitalize()} {score} by seed")
        setting = view.settings[view.setting]
        words = text_row(_words(setting, view, width), width, self.palette.text)
        axis = axis_of([setting], width)
        if axis is None or height < 2 or width < 4:
            return [words, *blank_rows(height - 1, width, self.palette.text)][:height]
        below = [self._band(setting, view, axis, width), self._axis(axis, width), words]
        below = below[: _MEASURED if height > _MEASURED else 0] or [words]
        dots = dot_strip(setting.score, axis, width, height - len(below))
        style = self.palette.accent
        return [*(row([Segment(each, style)], width, style) for each in dots.rows), *below]

    def table(self) -> str:
        """Each seed with its accuracy and its loss."""
        view = None if self.snapshot is None else self.snapshot.ensemble
        if view is None:
            return super().table()
        setting, first = view.settings[view.setting], view.config.seed
        rows = zip(range(first, first + view.seed_count), setting.score, setting.loss, strict=True)
        return tab_separated(("seed", "score", "loss"), rows)

    def _band(self, setting: SettingView, view: EnsembleView, axis: Axis, width: int) -> Strip:
        """From 10 to 90 %, the median in it, and the seed that is looked at."""
        spread = setting.score_spread
        ends = np.array([spread.low, spread.median, spread.high])
        low, middle, high = (dot_columns(ends, axis, width) // 2).tolist()
        cells = [" "] * width
        cells[low : high + 1] = "─" * (high + 1 - low)
        cells[low], cells[high] = "├", "┤"
        cells[middle] = "┼"
        styles = [self.palette.strong] * width
        if view.chosen is not None:
            at = dot_columns(setting.score[view.chosen.place : view.chosen.place + 1], axis, width)
            for column in (at // 2).tolist():
                cells[column], styles[column] = "▲", self.palette.accent
        segments = [Segment(cell, style) for cell, style in zip(cells, styles, strict=True)]
        return row(segments, width, self.palette.text)

    def _axis(self, axis: Axis, width: int) -> Strip:
        return text_row(tick_labels(axis.ticks, width), width, self.palette.muted)


def axis_of(settings: list[SettingView], width: int) -> Axis | None:
    """An axis around the figures of all seeds; None where there is none."""
    values = np.concatenate([setting.score for setting in settings])
    values = values[np.isfinite(values)]
    if not len(values):
        return None
    return linear_axis(float(values.min()), float(values.max()), max(width // _CELLS_PER_TICK, 2))


def failed_text(setting: SettingView, count: int) -> str:
    """How many seeds failed: "failed 2 of 32 (6%)"."""
    share = f" ({percent(setting.failed / count)})" if setting.failed else ""
    return f"failed {grouped(setting.failed)} of {grouped(count)}{share}"


def _words(setting: SettingView, view: EnsembleView, width: int) -> str:
    spread = setting.score_spread
    failed = failed_text(setting, view.seed_count)
    if not spread.count:
        return failed
    median = f"median {compact(spread.median)}"
    band = f"10–90 % {compact(spread.low)}–{compact(spread.high)}"
    early = f"stopped early {grouped(setting.stopped_early)}" if setting.stopped_early else ""
    choices = (
        (median, band, early, failed),
        (median, band, failed),
        (median, failed),
        (failed,),
    )
    texts = [" · ".join(filter(None, parts)) for parts in choices]
    return next((text for text in texts if len(text) <= width), texts[-1])
