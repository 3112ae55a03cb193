"""Every sentence of a page that states a number or a comparison is held by one of `CLAIMS`.

A sentence that matches none of them fails: whoever writes it says here how it is to be checked, on
numbers that are worked out without the lecture's code.
"""

import itertools
import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from independent_numbers import SLOPES, loss_of, matrices
from intervals import Interval, value_of
from named_numbers import Case
from stated import STATES, sentences_of, sigmoid, slope, softmax
from three_networks import MORE, NETWORKS, RUN, every_page, subject_of

from tui_mlp.lecture.pages.page import Matrix, Page, Sentence
from tui_mlp.lecture.step.subject import float64_network
from tui_mlp.nn.activations import ACTIVATIONS, Family
from tui_mlp.nn.losses import LOSSES
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.session import TrainingSession

EVERY_NETWORK = NETWORKS | MORE
Check = Callable[[Case, re.Match[str], Page], object]
NUMBER = r"([+−]?(?:[\d ]*\d)?\.?\d+(?:e-?\d+)?)"


def near(text: str, exact: float) -> bool:
    """Whether a printed number is this one, to its digits; three of them count as all."""
    found = value_of(text)
    assert found is not None
    slack = 0.0 if len(re.sub(r"\D", "", text)) > 3 else 0.005 * abs(exact)
    return found.meets(Interval(exact - slack, exact + slack))


def norm(values: np.ndarray) -> float:
    return float(np.linalg.norm(values))


def layer_of(page: Page) -> str:
    assert page.layer is not None
    return Case.above(page.layer)


def slopes(case: Case, page: Page) -> np.ndarray:
    return case.row(f"φ{layer_of(page)}'")


def length_goes(case: Case, match: re.Match[str], page: Page) -> bool:
    """From the layer above to this one, and the factor between them."""
    start, end, factor = match.groups()
    here, above = (norm(case.row(f"δ{Case.above(n)}")) for n in (page.layer, page.layer + 1))
    return near(start, above) and near(end, here) and near(factor, here / above)


def saturated(case: Case, match: re.Match[str], page: Page) -> bool:
    name = EVERY_NETWORK[case.name].activations[page.layer - 1]
    flat = int((slopes(case, page) < 0.01).sum())
    counts = [str(flat), str(slopes(case, page).size)]
    return list(match.groups()) == counts and ACTIVATIONS[name].family is Family.SATURATING


def off(case: Case, match: re.Match[str], page: Page) -> bool:
    z = case.row(f"z{layer_of(page)}")
    return list(match.groups()) == [str(int((z <= 0).sum())), str(z.size)]


def closed(case: Case, match: re.Match[str], page: Page) -> bool:
    """Units without a slope have no gradient by their weights."""
    slope = slopes(case, page)
    silent = case.found[f"∂e/∂W{layer_of(page)}"][slope == 0]
    return (
        list(match.groups()) == [str(int((slope == 0).sum())), str(slope.size)] and not silent.any()
    )


def certain(case: Case, match: re.Match[str], _page: Page) -> bool:
    """NE is 0 and CE is KL; of softmax it is -log yhat of the true class."""
    negative, cross, kl = case.found["terms"][:, -1]
    j = int(case.row("y").argmax())
    named = match.group(1)
    right = named is None or named == "₁₂₃₄"[j]
    return negative == 0 and cross == kl and right and (named is not None) == case.softmax


def one_class(case: Case, match: re.Match[str], page: Page) -> bool:
    return int(np.count_nonzero(case.row("y"))) == 1 and true_class(case, match, page)


def true_class(case: Case, _match: re.Match[str], _page: Page) -> bool:
    """Rows of the Jacobian with y_m not 0 are used, and what comes of them is yhat - y."""
    y = case.row("y")
    used = (-y / case.row("ŷ"))[y != 0] @ case.found["∂ŷₘ/∂aᴸⱼ"][y != 0]
    return bool(np.allclose(used, case.row("ŷ") - y))


def no_larger_than_expected(case: Case, _match: re.Match[str], _page: Page) -> bool:
    """The change of the loss is within a tenth of -gamma |g|^2."""
    subject = subject_of(case.name)
    expected = -subject.learning_rate * sum(case.squares)
    return abs(_loss_after(case) - case.loss - expected) < 0.1 * abs(expected)


def part_of_expected(case: Case, match: re.Match[str], _page: Page) -> bool:
    expected = -subject_of(case.name).learning_rate * sum(case.squares)
    part = (_loss_after(case) - case.loss) / expected
    return abs(part - 1) >= 0.1 and abs(float(match.group(1)) / 100 - part) < 5e-3


def _loss_after(case: Case, part: float = 1.0) -> float:
    """The loss after the step, or after a part of it."""
    found = case.found

    def moved(name: str) -> np.ndarray:
        return found[name] + part * (found[f"{name} after"] - found[name])

    a, depth, activations = case.row("x"), case.depth, EVERY_NETWORK[case.name].activations
    for above, name in zip(map(Case.above, range(1, depth + 1)), activations, strict=True):
        z = moved(f"W{above}") @ a + moved(f"b{above}")[0]
        a = SLOPES[name][0](z)
    y = case.row("y")
    if EVERY_NETWORK[case.name].loss == "squared_error":
        return float(((softmax(a) - y) ** 2).sum() / 2)
    if case.softmax:
        return float(y.sum() * np.log(np.exp(a).sum()) - y @ a)
    return float((np.log1p(np.exp(a)) - y * a).sum())


