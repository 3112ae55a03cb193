"""The line at the top: what is trained with how many seeds, and how far it is."""

from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_mlp.numbers import grouped
from tui_mlp.training.ensemble.ensemble_view import EnsembleView
from tui_mlp.training.snapshot import RunState, Snapshot
from tui_mlp.ui.drawing.strips import clip, row
from tui_mlp.ui.ensemble.points_panel import failed_text
from tui_mlp.ui.panels.status_line import STATE_GLYPHS
from tui_mlp.ui.widgets.panel import DrawnPanel

_GAP = 3
_STATE_WIDTH = max(len(state) for state in RunState)


class EnsembleStatus(DrawnPanel, can_focus=False):
    """One line that never jumps."""

    EXPLANATION: ClassVar[str] = (
        "What is trained, with how many seeds, the epoch that all have done, how many epochs a "
        "second, and the seeds that failed. The single run of the main screen waits meanwhile."
    )
    DEFAULT_CSS = """
    EnsembleStatus { height: 1; border: none; padding: 0 1; background: $panel; }
    """

    def shown(self, snapshot: Snapshot) -> object:
        """All that the line says."""
        view = snapshot.ensemble
        if view is None:
            return snapshot.run.dataset
        failed = sum(each.failed for each in view.settings)
        return (
            view.number, view.state, view.seed_count, int(view.epoch), view.epochs, failed,
            round(view.epochs_per_second), view.data.name,
        )  # fmt: skip

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """What is trained at the left, how it goes at the right; the least needed goes first."""
        palette, view = self.palette, snapshot.ensemble
        dataset = snapshot.run.dataset if view is None else view.data.name
        name = clip(dataset, min(cell_len(dataset), 24))
        parts = [(5, Segment("tui-mlp", palette.accent)), (2, Segment(name, palette.strong))]
        if view is None:
            return [row(_spaced(parts, palette.text), width, palette.text)]
        parts.append((1, Segment(_what(view), palette.text)))
        style = palette.bad if view.state is RunState.DIVERGED else palette.strong
        state = f"{STATE_GLYPHS[view.state]} {view.state:<{_STATE_WIDTH}}"
        target = grouped(view.epochs)
        epoch = f"epoch {grouped(int(view.epoch)).rjust(len(target))}/{target}"
        speed = grouped(round(view.epochs_per_second)) if view.epochs_per_second else "–"
        right = [
            (0, Segment(state, style)),
            (0, Segment(epoch, palette.text)),
            (4, Segment(f"{speed:>5} epochs/s", palette.muted)),
            (3, Segment(_failed(view), palette.text)),
        ]
        kept = 5
        while kept and _width(parts, right, kept) > width:
            kept -= 1
        left_segments = _spaced([part for part in parts if part[0] <= kept], palette.text)
        right_segments = _spaced([part for part in right if part[0] <= kept], palette.text)
        taken = sum(each.cell_length for each in (*left_segments, *right_segments))
        filling = Segment(" " * max(width - taken, 0), palette.text)
        return [row([*left_segments, filling, *right_segments], width, palette.text)]


def _what(view: EnsembleView) -> str:
    seeds = f"{grouped(view.seed_count)} seeds"
    if not view.varied:
        return seeds
    return f"{view.varied.replace('_', ' ')}: {len(view.settings)} × {seeds}"


def _failed(view: EnsembleView) -> str:
    if not view.varied:
        return failed_text(view.settings[0], view.seed_count)
    failed = sum(each.failed for each in view.settings)
    return f"failed {grouped(failed)} of {grouped(len(view.settings) * view.seed_count)}"


def _width(left: list[tuple[int, Segment]], right: list[tuple[int, Segment]], kept: int) -> int:
    parts = [segment for rank, segment in [*left, *right] if rank <= kept]
    return sum(each.cell_length for each in parts) + _GAP * (len(parts) - 1)


def _spaced(parts: list[tuple[int, Segment]], blank: Style) -> list[Segment]:
    segments: list[Segment] = []
    for number, (_, segment) in enumerate(parts):
        segments += [*([Segment(" " * _GAP, blank)] if number else []), segment]
    return segments
