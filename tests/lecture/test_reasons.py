"""What the lecture's statements and their reasons say in numbers and comparisons holds.

Each such sentence stands word by word under the check that holds it: a new or a changed one fails
until it stands under one.
"""

import re
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from intervals import printed
from named_numbers import Case
from stated import STATES, sentences_of, sigmoid, slope, softmax
from three_networks import NETWORKS

from tui_mlp.lecture.kl.triangle import violating_r
from tui_mlp.lecture.statements.table import STATEMENTS
from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.nn.losses import LOSSES

SOFT, LABELS, DEEP = (Case(name) for name in NETWORKS)
RNG = np.random.default_rng(11)
P, Q = np.array([0.25, 0.75]), np.array([0.5, 0.5])


def kl(p: np.ndarray, q: np.ndarray) -> float:
    with np.errstate(divide="ignore"):
        return float((p[p > 0] * np.log(p[p > 0] / q[p > 0])).sum())


def cross_entropy(p: np.ndarray, q: np.ndarray) -> float:
    return float(-(p[p > 0] * np.log(q[p > 0])).sum())


def pairs() -> list[tuple[np.ndarray, np.ndarray]]:
    return [tuple(RNG.dirichlet(np.ones(4), size=2)) for _ in range(200)]  # type: ignore[misc]


def task() -> None:
    """C classes, C outputs, one-hot labels of which every two are equally far apart."""
    y, yhat = SOFT.row("y"), SOFT.row("ŷ")
    assert y.shape == yhat.shape == (3,)
    assert SOFT.found["W³"].shape[0] == 3
    assert sorted(y) == [0, 0, 1]
    eye = np.eye(5)
    distances = {float(np.linalg.norm(eye[i] - eye[j])) for i in range(5) for j in range(i)}
    assert len(distances) == 1
    assert abs(3 - 1) > abs(3 - 2)
    assert np.isclose(softmax(np.array([0.7, 0.0]))[0], sigmoid(0.7))


def sums() -> None:
    """Softmax sums to 1 and keeps the order, whatever a^L is; sigmoids do not sum to 1."""
    for logits in RNG.normal(scale=5, size=(100, 4)):
        yhat = softmax(logits)
        assert np.isclose(yhat.sum(), 1)
        assert (yhat > 0).all()
        assert (np.argsort(yhat) == np.argsort(logits)).all()
        np.testing.assert_allclose(softmax(logits + 3.3), yhat)
        assert not np.isclose(sigmoid(logits).sum(), 1)
    assert (SOFT.row("aᴸ") < 0).any()
    assert not np.isclose(SOFT.row("aᴸ").sum(), 1)
    assert np.exp(-800.0) == 0 < np.exp(-700.0)
    far = np.array([[1000.0, 1001.0], [-1000.0, -1001.0]])
    near = LOSSES["softmax"].probabilities(far.astype(np.float32))
    np.testing.assert_allclose(near, [softmax(np.array([0.0, 1])), softmax(np.array([1.0, 0]))])
    np.testing.assert_allclose(softmax(SOFT.row("aᴸ")), SOFT.row("ŷ"))


def divergences() -> None:
    """KL is a mean of logarithms, is NE + CE, and is never negative; CE is all that q changes."""
    for p, q in pairs():
        assert np.isclose(kl(p, q), p @ (np.log(p) - np.log(q)))
        assert np.isclose(kl(p, q), -cross_entropy(p, p) + cross_entropy(p, q))
        assert kl(p, q) > 0 == kl(p, p)
        t = q / p
        assert (np.log(t) <= t - 1).all()
        assert -kl(p, q) <= q.sum() - p.sum() + 1e-12
    one_hot = np.array([0.0, 1.0, 0.0])
    assert cross_entropy(one_hot, one_hot) == 0
    assert np.isclose(cross_entropy(np.ones(3) / 3, np.ones(3) / 3), np.log(3))
    assert np.log(1.0) == 0
    unlikely = [kl(one_hot, np.array([(1 - s) / 2, s, (1 - s) / 2])) for s in (0.5, 1e-5, 1e-300)]
    assert all(b > a + 5 for a, b in pairwise(unlikely))
    assert kl(np.array([0.5, 0.5]), np.array([1.0, 0.0])) == np.inf
    p = np.array([0.2, 0.7, 0.1])
    logits = RNG.normal(size=(50, 3))
    found = [(kl(p, softmax(a)), cross_entropy(p, softmax(a))) for a in logits]
    assert len({round(k - c, 9) for k, c in found}) == 1
    assert min(found, key=lambda both: both[0]) == min(found, key=lambda both: both[1])
    for a, b in pairwise(logits):
        np.testing.assert_allclose(*(
            slope(lambda t, of=of, a=a, b=b: of(p, softmax(a + t * b)), 0)  # type: ignore[misc]
            for of in (kl, cross_entropy)
        ), atol=1e-8)  # fmt: skip


