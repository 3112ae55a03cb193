"""A grid of settings, each with its seeds: what there is, what it is called, what runs together."""

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.ensemble.one_kind import shared_settings
from tui_mlp.training.ensemble.outcome import MOST_RUNS, seeds_of
from tui_mlp.version import VERSION


@dataclass(frozen=True)
class SweptSetting:
    """One point of the grid."""

    varied: tuple[tuple[str, Any], ...]
    """The names and values that tell it from the others, in the order in which they were given."""
    config: TrainingConfig
    """With its first seed."""
    seeds: int
    """How many it has, from that one on."""
    key: str
    """Another for whatever its outcome depends on: settings, seeds, data, the program's version."""

    @property
    def configs(self) -> list[TrainingConfig]:
        """One for each seed."""
        return seeds_of(self.config, self.seeds)


def grid(
    config: TrainingConfig, varied: Mapping[str, Sequence[Any]], seeds: int
) -> list[SweptSetting]:
    """All combinations of some values, the last name's changing fastest.

    Args:
        config: what is not varied.
        varied: the values by the names of settings; equal ones count once.
        seeds: for each setting, from the configuration's seed on.

    Raises:
        ConfigError: a combination is out of range, or contradicts itself.
        OSError: the file with the data cannot be read.
    """
    choices = [list(dict.fromkeys(values)) for values in varied.values()]
    contents: dict[str | None, str] = {}
    settings = []
    for values in itertools.product(*choices):
        chosen = tuple(zip(varied, values, strict=True))
        changed = replace(config, **dict(chosen))
        if changed.seed + seeds - 1 >= 2**63:
            raise ConfigError("seed", f"there are not {seeds} seeds from it on")
        if changed.data not in contents:
            contents[changed.data] = _content(changed.data)
        key = _key(changed, seeds, contents[changed.data])
        settings.append(SweptSetting(chosen, changed, seeds, key))
    return settings


def jobs(settings: Sequence[SweptSetting], workers: int) -> list[list[SweptSetting]]:
    """The settings in lists that are one ensemble each, enough of them for all workers.

    What may differ within an ensemble stays together, up to `MOST_RUNS` runs.
    """
    most = max(min(MOST_RUNS // settings[0].seeds, -(-len(settings) // workers)), 1)
    groups: dict[tuple[object, ...], list[SweptSetting]] = {}
    for setting in settings:
        groups.setdefault(shared_settings(setting.config), []).append(setting)
    return [
        group[start : start + most]
        for group in groups.values()
        for start in range(0, len(group), most)
    ]


def sweep_key(settings: Sequence[SweptSetting]) -> str:
    """One for the whole grid, whatever the order of its values."""
    return _digest(*sorted(setting.key for setting in settings))


def present_keys(settings: Sequence[SweptSetting]) -> list[str]:
    """The keys that settings have here and now: with this program and this machine's files.

    Raises:
        OSError: a file with data cannot be read.
    """
    contents = {path: _content(path) for path in {each.config.data for each in settings}}
    return [_key(each.config, each.seeds, contents[each.config.data]) for each in settings]


def _key(config: TrainingConfig, seeds: int, content: str) -> str:
    values = {**asdict(config), "data": content}
    return _digest(VERSION, str(seeds), msgspec.json.encode(values, order="sorted").decode())


def _content(data: str | None) -> str:
    """A digest of a data file; empty where the data are a set of the catalogue.

    Raises:
        ConfigError: it can be read only once.
    """
    if data is None:
        return ""
    path = Path(data)
    if path.exists() and not path.is_file():
        raise ConfigError("data", f"{data} is no file that many runs could read")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
