"""Where the names come from that a setting takes: each list in one place, found without NumPy."""

from collections.abc import Mapping
from importlib import import_module

SAMPLING_RULES = ("shuffle", "replacement")
OUTPUTS = ("auto", "softmax", "sigmoid", "one_neuron")

_HYPER_PARAMETERS: Mapping[str, frozenset[str]] = {
    "sgd": frozenset(),
    "momentum": frozenset({"momentum"}),
    "nesterov": frozenset({"momentum"}),
    "rmsprop": frozenset({"rho", "eps"}),
    "adam": frozenset({"beta1", "beta2", "eps"}),
    "adamw": frozenset({"beta1", "beta2", "eps"}),
}
_SCHEDULE_USES: Mapping[str, frozenset[str]] = {
    "constant": frozenset(),
    "inverse": frozenset({"schedule_epochs"}),
    "step": frozenset({"schedule_factor", "schedule_epochs"}),
    "exponential": frozenset({"schedule_factor", "schedule_epochs"}),
    "cosine": frozenset(),
    "warmup": frozenset({"schedule_epochs"}),
}
_FAMILIES = ("glorot", "he", "lecun")


def datasets() -> tuple[str, ...]:
    """The sets of the catalogue, which this imports."""
    names: tuple[str, ...] = import_module("tui_mlp.data.catalogue").NAMES
    return names


def activations() -> tuple[str, ...]:
    """The activation functions."""
    return (
        *("identity", "sigmoid", "tanh", "relu", "leaky_relu"),
        *("elu", "gelu", "silu", "softplus"),
    )


def initializers() -> tuple[str, ...]:
    """The ways to draw the first weights."""
    families = (f"{family}_{law}" for family in _FAMILIES for law in ("uniform", "normal"))
    return ("zeros", "uniform", "normal", *families)


def optimizers() -> tuple[str, ...]:
    """The optimizers."""
    return tuple(_HYPER_PARAMETERS)


def hyper_parameters(optimizer: str) -> frozenset[str]:
    """The settings that an optimizer takes beside the learning rate."""
    return _HYPER_PARAMETERS[optimizer]


def schedules() -> tuple[str, ...]:
    """The learning-rate schedules."""
    return tuple(_SCHEDULE_USES)


def schedule_uses(schedule: str) -> frozenset[str]:
    """The settings that a schedule depends on beside the learning rate and the run's length."""
    return _SCHEDULE_USES[schedule]


def sampling_rules() -> tuple[str, ...]:
    """How mini-batches are drawn."""
    return SAMPLING_RULES


def outputs() -> tuple[str, ...]:
    """What turns the last layer's activations into yhat."""
    return OUTPUTS
