"""The legends of the learning curves, as long as there is room for and never cut."""

from collections.abc import Iterable, Sequence
from itertools import product

import numpy as np
from rich.style import Style
from textual.content import Content

from tui_mlp.arrays import FloatArray
from tui_mlp.numbers import compact
from tui_mlp.ui.drawing.colours import Palette, coloured

_GAP = Content("  ")
_NAMES: tuple[dict[str, str], ...] = (
    {name: f"{name} " for name in ("train", "validation", "run before", "epoch", "test", "best")},
    {
        "train": "tr ",
        "validation": "val ",
        "run before": "before ",
        "epoch": "ep ",
        "test": "test ",
    },
    {},
)
"""From full to short to none; what has no name here has its glyph alone."""

Other = tuple[str, str, Style, str]
"""Glyph, name, colour and figure of a curve beside the present run's."""


def values_at(values: FloatArray, place: int) -> str:
    """A figure of (P, 2) values at a place, or its range if it stands for several; "" for none."""
    low, high = (compact(float(value)) for value in values[place])
    if np.isnan(values[place]).all():
        return ""
    return low if low == high else f"{low}–{high}"


def present_legend(
    train: str,
    validation: str | None,
    *,
    traced: bool,
    best: str,
    test: str,
    width: int,
    palette: Palette,
) -> Content:
    """What is solid and what is dashed with the present figures; then test, best and run before."""
    choices = []
    for names in _NAMES:
        parts = [coloured(f"━ {names.get('train', '')}{train}", palette.train)]
        if validation is not None:
            text = f"┅ {names.get('validation', '')}{validation}"
            parts.append(coloured(text, palette.validation))
        extras = []
        if test:
            extras.append(coloured(f"■ test {test}", palette.strong))
        if best:
            extras.append(coloured(f"★ {names.get('best', '')}{best}", palette.strong))
        if traced:
            extras.append(coloured(f"· {names.get('run before', 'before').strip()}", palette.muted))
        choices.append((parts, extras))
    counts = range(len(choices[0][1]), -1, -1)
    fuller = ([*parts, *extras[:count]] for count, (parts, extras) in product(counts, choices[:2]))
    least, _ = choices[-1]
    return _first_that_fits([*fuller, least, least[:1]], width)


def cursor_legend(
    epoch: str,
    train: str,
    validation: str,
    others: Sequence[Other],
    *,
    width: int,
    palette: Palette,
) -> Content:
    """The epoch at the cursor, and what each curve is there."""
    choices = []
    for names in _NAMES:
        parts = [
            coloured(f"│ {names.get('epoch', '')}{epoch}", palette.accent),
            coloured(f"━ {names.get('train', '')}{train or '–'}", palette.train),
        ]
        if validation:
            text = f"┅ {names.get('validation', '')}{validation}"
            parts.append(coloured(text, palette.validation))
        parts += [
            coloured(f"{glyph} {names.get(name, '')}{figure}", style)
            for glyph, name, style, figure in others
        ]
        choices.append(parts)
    shorter = [choices[-1][:count] for count in range(len(choices[-1]) - 1, 0, -1)]
    return _first_that_fits([*choices, *shorter], width)


def _first_that_fits(choices: Iterable[Sequence[Content]], width: int) -> Content:
    """The first of some legends that is no wider; nothing where none is."""
    legends = (_GAP.join(parts) for parts in choices)
    return next((legend for legend in legends if legend.cell_length <= width), Content(""))
