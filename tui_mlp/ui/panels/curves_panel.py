"""The learning curves: loss and accuracy of training and validation against epochs."""

import math
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.strip import Strip

from tui_mlp.arrays import FloatArray
from tui_mlp.numbers import compact, epoch, fixed
from tui_mlp.training.metrics import Metrics
from tui_mlp.training.snapshot import BestEpoch, Curves, Overlay, RunState, Snapshot
from tui_mlp.ui.drawing.line_plot import (
    Level,
    Line,
    Mark,
    Role,
    epochs_shown,
    gutter_of,
    line_plot,
)
from tui_mlp.ui.drawing.strips import clip, row
from tui_mlp.ui.panels.chance import chance_level
from tui_mlp.ui.panels.cursor_panel import CursorPanel
from tui_mlp.ui.panels.curve_legend import cursor_legend, present_legend, values_at
from tui_mlp.ui.panels.overlays import (
    MOST_OVERLAYS,
    overlay_at,
    overlay_glyph,
    overlay_line,
    overlay_style,
)
from tui_mlp.ui.terminal.clipboard import tab_separated
from tui_mlp.ui.widgets.footer import Hint

_LEAST_EPOCHS = 1e-3
_ZOOM = Hint("Zoom", rank=6, merges_at=0)


class CurvesPanel(CursorPanel):
    """A training and a validation curve, and faintly those of the run before."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *CursorPanel.BINDINGS,
        Binding("plus", "zoom(0.5)", "Zoom", key_display="+", group=_ZOOM,
                tooltip="Zoom in around the cursor; not the speed while a curve has the focus"),
        Binding("equals_sign", "zoom(0.5)", "Zoom in", show=False, key_display="=",
                tooltip="Zoom in, as +"),
        Binding("minus", "zoom(2)", "Zoom out", key_display="-", group=_ZOOM,
                tooltip="Zoom out around the cursor"),
        Binding("0", "zoom(0)", "Whole run", tooltip="Show all epochs"),
    ]  # fmt: skip

    figure_width = 6
    """Cells of a present figure."""

    logarithmic: reactive[bool] = reactive(False, repaint=False, init=False)
    """Show log10 of the values."""

    span: reactive[tuple[float, float] | None] = reactive(None, repaint=False, init=False)
    """The first and the last epoch shown; None for all."""

    overlays: reactive[tuple[Overlay, ...]] = reactive((), repaint=False, init=False)
    """Kept runs to compare with, up to `MOST_OVERLAYS`."""

    def __init__(self) -> None:
        super().__init__()
        self._run_number = 0

    @abstractmethod
    def pair(self, curves: Curves) -> tuple[FloatArray, FloatArray]:
        """The (P, 2) training and validation values to draw."""

    @abstractmethod
    def figure(self, metrics: Metrics) -> float:
        """The present figure of one part."""

    @abstractmethod
    def best_value(self, best: BestEpoch) -> float:
        """The figure of the best epoch."""

    def level(self, snapshot: Snapshot) -> Level | None:
        """A value to compare the curves with."""
        return None

    def shown(self, snapshot: Snapshot) -> object:
        """The curves, the figures, the scale, and what is read and marked."""
        arrays = [
            array.tobytes()
            for curves in (snapshot.curves, snapshot.trace)
            if curves is not None
            for array in (curves.epochs, *self.pair(curves))
        ]
        best = snapshot.kept.best if snapshot.kept else None
        test = None if snapshot.test is None else self.figure(snapshot.test)
        looks = (self.logarithmic, self.cursor, self.span, self.overlays)
        return (
            *looks,
            snapshot.state,
            snapshot.divergence,
            best,
            test,
            *self._figures(snapshot),
            *arrays,
        )

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The plot; the figures go into the border."""
        if snapshot.run.number != self._run_number:
            self._run_number = snapshot.run.number
            self.set_reactive(CurvesPanel.span, None)
        self.say(self._legend(snapshot, width - 2))
        named = [self._overlay_names(width)] if self.overlays and height > 1 else []
        place = self.place(snapshot)
        return named + line_plot(
            list(self._lines(snapshot)),
            width,
            height - len(named),
            self.palette,
            logarithmic=self.logarithmic,
            span=self.span,
            cursor=None if place is None else float(snapshot.curves.epochs[place]),
            level=self.level(snapshot),
            marks=list(self._marks(snapshot)),
        )

    def table(self) -> str:
        """Each point of the curves: an epoch, and the values that it stands for."""
        if self.snapshot is None:
            return super().table()
        curves = self.snapshot.curves
        parts = ("train", "validation")
        return tab_separated(
            ("epoch", *(f"{part} {end}" for part in parts for end in ("lowest", "highest"))),
            (
                (epoch, *train, *validation)
                for epoch, train, validation in zip(curves.epochs, *self.pair(curves), strict=True)
            ),
        )

    def watch_logarithmic(self) -> None:
        self.update_picture()

    def watch_span(self) -> None:
        self.update_picture()

    def watch_overlays(self) -> None:
        self.update_picture()

    def validate_overlays(self, overlays: Sequence[Overlay]) -> tuple[Overlay, ...]:
        return tuple(overlays)[:MOST_OVERLAYS]

    def epochs(self, snapshot: Snapshot) -> FloatArray:
        """Those that were measured."""
        return snapshot.curves.epochs

    def epochs_across(self, snapshot: Snapshot) -> tuple[int, int, float, float]:
        """Where the plot has them."""
        width, height = self.size
        height -= bool(self.overlays) and height > 1
        lines, marks = list(self._lines(snapshot)), list(self._marks(snapshot))
        axis = epochs_shown(lines, width, height, self.span, marks)
        gutter = gutter_of(width, height)
        return gutter, width - gutter, axis.low, axis.high

    def watch_cursor(self) -> None:
        """Keep what is read in sight, which draws the picture."""
        snapshot = self.snapshot
        place = None if snapshot is None else self.place(snapshot)
        if self.span is not None and snapshot is not None and place is not None:
            low, high = self.span
            at = float(snapshot.curves.epochs[place])
            shift = min(at - low, 0.0) or max(at - high, 0.0)
            self.set_reactive(CurvesPanel.span, (low + shift, high + shift))
        self.update_picture()

    def action_zoom(self, factor: float) -> None:
        """Show so many times as many epochs around the cursor, or the latest; 0 for all."""
        snapshot = self.snapshot
        if snapshot is None or not len(snapshot.curves.epochs) or factor == 0:
            self.span = None
            return
        if self.cursor is None:
            self.cursor = math.inf
        place = self.place(snapshot) or 0
        _, _, low, high = self.epochs_across(snapshot)
        lines, marks = list(self._lines(snapshot)), list(self._marks(snapshot))
        end = epochs_shown(lines, *self.size, marks=marks).high
        size = factor * (high - low)
        if size < max(_LEAST_EPOCHS, 2 * end / 2**16):
            return
        at = float(snapshot.curves.epochs[place])
        fraction = (at - low) / (high - low)
        start = min(max(at - fraction * size, 0.0), max(end - size, 0.0))
        self.span = None if size >= end * (1 - 1e-9) else (start, start + size)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._turn_wheel(event, 0.5)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._turn_wheel(event, 2)

    def _turn_wheel(self, event: events.MouseEvent, factor: float) -> None:
        event.stop()
        self.point_at(event)
        self.action_zoom(factor)

    def _lines(self, snapshot: Snapshot) -> Iterator[Line]:
        if snapshot.trace is not None:
            for values in self.pair(snapshot.trace):
                yield Line(Role.TRACE, snapshot.trace.epochs, values)
        for number, overlay in enumerate(self.overlays):
            style, glyph = overlay_style(number, self.palette), overlay_glyph(number)
            values = overlay_line(self.pair(overlay.curves))
            yield Line(Role.OTHER, overlay.curves.epochs, values, style, glyph)
        train, validation = self.pair(snapshot.curves)
        yield Line(Role.VALIDATION, snapshot.curves.epochs, validation)
        yield Line(Role.TRAIN, snapshot.curves.epochs, train)

    def _marks(self, snapshot: Snapshot) -> Iterator[Mark]:
        """The best epoch, and where the numbers were finite no more."""
        best = snapshot.kept.best if snapshot.kept else None
        if best is not None and _is_told(best, snapshot):
            yield Mark(best.epoch, self.best_value(best), "★", "", self.palette.strong)
        if snapshot.divergence:
            word = f"epoch {epoch(round(snapshot.epoch, 2))}"
            yield Mark(snapshot.epoch, math.inf, "✗", word, self.palette.bad)

    def _figures(self, snapshot: Snapshot) -> tuple[str, str | None]:
        """The present figures as text."""
        validation = snapshot.validation
        return (
            fixed(self.figure(snapshot.train), self.figure_width),
            None if validation is None else fixed(self.figure(validation), self.figure_width),
        )

    def _legend(self, snapshot: Snapshot, width: int) -> Content:
        """What is solid and what is dashed, with the present figures or those at the cursor."""
        place = self.place(snapshot)
        curves = snapshot.curves
        if place is not None:
            at = float(curves.epochs[place])
            train, validation = (values_at(values, place) for values in self.pair(curves))
            before = [overlay_at(overlay, at, self.pair) for overlay in self.overlays]
            if snapshot.trace is not None:
                before.insert(0, overlay_at(Overlay("", snapshot.trace), at, self.pair))
            names = [("·", "run before", self.palette.muted)] * (snapshot.trace is not None)
            names += [
                (overlay_glyph(number), "", overlay_style(number, self.palette))
                for number in range(len(self.overlays))
            ]
            others = [(*name, value) for name, value in zip(names, before, strict=True)]
            return cursor_legend(
                epoch(round(at, 2)), train, validation, others, width=width, palette=self.palette
            )
        best = snapshot.kept.best if snapshot.kept else None
        return present_legend(
            *self._figures(snapshot),
            traced=snapshot.trace is not None,
            best=epoch(best.epoch) if best is not None and _is_told(best, snapshot) else "",
            test="" if snapshot.test is None else compact(self.figure(snapshot.test)),
            width=width,
            palette=self.palette,
        )

    def _overlay_names(self, width: int) -> Strip:
        """Glyph and name of each kept run."""
        each = max(width // len(self.overlays) - 1, 1)
        segments = []
        for number, overlay in enumerate(self.overlays):
            text = f"{overlay_glyph(number)} {overlay.name}"
            segments.append(Segment(clip(text, each), overlay_style(number, self.palette)))
            segments.append(Segment(" ", self.palette.text))
        return row(segments, width, self.palette.text)


def _is_told(best: BestEpoch, snapshot: Snapshot) -> bool:
    """Whether to mark the best epoch: not while a run betters it with every epoch."""
    return snapshot.state is not RunState.RUNNING or best.epoch < snapshot.epoch


class LossPanel(CurvesPanel):
    """Mean loss of both parts, in nats."""

    EXPLANATION: ClassVar[str] = (
        "Mean cross-entropy in nats (of labels, the sum of binary ones) of the training and the "
        "validation part against epochs. Dotted: the loss of a guess, ln C for C classes. "
        "★ is the best epoch, ✗ where the run diverged. Faint: the run before the last change."
    )

    def __init__(self) -> None:
        super().__init__()
        self.set_reactive(LossPanel.logarithmic, True)
        self._name_scale()

    def pair(self, curves: Curves) -> tuple[FloatArray, FloatArray]:
        """Training and validation loss."""
        return curves.train_loss, curves.validation_loss

    def figure(self, metrics: Metrics) -> float:
        """The loss."""
        return metrics.loss

    def best_value(self, best: BestEpoch) -> float:
        """Its loss."""
        return best.loss

    def level(self, snapshot: Snapshot) -> Level | None:
        """The loss of a guess: that each class, or each label, is as probable as another."""
        run = snapshot.run
        return chance_level(len(run.class_names), run.output, run.config.teaching)

    def toggle_scale(self) -> None:
        """Change between a linear and a logarithmic scale."""
        self.logarithmic = not self.logarithmic
        self._name_scale()

    def _name_scale(self) -> None:
        self.border_title = Content("Loss · log" if self.logarithmic else "Loss · linear")


class AccuracyPanel(CurvesPanel):
    """The part of the samples that is classified correctly, or the F1 of labels, 0 to 1."""

    EXPLANATION: ClassVar[str] = (
        "The part of the samples whose largest probability is the true class's. For multi-label "
        "data micro F1 = 2 TP / (2 TP + FP + FN), over all labels of all samples."
    )

    BORDER_TITLE = "Accuracy"

    figure_width = 5

    def pair(self, curves: Curves) -> tuple[FloatArray, FloatArray]:
        """Training and validation score."""
        return curves.train_score, curves.validation_score

    def figure(self, metrics: Metrics) -> float:
        """The accuracy, or micro F1."""
        return metrics.score

    def best_value(self, best: BestEpoch) -> float:
        """Its accuracy, or micro F1."""
        return best.score

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The plot, under the name of what it shows."""
        self.title("Accuracy" if snapshot.train.labels is None else "Micro F1")
        return super().draw(snapshot, width, height)
