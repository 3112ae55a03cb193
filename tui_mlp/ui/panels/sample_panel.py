"""One sample: what the network answers, and what would have been right."""

import math
import textwrap
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.style import Style as ContentStyle

from tui_mlp.nn.losses import LOSSES
from tui_mlp.numbers import fixed, grouped, probability, setting_text, signed
from tui_mlp.settings.teaching import NOT_TEACHING
from tui_mlp.training.outputs import Output, loss_name, network_targets
from tui_mlp.training.snapshot import RunDescription, SampleView, Snapshot
from tui_mlp.ui.drawing.bars import probability_bars
from tui_mlp.ui.drawing.pixels import image, image_size
from tui_mlp.ui.drawing.strips import blank_rows, clip, row, text_row
from tui_mlp.ui.panels.teaching_line import teaching_line
from tui_mlp.ui.samples.feature_grid import feature_grid
from tui_mlp.ui.samples.sample_words import answer_sentence, predicted_words, true_words
from tui_mlp.ui.terminal.clipboard import tab_separated
from tui_mlp.ui.widgets.footer import Hint
from tui_mlp.ui.widgets.panel import DrawnPanel

_TITLES = {
    Output.SOFTMAX: "Softmax output",
    Output.SIGMOID: "Sigmoid outputs",
    Output.ONE_NEURON: "One output neuron",
    Output.SOFTMAX_LABELS: "Softmax output",
}
_SAMPLES = Hint("Sample", rank=6, merges_at=0)
_LEAST_BARS = 18
_LABEL_WIDTH = 5
_LINES = 4
_LOSS_WIDTH = 7
_ERROR_WIDTH = 7
_LARGE_WIDTH, _LARGE_HEIGHT = 60, 14
"""From here on there is a sentence, a larger picture, and features in columns."""
_LARGE_ANSWER = 42


