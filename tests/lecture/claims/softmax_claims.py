"""The sentences about softmax, its Jacobian, and what they come to at the output."""

import re

import numpy as np
from claims.claim import (
    EVERY_NETWORK,
    LABELS,
    SOFTMAX,
    Check,
    is_slope,
    of_jacobian,
    of_yhat,
    true_class,
)
from named_numbers import Case
from stated import sigmoid, slope

from tui_mlp.lecture.pages.page import Matrix, Page
from tui_mlp.nn.losses import LOSSES
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.session import TrainingSession


def triangle(_case: Case, _match: re.Match[str], page: Page) -> bool:
    p, q = next(block.values[:2] for block in page.blocks if isinstance(block, Matrix))
    r = next(b.values[0] for b in page.blocks if isinstance(b, Matrix) and b.name == "r")

    def kl(one: np.ndarray, other: np.ndarray) -> float:
        there = one > 0
        return float((one[there] * np.log(one[there] / other[there])).sum())

    return kl(p, r) > kl(p, q) + kl(q, r)


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


SOFTMAX_CLAIMS: dict[str, Check] = {
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
    r"Both cases as the matrix above\.": of_jacobian(
        lambda found, yhat: np.allclose(found, np.diag(yhat) - np.outer(yhat, yhat))
    ),
    # softmax in a computer
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
}  # fmt: skip
