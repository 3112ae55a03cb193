"""What is said of real runs: at chance, learned, and with a remedy."""

from dataclasses import replace

import numpy as np
import pytest

from tui_mlp.lecture.flow.diagnosis import Diagnosis, diagnose
from tui_mlp.lecture.flow.trouble import Trouble
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.session import TrainingSession
from tui_mlp.ui.flow.flow_screen import run_settings
from tui_mlp.worker import commands
from tui_mlp.worker.answers.gradient_flow_answer import measure_session
from tui_mlp.worker.answers.learning_answer import learning_figures
from tui_mlp.worker.controller import TrainingController
from tui_mlp.worker.replies import FlowMeasured

DEEP = TrainingConfig(dataset="spirals3", hidden=(8,) * 8, activation=("sigmoid",))


def trained(config: TrainingConfig, epochs: int) -> TrainingSession:
    session = TrainingSession(config)
    for _ in range(epochs):
        session.watch_next_update = True
        session.train_epoch()
        session.evaluate()
    return session


def diagnosis_of(session: TrainingSession) -> Diagnosis:
    measured = measure_session(session)
    return diagnose(measured.flow, run_settings(measured), measured.learning)


def test_the_figures_of_knowing_nothing_are_those_of_the_data() -> None:
    session = trained(TrainingConfig(dataset="penguins"), 1)
    figures = learning_figures(session)
    labels = session.samples.split.train.targets.argmax(axis=1)
    shares = np.bincount(labels) / len(labels)
    assert figures.largest_share == pytest.approx(shares.max())
    assert figures.frequency_loss == pytest.approx(-(shares * np.log(shares)).sum())
    assert figures.chance_loss == pytest.approx(np.log(3))
    assert (figures.loss, figures.accuracy) == (
        session.train_metrics.loss,
        session.train_metrics.accuracy,
    )
    assert (figures.epochs, figures.least_loss) == (1, 0)
    smoothed = learning_figures(TrainingSession(replace(session.config, label_smoothing=0.3)))
    y = np.array([0.8, 0.1, 0.1])
    assert smoothed.least_loss == pytest.approx(-(y * np.log(y)).sum(), rel=1e-5)


def test_a_run_that_takes_no_step_is_at_chance() -> None:
    diagnosis = diagnosis_of(trained(TrainingConfig(dataset="spirals3", learning_rate=0.0), 4))
    assert diagnosis.at_chance
    assert diagnosis.trouble is Trouble.SMALL_UPDATES
    assert "That is no better than chance." in diagnosis.learning


def test_a_vanishing_gradient_is_the_reason_why_nothing_is_learned() -> None:
    diagnosis = diagnosis_of(trained(DEEP, 5))
    assert (diagnosis.trouble, diagnosis.at_chance) == (Trouble.VANISHING, True)


def test_a_linear_network_cannot_learn_xor() -> None:
    diagnosis = diagnosis_of(trained(TrainingConfig(dataset="xor", hidden=()), 10))
    assert diagnosis.trouble is Trouble.NOT_LEARNED
    assert diagnosis.remedies[0].settings == {"hidden": (16,)}


@pytest.mark.parametrize(("dataset", "epochs"), [("spirals3", 200), ("iris", 60), ("moons", 50)])
def test_no_fault_is_found_with_what_has_learned(dataset: str, epochs: int) -> None:
    session = trained(TrainingConfig(dataset=dataset), epochs)
    diagnosis = diagnosis_of(session)
    assert session.train_metrics.accuracy > 0.95
    assert diagnosis.trouble is Trouble.LEARNED
    assert diagnosis.remedies == ()


def measured(controller: TrainingController) -> FlowMeasured:
    controller.handle(commands.MeasureFlow())
    return next(r.answer for r in controller.take_replies() if isinstance(r.answer, FlowMeasured))


@pytest.mark.parametrize("settings", [{"activation": ("relu",)}, {"batch_size": 128}])
def test_a_remedy_is_compared_at_equal_numbers_of_steps(settings: dict[str, object]) -> None:
    controller = TrainingController(DEEP, lambda: 0.0)

    def epochs(count: int) -> None:
        for _ in range(count):
            controller.handle(commands.RunEpoch())
            while controller.running:
                controller.train()

    epochs(8)
    assert measured(controller).trial is None
    old = controller.session
    controller.handle(commands.Fork(settings))
    while controller.running:
        controller.train()
    trial = measured(controller).trial
    assert trial is not None
    new = controller.session
    assert trial.step == min(new.step_count, old.step_count)
    assert trial.loss == pytest.approx(new.train_metrics.loss, rel=1e-5)
    before = TrainingSession(DEEP)
    before.train_steps(trial.step)
    assert trial.before == pytest.approx(before.evaluate()[0].loss, rel=2e-3)
    if "activation" in settings:
        assert "activation sigmoid → relu: loss" in trial.sentence()
        assert trial.verdict == "better"
    controller.handle(commands.Undo())
    assert measured(controller).trial is None
