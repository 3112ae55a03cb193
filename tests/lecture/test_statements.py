"""The lecture's statements: each has a reason and a page, and the pages' numbers are right."""

import re
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pytest
from independent_numbers import Rows, central_differences, flow_figures, loss_of, matrices
from three_networks import EVERY, MORE, NETWORKS, RUN, every_page, pages_of, subject_of

from tui_mlp.lecture.derivations import derivation_names
from tui_mlp.lecture.pages.latex import latex
from tui_mlp.lecture.pages.page import Check, Formula, Matrix, Page
from tui_mlp.lecture.pages.page_markdown import page_markdown
from tui_mlp.lecture.pages.page_record import page_record
from tui_mlp.lecture.pages.page_text import page_text
from tui_mlp.lecture.statements.statement import (
    DerivationPage,
    ScenarioPage,
    WorkbenchPage,
)
from tui_mlp.lecture.statements.table import STATEMENTS
from tui_mlp.lecture.step.subject import Subject
from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.nn.network import Network
from tui_mlp.scenario.file import find_scenario

Kind = TypeVar("Kind")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def blocks(pages: tuple[Page, ...], kind: type[Kind]) -> list[Kind]:
    return [block for page in pages for block in page.blocks if isinstance(block, kind)]


def test_every_statement_is_there_with_a_reason_of_one_to_three_sentences() -> None:
    assert len(STATEMENTS) == 57
    for _, statement in EVERY:
        assert len(statement.line) <= 68, statement.line
        assert 1 <= len(re.findall(r"[.?](?= |$)", statement.why)) <= 3, statement.why
        assert statement.why.endswith("."), statement.why


def test_every_statement_has_a_page() -> None:
    subject = subject_of("softmax")
    for number, statement in EVERY:
        if isinstance(statement.shown, DerivationPage):
            assert statement.shown.name in derivation_names()
        assert all(page.title and page.blocks for page in pages_of(subject, number))
        assert pages_of(subject, number)


@pytest.mark.parametrize(("number", "failure"), [(4, "one_neuron"), (5, "sigmoids")])
def test_what_fails_is_run_from_its_statement(number: int, failure: str) -> None:
    shown = STATEMENTS[number - 1].shown
    assert isinstance(shown, ScenarioPage)
    runs = find_scenario(shown.name).variants
    assert [run.config.teaching for run in runs] == [failure, "off"]


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("number", [number for number, _ in EVERY])
def test_the_numbers_of_each_page_are_those_of_an_independent_computation(
    name: str, number: int
) -> None:
    subject = subject_of(name)
    pages = pages_of(subject, number)
    expected = matrices(subject)
    expected["from the output down"] = flow_figures(expected, len(subject.network.weights))
    for page in pages:
        assert page_text(page, 80)
        assert page_markdown(page).count("$$") % 2 == 0
        assert page_record(page)["blocks"]
    for check in blocks(pages, Check):
        assert check.holds, check
    shown = blocks(pages, Matrix)
    for matrix in shown:
        compare(matrix, subject, expected)
    has_numbers = not isinstance(STATEMENTS[number - 1].shown, ScenarioPage | DerivationPage)
    assert shown or not has_numbers


def compare_softmax_in_a_computer(matrix: Matrix, expected: dict[str, np.ndarray]) -> None:
    """The formula as it reads in both types, for logits that are moved, and the answer itself."""
    logits, yhat = expected["aᴸ"][0], expected["ŷ"][0]
    j = int(logits.argmax())
    for name, (moved, single, double, out) in zip(matrix.rows, matrix.values, strict=True):
        shift = float(name.removeprefix("c = ").replace("−", "-"))
        assert moved == pytest.approx(logits[j] + shift)
        assert out == pytest.approx(yhat[j], rel=1e-9)
        for value, dtype, digits in ((single, np.float32, 1e-4), (double, np.float64, 1e-9)):
            with np.errstate(all="ignore"):
                powers = np.exp((logits + shift).astype(dtype))
                naive = powers[j] / powers.sum()
            assert value == pytest.approx(naive, rel=digits, nan_ok=True)
    known = np.isfinite(matrix.values)
    assert known[:, 1:].tolist() == [
        [True, True, True], [True, True, True], [False, True, True],
        [False, True, True], [False, False, True], [False, False, True],
    ]  # fmt: skip


