"""The derivations: their numbers against independent NumPy, and their form on three networks."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest

from tui_mlp.lecture.derivations import (
    AlgorithmLine,
    RunPosition,
    Weight,
    derivation,
    derivation_names,
    move_count,
    up_to_move,
)
from tui_mlp.lecture.pages.page import Check, Curve, Formula, Matrix, Page, Sentence, Substituted
from tui_mlp.lecture.pages.page_markdown import page_markdown
from tui_mlp.lecture.pages.page_record import page_record
from tui_mlp.lecture.pages.page_text import page_text
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.subject import Subject
from tui_mlp.nn.architecture import Architecture, LayerSpec
from tui_mlp.nn.schedules import SCHEDULES, ScheduleSettings
from tui_mlp.numbers import entry_text

MakeSubject = Callable[..., Subject]

NETWORKS = {
    "softmax": Architecture(4, (LayerSpec(8, "tanh"), LayerSpec(5, "relu")), 3),
    "labels": Architecture(3, (LayerSpec(4, "tanh"),), 3, "identity", "sigmoid"),
    "deep": Architecture(2, (LayerSpec(4, "sigmoid"),) * 8, 2),
}
OTHERS = {
    "no hidden layer": Architecture(3, (), 4),
    "one neuron": Architecture(2, (LayerSpec(3, "elu"),), 1, "tanh", "sigmoid"),
    "wide": Architecture(30, (LayerSpec(40, "softplus"),) * 3, 11, "tanh", biases=False),
}
NOT_HERE = {
    "softmax": {"sigmoid"},
    "labels": {"softmax", "overflow", "squared", "jacobian", "substitution"},
    "deep": {"sigmoid"},
}
RUN = RunPosition(
    epochs=10, epoch=2.5, step=10, samples=120, batch_size=32, drawn=(7, 3, 120),
    sampling="shuffle", schedule="inverse",
    schedule_settings=ScheduleSettings(0.0125, 0.5, 10.0, 10.0),
)  # fmt: skip


def texts(page: Page) -> str:
    kinds = (Formula, Substituted, Sentence)
    return "\n".join(block.text for block in page.blocks if isinstance(block, kinds))


def matrix(page: Page, name: str) -> Matrix:
    return next(b for b in page.blocks if isinstance(b, Matrix) and b.name == name)


def checks(page: Page) -> list[Check]:
    return [block for block in page.blocks if isinstance(block, Check)]


def loss(step: Derivation, weights: list[np.ndarray]) -> float:
    """The cross-entropy, written once more without the lecture's functions."""
    network = step.network
    phis = {
        "tanh": np.tanh,
        "relu": lambda z: z * (z > 0),
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "identity": lambda z: z,
    }
    a = step.x
    for w, b, name in zip(weights, network.biases, network.activations, strict=True):
        a = phis[name](w @ a + b)
    if network.output == "softmax":
        return float(-(step.y * (a - np.log(np.exp(a).sum()))).sum())
    yhat = 1 / (1 + np.exp(-a))
    return float(-(step.y * np.log(yhat) + (1 - step.y) * np.log(1 - yhat)).sum())


@pytest.mark.parametrize("kind", NETWORKS | OTHERS)
@pytest.mark.parametrize("batch", [1, 3])
def test_every_derivation_fits_gives_reasons_and_holds(
    make_subject: MakeSubject, kind: str, batch: int
) -> None:
    step = Derivation(make_subject((NETWORKS | OTHERS)[kind], batch=batch, learning_rate=0.01), 0)
    for name in derivation_names():
        page = derivation(name, step, run=RUN)
        assert max(map(len, page_text(page, 80).splitlines())) <= 80, name
        assert all(check.holds for check in checks(page)), (name, checks(page))
        for block in page.blocks:
            if isinstance(block, Matrix):
                assert block.values.shape == (len(block.rows), len(block.columns)), name
        formulas = [b.text for b in page.blocks if isinstance(b, Formula) and b.text[0].isdigit()]
        assert [f.split(".")[0] for f in formulas] == [str(n + 1) for n in range(len(formulas))]
        if kind in NOT_HERE and name in NOT_HERE[kind]:
            assert [type(block) for block in page.blocks] == [Sentence], name
        elif kind in NOT_HERE:
            assert checks(page), name
            assert any(isinstance(block, Substituted) for block in page.blocks), name


