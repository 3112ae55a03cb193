"""Phases 4 and 5 of networks whose loss is not the cross-entropy of distributions, for teaching."""

import numpy as np

from tui_mlp.lecture.notation import factor, sum_line
from tui_mlp.lecture.pages.page import Block, Formula, Matrix, Page, Sentence, Substituted
from tui_mlp.lecture.step.agreement import agreement
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.walk.blocks import row
from tui_mlp.numbers import entry_text, subscript


def other_loss_page(derivation: Derivation) -> Page:
    """The page of phase 4: e, and what is wrong with it."""
    make = _squared_loss if derivation.network.output == "squared_error" else _labels_loss
    return Page(4, "The loss e, for teaching", "loss", None, make(derivation))


def other_error_page(derivation: Derivation) -> Page:
    """The page of phase 5: delta^L through the Jacobian, and what is left of it."""
    squared = derivation.network.output == "squared_error"
    error, names = derivation.output_error, derivation.unit_labels(derivation.network.depth)
    columns = tuple(f"j={name}" for name in names)
    j = int(derivation.y.argmax())
    pairs = zip(error.loss_derivatives.tolist(), error.jacobian[:, j].tolist(), strict=True)
    terms = [factor(outer) + factor(inner) for outer, inner in pairs if outer != 0]
    result = entry_text(float(error.long_way[j]))
    blocks: list[Block] = [
        Formula("δᴸⱼ = ∂e/∂aᴸⱼ = Σₘ (∂e/∂ŷₘ) (∂ŷₘ/∂aᴸⱼ)"),
        Formula("∂e/∂ŷₘ = ŷₘ − yₘ" if squared else "∂e/∂ŷₘ = −yₘ/ŷₘ"),
        Substituted(sum_line(f"δᴸ{subscript(j + 1)}", terms or ["0"], result)),
        Matrix(
            name="∂ŷₘ/∂aᴸⱼ",
            values=np.column_stack([error.jacobian, error.loss_derivatives]),
            rows=tuple(f"m={name}" for name in names),
            columns=(*columns, "∂e/∂ŷₘ"),
            shape=f"nᴸ × nᴸ = {len(names)} × {len(names)}",
        ),
        row("Σₘ", error.long_way, columns),
        row("ŷ − y", error.yhat - derivation.y, columns),
        Formula("δᴸⱼ = ŷⱼ ((ŷⱼ − yⱼ) − Σₘ ŷₘ (ŷₘ − yₘ))" if squared else "δᴸⱼ = (Σₘ yₘ) ŷⱼ − yⱼ"),
        row("δᴸ", error.short_way, columns, shape=f"nᴸ = {len(names)}"),
    ]
    if np.isfinite(error.long_way).all():
        blocks.append(agreement("the long way and δᴸ", error.long_way, error.short_way))
    engine = derivation.engine.output_error
    blocks.append(agreement("δᴸ here and in the engine", error.short_way, engine))
    blocks.append(Sentence(_squared_error(derivation) if squared else _labels_error(derivation)))
    return Page(5, "The error at the output, δᴸ", "δᴸ", None, tuple(blocks))


def _squared_loss(derivation: Derivation) -> tuple[Block, ...]:
    y, yhat = derivation.y, derivation.output_error.yhat
    names = derivation.unit_labels(derivation.network.depth)
    halves, entropy = np.square(yhat - y) / 2, derivation.loss_terms.cross_entropy
    return (
        Formula("e = Σⱼ (ŷⱼ − yⱼ)² / 2"),
        Substituted(sum_line("e", _texts(halves), _text(derivation.loss))),
        Matrix(
            name="terms",
            values=np.stack([y, yhat, halves]),
            rows=("y", "ŷ", "(ŷⱼ − yⱼ)²/2"),
            columns=names,
            signed=False,
        ),
        agreement("e here and in the engine", derivation.loss, derivation.engine.loss),
        Sentence(
            "It is 1 at most, however sure the network is of a wrong class, while the "
            f"cross-entropy of this answer is {_text(entropy)} and has no bound."
        ),
    )


def _labels_loss(derivation: Derivation) -> tuple[Block, ...]:
    y, yhat = derivation.y, derivation.output_error.yhat
    names = derivation.unit_labels(derivation.network.depth)
    terms, count = derivation.loss_terms.cross_entropies, float(y.sum())
    weights = ["" if each == 1 else f"{_text(each)} " for each in y.tolist()]
    used = [f"(−{weights[j]}log {_text(float(yhat[j]))})" for j in np.flatnonzero(y)]
    sums = f"Σⱼ yⱼ = {_text(count)}, Σⱼ ŷⱼ = {_text(float(yhat.sum()))}"
    if not _certain(derivation):
        text = f"{sums}: y is no distribution, and e is least where ŷ = y / Σy."
    elif count == 0:
        text = (
            f"{sums}: without any label every term is 0, whatever ŷ is. Such a sample teaches "
            "nothing, not even that its ŷⱼ should be small."
        )
    elif count <= 1:
        text = f"{sums}: with one label the loss is that of one class."
    else:
        least = count * float(np.log(count))
        text = (
            f"{sums}: y is no distribution, and ŷ cannot equal it. The least e is Σy log Σy = "
            f"{_text(least)}, where the labels of the sample share 1 alike: ŷⱼ = "
            f"{_text(1 / count)} for each."
        )
    return (
        Formula("e = −Σⱼ yⱼ log ŷⱼ"),
        Substituted(sum_line("e", used, _text(derivation.loss)) if used else "e = 0"),
        Matrix(
            name="terms",
            values=np.stack([y, yhat, terms]),
            rows=("y", "ŷ", "−yⱼ log ŷⱼ"),
            columns=names,
            signed=False,
        ),
        agreement("e here and in the engine", derivation.loss, derivation.engine.loss),
        Sentence(text),
    )


def _squared_error(derivation: Derivation) -> str:
    error, y = derivation.output_error, derivation.y
    wrong, left = (float(np.linalg.norm(v)) for v in (error.yhat - y, error.short_way))
    part = f", {_text(left / wrong)} of it" if wrong else ""
    return (
        f"The logarithm that undoes softmax is missing: the Jacobian stays. ‖ŷ − y‖ = "
        f"{_text(wrong)}, and ‖δᴸ‖ = {_text(left)}{part}. Every entry of the Jacobian has a factor "
        "ŷₘ and one of 1 − ŷₘ or another ŷⱼ, so where ŷ is all but certain nothing is left, even "
        "of the wrong class."
    )


def _labels_error(derivation: Derivation) -> str:
    count = float(derivation.y.sum())
    if not _certain(derivation):
        return f"Σy = {_text(count)}, so δᴸ is no longer ŷ − y. It is 0 where ŷ = y / Σy."
    if count == 1:
        return "Of one label Σy = 1, and δᴸ = ŷ − y as for classes."
    if count == 0:
        return "Without any label Σy = 0, and δᴸ = 0: the weights stay, whatever the answer is."
    shared = entry_text(1 / count, signed=False)
    return (
        f"Σy = {_text(count)}, so δᴸ is no longer ŷ − y. It is 0 where each label of the sample "
        f"has ŷⱼ = yⱼ / Σy, {shared} for a label that is there: more of one is less of the others."
    )


def _certain(derivation: Derivation) -> bool:
    """Whether every label is there or not; smoothed targets are between."""
    return bool(np.isin(derivation.y, (0, 1)).all())


def _texts(values: np.ndarray) -> list[str]:
    return [_text(float(value)) for value in values]


def _text(value: float) -> str:
    return entry_text(value, signed=False)