def paths(case: Case, match: re.Match[str], _page: Page) -> bool:
    """The product of the sizes of the layers above the first."""
    rows = [case.found[f"W{Case.above(n)}"].shape[0] for n in range(2, case.depth + 1)]
    count, product = match.group(1), match.group(2)
    counted = f"{int(np.prod(rows)):,}".replace(",", " ")
    return count == counted and (product is None or product.split(" · ") == list(map(str, rows)))


def largest_weight(case: Case, match: re.Match[str], _page: Page) -> bool:
    """The weight is that of the largest gradient in the first layer."""
    j, i = int(match.group(1)) - 1, int(match.group(2)) - 1
    size = np.abs(case.found["∂e/∂W¹"])
    return bool(size[i, j] == size.max())


def sizes(case: Case, match: re.Match[str], _page: Page) -> bool:
    layer, rows, columns, entries, product = match.groups()
    shape = case.found[f"W{layer}"].shape
    return [rows, columns, entries, product] == [*map(str, shape), str(shape[1]), str(shape[0])]


def product_goes(case: Case, match: re.Match[str], _page: Page) -> bool:
    """The spectral norms of two products that follow each other are shown in this order."""
    before, after, times = map(float, match.groups())
    norms = [1.0, *case.found["norms"][:, 1]]
    pairs = list(itertools.pairwise(norms))
    return any(
        np.allclose((before, after, times), (one, two, two / one), rtol=6e-3) for one, two in pairs
    )


def steps_back(case: Case, match: re.Match[str], _page: Page) -> bool:
    count, start, end = match.groups()
    words = "one step" if case.depth == 2 else f"{case.depth - 1} steps"
    first, last = norm(case.row("δ¹")), norm(case.row(f"δ{Case.above(case.depth)}"))
    factors = np.prod(
        [
            norm(case.row(f"δ{Case.above(n)}")) / norm(case.row(f"δ{Case.above(n + 1)}"))
            for n in range(1, case.depth)
        ]
    )
    product = np.isclose(first, last * factors)
    return count == words and near(start, last) and near(end, first) and bool(product)


def triangle(_case: Case, _match: re.Match[str], page: Page) -> bool:
    p, q = next(block.values[:2] for block in page.blocks if isinstance(block, Matrix))
    r = next(b.values[0] for b in page.blocks if isinstance(b, Matrix) and b.name == "r")

    def kl(one: np.ndarray, other: np.ndarray) -> float:
        there = one > 0
        return float((one[there] * np.log(one[there] / other[there])).sum())

    return kl(p, r) > kl(p, q) + kl(q, r)


def rates_fall_like_1_over_t(_case: Case, _match: re.Match[str], _page: Page) -> bool:
    """Sums of gamma_k to ten times as far grow by about the same; those of the squares do not."""
    t = np.arange(1, 10**6)
    rates = 1 / (1 + t / RUN.schedule_settings.period)
    sums, squares = np.cumsum(rates), np.cumsum(rates**2)
    growth = [np.diff(each[[10**4 - 2, 10**5 - 2, 10**6 - 2]]) for each in (sums, squares)]
    return bool(growth[0][1] > 0.95 * growth[0][0] and growth[1][1] < 0.2 * growth[1][0])


def least_of_both(case: Case, match: re.Match[str], _page: Page) -> bool:
    """Of answers between yhat and y, and elsewhere, y itself has the least CE and SE."""
    y, entropy = case.row("y"), match.groups()[0] if match.groups() else None
    answers = np.random.default_rng(0).dirichlet(np.ones(y.size), size=200)
    shares = np.linspace(0.01, 1, 50)[:, None]
    others = np.concatenate([answers, y + shares * (case.row("ŷ") - y)])
    cross = -np.log(others[:, y > 0]) @ y[y > 0]
    least = -float(y[y > 0] @ np.log(y[y > 0]))
    told = least == 0 if entropy is None else least > 0 and near(entropy, least)
    return told and (cross > least).all() and (((others - y) ** 2).sum(axis=1) > 0).all()


def bounds(case: Case, _match: re.Match[str], _page: Page) -> bool:
    """-log of ever less has no bound; half a squared distance of one-hot y is 1 at most."""
    y = case.row("y")
    q = np.array([(1 - s) * (y < y.max()) / (y.size - 1) + s * (y == y.max())
                  for s in (1e-2, 1e-30, 1e-300)])  # fmt: skip
    cross = [float(-(y[y > 0] @ np.log(each[y > 0]))) for each in q]
    answers = np.random.default_rng(0).dirichlet(np.full(y.size, 0.2), size=500)
    one_hot = np.eye(y.size)[y.argmax()]
    squares = [*((answers - one_hot) ** 2).sum(axis=1) / 2, 1.0]
    return cross[2] > 5 * cross[1] > 25 * cross[0] and max(squares) <= 1


def behind(case: Case, match: re.Match[str], _page: Page) -> bool:
    """The likeliest wrong class, and the true one, are those that are named."""
    y, a = case.row("y"), case.row("aᴸ")
    true = int(y.argmax())
    rival = max((j for j in range(y.size) if j != true), key=lambda j: a[j])
    return match.groups() == (f"{rival + 1} c{rival}", f"{true + 1} c{true}")


def sure_and_wrong(case: Case, _match: re.Match[str], _page: Page) -> bool:
    """With a wrong class 20 ahead CE leaves the whole error, and SE all but none of it."""
    y, a = case.row("y"), case.row("aᴸ").copy()
    a[(int(y.argmax()) + 1) % y.size] = a.max() + 20
    q = softmax(a)
    of_square = (np.diag(q) - np.outer(q, q)) @ (q - y)
    return bool(norm(q - y) > 1 and norm(of_square) < 1e-7)


