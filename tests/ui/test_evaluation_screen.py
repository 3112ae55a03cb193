"""The view of the test part: its figures are those of the samples, and of no others."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tui_mlp.cli import tui_mlp
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.model_file import model_of, save_model
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.evaluation.evaluation_panel import EvaluationPanel
from tui_mlp.ui.evaluation.evaluation_screen import EvaluationScreen
from tui_mlp.worker.inline import InlineWorker


def said(app: TrainerApp) -> str:
    return app.screen.query_one(EvaluationPanel).table()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 16)])
async def test_it_shows_the_figures_of_the_test_part(size: tuple[int, int]) -> None:
    worker = InlineWorker(TrainingConfig(dataset="iris", hidden=(4,)))
    app = TrainerApp(worker)
    async with app.run_test(size=size) as pilot:
        worker.run_epochs(5)
        await pilot.press("space", "E")
        await pilot.pause()
        assert isinstance(app.screen, EvaluationScreen)
        session = worker._controller.session
        part = session.samples.split.test
        answers = session.network.probabilities(part.features).argmax(axis=1)
        true = part.targets.argmax(axis=1)
        right = int((answers == true).sum())
        text = said(app)
        assert f"{len(true)} samples" in text
        assert f"accuracy {100 * right / len(true):.3g}%" in text
        counts = np.bincount(true)
        assert f"the largest class alone {100 * counts.max() / len(true):.3g}%" in text
        for name, count in zip(session.samples.dataset.class_names, counts, strict=True):
            line = next(line for line in text.splitlines() if line.startswith(name))
            assert line.split()[-1] == str(count)
        title = app.screen.query_one(EvaluationPanel).heading
        assert f"test part · step {session.step_count}" in title
        shown = "\n".join(part.plain for part in app.screen.query_one(EvaluationPanel)._said)
        scale = next(line for line in shown.splitlines() if line.startswith("0% "))
        assert len(scale) <= 54  # in one line from 60 columns on
        track = scale.removeprefix("0% ").removesuffix(" 100%")
        assert abs(track.index("●") / (len(track) - 1) - right / len(true)) < 0.03
        assert abs(track.index("┃") / (len(track) - 1) - counts.max() / len(true)) < 0.03


async def test_it_says_what_evaluate_says_of_the_same_rows(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    whole, part = tmp_path / "whole.csv", tmp_path / "part.csv"
    rows = [f"{x:.3f},{y:.3f},{'' if n % 7 == 0 else 'ab'[int(x + y > 0)]}"
            for n, (x, y) in enumerate(rng.normal(size=(60, 2)))]  # fmt: skip
    whole.write_text("\n".join(["u,v,class", *rows]) + "\n")
    worker = InlineWorker(TrainingConfig(data=str(whole), hidden=(4,), epochs=3))
    app = TrainerApp(worker)
    async with app.run_test(size=(120, 40)) as pilot:
        worker.run_epochs(3)
        await pilot.press("space", "E")
        await pilot.pause()
        text = said(app)
        session = worker._controller.session
    save_model(model_of(session), tmp_path / "model.npz")
    lines = session.samples.dataset.lines[session.samples.split.test.rows]
    tested = {int(line): whole.read_text().splitlines()[line - 1] for line in sorted(lines)}
    part.write_text("\n".join(["u,v,class", *tested.values()]) + "\n")
    done = CliRunner().invoke(
        tui_mlp, ["evaluate", str(tmp_path / "model.npz"), "--data", str(part), "--json"]
    )
    figures = json.loads(done.stdout)
    assert f"{figures['samples']} samples, loss {figures['loss']:.3g}" in text
    value, low, high = (f"{100 * figures['accuracy'][k]:.3g}%" for k in ("value", "low", "high"))
    assert f"accuracy {value} (95% interval {low} to {high})" in text
    for each in figures["worst"]:
        row = list(tested)[each["row"] - 2]
        assert f"row {row}: {each['true']}, answered {each['predicted']}" in text
    assert figures["worst"], "a network that is always right would tell nothing"


async def test_confusions_are_drawn_where_there_is_room_and_copied_as_numbers() -> None:
    app = TrainerApp(InlineWorker(TrainingConfig(dataset="iris", hidden=(4,))))
    heights = {}
    for size in ((80, 24), (120, 40), (200, 60)):
        async with app.run_test(size=size) as pilot:
            await pilot.press("E")
            await pilot.pause()
            await pilot.pause()
            section = app.screen.query_one("#confusions")
            text = "\n".join(section.render_line(y).text for y in range(section.size.height))
            assert "rows true" in text
            assert ("recall" in text) is (size[0] > 80)
            heights[size] = section.size.height
            assert "rows true" in app.screen.query_one(EvaluationPanel).table()
        app = TrainerApp(InlineWorker(TrainingConfig(dataset="iris", hidden=(4,))))
    assert heights[80, 24] < heights[120, 40] < heights[200, 60]


async def test_it_follows_a_run_that_pauses_and_another_run() -> None:
    worker = InlineWorker(TrainingConfig(dataset="iris", hidden=(4,)))
    app = TrainerApp(worker)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("E")
        await pilot.pause()
        panel = app.screen.query_one(EvaluationPanel)
        assert panel.heading.endswith("step 0")
        await pilot.press("e")
        worker.train_steps(1000)
        for _ in range(3):
            await pilot.pause()
        assert panel.heading.endswith(f"step {worker._controller.session.step_count}")
        assert not panel.heading.endswith("step 0")
        await pilot.press("escape", "n", "E")
        await pilot.pause()
        assert app.screen.query_one(EvaluationPanel).heading.endswith("step 0")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"dataset": "iris", "test": 0.0}, ("There is no test part", "validation part")),
        (
            {"dataset": "iris", "test": 0.0, "validation": 0.0},
            ("There is no test part", "training part"),
        ),
        ({"dataset": "discs"}, ("accuracy", "expected calibration error")),
    ],
)
async def test_other_parts_and_several_labels(
    settings: dict[str, object], words: tuple[str, str]
) -> None:
    app = TrainerApp(InlineWorker(TrainingConfig(hidden=(4,), **settings)))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("E")
        await pilot.pause()
        panel = app.screen.query_one(EvaluationPanel)
        for each in words:
            assert each in said(app) + panel.heading
        assert ("rows true" in said(app)) is (settings["dataset"] == "iris")


async def test_a_network_that_diverged_has_no_figures() -> None:
    worker = InlineWorker(TrainingConfig(dataset="iris", hidden=(4,)))
    worker._controller.session.network.parameters[:] = np.nan
    app = TrainerApp(worker)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("E")
        await pilot.pause()
        assert "no numbers any more" in said(app)
