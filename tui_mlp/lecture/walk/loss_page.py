"""Phase 4: the loss, and the divergence that it is but for a constant."""

import math

import numpy as np

from tui_mlp.lecture.notation import sum_line
from tui_mlp.lecture.pages.page import Block, Formula, Matrix, Page, Sentence, Substituted
from tui_mlp.lecture.step.agreement import agreement
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.walk.other_loss_pages import other_loss_page
from tui_mlp.numbers import entry_text, subscript


def loss_page(derivation: Derivation) -> Page:
    """The page of phase 4."""
    if derivation.network.other_loss:
        return other_loss_page(derivation)
    terms = derivation.loss_terms
    names = derivation.unit_labels(derivation.network.depth)
    stacked = np.stack([terms.negative_entropies, terms.cross_entropies, terms.divergences])
    blocks: list[Block] = [
        *_formulas(derivation),
        Substituted(_substituted(derivation)),
        Matrix(
            name="terms",
            values=np.column_stack([stacked, stacked.sum(axis=1)]),
            rows=("NE(y)", "CE(y, ŷ)", "KL(y‖ŷ)"),
            columns=(*names, "Σⱼ"),
            asked=True,
        ),
    ]
    if math.isfinite(terms.kl_divergence):
        both = terms.negative_entropy + terms.cross_entropy
        blocks.append(agreement("KL and NE + CE", terms.kl_divergence, both))
    blocks += [
        agreement("e here and in the engine", terms.cross_entropy, derivation.engine.loss),
        Sentence(_sentence(derivation)),
    ]
    return Page(4, "The loss e = CE(y, ŷ)", "loss", None, tuple(blocks))


def _formulas(derivation: Derivation) -> tuple[Formula, ...]:
    if derivation.network.output == "softmax":
        return (
            Formula("KL(y‖ŷ) = Σⱼ yⱼ log(yⱼ/ŷⱼ) = NE(y) + CE(y, ŷ)"),
            Formula("NE(y) = Σⱼ yⱼ log yⱼ,   CE(y, ŷ) = −Σⱼ yⱼ log ŷⱼ,   e = CE(y, ŷ)"),
        )
    return (
        Formula("e = Σⱼ CE((yⱼ, 1−yⱼ), (ŷⱼ, 1−ŷⱼ))"),
        Formula("CE = −yⱼ log ŷⱼ − (1−yⱼ) log(1−ŷⱼ),   KL = NE + CE for each j"),
    )


def _substituted(derivation: Derivation) -> str:
    """The line of e with numbers, without the terms that are 0 times a logarithm."""
    y, yhat = derivation.y, derivation.output_error.yhat
    result = entry_text(derivation.loss_terms.cross_entropy, signed=False)
    if derivation.network.output == "softmax":
        used = [j for j in range(len(y)) if y[j] != 0]
        terms = [_term(float(y[j]), entry_text(float(yhat[j]), signed=False)) for j in used]
        return sum_line("e", terms, result)
    terms = []
    for on, probability in zip(y.tolist(), yhat.tolist(), strict=True):
        if on != 0:
            terms.append(_term(on, entry_text(probability, signed=False)))
        if on != 1:
            terms.append(_term(1 - on, f"(1 − {entry_text(probability, signed=False)})"))
    return sum_line("e", terms, result)


def _term(weight: float, probability: str) -> str:
    scale = "" if weight == 1 else entry_text(weight, signed=False) + " "
    return f"(−{scale}log {probability})"


def _sentence(derivation: Derivation) -> str:
    terms = derivation.loss_terms
    text = (
        "NE(y) does not depend on the network: to make CE small is to make KL small, which "
        "is no distance but is 0 only where ŷ = y."
    )
    if terms.negative_entropy == 0:
        j = int(derivation.y.argmax())
        text += " Here y is certain, NE(y) = 0, and both are the same number"
        if derivation.network.output == "softmax":
            text += f", −log ŷ{subscript(j + 1)}"
        text += "."
    else:
        text += (
            " CE cannot fall below −NE(y) = "
            f"{entry_text(-terms.negative_entropy, signed=False)}, which it reaches where ŷ = y."
        )
    if not math.isfinite(terms.kl_divergence):
        text += (
            " A ŷⱼ is too small for a number here and reads 0; its logarithm in CE is "
            "taken as aᴸⱼ − log Σₘ exp(aᴸₘ), which is finite."
        )
    return text
