"""What a change of settings is called, for the list of what can be undone."""

from pathlib import Path

from tui_mlp.files.text import clean_name
from tui_mlp.numbers import setting_text
from tui_mlp.settings.text_kinds import FilePath
from tui_mlp.settings.training_config import SETTINGS, TrainingConfig

_MOST_NAMED = 2


def change_label(before: TrainingConfig, after: TrainingConfig) -> str:
    """The settings that differ, with their values: "learning rate 0.05 → 0.5"."""
    names = sorted(before.differences(after))
    changes = [
        f"{name.replace('_', ' ')} {_shown(before, name)} → {_shown(after, name)}"
        for name in names[:_MOST_NAMED]
    ]
    more = [f"and {len(names) - _MOST_NAMED} more"] * (len(names) > _MOST_NAMED)
    return ", ".join([*changes, *more])


def settings_text(config: TrainingConfig) -> str:
    """Optimizer, learning rate, and what is not by default: "learning rate 0.1, optimizer sgd"."""
    left_out = {"data", "dataset", "epochs", "hidden"}  # a list of runs shows them
    names = sorted({"optimizer", "learning_rate", *config.differences(TrainingConfig())} - left_out)
    return ", ".join(f"{name.replace('_', ' ')} {_value(getattr(config, name))}" for name in names)


def _shown(config: TrainingConfig, name: str) -> str:
    """The value of a setting; of a file its name, of points their number."""
    value = getattr(config, name)
    if name == "points":
        return str(len(value or ()))
    is_file = isinstance(SETTINGS[name], FilePath) and value is not None
    return clean_name(Path(value).name) if is_file else _value(value)


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value)) or "none"
    if isinstance(value, float):
        return setting_text(value)
    return "–" if value is None else str(value)
