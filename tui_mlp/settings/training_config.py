"""The configuration that fully determines a run: each setting is declared here, and only here."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from tui_mlp.data.formats import format_names
from tui_mlp.settings import choices
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.kinds import (
    BatchSize,
    Choice,
    ColumnKinds,
    DataNumber,
    DatasetChoice,
    FilePath,
    Given,
    HyperParameter,
    Names,
    Number,
    ScheduleNumber,
    Switch,
    TeachingChoice,
    Text,
    Texts,
    Widths,
)
from tui_mlp.settings.setting import Group, Setting, setting
from tui_mlp.settings.teaching import NOT_TEACHING

if TYPE_CHECKING:
    from tui_mlp.settings.facts import Facts

MAX_UNITS = 4096
MAX_HIDDEN_LAYERS = 32
_LARGEST_PARTS = 0.95
"""Validation and test together; the rest is to train on."""

_RATES = tuple(float(f"{digit}e{power}") for power in range(-6, 3) for digit in (1, 2, 5))
_PENALTIES = (0.0, *(float(f"1e{power}") for power in range(-5, 1)))
_TENTHS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_EPOCHS = tuple(digit * 10**power for power in range(7) for digit in (1, 2, 5))
_DECAYS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999)


def _is_generated(_config: "TrainingConfig", facts: "Facts") -> bool:
    return facts.own_noise is not None


def _is_file(config: "TrainingConfig", _facts: "Facts") -> bool:
    return config.data is not None


def _takes_classes(_config: "TrainingConfig", facts: "Facts") -> bool:
    return facts.takes_classes


def _has_two_classes(_config: "TrainingConfig", facts: "Facts") -> bool:
    return not facts.multilabel and facts.class_count == 2


def _has_labels(_config: "TrainingConfig", facts: "Facts") -> bool:
    return facts.multilabel


@dataclass(frozen=True, kw_only=True)
class TrainingConfig:
    """Everything a run depends on: same config, same seed, same library versions, same bits.

    Raises:
        ConfigError: a setting is out of its range, or two of them contradict each other.
    """

    ADJUSTABLE: ClassVar[frozenset[str]]
    """The settings that may change while a run goes on."""

    dataset: str = setting(
        "spirals3",
        DatasetChoice(
            group=Group.DATA,
            label="data",
            names=choices.datasets,
            sentence="The samples to learn.",
            help="The samples to learn; see `tui-mlp datasets`.",
            tell_names=False,
            data=True,
        ),
    )
    data: str | None = setting(
        None,
        FilePath(
            group=Group.DATA,
            sentence=f"A {format_names()} file of your own, in the place of a set.",
            metavar="PATH",
            data=True,
        ),
    )
    target: str | None = setting(
        None,
        Text(
            group=Group.DATA,
            sentence="The file's column to predict; the reader's choice by default.",
            metavar="COLUMN",
            data=True,
        ),
    )
    ignore: tuple[str, ...] | None = setting(
        None,
        Texts(
            group=Group.DATA,
            sentence="A column of the file to leave out; may come several times.",
            metavar="COLUMN",
            data=True,
        ),
    )
    read_as: tuple[str, ...] | None = setting(
        None,
        ColumnKinds(
            group=Group.DATA,
            sentence="What a column of the file is read as; may come several times.",
            help="What a column of the file is read as: number, category, truth value, date, "
            "text or identifier; may come several times.",
            kinds=choices.column_kinds,
            metavar="COLUMN=KIND",
            option="as",
            data=True,
        ),
    )
    missing: tuple[str, ...] | None = setting(
        None,
        Texts(
            group=Group.DATA,
            sentence="A word of the file for a missing value, such as -999; may come several "
            "times.",
            metavar="WORD",
            data=True,
        ),
    )
    decimal: str | None = setting(
        None,
        Given(
            group=Group.DATA,
            sentence="The file's decimal sign, . or ,; told by its numbers by default.",
            names=choices.decimal_signs,
            used=_is_file,
            tell_names=False,
            metavar="SIGN",
            data=True,
        ),
    )
    separator: str | None = setting(
        None,
        Text(
            group=Group.DATA,
            sentence="What parts the file's cells: , ; | tab or space; told by its lines by "
            "default.",
            metavar="SIGN",
            data=True,
        ),
    )
    header: str | None = setting(
        None,
        Given(
            group=Group.DATA,
            sentence="Whether the file's first row names the columns, yes or no; told by its cells "
            "by default.",
            names=choices.header_words,
            used=_is_file,
            tell_names=False,
            metavar="yes|no",
            data=True,
        ),
    )
    noise: float | None = setting(
        None,
        DataNumber(
            group=Group.DATA,
            label="noise",
            sentence="Standard deviation of what is added to each point.",
            help="Standard deviation of the noise of a generated set; its own by default.",
            least=0.0,
            most=100.0,
            steps=(0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 2.0),
            own=lambda facts: facts.own_noise or 0.0,
            used=_is_generated,
            data=True,
        ),
    )
    samples: int | None = setting(
        None,
        DataNumber(
            group=Group.DATA,
            label="samples",
            sentence="How many points are generated.",
            help="Points of a generated set; as many as it has by default.",
            least=4,
            most=1_000_000,
            integer=True,
            steps=(50, 100, 200, 400, 600, 1000, 2000, 5000, 10000),
            own=lambda facts: facts.sample_count,
            used=_is_generated,
            data=True,
        ),
    )
    classes: int | None = setting(
        None,
        DataNumber(
            group=Group.DATA,
            label="classes",
            sentence="How many classes are generated.",
            help="Classes of a generated set that takes them: gaussians, spirals, posteriors.",
            least=2,
            most=8,
            integer=True,
            steps=(2, 3, 4, 5, 6, 7, 8),
            own=lambda facts: facts.class_count,
            used=_takes_classes,
            data=True,
        ),
    )
    validation: float = setting(
        0.2,
        Number(
            group=Group.DATA,
            label="validation",
            sentence="The fraction of the samples to validate on.",
            least=0.0,
            most=0.9,
            steps=_TENTHS[:9],
            data=True,
        ),
    )
    test: float = setting(
        0.1,
        Number(
            group=Group.DATA,
            label="test",
            sentence="The fraction of the samples to test on, at the end only.",
            least=0.0,
            most=0.9,
            steps=_TENTHS[:9],
            data=True,
        ),
    )
    points: tuple[str, ...] | None = setting(
        None,
        Texts(
            group=Group.DATA,
            sentence="Points of one's own in 2-D data, beside the set's: all are trained on.",
            help="A point of your own to train on, in 2-D data, such as 0.5,-1.2,c0; may come "
            "several times.",
            metavar="X1,X2,CLASS",
            option="point",
            data=True,
        ),
    )
    subset: int | None = setting(
        None,
        DataNumber(
            group=Group.DATA,
            label="subset",
            sentence="How many of the samples are used, drawn by the seed with their classes.",
            help="Use so many of the samples, drawn by the seed, each class in its share; all by "
            "default. A test part that the file gives stays whole.",
            least=2,
            most=1_000_000_000,
            integer=True,
            steps=(20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000),
            own=lambda facts: facts.sample_count,
            data=True,
        ),
    )
    standardize: bool = setting(
        True,
        Switch(
            group=Group.DATA,
            label="scaling",
            sentence="Whether each feature is brought to mean 0 and deviation 1.",
            help="Whether each feature is brought to mean 0 and deviation 1, by the training part.",
            data=True,
        ),
    )

    hidden: tuple[int, ...] = setting(
        (16, 16),
        Widths(
            group=Group.LAYERS,
            sentence="The units of each hidden layer, with commas between, or none.",
            most_layers=MAX_HIDDEN_LAYERS,
            most_units=MAX_UNITS,
        ),
    )
    activation: tuple[str, ...] = setting(
        ("tanh",),
        Names(
            group=Group.LAYERS,
            names=choices.activations,
            sentence="One activation for all hidden layers, or one for each.",
        ),
    )

    optimizer: str = setting(
        "momentum",
        Choice(
            group=Group.OPTIMIZATION,
            label="optimizer",
            names=choices.optimizers,
            sentence="How a gradient becomes an update of the weights.",
        ),
    )
    momentum: float = setting(
        0.9,
        HyperParameter(
            group=Group.OPTIMIZATION,
            label="momentum β",
            sentence="How much of the last update goes into the next one.",
            help="beta: how much of the last update goes into the next one.",
            least=0.0,
            most=0.9999,
            steps=_DECAYS,
        ),
    )
    rho: float = setting(
        0.9,
        HyperParameter(
            group=Group.OPTIMIZATION,
            label="decay ρ",
            sentence="RMSprop: how much of the running mean of g² each step keeps.",
            help="RMSprop: how much of the running mean of g^2 each step keeps.",
            least=0.0,
            most=0.9999,
            steps=_DECAYS,
        ),
    )
    beta1: float = setting(
        0.9,
        HyperParameter(
            group=Group.OPTIMIZATION,
            label="decay β1",
            sentence="Adam: how much of the running mean of g each step keeps.",
            least=0.0,
            most=0.9999,
            steps=_DECAYS,
        ),
    )
    beta2: float = setting(
        0.999,
        HyperParameter(
            group=Group.OPTIMIZATION,
            label="decay β2",
            sentence="Adam: how much of the running mean of g² each step keeps.",
            help="Adam: how much of the running mean of g^2 each step keeps.",
            least=0.0,
            most=0.99999,
            steps=(*_DECAYS, 0.9999),
        ),
    )
    eps: float = setting(
        1e-8,
        HyperParameter(
            group=Group.OPTIMIZATION,
            label="ε",
            sentence="Is added to the root of the running mean of g², which may be near 0.",
            help="Is added to the root of the running mean of g^2, which may be near 0.",
            least=1e-12,
            most=1.0,
            steps=tuple(float(f"1e{power}") for power in range(-12, 1)),
        ),
    )
    learning_rate: float = setting(
        0.05,
        Number(
            group=Group.OPTIMIZATION,
            label="rate γ",
            sentence="The learning rate: how far a step goes along −∇.",
            help="gamma, the learning rate: how far a step goes against the gradient.",
            least=0.0,
            most=1e6,
            steps=_RATES,
            adjustable=True,
        ),
    )
    schedule: str = setting(
        "constant",
        Choice(
            group=Group.OPTIMIZATION,
            label="schedule",
            names=choices.schedules,
            sentence="How the learning rate changes with the samples seen, in epochs.",
            help="How gamma changes with the epochs t = samples seen / training samples.",
            adjustable=True,
        ),
    )
    schedule_factor: float = setting(
        0.5,
        ScheduleNumber(
            group=Group.OPTIMIZATION,
            label="  factor",
            sentence="What the learning rate is multiplied by in each period.",
            help="step, exponential: what gamma is multiplied by in each period.",
            least=1e-6,
            most=1.0,
            steps=(0.1, 0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 1.0),
            adjustable=True,
        ),
    )
    schedule_epochs: float = setting(
        10.0,
        ScheduleNumber(
            group=Group.OPTIMIZATION,
            label="  epochs",
            sentence="The schedule's period in epochs; warmup begins at γ/100.",
            help="Epochs of a period of inverse, step, exponential; warmup takes so many from "
            "gamma/100 to gamma.",
            least=1e-3,
            most=1e9,
            steps=tuple(map(float, _EPOCHS[:12])),
            adjustable=True,
        ),
    )
    batch_size: int | Literal["full"] = setting(
        32,
        BatchSize(
            group=Group.OPTIMIZATION,
            label="batch",
            sentence="Samples in a mini-batch: 1 is SGD, full is gradient descent.",
            help="Samples in a mini-batch: 1 for SGD by the book, full for all of them.",
            metavar="SIZE",
            least=1,
            most=1_000_000,
            integer=True,
            steps=tuple(2**power for power in range(20)),
            adjustable=True,
        ),
    )
    sampling: str = setting(
        "shuffle",
        Choice(
            group=Group.OPTIMIZATION,
            label="sampling",
            names=choices.sampling_rules,
            sentence="Mini-batches: each sample once an epoch, or drawn anew, or by class.",
            help="How mini-batches are drawn: shuffle (each sample once an epoch), replacement, or "
            "balanced (with replacement, each class as often as any other, in the place of class "
            "weights: the gradient expected is that of a loss weighted by 1 / class size).",
            tell_names=False,
        ),
    )

    l1: float = setting(
        0.0,
        Number(
            group=Group.REGULARIZATION,
            label="L1",
            sentence="Penalty λ on the sum of |w|: its gradient, λ sign w, is added.",
            help="Penalty on the sum of |w|: l1 sign(w) is added to the gradient.",
            least=0.0,
            most=1e3,
            steps=_PENALTIES,
            adjustable=True,
        ),
    )
    l2: float = setting(
        0.0,
        Number(
            group=Group.REGULARIZATION,
            label="L2",
            sentence="Penalty λ on half the sum of w²: λw is added to the gradient; "
            "adamw decays w by γλ instead.",
            help="Penalty on half the sum of w^2: l2 w is added to the gradient; "
            "adamw decays w by gamma l2 instead.",
            least=0.0,
            most=1e3,
            steps=_PENALTIES,
            adjustable=True,
        ),
    )
    dropout: float = setting(
        0.0,
        Number(
            group=Group.REGULARIZATION,
            label="dropout",
            sentence="The fraction of the hidden units that each step leaves out.",
            least=0.0,
            most=0.95,
            steps=_TENTHS,
            adjustable=True,
        ),
    )
    label_smoothing: float = setting(
        0.0,
        Number(
            group=Group.REGULARIZATION,
            label="smoothing",
            sentence="s: the targets become (1 − s) y + s/C, with sigmoids (1 − s) y + s/2.",
            help="s: the targets become (1-s) y + s/C, with sigmoids (1-s) y + s/2.",
            least=0.0,
            most=0.9,
            steps=(0.0, 0.05, 0.1, 0.2, 0.3, 0.5),
            data=True,
        ),
    )
    clip: float = setting(
        0.0,
        Number(
            group=Group.REGULARIZATION,
            label="clip",
            sentence="A gradient of a larger norm, penalties included, is scaled down to this.",
            help="A gradient of a larger norm, penalties included, is scaled down to this; "
            "0 for no clipping.",
            least=0.0,
            most=1e9,
            zero="off",
            steps=(0.0, 0.1, 0.5, 1.0, 5.0),
            adjustable=True,
        ),
    )

    output: str = setting(
        "auto",
        Choice(
            group=Group.RUN,
            label="output",
            names=choices.outputs,
            sentence="Two units with a softmax, or one neuron with a sigmoid.",
            help="softmax; sigmoid, for several labels a sample; one_neuron, for two classes; "
            "auto goes by the data.",
            offered=("auto", "softmax", "one_neuron"),
            tell_names=False,
            used=_has_two_classes,
            data=True,
        ),
    )
    threshold: float = setting(
        0.5,
        Number(
            group=Group.RUN,
            label="threshold",
            sentence="A label counts as predicted from this probability on.",
            least=0.01,
            most=0.99,
            steps=tuple(round(0.05 * step, 2) for step in range(1, 20)),
            used=_has_labels,
            adjustable=True,
        ),
    )
    output_activation: str = setting(
        "identity",
        Choice(
            group=Group.RUN,
            label="output φ",
            names=choices.activations,
            sentence="The activation of the last layer, before softmax or sigmoid.",
            tell_names=False,
        ),
    )
    biases: bool = setting(
        True,
        Switch(group=Group.RUN, label="biases", sentence="Whether the layers have biases."),
    )
    init: str = setting(
        "glorot_normal",
        Choice(
            group=Group.RUN,
            label="init",
            names=choices.initializers,
            sentence="How the first weights are drawn.",
        ),
    )
    start: str | None = setting(
        None,
        FilePath(
            group=Group.RUN,
            sentence="A file of first weights, in the place of those that are drawn: a model, or "
            "W1, b1, ... as NPZ or safetensors.",
            metavar="PATH",
        ),
    )
    seed: int = setting(
        0,
        Number(
            group=Group.RUN,
            label="seed",
            sentence="Where all that is random begins: equal seeds, equal runs.",
            least=0,
            most=2**63 - 1,
            integer=True,
        ),
    )
    epochs: int = setting(
        200,
        Number(
            group=Group.RUN,
            label="epochs",
            sentence="Where the run finishes.",
            least=1,
            most=1_000_000_000,
            integer=True,
            steps=_EPOCHS,
            adjustable=True,
        ),
    )
    teaching: str = setting(
        NOT_TEACHING,
        TeachingChoice(
            group=Group.RUN,
            label="teaching",
            names=choices.teaching,
            sentence="A network that fails, to see why: the wrong output or loss for the data.",
            help="Train what fails, to see why.",
            data=True,
        ),
    )
    patience: int = setting(
        0,
        Number(
            group=Group.RUN,
            label="patience",
            sentence="Early stopping: after so many epochs without a lower validation loss the "
            "run is over.",
            help="Early stopping: the run is over after so many epochs without a lower validation "
            "loss (training loss where nothing is held out); 0 or off for never.",
            metavar="EPOCHS",
            least=0,
            most=1_000_000_000,
            integer=True,
            zero="off",
            steps=(0, *_EPOCHS),
            adjustable=True,
        ),
    )

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
