"""The figures of the test part, section by section."""

from typing import ClassVar

import numpy as np
from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui_mlp.numbers import grouped
from tui_mlp.training.evaluating.evaluation import Evaluation
from tui_mlp.training.evaluating.evaluation_table import (
    accuracy_lines,
    calibration_lines,
    class_lines,
    confusion_lines,
    worst_lines,
)
from tui_mlp.ui.drawing.colours import palette_of
from tui_mlp.ui.drawing.confusion import confusion_matrix
from tui_mlp.ui.widgets.panel import Panel, as_table
from tui_mlp.worker.replies import Evaluated

_SCALE = 44
_LEAST_DRAWN = 100
"""Columns of the panel from which on confusions are drawn, beside the classes."""
_BETWEEN, _AROUND = 4, 8
"""Columns between the halves, and rows that other sections take above and below."""
_NAMES = {"test": "test part", "validation": "validation part", "train": "training part"}
_MARKS = "● accuracy   ━ its interval   ┃ the largest class alone"
_NO_TEST = "There is no test part: the setting test, or --test, holds one out."
_NOT_FINITE = "The network's weights are no numbers any more: there is nothing to measure."


class EvaluationPanel(Panel, can_focus=False):
    """Accuracy with its interval, the classes, confusions, calibration and the worst samples."""

    EXPLANATION: ClassVar[str] = (
        "How good the network is on samples that it never learned from. The accuracy of so few "
        "samples is uncertain: with 95 % confidence it lies in the interval (Wilson). A network "
        "is of use where the whole interval is above the largest class alone. Precision: of the "
        "answers for a class, how many are right; recall: of its samples, how many are found. "
        "Calibration: of the answers given with a probability of about p, the fraction p should "
        "be right; the expected calibration error is the mean difference."
    )
    BORDER_TITLE = "Evaluation"
    DEFAULT_CSS = """
    EvaluationPanel {
        & > VerticalScroll { scrollbar-size-vertical: 1; }
        & Static { height: auto; margin-bottom: 1; }
        & Container, & Vertical { height: auto; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._sections = {
            name: Static(id=name, markup=False)
            for name in ("accuracy", "classes", "worst", "confusions", "calibration")
        }
        self._said: list[Content] = []
        self._figures: Evaluation | None = None

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=True):
            yield self._sections["accuracy"]
            with Container(id="columns"):
                with Vertical():
                    yield self._sections["classes"]
                    yield self._sections["calibration"]
                with Vertical():
                    yield self._sections["confusions"]
                    yield self._sections["worst"]

    def table(self) -> str:
        """All that it says, without the scale."""
        parts = (
            [line for line in text.plain.split("\n") if "━" not in line] for text in self._said
        )
        return "\n\n".join(map(as_table, parts))

    def show(self, evaluated: Evaluated) -> None:
        """Show other figures."""
        figures = self._figures = evaluated.figures
        part, step = _NAMES[evaluated.part], grouped(evaluated.step)
        self.border_title = Content(f"Evaluation · {part} · step {step}")
        texts: dict[str, list[Content]] = {}
        if figures is None:
            texts["accuracy"] = [Content.styled(_NOT_FINITE, "$text-error")]
        else:
            texts = {
                "accuracy": _accuracy(figures, with_test=evaluated.part == "test"),
                "classes": _headed(class_lines(figures, cell_len)),
                "worst": _headed(worst_lines(figures, evaluated.noun)),
                "confusions": _headed(confusion_lines(figures, cell_len)),
                "calibration": _headed(calibration_lines(figures)),
            }
        self._said = []
        for name, section in self._sections.items():
            text = Content("\n").join(texts.get(name, []))
            section.display = bool(text)
            section.update(text)
            self._said += [text] if text else []
        self._draw_confusions()

    def on_resize(self) -> None:
        self._draw_confusions()

    def notify_style_update(self) -> None:
        """Take the colours of the theme that is chosen now."""
        super().notify_style_update()
        self._draw_confusions()

    def _draw_confusions(self) -> None:
        """Draw the matrix where there is room, in the place of its numbers alone."""
        figures = self._figures
        if figures is None or not (lines := confusion_lines(figures, cell_len)):
            return
        width, height = (self.size.width - _BETWEEN) // 2, self.size.height
        room = height - _AROUND - len(worst_lines(figures, "sample"))
        if self.size.width < _LEAST_DRAWN or room <= len(figures.classes):
            self._sections["confusions"].update(Content("\n").join(_headed(lines)))
            return
        counts, names = np.array(figures.confusion), [each.name for each in figures.classes]
        rows = confusion_matrix(counts, names, width - 1, room, palette_of(self))
        while rows and not rows[-1].text.strip():
            rows.pop()
        drawn = Text(no_wrap=True).append(lines[0], "bold")
        for strip in rows:
            drawn.append("\n")
            for segment in strip:
                drawn.append(segment.text, segment.style)
        self._sections["confusions"].update(drawn)


def _headed(lines: list[str]) -> list[Content]:
    """Lines, the first of which is a heading."""
    return [Content.styled(lines[0], "bold"), *map(Content, lines[1:])] if lines else []


def _accuracy(figures: Evaluation, *, with_test: bool) -> list[Content]:
    """The figures in words, and on a scale from 0 to 100 %."""
    first, second = accuracy_lines(figures)
    lines = [Content(first), Content.styled(second, "bold"), _scale(figures)]
    lines.append(Content.styled(_MARKS, "$text-muted"))
    if not with_test:
        lines.append(Content.styled(_NO_TEST, "$text-warning"))
    return lines


def _scale(figures: Evaluation) -> Content:
    """The interval on a scale, with marks for the accuracy and the largest class alone."""

    def place(share: float) -> int:
        return round(share * (_SCALE - 1))

    accuracy = figures.accuracy
    cells = ["─"] * _SCALE
    for at in range(place(accuracy.low), place(accuracy.high) + 1):
        cells[at] = "━"
    cells[place(figures.baseline)] = "┃"
    cells[place(accuracy.value)] = "●"
    start, end = place(accuracy.low), place(accuracy.high) + 1
    track = Content("0% ") + Content.styled("".join(cells[:start]), "$text-muted")
    track += Content.styled("".join(cells[start:end]), "$text-accent")
    track += Content.styled("".join(cells[end:]), "$text-muted") + Content(" 100%")
    return track
