"""What holds the error at the output, however it was derived."""

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.pages.page import Check, Sentence
from tui_mlp.lecture.step.agreement import agreement
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.loss import sample_losses

_DIFFERENCE = 1e-5
_ROUNDING = 4e-15
"""Of a loss of size 1: some units in its last place."""
_TOLERANCE = 1e-7
"""Up to here a difference is rounding over 2h, and what central differences leave out."""


def output_error_checks(step: Derivation) -> tuple[Check, ...]:
    """The error yhat - y against the long way, central differences of e, and the engine.

    The long way is left out where a yhat_m underflowed and it is no number.
    """
    error = step.output_error
    rounding = _ROUNDING * max(1.0, step.loss) / _DIFFERENCE
    slopes = _slopes(step)
    checks = []
    if np.isfinite(error.long_way).all():
        checks.append(agreement("the chain rule and ŷ − y", error.long_way, error.short_way))
    return (
        *checks,
        agreement(
            "ŷ − y and central differences of e", error.short_way, slopes, _TOLERANCE + rounding
        ),
        agreement("ŷ − y here and in the engine", error.short_way, step.engine.output_error),
    )


def underflow(step: Derivation) -> tuple[Sentence, ...]:
    """What is to be said where a yhat, or what is left of 1, is too small for a number."""
    if np.isfinite(step.output_error.long_way).all():
        return ()
    text = (
        "A ŷ, or a 1 − ŷ, is too small for a number here and reads 0, so that the quotient over "
        "it is none: ŷ − y, where it has cancelled, still is."
    )
    return (Sentence(text),)


def _slopes(step: Derivation) -> Float64Array:
    """(e(a + h) - e(a - h)) / 2h for a change of each a^L_j, (C,)."""
    logits, y = step.forward.logits[:, None], step.y[:, None]
    moves = _DIFFERENCE * np.eye(len(logits))
    output = step.network.output
    targets = np.broadcast_to(y, moves.shape)
    above, below = (sample_losses(output, logits + d, targets) for d in (moves, -moves))
    quotients: Float64Array = (above - below) / (2 * _DIFFERENCE)
    return quotients