def no_distance() -> None:
    """One rule of three is kept: the lecture's two numbers differ, and a detour is shorter."""
    for p, q in pairs():
        r = violating_r(p, q)
        assert r is not None
        assert kl(p, r) > kl(p, q) + kl(q, r)
        assert kl(p, q) != kl(q, p)
    said = next(s.why for s in STATEMENTS if s.line.startswith("KL is not symmetric"))
    for number, exact in zip(re.findall(r"\.\d{4}", said), (kl(P, Q), kl(Q, P)), strict=True):
        assert printed(number).low <= exact <= printed(number).high
    assert violating_r(P, P) is None


def loss() -> None:
    """e = CE = KL for one-hot y, -log of one probability; it is in [0, inf), and 0 at the label."""
    y, yhat, terms = SOFT.row("y"), SOFT.row("ŷ"), SOFT.found["terms"]
    assert terms[0, -1] == 0
    assert np.isclose(terms[1, -1], -np.log(yhat[y == 1][0]))
    assert np.isclose(terms[1, -1], terms[2, -1])
    losses = [-np.log(softmax(np.array([s, 0.0, 0.0]))[0]) for s in (-600.0, -9.0, 0.0, 9.0, 30.0)]
    assert all(a > b > 0 for a, b in pairwise(losses))
    assert losses[0] > 500
    assert losses[-1] < 1e-12
    assert cross_entropy(y, y) == 0


def batches() -> None:
    """E is a sum, whose gradient is S times the mean's; the mean over n has a variance n less."""
    gradients = RNG.normal(size=(40_000, 3)) + 1
    of_8 = gradients.reshape(-1, 8, 3).mean(axis=1)
    np.testing.assert_allclose(of_8.var(axis=0) * 8, gradients.var(axis=0), rtol=0.05)
    mean, total = gradients.mean(axis=0), gradients.sum(axis=0)
    np.testing.assert_allclose(0.1 / len(gradients) * total, 0.1 * mean)
    # the probable class is right most often where the probabilities are right
    shares = RNG.dirichlet(np.ones(3), size=200)
    assert (shares[np.arange(200), shares.argmax(axis=1)] >= shares.T).all()


def steps() -> None:
    """A short step lowers e by gamma |g|^2, more than any other direction of that length does."""
    rate = 1e-6
    w, g = SOFT.found["W¹"], SOFT.found["∂e/∂W¹"]
    square = (g**2).sum()
    others = RNG.normal(size=(50, *w.shape))
    falls = [float((g * d).sum()) * rate * np.sqrt(square) / np.linalg.norm(d) for d in others]
    assert max(map(abs, falls)) < rate * square


def alike() -> None:
    """Two hidden units that start alike have the same gradient."""
    w1, w2 = np.ones((2, 3)) * 0.3, np.full((2, 2), 0.4)
    x, y = np.array([0.5, -1.0, 2.0]), np.array([1.0, 0.0])
    a = np.tanh(w1 @ x)
    delta = w2.T @ (softmax(w2 @ a) - y)
    gradient = np.outer(delta * (1 - a**2), x)
    np.testing.assert_array_equal(gradient[0], gradient[1])


