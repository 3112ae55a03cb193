"""Networks that fail on purpose: the mark, what goes wrong in numbers, and every view of them."""

import re
from dataclasses import replace

import numpy as np
import pytest
from textual.widgets import Static

from tui_mlp.settings.teaching import TEACHING
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.explain.page_panel import PagePanel
from tui_mlp.ui.kl.kl_screen import DivergenceScreen
from tui_mlp.ui.panels.sample_panel import SamplePanel
from tui_mlp.ui.panels.status_line import StatusLine
from tui_mlp.ui.panels.teaching_line import teaching_line
from tui_mlp.worker.inline import InlineWorker


def config_of(name: str, **settings: object) -> TrainingConfig:
    data = "discs" if name == "softmax_labels" else "spirals3"
    return TrainingConfig(**{"dataset": data, "teaching": name, "hidden": (4,)} | settings)


def rows(app: TrainerApp, kind: type) -> list[str]:
    widget = app.trainer.query_one(kind)
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]


@pytest.mark.parametrize("name", TEACHING)
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_the_mark_and_what_goes_wrong_are_on_the_screen(
    name: str, size: tuple[int, int]
) -> None:
    worker = InlineWorker(config_of(name))
    app = TrainerApp(worker)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("space")
        worker.train_steps(40)
        for _ in range(3):
            await pilot.pause()
        snapshot = app.trainer.snapshot
        assert snapshot is not None
        assert snapshot.sample is not None
        assert f"for teaching: {TEACHING[name].mark}" in rows(app, StatusLine)[0]
        line = next(row for row in rows(app, SamplePanel) if row.startswith("!"))
        assert "…" not in line
        said = [float(number) for number in re.findall(r"\d*\.\d+|\d+", line)]
        y, yhat = (np.asarray(each, float) for each in (
            snapshot.sample.target, snapshot.sample.probabilities))  # fmt: skip
        if name == "one_neuron":
            place = yhat @ [0, 1, 2]
            assert said[0] == pytest.approx(100 * (place - min(int(place), 1)), abs=0.51)
        elif name == "sigmoids":
            assert said[0] == pytest.approx(yhat.sum(), abs=6e-3)
        elif name == "softmax_labels":
            assert said == [y.sum(), 1]
        elif name == "squared_error":
            left = (np.diag(yhat) - np.outer(yhat, yhat)) @ (yhat - y)
            expected = [np.linalg.norm(left), np.linalg.norm(yhat - y)]
            assert said == pytest.approx(expected, rel=0.06)
        else:
            assert said[-1] == 88.7


@pytest.mark.parametrize(
    ("outputs", "words"),
    [((0.9996, 0.0006, 0.0), "Σŷ ≈ 1, not held there"), ((0.7, 0.6, 0.1), "Σŷ = 1.4, and not 1")],
)
def test_a_sum_that_rounds_to_1_is_not_said_to_be_another_number(
    outputs: tuple[float, ...], words: str, fixed_snapshots
) -> None:
    snapshot = fixed_snapshots.spirals()
    run = replace(snapshot.run, config=config_of("sigmoids"))
    sample = replace(snapshot.sample, probabilities=np.array(outputs))
    assert teaching_line(sample, run, np.zeros(3)) == words


@pytest.mark.parametrize("name", TEACHING)
async def test_every_view_of_it_can_be_opened(name: str) -> None:
    worker = InlineWorker(config_of(name))
    app = TrainerApp(worker)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("space")
        worker.train_steps(20)
        await pilot.press("space")
        await pilot.press("x")
        await pilot.pause()
        for phase in "12345678":
            await pilot.press(phase)
            await pilot.pause()
            panel = app.screen.query_one(PagePanel)
            text = "\n".join(row.text for row in panel.drawn.rows)
            assert "✗" not in text
            other = name in ("squared_error", "softmax_labels")
            if phase == "5":
                assert ("the long way and ŷ − y" in text) != other
        await pilot.press("escape")
        for keys in ("g", "v", "i", "k"):
            await pilot.press(keys)
            await pilot.pause()
            assert app.screen is not app.trainer
            if keys == "k":
                assert isinstance(app.screen, DivergenceScreen)
                await pilot.press("s")
                await pilot.pause()
            while app.screen is not app.trainer:
                await pilot.press("escape")
                await pilot.pause()
        for view in ("1", "2", "3", "4", "5"):
            await pilot.press(view)
            await pilot.pause()
            assert app.screen is app.trainer


async def test_the_end_of_a_run_says_what_it_died_of() -> None:
    config = TrainingConfig(
        dataset="iris", teaching="naive_softmax", hidden=(16,), activation=("relu",),
        init="he_normal", optimizer="sgd", learning_rate=5.0,
    )  # fmt: skip
    for size in ((80, 24), (120, 40)):
        worker = InlineWorker(config)
        app = TrainerApp(worker)
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            await pilot.press("space")
            worker.train_steps(20)
            for _ in range(3):
                await pilot.pause()
            line = rows(app, StatusLine)[0]
            assert re.search(r"for teaching: exp\(\d+\) = ∞ above 88\.7, ∞/∞ = NaN", line), line
            assert "diverged" in line


async def test_the_editor_goes_through_the_failures_that_the_data_have() -> None:
    worker = InlineWorker(TrainingConfig(dataset="moons", hidden=(3,)))
    app = TrainerApp(worker)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause()
        panel = app.trainer.query_one("SettingsPanel")
        panel.focus()
        panel.rows.select("teaching")
        seen = []
        for _ in range(4):
            await pilot.press("right")
            for _ in range(3):
                await pilot.pause()
            assert app.trainer.snapshot is not None
            seen.append(app.trainer.snapshot.run.config.teaching)
        assert seen == ["sigmoids", "squared_error", "naive_softmax", "off"]
        assert "for teaching" not in str(app.screen.query(Static))
