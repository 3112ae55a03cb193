"""The configuration that fully determines a run: its groups of settings, each declared once."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, ClassVar

from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.data_settings import DataSettings
from tui_mlp.settings.layer_settings import LayerSettings
from tui_mlp.settings.optimization_settings import OptimizationSettings
from tui_mlp.settings.regularization_settings import RegularizationSettings
from tui_mlp.settings.run_settings import RunSettings
from tui_mlp.settings.setting import Setting
from tui_mlp.settings.teaching import NOT_TEACHING

_LARGEST_PARTS = 0.95
"""Validation and test together; the rest is to train on."""


# fields are in the order of the bases from the last one on, which is that of `Group`
@dataclass(frozen=True, kw_only=True)
class TrainingConfig(
    RunSettings, RegularizationSettings, OptimizationSettings, LayerSettings, DataSettings
):
    """Everything a run depends on: same config, same seed, same library versions, same bits.

    Raises:
        ConfigError: a setting is out of its range, or two of them contradict each other.
    """

    ADJUSTABLE: ClassVar[frozenset[str]]
    """The settings that may change while a run goes on."""

    def __post_init__(self) -> None:
        """Check every setting, and what some of them ask of others."""
        for each in SETTINGS.values():
            value = getattr(self, each.name)
            if value is not None:
                each.check(value)
        if self.validation + self.test > _LARGEST_PARTS:
            raise ConfigError("test", "validation and test together leave too little to train on")
        if self.teaching != NOT_TEACHING and self.output != "auto":
            raise ConfigError("output", f"teaching {self.teaching} says it already: leave it out")
        if len(self.activation) != 1 and len(self.activation) != len(self.hidden):
            raise ConfigError(
                "activation",
                f"takes one name, or one for each hidden layer: "
                f"{len(self.activation)} names for {len(self.hidden)} layers",
            )

    @property
    def activations(self) -> tuple[str, ...]:
        """The activation of each hidden layer."""
        if len(self.activation) == 1:
            return self.activation * len(self.hidden)
        return self.activation

    @property
    def data_settings(self) -> tuple[Any, ...]:
        """What the samples and their split depend on: equal settings, equal data."""
        return tuple(getattr(self, each.name) for each in SETTINGS.values() if each.data)

    def differences(self, other: "TrainingConfig") -> frozenset[str]:
        """The names of the settings in which the two configurations differ."""
        return frozenset(name for name in SETTINGS if getattr(self, name) != getattr(other, name))


SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        each.name: each.metadata["setting"].in_field(each.name, each.default, each.type)
        for each in fields(TrainingConfig)
    }
)
"""The settings by name, in the order of their groups."""

TrainingConfig.ADJUSTABLE = frozenset(name for name, each in SETTINGS.items() if each.adjustable)

_OF_OTHER_WEIGHTS = frozenset({"hidden", "biases", "output", "init"})
"""Settings with which the weights of a file are those of another network, or not wanted."""


def drawn_anew(config: TrainingConfig, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Changed settings, and no file of first weights where these do not go with it."""
    other = config.start is not None and "start" not in settings
    changed = {name for name, value in settings.items() if value != getattr(config, name)}
    return {**settings, "start": None} if other and changed & _OF_OTHER_WEIGHTS else {**settings}
