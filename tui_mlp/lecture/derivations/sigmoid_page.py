"""From the cross-entropy of sigmoid outputs to yhat - y."""

from tui_mlp.lecture.derivations.moves import Move, Part, Titles, if_finite, move, not_here, page_of
from tui_mlp.lecture.derivations.output_checks import output_error_checks, underflow
from tui_mlp.lecture.notation import factor, sum_line
from tui_mlp.lecture.pages.page import Page
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.phi import sigmoid
from tui_mlp.lecture.walk.blocks import largest_entry, row
from tui_mlp.numbers import entry_text, subscript

_TITLES = Titles("From the loss of sigmoid outputs to δᴸ = ŷ − y", "sigmoid ŷ − y")


def sigmoid_page(step: Derivation) -> Page:
    """The derivation of delta^L for sigmoids, with the numbers of its largest entry."""
    if step.network.output != "sigmoid":
        why = (
            "The outputs here are one softmax and no sigmoids: every ŷₘ depends on every aᴸⱼ, and "
            "the way to ŷ − y is that of the derivation substitution."
        )
        return not_here(5, _TITLES, why)
    error, names = step.output_error, step.unit_labels(step.network.depth)
    (j,) = largest_entry(error.short_way)
    parts: tuple[Part, ...] = (
        row("y", step.y, names, signed=False),
        row("ŷ", error.yhat, names, signed=False),
        *_loss(step, j),
        *_derivatives(step, j),
        move(
            "∂e/∂aᴸⱼ = (ŷⱼ − yⱼ) / (ŷⱼ (1 − ŷⱼ)) · ŷⱼ (1 − ŷⱼ) = ŷⱼ − yⱼ",
            "The slope of the sigmoid is the denominator of the loss's, and cancels: an output "
            "that is wrong and sure still has a large error.",
            *if_finite(
                error.long_way[j],
                f"δᴸ{subscript(j + 1)} = {factor(float(error.loss_derivatives[j]))}"
                f"{factor(float(error.jacobian[j, j]))} = {entry_text(float(error.short_way[j]))}",
            ),
        ),
        move("δᴸ = ŷ − y", "The same for every j, and the same as for softmax."),
        row("ŷ − y", error.short_way, names),
        *output_error_checks(step),
        *underflow(step),
    )
    return page_of(5, _TITLES, parts)


def _loss(step: Derivation, j: int) -> tuple[Move, ...]:
    losses = [entry_text(value, signed=False) for value in step.loss_terms.cross_entropies.tolist()]
    error = step.output_error
    slopes = factor(float(error.loss_derivatives[j])) + factor(float(error.jacobian[j, j]))
    return (
        move(
            "e = Σⱼ eⱼ,   eⱼ = −yⱼ log ŷⱼ − (1 − yⱼ) log(1 − ŷⱼ)",
            "Each output answers a question of its own, with a cross-entropy of its own.",
            sum_line("e", losses, entry_text(step.loss_terms.cross_entropy, signed=False)),
        ),
        move(
            "∂e/∂aᴸⱼ = (∂e/∂ŷⱼ) (∂ŷⱼ/∂aᴸⱼ)",
            "The chain rule: aᴸⱼ is in ŷⱼ alone, so the sum over all outputs has one term.",
            *if_finite(
                error.long_way[j],
                f"j = {j + 1}: ∂e/∂aᴸ{subscript(j + 1)} = {slopes} = "
                f"{entry_text(float(error.long_way[j]))}",
            ),
        ),
    )


def _derivatives(step: Derivation, j: int) -> tuple[Move, ...]:
    y, share = _number(step.y[j]), _number(step.output_error.yhat[j])
    rest = _number(sigmoid(-step.forward.logits)[j])
    slope_of_loss = float(step.output_error.loss_derivatives[j])
    loss_slope = entry_text(slope_of_loss)
    slope = _number(step.output_error.jacobian[j, j])
    logit = entry_text(-float(step.forward.logits[j]))
    return (
        move(
            "∂e/∂ŷⱼ = −yⱼ/ŷⱼ + (1 − yⱼ)/(1 − ŷⱼ)",
            "The derivative of log ŷⱼ is 1/ŷⱼ, that of log(1 − ŷⱼ) is −1/(1 − ŷⱼ).",
            *if_finite(slope_of_loss, f"−{y}/{share} + (1 − {y})/{rest} = {loss_slope}"),
        ),
        move(
            "       = (ŷⱼ − yⱼ) / (ŷⱼ (1 − ŷⱼ))",
            "One denominator: above it −yⱼ + yⱼ ŷⱼ + ŷⱼ − yⱼ ŷⱼ is left, of which two cancel.",
            *if_finite(slope_of_loss, f"({share} − {y}) / ({share} · {rest}) = {loss_slope}"),
        ),
        move(
            "∂ŷⱼ/∂aᴸⱼ = exp(−aᴸⱼ) / (1 + exp(−aᴸⱼ))²",
            "ŷⱼ = 1/(1 + exp(−aᴸⱼ)): the derivative of 1/t is −1/t², that of exp(−a) is −exp(−a).",
            f"exp({logit}) / (1 + exp({logit}))² = {slope}",
        ),
        move(
            "        = ŷⱼ (1 − ŷⱼ)",
            "One factor 1/(1 + exp(−aᴸⱼ)) is ŷⱼ; the other, exp(−aᴸⱼ)/(1 + exp(−aᴸⱼ)), is 1 − ŷⱼ.",
            f"{share} · {rest} = {slope}",
        ),
    )


def _number(value: float) -> str:
    return entry_text(float(value), signed=False)