def surface_start(case: Case, match: re.Match[str], _page: Page) -> bool:
    return match.group(1) == "1 training sample" and near(match.group(2), case.loss)


def surface_way(_case: Case, match: re.Match[str], page: Page) -> bool:
    """The numbers of its row, which are held by themselves."""
    name, steps, gradients, end, times = match.groups()
    table = next(block for block in page.blocks if isinstance(block, Matrix))
    row = table.values[[each.casefold() for each in table.rows].index(name.casefold())]
    bent = row[4] / row[5]
    straight = bent < 1.005 if times is None else near(times, bent)
    return [int(steps), int(gradients)] == [*row[1:3]] and near(end, row[3]) and straight


def surface_seen(_case: Case, match: re.Match[str], page: Page) -> bool:
    table = next(block for block in page.blocks if isinstance(block, Matrix))
    told = re.findall(r"(\d+)% of (\w[\w -]*)", match.group(1))
    return [(str(round(float(row[6]))), name) for name, row in zip(
        table.rows, table.values, strict=True)] == told  # fmt: skip


def sum_of_samples(case: Case, _match: re.Match[str], _page: Page) -> bool:
    """Of three samples: E falls along the sum of their gradients, and w is the same either way."""
    subject, rng = subject_of(case.name), np.random.default_rng(3)
    inputs = rng.normal(size=(3, subject.inputs.shape[1]))
    found = [matrices(replace(subject, inputs=x[None])) for x in inputs]
    names = [name for name in found[0] if name[:5] in ("∂e/∂W", "∂e/∂b")]
    summed = {name: sum(each[name] for each in found) for name in names}
    mean = {name: summed[name] / 3 for name in names}
    lengths = [sum(float((g**2).sum()) for g in each.values()) ** 0.5 for each in (summed, mean)]
    rate = 1e-6
    moved = float64_network(subject.network.architecture, subject.network.parameters)
    for layer, (w, b) in enumerate(zip(moved.weights, moved.biases, strict=True), start=1):
        w[...] -= rate * summed[f"∂e/∂W{Case.above(layer)}"].T
        b[...] -= rate * summed[f"∂e/∂b{Case.above(layer)}"][0]
    after = sum(loss_of(replace(subject, inputs=x[None], network=moved)) for x in inputs)
    before = sum(loss_of(replace(subject, inputs=x[None])) for x in inputs)
    same = [np.allclose(0.3 / 3 * summed[name], 0.3 * mean[name], rtol=1e-12) for name in names]
    return (
        np.isclose((before - after) / rate, lengths[0] ** 2, rtol=1e-3, atol=1e-8)
        and np.isclose(lengths[0], 3 * lengths[1])
        and all(same)
    )


def entries_of_gradient(case: Case, _match: re.Match[str], page: Page) -> bool:
    """delta_i phi'_i a_j, each on its own."""
    here, below = layer_of(page), Case.above(page.layer - 1)
    delta, a = case.row(f"δ{here}"), case.row(f"a{below}")
    rows = [[d * s * each for each in a] for d, s in zip(delta, slopes(case, page), strict=True)]
    return np.allclose(rows, case.found[f"∂e/∂W{here}"], rtol=1e-8, atol=1e-18)


def squares_bounded(case: Case, match: re.Match[str], _page: Page) -> bool:
    """Half a squared distance of two distributions; the cross-entropy of this answer."""
    y = case.row("y")
    answers = np.random.default_rng(0).dirichlet(np.full(y.size, 0.2), size=500)
    rows = np.concatenate([answers, np.eye(y.size)])
    entropy = -(y[y > 0] @ np.log(case.row("ŷ")[y > 0]))
    return ((rows - y) ** 2).sum(axis=1).max() / 2 <= 1 and near(match.group(1), entropy)


def part_that_is_left(case: Case, match: re.Match[str], _page: Page) -> bool:
    wrong, left = norm(case.row("ŷ") - case.row("y")), norm(case.row("δᴸ"))
    told = zip(match.groups(), (wrong, left, left / wrong), strict=True)
    return all(near(text, exact) for text, exact in told)


def flat_where_certain(_case: Case, _match: re.Match[str], _page: Page) -> bool:
    """Each entry by its factors, and all of them where a wrong class has all but everything."""
    for a in (np.array([0.3, -1, 2]), np.array([0.0, 25, 1])):
        q = softmax(a)
        entries = np.array([[slope(lambda t, a=a, m=m, j=j: softmax(a + t * np.eye(3)[j])[m], 0.0)  # type: ignore[misc]
                             for j in range(3)] for m in range(3)])  # fmt: skip
        factors = np.where(np.eye(3) == 1, np.outer(q, 1 - q), -np.outer(q, q))
        if not np.allclose(entries, factors, atol=1e-9):
            return False
    return norm(entries.T @ (q - np.array([1.0, 0, 0]))) < 1e-9


def labels_summed(case: Case, match: re.Match[str], _page: Page) -> bool:
    """The numbers that are told are the sums of y, and of yhat where there is a second."""
    sums = [case.row("y").sum(), case.row("ŷ").sum()]
    return all(near(text, exact) for text, exact in zip(match.groups(), sums, strict=False))


def least_of_labels(case: Case, match: re.Match[str], _page: Page) -> bool:
    """Among all answers, e of labels is least where they share 1 alike."""
    y, (least, share) = case.row("y"), match.groups()
    answers = np.random.default_rng(0).dirichlet(np.ones(y.size), size=500)
    e = -(np.log(answers) @ y)
    at = -float(y[y > 0] @ np.log(np.full(int(y.sum()), 1 / y.sum())))
    return near(least, at) and near(share, 1 / y.sum()) and bool((e > at).all())


