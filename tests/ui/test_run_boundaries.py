"""The boundaries of a scenario's runs on its outcome."""

from pathlib import Path

import numpy as np
import pytest
from textual.pilot import Pilot

from tui_mlp.scenario.file import parse_scenario
from tui_mlp.scenario.outcome import Outcome, RunFigures
from tui_mlp.scenario.values import Scenario
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import BoundaryView, RunDescription
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.scenario.run_boundaries import RunBoundaries
from tui_mlp.ui.scenario.scenario_screens import OutcomeScreen
from tui_mlp.worker.guided.scenario_runner import ScenarioRunner
from tui_mlp.worker.inline import InlineWorker
from tui_mlp.worker.replies import RunBoundary

TEXT = """+++
title = "Two widths"
subject = "what a layer is worth"
look = "both curves"
question = "Which one has the lower loss?"
options = "variants"
[settings]
dataset = "{dataset}"
epochs = 3
[[variants]]
name = "narrow"
settings = {{ hidden = [1] }}
[[variants]]
name = "wide"
settings = {{ hidden = [12] }}
[answer]
measure = "train_loss"
rule = "lowest"
+++
Before.
+++
After.
"""


def scenario_on(dataset: str) -> Scenario:
    return parse_scenario(TEXT.format(dataset=dataset), Path("widths.md"))


def finished(dataset: str) -> tuple[ScenarioRunner, list[TrainingSession]]:
    runner, sessions = ScenarioRunner(scenario_on(dataset), 0), []
    for _ in range(2):
        session = TrainingSession(runner.config)
        while session.epoch < 3:
            session.train_epoch()
        runner.take(session)
        sessions.append(session)
    return runner, sessions


@pytest.mark.parametrize("dataset", ["moons", "discs"])
def test_each_run_leaves_what_it_answers_over_the_plane(dataset: str) -> None:
    runner, sessions = finished(dataset)
    assert [each.variant for each in runner.boundaries] == ["narrow", "wide"]
    for left, session in zip(runner.boundaries, sessions, strict=True):
        assert left.epochs == 3
        assert left.run.extent is not None
        x_min, x_max, y_min, y_max = left.run.extent
        corners = np.array([[x_min, y_max], [x_max, y_max], [x_min, y_min], [x_max, y_min]])
        inputs = session.samples.split.standardization.apply(corners.astype(np.float32))
        yhat = session.network.probabilities(inputs)
        shown = left.boundary.confidence[[0, 0, -1, -1], [0, -1, 0, -1]] / 255
        if dataset == "discs":
            expected = yhat[:, 0]
        else:
            expected = yhat.max(axis=1)
            winners = left.boundary.winner[[0, 0, -1, -1], [0, -1, 0, -1]]
            assert winners.tolist() == yhat.argmax(axis=1).tolist()
        np.testing.assert_allclose(shown, expected, atol=1 / 200)


def test_runs_on_other_data_leave_none() -> None:
    runner, _ = finished("iris")
    assert runner.boundaries == ()


def left_by(variant: str, slope: float) -> RunBoundary:
    """A run whose boundary is a straight line through the middle."""
    x, y = np.meshgrid(np.linspace(-1, 1, 48), np.linspace(1, -1, 32))
    score = 1 / (1 + np.exp(-6 * (y - slope * x)))
    points = np.array([[-0.8, 0.5], [0.8, 0.7], [-0.5, -0.5], [0.6, -0.8]], np.float32)
    run = RunDescription(
        number=1, config=TrainingConfig(), dataset="plane", class_names=("below", "above"),
        feature_names=("x₁", "x₂"), layers=(), train_count=4, validation_count=4, test_count=0,
        points=points, point_labels=np.array([1, 1, 0, 0]), extent=(-1.0, 1.0, -1.0, 1.0),
    )  # fmt: skip
    boundary = BoundaryView(
        winner=(score > 0.5).astype(np.uint8),
        confidence=(255 * np.maximum(score, 1 - score)).astype(np.uint8),
    )
    return RunBoundary(variant, 30.0, 0.5, run, boundary)


def outcome_screen() -> OutcomeScreen:
    figures = tuple(RunFigures(name, 30.0, "", (loss,), ()) for name, loss in
                    (("narrow", 0.69), ("wide", 0.12)))  # fmt: skip
    outcome = Outcome(0, 1, "wide has the lowest one: 0.12", figures)
    boundaries = left_by("narrow", 0.0), left_by("wide", 2.0)
    return OutcomeScreen(scenario_on("moons"), outcome, 1, boundaries)


@pytest.mark.parametrize(("width", "beside"), [(120, True), (80, True), (60, False)])
async def test_the_planes_stand_side_by_side_or_one_above_another(width: int, beside: bool) -> None:
    app = TrainerApp(InlineWorker(TrainingConfig(dataset="iris", hidden=(3,))))
    async with app.run_test(size=(width, 40)) as pilot:
        app.push_screen(outcome_screen())
        await pilot.pause()
        panel = app.screen.query_one(RunBoundaries)
        rows = [panel.render_line(y).text for y in range(panel.size.height)]
        titles = [y for y, row in enumerate(rows) if " · epoch 30" in row]
        assert len(titles) == (1 if beside else 2)
        assert all(name in "".join(rows[y] for y in titles) for name in ("narrow", "wide"))
        assert rows[-1].count("● below") == (2 if beside else 1)
        assert {len(row) for row in rows} == {panel.size.width}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
def test_pictures_of_an_outcome(snap_compare, size: tuple[int, int]) -> None:
    app = TrainerApp(InlineWorker(TrainingConfig(dataset="iris", hidden=(3,))))

    async def go(pilot: Pilot[None]) -> None:
        await pilot.pause()
        app.push_screen(outcome_screen())
        await pilot.pause()

    assert snap_compare(app, run_before=go, terminal_size=size)