def test_each_move_has_its_reason_after_its_numbers(make_subject: MakeSubject) -> None:
    step = Derivation(make_subject(NETWORKS["softmax"]), 0)
    for name in derivation_names():
        blocks = derivation(name, step, run=RUN).blocks
        for place, block in enumerate(blocks):
            if isinstance(block, Formula) and re.match(r"\d+\. ", block.text):
                after = next(b for b in blocks[place + 1 :] if not isinstance(b, Substituted))
                assert isinstance(after, Sentence), (name, block.text)


def arithmetic(text: str) -> float | None:
    """The value of a text that is all numbers and signs, as the pages write them; else None."""
    for sign, python in (("−", "-"), ("·", "*"), ("²", "**2"), (")(", ")*("), (") (", ")*(")):
        text = text.replace(sign, python)
    text = re.sub(r"(?<=[\d)]) (?=\(|exp|log)", "*", text)
    text = re.sub(r"log ([.\d]+|\([^()]*\))", r"log(\1)", text)
    if re.sub(r"log|exp|(?<=\d)e(?=-?\d)", "", text).strip("0123456789+-*/(). "):
        return None
    try:
        return float(eval(text, {"log": np.log, "exp": np.exp}))  # noqa: S307  (numbers and signs)
    except SyntaxError:
        return None


LINES = {
    "softmax": {"softmax": 6, "jacobian": 4, "substitution": 6, "gibbs": 2, "chain": 2, "paths": 8},
    "labels": {"sigmoid": 7, "gibbs": 1, "chain": 1, "paths": 3},
    "deep": {"softmax": 6, "jacobian": 4, "substitution": 6, "chain": 8, "paths": 8},
}
"""How many lines at least hold a sum, a product or a quotient and its result."""


@pytest.mark.parametrize("kind", NETWORKS)
def test_what_stands_on_both_sides_of_an_equals_sign_is_equal(
    make_subject: MakeSubject, kind: str
) -> None:
    step = Derivation(make_subject(NETWORKS[kind], seed=3), 0)
    for name in derivation_names():
        held = 0
        for block in derivation(name, step, run=RUN).blocks:
            if not isinstance(block, Substituted):
                continue
            for statement in re.split(r"[:;]\s+| ≤ ", block.text):
                values = [arithmetic(side) for side in statement.split(" = ")]
                numbers = [value for value in values if value is not None]
                for one, other in pairwise(numbers):
                    # what has an exponent has two digits
                    digits = 6e-2 if abs(other) < 1e-3 else 3e-3
                    cancelled = 3e-4 if other == 0 else 1e-9
                    message = f"{name}: {block.text}"
                    np.testing.assert_allclose(one, other, digits, cancelled, err_msg=message)
                    held += 1
        assert held >= LINES[kind].get(name, 0), (name, held)


def test_a_page_can_be_shown_move_by_move(make_subject: MakeSubject) -> None:
    step = Derivation(make_subject(NETWORKS["softmax"]), 0)
    page = derivation("jacobian", step)
    assert move_count(page) == 8
    given = up_to_move(page, 0)
    assert [type(block) for block in given.blocks] == [Matrix, Matrix, Matrix]
    for count in range(1, 8):
        some = up_to_move(page, count)
        assert move_count(some) == count
        assert some.blocks == page.blocks[: len(some.blocks)]
        assert not checks(some)
        assert isinstance(some.blocks[-1], Sentence)
    assert up_to_move(page, 8) is page
    assert move_count(derivation("sigmoid", step)) == 0


def test_softmax_is_a_distribution_by_hand(by_hand: Subject) -> None:
    page = derivation("softmax", Derivation(by_hand, 0))
    assert "S = .6703 + 1.317 = 1.987" in texts(page)
    assert "the least: ŷ₁ = .6703 / 1.987 = .3374" in texts(page)
    assert "Σⱼ ŷⱼ = .6703/1.987 + 1.317/1.987 = 1" in texts(page)
    np.testing.assert_allclose(matrix(page, "ŷ").values.sum(), 1, atol=1e-15)


