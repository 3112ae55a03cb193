"""Numbers that a scenario asks to be worked out by hand, each computed from what is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.kl.divergence import cross_entropy, kl_divergence, negative_entropy
from tui_mlp.lecture.step.softmax import softmax_jacobian, softmax_steps

Given = Mapping[str, Float64Array]
_MATRICES = ("weights",)


@dataclass(frozen=True)
class Quantity:
    """A number, a vector or a matrix that follows from some given arrays."""

    needs: tuple[str, ...]
    """What must be given: vectors, and the matrix "weights"."""
    of: Callable[[Given], Float64Array]
    """The value; an `entry` chooses among its numbers, counted from 1."""
    words: str
    """What it is."""


def _passed_back(given: Given) -> Float64Array:
    """V = W^T Diag(phi') of a layer, (n_{l-1}, n_l)."""
    return given["weights"].T * given["slopes"]


QUANTITIES: Mapping[str, Quantity] = MappingProxyType(
    {
        "exponentials": Quantity(
            ("logits",), lambda at: np.exp(at["logits"]), "exp(aⱼ) of each logit"
        ),
        "exponential_sum": Quantity(
            ("logits",), lambda at: np.exp(at["logits"]).sum(), "Σ exp(aⱼ)"
        ),
        "yhat": Quantity(("logits",), lambda at: softmax_steps(at["logits"]).yhat, "softmax"),
        "negative_entropy": Quantity(
            ("target",), lambda at: np.array(negative_entropy(at["target"])), "Σ yⱼ log yⱼ"
        ),
        "cross_entropy": Quantity(
            ("target", "yhat"),
            lambda at: np.array(cross_entropy(at["target"], at["yhat"])),
            "−Σ yⱼ log ŷⱼ",
        ),
        "kl_divergence": Quantity(
            ("target", "yhat"),
            lambda at: np.array(kl_divergence(at["target"], at["yhat"])),
            "Σ yⱼ log(yⱼ/ŷⱼ)",
        ),
        "jacobian": Quantity(
            ("yhat",), lambda at: softmax_jacobian(at["yhat"]), "∂ŷₘ/∂aⱼ, entry [m, j]"
        ),
        "output_error": Quantity(("target", "yhat"), lambda at: at["yhat"] - at["target"], "ŷ − y"),
        "squared_output_error": Quantity(
            ("target", "yhat"),
            lambda at: softmax_jacobian(at["yhat"]).T @ (at["yhat"] - at["target"]),
            "δᴸ of half the squared error behind softmax",
        ),
        "v": Quantity(("weights", "slopes"), _passed_back, "V = Wᵀ Diag(φ'), entry [i, j]"),
        "error_below": Quantity(
            ("weights", "slopes", "error"),
            lambda at: _passed_back(at) @ at["error"],
            "V δ, the error of the layer below",
        ),
    }
)
"""All of them by name. Logarithms are natural ones."""


def value_of(name: str, given: Mapping[str, object], entry: tuple[int, ...]) -> float:
    """The number that is asked for.

    Args:
        name: one of `QUANTITIES`.
        given: lists of numbers by what they are.
        entry: the place in a vector, or row and column in a matrix, from 1 on; none of a number.

    Raises:
        ValueError: something is missing, of a wrong shape, or there is no such entry.
    """
    quantity = QUANTITIES[name]
    if set(given) != set(quantity.needs):
        raise ValueError(f"{name} takes {', '.join(quantity.needs)}")
    arrays = {key: _array(key, value) for key, value in given.items()}
    try:
        with np.errstate(all="ignore"):
            values = np.asarray(quantity.of(arrays))
    except ValueError as error:
        raise ValueError("what is given does not fit together in its sizes") from error
    if len(entry) != values.ndim:
        wanted = ("no entry", "an entry such as 2", "an entry such as [2, 1]")[values.ndim]
        raise ValueError(f"{name} takes {wanted}")
    if not all(1 <= place <= size for place, size in zip(entry, values.shape, strict=True)):
        sizes = " × ".join(map(str, values.shape))
        raise ValueError(f"there is no entry {list(entry)} of {sizes}")
    value = float(values[tuple(place - 1 for place in entry)])
    if not np.isfinite(value):
        raise ValueError(f"{name} is {value} here, which nobody can type")
    return value


def _array(name: str, value: object) -> Float64Array:
    try:
        array = np.asarray(value, np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} is not made of numbers in rows of one length") from error
    wanted = 2 if name in _MATRICES else 1
    if array.ndim != wanted or not array.size:
        raise ValueError(f"{name} is a {'matrix' if wanted == 2 else 'list of numbers'}")
    return array