def least_at_share(case: Case) -> bool:
    y = case.row("y")
    answers = np.random.default_rng(0).dirichlet(np.ones(y.size), size=500)
    return bool((np.log(answers) @ y < np.log(y / y.sum()) @ y).all())


def error_of_labels(case: Case, match: re.Match[str], _page: Page) -> bool:
    """delta^L is not yhat - y, and by central differences it is 0 at y / sum(y)."""
    y = case.row("y")
    share = y / y.sum()
    a = np.log(np.maximum(share, 1e-9))

    def e(move: float, j: int) -> float:
        return float(-(y @ np.log(softmax(a + move * np.eye(y.size)[j]))))

    gone = all(abs(slope(lambda t, j=j: e(t, j), 0.0)) < 1e-6 for j in range(y.size))  # type: ignore[misc]
    other = not np.allclose(case.row("δᴸ"), case.row("ŷ") - y)
    told = [each for each in match.groups() if each is not None]
    shown = all(near(text, y.sum()) or near(text, share.max()) for text in told)
    return gone and other and shown


def no_label(case: Case, _match: re.Match[str], _page: Page) -> bool:
    """Nothing is learned: every gradient is 0, and so is e."""
    gradients = [case.found[f"∂e/∂W{Case.above(n)}"] for n in range(1, case.depth + 1)]
    return not case.row("y").any() and case.loss == 0 and not any(g.any() for g in gradients)


def loss_for_teaching(case: Case, _match: re.Match[str], _page: Page) -> bool:
    return EVERY_NETWORK[case.name].loss in ("squared_error", "softmax_labels")


def unmoved(_case: Case, match: re.Match[str], page: Page) -> bool:
    steps, gradients, end = match.groups()[1:]
    table = next(block for block in page.blocks if isinstance(block, Matrix))
    return all(
        [int(steps), int(gradients), float(end)] == row[1:4].tolist() and row[4] == row[5] == 0
        for row in table.values
    )


def steps_of_run(_case: Case, match: re.Match[str], _page: Page) -> bool:
    epochs, steps = match.groups()
    counted = sum(1 for _ in range(0, RUN.samples, RUN.batch_size)) * RUN.epochs
    return (int(epochs), int(steps)) == (RUN.epochs, counted)


def range_of_exp(_case: Case, _match: re.Match[str], _page: Page) -> bool:
    """The largest numbers of both types, and where exp passes them."""
    with np.errstate(over="ignore", invalid="ignore"):
        powers = [np.exp(np.float32(88.72)), np.exp(np.float32(88.73))]
        powers += [np.exp(709.7), np.exp(709.8)]
        quotient = powers[1] / powers[1]
    largest = [f"{np.finfo(dtype).max:.2g}".replace("+", "") for dtype in ("float32", "float64")]
    return (
        np.isfinite(powers).tolist() == [True, False, True, False]
        and bool(np.isnan(quotient))
        and largest == ["3.4e38", "1.8e308"]
    )


def maximum_out(case: Case, _match: re.Match[str], _page: Page) -> bool:
    """Whatever is taken out, the shares are the same; with the maximum S is from 1 to C."""
    for a in (case.row("aᴸ"), np.array([900.0, 899.0, -900.0]), np.full(4, -1000.0)):
        powers = np.exp(a - a.max())
        small = np.exp(a - a.max() - 1.5) / np.exp(a - a.max() - 1.5).sum()
        right = powers.max() == 1 and 1 <= powers.sum() <= a.size
        if not (right and np.allclose(small, powers / powers.sum())):
            return False
    return bool(np.exp(-746.0) == 0 and np.exp(-740.0) > 0)


def likeliest(case: Case, match: re.Match[str], page: Page) -> bool:
    """The class of the largest yhat; and with the maximum out every row is the same."""
    j = int(case.row("ŷ").argmax())
    table = next(b for b in page.blocks if isinstance(b, Matrix) and b.rows[0] == "c = 0")
    return match.group(1) == f"{j + 1} c{j}" and np.allclose(table.values[:, 3], case.row("ŷ")[j])


def trains_in_float32(_case: Case, _match: re.Match[str], _page: Page) -> bool:
    """A run's numbers are float32, and softmax gets through logits that exp does not."""
    session = TrainingSession(TrainingConfig(dataset="iris"))
    logits = np.array([[1000.0, 999.0]], np.float32)
    with np.errstate(all="ignore"):
        left_in = LOSSES["naive_softmax"].probabilities(logits.copy())
    found = LOSSES["softmax"].probabilities(logits.copy())
    return (
        session.network.parameters.dtype == np.float32
        and not np.isfinite(left_in).all()
        and np.allclose(found[0, 0], 1 / (1 + np.exp(-1.0)))
    )


def of_yhat(test: Callable[[np.ndarray, np.ndarray, np.ndarray], object]) -> Check:
    """A check of yhat, y and a^L."""
    return lambda case, _m, _p: test(case.row("ŷ"), case.row("y"), case.row("aᴸ"))


def of_jacobian(test: Callable[[np.ndarray, np.ndarray], object]) -> Check:
    """A check of the Jacobian and yhat."""
    return lambda case, _m, _p: test(case.found["∂ŷₘ/∂aᴸⱼ"], case.row("ŷ"))


def is_slope(function: Callable[[float], float], claimed: Callable[[float], float]) -> Check:
    return lambda _c, _m, _p: all(
        np.isclose(slope(function, at), claimed(at), rtol=1e-6) for at in (0.2, 0.7, 1.5)
    )


