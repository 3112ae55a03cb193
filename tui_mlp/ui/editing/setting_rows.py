"""The rows of the settings' panel, laid out at the width there is."""

from tui_mlp.numbers import grouped
from tui_mlp.training.snapshot import RunDescription
from tui_mlp.ui.editing.row_list import Cell, Part, Row, fit
from tui_mlp.ui.editing.setting_kinds import Choice, Present, Setting
from tui_mlp.ui.editing.setting_table import GROUPS

RESTART_MARK = "↻"
"""Stands beside a setting whose change starts a new run."""

_LABEL = 11
_MOST_VALUE = 22
_LEAST_ABOUT = 30
_SPLIT_ABOUT = "The number of samples to train on, to validate on, and to test on at the end."


def setting_rows(present: Present, width: int, height: int) -> list[Row]:
    """One row for each setting that means something in a configuration, in groups.

    Args:
        present: has the values.
        width: cells of a row.
        height: lines there are; groups stand apart where there are enough.
    """
    groups = [
        [_setting_row(setting, present, width) for setting in group if setting.used(present)]
        for group in GROUPS
    ]
    data = groups[0]
    data.insert(len(data) - 2, _split_row(present.run, width))
    roomy = height > sum(map(len, groups)) + len(groups) - 1
    rows: list[Row] = []
    for group in groups:
        rows += [Row(())] if rows and roomy else []
        rows += group
    return rows


def _label_width(width: int) -> int:
    """Cells of the label, with a space after it."""
    return min(_LABEL, width // 2)


def _value_width(width: int) -> int:
    """Cells of the value, before the mark."""
    return max(0, min(_MOST_VALUE, width - _label_width(width) - 1))


def _label(text: str, width: int) -> Part:
    return fit(text, _label_width(width) - 1) + " ", "label"


def _setting_row(setting: Setting, present: Present, width: int) -> Row:
    value_width = _value_width(width)
    mark = RESTART_MARK if setting.restarts else " "
    parts: list[Part] = [
        _label(setting.label, width),
        (fit(setting.text(present), value_width), "value"),
        (mark, "muted"),
    ]
    left = width - _label_width(width) - value_width - 3
    if left >= _LEAST_ABOUT:
        parts.append((f"  {fit(setting.about, left)}", "muted"))
    key = "choose" if isinstance(setting, Choice) else "edit"
    effect = f"{RESTART_MARK} new run" if setting.restarts else "at once"
    return Row(
        parts=tuple(parts),
        name=setting.name,
        cells=(Cell("value", _label_width(width), value_width),),
        hint=f"← → ⏎ {key} · {effect}",
        about=f"{setting.about} {_effect(setting)}",
    )


def _effect(setting: Setting) -> str:
    if setting.restarts:
        return f"{RESTART_MARK} A change starts a new run from the seed."
    return "A change applies at once, and the run goes on."


def _split_row(run: RunDescription, width: int) -> Row:
    """The sizes of the parts, to read only."""
    sizes = [grouped(size) for size in (run.train_count, run.validation_count, run.test_count)]
    counts = " / ".join(sizes)
    if len(counts) > _value_width(width):
        counts = "/".join(sizes)
    parts: tuple[Part, ...] = (_label("split", width), (counts, "label"))
    return Row(parts, about=_SPLIT_ABOUT)
