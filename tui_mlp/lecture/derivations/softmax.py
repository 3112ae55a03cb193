"""Softmax gives a distribution: the claim that the lecture leaves to be verified."""

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.derivations.moves import move, not_here
from tui_mlp.lecture.notation import sum_line
from tui_mlp.lecture.pages.page import Block, Check, Page
from tui_mlp.lecture.step.agreement import agreement
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.softmax import log_probabilities, softmax_steps
from tui_mlp.lecture.walk.blocks import row
from tui_mlp.numbers import entry_text, subscript

_TITLE = "Softmax gives a distribution", "softmax"


def softmax_page(step: Derivation) -> Page:
    """The derivation that softmax's outputs are positive and sum to 1."""
    if step.network.output != "softmax":
        why = (
            "The outputs here are sigmoids, each with a sum of its own: nothing makes them add up "
            "to 1, so there is no such claim to verify."
        )
        return not_here(3, *_TITLE, why)
    logits, names = step.forward.logits, step.unit_labels(step.network.depth)
    steps = softmax_steps(logits)
    blocks: list[Block] = [
        row("aᴸ", logits, names, shape=f"nᴸ = {len(logits)}"),
        row(f"exp({_exponent(steps.shift)})", steps.exponentials, names, signed=False),
        row("ŷ", steps.yhat, names, signed=False),
        *_positive(steps.shift, logits, steps.exponentials, steps.total),
        *_sums_to_one(steps.exponentials, steps.total),
    ]
    logarithms = log_probabilities("softmax", logits)[0]
    infinite = float((~np.isfinite(logarithms)).sum())
    blocks += [
        Check("every ŷⱼ is positive: log ŷⱼ is finite", infinite, 0.0),
        agreement("Σⱼ ŷⱼ and 1", steps.yhat.sum(), 1.0),
        agreement("ŷ and exp(aᴸⱼ − log Σᵣ exp(aᴸᵣ))", steps.yhat, np.exp(logarithms)),
    ]
    return Page(3, *_TITLE, None, tuple(blocks))


def _exponent(shift: float, index: str = "ⱼ") -> str:
    return f"aᴸ{index} − c" if shift else f"aᴸ{index}"


def _positive(
    shift: float, logits: Float64Array, exponentials: Float64Array, total: float
) -> tuple[Block, ...]:
    """Every yhat_j is above 0."""
    power, powers = _exponent(shift), [_number(value) for value in exponentials.tolist()]
    least = int(logits.argmin())
    exponent = entry_text(float(logits[least]) - shift)
    definition = "The definition: each power, over the sum S of all powers."
    if shift:
        definition += (
            f" c = max aᴸⱼ = {entry_text(shift)} is taken out of every exponent, which multiplies "
            "numerator and denominator by the same exp(−c), so that no power overflows."
        )
    positive = "A power of e is positive, whatever the exponent is."
    if not exponentials[least]:
        positive += " This one is too small for a number here, and reads 0."
    return (
        *move(
            f"ŷⱼ = exp({power}) / S,   S = Σᵣ exp({_exponent(shift, 'ᵣ')})",
            definition,
            sum_line("S", powers, _number(total)),
        ),
        *move(f"exp({power}) > 0", positive, f"the least: exp({exponent}) = {powers[least]}"),
        *move(
            "S > 0,   ŷⱼ > 0",
            "A sum of positive numbers is positive, and so is their quotient.",
            f"the least: ŷ{subscript(least + 1)} = {powers[least]} / {_number(total)}"
            f" = {_number(float(exponentials[least]) / total)}",
        ),
    )


def _sums_to_one(exponentials: Float64Array, total: float) -> tuple[Block, ...]:
    """The sum of all yhat_j is 1."""
    powers = [_number(value) for value in exponentials.tolist()]
    over = [f"{power}/{_number(total)}" for power in powers]
    shares = exponentials / total
    return (
        *move(
            "Σⱼ ŷⱼ = Σⱼ (numeratorⱼ / S)",
            "All ŷⱼ, each by its definition, added up.",
            sum_line("Σⱼ ŷⱼ", over, _number(float(shares.sum()))),
        ),
        *move(
            "      = (Σⱼ numeratorⱼ) / S",
            "Every term has the same denominator S, so the numerators can be added first.",
            f"({sum_line('Σⱼ numeratorⱼ', powers, _number(float(exponentials.sum())))})",
        ),
        *move(
            "      = S / S = 1",
            "The sum of the numerators is the denominator: that is what S is. Nonnegative and "
            "summing to 1, the ŷⱼ are a distribution, and none is above 1.",
            f"{_number(float(exponentials.sum()))} / {_number(total)} = "
            f"{_number(float(exponentials.sum()) / total)}",
        ),
    )


def _number(value: float) -> str:
    return entry_text(value, signed=False)
