"""The numbers of a step worked out once more, in rows and by de/dz, with no code of the lecture."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from tui_mlp.lecture.step.subject import Subject
from tui_mlp.numbers import superscript

Rows = npt.NDArray[np.float64]

SLOPES: dict[str, tuple[Callable[[Rows], Rows], Callable[[Rows], Rows]]] = {
    "identity": (lambda z: z, np.ones_like),
    "tanh": (np.tanh, lambda z: np.cosh(z) ** -2),
    "sigmoid": (lambda z: 0.5 + 0.5 * np.tanh(z / 2), lambda z: 0.25 * np.cosh(z / 2) ** -2),
    "relu": (lambda z: z * (z > 0), lambda z: (z > 0) * 1.0),
}


def matrices(subject: Subject) -> dict[str, Rows]:
    """What each matrix of a page holds, by its name there, for the subject's only sample."""
    network = subject.network
    x, y = subject.inputs[0], subject.targets[0]
    loss = network.architecture.loss
    softmax = loss != "sigmoid"
    weights = [np.array(each) for each in network.weights]
    biases = [np.array(each) for each in network.biases]
    names = network.architecture.activations
    values, sums = [x], []
    for w, b, name in zip(weights, biases, names, strict=True):
        sums.append(values[-1] @ w + b)
        values.append(SLOPES[name][0](sums[-1]))
    slopes = [SLOPES[name][1](z) for name, z in zip(names, sums, strict=True)]
    logits = values[-1]
    yhat = np.exp(logits) / np.exp(logits).sum() if softmax else 1 / (1 + np.exp(-logits))
    found = {"x": x, "y": y, "aᴸ": logits, "exp(aᴸⱼ)": np.exp(logits), "u": np.exp(logits)}
    found |= {"ŷ": yhat, "ŷ of aᴸ + 5": yhat, "exp(−aᴸⱼ)": np.exp(-logits), "1 − ŷ": 1 - yhat}
    jacobian = np.diag(yhat) - np.outer(yhat, yhat)
    by_yhat = yhat - y if loss == "squared_error" else -y / yhat
    error = by_yhat @ jacobian if softmax else yhat - y
    found |= {"ŷ − y": yhat - y, "Σₘ": error, "δᴸ": error}
    found["the short way"] = np.array([yhat, y])
    found |= {"∂e/∂ŷ": by_yhat, "∂ŷₘ/∂aᴸⱼ": jacobian}
    found["the long way: ∂ŷₘ/∂aᴸⱼ"] = np.column_stack([jacobian, by_yhat])
    found["the long way"] = np.array([(yhat - y) / yhat / (1 - yhat), yhat * (1 - yhat)])
    found["terms"] = _loss_terms(y, yhat, softmax=softmax)
    parts = (yhat - y) ** 2 / 2 if loss == "squared_error" else found["terms"][1, :-1]
    found |= {"e": parts.sum(), "terms for teaching": np.array([y, yhat, parts])}
    rate, at_z = subject.learning_rate, error * slopes[-1]
    found[f"δ{superscript(len(weights))}"] = error
    found["a⁰"] = x
    for layer in range(len(weights), 0, -1):
        above, w, b = superscript(layer), weights[layer - 1], biases[layer - 1]
        gradient = np.outer(at_z, values[layer - 1])
        found |= {f"W{above}": w.T, f"b{above}": b, f"z{above}": sums[layer - 1]}
        found |= {f"a{above}": values[layer], f"φ{above}'": slopes[layer - 1]}
        found |= {f"∂e/∂W{above}": gradient, f"∂e/∂b{above}": at_z}
        found |= {f"W{above} before": w.T, f"W{above} after": w.T - rate * gradient}
        found |= {f"b{above} before": b, f"b{above} after": b - rate * at_z}
        if layer > 1:
            found[f"V{above}"] = w * slopes[layer - 1]
            delta = at_z @ w.T
            found[f"δ{superscript(layer - 1)}"] = delta
            at_z = delta * slopes[layer - 2]
    found |= _chain(found, len(weights))
    found["sizes"] = np.array(
        [
            [*w.T.shape, w.size, b.size, w.size + b.size]
            for w, b in zip(weights, biases, strict=True)
        ]
    )
    if softmax:
        found |= _losses_compared(y, logits)
    return {name: np.atleast_2d(array) for name, array in found.items()}


def loss_of(subject: Subject) -> float:
    """E of the subject's only sample."""
    return float(matrices(subject)["e"][0, 0])


