"""What the walk asks for: every number of a page, and the slips that it knows."""

from dataclasses import replace

import numpy as np
import pytest

from tui_mlp.lecture.pages.layout import Medium, PageView, Role, lay_out
from tui_mlp.lecture.pages.page import Matrix, Page
from tui_mlp.lecture.pages.spans import Cell
from tui_mlp.lecture.step.subject import Subject, float64_network
from tui_mlp.lecture.walk.hand_calculation import Score, check_answer
from tui_mlp.lecture.walk.question import Question, hint_for
from tui_mlp.lecture.walk.questions import asked_cells, question_of
from tui_mlp.lecture.walk.walk import Walk
from tui_mlp.nn.architecture import Architecture, LayerSpec


def walk_of(loss: str = "softmax") -> Walk:
    """Of 3-3-3-3 units, square so that every transpose has an entry too."""
    layers = (LayerSpec(3, "sigmoid"), LayerSpec(3, "tanh"))
    architecture = replace(Architecture(3, layers, 3), loss=loss)
    rng = np.random.default_rng(7)
    parameters = rng.normal(size=architecture.parameter_count)
    subject = Subject(
        network=float64_network(architecture, parameters),
        inputs=rng.normal(size=(1, 3)),
        targets=np.eye(3)[[1]],
        learning_rate=0.05,
        class_names=("a", "b", "c"),
        feature_names=("u", "v", "w"),
    )
    return Walk(subject, 0)


def pages_of(walk: Walk) -> list[Page]:
    return [walk.page(index) for index in range(len(walk.places))]


def found(walk: Walk, name: str, row: int, column: int) -> tuple[Question, Page, Cell]:
    for page in pages_of(walk):
        for cell in asked_cells(page):
            matrix = page.blocks[cell.block]
            if (matrix.name, cell.row, cell.column) == (name, row, column):
                return question_of(walk.derivation, page, cell), page, cell
    raise AssertionError(f"{name} is asked nowhere")


@pytest.mark.parametrize("loss", ["softmax", "sigmoid"])
def test_every_phase_asks_and_knows_its_numbers(loss: str) -> None:
    walk = walk_of(loss)
    phases = set()
    for page in pages_of(walk):
        for cell in asked_cells(page):
            question = question_of(walk.derivation, page, cell)
            matrix = page.blocks[cell.block]
            assert isinstance(matrix, Matrix)
            assert question.value == matrix.values[cell.row, cell.column]
            assert check_answer(f"{question.value:.6f}", question.value).right
            assert "see the formula" not in question.recipe
            phases.add(page.phase)
    assert phases == {2, 3, 4, 5, 6, 7, 8} | ({1} if loss == "softmax" else set())


def test_the_usual_slips_are_told_apart() -> None:
    walk = walk_of()
    derivation = walk.derivation
    network, passed = derivation.network, derivation.forward
    w2, slopes2 = network.weights[1], passed.derivatives[1]
    delta2, a1 = derivation.deltas[1], passed.activations[1]
    gradient = np.outer(slopes2 * delta2, a1)
    yhat = derivation.output_error.yhat
    w3, delta3 = network.weights[2], derivation.deltas[2]
    slips = (
        ("z²", 0, 1, w2[:, 1] @ a1, "transpose"),
        ("z²", 0, 1, w2[1] @ a1, "b² is missing"),
        ("ŷ", 0, 2, np.exp(passed.logits[2]), "divide by the sum"),
        ("terms", 1, 1, np.log(yhat[1]), "sign"),
        ("terms", 1, 1, -np.log10(yhat[1]), "natural"),
        ("the long way: ∂ŷₘ/∂aᴸⱼ", 0, 2, yhat[0] * yhat[2], "sign"),
        ("the long way: ∂ŷₘ/∂aᴸⱼ", 1, 1, -(yhat[1] ** 2), "j = m"),
        ("ŷ − y", 0, 1, 1 - yhat[1], "not y − ŷ"),
        ("V²", 0, 2, w2[2, 0], "φ²' is missing"),
        ("V²", 0, 2, w2[0, 2] * slopes2[0], "transpose"),
        ("V²", 0, 2, -w2[2, 0] * slopes2[2], "sign"),
        ("δ¹", 0, 0, w2[:, 0] @ delta2, "φ²' is missing"),
        ("δ¹", 0, 0, w2[0] @ (slopes2 * delta2), "transpose"),
        ("δ²", 0, 0, w3[0] @ delta3, "transpose"),
        ("∂e/∂W²", 2, 0, delta2[2] * a1[0], "φ²' is missing"),
        ("∂e/∂W²", 2, 0, gradient[0, 2], "transpose"),
        ("∂e/∂W²", 2, 0, -gradient[2, 0], "sign"),
        ("∂e/∂b²", 0, 1, delta2[1], "φ²' is missing"),
        ("W² after", 2, 0, w2[2, 0] + 0.05 * gradient[2, 0], "against the gradient"),
        ("W² after", 2, 0, w2[2, 0] - gradient[2, 0], "γ is missing"),
    )
    for name, row, column, wrong, words in slips:
        question = found(walk, name, row, column)[0]
        text = f"{wrong:.6f}"
        assert not check_answer(text, question.value).right, name
        assert words in hint_for(question, text), (name, words)
        assert hint_for(question, "77.7") == f"it is {question.recipe}"


def test_a_central_difference_is_asked_for_without_the_gradient_beside_it() -> None:
    walk = walk_of()
    question, page, cell = found(walk, "the worst entry of each", 0, 1)
    numbers = dict(part.split(" = ") for part in question.given.split(", "))
    above, below, h = (float(numbers[name].replace("−", "-")) for name in numbers)
    assert check_answer(f"{(above - below) / (2 * h):.4g}", question.value).right
    assert "2h" in hint_for(question, f"{(above - below) / h:.6f}")
    assert "sign" in hint_for(question, f"{(below - above) / (2 * h):.6f}")
    shown = shown_numbers(page, PageView(asked=cell, covered=question.covered))
    assert not {Cell(cell.block, cell.row, column) for column in range(3)} & shown


def test_a_divergence_is_not_given_away_by_the_cross_entropy_that_it_is() -> None:
    question, page, cell = found(walk_of(), "terms", 2, 1)
    shown = shown_numbers(page, PageView(asked=cell, covered=question.covered))
    assert Cell(cell.block, 1, 1) not in shown
    assert Cell(cell.block, 0, 1) in shown


def test_an_entry_is_not_given_away_by_its_mirror() -> None:
    _, page, cell = found(walk_of(), "the long way: ∂ŷₘ/∂aᴸⱼ", 2, 0)
    question = question_of(walk_of().derivation, page, cell)
    shown = shown_numbers(page, PageView(asked=cell, covered=question.covered))
    without = shown_numbers(page, PageView(asked=cell))
    answer = Cell(cell.block, 0, 2)
    assert answer in without
    assert answer not in shown
    assert len(without) - len(shown) == 1


def shown_numbers(page: Page, view: PageView) -> set[Cell]:
    layout = lay_out(page, view, 80, Medium(left_out=lambda _matrix, _part: ""))
    return {
        span.cell for line in layout.lines for span in line if span.role is Role.ENTRY and span.cell
    }


def test_a_score_counts_tries() -> None:
    score = Score().counted(right=True, at_once=True).counted(right=True).counted(right=False)
    assert score.words == "2 of 3 right, 1 at once"
    assert not Score().words
