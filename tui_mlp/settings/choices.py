"""Where the names come from that a setting takes: each list in one place, found without NumPy."""

from importlib import import_module

from tui_mlp.nn.initializers import INITIALIZERS
from tui_mlp.nn.schedules import SCHEDULES
from tui_mlp.registry import names_in
from tui_mlp.settings.teaching import NOT_TEACHING, TEACHING

SAMPLING_RULES = ("shuffle", "replacement", "balanced")
DECIMAL_SIGNS = (".", ",")
HEADER_WORDS = ("yes", "no")
COLUMN_KINDS = ("number", "category", "truth value", "date", "text", "identifier")
OUTPUTS = ("auto", "softmax", "sigmoid", "one_neuron")


def datasets() -> tuple[str, ...]:
    """The sets of the catalogue, which this imports."""
    names: tuple[str, ...] = import_module("tui_mlp.data.catalogue").NAMES
    return names


def activations() -> tuple[str, ...]:
    """The activation functions."""
    return names_in("tui_mlp.nn.activations")


def initializers() -> tuple[str, ...]:
    """The ways to draw the first weights."""
    return tuple(INITIALIZERS)


def optimizers() -> tuple[str, ...]:
    """The optimizers."""
    return names_in("tui_mlp.nn.optimizers")


def hyper_parameters(optimizer: str) -> frozenset[str]:
    """The settings that an optimizer takes beside the learning rate; imports the optimizers."""
    optimizers = import_module("tui_mlp.nn.optimizers").OPTIMIZERS
    return frozenset(optimizers[optimizer].hyper_parameters())


def schedules() -> tuple[str, ...]:
    """The learning-rate schedules."""
    return tuple(SCHEDULES)


def schedule_uses(schedule: str) -> frozenset[str]:
    """The settings that a schedule depends on beside the learning rate and the run's length."""
    return frozenset(SCHEDULES[schedule].uses) - {"epochs"}


def sampling_rules() -> tuple[str, ...]:
    """How mini-batches are drawn."""
    return SAMPLING_RULES


def outputs() -> tuple[str, ...]:
    """What turns the last layer's activations into yhat."""
    return OUTPUTS


def teaching() -> tuple[str, ...]:
    """The failures that can be trained for teaching, and none."""
    return (NOT_TEACHING, *TEACHING)


def decimal_signs() -> tuple[str, ...]:
    """The decimal signs that a file may have."""
    return DECIMAL_SIGNS


def header_words() -> tuple[str, ...]:
    """Whether a file has a header."""
    return HEADER_WORDS


def column_kinds() -> tuple[str, ...]:
    """What a column may be read as, in the words of `data_report.ColumnKind`."""
    return COLUMN_KINDS