@pytest.mark.parametrize("name", [*NETWORKS, *MORE])
def test_the_numbers_of_each_phase_are_those_of_an_independent_computation(name: str) -> None:
    subject = subject_of(name)
    expected = matrices(subject)
    expected["from the output down"] = flow_figures(expected, len(subject.network.weights))
    pages = every_page(name)
    assert {page.phase for page in pages} == set(range(9))
    for page in pages:
        for matrix in blocks((page,), Matrix):
            compare(matrix, subject, expected, page.layer)


@pytest.mark.parametrize("name", [*NETWORKS, *MORE])
def test_the_independent_gradient_is_that_of_central_differences(name: str) -> None:
    subject = subject_of(name)
    found = matrices(subject)
    for symbol, differences in central_differences(subject).items():
        np.testing.assert_allclose(found[symbol], differences, rtol=1e-6, atol=3e-10)


def compare(
    matrix: Matrix, subject: Subject, expected: dict[str, Rows], layer: int | None = None
) -> None:
    """Hold a matrix's numbers against those that were worked out for its name."""
    name, values = matrix.name, matrix.values
    if name == "the step and its outcome":
        compare_step(matrix, subject, expected)
    elif name == "the sum of the paths":
        gradient = expected["∂e/∂W¹"].ravel()
        assert values[-1, -1] == pytest.approx(gradient[np.abs(gradient).argmax()], rel=1e-9)
        np.testing.assert_allclose(np.cumsum(values[:, 0]), values[:, 1], rtol=1e-9)
    elif name == "the worst entry of each":
        compare_differences(matrix, expected, layer)
    elif matrix.rows[:2] == ("p", "q"):
        compare_divergences(matrix)
    elif matrix.rows[:2] == ("pⱼ", "qⱼ"):
        compare_gibbs(matrix, subject, expected)
    elif name == "the three ways":
        compare_ways(matrix, subject)
    elif matrix.columns[1:2] == ("float32",):
        compare_softmax_in_a_computer(matrix, expected)
    else:
        compare_by_name(matrix, expected, subject.learning_rate)


def compare_by_name(matrix: Matrix, expected: dict[str, Rows], rate: float) -> None:
    """What is worked out from nothing but the name."""
    name, values = matrix.name, matrix.values
    if name == "γₖ over the run":
        compare_schedule(matrix, rate)
    elif name == "sum and mean in this run":
        compare_sizes(matrix, rate)
    elif name == "r":
        assert values.sum() == pytest.approx(1)
    else:
        if matrix.columns[-1] == "∂e/∂ŷₘ":
            name = "the long way: ∂ŷₘ/∂aᴸⱼ"
        elif matrix.rows[:2] == ("y", "ŷ") and name == "terms":
            name = "terms for teaching"
        np.testing.assert_allclose(values, expected[name], rtol=1e-9, atol=1e-15, err_msg=name)


def compare_differences(matrix: Matrix, expected: dict[str, Rows], layer: int | None) -> None:
    """The gradient of an entry, its central difference, and how far they are apart."""
    above = str(layer).translate(str.maketrans("123456789", "¹²³⁴⁵⁶⁷⁸⁹"))
    for label, (gradient, difference, error) in zip(matrix.rows, matrix.values, strict=True):
        places = [int(place.translate(_LOWERED)) - 1 for place in label.split(above)[1].split(",")]
        array = expected[f"∂e/∂{label[4].upper() if label[4] == 'w' else label[4]}{above}"]
        exact = array[tuple(places)] if len(places) > 1 else array[0, places[0]]
        assert gradient == pytest.approx(exact, rel=1e-9)
        assert difference == pytest.approx(exact, rel=1e-4, abs=1e-9)
        size = max(abs(gradient) + abs(difference), 1e-3)
        assert error == pytest.approx(abs(gradient - difference) / size)