def test_logits_that_would_overflow_have_their_maximum_taken_out(by_hand: Subject) -> None:
    by_hand.network.biases[1][...] = [0.0, 600.0]
    page = derivation("jacobian", Derivation(by_hand, 0))
    assert "S = 1" in texts(page)
    assert "inf" not in page_text(page, 80)
    by_hand.network.biases[1][...] = [0.0, 2000.0]
    page = derivation("softmax", Derivation(by_hand, 0))
    assert "too small for a number here" in texts(page)
    assert "exp(aᴸⱼ − c)" in texts(page)
    assert all(check.holds for check in checks(page))


@pytest.mark.parametrize(("kind", "name"), [("softmax", "substitution"), ("labels", "sigmoid")])
def test_an_answer_that_underflows_leaves_the_short_way(
    make_subject: MakeSubject, kind: str, name: str
) -> None:
    subject = make_subject(NETWORKS[kind])
    subject.targets[0] = [0.0, 1.0, 0.0]
    subject.network.biases[-1][...] = [0.0, -2000.0, 0.0]
    page = derivation(name, Derivation(subject, 0))
    assert "too small for a number here" in texts(page)
    assert "NaN" not in texts(page)
    assert all(check.holds for check in checks(page))
    assert matrix(page, "ŷ − y").values[0, 1] == -1


def test_the_jacobian_is_that_of_the_two_cases(make_subject: MakeSubject) -> None:
    step = Derivation(make_subject(NETWORKS["softmax"]), 0)
    yhat = np.exp(step.forward.logits) / np.exp(step.forward.logits).sum()
    page = derivation("jacobian", step)
    values = matrix(page, "∂ŷₘ/∂aᴸⱼ").values
    np.testing.assert_allclose(values, np.diag(yhat) - np.outer(yhat, yhat), atol=1e-15)
    lines = texts(page)
    j = int(step.y.argmax())
    m = max((k for k in range(3) if k != j), key=lambda k: yhat[k])
    same, other = yhat[j] * (1 - yhat[j]), -yhat[m] * yhat[j]
    found = re.findall(r"= ([+−]\.\d{4})$", lines, re.MULTILINE)
    numbers = [float(text.replace("−", "-")) for text in found]
    np.testing.assert_allclose(numbers, [same, same, other, other], atol=5e-5)


@pytest.mark.parametrize(("kind", "name"), [("softmax", "substitution"), ("labels", "sigmoid")])
def test_each_line_on_the_way_to_the_output_error_has_its_number(
    make_subject: MakeSubject, kind: str, name: str
) -> None:
    step = Derivation(make_subject(NETWORKS[kind], seed=3), 0)
    h, logits, y = 1e-6, step.forward.logits, step.y

    def error(a: np.ndarray) -> float:
        if kind == "softmax":
            return float(-(y * (a - np.log(np.exp(a).sum()))).sum())
        return float((np.log1p(np.exp(a)) - y * a).sum())

    slopes = [(error(logits + d) - error(logits - d)) / (2 * h) for d in h * np.eye(len(y))]
    page = derivation(name, step)
    np.testing.assert_allclose(matrix(page, "ŷ − y").values[0], slopes, atol=1e-8)
    largest = max(slopes, key=abs)
    ends = re.findall(r"= ([+−]\.\d{4})$", texts(page), re.MULTILINE)
    ways = [text for text in ends if abs(float(text.replace("−", "-")) - largest) < 6e-5]
    # the chain rule and the last line at least, and for softmax each line between them
    assert len(ways) == (5 if kind == "softmax" else 2)


