"""The settings that the panel lists, in its order."""

from tui_mlp.data import catalogue
from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.nn.initializers import INITIALIZERS
from tui_mlp.nn.optimizers import OPTIMIZERS
from tui_mlp.nn.schedules import SCHEDULES
from tui_mlp.training.config import SAMPLING_RULES
from tui_mlp.training.outputs import Output
from tui_mlp.ui.editing.setting_kinds import (
    BatchSize,
    Choice,
    DatasetChoice,
    GeneratorNumber,
    Number,
    Present,
    Setting,
    Switch,
)

_RATES = tuple(float(f"{digit}e{power}") for power in range(-6, 3) for digit in (1, 2, 5))
_PENALTIES = (0.0, *(float(f"1e{power}") for power in range(-5, 1)))
_TENTHS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_EPOCHS = tuple(digit * 10**power for power in range(7) for digit in (1, 2, 5))


def _is_generated(present: Present) -> bool:
    entry = catalogue.entry_named(present.config.dataset)
    return present.config.data is None and entry is not None and entry.noise is not None


def _has_classes(present: Present) -> bool:
    entry = catalogue.entry_named(present.config.dataset)
    return present.config.data is None and entry is not None and entry.takes_classes


def _has_two_classes(present: Present) -> bool:
    return present.run.output is not Output.SIGMOID and len(present.run.class_names) == 2


def _has_labels(present: Present) -> bool:
    return present.run.output is Output.SIGMOID


def _own_noise(present: Present) -> float:
    entry = catalogue.entry_named(present.config.dataset)
    return (entry.noise if entry else None) or 0.0


def _own_samples(present: Present) -> int:
    run = present.run
    return run.train_count + run.validation_count + run.test_count


def _own_classes(present: Present) -> int:
    return len(present.run.class_names)


def _has_momentum(present: Present) -> bool:
    return present.config.optimizer in {"momentum", "nesterov"}


def _has_factor(present: Present) -> bool:
    return present.config.schedule in {"step", "exponential"}


def _has_period(present: Present) -> bool:
    return present.config.schedule in {"inverse", "step", "exponential", "warmup"}


_DATA: tuple[Setting, ...] = (
    DatasetChoice(name="dataset", label="data",
                  names=catalogue.NAMES,
                  about="The samples to learn."),
    GeneratorNumber(name="noise", label="noise", used=_is_generated, own=_own_noise,
                    steps=(0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 2.0),
                    about="Standard deviation of what is added to each point."),
    GeneratorNumber(name="samples", label="samples", used=_is_generated, own=_own_samples,
                    integer=True, steps=(50, 100, 200, 400, 600, 1000, 2000, 5000, 10000),
                    about="How many points are generated."),
    GeneratorNumber(name="classes", label="classes", used=_has_classes, own=_own_classes,
                    integer=True, steps=(2, 3, 4, 5, 6, 7, 8),
                    about="How many classes are generated."),
    Number(name="validation", label="validation", steps=_TENTHS[:9],
           about="The part of the samples to validate on."),
    Number(name="test", label="test", steps=_TENTHS[:9],
           about="The part of the samples to test on, at the end only."),
)  # fmt: skip
_OPTIMIZATION: tuple[Setting, ...] = (
    Choice(name="optimizer", label="optimizer", names=tuple(OPTIMIZERS),
           about="How a gradient becomes an update of the weights."),
    Number(name="momentum", label="momentum β", used=_has_momentum,
           steps=(0.0, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999),
           about="How much of the last update goes on."),
    Number(name="learning_rate", label="rate γ", steps=_RATES,
           about="The learning rate: how far a step goes along −∇."),
    Choice(name="schedule", label="schedule", names=tuple(SCHEDULES),
           about="How the learning rate changes from step to step."),
    Number(name="schedule_factor", label="  factor", used=_has_factor,
           steps=(0.1, 0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 1.0),
           about="What the learning rate is multiplied by in each period."),
    Number(name="schedule_epochs", label="  epochs", used=_has_period,
           steps=tuple(map(float, _EPOCHS[:12])), about="The schedule's period."),
    BatchSize(name="batch_size", label="batch", integer=True,
              steps=tuple(2**power for power in range(20)),
              about="Samples in a mini-batch; full for plain gradient descent."),
    Choice(name="sampling", label="sampling", names=SAMPLING_RULES,
           about="Mini-batches: each sample once an epoch, or drawn anew."),
)  # fmt: skip
_REGULARIZATION: tuple[Setting, ...] = (
    Number(name="l1", label="L1", steps=_PENALTIES, about="Penalty on the sum of |w|."),
    Number(name="l2", label="L2", steps=_PENALTIES, about="Penalty on half the sum of w²."),
    Number(name="dropout", label="dropout", steps=_TENTHS,
           about="The part of the hidden units that each step leaves out."),
    Number(name="label_smoothing", label="smoothing", steps=(0.0, 0.05, 0.1, 0.2, 0.3, 0.5),
           about="s: the targets become (1 − s) y + s/C, so that they are never quite certain."),
    Number(name="clip", label="clip", zero="off", steps=(0.0, 0.1, 0.5, 1.0, 5.0),
           about="A gradient of a larger norm is scaled down to this."),
)  # fmt: skip
_RUN: tuple[Setting, ...] = (
    Choice(name="output", label="output", names=("auto", "softmax", "one_neuron"),
           used=_has_two_classes, about="Two units with a softmax, or one neuron with a sigmoid."),
    Number(name="threshold", label="threshold", used=_has_labels,
           steps=tuple(round(0.05 * step, 2) for step in range(1, 20)),
           about="A label counts as predicted from this probability on."),
    Choice(name="output_activation", label="output φ", names=tuple(ACTIVATIONS),
           about="The activation of the last layer, before softmax or sigmoid."),
    Switch(name="biases", label="biases", about="Whether the layers have biases."),
    Choice(name="init", label="init", names=tuple(INITIALIZERS),
           about="How the first weights are drawn."),
    Number(name="seed", label="seed", integer=True,
           about="Where all that is random begins: equal seeds, equal runs."),
    Number(name="epochs", label="epochs", integer=True, steps=_EPOCHS,
           about="Where the run finishes."),
)  # fmt: skip

GROUPS = (_DATA, _OPTIMIZATION, _REGULARIZATION, _RUN)
"""The settings, in groups that belong together."""

_BY_NAME = {setting.name: setting for group in GROUPS for setting in group}


def setting_named(name: str) -> Setting | None:
    """The setting with this name; None if the panel lists none."""
    return _BY_NAME.get(name)