def compare_gibbs(matrix: Matrix, subject: Subject, expected: dict[str, Rows]) -> None:
    """Each row from p and q, which are y and yhat, an output's two outcomes, or the lecture's."""
    p, q, x, log_x, less, terms, differences = matrix.values
    y, yhat = expected["y"][0], expected["ŷ"][0]
    if "1/4" in matrix.name:
        pairs = [(np.array([0.25, 0.75]), np.array([0.5, 0.5]))]
    elif subject.network.architecture.loss != "sigmoid":
        pairs = [(y[y > 0], yhat[y > 0])]
    else:
        both = np.stack([y, 1 - y], axis=1), np.stack([yhat, 1 - yhat], axis=1)
        pairs = [(one[one > 0], other[one > 0]) for one, other in zip(*both, strict=True)]
    divergences = [(one * np.log(one / other)).sum() for one, other in pairs]
    np.testing.assert_allclose((p, q), pairs[int(np.argmax(divergences))])
    np.testing.assert_allclose((x, log_x, less), (q / p, np.log(q / p), q / p - 1), atol=1e-15)
    np.testing.assert_allclose((terms, differences), (p * np.log(q / p), q - p), atol=1e-15)


def compare_schedule(matrix: Matrix, rate: float) -> None:
    """gamma / (1 + t/T) at each time, which the run's place is among."""
    steps, times, rates, shares = matrix.values.T
    at = replace(RUN.schedule_settings, base=1.5 * rate)
    np.testing.assert_allclose(steps, times * RUN.samples)
    np.testing.assert_allclose(rates, at.base / (1 + times / at.period))
    np.testing.assert_allclose(shares, rates / at.base)
    assert np.isclose(rates, rate).any()


def compare_sizes(matrix: Matrix, rate: float) -> None:
    """Steps in an epoch and in the run of each B, and the rates for the mean and for the sum."""
    sizes, per_epoch, steps, rates, of_sum = matrix.values.T
    assert sizes.tolist() == sorted({1, RUN.batch_size, RUN.samples})
    np.testing.assert_array_equal(per_epoch, np.ceil(RUN.samples / sizes))
    np.testing.assert_array_equal(steps, RUN.epochs * per_epoch)
    assert (rates == rate).all()
    np.testing.assert_allclose(of_sum * sizes, rates)


def compare_step(matrix: Matrix, subject: Subject, expected: dict[str, np.ndarray]) -> None:
    """The loss before and after, and the promise, from the gradient that is right already."""
    before, promised, came, after = matrix.values[0]
    square = sum((expected[name] ** 2).sum() for name in expected if name[:5] in ("∂e/∂W", "∂e/∂b"))
    assert promised == pytest.approx(-subject.learning_rate * square, rel=1e-9)
    moved = Network(subject.network.architecture, np.float64)
    names = zip(moved.weights, moved.biases, strict=True)
    for layer, (w, b) in enumerate(names, start=1):
        above = str(layer).translate(str.maketrans("123456789", "¹²³⁴⁵⁶⁷⁸⁹"))
        w[...] = expected[f"W{above} after"].T
        b[...] = expected[f"b{above} after"][0]
    there = Subject(moved, subject.inputs, subject.targets, 0.1, subject.class_names, ())
    for network, loss in ((subject, before), (there, after)):
        assert loss_of(network) == pytest.approx(loss, rel=1e-9)
    assert came == pytest.approx(after - before, rel=1e-9)


def compare_ways(matrix: Matrix, subject: Subject) -> None:
    """Plain steps down the gradient that is right already, from the subject's weights."""
    network = Network(subject.network.architecture, np.float64)
    network.parameters[...] = subject.network.parameters
    steps, length = 0, 0.0
    while steps < matrix.values[0, 1]:
        network.compute_gradient(subject.inputs, subject.targets)
        network.parameters -= 0.1 * network.gradient
        length += 0.1 * np.linalg.norm(network.gradient)
        steps += 1
    loss = network.mean_loss(subject.inputs, subject.targets)
    distance = np.linalg.norm(network.parameters - subject.network.parameters)
    for row in matrix.values:
        np.testing.assert_allclose(row[:6], [1, steps, steps, loss, length, distance], rtol=1e-7)
        assert row[6] == pytest.approx(100, abs=1e-6)


