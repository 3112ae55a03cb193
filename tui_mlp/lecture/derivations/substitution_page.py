"""From the cross-entropy through softmax's Jacobian to yhat - y."""

import numpy as np

from tui_mlp.lecture.derivations.moves import Move, Part, Titles, if_finite, move, not_here, page_of
from tui_mlp.lecture.derivations.output_checks import output_error_checks, underflow
from tui_mlp.lecture.notation import factor, sum_line
from tui_mlp.lecture.pages.page import Page
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.walk.blocks import largest_entry, row
from tui_mlp.numbers import entry_text, subscript

_TITLES = Titles("From −Σ y log ŷ to δᴸ = ŷ − y", "ŷ − y")


def substitution_page(step: Derivation) -> Page:
    """The derivation of delta^L for softmax, with the numbers of its largest entry."""
    if step.network.other_loss:
        why = (
            "The loss here is one for teaching, and not the cross-entropy of two distributions: "
            "what it comes to in the place of ŷ − y is phase 5 of the walk."
        )
        return not_here(5, _TITLES, why)
    if step.network.output != "softmax":
        why = (
            "The outputs here are sigmoids, whose loss has a second term for 1 − ŷⱼ and whose "
            "Jacobian is diagonal: the way to ŷ − y is the shorter one of the derivation sigmoid."
        )
        return not_here(5, _TITLES, why)
    error, names = step.output_error, step.unit_labels(step.network.depth)
    (j,) = largest_entry(error.short_way)
    parts: list[Part] = [
        row("y", step.y, names, signed=False),
        row("ŷ", error.yhat, names, signed=False),
        row("∂e/∂ŷ", error.loss_derivatives, names),
        *_chain(step, j),
        *_substituted(step, j),
        row("ŷ − y", error.short_way, names),
        *output_error_checks(step),
        *underflow(step),
    ]
    return page_of(5, _TITLES, parts)


def _chain(step: Derivation, j: int) -> tuple[Move, ...]:
    """What there is to substitute."""
    y, error, at = step.y, step.output_error, subscript(j + 1)
    used = [m for m in range(len(y)) if y[m] != 0]
    losses = [f"(−{_number(y[m])} log {_number(error.yhat[m])})" for m in used]
    terms = [
        factor(float(error.loss_derivatives[m])) + factor(float(error.jacobian[m, j])) for m in used
    ]
    result = entry_text(float(error.long_way[j]))
    return (
        move(
            "e = −Σₘ yₘ log ŷₘ",
            "The cross-entropy; terms with yₘ = 0 are 0.",
            sum_line("e", losses, _number(step.loss_terms.cross_entropy)),
        ),
        move(
            "∂e/∂aᴸⱼ = Σₘ (∂e/∂ŷₘ) (∂ŷₘ/∂aᴸⱼ)",
            "The chain rule: aᴸⱼ is in every ŷₘ, by way of the denominator, and reaches e through "
            "each of them.",
            *if_finite(error.long_way[j], sum_line(f"j = {j + 1}: ∂e/∂aᴸ{at}", terms, result)),
        ),
        move(
            "∂e/∂ŷₘ = −yₘ / ŷₘ",
            "The derivative of log ŷₘ is 1/ŷₘ, and only term m has ŷₘ in it.",
            *(
                f"∂e/∂ŷ{subscript(m + 1)} = −{_number(y[m])} / {_number(error.yhat[m])} = "
                f"{entry_text(float(error.loss_derivatives[m]))}"
                for m in used[:2]
            ),
        ),
    )


def _substituted(step: Derivation, j: int) -> tuple[Move, ...]:
    """The substitution and what cancels."""
    y, yhat, at = step.y, step.output_error.yhat, subscript(j + 1)
    own, share = _number(y[j]), _number(yhat[j])
    rest = 1 - float(yhat[j])
    others = float(np.delete(y, j).sum())
    result = entry_text(float(step.output_error.short_way[j]))
    return (
        move(
            "= −(yⱼ/ŷⱼ) ŷⱼ (1 − ŷⱼ) + Σₘ≠ⱼ (−yₘ/ŷₘ) (−ŷₘ ŷⱼ)",
            "Both cases of the Jacobian put in: the term m = j, and those of all other m.",
            f"−({own}/{share}) {share} (1 − {share}) + {_number(others * float(yhat[j]))} = "
            f"{result}",
        ),
        move(
            "= −yⱼ (1 − ŷⱼ) + Σₘ≠ⱼ yₘ ŷⱼ",
            "ŷⱼ cancels in the first term and ŷₘ in each of the others, where two minus signs "
            "make a plus.",
            f"−{own} (1 − {share}) + {_number(others)} · {share} = "
            f"{entry_text(-float(y[j]) * rest + others * float(yhat[j]))}",
        ),
        move(
            "= −yⱼ + ŷⱼ (yⱼ + Σₘ≠ⱼ yₘ) = −yⱼ + ŷⱼ Σₘ yₘ",
            "Multiplied out, and ŷⱼ taken out of all the terms that have it.",
            f"−{own} + {share} ({own} + {_number(others)}) = "
            f"{entry_text(-float(y[j]) + float(yhat[j]) * float(y.sum()))}",
        ),
        move(
            "= ŷⱼ − yⱼ",
            "y is a distribution: Σₘ yₘ = 1.",
            f"δᴸ{at} = {share} − {own} = {result}",
        ),
        move(
            "δᴸ = ŷ − y",
            "The same for every j: what was answered less what is true.",
        ),
    )


def _number(value: float) -> str:
    return entry_text(float(value), signed=False)
