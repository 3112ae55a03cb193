"""Distributions beside each other, their divergences term by term, and what they come to."""

import math
import textwrap
from dataclasses import dataclass

import numpy as np
from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.kl.divergence import (
    cross_entropy,
    impossible_classes,
    kl_divergence,
    kl_terms,
    negative_entropy,
)
from tui_mlp.lecture.kl.triangle import Triangle, triangle, violating_r
from tui_mlp.lecture.kl.workbench import NAMES, Workbench
from tui_mlp.lecture.wrapping import wrapped
from tui_mlp.numbers import NATS_WIDTH, compact, fixed, nats
from tui_mlp.ui.drawing.colours import Palette, class_glyph
from tui_mlp.ui.drawing.short_names import short_names
from tui_mlp.ui.drawing.signed_bars import SignedAxis
from tui_mlp.ui.drawing.strips import blank_rows, clip, row, text_row

LEAST_WIDTH = 54
"""Cells that the numbers need; the bars come with more."""

_CELL = 9
_LONGEST_NAME = 8
_LONGEST_BAR = 34
_FORMULA = 25


@dataclass(frozen=True)
class Cursor:
    """The number that is edited."""

    which: int
    """0, 1 or 2 for p, q or r."""
    j: int
    """The class, 0 .. C-1."""


