"""The rows of the settings' panel, laid out at the width there is."""

from dataclasses import dataclass

from tui_mlp.data.catalogue import entry_named
from tui_mlp.numbers import grouped
from tui_mlp.settings.choice_kinds import Choice
from tui_mlp.settings.facts import Facts
from tui_mlp.settings.setting import Group, Setting
from tui_mlp.settings.training_config import SETTINGS, TrainingConfig
from tui_mlp.training.snapshot import RunDescription
from tui_mlp.ui.editing.row_list import Cell, Part, Row, fit

RESTART_MARK = "↻"
"""Stands beside a setting whose change starts a new run."""

_LABEL = 11
_MOST_VALUE = 22
_LEAST_ABOUT = 30
_COLUMNS_ABOUT = "How many columns of the file are learned from; Data shows what each is taken for."
_SPLIT_ABOUT = "The number of samples to train on, to validate on, and to test on at the end."


@dataclass(frozen=True)
class Present:
    """What the rows' values are read from."""

    config: TrainingConfig
    facts: Facts


def present_of(config: TrainingConfig, run: RunDescription) -> Present:
    """A configuration, with what is known of the run and of the set that it names."""
    entry = entry_named(config.dataset) if config.data is None else None
    facts = Facts(
        dataset=run.dataset,
        train_count=run.train_count,
        sample_count=run.train_count + run.validation_count + run.test_count,
        class_count=len(run.class_names),
        multilabel=run.output.labels and run.config.teaching != "sigmoids",
        own_noise=entry.noise if entry else None,
        takes_classes=entry.takes_classes if entry else False,
    )
    return Present(config, facts)


def setting_rows(present: Present, run: RunDescription, width: int, height: int) -> list[Row]:
    """One row for each setting that means something in a configuration, in groups.

    Args:
        present: has the values.
        run: has the sizes of the parts.
        width: cells of a row.
        height: lines there are; groups stand apart where there are enough.
    """
    groups = [_group_rows(group, present, run, width) for group in Group]
    groups = [group for group in groups if group]
    roomy = height > sum(map(len, groups)) + len(groups) - 1
    rows: list[Row] = []
    for group in groups:
        rows += [Row(())] if rows and roomy else []
        rows += group
    return rows


def _group_rows(group: Group, present: Present, run: RunDescription, width: int) -> list[Row]:
    """A group's rows; the split stands before the fractions that it follows from."""
    rows: list[Row] = []
    for setting in SETTINGS.values():
        if (
            setting.group is group
            and setting.editable
            and setting.applies(present.config, present.facts)
        ):
            rows += [_split_row(run, width)] if setting.name == "validation" else []
            rows.append(_setting_row(setting, present, width))
            rows += _columns_row(run, width) if setting.name == "dataset" else []
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
        (fit(setting.text(present.config, present.facts), value_width), "value"),
        (mark, "muted"),
    ]
    left = width - _label_width(width) - value_width - 3
    if left >= _LEAST_ABOUT:
        parts.append((f"  {fit(setting.sentence, left)}", "muted"))
    key = "choose" if isinstance(setting, Choice) else "edit"
    effect = f"{RESTART_MARK} new run" if setting.restarts else "at once"
    return Row(
        parts=tuple(parts),
        name=setting.name,
        cells=(Cell("value", _label_width(width), value_width),),
        hint=f"← → ⏎ {key} · {effect}",
        about=f"{setting.sentence} {_effect(setting)}",
    )


def _effect(setting: Setting) -> str:
    if setting.restarts:
        return f"{RESTART_MARK} A change starts a new run from the seed."
    return "A change applies at once, and the run goes on."


def _columns_row(run: RunDescription, width: int) -> list[Row]:
    """How many columns of a file are features, to read only; nothing of other data."""
    if run.columns_used is None:
        return []
    used, columns = map(grouped, run.columns_used)
    text = f"{used} of {columns} used"
    if len(text) > _value_width(width):
        text = f"{used} of {columns}"
    return [Row((_label("columns", width), (text, "label")), about=_COLUMNS_ABOUT)]


def _split_row(run: RunDescription, width: int) -> Row:
    """The sizes of the parts, to read only."""
    sizes = (run.train_count, run.validation_count, run.test_count)
    counts, room = " / ".join(map(grouped, sizes)), width - _label_width(width)
    if len(counts) > _value_width(width):
        counts = "/".join(map(grouped, sizes))
    if len(counts) > room:
        counts = "/".join(map(str, sizes))
    parts: tuple[Part, ...] = (_label("split", width), (fit(counts, room).rstrip(), "label"))
    return Row(parts, about=_SPLIT_ABOUT)