def test_gibbs_inequality_with_soft_targets_and_with_the_lectures(
    make_subject: MakeSubject,
) -> None:
    step = Derivation(make_subject(NETWORKS["softmax"]), 0)
    page = derivation("gibbs", step)
    p, q = step.y, np.exp(step.forward.logits) / np.exp(step.forward.logits).sum()
    table = matrix(page, "p = y, q = ŷ").values
    expected = [p, q, q / p, np.log(q / p), q / p - 1, p * np.log(q / p), q - p]
    np.testing.assert_allclose(table, expected, rtol=1e-9)
    kl = float((p * np.log(p / q)).sum())
    last = re.search(r"^KL = (\S+)$", texts(page), re.MULTILINE)
    assert last is not None
    assert abs(float(last[1]) - kl) < 6e-5
    lecture = matrix(page, "p = (1/4, 3/4), q = (1/2, 1/2)").values
    np.testing.assert_allclose(-lecture[5].sum(), 0.25 * np.log(0.5) + 0.75 * np.log(1.5))


@pytest.mark.parametrize("kind", NETWORKS)
def test_the_chain_is_the_product_of_the_transposed_weights_and_slopes(
    make_subject: MakeSubject, kind: str
) -> None:
    step = Derivation(make_subject(NETWORKS[kind]), 0)
    page, network = derivation("chain", step), step.network
    running = np.eye(len(step.y))
    error = step.output_error.yhat - step.y
    norms, last = iter(matrix(page, "norms").values), 1.0
    told = iter(re.findall(r"from (\S+) to (\S+), times (\S+)\.$", texts(page), re.MULTILINE))
    for layer in range(network.depth, 1, -1):
        above, below = "⁰¹²³⁴⁵⁶⁷⁸⁹"[layer], "⁰¹²³⁴⁵⁶⁷⁸⁹"[layer - 1]
        v = network.weights[layer - 1].T @ np.diag(step.forward.derivatives[layer - 1])
        running = v @ running
        np.testing.assert_array_equal(matrix(page, f"W{above}").values, network.weights[layer - 1])
        np.testing.assert_allclose(matrix(page, f"V{above}").values, v, atol=1e-15)
        np.testing.assert_allclose(matrix(page, f"P{below}").values, running, rtol=1e-9)
        norm = [np.linalg.norm(m, 2) for m in (v, running)]
        before, after, times = (float(text) for text in next(told))
        np.testing.assert_allclose([after, times], [norm[1], norm[1] / last], rtol=6e-3)
        np.testing.assert_allclose(before, last, rtol=6e-3)
        last = norm[1]
        row = next(norms)
        np.testing.assert_allclose(row[:2], norm, rtol=1e-9)
        assert row[1] <= row[2] * (1 + 1e-9)
        np.testing.assert_allclose(row[3], np.linalg.norm(running @ error), rtol=1e-9)


def test_the_nested_formula_has_every_layer_and_its_size(make_subject: MakeSubject) -> None:
    page = derivation("nested", Derivation(make_subject(NETWORKS["softmax"]), 0))
    assert "ŷ = softmax(φ³(W³ φ²(W² φ¹(W¹ x + b¹) + b²) + b³))" in texts(page)
    assert "n = 4 → 8 → 5 → 3,   L = 3" in texts(page)
    assert "φ¹ is tanh, φ² is relu, φ³ is identity." in texts(page)
    assert "(5 × 8)(8 × 1) = 5 × 1" in texts(page)
    sizes = matrix(page, "sizes")
    assert sizes.values.tolist() == [[8, 4, 32, 8, 40], [5, 8, 40, 5, 45], [3, 5, 15, 3, 18]]
    assert sizes.shape == "103 parameters"
    wide = derivation("nested", Derivation(make_subject(OTHERS["wide"]), 0))
    assert "φ¹(W¹ x))" in texts(wide)


def all_paths(step: Derivation, weight: Weight) -> list[float]:
    """The product along each path from a weight, by plain loops."""
    network, passed = step.network, step.forward
    error = step.output_error.yhat - step.y
    layers = range(weight.layer + 1, network.depth + 1)
    products = []
    for units in product(*(range(network.widths[layer]) for layer in layers)):
        value = passed.activations[weight.layer - 1][weight.j - 1]
        value *= passed.derivatives[weight.layer - 1][weight.i - 1]
        at = weight.i - 1
        for layer, unit in zip(layers, units, strict=True):
            value *= network.weights[layer - 1][unit, at] * passed.derivatives[layer - 1][unit]
            at = unit
        products.append(float(value * error[at]))
    return products