def compare_divergences(matrix: Matrix) -> None:
    """Each term from p and q, which are distributions."""
    p, q, forth, back = matrix.values
    assert p.sum() == pytest.approx(1)
    assert q.sum() == pytest.approx(1)
    for one, other, terms in ((p, q, forth), (q, p, back)):
        with np.errstate(divide="ignore", invalid="ignore"):
            np.testing.assert_allclose(terms, np.where(one > 0, one * np.log(one / other), 0))


def test_the_sample_is_on_the_workbench_where_it_is_a_distribution() -> None:
    number = next(n for n, s in EVERY if s.shown == WorkbenchPage(of_sample=True))
    for name, mine in (("softmax", True), ("labels", False)):
        subject = subject_of(name)
        p, q = blocks(pages_of(subject, number), Matrix)[0].values[:2]
        found = matrices(subject)
        expected = (found["y"][0], found["ŷ"][0]) if mine else ((0.25, 0.75), (0.5, 0.5))
        np.testing.assert_allclose([p, q], expected)


def test_an_infinite_divergence_is_explained() -> None:
    subject = subject_of("softmax").with_value("b3", (0, 1), -2000.0, 0)
    number = next(n for n, s in EVERY if s.shown == WorkbenchPage(of_sample=True))
    text = page_text(pages_of(subject, number)[0], 80)
    assert "q gives c1 no chance, but p does" in text


def test_what_the_reasons_say_in_numbers() -> None:
    reasons = {statement.line: statement.why for statement in STATEMENTS}
    p, q = np.array([0.25, 0.75]), np.array([0.5, 0.5])
    forth, back = (p * np.log(p / q)).sum(), (q * np.log(q / p)).sum()
    (why,) = (why for line, why in reasons.items() if "not symmetric" in line)
    assert f"{forth:.4f}"[1:] in why
    assert f"{back:.4f}"[1:] in why
    assert ACTIVATIONS["sigmoid"].largest_slope == 0.25
    # the sum's gradient is S times the mean's, so gamma / S there takes the step of gamma here
    (why,) = (why for line, why in reasons.items() if line.startswith("The total error"))
    assert "γ / S" in why
    subject = subject_of("deep")
    inputs, targets = np.random.default_rng(1).normal(size=(7, 3)), np.eye(3)[[0, 1, 2, 0, 1, 2, 0]]
    network, total = subject.network, np.zeros_like(subject.network.gradient)
    for place in range(7):
        network.compute_gradient(inputs[[place]], targets[[place]])
        total += network.gradient
    network.compute_gradient(inputs, targets)
    np.testing.assert_allclose(0.1 / 7 * total, 0.1 * network.gradient, atol=1e-15)


def test_formulas_become_latex() -> None:
    assert latex("δˡ = Vˡ⁺¹ δˡ⁺¹") == r"\delta^{l} = V^{l+1} \delta^{l+1}"
    assert latex("∂e/∂w²₁,₂ = (1)(−.5479)") == r"\partial e/\partial w^{2}_{1,2} = (1)(-.5479)"
    assert latex("Σₘ≠ⱼ yₘ  log ŷₘ") == r"\sum_{m\ne j} y_{m} \quad \log  \hat{y}_{m}"
    assert latex("Diag(φ²') (a¹)ᵀ = 4.4e-5") == (
        r"\operatorname{Diag}(\varphi^{2}') (a^{1})^{\top } = 4.4 \cdot 10^{-5}"
    )
    assert latex("class a_b & c") == r"\text{class a}\_b \& c"
    every = [block for number, _ in EVERY for block in blocks(
        pages_of(subject_of("softmax"), number), Formula)]  # fmt: skip
    assert len(every) > 100
    for formula in every:
        written = latex(formula.text)
        assert written.count("{") == written.count("}")
        assert not re.search(r"[^\x00-\x7f]", written.replace("'", "")), written