def forward() -> None:
    """Each layer takes what the one before gives."""
    for case in (SOFT, LABELS, DEEP):
        a = case.row("x")
        for above in map(case.above, range(1, case.depth + 1)):
            np.testing.assert_allclose(case.found[f"W{above}"] @ a + case.row(f"b{above}"),
                                       case.row(f"z{above}"), rtol=1e-9)  # fmt: skip
            a = case.row(f"a{above}")
        np.testing.assert_allclose(a, case.row("aᴸ"))


def backward() -> None:
    """Forms 1 and 2, V, and delta as de/da: with de/dz in its place phi' would count twice."""
    for case in (SOFT, LABELS, DEEP):
        for layer in range(1, case.depth + 1):
            here, below = case.above(layer), case.above(layer - 1)
            slopes, delta = case.row(f"φ{here}'"), case.row(f"δ{here}")
            form = np.diag(slopes) @ np.outer(delta, case.row(f"a{below}"))
            np.testing.assert_allclose(form, case.found[f"∂e/∂W{here}"], rtol=1e-9, atol=1e-18)
            if layer > 1:
                v = case.found[f"W{here}"].T @ np.diag(slopes)
                np.testing.assert_allclose(v, case.found[f"V{here}"])
                np.testing.assert_allclose(v @ delta, case.row(f"δ{below}"), rtol=1e-8)
                product = case.found[f"P{below}"] if layer - 1 < case.depth else None
                np.testing.assert_allclose(product @ case.row("δᴸ"), case.row(f"δ{below}"))
    twice = np.diag(DEEP.row("φ³'")) @ (DEEP.row("φ³'") * DEEP.row("δ³"))[:, None]
    assert not np.allclose(twice @ DEEP.found["a²"], DEEP.found["∂e/∂W³"], rtol=1e-2, atol=0)
    np.testing.assert_allclose(DEEP.row("∂e/∂b³"), DEEP.row("φ³'") * DEEP.row("δ³"))


def output_error() -> None:
    """Chain rule, de/dyhat, the Jacobian and what is left of them: yhat - y, within -1 and 1."""
    y, yhat, jacobian = SOFT.row("y"), SOFT.row("ŷ"), SOFT.found["∂ŷₘ/∂aᴸⱼ"]
    np.testing.assert_allclose(jacobian, np.diag(yhat * (1 - yhat)) - np.where(
        np.eye(3) == 1, 0, np.outer(yhat, yhat)))  # fmt: skip
    np.testing.assert_allclose(jacobian.sum(axis=0), 0, atol=1e-15)
    by_yhat = SOFT.row("∂e/∂ŷ")
    np.testing.assert_allclose(by_yhat, -y / yhat)
    assert (by_yhat[y == 0] == 0).all()
    np.testing.assert_allclose(by_yhat @ jacobian, yhat - y)
    np.testing.assert_allclose(yhat * y.sum() - y, yhat - y)
    assert (np.abs(yhat - y) <= 1).all()
    assert (SOFT.row("δᴸ") != 0).all()
    assert np.isclose(slope(np.log, 0.4), 1 / 0.4)
    np.testing.assert_allclose(LABELS.row("δᴸ"), LABELS.row("ŷ") - LABELS.row("y"))
    assert not np.isclose(LABELS.row("ŷ").sum(), 1)


def depth() -> None:
    """With sigmoids delta shrinks by a factor a layer; their slope is 1/4 at most."""
    sizes = [np.linalg.norm(DEEP.row(f"δ{DEEP.above(n)}")) for n in range(1, DEEP.depth + 1)]
    assert all(below < 0.7 * above for below, above in pairwise(sizes))
    assert sizes[0] < 1e-5 * sizes[-1]
    assert ACTIVATIONS["sigmoid"].largest_slope == 0.25
    at = np.linspace(-9, 9, 1001)
    assert (sigmoid(at) * (1 - sigmoid(at))).max() == 0.25


