"""The sentences about other losses: squared error, and softmax over labels."""

import re

import numpy as np
from claims.claim import EVERY_NETWORK, NUMBER, Check, near, norm, true_class
from named_numbers import Case
from stated import slope, softmax

from tui_mlp.lecture.pages.page import Page


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


LOSS_CLAIMS: dict[str, Check] = {
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
    # which loss
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
}  # fmt: skip
