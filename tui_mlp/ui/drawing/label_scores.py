"""How well each label is found, as a table with bars of F1."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from tui_mlp.numbers import probability
from tui_mlp.training.metrics import LabelScores
from tui_mlp.ui.drawing.colours import Palette, class_glyph
from tui_mlp.ui.drawing.short_names import short_names
from tui_mlp.ui.drawing.strips import bar, blank_rows, clip, row, text_row

_COLUMN = 6
_LEAST_NAME = 3
_LEAST_BAR, _LONGEST_BAR = 8, 60
_ROOMY_SUMMARY, _LEAST_SUMMARY = 29, 28
"""Cells of two figures in a row, with and without space between."""


def label_scores(
    scores: LabelScores,
    subset_accuracy: float,
    names: Sequence[str],
    *,
    width: int,
    height: int,
    palette: Palette,
) -> list[Strip]:
    """Draw the figures of all labels together, then a row for each label.

    Where there are more labels than rows, those of least F1 are shown, and the last row says how
    many are left out.

    Args:
        scores: of C labels.
        subset_accuracy: the part of the samples with all labels right.
        names: C names, shown as they are.
        width: cells.
        height: rows.
        palette: the colours.

    Returns:
        `height` strips of `width` cells.
    """
    rows = _summary(scores, subset_accuracy, width, palette)
    columns = {"prec": scores.precision, "rec": scores.recall, "F1": scores.f1}
    while columns and width < 2 + _LEAST_NAME + _COLUMN * len(columns):
        del columns[next(iter(columns))]
    longest = max(map(cell_len, names))
    name_width = max(_LEAST_NAME, min(longest, width - 2 - _COLUMN * len(columns)))
    header = " " * (2 + name_width) + "".join(f"{name:>{_COLUMN}}" for name in columns)
    rows.append(text_row(header, width, palette.muted))
    bar_width = min(width - 2 - name_width - _COLUMN * len(columns) - 2, _LONGEST_BAR)
    room = height - len(rows)
    order = list(range(len(names)))
    if len(names) > room:
        order = sorted(sorted(order, key=lambda label: scores.f1[label])[: max(room - 1, 0)])
    short = short_names(names, name_width)
    for label in order:
        segments = [
            Segment(f"{class_glyph(label)} ", palette.class_style(label)),
            Segment(clip(short[label], name_width), palette.text),
            *(
                Segment(f"{probability(values[label]):>{_COLUMN}}", palette.text)
                for values in columns.values()
            ),
            *_f1_bar(float(scores.f1[label]), label, bar_width, palette),
        ]
        rows.append(row(segments, width, palette.text))
    if len(order) < len(names):
        rows.append(text_row(f"… {len(names) - len(order)} better ones", width, palette.muted))
    return rows[:height] + blank_rows(height - len(rows), width, palette.text)


def _f1_bar(value: float, label: int, width: int, palette: Palette) -> list[Segment]:
    """F1 as a bar on its track, where there is room."""
    if width < _LEAST_BAR or not 0 <= value <= 1:
        return []
    full = bar(round(value * width * 8))
    return [
        Segment("  ", palette.text),
        Segment(full, palette.class_style(label)),
        Segment("─" * (width - len(full)), palette.faint),
    ]


def _summary(
    scores: LabelScores, subset_accuracy: float, width: int, palette: Palette
) -> list[Strip]:
    """The figures of all labels together, two in a row."""
    pairs = (
        ("micro F1", scores.micro_f1, "subset", subset_accuracy),
        ("macro F1", scores.macro_f1, "Hamming", scores.hamming_loss),
    )
    gap = "  " if width >= _ROOMY_SUMMARY else " "
    rows = []
    if width < _LEAST_SUMMARY:
        for left, value, right, other in pairs:
            for name, figure in ((left, value), (right, other)):
                words = f"{name:<8} {probability(figure)}"
                rows.append(text_row(words, width, palette.text))
        return rows
    for left, value, right, other in pairs:
        segments = [
            Segment(f"{left} ", palette.muted),
            Segment(probability(value), palette.strong),
            Segment(f"{gap}{right:7} ", palette.muted),
            Segment(probability(other), palette.strong),
        ]
        rows.append(row(segments, width, palette.text))
    return rows
