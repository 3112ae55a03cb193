"""The update as a run takes it: W after is that of its next step, and each number is asked for."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from intervals import value_of

from tui_mlp.lecture.derivations import derivation, derivation_names
from tui_mlp.lecture.pages.page import Check, Matrix, Page, Substituted
from tui_mlp.lecture.pages.page_markdown import page_markdown
from tui_mlp.lecture.pages.page_text import page_text
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.subject import Subject, float64_network
from tui_mlp.lecture.step.update_rule import FORMULAS
from tui_mlp.lecture.walk.hand_calculation import check_answer
from tui_mlp.lecture.walk.question import hint_for
from tui_mlp.lecture.walk.questions import asked_cells, question_of
from tui_mlp.lecture.walk.walk import Walk
from tui_mlp.nn.optimizers import OPTIMIZERS
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.outputs import network_targets
from tui_mlp.training.session import TrainingSession
from tui_mlp.worker.answers.update_rule_answer import update_rule

RULES: dict[str, dict[str, Any]] = {name: {"optimizer": name} for name in OPTIMIZERS} | {
    "l2": {"optimizer": "sgd", "l2": 0.3},
    "l1 and clip": {"optimizer": "sgd", "l1": 0.05, "clip": 0.1},
    "clip above": {"optimizer": "momentum", "clip": 1e6},
    "adamw decays": {"optimizer": "adamw", "l2": 0.3, "l1": 0.01},
    "adam, penalty": {"optimizer": "adam", "l2": 0.3},
    "dropout": {"optimizer": "rmsprop", "dropout": 0.4, "clip": 0.5},
}


def session_of(name: str) -> TrainingSession:
    """A run of some steps, into its second epoch."""
    config = TrainingConfig(
        dataset="iris", hidden=(4, 3), batch_size=40, learning_rate=0.05, **RULES[name]
    )
    session = TrainingSession(config)
    session.train_steps(4)
    return session


def subject_of(session: TrainingSession) -> Subject:
    part, places = session.samples.split.train, session.coming_batch()
    return Subject(
        network=float64_network(session.network.architecture, session.network.parameters),
        inputs=part.features[places].astype(float),
        targets=network_targets(session.output, part.targets[places]).astype(float),
        learning_rate=session.learning_rate,
        class_names=session.samples.dataset.class_names,
        feature_names=session.samples.dataset.feature_names,
        rule=update_rule(session, of_step=True),
    )


def update_pages(walk: Walk) -> list[Page]:
    return [walk.page(index) for index, at in enumerate(walk.places) if at.phase == 8]


def matrix(page: Page, name: str) -> Matrix:
    return next(b for b in page.blocks if isinstance(b, Matrix) and b.name == name)


@pytest.mark.parametrize("name", RULES)
def test_what_the_page_leaves_is_what_the_runs_next_step_leaves(name: str) -> None:
    session = session_of(name)
    pages = update_pages(Walk(subject_of(session), 0))
    before = [weights.copy() for weights in session.network.weights]
    session.step()
    for layer, page in enumerate(pages, start=1):
        above = "¹²³"[layer - 1]
        for letter, arrays in (("W", session.network.weights), ("b", session.network.biases)):
            found = matrix(page, f"{letter}{above} after").values
            np.testing.assert_allclose(
                found, np.atleast_2d(arrays[layer - 1].T), rtol=2e-5, atol=2e-6
            )
        moved = np.abs(session.network.weights[layer - 1] - before[layer - 1]).max()
        assert moved > 1e-4
        assert all(check.holds for check in page.blocks if isinstance(check, Check))
        assert page_markdown(page)


@pytest.mark.parametrize("name", ["momentum", "nesterov", "rmsprop", "adam", "adamw decays", "l2"])
def test_what_is_carried_is_what_the_runs_optimizer_carries(name: str) -> None:
    session = session_of(name)
    walk = Walk(subject_of(session), 0)
    session.step()
    state, count = session.optimizer_state, session.network.weights[0].size
    for vector, letter, _ in FORMULAS[RULES[name]["optimizer"]].state:
        kept = np.asarray(state[vector])[:count].reshape(session.network.weights[0].shape)
        found = matrix(update_pages(walk)[0], f"{letter}¹ after").values
        np.testing.assert_allclose(found, kept.T, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("name", RULES)
def test_each_line_of_numbers_is_true_and_fits_80_columns(name: str) -> None:
    compared = 0
    for page in update_pages(Walk(subject_of(session_of(name)), 0)):
        for block in page.blocks:
            if not isinstance(block, Substituted):
                continue
            assert len(block.text) <= 78, block.text
            for clause in re.split(r",  |:  ", block.text):
                sides = re.split("[←=]", clause)
                values = [value for value in map(value_of, sides) if value is not None]
                assert all(one.meets(other) for one, other in pairwise(values)), block.text
                compared += len(values) > 1
    assert compared >= 3 * 3


@pytest.mark.parametrize("name", RULES)
def test_the_checks_of_every_derivation_hold_of_a_run_with_its_own_rule(name: str) -> None:
    step = Derivation(subject_of(session_of(name)), 0)
    for derived in derivation_names():
        page = derivation(derived, step)
        checks = [block for block in page.blocks if isinstance(block, Check)]
        assert all(check.holds for check in checks), (derived, checks)
        page_text(page, 80)
    told = page_text(derivation("total_error", step), 200)
    assert ("here both are plain steps" in told) == (name != "sgd")


@pytest.mark.parametrize("name", RULES)
def test_the_numbers_of_the_rule_are_asked_for(name: str) -> None:
    walk = Walk(subject_of(session_of(name)), 0)
    rate, rule = walk.derivation.subject.learning_rate, walk.derivation.subject.rule
    page = update_pages(walk)[1]
    asked = {page.blocks[cell.block].name for cell in asked_cells(page)}  # type: ignore[union-attr]
    letters = {letter for _, letter, _ in FORMULAS[rule.optimizer].state}
    assert {f"{letter}² after" for letter in letters} | {"W² after", "b² after"} <= asked
    assert ("G²" in asked) == rule.changes_gradient
    for cell in asked_cells(page):
        question = question_of(walk.derivation, page, cell)
        shown = page.blocks[cell.block]
        assert isinstance(shown, Matrix)
        assert question.value == shown.values[cell.row, cell.column]
        assert check_answer(f"{question.value:.7e}", question.value).right
        if shown.name == "W² after" and rule.optimizer != "sgd":
            w, g = (matrix(page, n).values[cell.row, cell.column] for n in ("W² before", "G²"))
            plain = f"{w - rate * g:.7e}"
            if not check_answer(plain, question.value).right:
                assert "plain SGD" in hint_for(question, plain)


def test_a_value_that_is_typed_is_followed_by_the_rule() -> None:
    subject = subject_of(session_of("dropout"))
    changed = subject.with_value("W1", (0, 0), 0.75, 0)
    page = update_pages(Walk(changed, 0))[0]
    assert matrix(page, "W¹ before").values[0, 0] == 0.75
    assert all(check.holds for check in page.blocks if isinstance(check, Check))
    assert changed.notes == ("The run's dropout is left out here.",)
    assert subject.notes == ()


def test_a_step_up_the_slope_is_told() -> None:
    subject = subject_of(session_of("momentum"))
    network = subject.network
    network.compute_gradient(subject.inputs, subject.targets)
    gradient = network.gradient.copy()
    for velocity, up in ((-100 * gradient, True), (100 * gradient, False)):
        rule = replace(subject.rule, carried={"velocity": velocity})
        walk = Walk(replace(subject, rule=rule), 0)
        step = walk.derivation.taken_step
        moved = -subject.learning_rate * (0.9 * velocity + gradient)
        assert step.promised == pytest.approx(float(gradient @ moved))
        assert ("goes up the slope" in str(update_pages(walk)[0].blocks[-1])) == up


def test_what_dropout_does_to_the_gradient_is_told() -> None:
    subject = subject_of(session_of("dropout"))
    step = Walk(subject, 0).derivation.run_step
    assert step is not None
    assert not np.allclose(step.given.weights[1], step.gradients.weights[1], rtol=0.1)
    text = str(update_pages(Walk(subject, 0))[0].blocks[-1])
    assert "without the units that dropout leaves out in this step" in text
