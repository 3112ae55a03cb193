"""Nothing on any screen is cut without a mark, or lies outside: every view at several sizes."""

import pytest
from textual.strip import Strip

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.widgets.panel import Panel
from tui_mlp.worker.inline import InlineWorker

VIEWS = ("1", "down", "1", "2", "3", "4", "5", "5", "g", "escape", "k", "escape", "v", "escape",
         "i", "escape", "f", "escape", "L", "escape", "x", *"2345678", "escape")  # fmt: skip
"""Keys that open one view after another."""


@pytest.fixture
def cuts(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The rows that were too long for their place, where the rest is not blank and has no mark."""
    found: set[str] = set()
    adjust = Strip.adjust_cell_length

    def watched(self: Strip, cell_length: int, style: object = None) -> Strip:
        cut = adjust(self, cell_length, style)  # type: ignore[arg-type]
        lost = self.text[len(cut.text) :].strip()
        if self.cell_length > cell_length > 0 and lost and not cut.text.rstrip().endswith("…"):
            found.add(f"{cut.text}⟨{lost}⟩")
        return cut

    monkeypatch.setattr(Strip, "adjust_cell_length", watched)
    return found


@pytest.mark.parametrize(
    ("dataset", "size"),
    [("iris", (60, 16)), ("discs", (60, 16)), ("digit_pairs", (80, 24)), ("iris", (120, 40))],
    ids=str,
)
async def test_nothing_is_cut_without_a_mark(
    dataset: str, size: tuple[int, int], cuts: set[str]
) -> None:
    worker = InlineWorker(TrainingConfig(dataset=dataset))
    app = TrainerApp(worker)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        worker.run_epochs(1)
        for key in VIEWS:
            await pilot.press(key)
            await pilot.pause()
            await pilot.pause()
            cuts.clear()
            for panel in app.screen.query(Panel):
                panel.notify_style_update()
                panel.refresh()
            await pilot.pause()
            assert not cuts, key
            for panel in app.screen.query(Panel):
                if panel.region.area:
                    assert 0 <= panel.region.x <= panel.region.right <= size[0], key
