"""Cross-entropy against squared error behind the same softmax: what is left of the error."""

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.derivations.moves import Part, Titles, move, not_here, page_of
from tui_mlp.lecture.notation import sum_line
from tui_mlp.lecture.pages.page import Matrix, Page, Sentence
from tui_mlp.lecture.step.agreement import agreement
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.loss import sample_losses
from tui_mlp.lecture.step.output_error import output_error, short_way
from tui_mlp.lecture.step.softmax import softmax_jacobian, yhat_of
from tui_mlp.lecture.walk.blocks import row
from tui_mlp.numbers import entry_text

_TITLES = Titles("Which loss: cross-entropy or squared error", "losses")
GAPS = (0.0, 1.0, 2.0, 5.0, 10.0, 20.0)
"""By how much a wrong class is ahead of the true one, in logits."""
_DIFFERENCE, _TOLERANCE = 1e-5, 1e-8
_LOSSES = ("softmax", "squared_error")


def squared_page(step: Derivation) -> Page:
    """Both losses and delta^L for the sample, and as an answer gets surer of a wrong class."""
    network, y = step.network, step.y
    if not network.softmax or abs(float(y.sum()) - 1) > 1e-6 or len(y) < 2:
        why = (
            "The comparison is of two losses behind a softmax, and of a y that is a distribution: "
            "this network has several labels, or one output."
        )
        return not_here(5, _TITLES, why)
    logits, names = step.forward.logits, step.unit_labels(network.depth)
    yhat, j = yhat_of("softmax", logits), int(y.argmax())
    entropy, squared = (output_error(name, logits, y) for name in _LOSSES)
    squares = [f"{_number(float(each))}" for each in (np.square(yhat - y) / 2).tolist()]
    scales = ["" if each == 1 else f"{_number(each)} " for each in y.tolist()]
    used = [f"(−{scales[m]}log {_number(float(yhat[m]))})" for m in np.flatnonzero(y)]
    parts: list[Part] = [
        row("y", y, names, signed=False),
        row("ŷ", yhat, names, signed=False),
        move(
            "CE = −Σⱼ yⱼ log ŷⱼ,   SE = Σⱼ (ŷⱼ − yⱼ)² / 2",
            f"{_least(y)} CE grows without bound as ŷ of the true class goes to 0; SE of a "
            "one-hot y is never above 1.",
            sum_line("CE", used, _number(_loss("softmax", logits, y))),
            sum_line("SE", squares, _number(_loss("squared_error", logits, y))),
        ),
        move(
            "δᴸ = (∂ŷ/∂aᴸ)ᵀ ∂e/∂ŷ:   CE gives ŷ − y,   SE gives (∂ŷ/∂aᴸ)ᵀ (ŷ − y)",
            "The −yₘ/ŷₘ of the logarithm cancels against the Jacobian. The ŷₘ − yₘ of the square "
            "does not: the Jacobian stays as a factor.",
            f"of CE ‖δᴸ‖ = {_length(entropy.short_way)},   "
            f"of SE ‖δᴸ‖ = {_length(squared.short_way)}",
        ),
        row("δᴸ of CE", entropy.short_way, names),
        row("δᴸ of SE", squared.short_way, names),
        Sentence(
            f"The same as the network gets surer of a wrong class, {names[_rival(logits, j)]}, "
            f"which is ahead of {names[j]} by so much in aᴸ:"
        ),
        _table(logits, y, j),
        agreement("δᴸ of CE and ŷ − y", entropy.long_way, yhat - y, 1e-9)
        if np.isfinite(entropy.long_way).all()
        else Sentence("A ŷ is too small for a number here."),
        agreement(
            "δᴸ of SE and the Jacobian times ŷ − y",
            squared.short_way,
            softmax_jacobian(yhat).T @ (yhat - y),
        ),
        agreement(
            "δᴸ of SE and central differences",
            squared.short_way,
            _slopes(logits, y),
            _TOLERANCE,
        ),
        Sentence(
            "Where the answer is all but certain of a wrong class, CE pulls at full strength and "
            "SE hardly at all: who is sure and wrong learns nothing. The setting teaching, squared "
            "error, trains so, and the scenario “The Jacobian, and a loss that keeps it” runs both."
        ),
    ]
    return page_of(5, _TITLES, parts)


def _least(y: Float64Array) -> str:
    """Where both losses are least, and what CE is there."""
    if y.max() == 1:
        return "Both are 0 only where ŷ = y."
    entropy = _loss("softmax", np.log(np.maximum(y, np.finfo(float).tiny)), y)
    return f"Both are least only where ŷ = y: SE is 0 there, and CE {_number(entropy)}."


def _rival(logits: Float64Array, true: int) -> int:
    """The class of the largest logit but the true one."""
    others = logits.copy()
    others[true] = -np.inf
    return int(others.argmax())


def _table(logits: Float64Array, y: Float64Array, true: int) -> Matrix:
    """Yhat of the true class, both losses and the length of delta^L, for each of `GAPS`."""
    rows = []
    for gap in GAPS:
        moved = logits.copy()
        moved[_rival(logits, true)] = moved[true] + gap
        yhat = yhat_of("softmax", moved)
        values = [float(yhat[true])]
        for name in _LOSSES:
            length = float(np.linalg.norm(short_way(name, yhat, y)))
            values += [_loss(name, moved, y), length]
        rows.append(values)
    return Matrix(
        "sure and wrong",
        np.array(rows),
        tuple(f"ahead by {int(gap)}" for gap in GAPS),
        ("ŷ true", "CE", "‖δᴸ‖ of CE", "SE", "‖δᴸ‖ of SE"),
        signed=False,
    )


def _loss(name: str, logits: Float64Array, y: Float64Array) -> float:
    return float(sample_losses(name, logits, y))


def _slopes(logits: Float64Array, y: Float64Array) -> Float64Array:
    """(SE(a + h) - SE(a - h)) / 2h for a change of each a^L_j, (C,)."""
    moves = _DIFFERENCE * np.eye(len(logits))
    column, targets = logits[:, None], np.broadcast_to(y[:, None], moves.shape)
    above, below = (sample_losses("squared_error", column + d, targets) for d in (moves, -moves))
    slopes: Float64Array = (above - below) / (2 * _DIFFERENCE)
    return slopes


def _length(vector: Float64Array) -> str:
    return _number(float(np.linalg.norm(vector)))


def _number(value: float) -> str:
    return entry_text(value, signed=False)
