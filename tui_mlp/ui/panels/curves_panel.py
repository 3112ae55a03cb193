"""The learning curves: loss and accuracy of training and validation against epochs."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from textual.content import Content
from textual.reactive import reactive
from textual.strip import Strip

from tui_mlp.arrays import FloatArray
from tui_mlp.numbers import fixed
from tui_mlp.training.metrics import Metrics
from tui_mlp.training.snapshot import Curves, Snapshot
from tui_mlp.ui.drawing.colours import coloured
from tui_mlp.ui.drawing.line_plot import Line, Role, line_plot
from tui_mlp.ui.terminal.clipboard import tab_separated
from tui_mlp.ui.widgets.panel import DrawnPanel

_FULL_LEGEND_FROM = 40
_SHORT_LEGEND_FROM = 28


class CurvesPanel(DrawnPanel):
    """A training and a validation curve, and faintly those of the run before."""

    figure_width = 6
    """Cells of a present figure."""

    logarithmic: reactive[bool] = reactive(False, repaint=False, init=False)
    """Show log10 of the values."""

    @abstractmethod
    def pair(self, curves: Curves) -> tuple[FloatArray, FloatArray]:
        """The (P, 2) training and validation values to draw."""

    @abstractmethod
    def figure(self, metrics: Metrics) -> float:
        """The present figure of one part."""

    def shown(self, snapshot: Snapshot) -> object:
        """The curves, the figures and the scale."""
        arrays = [
            array.tobytes()
            for curves in (snapshot.curves, snapshot.trace)
            if curves is not None
            for array in (curves.epochs, *self.pair(curves))
        ]
        return (self.logarithmic, *self._figures(snapshot), *arrays)

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The plot; the figures go into the border."""
        self.say(self._legend(snapshot, width))
        lines = list(self._lines(snapshot))
        return line_plot(lines, width, height, self.palette, logarithmic=self.logarithmic)

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

    def _lines(self, snapshot: Snapshot) -> Iterator[Line]:
        if snapshot.trace is not None:
            for values in self.pair(snapshot.trace):
                yield Line(Role.TRACE, snapshot.trace.epochs, values)
        train, validation = self.pair(snapshot.curves)
        yield Line(Role.VALIDATION, snapshot.curves.epochs, validation)
        yield Line(Role.TRAIN, snapshot.curves.epochs, train)

    def _figures(self, snapshot: Snapshot) -> tuple[str, str | None]:
        """The present figures as text."""
        validation = snapshot.validation
        return (
            fixed(self.figure(snapshot.train), self.figure_width),
            None if validation is None else fixed(self.figure(validation), self.figure_width),
        )

    def _legend(self, snapshot: Snapshot, width: int) -> Content:
        """What is solid and what is dashed, with the present figures."""
        train, validation = self._figures(snapshot)
        full = width >= _FULL_LEGEND_FROM
        names = ("train ", "validation ") if full else ("tr ", "val ")
        if width < _SHORT_LEGEND_FROM:
            names = ("", "")
        legend = coloured(f"━ {names[0]}{train}", self.palette.train)
        if validation is not None:
            legend += coloured(f"  ┅ {names[1]}{validation}", self.palette.validation)
        if full and snapshot.trace is not None:
            legend += coloured("  · run before", self.palette.muted)
        return legend


class LossPanel(CurvesPanel):
    """Mean loss of both parts, in nats."""

    EXPLANATION: ClassVar[str] = (
        "Mean cross-entropy in nats (of labels, the sum of binary ones) of the training and the "
        "validation part against epochs."
        " Faint: the run before the last change."
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

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The plot, under the name of what it shows."""
        self.title("Accuracy" if snapshot.train.labels is None else "Micro F1")
        return super().draw(snapshot, width, height)