def terms_table(bench: Workbench, cursor: Cursor, width: int, palette: Palette) -> list[Strip]:
    """A row for each class: p, q, r, and its terms of KL(p||q) and KL(q||p) as signed bars.

    Args:
        bench: C classes.
        cursor: the number that is edited, in brackets.
        width: cells, `LEAST_WIDTH` or more.
        palette: the colours.

    Returns:
        C + 2 strips of `width` cells: the head, the classes, and the sums.
    """
    room = width - 2 - len(NAMES) * _CELL - 2 * (NATS_WIDTH + 2)
    name_width = min(max(map(cell_len, bench.class_names)), _LONGEST_NAME, max(room, 1))
    left = 2 + name_width + len(NAMES) * _CELL
    bar_width = min((width - left) // 2 - NATS_WIDTH - 3, _LONGEST_BAR)
    terms = kl_terms(bench.p, bench.q), kl_terms(bench.q, bench.p)
    axis = SignedAxis.around([float(term) for each in terms for term in each], bar_width)
    column = NATS_WIDTH + 2 + axis.width
    rows = [_head(2 + name_width, column, axis, width, palette)]
    for j, name in enumerate(short_names(bench.class_names, name_width)):
        style = palette.class_style(j)
        here = palette.strong if j == cursor.j else palette.text
        segments = [Segment(f"{class_glyph(j)} ", style), Segment(clip(name, name_width), here)]
        segments += [_probability(bench, cursor, which, j, palette) for which in range(len(NAMES))]
        for each in terms:
            value = float(each[j])
            segments.append(Segment(f"  {nats(value, plus=True)}", here))
            segments += axis.bar(value, style, palette)
        rows.append(row(segments, width, palette.text))
    sums = f"{'Σ':<{2 + name_width}}" + "1 ".rjust(_CELL) * len(NAMES)
    for each in terms:
        sums += f"  {nats(float(each.sum()))}".ljust(column)
    return [*rows, text_row(sums, width, palette.muted)]


def _head(name_width: int, column: int, axis: SignedAxis, width: int, palette: Palette) -> Strip:
    head = " " * name_width + "".join(f"{name} ".rjust(_CELL) for name in NAMES)
    scale = f"to {compact(axis.full, 6)}"
    for term, divergence in (("pⱼ log(pⱼ/qⱼ)", "KL(p‖q)"), ("qⱼ log(qⱼ/pⱼ)", "KL(q‖p)")):
        if axis.width:
            room = column - 2 - len(term)
            head += f"  {term}" + (scale if len(scale) < room else "").rjust(room)
        else:
            head += f"  {divergence}"
    return text_row(head, width, palette.muted)


def _probability(bench: Workbench, cursor: Cursor, which: int, j: int, palette: Palette) -> Segment:
    """A probability: an exact 0 or 1 is one digit, and the one that is edited is in brackets."""
    value = float(bench.distributions[which, j])
    number = "1" if value == 1 else fixed(value).strip()
    if cursor == Cursor(which, j):
        return Segment(f"[{number}]".rjust(_CELL), palette.accent)
    return Segment(f"{number} ".rjust(_CELL), palette.text)


def figures(bench: Workbench, width: int, palette: Palette) -> list[Strip]:
    """NE(p), CE(p, q), their sum KL(p||q), and KL(q||p): a row each, as bars on one axis."""
    lines = (
        ("NE(p)    =  Σ pⱼ log pⱼ", negative_entropy(bench.p), palette.text),
        ("CE(p, q) = −Σ pⱼ log qⱼ", cross_entropy(bench.p, bench.q), palette.text),
        ("KL(p‖q)  =  NE + CE", kl_divergence(bench.p, bench.q), palette.strong),
        ("KL(q‖p)", kl_divergence(bench.q, bench.p), palette.strong),
    )
    room = min(width - _FORMULA - NATS_WIDTH - 6, 2 * _LONGEST_BAR)
    axis = SignedAxis.around([value for _, value, _ in lines], room)
    rows = []
    for label, value, style in lines:
        segments = [Segment(clip(label, _FORMULA), style), Segment(f"{nats(value)} nats ", style)]
        segments += axis.bar(value, style, palette)
        rows.append(row(segments, width, palette.text))
    return rows


def statements(bench: Workbench, width: int, palette: Palette) -> list[Strip]:
    """What the present numbers say of the lecture's claims: 5 rows of 76 cells, more of fewer."""
    sides = triangle(bench.p, bench.q, bench.r)
    back = kl_divergence(bench.q, bench.p)
    question = (
        "KL(p‖r) ≤ KL(p‖q) + KL(q‖r)?   "
        f"{_plain(sides.direct)} ≤ {_plain(sides.first)} + {_plain(sides.second)}"
    )
    if math.isfinite(sides.detour):
        question += f" = {_plain(sides.detour)}"
    verdict = palette.bad if sides.violated else palette.strong
    lines = (
        (_statement("p", "q", sides.first, bench, "≥ 0 (Gibbs), and 0 only where p = q"), None),
        (_statement("q", "p", back, bench, _compared(sides.first, back)), None),
        (_about_infinity(sides.first, back), None),
        (question, None),
        (_verdict(bench, sides), verdict),
    )
    return [
        text_row(part, width, style or palette.text)
        for line, style in lines
        for part in wrapped(line, width, cell_len) or [""]
    ]


def _statement(first: str, second: str, value: float, bench: Workbench, finite: str) -> str:
    """KL(first||second) with its number, or why it is infinite."""
    name = f"KL({first}‖{second})"
    if math.isfinite(value):
        return f"{name} = {_plain(value)}  {finite}"
    numbers = dict(zip(NAMES, bench.distributions, strict=True))
    classes = impossible_classes(numbers[first], numbers[second])
    named = clip(bench.class_names[classes[0]], _LONGEST_NAME).rstrip()
    named = f"class {named}" if len(classes) == 1 else f"{named} and {len(classes) - 1} more"
    return f"{name} infinite: {second} gives {named} no chance at all, but {first} does"


def _compared(there: float, back: float) -> str:
    if there == back or abs(there - back) <= 1e-9 * max(there, back) < math.inf:
        return "the same here, but KL is not symmetric"
    return "another number: KL is not symmetric"


def _about_infinity(there: float, back: float) -> str:
    if math.isinf(there):
        return "Softmax never gives a class 0: exp is positive (but rounding may make it 0)."
    if math.isinf(back):
        return "So the loss is KL(y‖ŷ), not KL(ŷ‖y): y holds zeros, a softmax ŷ never does."
    return ""


def _verdict(bench: Workbench, sides: Triangle) -> str:
    if sides.violated:
        return "✗ violated: KL has no triangle inequality, so it is no distance"
    if math.isinf(sides.first):
        return "✓ holds for every r: nothing is larger than ∞"
    if violating_r(bench.p, bench.q) is None:
        return "✓ holds for every r: with p = q both sides are KL(q‖r)"
    return "✓ holds for this r: t finds one where it does not"


def _plain(value: float) -> str:
    return nats(value).strip()


def notes(bench: Workbench, width: int, palette: Palette) -> list[Strip]:
    """Why these things are so, in paragraphs.

    A formula has "~" for its spaces, where lines must not break.
    """
    sides = triangle(bench.p, bench.q, bench.r)
    rows: list[Strip] = []
    for paragraph in (
        *_softmax_note(bench),
        "Only CE(p,~q) depends on q. With p = y the target and q = ŷ the answer, the least KL(y‖ŷ) "
        "is where the least CE(y,~ŷ) is: so training minimises the cross-entropy.",
        "Why KL~≥~0: log~x~≤~x~−~1, so −KL(p‖q) = Σ~pⱼ~log(qⱼ/pⱼ) ≤ Σ~qⱼ~−~Σ~pⱼ = 0, and the two "
        "sides are equal only where every qⱼ/pⱼ is 1.",
        "The triangle: KL(p‖r)~−~KL(p‖q)~−~KL(q‖r) = Σ~(pⱼ~−~qⱼ)~log(qⱼ/rⱼ)"
        + _difference(sides.direct - sides.detour if math.isfinite(sides.detour) else math.nan)
        + ". It is positive for rⱼ~=~qⱼ~exp(−t~(pⱼ~−~qⱼ))/Z, which goes on from q, away from p.",
        "0~log~0 counts as 0, its limit. So a one-hot p has NE~=~0, and KL~=~CE~=~−log~qⱼ of the "
        "true class.",
    ):
        lines = ["", *(line.replace("~", " ") for line in textwrap.wrap(paragraph, width))]
        rows += [text_row(line, width, palette.muted) for line in lines]
    return rows


_KEYS = (
    "1/3 types it · = makes q = p · w c temperature of q · + − shift of logits",
    "1/3 types it · = q := p · w c temperature · + − shift",
    "= q := p · w c T · + − shift",
    "",
)
"""The keys for numbers, as much of them as there is room for."""


def _softmax_note(bench: Workbench) -> list[str]:
    """From the logits to q, with numbers, once a temperature or a shift was chosen."""
    tempered = bench.tempered
    if tempered is None:
        return []
    moved = tempered.moved_logits
    exponentials = np.exp(moved)
    return [
        f"From logits to q: a~=~log~q~before~=~({_listed(tempered.logits)}); a/T~+~c~=~"
        f"({_listed(moved)}); exp~of~that~=~({_listed(exponentials)}), which sum to "
        f"{compact(float(exponentials.sum()), 4)}; each divided by the sum is q. A c multiplies "
        "every exp and their sum by exp~c, so that the quotient stays. T above 1 makes q flatter, "
        "below 1 sharper; the order of the classes stays."
    ]


def _listed(values: Float64Array) -> str:
    return ", ".join(compact(value, 3) for value in values.tolist())


def _softmax_line(bench: Workbench, width: int) -> str:
    """T and c, and what each does; before one is chosen, the keys for them and for numbers."""
    tempered = bench.tempered
    if tempered is None:
        return next(keys for keys in _KEYS if len(keys) <= width)
    line = (
        f"q = softmax(a/T + c), T = {compact(tempered.temperature)}, c = {compact(tempered.shift)}"
    )
    return f"{line}: c changes nothing, exp c cancels" if tempered.shift else line


def _difference(value: float) -> str:
    return f" = {nats(value, plus=True).strip()}" if math.isfinite(value) else ""


def workbench_rows(bench: Workbench, cursor: Cursor, width: int, palette: Palette) -> list[Strip]:
    """The whole workbench: first all numbers, in 21 rows at most at 76 cells, then the notes."""
    return [
        *terms_table(bench, cursor, width, palette),
        text_row(
            _softmax_line(bench, width),
            width,
            palette.muted if bench.tempered is None else palette.accent,
        ),
        *figures(bench, width, palette),
        *blank_rows(1, width, palette.text),
        *statements(bench, width, palette),
        *notes(bench, width, palette),
    ]
