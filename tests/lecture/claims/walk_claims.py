"""The sentences of the walk."""

import re

import numpy as np
from claims.claim import (
    EVERY_NETWORK,
    LABELS,
    NUMBER,
    Check,
    layer_of,
    near,
    norm,
    of_yhat,
    slopes,
    true_class,
)
from independent_numbers import SLOPES
from named_numbers import Case
from stated import sigmoid, softmax
from three_networks import subject_of

from tui_mlp.lecture.pages.page import Page
from tui_mlp.nn.activations import ACTIVATIONS, Family


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


def no_larger_than_expected(case: Case, _match: re.Match[str], _page: Page) -> bool:
    """The change of the loss is within a tenth of -gamma |g|^2."""
    subject = subject_of(case.name)
    expected = -subject.learning_rate * sum(case.squares)
    return abs(loss_after(case) - case.loss - expected) < 0.1 * abs(expected)


def part_of_expected(case: Case, match: re.Match[str], _page: Page) -> bool:
    expected = -subject_of(case.name).learning_rate * sum(case.squares)
    part = (loss_after(case) - case.loss) / expected
    return abs(part - 1) >= 0.1 and abs(float(match.group(1)) / 100 - part) < 5e-3


def loss_after(case: Case, part: float = 1.0) -> float:
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


def entries_of_gradient(case: Case, _match: re.Match[str], page: Page) -> bool:
    """delta_i phi'_i a_j, each on its own."""
    here, below = layer_of(page), Case.above(page.layer - 1)
    delta, a = case.row(f"δ{here}"), case.row(f"a{below}")
    rows = [[d * s * each for each in a] for d, s in zip(delta, slopes(case, page), strict=True)]
    return np.allclose(rows, case.found[f"∂e/∂W{here}"], rtol=1e-8, atol=1e-18)


WALK_CLAIMS: dict[str, Check] = {
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
        loss_after(case) > case.loss
    ),
    r"A smaller γ would have lowered it\.": lambda case, _m, _p: (
        loss_after(case, 1e-4) < case.loss
    ),
    r"(\d+\.\d+)% of the expected change: .*": part_of_expected,
    r"One number is enough for two classes: ŷ is the probability of c1, .*": of_yhat(
        lambda yhat, _y, _a: yhat.size == 1 and 0 < yhat[0] < 1
    ),
    r"It is a softmax whose other logit is held at 0\.": of_yhat(
        lambda yhat, _y, a: np.isclose(softmax(np.array([a[0], 0.0]))[0], yhat[0])
    ),
}  # fmt: skip
