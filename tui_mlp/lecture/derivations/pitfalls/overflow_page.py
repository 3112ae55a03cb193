"""Why programs take the maximum out of softmax: what a computer makes of large logits."""

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.derivations.moves import Move, Part, Titles, move, not_here, page_of
from tui_mlp.lecture.notation import sum_line
from tui_mlp.lecture.pages.page import Check, Matrix, Page, Sentence
from tui_mlp.lecture.step.agreement import agreement
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.softmax import softmax_steps, yhat_of
from tui_mlp.lecture.walk.blocks import row
from tui_mlp.nn.losses import LOSSES
from tui_mlp.numbers import entry_text, subscript

_TITLES = Titles("Softmax in a computer: logits of 100", "overflow")
SHIFTS = (0.0, 50.0, 100.0, 700.0, 1000.0, -1000.0)
"""What is added to every logit, which must change nothing."""


def overflow_page(step: Derivation) -> Page:
    """The formula as it reads and with the maximum taken out, for logits moved by `SHIFTS`."""
    if not step.network.softmax:
        why = (
            "The outputs here are sigmoids: 1 / (1 + exp(−a)) with an infinite exp is 1/∞ = 0, "
            "which is right. It is softmax whose quotient can become ∞/∞."
        )
        return not_here(3, _TITLES, why)
    logits, names = step.forward.logits, step.unit_labels(step.network.depth)
    j = int(logits.argmax())
    moved = np.array([logits + shift for shift in SHIFTS])
    out = np.array([yhat_of("softmax", each) for each in moved])
    whole = naive_softmax(moved, np.float64)
    parts: list[Part] = [
        row("aᴸ", logits, names, shape=f"nᴸ = {len(logits)}"),
        *_moves(logits, j),
        Sentence(
            f"The likeliest class of this sample, {names[j]}, with c added to every aᴸⱼ; c cancels,"
            " so every row should be the same:"
        ),
        Matrix(
            f"ŷ{subscript(j + 1)}",
            np.column_stack(
                [moved[:, j], naive_softmax(moved, np.float32)[:, j], whole[:, j], out[:, j]]
            ),
            tuple(f"c = {_whole(shift)}" for shift in SHIFTS),
            (f"aᴸ{subscript(j + 1)} + c", "float32", "float64", "maximum out"),
            signed=False,
        ),
        *_checks(step, out, whole),
        Sentence(
            f"{_trained(step)} With it left in, a run ends at the first logit beyond 88.73: the "
            "setting teaching, naive softmax, lets one try, and the scenario “Softmax with the "
            "maximum left in” runs both."
        ),
    ]
    return page_of(3, _TITLES, parts)


def _trained(step: Derivation) -> str:
    """How this network and others compute softmax as they train."""
    if step.subject.network.architecture.loss == "naive_softmax":
        return "This network trains in float32 with the maximum left in, for teaching."
    return "Networks here train in float32 with the maximum out."


def naive_softmax(logits: Float64Array, dtype: type[np.floating]) -> Float64Array:
    """Yhat (N, C) of the formula as it reads, computed in a type; NaN beyond its range."""
    yhat = LOSSES["naive_softmax"].probabilities(logits.astype(dtype))
    return np.asarray(yhat, np.float64)


def _moves(logits: Float64Array, j: int) -> tuple[Move, ...]:
    largest = float(logits[j])
    powers = [_number(float(np.exp(value - largest))) for value in logits]
    total = float(np.exp(logits - largest).sum())
    steps = softmax_steps(logits)
    written = [_number(value) for value in steps.exponentials.tolist()]
    as_it_reads = sum_line("Σᵣ exp", written, _number(steps.total)) if not steps.shift else "∞/∞"
    return (
        move(
            "ŷⱼ = exp(aᴸⱼ) / Σᵣ exp(aᴸᵣ)",
            "The formula as it reads.",
            as_it_reads,
        ),
        move(
            "exp(a) = ∞ for a > 88.73 in float32, for a > 709.8 in float64",
            "A number in a computer has a largest value, 3.4e38 and 1.8e308; exp passes it soon. "
            "∞/∞ is no number (NaN), and neither is any weight after a step with it.",
        ),
        move(
            "exp(aⱼ − c) / Σᵣ exp(aᵣ − c) = exp(−c) exp(aⱼ) / (exp(−c) Σᵣ exp(aᵣ)) = ŷⱼ",
            "A factor above and below cancels: any c may be taken out of every exponent.",
        ),
        move(
            "c = maxⱼ aᴸⱼ:   0 < exp(aⱼ − c) ≤ 1,   1 ≤ S ≤ C",
            "The largest exponent is 0 then, so nothing is infinite and S is never 0. What is "
            "rounded to 0 belongs to a ŷ that is that small.",
            f"c = {entry_text(largest)}",
            sum_line("S", powers, _number(total)),
        ),
    )


def _checks(step: Derivation, out: Float64Array, whole: Float64Array) -> tuple[Check, ...]:
    yhat = step.output_error.yhat
    same = agreement(
        "ŷ with the maximum out, for every c", out, np.broadcast_to(yhat, out.shape), 1e-9
    )
    finite = np.isfinite(whole).all(axis=1)
    if not finite.any():
        return (same,)
    wanted = np.broadcast_to(yhat, whole.shape)
    what = "ŷ as the formula reads, where float64 holds it"
    return same, agreement(what, whole[finite], wanted[finite], 1e-9)


def _whole(shift: float) -> str:
    return f"{'−' if shift < 0 else ''}{abs(int(shift))}"


def _number(value: float) -> str:
    return entry_text(value, signed=False)