@pytest.mark.parametrize(
    ("kind", "weight"),
    [
        ("softmax", Weight(1, 4, 2)),
        ("softmax", Weight(3, 2, 1)),
        ("labels", Weight(1, 1, 1)),
        ("labels", Weight(2, 3, 4)),
        ("deep", Weight(1, 2, 1)),
        ("deep", Weight(8, 1, 1)),
    ],
)
def test_the_paths_of_a_weight_sum_to_its_gradient(
    make_subject: MakeSubject, kind: str, weight: Weight
) -> None:
    step = Derivation(make_subject(NETWORKS[kind], seed=1), 0)
    page = derivation("paths", step, weight=weight)
    products = sorted(all_paths(step, weight), key=abs, reverse=True)
    table = matrix(page, "the sum of the paths")
    count = min(len(products), 8)
    np.testing.assert_allclose(np.abs(table.values[:count, 0]), np.abs(products[:count]), rtol=1e-9)
    gradient = sum(products)
    np.testing.assert_allclose(table.values[-1, 1], gradient, rtol=1e-6, atol=1e-15)
    assert (table.rows[-1] == "all the others") == (len(products) > 8)
    np.testing.assert_allclose(table.values[:, 0].sum(), gradient, rtol=1e-6, atol=1e-15)
    h, losses = 1e-5, []
    for change in (h, -h):
        weights = [w.copy() for w in step.network.weights]
        weights[weight.layer - 1][weight.i - 1, weight.j - 1] += change
        losses.append(loss(step, weights))
    np.testing.assert_allclose((losses[0] - losses[1]) / (2 * h), gradient, atol=1e-9)
    assert all(check.holds for check in checks(page))
    if kind == "deep" and weight.layer == 1:
        assert "32 768 paths (4 · 4 · 4 · 4 · 4 · 4 · 4 · 2)" in texts(page)


def test_without_a_weight_the_paths_are_of_the_largest_gradient(by_hand: Subject) -> None:
    page = derivation("paths", Derivation(by_hand, 0))
    # de/dW^1 = (.1687, .3374; -.4218, -.8434): relu lets both units through
    assert "w¹₂,₂ leads from input 2 v to unit 2 of layer 1. From there 2 paths" in texts(page)
    assert "∂e/∂w¹₂,₂ = −.8434" in texts(page)


@pytest.mark.parametrize("weight", [Weight(0, 1, 1), Weight(3, 1, 1), Weight(1, 3, 1), (1, 1, 0)])
def test_what_is_not_there_is_refused(by_hand: Subject, weight: tuple[int, int, int]) -> None:
    with pytest.raises(IndexError):
        derivation("paths", Derivation(by_hand, 0), weight=Weight(*weight))
    with pytest.raises(KeyError):
        derivation("no such", Derivation(by_hand, 0))


