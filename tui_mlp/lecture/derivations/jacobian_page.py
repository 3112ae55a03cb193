"""The Jacobian of softmax: the quotient rule, and its two cases j = m and j != m."""

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.derivations.moves import Move, Part, Titles, move, not_here, page_of
from tui_mlp.lecture.derivations.softmax_page import exponent
from tui_mlp.lecture.notation import factor
from tui_mlp.lecture.pages.page import Matrix, Page
from tui_mlp.lecture.step.agreement import agreement
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.softmax import SoftmaxSteps, softmax_steps, yhat_of
from tui_mlp.lecture.walk.blocks import row
from tui_mlp.numbers import entry_text, subscript

_TITLES = Titles("The Jacobian of softmax, case by case", "Jacobian")
_SQUARABLE_EXPONENT = 300.0
_DIFFERENCE = 1e-5
_TOLERANCE = 1e-8
"""Up to here a difference is rounding over 2h, and what central differences leave out."""


def jacobian_page(step: Derivation) -> Page:
    """The derivation of dyhat_m/da_j, for the sample's class and the likeliest other one."""
    if not step.network.softmax:
        why = (
            "Each output here is a sigmoid of its own aᴸⱼ: ∂ŷₘ/∂aᴸⱼ is ŷⱼ (1 − ŷⱼ) for j = m and "
            "0 for j ≠ m, so that there is no second case and the Jacobian is diagonal."
        )
        return not_here(5, _TITLES, why)
    if len(step.y) == 1:
        why = "A softmax of one output is always 1, so that its only derivative is 0."
        return not_here(5, _TITLES, why)
    logits, names = step.forward.logits, step.unit_labels(step.network.depth)
    steps = _steps_to_square(logits)
    j = int(step.y.argmax())
    m = int(np.delete(np.arange(len(logits)), j)[np.delete(steps.yhat, j).argmax()])
    jacobian = step.output_error.jacobian
    parts: tuple[Part, ...] = (
        row("u", steps.exponentials, names, signed=False),
        row("ŷ", steps.yhat, names, signed=False),
        Matrix(
            name="∂ŷₘ/∂aᴸⱼ",
            values=jacobian,
            rows=names,
            columns=names,
            shape=f"C × C = {len(names)} × {len(names)}: row m, column j; + rises with aⱼ, − falls",
            heatmap=True,
        ),
        *_quotient_rule(steps, j),
        *_same(steps, j),
        *_other(steps, m, j),
        move(
            "∂ŷ/∂aᴸ = Diag(ŷ) − ŷ ŷᵀ",
            "Both cases as the matrix above. Each column sums to 0: the ŷₘ always sum to 1, so "
            "what one gains the others lose.",
            f"column {j + 1}: {_column_sum(jacobian[:, j])}",
        ),
        agreement("∂ŷ/∂aᴸ and central differences", jacobian, _differences(logits), _TOLERANCE),
        agreement(
            "∂ŷ/∂aᴸ and Diag(ŷ) − ŷ ŷᵀ",
            jacobian,
            np.diag(steps.yhat) - np.outer(steps.yhat, steps.yhat),
        ),
        agreement("the sums of the columns and 0", jacobian.sum(axis=0), np.zeros(len(names))),
    )
    return page_of(5, _TITLES, parts)


def _steps_to_square(logits: Float64Array) -> SoftmaxSteps:
    """The steps of softmax, with the maximum taken out where S^2 would leave float64."""
    largest = float(logits.max())
    if np.abs(logits).max() <= _SQUARABLE_EXPONENT:
        return softmax_steps(logits)
    powers = np.exp(logits - largest)
    total = float(powers.sum())
    return SoftmaxSteps(largest, powers, total, powers / total)


