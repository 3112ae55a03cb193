"""What y copies, and what is said of it."""

import pytest
from textual.content import Content

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.editing.settings_panel import SettingsPanel
from tui_mlp.ui.panels.confusion_panel import ConfusionPanel
from tui_mlp.ui.panels.curves_panel import LossPanel
from tui_mlp.ui.panels.gradient_panel import GradientPanel
from tui_mlp.ui.panels.sample_panel import SamplePanel
from tui_mlp.ui.terminal.clipboard import said_of_copy
from tui_mlp.ui.widgets.panel import Panel
from tui_mlp.worker.inline import InlineWorker


async def test_y_copies_the_numbers_of_the_panel_in_focus() -> None:
    worker = InlineWorker(TrainingConfig(dataset="iris", hidden=(4,), epochs=5))
    app = TrainerApp(worker)
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await pilot.press("space")
        await pilot.pause()
        worker.train_steps(1000)
        await pilot.pause()
        snapshot = app.trainer.snapshot
        assert snapshot is not None
        assert snapshot.confusion is not None
        assert snapshot.sample is not None
        copied: dict[type[Panel], list[list[str]]] = {}
        for kind in (LossPanel, GradientPanel, ConfusionPanel, SamplePanel, SettingsPanel):
            app.trainer.query_one(kind).focus()
            await pilot.pause()
            await pilot.press("y")
            await pilot.pause()
            copied[kind] = [line.split("\t") for line in app.clipboard.split("\n")]
        loss = copied[LossPanel]
        assert loss[0][0] == "epoch"
        assert float(loss[-1][0]) == 5
        assert float(loss[-1][2]) == pytest.approx(snapshot.train.loss, abs=1e-3)
        assert copied[GradientPanel][0] == ["epoch", "W1", "W2"]
        counts = [[int(count) for count in row[1:]] for row in copied[ConfusionPanel][1:]]
        assert counts == snapshot.confusion.tolist()
        yhat = [float(row[2]) for row in copied[SamplePanel][1:4]]
        assert yhat == pytest.approx(snapshot.sample.probabilities, abs=1e-5)
        assert ["optimizer", "momentum"] in [row[:2] for row in copied[SettingsPanel]]
        assert all(len(set(map(len, copied[kind]))) == 1 for kind in (LossPanel, GradientPanel))


async def test_a_negative_number_of_visible_text_is_copied_as_programs_read_it(panel_app) -> None:
    class Bias(Panel):
        def data_bind(self, *_):
            return self

        def render(self) -> Content:
            return Content("b  −0.250  −1.2e-7")

    app = panel_app(Bias())
    async with app.run_test(size=(40, 5)) as pilot:
        await pilot.pause()
        assert app.widget.table() == "b\t-0.250\t-1.2e-7"


@pytest.mark.parametrize(
    ("terminal", "word"),
    [("linux", "no clipboard"), ("dumb", "no clipboard"), ("screen-256color", "passes it on")],
)
def test_a_terminal_that_may_not_take_it_is_named(terminal: str, word: str) -> None:
    assert word in said_of_copy("1\t2", "Loss", {"TERM": terminal})
    assert said_of_copy("1\t2", "Loss", {"TERM": "xterm-256color"}) == "Loss: 1 line."