def test_the_algorithm_has_the_runs_numbers_and_marks_its_line(make_subject: MakeSubject) -> None:
    subject = make_subject(NETWORKS["softmax"], batch=3, learning_rate=0.01)
    lines = texts(derivation("algorithm", Derivation(subject, 0), run=RUN)).splitlines()
    # 120 samples in batches of 32 are 4 steps an epoch, of which 10 epochs have 40: 0 .. 39
    assert any("S = 120" in line and "K = 39" in line for line in lines)
    assert any("k = 10;  t = 2.5 of 10 epochs, 4 steps each" in line for line in lines)
    assert any("j = 7, 3, 120" in line for line in lines)
    assert [line for line in lines if line.startswith("▸ ")] == [
        "▸   choose a mini-batch of B samples j from 1 … S",
        "▸ is the line to be done next. The samples come in a random order, each once an epoch, "
        "then in a new order. The lecture calls K the most epochs, but its loop takes one step "
        "for each k.",
    ]
    network = subject.network
    network.compute_gradient(subject.inputs, subject.targets)
    gradients = [*network.weight_gradients, *network.bias_gradients]
    norm = np.sqrt(sum(float((gradient**2).sum()) for gradient in gradients))
    found = [re.search(r"‖∇e‖ = ([.\d]+)$", line) for line in lines]
    numbers = [float(match[1]) for match in found if match]
    np.testing.assert_allclose(numbers, [norm, 0.01 * norm], rtol=2e-3)
    mean = network.mean_loss(subject.inputs, subject.targets)
    found = [re.search(r": e = ([.\d]+)$", line) for line in lines]
    np.testing.assert_allclose([float(m[1]) for m in found if m], [mean], rtol=2e-3)
    for line, text in ((AlgorithmLine.GRADIENT, "gradient"), (AlgorithmLine.UPDATE, "update")):
        page = derivation("algorithm", Derivation(subject, 0), run=replace(RUN, line=line))
        assert f"▸   {text}" in texts(page)
    over = replace(RUN, epoch=10.0, step=40)
    assert "▸ output  w* = wᴷ⁺¹" in texts(derivation("algorithm", Derivation(subject, 0), run=over))


def test_the_last_step_counts_what_is_left_with_the_present_batches() -> None:
    assert RUN.last_step == 39
    # 2.25 epochs are 30 of 120 samples into the third: 90 left are 3 steps of 32, and 7 epochs 28
    assert replace(RUN, epoch=2.25, step=100).last_step == 100 + 3 + 28 - 1
    assert replace(RUN, epoch=0.0, step=0, batch_size=1, epochs=1).last_step == 119
    assert replace(RUN, epoch=10.0, step=40).steps_left == 0


