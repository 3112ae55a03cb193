"""What a screen looks at of single units, and what it sees when some of them are switched off."""

from dataclasses import replace

import numpy as np
import pytest

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.training.units.unit_maps import Unit
from tui_mlp.worker import commands
from tui_mlp.worker.controller import TrainingController

UNITS = commands.LookAtUnits(8, 6, 16)
LOOK = commands.Look((8, 6), confusion=True, units=UNITS)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def controller() -> TrainingController:
    config = TrainingConfig(dataset="spirals3", hidden=(6, 5), activation=("tanh",))
    controller = TrainingController(config, Clock())
    controller.handle(LOOK)
    controller.session.train_steps(50)
    return controller


def switch(controller: TrainingController, unit: Unit, run: int | None = None) -> Snapshot:
    number = controller.runs.run.description.number if run is None else run
    controller.handle(commands.SwitchUnit(unit, number))
    return controller.snapshot()


def test_units_are_computed_only_while_they_are_looked_at(controller: TrainingController) -> None:
    maps = controller.snapshot().units
    assert maps is not None
    assert maps.layers[1].values.shape == (6, 6, 8)
    assert maps.detail is None
    controller.handle(replace(LOOK, units=replace(UNITS, focus=Unit(1, 4))))
    maps = controller.snapshot().units
    assert maps is not None
    assert maps.detail is not None
    np.testing.assert_array_equal(maps.detail.incoming, controller.session.network.weights[0][:, 4])
    controller.handle(replace(LOOK, units=None))
    assert controller.snapshot().units is None


def test_all_that_is_shown_is_of_a_network_without_the_unit(
    controller: TrainingController,
) -> None:
    unit, session = Unit(2, 3), controller.session
    before, parameters = controller.snapshot(), session.network.parameters.copy()
    after = switch(controller, unit)
    np.testing.assert_array_equal(session.network.parameters, parameters)
    # By hand: the logits lack what this one unit adds to them.
    part = session.samples.split.validation
    logits = session.network.forward(part.features).copy()
    a = session.network.workspace(len(part.features)).activations[1][:, 3:4]
    logits -= a * session.network.weights[2][3]
    yhat = session.network.loss.probabilities(logits)
    assert after.sample is not None
    np.testing.assert_allclose(after.sample.probabilities, yhat[0], rtol=1e-4)
    right = (yhat.argmax(axis=1) == part.targets.argmax(axis=1)).sum()
    assert after.confusion is not None
    assert after.confusion.trace() == right
    assert after.ablated is not None
    assert after.ablated.units == {unit}
    assert after.ablated.after.accuracy == pytest.approx(right / len(yhat))
    assert after.ablated.before == session.measure(part)
    assert after.units is not None
    assert after.units.off == {unit}
    assert before.units is not None
    np.testing.assert_array_equal(after.units.layers[2].values, before.units.layers[2].values)
    assert (after.units.layers[3].values != before.units.layers[3].values).any()
    assert (after.boundary.confidence != before.boundary.confidence).any()
    again = switch(controller, unit)
    assert again.ablated is None
    np.testing.assert_array_equal(again.boundary.confidence, before.boundary.confidence)


def test_what_is_switched_off_follows_the_training(controller: TrainingController) -> None:
    switch(controller, Unit(1, 0))
    controller.session.train_steps(20)
    after = controller.snapshot()
    controller.session.network.weights[1][0] = 0
    wanted = controller.session.network.probabilities(
        controller.session.samples.split.validation.features[:1]
    )
    assert after.sample is not None
    np.testing.assert_allclose(after.sample.probabilities, wanted[0], rtol=1e-5)


def test_training_goes_on_as_if_nothing_were_switched_off(controller: TrainingController) -> None:
    twin = TrainingController(controller.session.config, Clock()).session
    twin.train_steps(50)
    switch(controller, Unit(2, 1))
    for session in (controller.session, twin):
        session.train_steps(30)
        controller.snapshot()
    np.testing.assert_array_equal(controller.session.network.parameters, twin.network.parameters)


def test_a_new_run_has_all_its_units(controller: TrainingController) -> None:
    switch(controller, Unit(1, 5))
    controller.handle(commands.Change({"hidden": (3,)}))
    assert controller.snapshot().ablated is None
    # A key that was pressed before the new run came on the screen.
    assert switch(controller, Unit(1, 2), run=1).ablated is None


@pytest.mark.parametrize("unit", [Unit(3, 0), Unit(1, 6), Unit(-1, 0)])
def test_an_output_cannot_be_switched_off(controller: TrainingController, unit: Unit) -> None:
    assert switch(controller, unit).ablated is None
    (reply,) = controller.take_replies()
    assert "cannot be switched off" in reply.answer.text
