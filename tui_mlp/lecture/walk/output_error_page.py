"""Phase 5: delta^L = de/da^L, the long way and the short way."""

import numpy as np

from tui_mlp.lecture.notation import factor, sum_line
from tui_mlp.lecture.pages.page import Block, Formula, Matrix, Page, Sentence, Substituted
from tui_mlp.lecture.step.agreement import agreement
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.walk.blocks import row
from tui_mlp.lecture.walk.other_loss_pages import other_error_page
from tui_mlp.numbers import entry_text, subscript


def output_error_page(derivation: Derivation) -> Page:
    """The page of phase 5."""
    if derivation.network.other_loss:
        return other_error_page(derivation)
    error = derivation.output_error
    names = _names(derivation)
    softmax = derivation.network.output == "softmax"
    blocks: list[Block] = [
        *_formulas(derivation),
        Substituted(_substituted(derivation)),
        _long_way_matrix(derivation),
        row("Σₘ" if softmax else "δᴸ", error.long_way, names),
        Matrix(
            name="the short way",
            values=np.stack([error.yhat, derivation.y]),
            rows=("ŷ", "y"),
            columns=names,
            signed=False,
        ),
        row("ŷ − y", error.short_way, names, shape=f"nᴸ = {len(names)}", asked=True),
    ]
    if np.isfinite(error.long_way).all():
        blocks.append(agreement("the long way and ŷ − y", error.long_way, error.short_way))
    blocks += [
        agreement("δᴸ here and in the engine", error.short_way, derivation.engine.output_error),
        Sentence(_sentence(derivation)),
    ]
    return Page(5, "The error at the output, δᴸ", "δᴸ", None, tuple(blocks))


def _formulas(derivation: Derivation) -> tuple[Formula, ...]:
    if derivation.network.output == "softmax":
        return (
            Formula("δᴸⱼ = ∂e/∂aᴸⱼ = Σₘ (∂e/∂ŷₘ) (∂ŷₘ/∂aᴸⱼ)"),
            Formula("∂e/∂ŷₘ = −yₘ/ŷₘ,   ∂ŷₘ/∂aᴸⱼ = ŷⱼ(1−ŷⱼ) if j=m, else −ŷₘŷⱼ"),
        )
    return (
        Formula("δᴸⱼ = ∂e/∂aᴸⱼ = (∂e/∂ŷⱼ) (∂ŷⱼ/∂aᴸⱼ)"),
        Formula("∂e/∂ŷⱼ = (ŷⱼ−yⱼ) / (ŷⱼ(1−ŷⱼ)),   ∂ŷⱼ/∂aᴸⱼ = ŷⱼ(1−ŷⱼ)"),
    )


def _names(derivation: Derivation) -> tuple[str, ...]:
    names = derivation.unit_labels(derivation.network.depth)
    return tuple(f"j={name}" for name in names)


def _long_way_matrix(derivation: Derivation) -> Matrix:
    """The Jacobian with de/dyhat_m beside each row; for sigmoids its diagonal as a row."""
    error = derivation.output_error
    names = derivation.unit_labels(derivation.network.depth)
    columns = _names(derivation)
    if derivation.network.output == "sigmoid":
        return Matrix(
            name="the long way",
            values=np.stack([error.loss_derivatives, error.jacobian.diagonal()]),
            rows=("∂e/∂ŷⱼ", "∂ŷⱼ/∂aᴸⱼ"),
            columns=columns,
            asked=True,
        )
    return Matrix(
        name="the long way: ∂ŷₘ/∂aᴸⱼ",
        values=np.column_stack([error.jacobian, error.loss_derivatives]),
        rows=tuple(f"m={name}" for name in names),
        columns=(*columns, "∂e/∂ŷₘ"),
        shape=f"nᴸ × nᴸ = {len(names)} × {len(names)}",
        asked=True,
    )


def _substituted(derivation: Derivation) -> str:
    """The line of delta^L_j with numbers, j the most probable true class."""
    error, y = derivation.output_error, derivation.y
    j = int(y.argmax())
    left, result = f"δᴸ{subscript(j + 1)}", entry_text(float(error.long_way[j]))
    column = error.jacobian[:, j].tolist()
    if derivation.network.output == "sigmoid":
        return f"{left} = {factor(float(error.loss_derivatives[j]))}{factor(column[j])} = {result}"
    pairs = zip(error.loss_derivatives.tolist(), column, strict=True)
    terms = [factor(outer) + factor(inner) for outer, inner in pairs if outer != 0]
    return sum_line(left, terms, result)


def _sentence(derivation: Derivation) -> str:
    error, y = derivation.output_error, derivation.y
    if not np.isfinite(error.long_way).all():
        return (
            "A probability in ŷ is too small for a number and reads 0, and the long way divides by "
            "0. The short way has no quotient: it is what programs compute."
        )
    if derivation.network.output == "sigmoid":
        return (
            "The slope ŷⱼ(1−ŷⱼ) of the sigmoid cancels against the same factor in the derivative "
            "of the loss: what is left is how wrong ŷⱼ is, for each output on its own."
        )
    if (y == 0).any() and (y == 1).any():
        return (
            "Only the true class has yₘ ≠ 0, so only its row is used: the softmax and the "
            "logarithm undo each other, and what is left is how wrong ŷ is."
        )
    return (
        "Every class with yₘ ≠ 0 adds its row: Σₘ yₘ = 1 collects them to ŷⱼ, and what is left "
        "is how wrong ŷ is."
    )