def _losses_compared(y: Rows, logits: Rows) -> dict[str, Rows]:
    """Cross-entropy and squared error, here and with a wrong class ahead of the true one."""
    true = int(y.argmax())

    def figures(a: Rows) -> tuple[Rows, Rows, list[float]]:
        q = np.exp(a - a.max()) / np.exp(a - a.max()).sum()
        entropy, square = q - y, (np.diag(q) - np.outer(q, q)) @ (q - y)
        row = [q[true], -(y @ np.log(q)), np.sqrt((entropy**2).sum())]
        return entropy, square, [*row, ((q - y) ** 2).sum() / 2, np.sqrt((square**2).sum())]

    rival = max((j for j in range(len(y)) if j != true), key=lambda j: logits[j])
    rows = []
    for gap in (0, 1, 2, 5, 10, 20):
        moved = logits.copy()
        moved[rival] = moved[true] + gap
        rows.append(figures(moved)[2])
    entropy, square, _ = figures(logits)
    return {"δᴸ of CE": entropy, "δᴸ of SE": square, "sure and wrong": np.array(rows)}


def central_differences(subject: Subject) -> dict[str, Rows]:
    """(e(w+h) - e(w-h)) / 2h for every weight and bias, by the names of the gradients."""
    network, width = subject.network, 1e-5
    kind = network.architecture.loss
    x, y = subject.inputs[0], subject.targets[0]
    parameters = [
        *(np.array(each) for each in network.weights),
        *(np.array(each) for each in network.biases),
    ]
    depth, activations = len(network.weights), network.architecture.activations

    def loss() -> float:
        a = x
        for w, b, name in zip(parameters[:depth], parameters[depth:], activations, strict=True):
            a = SLOPES[name][0](a @ w + b)
        if kind == "squared_error":
            return float(((np.exp(a) / np.exp(a).sum() - y) ** 2).sum() / 2)
        if kind != "sigmoid":
            return float(-(y @ (a - np.log(np.exp(a).sum()))))
        return float((np.log1p(np.exp(a)) - y * a).sum())

    found = {}
    for place, values in enumerate(parameters):
        slopes = np.empty_like(values)
        for index in np.ndindex(values.shape):
            kept, both = values[index], []
            for change in (width, -width):
                values[index] = kept + change
                both.append(loss())
            values[index] = kept
            slopes[index] = (both[0] - both[1]) / (2 * width)
        letter, layer = "Wb"[place // depth], superscript(place % depth + 1)
        found[f"∂e/∂{letter}{layer}"] = np.atleast_2d(slopes.T)
    return found


def _chain(found: dict[str, Rows], depth: int) -> dict[str, Rows]:
    """The products of the V down to each layer, and the norms along them."""
    product, bound, rows, products = np.eye(len(found["y"])), 1.0, [], {}
    for layer in range(depth - 1, 0, -1):
        v = found[f"V{superscript(layer + 1)}"]
        product, bound = v @ product, bound * _spectral(v)
        products[f"P{superscript(layer)}"] = product
        delta = np.linalg.norm(found[f"δ{superscript(layer)}"])
        rows.append([_spectral(v), _spectral(product), bound, delta])
    return {**products, "norms": np.array(rows)}


def _spectral(matrix: Rows) -> float:
    return float(np.linalg.svd(matrix)[1][0])


def _loss_terms(y: Rows, yhat: Rows, *, softmax: bool) -> Rows:
    """NE, CE and KL, a column for each output and one for their sums."""
    pairs = [(y, yhat)] if softmax else [(y, yhat), (1 - y, 1 - yhat)]
    negative = sum(np.where(p > 0, p * np.log(np.where(p > 0, p, 1)), 0) for p, _ in pairs)
    cross = sum(-p * np.log(q) for p, q in pairs)
    rows = np.array([negative, cross, np.add(negative, cross)])
    return np.column_stack([rows, rows.sum(axis=1)])


def flow_figures(found: dict[str, Rows], depth: int) -> Rows:
    """The table of the gradient's flow, from `matrices`, from the output down."""
    delta = found[f"δ{superscript(depth)}"][0]
    rows = [[np.linalg.norm(delta), 1, 1, 1, 1, 1]]
    product, norms = np.eye(len(delta)), 1.0
    for layer in range(depth, 1, -1):
        above = superscript(layer)
        slopes, v = found[f"φ{above}'"][0], found[f"V{above}"]
        below = found[f"δ{superscript(layer - 1)}"][0]
        scaled = slopes * delta
        product, norms = v @ product, norms * _spectral(v)
        lengths = [float(np.linalg.norm(each)) for each in (delta, scaled, below)]
        above, middle, here = lengths
        factors = [_quotient(here, above), _quotient(middle, above), _quotient(here, middle)]
        rows.append([here, *factors, _spectral(product), norms])
        delta = below
    return np.array(rows)


def _quotient(one: float, other: float) -> float:
    """Of 0 and 0 it is 1: nothing is longer or shorter."""
    return one / other if other else 1.0