def _quotient_rule(steps: SoftmaxSteps, j: int) -> tuple[Move, ...]:
    power = _number(steps.exponentials[j])
    return (
        move(
            f"ŷₘ = uₘ / S,   uₘ = exp({exponent(steps, 'ₘ')}),   S = Σᵣ uᵣ",
            "The definition, with a letter for each power."
            + (
                f" c = max aᴸⱼ = {entry_text(steps.shift)} changes no quotient." * bool(steps.shift)
            ),
            f"S = {_number(steps.total)}",
        ),
        move(
            "∂S/∂aᴸⱼ = uⱼ,   ∂uₘ/∂aᴸⱼ = uⱼ if m = j, else 0",
            "exp is its own derivative, and only uⱼ has aᴸⱼ in it.",
            f"j = {j + 1}: ∂S/∂aᴸ{subscript(j + 1)} = u{subscript(j + 1)} = {power}",
        ),
        move(
            "∂ŷₘ/∂aᴸⱼ = (∂uₘ/∂aᴸⱼ S − uₘ ∂S/∂aᴸⱼ) / S²",
            "The quotient rule: the derivative above times what is below, less what is above "
            "times the derivative below, over the square of what is below.",
            f"S² = {_number(steps.total**2)}",
        ),
    )


def _same(steps: SoftmaxSteps, j: int) -> tuple[Move, Move]:
    """The case j = m."""
    power, total, share = _number(steps.exponentials[j]), _number(steps.total), steps.yhat[j]
    others = float(np.delete(steps.yhat, j).sum())
    value = entry_text(float(share) * others)
    name = _entry(j, j)
    return (
        move(
            "j = m:   = (uⱼ S − uⱼ uⱼ) / S²",
            "Both derivatives are uⱼ.",
            f"{name} = ({power} · {total} − {power} · {power}) / {_number(steps.total**2)} "
            f"= {value}",
        ),
        move(
            "         = (uⱼ/S) (S − uⱼ)/S = ŷⱼ (1 − ŷⱼ)",
            "uⱼ is taken out, and each factor gets one of the two S.",
            f"{name} = {_number(share)} (1 − {_number(share)}) = {value}",
        ),
    )


def _other(steps: SoftmaxSteps, m: int, j: int) -> tuple[Move, Move]:
    """The case j != m."""
    above, own = _number(steps.exponentials[m]), _number(steps.exponentials[j])
    value = entry_text(-float(steps.yhat[m] * steps.yhat[j]))
    name = _entry(m, j)
    return (
        move(
            "j ≠ m:   = (0 S − uₘ uⱼ) / S²",
            "uₘ has no aᴸⱼ in it, so its derivative is 0; S has.",
            f"{name} = −{above} · {own} / {_number(steps.total**2)} = {value}",
        ),
        move(
            "         = −(uₘ/S) (uⱼ/S) = −ŷₘ ŷⱼ",
            "Each factor gets one of the two S.",
            f"{name} = −{_number(steps.yhat[m])} · {_number(steps.yhat[j])} = {value}",
        ),
    )


def _differences(logits: Float64Array) -> Float64Array:
    """(yhat(a + h) - yhat(a - h)) / 2h, column j for a change of a_j, (C, C)."""
    moves = _DIFFERENCE * np.eye(len(logits))
    above, below = logits[:, None] + moves, logits[:, None] - moves
    quotients: Float64Array = yhat_of("softmax", above) - yhat_of("softmax", below)
    return quotients / (2 * _DIFFERENCE)


def _column_sum(column: Float64Array) -> str:
    """The sum of the entries with numbers, as far as a line has room."""
    terms = [factor(value) for value in column.tolist()]
    if len(terms) > 6:
        terms = [*terms[:4], f"… {len(terms) - 5} more …", terms[-1]]
    return f"{' + '.join(terms)} = 0"


def _entry(m: int, j: int) -> str:
    return f"∂ŷ{subscript(m + 1)}/∂aᴸ{subscript(j + 1)}"


def _number(value: float) -> str:
    return entry_text(float(value), signed=False)
