"""The pages of the walk: what they say, and that a changed number changes what follows."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tui_mlp.lecture.pages.page import Check, Formula, Matrix, Page, Sentence, Substituted
from tui_mlp.lecture.step.subject import Subject
from tui_mlp.lecture.step.update_rule import UpdateRule
from tui_mlp.lecture.walk.walk import Walk
from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.nn.architecture import Architecture, LayerSpec
from tui_mlp.nn.losses import LOSSES
from tui_mlp.nn.network import Network
from tui_mlp.numbers import entry_text

MakeSubject = Callable[..., Subject]

DEEP = Architecture(3, (LayerSpec(4, "tanh"), LayerSpec(2, "relu")), 3)


def walk_pages(subject: Subject, sample: int) -> tuple[Page, ...]:
    walk = Walk(subject, sample)
    return tuple(walk.page(index) for index in range(len(walk.places)))


def texts(page: Page) -> str:
    kinds = (Formula, Substituted, Sentence)
    return "\n".join(block.text for block in page.blocks if isinstance(block, kinds))


def matrix(page: Page, name: str) -> Matrix:
    return next(b for b in page.blocks if isinstance(b, Matrix) and b.name == name)


def checks(pages: tuple[Page, ...]) -> list[Check]:
    return [block for page in pages for block in page.blocks if isinstance(block, Check)]


def test_the_phases_run_in_order_and_the_backward_ones_from_the_top(
    make_subject: MakeSubject,
) -> None:
    subject = make_subject(DEEP)
    walk = Walk(subject, 0)
    expected = [
        (1, None), (2, 1), (2, 2), (2, 3), (3, None), (4, None), (5, None),
        (6, 3), (6, 2), (6, 1), (7, 1), (7, 2), (7, 3), (8, 1), (8, 2), (8, 3),
    ]  # fmt: skip
    assert [(place.phase, place.layer) for place in walk.places] == expected
    assert [(page.phase, page.layer) for page in walk_pages(subject, 0)] == expected
    with pytest.raises(IndexError):
        Walk(subject, 1)


def outputs() -> list[Architecture]:
    hidden = (LayerSpec(3, "elu"), LayerSpec(4, "gelu"))
    kinds = [*((loss, 3) for loss in LOSSES), ("sigmoid", 1)]
    return [
        Architecture(2, layers, count, name, loss, biases)
        for name in ("identity", "tanh", "softplus")
        for loss, count in kinds
        for layers in ((), hidden)
        for biases in (True, False)
    ]


@pytest.mark.parametrize("architecture", outputs(), ids=str)
def test_every_check_holds_for_every_kind_of_network(
    make_subject: MakeSubject, architecture: Architecture
) -> None:
    pages = walk_pages(make_subject(architecture, batch=3), 1)
    assert all(check.holds for check in checks(pages)), checks(pages)
    for page in pages:
        assert any(isinstance(block, Formula) for block in page.blocks)
        assert any(isinstance(block, Substituted) for block in page.blocks)
        assert sum(isinstance(block, Sentence) for block in page.blocks) == 1
        for block in page.blocks:
            if isinstance(block, Matrix):
                assert block.values.shape == (len(block.rows), len(block.columns))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_lines_of_numbers_fit_and_have_no_number_longer_than_it_should_be(
    make_subject: MakeSubject, name: str
) -> None:
    layers = (LayerSpec(12, name),) * 5
    for page in walk_pages(make_subject(Architecture(30, layers, 11, name), batch=2), 0):
        for block in page.blocks:
            if isinstance(block, Formula | Substituted):
                assert len(block.text) <= 78, block.text


def test_the_lines_hold_the_numbers_of_the_network(by_hand: Subject) -> None:
    pages = walk_pages(by_hand, 0)
    assert "class yes is number 2 of 2: y = (0, 1)" in texts(pages[0])
    assert "z¹₁ = (+.5000)(1) + (−.2500)(2) + (+.1000) = +.1000" in texts(pages[1])
    assert "z²₁ = (1)(+.1000) + (−1)(+.5000) + (0) = −.4000" in texts(pages[2])
    assert "Σₘ exp = .6703 + 1.317 = 1.987" in texts(pages[3])
    assert "ŷ₂ = 1.317 / 1.987 = .6626" in texts(pages[3])
    assert "e = (−log .6626) = .4116" in texts(pages[4])
    assert "δᴸ₂ = (−1.509)(+.2236) = −.3374" in texts(pages[5])
    assert "∂e/∂w²₁,₂ = (1)(+.3374)(+.5000) = +.1687" in texts(pages[6])
    assert "δ¹₁ = (1)(+.3374) + (+.5000)(−.3374) = +.1687" in texts(pages[7])
    assert "w¹₂,₂ ← +.3000 − .1 (−.8434) = +.3843" in texts(pages[10])


def test_matrices_say_what_they_are(by_hand: Subject) -> None:
    pages = walk_pages(by_hand, 0)
    weights = matrix(pages[2], "W²")
    assert (weights.shape, weights.edits, weights.rows) == (
        "n² × n¹ = 2 × 2",
        "W2",
        ("1 no", "2 yes"),
    )
    np.testing.assert_array_equal(weights.values, [[1.0, -1.0], [0.5, 0.25]])
    assert matrix(pages[0], "x").edits == "x"
    assert matrix(pages[1], "b¹").edits == "b1"
    later = [b for page in pages[3:] for b in page.blocks if isinstance(b, Matrix)]
    assert not any(block.edits for block in later)
    asked = {b.name for page in pages for b in page.blocks if isinstance(b, Matrix) and b.asked}
    assert {"z¹", "z²", "ŷ", "ŷ − y", "δ¹", "δ²", "∂e/∂W¹", "∂e/∂b²"} <= asked


@pytest.mark.parametrize(("target", "page"), [("x", 0), ("W1", 1), ("b1", 1), ("W2", 2), ("b2", 2)])
def test_a_changed_value_shows_where_it_was_typed_and_changes_what_follows(
    make_subject: MakeSubject, target: str, page: int
) -> None:
    subject = make_subject(Architecture(3, (LayerSpec(4, "tanh"),), 2), batch=2)
    index = (1, 2) if target == "W1" else (1, 3) if target == "W2" else (0, 1)
    before = walk_pages(subject, 1)
    changed = subject.with_value(target, index, 0.75, 1)
    after = walk_pages(changed, 1)
    typed = next(b for b in after[page].blocks if isinstance(b, Matrix) and b.edits == target)
    assert typed.values[index] == 0.75
    original = next(b for b in before[page].blocks if isinstance(b, Matrix) and b.edits == target)
    assert (typed.values != original.values).sum() == 1
    assert not np.array_equal(matrix(before[3], "ŷ").values, matrix(after[3], "ŷ").values)
    assert all(check.holds for check in checks(after))
    # the subject itself, and its other samples, are as they were
    again = walk_pages(subject, 1)
    np.testing.assert_array_equal(matrix(again[3], "ŷ").values, matrix(before[3], "ŷ").values)
    np.testing.assert_array_equal(changed.inputs[0], subject.inputs[0])


def test_there_is_nothing_to_change_by_another_name(by_hand: Subject) -> None:
    for target in ("W3", "b0", "y", ""):
        with pytest.raises(ValueError, match="there is no"):
            by_hand.with_value(target, (0, 0), 1.0, 0)


def test_float32_targets_are_made_distributions_again(make_subject: MakeSubject) -> None:
    subject = make_subject(DEEP, batch=2)
    rough = subject.targets.astype(np.float32).astype(np.float64)
    exact = Subject(subject.network, subject.inputs, rough, 0.1, subject.class_names, ("x",) * 3)
    np.testing.assert_allclose(exact.targets.sum(axis=1), 1, atol=1e-15)


def test_what_a_step_did_is_told(make_subject: MakeSubject) -> None:
    def last(learning_rate: float) -> Page:
        return walk_pages(make_subject(DEEP, batch=4, learning_rate=learning_rate), 0)[-1]

    small = matrix(last(1e-4), "the step and its outcome")
    assert small.rows == ("mini-batch of 4", "this sample alone")
    before, promised, came, after = small.values.T
    np.testing.assert_allclose(came, after - before)
    np.testing.assert_allclose(came, promised, rtol=1e-2)
    assert "changed as expected" in texts(last(1e-4))
    assert "The loss rose" in texts(last(300.0))
    assert "γ or the gradient is 0" in texts(last(0.0))


def test_a_mini_batch_moves_the_weights_by_the_mean_of_its_gradients(
    make_subject: MakeSubject,
) -> None:
    subject = make_subject(DEEP, batch=4, learning_rate=0.5)
    alone = [Walk(subject, sample) for sample in range(4)]
    for layer, page in enumerate(walk_pages(subject, 2)[-3:], start=1):
        above = "¹²³"[layer - 1]
        each = [walk.derivation.gradients(layer)[0] for walk in alone]
        mean = np.mean(each, axis=0)
        np.testing.assert_allclose(matrix(page, f"∂ē/∂W{above}").values, mean, atol=1e-15)
        moved = matrix(page, f"W{above} after").values - matrix(page, f"W{above} before").values
        np.testing.assert_allclose(moved, -0.5 * mean, atol=1e-15)
        assert "(1/B) Σᵢ eⁱ over the mini-batch, B = 4" in texts(page)
        i, j = np.unravel_index(np.abs(mean).argmax(), mean.shape)
        terms = " + ".join(f"({entry_text(float(gradient[i, j]))})" for gradient in each)
        assert f" = {terms} = {entry_text(4 * float(mean[i, j]))}" in texts(page)
        assert all(check.holds for check in checks((page,)))


def test_what_is_not_derived_of_a_runs_step_is_told(by_hand: Subject) -> None:
    assert by_hand.notes == ()
    rule = UpdateRule(optimizer="unheard of", dropout=0.5)
    subject = replace(by_hand, rule=rule)
    assert len(subject.notes) == 2
    page = texts(walk_pages(subject, 0)[-1])
    assert "unheard of" in page
    assert "dropout is left out" in page


def test_one_neuron_speaks_of_both_classes(make_subject: MakeSubject) -> None:
    subject = make_subject(Architecture(2, (), 1, loss="sigmoid"))
    pages = walk_pages(subject, 0)
    assert matrix(pages[2], "ŷ").columns == ("1 yes",)
    assert "probability of yes, 1 − ŷ that of no" in texts(pages[2])


@pytest.mark.parametrize(
    ("outputs", "loss", "certain", "words"),
    [
        (3, "softmax", True, "yⱼ = 1 if the sample is of class j, else 0"),
        (3, "softmax", False, "yⱼ = the probability of class j,   Σⱼ yⱼ = 1"),
        (3, "sigmoid", True, "yⱼ = 1 if the sample has label j, else 0"),
        (3, "sigmoid", False, "yⱼ = the probability that the sample has label j"),
        (1, "sigmoid", True, "y = 1 if the class is the second of the two, else 0"),
        (1, "sigmoid", False, "y = the probability of the second of the two classes"),
    ],
)
def test_the_formula_of_y_is_true_of_its_numbers(
    make_subject: MakeSubject, outputs: int, loss: str, *, certain: bool, words: str
) -> None:
    subject = make_subject(Architecture(2, (), outputs, loss=loss))
    y = np.eye(outputs)[:1]
    smoothed = 0.9 * y + 0.1 / max(outputs, 2)
    page = walk_pages(replace(subject, targets=y if certain else smoothed), 0)[0]
    assert page.blocks[0] == Formula(f"x = a⁰,   {words}")


def test_the_loss_page_calls_kl_no_distance(by_hand: Subject) -> None:
    loss = texts(walk_pages(by_hand, 0)[4])
    assert loss.startswith("KL(y‖ŷ) = ")
    assert "no distance but is 0 only where ŷ = y" in loss
    assert loss.count("distance") == 1


@pytest.mark.parametrize("loss", ["softmax", "sigmoid"])
@pytest.mark.parametrize("value", [np.nan, 1e200])
def test_a_network_that_diverged_is_shown_as_it_is(
    make_subject: MakeSubject, loss: str, value: float
) -> None:
    subject = make_subject(Architecture(2, (LayerSpec(3, "relu"),), 3, loss=loss), batch=2)
    subject.network.parameters[:] = value
    pages = walk_pages(subject, 0)
    assert len(pages) == 12
    assert not all(check.holds for check in checks(pages))


def test_an_underflow_is_explained_and_not_counted_as_a_failure(by_hand: Subject) -> None:
    subject = by_hand.with_value("b2", (0, 0), 2000.0, 0)
    pages = walk_pages(subject, 0)
    assert "divides by 0" in texts(pages[5])
    assert "outside the range of numbers" in texts(pages[3])
    assert all(check.holds for page in pages[4:6] for check in checks((page,)))


def in_a_row(y: float, place: float) -> Subject:
    """One neuron for three classes that answers `place` for a sample whose target is y."""
    network = Network(Architecture(1, (), 1, loss="sigmoid"), np.float64)
    network.biases[0][...] = np.log(place / (1 - place))
    inputs = np.zeros((1, 1))
    return Subject(network, inputs, np.array([[y]]), 0.1, ("low", "middle", "high"), ("u",))


@pytest.mark.parametrize(
    ("y", "place", "label", "nearest"),
    [(0.0, 0.3, "low", "middle"), (0.5, 0.2, "middle", "low"), (1.0, 0.8, "high", "high")],
)
def test_one_neuron_puts_three_classes_in_a_row(
    y: float, place: float, label: str, nearest: str
) -> None:
    pages = walk_pages(in_a_row(y, place), 0)
    assert f"class {label}: y = " in texts(pages[0])
    assert "y = (c − 1)/(C − 1), the place of class c between 0 and 1\n" in texts(pages[0])
    answer = next(page for page in pages if page.phase == 3)
    assert "low is at 0, high at 1, and the others between, .5000 apart" in texts(answer)
    assert f"The nearest is {nearest}." in texts(answer)
    assert all(check.holds for check in checks(pages))
    assert "smoothed" in texts(walk_pages(in_a_row(0.95, 0.5), 0)[0])


@pytest.mark.parametrize(
    ("y", "words"),
    [
        ([1.0, 1.0, 0.0], "The least e is Σy log Σy = 1.386"),
        ([1.0, 1.0, 1.0], "The least e is Σy log Σy = 3.296"),
        ([0.0, 1.0, 0.0], "with one label the loss is that of one class"),
        ([0.0, 0.0, 0.0], "Such a sample teaches nothing"),
        ([0.95, 0.95, 0.05], "e is least where ŷ = y / Σy"),
    ],
)
def test_softmax_over_labels_says_what_is_wrong_with_its_loss(y: list[float], words: str) -> None:
    network = Network(Architecture(1, (), 3, loss="softmax_labels"), np.float64)
    network.biases[0][...] = np.log([0.1, 0.2, 0.7])
    subject = Subject(network, np.zeros((1, 1)), np.array([y]), 0.1, ("a", "b", "c"), ("u",))
    pages = walk_pages(subject, 0)
    loss, error = (next(page for page in pages if page.phase == phase) for phase in (4, 5))
    assert words in texts(loss)
    expected = -(np.array(y) * np.log([0.1, 0.2, 0.7])).sum()
    (line,) = (block.text for block in loss.blocks if isinstance(block, Substituted))
    assert line.endswith(f"= {entry_text(float(expected), signed=False)}")
    assert all(check.holds for check in checks(pages))
    delta = sum(y) * np.array([0.1, 0.2, 0.7]) - y
    np.testing.assert_allclose(matrix(error, "δᴸ").values[0], delta, atol=1e-12)


def test_squared_error_says_how_much_of_the_error_is_left() -> None:
    network = Network(Architecture(1, (), 3, loss="squared_error"), np.float64)
    yhat = np.array([0.01, 0.98, 0.01])
    network.biases[0][...] = np.log(yhat)
    y = np.array([1.0, 0.0, 0.0])
    subject = Subject(network, np.zeros((1, 1)), y[None], 0.1, ("a", "b", "c"), ("u",))
    pages = walk_pages(subject, 0)
    error = next(page for page in pages if page.phase == 5)
    left = (np.diag(yhat) - np.outer(yhat, yhat)) @ (yhat - y)
    wrong, rest = np.linalg.norm(yhat - y), np.linalg.norm(left)
    lengths = [entry_text(float(n), signed=False) for n in (wrong, rest, rest / wrong)]
    assert "‖ŷ − y‖ = {}, and ‖δᴸ‖ = {}, {} of it".format(*lengths) in texts(error)
    loss = next(page for page in pages if page.phase == 4)
    assert f"cross-entropy of this answer is {entry_text(-np.log(0.01), signed=False)}" in texts(
        loss
    )
