"""The configuration that fully determines a run, and its text form in TOML."""

import math
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from difflib import get_close_matches
from typing import Any, ClassVar, Literal, Self

import msgspec
import tomli_w

from tui_mlp.files.errors import DataError
from tui_mlp.files.text import clean_line, clean_name
from tui_mlp.files.toml import read_toml
from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.nn.initializers import INITIALIZERS
from tui_mlp.nn.optimizers import OPTIMIZERS
from tui_mlp.nn.schedules import SCHEDULES
from tui_mlp.numbers import setting_text

SAMPLING_RULES = ("shuffle", "replacement")
OUTPUTS = ("auto", "softmax", "sigmoid", "one_neuron")
MAX_UNITS = 4096
MAX_HIDDEN_LAYERS = 32
_LONGEST_CHOICE = 200


class ConfigError(ValueError):
    """A setting that cannot be used: one line that names the setting and what it takes."""

    def __init__(self, setting: str, problem: str) -> None:
        problem = clean_line(problem)
        super().__init__(f"{setting}: {problem}")
        self.setting = setting
        self.problem = problem


@dataclass(frozen=True, kw_only=True)
class TrainingConfig:
    """Everything a run depends on: same config, same seed, same library versions, same bits.

    Raises:
        ConfigError: a setting is out of its range, or two of them contradict each other.
    """

    ADJUSTABLE: ClassVar[frozenset[str]] = frozenset(
        {
            "learning_rate",
            "schedule",
            "schedule_factor",
            "schedule_epochs",
            "batch_size",
            "epochs",
            "l1",
            "l2",
            "dropout",
            "clip",
            "threshold",
        }
    )
    """The settings that may change while a run goes on."""

    dataset: str = "spirals3"
    data: str | None = None
    """A CSV or NPZ file; it takes the place of `dataset`."""
    target: str | None = None
    """The target's column in `data`; the reader's own choice by default."""
    noise: float | None = None
    samples: int | None = None
    classes: int | None = None
    """Noise, size and number of classes of a generated set; None for the set's own."""
    validation: float = 0.2
    test: float = 0.1
    """The parts of the samples, 0 <= validation + test < 1, kept away from training."""

    hidden: tuple[int, ...] = (16, 16)
    activation: tuple[str, ...] = ("tanh",)
    """One name for every hidden layer, or one for each."""
    biases: bool = True
    """Whether the layers have biases."""
    init: str = "glorot_normal"
    output: str = "auto"
    """What turns a^L into yhat: "softmax" over C classes, a "sigmoid" for each of C labels, or
    "one_neuron" for two classes; "auto" takes sigmoid for multi-label data and softmax else."""
    output_activation: str = "identity"
    """phi of the last layer."""
    label_smoothing: float = 0.0
    """s: the targets become (1 - s) y + s / C, for sigmoids (1 - s) y + s / 2."""
    threshold: float = 0.5
    """A label counts as predicted from this yhat_j on."""

    optimizer: str = "momentum"
    momentum: float = 0.9
    """beta of momentum and nesterov."""
    learning_rate: float = 0.05
    schedule: str = "constant"
    schedule_factor: float = 0.5
    schedule_epochs: float = 10.0
    """The parameters of the schedules; see `tui_mlp.nn.schedules`."""
    batch_size: int | Literal["full"] = 32
    sampling: str = "shuffle"
    """How mini-batches are drawn: "shuffle" (without replacement) or "replacement"."""
    epochs: int = 200
    l1: float = 0.0
    l2: float = 0.0
    dropout: float = 0.0
    clip: float = 0.0
    """The largest global gradient norm; 0 for no clipping."""
    seed: int = 0

    def __post_init__(self) -> None:
        """Check every setting."""
        self._check_data()
        self._check_network()
        self._check_optimization()

    def _check_data(self) -> None:
        if self.noise is not None:
            _require_number("noise", self.noise, 0.0, 100.0)
        if self.samples is not None:
            _require_integer("samples", self.samples, 4, 1_000_000)
        if self.classes is not None:
            _require_integer("classes", self.classes, 2, 100)
        _require_number("validation", self.validation, 0.0, 0.9)
        _require_number("test", self.test, 0.0, 0.9)
        if self.validation + self.test > 0.95:
            raise ConfigError("test", "validation and test together leave too little to train on")
        _require_integer("seed", self.seed, 0, 2**63 - 1)

    def _check_network(self) -> None:
        if len(self.hidden) > MAX_HIDDEN_LAYERS:
            raise ConfigError("hidden", f"takes at most {MAX_HIDDEN_LAYERS} layers")
        for units in self.hidden:
            _require_integer("hidden", units, 1, MAX_UNITS)
        for name in self.activation:
            _require_name("activation", name, ACTIVATIONS)
        if len(self.activation) != 1 and len(self.activation) != len(self.hidden):
            raise ConfigError(
                "activation",
                f"takes one name, or one for each hidden layer: "
                f"{len(self.activation)} names for {len(self.hidden)} layers",
            )
        _require_name("init", self.init, INITIALIZERS)
        _require_name("output", self.output, OUTPUTS)
        _require_name("output_activation", self.output_activation, ACTIVATIONS)
        _require_number("label_smoothing", self.label_smoothing, 0.0, 0.9)
        _require_number("threshold", self.threshold, 0.01, 0.99)

    def _check_optimization(self) -> None:
        _require_name("optimizer", self.optimizer, OPTIMIZERS)
        _require_name("schedule", self.schedule, SCHEDULES)
        _require_name("sampling", self.sampling, SAMPLING_RULES)
        _require_number("momentum", self.momentum, 0.0, 0.9999)
        _require_number("learning_rate", self.learning_rate, 0.0, 1e6)
        _require_number("schedule_factor", self.schedule_factor, 1e-6, 1.0)
        _require_number("schedule_epochs", self.schedule_epochs, 1e-3, 1e9)
        if self.batch_size != "full":
            _require_integer("batch_size", self.batch_size, 1, 1_000_000)
        _require_integer("epochs", self.epochs, 1, 1_000_000_000)
        _require_number("l1", self.l1, 0.0, 1e3)
        _require_number("l2", self.l2, 0.0, 1e3)
        _require_number("dropout", self.dropout, 0.0, 0.95)
        _require_number("clip", self.clip, 0.0, 1e9)

    @property
    def activations(self) -> tuple[str, ...]:
        """The activation of each hidden layer."""
        if len(self.activation) == 1:
            return self.activation * len(self.hidden)
        return self.activation

    @property
    def data_settings(self) -> tuple[Any, ...]:
        """What the samples and their split depend on: equal settings, equal data."""
        source = (self.dataset, self.data, self.target, self.noise, self.samples, self.classes)
        return (*source, self.validation, self.test, self.label_smoothing, self.output, self.seed)

    def differences(self, other: "TrainingConfig") -> frozenset[str]:
        """The names of the settings in which the two configurations differ."""
        names = (field.name for field in fields(self))
        return frozenset(name for name in names if getattr(self, name) != getattr(other, name))

    def to_toml(self) -> str:
        """The configuration as a TOML text that `from_toml` reads back to an equal value."""
        settings = {name: value for name, value in asdict(self).items() if value is not None}
        return tomli_w.dumps(settings)

    @classmethod
    def from_toml(cls, text: str) -> Self:
        """The configuration that a TOML text describes; settings not named keep their defaults.

        Raises:
            ConfigError: the text is not TOML, or a setting is unknown, of a wrong type or range.
        """
        return cls.from_mapping(settings_from_toml(text))

    @classmethod
    def from_mapping(cls, settings: Mapping[str, Any]) -> Self:
        """The configuration with these settings; those not named keep their defaults.

        Raises:
            ConfigError: a setting is unknown, of a wrong type, or out of its range.
        """
        known = {field.name for field in fields(cls)}
        for name, value in settings.items():
            _require_name("setting", name, known)
            if isinstance(value, float) and not math.isfinite(value):
                raise ConfigError(name, f"{value} is not a finite number")
        try:
            converted = {
                field.name: msgspec.convert(settings[field.name], field.type)
                for field in fields(cls)
                if field.name in settings
            }
        except msgspec.ValidationError as error:
            raise _setting_error(settings, cls, error) from error
        return cls(**converted)


