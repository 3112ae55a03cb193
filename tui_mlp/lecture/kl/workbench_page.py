"""The KL workbench as a page of numbers, for where there is no screen to edit it on."""

import math

import numpy as np

from tui_mlp.lecture.kl.divergence import (
    cross_entropy,
    impossible_classes,
    kl_divergence,
    kl_terms,
    negative_entropy,
)
from tui_mlp.lecture.kl.triangle import triangle, violating_r
from tui_mlp.lecture.kl.workbench import Workbench
from tui_mlp.lecture.pages.page import Block, Formula, Matrix, Page, Sentence, Substituted
from tui_mlp.lecture.step.agreement import agreement
from tui_mlp.numbers import entry_text

OF_EXAMPLE = "p and q are the lecture's example."
OF_SAMPLE = "p = y is the label of the sample, q = ŷ the network's answer."
OF_HANDS = "p and q are what was typed."


def workbench_page(bench: Workbench, origin: str) -> Page:
    """KL both ways, NE and CE, the terms of KL, and the triangle inequality.

    Args:
        bench: the distributions; r is passed over for one that violates the inequality.
        origin: what p and q are, as a sentence.
    """
    p, q = bench.p, bench.q
    forth, back = kl_divergence(p, q), kl_divergence(q, p)
    negative, cross = negative_entropy(p), cross_entropy(p, q)
    blocks: list[Block] = [
        Sentence(origin),
        Formula("KL(p‖q) = Σⱼ pⱼ log(pⱼ / qⱼ) = NE(p) + CE(p, q)"),
        Matrix(
            "the distributions and the terms of KL",
            np.stack([p, q, kl_terms(p, q), kl_terms(q, p)]),
            ("p", "q", "pⱼ log(pⱼ/qⱼ)", "qⱼ log(qⱼ/pⱼ)"),
            bench.class_names,
        ),
        Substituted(f"KL(p‖q) = {_number(forth)},   KL(q‖p) = {_number(back)}"),
        Substituted(f"NE(p) + CE(p, q) = {entry_text(negative)} + {_number(cross)}"),
    ]
    if math.isfinite(forth):
        blocks.append(agreement("KL(p‖q) and NE(p) + CE(p, q)", forth, negative + cross))
    else:
        places = ", ".join(bench.class_names[j] for j in impossible_classes(p, q))
        blocks.append(Sentence(f"KL(p‖q) is infinite: q gives {places} no chance, but p does."))
    return Page(0, "Two distributions compared", "KL", None, (*blocks, *_detour(bench)))


def _detour(bench: Workbench) -> tuple[Block, ...]:
    """The triangle inequality with an r that violates it, where there is one."""
    r = violating_r(bench.p, bench.q)
    if r is None:
        return ()
    sides = triangle(bench.p, bench.q, r)
    return (
        Formula("KL(p‖r) ≤ KL(p‖q) + KL(q‖r) would be the triangle inequality"),
        Matrix("r", r[None, :], ("r",), bench.class_names, signed=False),
        Substituted(
            f"KL(p‖r) = {_number(sides.direct)},   the sum = {_number(sides.first)} + "
            f"{_number(sides.second)} = {_number(sides.detour)}"
        ),
        Sentence("With this r the direct way is the longer one: KL has no triangle inequality."),
    )


def _number(value: float) -> str:
    return entry_text(value, signed=False)
