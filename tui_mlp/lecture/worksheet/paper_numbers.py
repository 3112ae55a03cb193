"""A network and a sample with numbers short enough for paper."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.step.subject import Subject, float64_network

MOST_UNITS = 13
"""The most inputs, or units of a layer: the columns that a page has room for."""
MOST_WEIGHTS = 100
"""The most weights: more are no work for one lesson."""
_TARGET_DECIMALS = 2
_RATE_DIGITS = 2


class TooLargeForPaperError(ValueError):
    """A network that has too many numbers for a sheet; the text says which and how many."""


def require_room(widths: tuple[int, ...]) -> None:
    """Refuse a network n_0 .. n_L that no page has room for.

    Raises:
        TooLargeForPaperError: a layer is too wide, or there are too many weights.
    """
    if widths[0] > MOST_UNITS:
        raise TooLargeForPaperError(
            f"{widths[0]} features are too many for paper ({MOST_UNITS} at most); "
            "take other data, such as --dataset iris"
        )
    if max(widths) > MOST_UNITS:
        raise TooLargeForPaperError(
            f"a layer of {max(widths)} units is too wide for paper ({MOST_UNITS} at most); "
            "take fewer, such as --hidden 3"
        )
    weights = sum(rows * columns for rows, columns in zip(widths[1:], widths[:-1], strict=True))
    if weights > MOST_WEIGHTS:
        raise TooLargeForPaperError(
            f"{weights} weights are too many for paper ({MOST_WEIGHTS} at most); "
            "take fewer units, such as --hidden 3"
        )


def on_paper(subject: Subject, decimals: int) -> Subject:
    """The subject with x, W and b rounded to so many decimals, y to 2, gamma to 2 digits.

    The targets of softmax keep the sum 1: what rounding takes away goes to the largest.
    """
    architecture = subject.network.architecture
    targets = _rounded(subject.targets, _TARGET_DECIMALS)
    if architecture.loss == "softmax":
        for row in targets:
            row[row.argmax()] = round(row[row.argmax()] + 1 - row.sum(), _TARGET_DECIMALS)
    return replace(
        subject,
        network=float64_network(architecture, _rounded(subject.network.parameters, decimals)),
        inputs=_rounded(subject.inputs, decimals),
        targets=targets,
        learning_rate=_to_digits(subject.learning_rate, _RATE_DIGITS),
    )


def _rounded(values: npt.ArrayLike, decimals: int) -> Float64Array:
    """Rounded, with no −0 among them."""
    rounded: Float64Array = np.asarray(values, np.float64).round(decimals) + 0.0
    return rounded


def _to_digits(value: float, digits: int) -> float:
    """A positive number with so many significant digits."""
    return round(value, digits - 1 - int(np.floor(np.log10(value)))) if value > 0 else value
