"""The scores of the labels where a sample may have several."""

from typing import ClassVar

from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip

from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.drawing.label_scores import label_scores
from tui_mlp.ui.drawing.strips import blank_rows, text_row
from tui_mlp.ui.widgets.panel import DrawnPanel

_SUMMARY_ROWS = 3


class LabelScoresPanel(DrawnPanel):
    """Precision, recall and F1 of each label, and the figures of all together."""

    EXPLANATION: ClassVar[str] = (
        "For multi-label data, on the validation part: precision (of the predicted, how many are "
        "right), recall (of the true, how many are found) and F1 of each label; micro F1 over all "
        "pairs of sample and label, macro F1 as the mean over labels, the part of samples with "
        "all labels right (subset accuracy), and of pairs that are wrong (Hamming loss)."
    )

    BORDER_TITLE = "Labels"

    def shown(self, snapshot: Snapshot) -> object:
        """The figures, the names and the threshold."""
        figures = snapshot.validation or snapshot.train
        return (snapshot.run.class_names, figures, snapshot.config.threshold)

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The table; the threshold goes into the border."""
        figures = snapshot.validation or snapshot.train
        if figures.labels is None:
            first = text_row("only for multi-label data", width, self.palette.muted)
            return [first, *blank_rows(height - 1, width, self.palette.text)]
        self.say(Content(f"predicted where ŷ ≥ {snapshot.config.threshold:.2f}"))
        return label_scores(
            figures.labels,
            figures.accuracy,
            snapshot.run.class_names,
            width=width,
            height=height,
            palette=self.palette,
        )

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A row for each label, under the summary; the layout may give less."""
        del container, viewport, width
        return _SUMMARY_ROWS + (len(self.snapshot.run.class_names) if self.snapshot else 1)