SOFTMAX: Check = lambda case, _m, _p: case.softmax  # noqa: E731
LABELS: Check = lambda case, _m, _p: not case.softmax  # noqa: E731

CLAIMS: dict[str, Check] = {
    # the walk
    r"The one-hot y is a distribution over the classes that is certain: .*": of_yhat(
        lambda _yhat, y, _a: max(y) == y.sum() == 1 and (y >= 0).all()
    ),
    r"This y is a distribution that is not certain: its probability is spread .*": of_yhat(
        lambda _yhat, y, _a: np.isclose(y.sum(), 1) and np.count_nonzero(y) > 1
    ),
    r"Each yⱼ is a distribution of its own over two outcomes: yⱼ for yes, 1 − yⱼ for no\.": LABELS,
    r"(\d+) of (\d+) units are saturated: φ' < \.01 there\.": saturated,
    r"(\d+) of (\d+) units have z ≤ 0, where φ is flat or nearly so\.": off,
    r"φ is the identity, so that a(.) = z\1\.": lambda case, m, _p: np.array_equal(
        case.row(f"a{m.group(1)}"), case.row(f"z{m.group(1)}")
    ),
    r"The aᴸⱼ are scores, which may be any numbers; only the ŷⱼ are probabilities\.": of_yhat(
        lambda yhat, _y, a: not np.isclose(a.sum(), 1) and np.isclose(yhat.sum(), 1)
    ),
    r"A constant added to every aᴸⱼ .* only differences between the aᴸⱼ count\.": of_yhat(
        lambda yhat, _y, a: np.allclose(softmax(a - 3.7), yhat)
    ),
    r"Each ŷⱼ looks at its own aᴸⱼ alone and lies between 0 and 1\.": of_yhat(
        lambda yhat, _y, a: (yhat > 0).all() and (yhat < 1).all() and np.allclose(sigmoid(a), yhat)
    ),
    rf"They need not add up to 1: here Σⱼ ŷⱼ = {NUMBER}, the number of labels to expect\.": (
        lambda case, m, _p: near(m.group(1), case.row("ŷ").sum()) and case.row("ŷ").sum() != 1
    ),
    r"NE\(y\) does not depend on the network: .* is 0 only where ŷ = y\.": lambda case, _m, _p: (
        case.found["terms"][2, -1] > 0 and not np.array_equal(case.row("ŷ"), case.row("y"))
    ),
    rf"CE cannot fall below −NE\(y\) = {NUMBER}, which it reaches .*": lambda case, m, _p: (
        near(m.group(1), -case.found["terms"][0, -1])
        and case.found["terms"][1, -1] > -case.found["terms"][0, -1] > 0
    ),
    r"Here y is certain, NE\(y\) = 0, and both are the same number(?:, −log ŷ(.))?\.": certain,
    r"Only the true class has yₘ ≠ 0, so only its row is used: .* undo each other, .*": one_class,
    r"Every class with yₘ ≠ 0 adds its row: Σₘ yₘ = 1 collects them to ŷⱼ, .*": lambda case, m, p: (
        np.isclose(case.row("y").sum(), 1) and true_class(case, m, p)
    ),
    r"The slope ŷⱼ\(1−ŷⱼ\) of the sigmoid cancels .*": lambda case, _m, _p: np.allclose(
        np.prod(case.found["the long way"], axis=0), case.row("ŷ") - case.row("y")
    ),
    rf"On its way .* the error's length goes from {NUMBER} to {NUMBER}, a factor of {NUMBER}\.": (
        length_goes
    ),
    r"Every entry of the gradient is the error of the unit .*, times the activation .*": (
        entries_of_gradient
    ),
    r"(\d+) of (\d+) units have φ' = 0: their weights learn nothing\.": closed,
    r"The relative error is \|gradient − difference\| .* \(at least \.001\)\.": lambda *_: True,
    r"The loss changed as expected, to within a tenth: .*": no_larger_than_expected,
    r"The loss rose: the step was too long for the slope it followed, .*": lambda case, _m, _p: (
        _loss_after(case) > case.loss
    ),
    r"A smaller γ would have lowered it\.": lambda case, _m, _p: (
        _loss_after(case, 1e-4) < case.loss
    ),
    r"(\d+\.\d+)% of the expected change: .*": part_of_expected,
    r"One number is enough for two classes: ŷ is the probability of c1, .*": of_yhat(
        lambda yhat, _y, _a: yhat.size == 1 and 0 < yhat[0] < 1
    ),
    r"It is a softmax whose other logit is held at 0\.": of_yhat(
        lambda yhat, _y, a: np.isclose(softmax(np.array([a[0], 0.0]))[0], yhat[0])
    ),
    # softmax, Gibbs
    r"A power of e is positive, whatever the exponent is\.": lambda case, _m, _p: (
        case.row("exp(aᴸⱼ)") > 0
    ).all(),
    r"A sum of positive numbers is positive, and so is the quotient of two\.": of_yhat(
        lambda yhat, _y, a: np.exp(a).sum() > 0 and (yhat > 0).all()
    ),
    r"Every term has the same denominator S, .*": of_yhat(
        lambda yhat, _y, a: np.allclose(np.exp(a) / yhat, np.exp(a).sum())
    ),
    r"Positive and summing to 1, the ŷⱼ are a distribution, and none is above 1\.": of_yhat(
        lambda yhat, _y, _a: (yhat > 0).all() and np.isclose(yhat.sum(), 1) and (yhat <= 1).all()
    ),
    r"With this r the direct way is the longer one: KL has no triangle inequality\.": triangle,
    r"p = y is the label of the sample, q = ŷ the network's answer\.": SOFTMAX,
    r"p = y and q = ŷ, over the classes\.": lambda case, _m, _p: (case.row("y") > 0).all(),
    r"p = y and q = ŷ, over the classes; where pⱼ = 0 the term is 0, .*": lambda case, _m, _p: (
        case.softmax and (case.row("y") == 0).any()
    ),
    r"p and q are those of output \d \w+ alone: its y and ŷ, and what is left of 1[;.].*": LABELS,
    r"xⱼ = qⱼ/pⱼ from here on\.": lambda *_: True,
    r"x − 1 is the tangent of log at x = 1, and log bends downwards: it stays below\.": (
        lambda *_: all(np.log(x) <= x - 1 for x in (0.01, 0.5, 0.9999, 1.0, 1.001, 2.0, 50.0))
    ),
    r"Times pⱼ, which is positive and so keeps the ≤\.|Added up over all j with pⱼ > 0\.": (
        lambda _c, _m, page: all(
            (block.values[0] > 0).all() and (block.values[5] <= block.values[6] + 1e-15).all()
            for block in page.blocks
            if isinstance(block, Matrix)
        )
    ),
    r"p sums to 1, and q to at most 1, as a qⱼ with pⱼ = 0 may have been left out\.": (
        lambda _c, _m, page: all(
            np.isclose(block.values[0].sum(), 1) and block.values[1].sum() <= 1 + 1e-12
            for block in page.blocks
            if isinstance(block, Matrix)
        )
    ),
    r"Equality needs it in every step: xⱼ = 1, that is qⱼ = pⱼ, for each j\.": lambda *_: (
        np.log(1.0) == 0.0 == 1.0 - 1.0
    ),
    r"The same with the two distributions of the lecture, which have no 0:": lambda _c, _m, page: (
        [b.values[:2].tolist() for b in page.blocks if isinstance(b, Matrix)][-1]
        == [[0.25, 0.75], [0.5, 0.5]]
    ),
    # the Jacobian, the substitution, sigmoids
    r"exp is its own derivative, and only uⱼ has aᴸⱼ in it\.": is_slope(np.exp, np.exp),
    r"The quotient rule: .*": is_slope(lambda t: t**2 / np.exp(t), lambda t: (
        (2 * t * np.exp(t) - t**2 * np.exp(t)) / np.exp(t) ** 2
    )),
    r"uₘ has no aᴸⱼ in it, so its derivative is 0; S has\.": of_jacobian(
        lambda found, yhat: np.isclose(found[0, 1], -yhat[0] * yhat[1])
    ),
    r"Each column sums to 0: the ŷₘ always sum to 1, .*": of_jacobian(
        lambda found, yhat: np.allclose(found.sum(axis=0), 0) and np.isclose(yhat.sum(), 1)
    ),
    r"The cross-entropy; terms with yₘ = 0 are 0\.": lambda case, _m, _p: (
        case.found["terms"][1, :-1][case.row("y") == 0] == 0
    ).all(),
    r"The derivative of log ŷₘ is 1/ŷₘ, and only term m has ŷₘ in it\.": is_slope(
        np.log, lambda t: 1 / t
    ),
    r"Both cases of the Jacobian put in: the term m = j, and those of all other m\.": true_class,
    r"ŷⱼ cancels in the first term and ŷₘ in each of the others, .*": true_class,
    r"y is a distribution: Σₘ yₘ = 1\.": of_yhat(lambda _yhat, y, _a: y.sum() == 1),
    r"The same for every j(: what was answered less what is true|, and the same as .*)\.": (
        lambda case, _m, _p: np.allclose(case.row("δᴸ"), case.row("ŷ") - case.row("y"))
    ),
    r"Each output here is a sigmoid of its own aᴸⱼ: .* the Jacobian is diagonal\.": of_jacobian(
        lambda _found, yhat: np.allclose(
            [slope(sigmoid, np.log(each / (1 - each))) for each in yhat], yhat * (1 - yhat)
        )
    ),
    r"The outputs here are sigmoids, .* the shorter one of the derivation sigmoid\.": LABELS,
    r"The outputs here are sigmoids, each computed from its own aᴸⱼ alone: .* add up to 1, .*": (
        lambda case, _m, _p: not case.softmax and not np.isclose(case.row("ŷ").sum(), 1)
    ),
    r"The chain rule: aᴸⱼ is in ŷⱼ alone, so the sum over all outputs has one term\.": LABELS,
    r"The derivative of log ŷⱼ is 1/ŷⱼ, that of log\(1 − ŷⱼ\) is −1/\(1 − ŷⱼ\)\.": (
        lambda *_: np.isclose(slope(lambda t: np.log(1 - t), 0.3), -1 / 0.7)
    ),
    r"One denominator: above it .* is left, of which two cancel\.": lambda *_: all(
        np.isclose(-y / h + (1 - y) / (1 - h), (h - y) / (h * (1 - h)))
        for y, h in ((1, 0.3), (0, 0.8), (0.4, 0.6))
    ),
    r"ŷⱼ = 1/\(1 \+ exp\(−aᴸⱼ\)\): the derivative of 1/t is −1/t², that of .*": (
        is_slope(lambda t: 1 / t, lambda t: -1 / t**2)
    ),
    r"One factor 1/\(1 \+ exp\(−aᴸⱼ\)\) is ŷⱼ; the other, .*, is 1 − ŷⱼ\.": of_yhat(
        lambda yhat, _y, a: np.allclose(np.exp(-a) / (1 + np.exp(-a)), 1 - yhat)
    ),
    r"The slope of the sigmoid is the denominator of the loss's, and cancels: .* large error\.": (
        lambda *_: abs(sigmoid(9.0) - 0) > 0.99 and abs(sigmoid(-9.0) - 1) > 0.99
    ),
    # losses for teaching
    r"It is 1 at most, however sure the network is of a wrong class, .* "
    rf"of this answer is {NUMBER} and has no bound\.": squares_bounded,
    rf"‖ŷ − y‖ = {NUMBER}, and ‖δᴸ‖ = {NUMBER}, {NUMBER} of it\.": part_that_is_left,
    r"Every entry of the Jacobian has a factor ŷₘ and one of 1 − ŷₘ or another ŷⱼ, so .*": (
        flat_where_certain
    ),
    r"The loss here is one for teaching, and not the cross-entropy of two distributions: .*": (
        loss_for_teaching
    ),
    rf"Σⱼ yⱼ = {NUMBER}: softmax takes y for a distribution, for teaching\.": labels_summed,
    rf"Σⱼ yⱼ = {NUMBER}, Σⱼ ŷⱼ = {NUMBER}: y is no distribution, and ŷ cannot equal it\.": (
        labels_summed
    ),
    rf"Σⱼ yⱼ = {NUMBER}, Σⱼ ŷⱼ = {NUMBER}: y is no distribution, and e is least where .*\.": (
        lambda case, m, p: labels_summed(case, m, p) and least_at_share(case)
    ),
    rf"The least e is Σy log Σy = {NUMBER}, where the labels .*: ŷⱼ = {NUMBER} for each\.": (
        least_of_labels
    ),
    rf"Σy = {NUMBER}, so δᴸ is no longer ŷ − y\.": error_of_labels,
    rf"It is 0 where each label of the sample has ŷⱼ = yⱼ / Σy, {NUMBER} for a label .*": (
        error_of_labels
    ),
    r"It is 0 where ŷ = y / Σy\.": error_of_labels,
    rf"Σⱼ yⱼ = {NUMBER}, Σⱼ ŷⱼ = {NUMBER}: with one label the loss is that of one class\.": (
        lambda case, m, p: labels_summed(case, m, p)
        and np.isclose(case.loss, -np.log(case.row("ŷ")[case.row("y") == 1][0]))
    ),
    r"Of one label Σy = 1, and δᴸ = ŷ − y as for classes\.": lambda case, _m, _p: (
        case.row("y").sum() == 1 and np.allclose(case.row("δᴸ"), case.row("ŷ") - case.row("y"))
    ),
    rf"Σⱼ yⱼ = {NUMBER}, Σⱼ ŷⱼ = {NUMBER}: without any label every term is 0, whatever ŷ is\.": (
        lambda case, m, p: labels_summed(case, m, p) and no_label(case, m, p)
    ),
    r"Such a sample teaches nothing, .*|Neither a step nor a change: γ or the gradient is 0\.": (
        no_label
    ),
    r"Without any label Σy = 0, and δᴸ = 0: the weights stay, whatever the answer is\.": no_label,
    r"On its way from δ(.) to δ(.) the error's length goes from 0 to 0\.": no_label,
    rf"The sample does not go here: y is no distribution: its numbers sum to {NUMBER}\.": (
        labels_summed
    ),
    r"Followed back for 1 training sample\.": no_label,
    rf"(GD|Mini-batch SGD|SGD): (\d+) steps, (\d+) gradients in all, lead to {NUMBER}, "
    r"without a move\.": unmoved,
    # which loss, softmax in a computer
    r"Both are 0 only where ŷ = y\.": least_of_both,
    rf"Both are least only where ŷ = y: SE is 0 there, and CE {NUMBER}\.": least_of_both,
    r"CE grows without bound as ŷ of the true class goes to 0; SE of a one-hot y is .* 1\.": bounds,
    r"The −yₘ/ŷₘ of the logarithm cancels against the Jacobian\.": true_class,
    r"The same as the network gets surer of a wrong class, (.*), which is ahead of (.*) by .*": (
        behind
    ),
    r"Where the answer is all but certain of a wrong class, CE pulls .* learns nothing\.": (
        sure_and_wrong
    ),
    r"A number in a computer has a largest value, 3\.4e38 and 1\.8e308; .*": range_of_exp,
    r"∞/∞ is no number \(NaN\), and neither is any weight after a step with it\.": range_of_exp,
    r"A factor above and below cancels: any c may be taken out of every exponent\.": maximum_out,
    r"The largest exponent is 0 then, so nothing is infinite and S is never 0\.": maximum_out,
    r"What is rounded to 0 belongs to a ŷ that is that small\.": maximum_out,
    r"The likeliest class of this sample, (.*), with c added to every aᴸⱼ; .*": likeliest,
    r"This network trains in float32 with the maximum left in, for teaching\.": (
        lambda case, _m, _p: EVERY_NETWORK[case.name].loss == "naive_softmax"
    ),
    r"This network leaves the maximum in, for teaching: it trains in float32, where .*": (
        lambda case, m, p: (
            EVERY_NETWORK[case.name].loss == "naive_softmax" and range_of_exp(case, m, p)
        )
    ),
    r"Networks here train in float32 with the maximum out\.": trains_in_float32,
    r"With it left in, a run ends at the first logit beyond 88\.73: .*": range_of_exp,
    r"The outputs here are sigmoids: 1 / \(1 \+ exp\(−a\)\) with an infinite exp is .*": (
        lambda *_: 1 / (1 + np.exp(np.inf)) == 0 and sigmoid(np.array(-700.0)) < 1e-300
    ),
    r"Both cases as the matrix above\.": of_jacobian(
        lambda found, yhat: np.allclose(found, np.diag(yhat) - np.outer(yhat, yhat))
    ),
    # the total error, the surface
    r"A sum has the sum of the gradients: B times the mean's, in the same direction\.": (
        sum_of_samples
    ),
    r"So the same step has a γ that is B times smaller on the sum\.": sum_of_samples,
    r"With the mean's γ on the sum, the step would be B times as long\.": sum_of_samples,
    r"A factor moves no minimum: which w is best is the same for both\.": lambda case, _m, _p: (
        (case.found["aᴸ"] * 7).argmin() == case.found["aᴸ"].argmin()
    ),
    r"Of one sample, B = 1, they are the same number\.": lambda *_: np.mean([1.3]) == np.sum([1.3]),
    rf"S = (\d+) training samples, (\d+) epochs, γₖ = {NUMBER}\.": lambda case, m, _p: (
        m.groups()[:2] == (str(RUN.samples), str(RUN.epochs))
        and near(m.group(3), subject_of(case.name).learning_rate)
    ),
    r"A run with this B throughout takes (\d+) · ⌈S/B⌉ = (\d+) steps, k = 0 … K\.": steps_of_run,
    rf"All three begin at w⁰, where the mean loss of (.*) is {NUMBER}, and go on with γ = 0\.1\.": (
        surface_start
    ),
    rf"(GD|Mini-batch SGD|SGD): (\d+) steps, (\d+) gradients in all, lead to {NUMBER}, "
    rf"on a way (?:that is all but straight|{NUMBER} times as long as the straight one)\.": (
        surface_way
    ),
    r"The picture is one plane .* it holds (.*)\.": surface_seen,
    # the chain, the nested formula, the paths, the flow
    r"δˡ⁻¹ = Vˡ δˡ, put into itself until only δᴸ is left\.": lambda case, _m, _p: np.allclose(
        case.found["P¹"] @ case.row("δᴸ"), case.row("δ¹")
    ),
    r"‖·‖ of a matrix is the most by which it lengthens a vector, of a vector its length\.": (
        lambda case, _m, _p: all(
            norm(case.found["V²"] @ v) <= case.found["norms"][-1, 0] * norm(v) * (1 + 1e-12)
            for v in np.random.default_rng(0).normal(size=(50, case.found["V²"].shape[1]))
        )
    ),
    r"One layer further back, one more factor on the left: .*": lambda case, _m, _p: all(
        np.allclose(
            case.found[f"P{Case.above(n)}"],
            case.found[f"V{Case.above(n + 1)}"] @ case.found[f"P{Case.above(n + 1)}"],
        )
        for n in range(1, case.depth - 1)
    ),
    rf"The norm of the product goes from {NUMBER} to {NUMBER}, times {NUMBER}\.": product_goes,
    r"The innermost: (\d+) features as a column\.": lambda case, m, _p: (
        int(m.group(1)) == case.row("x").size
    ),
    r"W(.) is (\d+) × (\d+) and a. has (\d+) entries, so the product has (\d+); .*": sizes,
    r"The lecture writes the same without the biases\.": lambda *_: True,
    r"w¹.* leads from input (\d) .* to unit (\d) of layer 1\.": largest_weight,
    r"From there ([\d ]+) paths? (?:\(([\d ·]+)\) )?leads? to the loss: .*": paths,
    r"The 8 of the largest effect:": lambda _case, _m, page: len(
        {block.text for block in page.blocks if getattr(block, "text", "").startswith("path ")}
    ) == 8,
    r"Followed back for 1 training sample: over (.*) back the error's length goes from "
    rf"{NUMBER} to {NUMBER}, which is the product of the factors\.": steps_back,
    # the algorithm, the schedule
    r"The lecture calls K the most epochs, but its loop takes one step for each k\.": lambda *_: (
        RUN.last_step == RUN.epochs * RUN.samples - 1
    ),
    r"It falls like 1/t: so slowly that .* is infinite .* is finite and the noise dies out\.": (
        rates_fall_like_1_over_t
    ),
    r"Source: Robbins, Monro 1951\.": lambda *_: True,
    r"The time counts epochs, so that a schedule is the same for every batch size\.": lambda *_: (
        RUN.rate_at(RUN.epoch) == RUN.learning_rate
    ),
    r"The same at the start, at whole epochs on the way, now, and .*": lambda _c, _m, page: (
        {0.0, RUN.epoch, float(RUN.epochs)}
        <= set(next(b.values[:, 1] for b in page.blocks if isinstance(b, Matrix)).tolist())
    ),
}  # fmt: skip
"""What each sentence says, as a regular expression, and what has to hold for it."""


def sentences(page: Page) -> list[str]:
    found = [
        sentence
        for block in page.blocks
        if isinstance(block, Sentence)
        for sentence in sentences_of(block.text)
    ]
    return [sentence for sentence in found if STATES.search(sentence)]


@pytest.mark.parametrize("name", EVERY_NETWORK)
def test_every_sentence_that_states_a_number_or_a_comparison_is_true(name: str) -> None:
    case = Case(name)
    for page in every_page(name):
        for sentence in sentences(page):
            matches = [
                (m, check)
                for claim, check in CLAIMS.items()
                if (m := re.fullmatch(claim, sentence))
            ]
            assert matches, f"{page.title}: nothing holds {sentence!r}"
            for match, check in matches:
                assert check(case, match, page), (page.title, sentence)


def test_every_claim_is_made_somewhere() -> None:
    said = [s for name in EVERY_NETWORK for page in every_page(name) for s in sentences(page)]
    unused = [claim for claim in CLAIMS if not any(re.fullmatch(claim, s) for s in said)]
    assert unused == []
