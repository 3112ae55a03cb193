"""Phase 3: from a^L to yhat, by softmax or by sigmoids, and what can be said of yhat."""

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.notation import factor, sum_line
from tui_mlp.lecture.pages.page import Check, Formula, Page, Sentence, Substituted
from tui_mlp.lecture.step.agreement import agreement
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.phi import sigmoid
from tui_mlp.lecture.step.softmax import softmax_steps
from tui_mlp.lecture.walk.blocks import row
from tui_mlp.numbers import entry_text, setting_text, subscript

_CONSTANT = 5.0
"""What is added to a^L to see that softmax does not change."""


def output_page(derivation: Derivation) -> Page:
    """The page of phase 3."""
    if derivation.network.softmax:
        return _softmax_page(derivation)
    return _sigmoid_page(derivation)


def _softmax_page(derivation: Derivation) -> Page:
    logits, names = derivation.forward.logits, derivation.unit_labels(derivation.network.depth)
    steps, moved = softmax_steps(logits), softmax_steps(logits + _CONSTANT)
    j = int(derivation.y.argmax())
    exponent = "aᴸⱼ" if not steps.shift else "aᴸⱼ − c"
    powers = [entry_text(value, signed=False) for value in steps.exponentials.tolist()]
    total, share = (
        entry_text(steps.total, signed=False),
        entry_text(float(steps.yhat[j]), signed=False),
    )
    blocks = (
        Formula(f"ŷⱼ = exp({exponent}) / Σₘ exp({exponent.replace('ⱼ', 'ₘ')})"),
        Substituted(sum_line("Σₘ exp", powers, total)),
        Substituted(f"ŷ{subscript(j + 1)} = {powers[j]} / {total} = {share}"),
        row("aᴸ", logits, names, shape=f"nᴸ = {len(logits)}"),
        row(f"exp({exponent})", steps.exponentials, names, signed=False),
        row("ŷ", steps.yhat, names, asked=True, signed=False),
        row(f"ŷ of aᴸ + {setting_text(_CONSTANT)}", moved.yhat, names, signed=False),
        _all_positive(steps.yhat),
        agreement("Σⱼ ŷⱼ and 1", steps.yhat.sum(), 1.0),
        agreement(f"ŷ of aᴸ and of aᴸ + {setting_text(_CONSTANT)}", steps.yhat, moved.yhat),
        agreement("ŷ here and in the engine", steps.yhat, derivation.engine.yhat),
        Sentence(_softmax_sentence(steps.shift) + _maximum_left_in(derivation)),
    )
    return Page(3, "Softmax: from aᴸ to a distribution", "softmax", None, blocks)


def _maximum_left_in(derivation: Derivation) -> str:
    """What a network for teaching does without."""
    if derivation.subject.network.architecture.loss != "naive_softmax":
        return ""
    return (
        " This network leaves the maximum in, for teaching: it trains in float32, where exp(aᴸⱼ) "
        "is infinite from aᴸⱼ = 88.73 on, and ∞/∞ is no number."
    )


def _all_positive(yhat: Float64Array) -> Check:
    return Check("how many ŷⱼ are not positive, and 0", float((~(yhat > 0)).sum()), 0.0)


def _softmax_sentence(shift: float) -> str:
    text = (
        "The aᴸⱼ are scores, which may be any numbers; only the ŷⱼ are probabilities. A constant "
        "added to every aᴸⱼ multiplies every exp by the same factor, which the quotient loses "
        "again: only differences between the aᴸⱼ count."
    )
    if shift:
        text += (
            f" That is used here: c = max aᴸⱼ = {entry_text(shift)} is subtracted, because "
            "exp(aᴸⱼ) itself is outside the range of numbers."
        )
    return text


def _sigmoid_page(derivation: Derivation) -> Page:
    logits, names = derivation.forward.logits, derivation.unit_labels(derivation.network.depth)
    yhat = derivation.output_error.yhat
    mirrored = sigmoid(-logits)
    pairs = np.array([softmax_steps(np.array([value, 0.0])).yhat[0] for value in logits])
    first = float(logits[0])
    blocks = (
        Formula("ŷⱼ = σ(aᴸⱼ) = 1 / (1 + exp(−aᴸⱼ))"),
        Substituted(
            f"ŷ₁ = 1 / (1 + exp(−{factor(first)})) = {entry_text(float(yhat[0]), signed=False)}"
        ),
        row("aᴸ", logits, names, shape=f"nᴸ = {len(logits)}"),
        row("exp(−aᴸⱼ)", np.exp(-logits), names, signed=False),
        row("ŷ", yhat, names, asked=True, signed=False),
        row("1 − ŷ", mirrored, names, signed=False),
        _all_positive(np.minimum(yhat, mirrored)),
        agreement("1 − σ(a) and σ(−a)", 1 - yhat, mirrored),
        agreement("σ(a) and the softmax of (a, 0)", yhat, pairs),
        agreement("ŷ here and in the engine", yhat, derivation.engine.yhat),
        Sentence(_sigmoid_sentence(derivation, float(yhat.sum()))),
    )
    return Page(3, "Sigmoid: a probability for each output", "sigmoid", None, blocks)


def _in_a_row(names: tuple[str, ...], yhat: float) -> str:
    """What one neuron makes of three classes or more."""
    steps = len(names) - 1
    nearest = names[round(yhat * steps)]
    return (
        f"One number for {len(names)} classes: {names[0]} is at 0, {names[-1]} at 1, and the "
        f"others between, {entry_text(1 / steps, signed=False)} apart. The nearest is {nearest}. "
        "The order is that of the data file, and no answer says “one of the outer two, and none "
        "between”."
    )


def _sigmoid_sentence(derivation: Derivation, total: float) -> str:
    if derivation.subject.one_neuron:
        no, *between, yes = derivation.subject.class_names
        if between:
            return _in_a_row(derivation.subject.class_names, total)
        return (
            f"One number is enough for two classes: ŷ is the probability of {yes}, 1 − ŷ that of "
            f"{no}. It is a softmax whose other logit is held at 0."
        )
    return (
        "Each ŷⱼ looks at its own aᴸⱼ alone and lies between 0 and 1. They need not add up to 1: "
        f"here Σⱼ ŷⱼ = {entry_text(total, signed=False)}, the number of labels to expect."
    )