def test_a_listing_of_gradient_descent_draws_nothing(make_subject: MakeSubject) -> None:
    subject = make_subject(NETWORKS["labels"], batch=3, learning_rate=0.01)
    full = replace(RUN, batch_size=120, step=2, epoch=2.0)
    page = derivation("algorithm", Derivation(subject, 0), run=full)
    assert "take all S samples" in texts(page)
    assert "gradient descent" in texts(page)


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("t", [0.0, 0.02, 2.5, 7.0, 9.75])
def test_the_schedules_numbers_come_to_the_rate_that_is_used(
    make_subject: MakeSubject, name: str, t: float
) -> None:
    settings = ScheduleSettings(0.5, 0.25, 4.0, 10.0)
    whole = int(t)
    begun = -(-round((t - whole) * 100) // 25)
    run = replace(
        RUN, schedule=name, schedule_settings=settings, epoch=t, samples=100,
        batch_size=25, step=4 * whole + begun,
    )  # fmt: skip
    rate = SCHEDULES[name].rate(t, settings)
    page = derivation(
        "schedule", Derivation(make_subject(NETWORKS["deep"], learning_rate=rate), 0), run=run
    )
    line = next(text for text in texts(page).splitlines() if re.match(r"γₖ = [\d]", text))
    formula, result = line.removeprefix("γₖ = ").rsplit(" = ", 1)
    python = formula.replace("·", "*").replace("^", "**").replace("π ", "np.pi*")
    python = python.replace("/2 (", "/2*(").replace("cos", "np.cos")
    value = eval(python, {"np": np})  # noqa: S307  (the page's own arithmetic)
    np.testing.assert_allclose(value, rate, rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(float(result), rate, rtol=2e-2)
    table = matrix(page, "γₖ over the run")
    assert table.columns == ("k", "t", "γₖ", "γₖ / γ")
    assert table.values[table.rows.index("now")].tolist()[:2] == [run.step, t]
    # ten epochs of 4 steps
    assert table.values[table.rows.index("epoch 5")].tolist()[:2] == [20, 5]
    assert all(check.holds for check in checks(page))


def test_no_k_is_shown_for_a_run_whose_batch_size_was_changed(make_subject: MakeSubject) -> None:
    step = Derivation(make_subject(NETWORKS["deep"], learning_rate=0.01), 0)
    page = derivation("schedule", step, run=replace(RUN, step=77))
    assert matrix(page, "γₖ over the run").columns == ("t", "γₖ", "γₖ / γ")


def test_without_a_run_there_is_one_step(make_subject: MakeSubject) -> None:
    step = Derivation(make_subject(NETWORKS["softmax"]), 0)
    assert "There is no run here" in texts(derivation("schedule", step))
    page = derivation("algorithm", step)
    assert "There is no run here" in texts(page)
    assert "▸" not in texts(page)
    assert all(check.holds for check in checks(page))


@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.parametrize("value", [np.nan, np.inf, 1e300])
def test_a_network_that_diverged_is_shown_as_it_is(
    make_subject: MakeSubject, kind: str, value: float
) -> None:
    subject = make_subject(NETWORKS[kind])
    subject.network.weights[-1][...] = value
    for name in derivation_names():
        page_text(derivation(name, Derivation(subject, 0), run=RUN), 80)


def test_a_sum_needs_a_smaller_rate_than_the_mean(make_subject: MakeSubject) -> None:
    step = Derivation(make_subject(NETWORKS["softmax"], batch=4, learning_rate=0.0125), 0)
    page = derivation("total_error", step, run=replace(RUN, schedule="constant"))
    found = matrix(page, "sum and mean in this run")
    assert found.rows == ("SGD, B = 1", "this run's B", "all, B = S")
    np.testing.assert_allclose(
        found.values,
        [[1, 120, 1200, 0.0125, 0.0125], [32, 4, 40, 0.0125, 0.0125 / 32],
         [120, 1, 10, 0.0125, 0.0125 / 120]],
    )  # fmt: skip
    assert "10 · ⌈S/B⌉ = 40 steps" in texts(page)
    losses = [loss(Derivation(step.subject, n), list(step.network.weights)) for n in range(4)]
    assert f"Ē = {entry_text(sum(losses), signed=False)} / 4" in texts(page)
    # the gradient of the sum is four times that of the mean, along which nn steps
    gradients = step.batch_step.gradients
    mean = np.sqrt(sum((g**2).sum() for g in (*gradients.weights, *gradients.biases)))
    long, short = (entry_text(float(each), signed=False) for each in (4 * mean, mean))
    assert f"‖∇E‖ = {long} = 4 · {short}" in texts(page)
    moved = (entry_text(float(0.0125 * each), signed=False) for each in (mean, 4 * mean))
    assert "γ ‖∇Ē‖ = {},   γ ‖∇E‖ = {}".format(*moved) in texts(page)
    assert "There is no run here" in texts(derivation("total_error", step))


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_schedules_curve_is_the_rate_of_its_formula(
    make_subject: MakeSubject, name: str
) -> None:
    run = replace(RUN, schedule=name)
    page = derivation("schedule", Derivation(make_subject(NETWORKS["deep"]), 0), run=run)
    (curve,) = (block for block in page.blocks if isinstance(block, Curve))
    assert (curve.x[0], curve.x[-1], curve.here) == (0, 10, 2.5)
    rates = [SCHEDULES[name].rate(float(t), run.schedule_settings) for t in curve.x]
    np.testing.assert_allclose(curve.y, rates)
    listed = page_markdown(page).split("γₖ from the first step")[1]
    assert listed.count("\n| ") == len(curve.x) + 1  # and the line under the heads
    record = next(each for each in page_record(page)["blocks"] if "curve" in each)
    assert record["x"] == curve.x.tolist()
    assert record["y"] == curve.y.tolist()


@pytest.mark.parametrize("kind", ["squared_error", "softmax_labels", "naive_softmax"])
def test_derivations_are_true_of_networks_for_teaching_or_say_what_is_missing(
    make_subject: MakeSubject, kind: str
) -> None:
    architecture = Architecture(3, (LayerSpec(4, "tanh"),), 3, loss=kind)
    step = Derivation(make_subject(architecture, batch=2), 0)
    for name in derivation_names():
        page = derivation(name, step, run=RUN)
        assert all(check.holds for check in checks(page)), (name, checks(page))
        if kind != "naive_softmax" and name in ("substitution", "sigmoid"):
            assert [type(block) for block in page.blocks] == [Sentence], name
