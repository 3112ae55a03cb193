"""Settings against the first of them: means, paired differences, and what can be told apart."""

from textwrap import wrap
from typing import ClassVar

from textual.strip import Strip

from tui_mlp.numbers import grouped
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.drawing.strips import blank_rows, clip, text_row
from tui_mlp.ui.ensemble.comparison_table import ALIKE, APART, comparison_table
from tui_mlp.ui.ensemble.verdict import loss_verdict, verdict
from tui_mlp.ui.terminal.clipboard import tab_separated
from tui_mlp.ui.widgets.panel import DrawnPanel

_MOST_SENTENCE = 3
"""Lines of the sentences."""


class ComparisonPanel(DrawnPanel):
    """A row for each setting, and in words which of them so many seeds tell apart."""

    EXPLANATION: ClassVar[str] = (
        "Mean ± standard deviation over the seeds that did not fail. The difference is to the "
        "first setting, seed by seed over those that both finished, with the 95 % interval of its "
        f"mean (Student's t): {APART} where 0 lies outside of it, {ALIKE} where it does not, and "
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
        score = view.data.score
        part = "validation" if view.part == "validation" else "training"
        self.title(f"{part.capitalize()} {score}, {grouped(view.seed_count)} seeds each")
        table = comparison_table(view, score, width, self.palette)
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