class SamplePanel(DrawnPanel):
    """The output for one sample, what is true, its loss and its features."""

    EXPLANATION: ClassVar[str] = (
        "The output for one sample: a bar for each class, the true one marked ✓, a wrong answer ✗; "
        "its cross-entropy, and the error delta = yhat - y that backpropagation starts from. Of "
        "labels, each has its own sigmoid: a stroke shows the threshold, and ○ marks a true label "
        "that was missed. Of a network for teaching, which has another loss or delta, ! says what "
        "goes wrong."
    )

    BORDER_TITLE = "Softmax output"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Previous sample", group=_SAMPLES, tooltip="The sample before"),
        Binding("right", "move(1)", "Next sample", group=_SAMPLES, tooltip="The next sample"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._threshold = 0.5

    class Moved(Message):
        """Another sample is wanted.

        Args:
            offset: how many samples further on.
        """

        def __init__(self, offset: int) -> None:
            super().__init__()
            self.offset = offset

    class WorstWanted(Message):
        """The sample with the largest cross-entropy is wanted."""

    def shown(self, snapshot: Snapshot) -> object:
        """The sample and its probabilities."""
        sample = snapshot.sample
        if sample is None:
            return None
        arrays = (sample.features, sample.target, sample.probabilities)
        return (
            snapshot.run.number,
            sample.index,
            sample.count,
            sample.loss,
            sample.origin,
            snapshot.config.threshold,
            *(array.tobytes() for array in arrays),
        )

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """Bars, then the figures, then what else there is room for."""
        sample = snapshot.sample
        if sample is None:
            rows = [text_row("no sample yet", width, self.palette.muted)]
        else:
            self.say(self._place(sample, width))
            self.title(sample.origin.capitalize() or _TITLES[snapshot.run.output])
            self._threshold = snapshot.config.threshold
            rows = self._contents(sample, snapshot.run, width, height)
        return rows[:height] + blank_rows(height - len(rows), width, self.palette.text)

    def table(self) -> str:
        """Each class with y and yhat, then each feature with its value."""
        snapshot = self.snapshot
        sample = None if snapshot is None else snapshot.sample
        if snapshot is None or sample is None:
            return super().table()
        run = snapshot.run
        classes = zip(run.class_names, sample.target, sample.probabilities, strict=True)
        features = zip(run.feature_names, sample.features, strict=True)
        place = f"{sample.part} {sample.index + 1}"
        return tab_separated((place, "y", "ŷ"), [*classes, ("loss", sample.loss), *features])

    def action_move(self, offset: int) -> None:
        self.post_message(self.Moved(offset))

    def action_worst(self) -> None:
        self.post_message(self.WorstWanted())

    def _contents(
        self, sample: SampleView, run: RunDescription, width: int, height: int
    ) -> list[Strip]:
        """A sentence where there is room; the picture beside the rest where both fit."""
        large = width >= _LARGE_WIDTH and height >= _LARGE_HEIGHT
        rows = self._sentence(sample, run, width) if large else []
        rows += self._picture_and_answer(sample, run, width, height - len(rows), large=large)
        if run.image_shape is not None:
            return rows
        names, values = run.feature_names, sample.features.tolist()
        room = height - len(rows) - 1
        grid = feature_grid(names, values, width, room, self.palette)
        return rows + blank_rows(int(bool(grid)), width, self.palette.text) + grid

    def _sentence(self, sample: SampleView, run: RunDescription, width: int) -> list[Strip]:
        """What is true and what is predicted, and an empty row."""
        words = answer_sentence(sample, run, self._threshold)
        lines = [*textwrap.wrap(words, width), ""]
        return [text_row(line, width, self.palette.strong) for line in lines]

    def _picture_and_answer(
        self, sample: SampleView, run: RunDescription, width: int, height: int, *, large: bool
    ) -> list[Strip]:
        """The bars and figures, with the picture of an image at their left where it fits."""
        if run.image_shape is None:
            return self._answer(sample, run, width, height)
        most = width - _LARGE_ANSWER - 1 if large else width // 2
        picture = self._image(sample, run.image_shape, min(most, width - _LEAST_BARS - 1), height)
        if not picture:
            return self._answer(sample, run, width, height)
        beside = picture[0].cell_length + 1
        answer = self._answer(sample, run, width - beside, height)
        gap = Segment(" ", self.palette.text)
        missing = len(answer) - len(picture)
        picture += blank_rows(missing, beside - 1, self.palette.text)
        answer += blank_rows(-missing, width - beside, self.palette.text)
        return [
            row([*left, gap, *right], width, self.palette.text)
            for left, right in zip(picture, answer, strict=True)
        ]

    def _image(
        self, sample: SampleView, image_shape: tuple[int, int], columns: int, height: int
    ) -> list[Strip]:
        """The sample as a picture; nothing in a tiny panel."""
        if columns < 4 or height < 2:
            return []
        size = image_size(image_shape, columns, height)
        return image(sample.features.reshape(image_shape), *size, self.palette)

    def _answer(
        self, sample: SampleView, run: RunDescription, width: int, height: int
    ) -> list[Strip]:
        """The bars and the lines y, yhat, CE and delta, the more important first."""
        classes = len(sample.probabilities)
        most_bars = classes if classes < height else max(height - _LINES - 1, 1)
        bars = probability_bars(
            sample.probabilities,
            sample.target,
            run.class_names,
            width=width,
            height=most_bars,
            palette=self.palette,
            threshold=self._threshold if run.output.labels else None,
        )
        lines = self._lines(sample, run, width, height - len(bars))
        apart = int(bool(lines) and len(bars) + len(lines) < height)
        return [*bars, *blank_rows(apart, width, self.palette.text), *lines]

    def _lines(self, sample: SampleView, run: RunDescription, width: int, room: int) -> list[Strip]:
        """The sample in the lecture's symbols; the loss alone, or with yhat, in a small space."""
        teaching = run.config.teaching
        loss = LOSSES[loss_name(run.output, teaching)]
        delta = loss.delta_at(sample.probabilities[None], sample.target[None])[0]
        if run.output is Output.ONE_NEURON:
            delta = network_targets(run.output, delta[None])[0]
        per_row = max(1, (width - _LABEL_WIDTH) // _ERROR_WIDTH)
        errors = ["  ".join(map(signed, delta[start : start + per_row].tolist()))
                  for start in range(0, len(delta), per_row)]  # fmt: skip
        if len(errors) > 1 + max(room - _LINES, 0):
            errors = [f"{errors[0]} …"]
        lines = [
            self._line("y", *self._target(sample, run), width),
            self._line("ŷ", *self._prediction(sample, run), width),
            self._line(*_loss_words(sample, run), width),
            self._line("δᴸ", errors[0], "", width),
            *(self._line("", line, "", width) for line in errors[1:]),
        ]
        if room < _LINES:
            lines = [lines[2], lines[1]]
        if teaching != NOT_TEACHING:
            # y is told by the marks of the bars too
            lines = lines if room > len(lines) else lines[1:]
            lines.append(self._line("!", teaching_line(sample, run, delta), "", width))
        return lines[: max(room, 0)] if room < _LINES else lines

    @staticmethod
    def _target(sample: SampleView, run: RunDescription) -> tuple[str, str]:
        """What is true, in words: a class, a set of labels, or a distribution."""
        if run.output is Output.ONE_NEURON:
            (number,) = network_targets(run.output, sample.target[None])[0]
            return f"{setting_text(float(number), 3):7}", true_words(sample, run)
        if not run.output.labels and sample.target.max() != 1:
            return "soft   ", " ".join(probability(float(value)).strip() for value in sample.target)
        kind = "labels " if run.output.labels else "one-hot"
        return kind, true_words(sample, run)

    def _prediction(self, sample: SampleView, run: RunDescription) -> tuple[str, str]:
        """What the network predicts, in words."""
        how = "argmax "
        if run.output.labels:
            how = f"≥ {self._threshold:.2f} "
        elif run.output is Output.ONE_NEURON and len(run.class_names) > 2:
            how = "nearest "
        elif run.output is Output.ONE_NEURON:
            yhat = float(sample.probabilities[1])
            how = "" if math.isnan(yhat) else f"{'>' if yhat > 0.5 else '≤'} 0.5  "
        return how, predicted_words(sample.probabilities, run, self._threshold)

    def _line(self, label: str, value: str, unit: str, width: int) -> Strip:
        """A label, and what stands for it."""
        text = f"{value} {unit}" if unit else value
        segments = [
            Segment(clip(label, _LABEL_WIDTH), self.palette.muted),
            Segment(clip(text, min(cell_len(text), width - _LABEL_WIDTH)), self.palette.text),
        ]
        return row(segments, width, self.palette.text)

    def _place(self, sample: SampleView, width: int) -> Content:
        """Which sample this is, with arrows to click."""
        place = f"{grouped(sample.index + 1)} of {grouped(sample.count)}"
        parts = [Content(f"{sample.part} {place}" if width >= 34 else place)]
        for glyph, action in (("◂", "move(-1)"), ("▸", "move(1)")):
            style = ContentStyle.from_meta({"@click": action})
            parts.append(Content.styled(f" {glyph}", style))
        if width >= 26:
            style = ContentStyle.from_meta({"@click": "worst()"})
            word = (
                "w next worst" if sample.origin.startswith("worst") and width >= 34 else "w worst"
            )
            parts += [Content(" · "), Content.styled(word, style)]
        return Content("").join(parts)


def _loss_words(sample: SampleView, run: RunDescription) -> tuple[str, str, str]:
    """What the loss is called, its number, and its unit."""
    number = fixed(sample.loss, _LOSS_WIDTH)
    if run.config.teaching == "squared_error":
        return "e", number, "½‖ŷ−y‖²"
    if run.config.teaching == "softmax_labels":
        return "e", number, "= −Σ y log ŷ"
    return "CE" if run.output is Output.SOFTMAX else "BCE", number, "nats"
