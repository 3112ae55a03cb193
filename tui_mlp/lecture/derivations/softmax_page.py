"""Softmax gives a distribution: the claim that the lecture leaves to be verified."""

import numpy as np

from tui_mlp.lecture.derivations.moves import Move, Part, Titles, move, not_here, page_of
from tui_mlp.lecture.notation import sum_line
from tui_mlp.lecture.pages.page import Check, Page
from tui_mlp.lecture.step.agreement import agreement
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.softmax import SoftmaxSteps, log_probabilities, softmax_steps
from tui_mlp.lecture.walk.blocks import row
from tui_mlp.numbers import entry_text, subscript

_TITLES = Titles("Softmax gives a distribution", "softmax")


def softmax_page(step: Derivation) -> Page:
    """The derivation that softmax's outputs are positive and sum to 1."""
    if not step.network.softmax:
        why = (
            "The outputs here are sigmoids, each computed from its own aᴸⱼ alone: nothing makes "
            "them add up to 1, so there is no such claim to verify."
        )
        return not_here(3, _TITLES, why)
    logits, names = step.forward.logits, step.unit_labels(step.network.depth)
    steps = softmax_steps(logits)
    logarithms = log_probabilities("softmax", logits)[0]
    infinite = float((~np.isfinite(logarithms)).sum())
    parts: tuple[Part, ...] = (
        row("aᴸ", logits, names, shape=f"nᴸ = {len(logits)}"),
        row(f"exp({exponent(steps)})", steps.exponentials, names, signed=False),
        row("ŷ", steps.yhat, names, signed=False),
        *_positive(steps, int(logits.argmin()), float(logits.min())),
        *_sums_to_one(steps),
        Check("every ŷⱼ is positive: how many log ŷⱼ are not finite", infinite, 0.0),
        agreement("Σⱼ ŷⱼ and 1", steps.yhat.sum(), 1.0),
        agreement("ŷ and exp(aᴸⱼ − log Σᵣ exp(aᴸᵣ))", steps.yhat, np.exp(logarithms)),
    )
    return page_of(3, _TITLES, parts)


def exponent(steps: SoftmaxSteps, index: str = "ⱼ") -> str:
    """What exp is taken of: "aᴸⱼ", or "aᴸⱼ − c" where the powers would overflow."""
    return f"aᴸ{index} − c" if steps.shift else f"aᴸ{index}"


def _positive(steps: SoftmaxSteps, least: int, logit: float) -> tuple[Move, ...]:
    """Every yhat_j is above 0, and so is the least of them."""
    powers, total = [_number(value) for value in steps.exponentials.tolist()], _number(steps.total)
    definition = "The definition: each power, over the sum S of all powers."
    if steps.shift:
        definition += (
            f" c = max aᴸⱼ = {entry_text(steps.shift)} is taken out of every exponent, which "
            "divides numerator and denominator by the same exp(c): the quotient stays, and no "
            "power overflows."
        )
    positive = "A power of e is positive, whatever the exponent is."
    if not steps.exponentials[least]:
        positive += " This one is too small for a number here, and reads 0."
    power = f"exp({entry_text(logit - steps.shift)}) = {powers[least]}"
    share = f"ŷ{subscript(least + 1)} = {powers[least]} / {total}"
    return (
        move(
            f"ŷⱼ = exp({exponent(steps)}) / S,   S = Σᵣ exp({exponent(steps, 'ᵣ')})",
            definition,
            sum_line("S", powers, total),
        ),
        move(f"exp({exponent(steps)}) > 0", positive, f"the least: {power}"),
        move(
            "S > 0,   ŷⱼ > 0",
            "A sum of positive numbers is positive, and so is the quotient of two.",
            f"the least: {share} = {_number(float(steps.yhat[least]))}",
        ),
    )


def _sums_to_one(steps: SoftmaxSteps) -> tuple[Move, ...]:
    """The sum of all yhat_j is 1."""
    powers, total = [_number(value) for value in steps.exponentials.tolist()], _number(steps.total)
    numerators = float(np.sort(steps.exponentials).sum())
    return (
        move(
            f"Σⱼ ŷⱼ = Σⱼ (exp({exponent(steps)}) / S)",
            "All ŷⱼ, each by its definition, added up.",
            sum_line("Σⱼ ŷⱼ", [f"{power}/{total}" for power in powers], _number(steps.yhat.sum())),
        ),
        move(
            f"      = (Σⱼ exp({exponent(steps)})) / S",
            "Every term has the same denominator S, so the numerators can be added first.",
            sum_line("the numerators", powers, _number(numerators)),
        ),
        move(
            "      = S / S = 1",
            "The sum of the numerators is the denominator: that is what S is. Positive and "
            "summing to 1, the ŷⱼ are a distribution, and none is above 1.",
            f"{_number(numerators)} / {total} = {_number(numerators / steps.total)}",
        ),
    )


def _number(value: float) -> str:
    return entry_text(float(value), signed=False)
