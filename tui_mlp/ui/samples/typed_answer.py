"""What the network answers for a sample that was typed in."""

import textwrap
from typing import ClassVar

import numpy as np
from textual.content import Content
from textual.strip import Strip

from tui_mlp.numbers import grouped, probability
from tui_mlp.training.snapshot import RunDescription, Snapshot
from tui_mlp.ui.drawing.bars import probability_bars
from tui_mlp.ui.drawing.strips import blank_rows, text_row
from tui_mlp.ui.samples.sample_words import predicted_words
from tui_mlp.ui.widgets.panel import DrawnPanel
from tui_mlp.worker.replies import Predicted


class TypedAnswer(DrawnPanel, can_focus=False):
    """A sentence and the bars."""

    EXPLANATION: ClassVar[str] = (
        "The network's output for what is typed, which is standardised as the training samples"
        " were; it follows what is typed, and the training."
    )
    BORDER_TITLE = "The network's answer"

    def __init__(self) -> None:
        super().__init__()
        self._answer: Predicted | None = None

    def show(self, answer: Predicted) -> None:
        """Show another answer."""
        self._answer = answer
        self.update_picture()

    def shown(self, snapshot: Snapshot) -> object:
        """The answer, and what turns it into words."""
        numbers = None if self._answer is None else self._answer.probabilities.tobytes()
        step = None if self._answer is None else self._answer.step
        return (snapshot.run.number, snapshot.config.threshold, step, numbers)

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The sentence over the bars."""
        answer, run, palette = self._answer, snapshot.run, self.palette
        if answer is None or answer.run_number != run.number:
            return blank_rows(height, width, palette.text)
        threshold = snapshot.config.threshold
        self.say(Content(f"after step {grouped(answer.step)}"))
        words = textwrap.wrap(_sentence(answer, run, threshold), max(width, 1))
        rows = [text_row(line, width, palette.strong) for line in [*words, ""]]
        rows += probability_bars(
            answer.probabilities,
            None,
            run.class_names,
            width=width,
            height=max(height - len(rows), 1),
            palette=palette,
            threshold=threshold if run.output.labels else None,
        )
        return rows[:height] + blank_rows(height - len(rows), width, palette.text)


def _sentence(answer: Predicted, run: RunDescription, threshold: float) -> str:
    """What is predicted, and how surely."""
    predicted = predicted_words(answer.probabilities, run, threshold)
    if run.output.labels or np.isnan(answer.probabilities).any():
        return f"Predicted: {predicted}."
    sure = probability(float(answer.probabilities.max())).strip()
    return f"Predicted: {predicted}, with {sure}."