HELD: dict[Callable[[], None], str] = {
    task: """
The task: each sample belongs to one of C classes, C ≥ 2
The data are pairs of features x and a label out of {1, …, C}.
Question 1: which last layer suits C classes?
Then an answer has the same form as a one-hot label.
Question 2: which loss suits C classes?
It would also say that class 2 lies between 1 and 3, which labels do not.
For C = 2 it is enough, since the other probability is 1 − ŷ.
y = c is written as one-hot: a 1 at place c, 0 elsewhere
Integers would bring an order and distances with them: class 3 farther from 1 than from 2.
One-hot labels are all equally far from each other.
Its entries are not negative and sum to 1.
It is the distribution of someone who is certain of the class.
Step 1: the last layer has C neurons
What is new for C classes is δᴸ alone
Softmax and cross-entropy enter only through δᴸ, and the V pass it on as for two classes.
In step k, choose a sample jₖ out of {1, …, S}
""",
    sums: """
Each sigmoid looks at its own aᴸⱼ alone, so nothing makes C of them sum to 1.
Nothing in Wᴸ aᴸ⁻¹ + bᴸ keeps them positive, or their sum at 1.
Step 2: softmax over the outputs makes them probabilities
The exponential makes each score positive and keeps their order; division by the sum of all makes \
them sum to 1.
Softmax: ŷⱼ = exp(aᴸⱼ) / Σᵣ exp(aᴸᵣ)
Adding a number to every aᴸⱼ changes no share, so only differences between the scores count.
In a computer the largest is taken out first.
The result is a distribution: positive entries that sum to 1
The exponential of any number is positive.
The numerators summed over j are exactly the denominator that all of them share, so the sum is 1.
Does softmax meet the condition that every qⱼ is above 0?
Yes: it divides a positive exponential by a finite sum.
Only in the computer can a very small ŷⱼ be rounded to 0; the loss therefore takes its logarithm \
from aᴸ.
Softmax keeps the order of the scores, so argmax of aᴸ is the same class.
""",
    divergences: """
KL-divergence: KL(p‖q) = Σⱼ pⱼ log(pⱼ / qⱼ), for qⱼ > 0
It is the mean, over what p brings, of how much more likely p makes it than q does, as a logarithm.
KL is never negative, and 0 only where p = q
log t ≤ t − 1 for every t > 0, with equality only at 1.
Used with t = qⱼ / pⱼ in each term, it bounds −KL by Σ qⱼ − Σ pⱼ, which is 0 or less.
KL(p‖q) = Σⱼ pⱼ log pⱼ − Σⱼ pⱼ log qⱼ
The parts have names: KL(p‖q) = NE(p) + CE(p, q)
NE, the negative entropy, says how certain p is by itself: 0 for one-hot, −log C for uniform.
The aim: make KL(y‖ŷ), from true to predicted, small
It is 0 only where the answer is the label's distribution, and grows without bound as ŷ takes the \
chance from a class that y has.
KL(y‖ŷ) = NE(y) + CE(y, ŷ), and NE(y) holds no weight of the network.
A constant changes neither where the minimum is nor the gradient.
A distance is 0 from a thing to itself; KL(p‖p) = 0 too
Every quotient pⱼ / pⱼ is 1, and its logarithm 0.
""",
    no_distance: """
A distance is 0 only between equal things, is the same both ways, and is never longer than a detour.
That is the one rule of a distance, beside being never negative, that KL keeps.
KL is not symmetric: p = (1/4, 3/4) and q = (1/2, 1/2)
Here that gives .1308 one way and .1438 the other.
No: for every p and q that differ, with KL(p‖q) finite, there is an r for which the direct KL(p‖r) \
is larger than KL(p‖q) + KL(q‖r).
""",
    loss: """
For one-hot y it is 0, so both are the same number.
Cross-entropy becomes the loss: e = −Σⱼ yⱼ log ŷⱼ
For one-hot y a single term is left, −log of the probability that the network gives to the true \
class: 0 for certain and right, large for certain and wrong.
The aim of training: a map h_w with yⁱ = h_w(xⁱ) for all samples
The loss of a sample is 0 just where its answer equals its one-hot label.
Softmax comes as near to that as one likes, but never reaches it.
A loss e(y, ŷ) compares label and answer; it lies in [0, ∞)
Each ŷⱼ is at most 1, so −log ŷⱼ is 0 or more; it has no upper bound as ŷⱼ goes to 0.
""",
    batches: """
The most probable class is wrong least often if the probabilities are right.
Fewer samples make a step cheaper, and its direction less certain.
The total error: E = Σᵢ eⁱ(w)
The sum over S samples has a gradient S times as long, so the same step needs γ / S there; the \
minimum is at the same place.
γₖ may fall with k: large steps get near, small ones settle where the noise of single samples \
would keep a constant step moving about.
""",
    steps: """
Against the gradient the loss falls fastest, by about γ ‖∇e‖² for a short step.
""",
    alike: """
w⁰ is drawn at random: units that start alike get the same gradient, and stay alike.
""",
    forward: """
Layer by layer, zˡ = Wˡ aˡ⁻¹ + bˡ and aˡ = φ(zˡ).
The forward pass in one line: ŷ = softmax(φ(Wᴸ φ(⋯ φ(W¹ x))))
The lecture leaves the biases out; here they are added in each layer, unless the run has none.
""",
    backward: """
The gradient of Wˡ, form 1: Diag(φˡ') δˡ (aˡ⁻¹)ᵀ
Diag(φˡ') holds the slopes φ'(zˡᵢ) on its diagonal
The activation works on each unit by itself, so aᵢ depends on no z but its own: all other entries \
of the matrix are 0.
With δ = ∂e/∂z, the slope φ' would already be inside, and Diag(φ') in form 1 would count it twice.
Form 2: Diag(φˡ') Vˡ⁺¹ Vˡ⁺² ⋯ Vᴸ δᴸ (aˡ⁻¹)ᵀ
Each V takes the error one layer back, δˡ = Vˡ⁺¹ δˡ⁺¹.
Put into each other, they give δˡ as a product of all V above, and δᴸ.
Vˡ⁺¹ = (Wˡ⁺¹)ᵀ Diag(φˡ⁺¹')
aˡ acts on e through every unit of the layer above: with the slope there, and with the weight that \
leads to it.
""",
    output_error: """
Chain rule over all outputs: ∂e/∂aⱼ = Σₘ ∂eᵐ/∂ŷₘ ∂ŷₘ/∂aⱼ
∂eᵐ/∂ŷₘ = −yₘ / ŷₘ
The term is −yₘ log ŷₘ, and the derivative of log t is 1/t.
For one-hot y all of them are 0 but that of the true class.
The softmax Jacobian: ŷⱼ(1 − ŷⱼ) if j = m, −ŷₘ ŷⱼ otherwise
The quotient rule: for j = m numerator and sum both move, otherwise the sum alone.
Every column adds up to 0, since what one class gains the others lose.
Put in and summed up, ∂e/∂aⱼ = ŷⱼ − yⱼ
The factor ŷₘ of the Jacobian cancels against the quotient.
What is left is ŷⱼ times the sum of y, which is 1, less yⱼ.
Hence δᴸ = ŷ − y
The error at the output is answer less label.
It is 0 only where they agree, and every entry lies between −1 and 1.
Several labels at once, question 1: which last layer?
Labels do not exclude each other, so their probabilities need not sum to 1: C sigmoids, each its \
own yes-or-no distribution (ŷⱼ, 1 − ŷⱼ).
Several labels at once, question 2: which loss? (homework)
""",
    depth: """
Where the V shorten the error, it shrinks like a power of the depth, and the first layers \
learn least.
The slope of a sigmoid is 1/4 at most.
""",
}
"""The sentences that each check holds, one a line."""


@pytest.mark.parametrize("check", HELD, ids=lambda check: check.__name__)
def test_what_the_reasons_say_holds(check: Callable[[], None]) -> None:
    check()


def test_every_sentence_with_a_number_or_a_comparison_stands_under_a_check() -> None:
    held = [line for lines in HELD.values() for line in lines.strip().splitlines()]
    said = [
        sentence
        for statement in STATEMENTS
        for sentence in (statement.line, *sentences_of(statement.why))
    ]
    assert [s for s in said if STATES.search(s) and s not in held] == []
    assert [line for line in held if line not in said] == []
    assert len(held) == len(set(held))
