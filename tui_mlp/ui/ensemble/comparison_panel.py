"""Settings against the first of them: means, paired differences, and what can be told apart."""

from collections.abc import Sequence
from textwrap import wrap
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_mlp.numbers import fixed, grouped, signed
from tui_mlp.training.ensemble.ensemble_view import EnsembleView, SettingView
from tui_mlp.training.ensemble.statistics import Spread
from tui_mlp.training.outputs import Output
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.drawing.axis import Axis
from tui_mlp.ui.drawing.line_plot import tick_labels
from tui_mlp.ui.drawing.strips import blank_rows, clip, right_aligned, row, text_row
from tui_mlp.ui.ensemble.dot_strip import dot_strip
from tui_mlp.ui.ensemble.points_panel import axis_of
from tui_mlp.ui.ensemble.setting_looks import setting_glyph, setting_style
from tui_mlp.ui.ensemble.verdict import loss_verdict, verdict
from tui_mlp.ui.terminal.clipboard import tab_separated
from tui_mlp.ui.widgets.panel import DrawnPanel

_APART, _ALIKE = "≠", "≈"
_GAP = 2
_NAME = (6, 16)
"""The least and the most cells of a name."""
_LEAST_STRIP = 16
_MOST_SENTENCE = 3
_DECIMALS = 4
"""Of differences: an end of an interval that is not 0 seldom reads 0."""

Column = tuple[str, list[str]]
"""A heading, and a cell for each setting."""


class ComparisonPanel(DrawnPanel):
    """A row for each setting, and in words which of them so many seeds tell apart."""

    EXPLANATION: ClassVar[str] = (
        "Mean ± standard deviation over the seeds that did not fail. The difference is to the "
        "first setting, seed by seed over those that both finished, with the 95 % interval of its "
        f"mean (Student's t): {_APART} where 0 lies outside of it, {_ALIKE} where it does not, and "
        "so many seeds cannot tell. Each interval stands for itself: of twenty settings that are "
        "alike, about one is told apart. ▸ is the setting whose seeds , and . step through."
    )
    BORDER_TITLE = "Comparison"

    def shown(self, snapshot: Snapshot) -> object:
        """The figures of all settings, and which is looked at."""
        view = snapshot.ensemble
        if view is None:
            return None
        figures = [each.score.tobytes() + each.loss.tobytes() for each in view.settings]
        failed = [each.failed for each in view.settings]
        return (view.number, view.state, view.setting, *figures, *failed)

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The table over the sentence; the table gives way last."""
        view = snapshot.ensemble
        if view is None:
            return blank_rows(height, width, self.palette.text)
        score = "micro F1" if snapshot.run.output is Output.SIGMOID else "accuracy"
        part = "validation" if view.part == "validation" else "training"
        self.title(f"{part.capitalize()} {score}, {grouped(view.seed_count)} seeds each")
        table = self._table(view, score, width)
        said = verdict(view, f"{part} {score}")
        both = wrap(f"{said} {loss_verdict(view, part)}", max(width, 1))
        room = max(height - len(table), 0)
        lines = both if len(both) <= room else wrap(said, max(width, 1))
        if len(lines) > room:
            lines = [*lines[: room - 1], clip(" ".join(lines[room - 1 :]), width)] if room else []
        sentence = [text_row(line, width, self.palette.strong) for line in lines]
        rows = [*table, *sentence][:height]
        return [*rows, *blank_rows(height - len(rows), width, self.palette.text)]

    @staticmethod
    def needed_height(settings: int) -> int:
        """The rows that it fills for so many settings, with its frame."""
        return settings + 1 + _MOST_SENTENCE + 2

    def table(self) -> str:
        """Each setting's figures, and its difference to the first."""
        view = None if self.snapshot is None else self.snapshot.ensemble
        if view is None:
            return super().table()
        names = ("mean", "sd", "difference", "low", "high", "failed", "loss mean", "loss sd")
        rows = []
        for each in view.settings:
            spread, difference = each.score_spread, each.score_difference
            compared = (
                ("", "", "")
                if difference is None
                else (difference.mean, difference.low, difference.high)
            )
            loss = each.loss_spread
            rows.append((each.name, spread.mean, spread.sd, *compared, each.failed,
                         loss.mean, loss.sd))  # fmt: skip
        return tab_separated((view.varied, *names), rows)

    def _table(self, view: EnsembleView, score: str, width: int) -> list[Strip]:
        palette, settings = self.palette, view.settings
        longest = max(cell_len(each.name) for each in settings)
        name_width = min(max(longest, _NAME[0]), _NAME[1])
        columns = _columns(view, score)
        fixed_width = 4 + name_width
        while columns and fixed_width + _width(columns) > width:
            columns.pop()
        taken = fixed_width + _width(columns)
        strip_width = width - taken - _GAP
        axis = axis_of(list(settings), strip_width) if strip_width >= _LEAST_STRIP else None
        blank = " " * _GAP
        heading = " " * fixed_width
        for title, cells in columns:
            heading += blank + title.ljust(max(map(cell_len, (title, *cells))))
        if axis is not None:
            heading += blank + tick_labels(axis.ticks, strip_width)
        rows = [row([Segment(heading, palette.muted)], width, palette.text)]
        for number, setting in enumerate(settings):
            style = setting_style(number, palette)
            segments = [
                Segment("▸ " if number == view.setting else "  ", palette.accent),
                Segment(f"{setting_glyph(number)} ", style),
                Segment(clip(setting.name, name_width), palette.strong),
            ]
            for title, cells in columns:
                cell_width = max(map(cell_len, (title, *cells)))
                segments.append(Segment(blank + clip(cells[number], cell_width), palette.text))
            if axis is not None:
                segments.append(Segment(blank, palette.text))
                segments.append(self._dots(setting, axis, strip_width, style))
            rows.append(row(segments, width, palette.text))
        return rows

    @staticmethod
    def _dots(setting: SettingView, axis: Axis, width: int, style: Style) -> Segment:
        return Segment(dot_strip(setting.score, axis, width, 1).rows[0], style)


def _columns(view: EnsembleView, score: str) -> list[Column]:
    """The figures, those first that are shown in the least room."""
    settings = view.settings
    failed = [f"{each.failed}/{view.seed_count}" for each in settings]
    widest = max(map(len, failed))
    return [
        (f"{score} ± sd", [_mean_and_deviation(each.score_spread) for each in settings]),
        ("difference (95 % interval)", [_difference(each) for each in settings]),
        ("failed", [right_aligned(text, widest) for text in failed]),
        ("loss ± sd", [_mean_and_deviation(each.loss_spread) for each in settings]),
    ]


def _mean_and_deviation(spread: Spread) -> str:
    if not spread.count:
        return "–"
    return f"{fixed(spread.mean)} ± {fixed(spread.sd)}"


def _difference(setting: SettingView) -> str:
    difference = setting.score_difference
    if difference is None:
        return "–"
    mark = _APART if difference.told_apart else _ALIKE
    mean, low, high = (
        signed(value, _DECIMALS) for value in (difference.mean, difference.low, difference.high)
    )
    return f"{mark} {mean} ({low} to {high})"


def _width(columns: Sequence[Column]) -> int:
    return sum(_GAP + max(map(cell_len, (title, *cells))) for title, cells in columns)