def settings_from_toml(text: str) -> dict[str, Any]:
    """The settings that a TOML text names, unchecked; single values stand for lists of one.

    Raises:
        ConfigError: the text is not TOML.
    """
    try:
        return with_lists(read_toml(text))
    except DataError as error:
        raise ConfigError("config", f"not a TOML text: {error}") from error


def with_lists(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings, with a list of one in the place of a single width or activation."""
    lists = {
        name: [settings[name]]
        for name in ("hidden", "activation")
        if isinstance(settings.get(name), int | str)
    }
    return {**settings, **lists}


def _setting_error(
    settings: Mapping[str, Any], cls: type[TrainingConfig], error: msgspec.ValidationError
) -> ConfigError:
    """The error of the first setting that does not have its type."""
    for field in fields(cls):
        if field.name in settings:
            try:
                msgspec.convert(settings[field.name], field.type)
            except msgspec.ValidationError as problem:
                if field.name == "batch_size":
                    return ConfigError(field.name, "takes a number of samples, or 'full'")
                return ConfigError(field.name, str(problem).replace("`", ""))
    return ConfigError("config", str(error))


def _require_name(setting: str, name: str, known: Collection[str]) -> None:
    if name not in known:
        shown = clean_name(name)
        choice = f"choose from {', '.join(sorted(known))}"
        if len(choice) > _LONGEST_CHOICE:
            close = get_close_matches(shown, known, n=1)
            choice = f"did you mean {close[0]!r}?" if close else "see --print-config for all"
        raise ConfigError(setting, f"there is no {shown!r}; {choice}")


def _require_number(setting: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise ConfigError(
            setting,
            f"{setting_text(value)} is outside {setting_text(least)} to {setting_text(most)}",
        )


def _require_integer(setting: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise ConfigError(setting, f"{value} is outside {least} to {most}")
