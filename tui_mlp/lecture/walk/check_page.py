"""Phase 7: the gradient of a layer against central differences."""

import numpy as np

from tui_mlp.lecture.notation import indexed
from tui_mlp.lecture.pages.page import Block, Check, Formula, Matrix, Page, Sentence, Substituted
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.gradient_check import TOLERANCE, CheckedEntry
from tui_mlp.numbers import compact, entry_text, grouped, superscript

WORST = "the worst entry of each"
"""The name of the matrix of gradients and differences, whose column 1 has the differences."""


def check_page(derivation: Derivation, layer: int) -> Page:
    """The page of phase 7 for layer l, 1 .. L."""
    entries = derivation.checked_entries(layer)
    compared = [entry for entry in entries if entry.checked]
    blocks: list[Block] = [Formula("∂e/∂w ≈ (e(w+h) − e(w−h)) / 2h")]
    if compared:
        blocks += [
            Substituted(_substituted(compared[0], layer)),
            Matrix(
                name=WORST,
                values=np.array([[e.analytic, e.numeric, e.relative_error] for e in compared]),
                rows=tuple(_symbol(entry, layer) for entry in compared),
                columns=("gradient", "difference", "rel. error"),
                asked=True,
            ),
        ]
    blocks += [
        Check(f"{_name(e, layer)} and its central difference", e.relative_error, TOLERANCE)
        for e in compared
    ]
    blocks.append(Sentence(_sentence(entries, layer)))
    title = f"A check of the gradient of layer {layer}"
    return Page(7, title, "check", layer, tuple(blocks))


def _symbol(entry: CheckedEntry, layer: int) -> str:
    """The entry in the lecture's symbols, such as "∂e/∂w²₁,₃"."""
    return "∂e/∂" + indexed(entry.name[0].lower(), layer, *(place + 1 for place in entry.index))


def _name(entry: CheckedEntry, layer: int) -> str:
    return f"∂e/∂{entry.name[0]}{superscript(layer)}"


def _substituted(entry: CheckedEntry, layer: int) -> str:
    above, below = f"{entry.loss_above:.9f}", f"{entry.loss_below:.9f}"
    width = compact(2 * entry.difference, 2)
    return f"{_symbol(entry, layer)} ≈ ({above} − {below}) / {width} = {entry_text(entry.numeric)}"


def _sentence(entries: list[CheckedEntry], layer: int) -> str:
    texts = [
        "The difference knows nothing of backpropagation: it moves one number by h both ways and "
        "looks at the loss. The relative error is |gradient − difference| divided by the sum of "
        "their sizes (at least .001)."
    ]
    for entry in entries:
        seen = entry.checked + entry.on_kinks
        if seen < entry.entries:
            name = entry.name[0] + superscript(layer)
            texts.append(
                f"{name} has {grouped(entry.entries)} entries: {grouped(seen)} drawn at random "
                "are checked."
            )
    if not all(entry.relative_error <= TOLERANCE for entry in entries):
        texts.append(
            "The two differ by more than rounding. That happens without an error where the loss is "
            "so large, or so curved, that a step of h cannot show its slope."
        )
    kinks = sum(entry.on_kinks for entry in entries)
    if kinks:
        texts.append(
            f"{kinks} entries are passed over: a kink of φ lies between w − h and w + h, where "
            "there is no derivative to compare with."
        )
    return " ".join(texts)
