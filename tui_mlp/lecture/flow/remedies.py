"""What may help a gradient: changes of one setting of a run, as plain values."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from tui_mlp.nn.activations import ACTIVATIONS, Activation, Family
from tui_mlp.nn.initializers import INITIALIZERS
from tui_mlp.numbers import setting_text

MOST_REMEDIES = 4
_LEAST_LAYERS = 3
_FIRST_LAYER = 16


@dataclass(frozen=True)
class RunSettings:
    """The settings that remedies change, with the names and values of a training configuration."""

    hidden: tuple[int, ...]
    activation: tuple[str, ...]
    """One name for every hidden layer, or one for each."""
    init: str
    learning_rate: float
    batch_size: int
    """In samples, for full batches too."""
    clip: float
    """The largest gradient norm; 0 for no clipping."""
    train_count: int
    """The number of training samples."""


@dataclass(frozen=True)
class Remedy:
    """One thing to change."""

    key: str
    """The key that applies it, "1" to "4"."""
    words: str
    """What it changes, and why that may help."""
    settings: Mapping[str, object]
    """The new values by their names in a training configuration."""


Change = tuple[str, Mapping[str, object]]
"""The words and the settings of a remedy."""


def offered(names: Iterable[str], settings: RunSettings) -> tuple[Remedy, ...]:
    """The remedies of these names that change something of a run, with a key for each.

    Args:
        names: keys of `REMEDIES`, the best one first.
        settings: the run's.
    """
    changes = [change for name in names if (change := REMEDIES[name](settings)) is not None]
    return tuple(
        Remedy(str(key), words, new) for key, (words, new) in enumerate(changes[:MOST_REMEDIES], 1)
    )


def _activation(
    name: str, reason: str, *, helps: Callable[[Activation], bool]
) -> Callable[[RunSettings], Change | None]:
    """Take an activation where it helps a layer that has another one."""

    def change(settings: RunSettings) -> Change | None:
        others = [ACTIVATIONS[each] for each in settings.activation if each != name]
        if not settings.hidden or not any(map(helps, others)):
            return None
        return f"activation → {name}: {reason}", {"activation": (name,)}

    return change


def _is_never_steep(activation: Activation) -> bool:
    """Whether phi' is under 1 for every active unit, z > 0."""
    slopes = activation.reference_derivative(np.linspace(0.1, 10, 100))
    return bool((slopes < 1).all())


def _is_flatter_than_tanh(activation: Activation) -> bool:
    largest = ACTIVATIONS["tanh"].largest_slope
    return activation.family is Family.SATURATING and activation.largest_slope < largest


def _is_rectifying(activation: Activation) -> bool:
    return activation.family is Family.RECTIFYING


def _init(settings: RunSettings) -> Change | None:
    used = [ACTIVATIONS[name] for name in settings.activation]
    name = "he_normal" if settings.hidden and all(map(_is_rectifying, used)) else "glorot_normal"
    formula = INITIALIZERS[name].formula
    if INITIALIZERS[settings.init].formula == formula:
        return None
    return (
        f"init → {name}: weights of variance {formula} keep the size of what passes",
        {"init": name},
    )


def _fewer_layers(settings: RunSettings) -> Change | None:
    count = len(settings.hidden)
    if count < _LEAST_LAYERS:
        return None
    new: dict[str, object] = {"hidden": settings.hidden[: count // 2]}
    if len(settings.activation) > 1:
        new["activation"] = settings.activation[: count // 2]
    return f"hidden layers {count} → {count // 2}: fewer factors on the way back", new


def _hidden_layer(settings: RunSettings) -> Change | None:
    if settings.hidden:
        return None
    new: dict[str, object] = {"hidden": (_FIRST_LAYER,)}
    words = f"hidden layers 0 → 1, of {_FIRST_LAYER} units: without one, boundaries are straight"
    return words, new


def _smaller_learning_rate(settings: RunSettings) -> Change | None:
    if not settings.learning_rate:
        return None
    rate = settings.learning_rate / 10
    return f"learning rate → {setting_text(rate)}: steps that do not overshoot", {
        "learning_rate": rate
    }


def _larger_learning_rate(settings: RunSettings) -> Change | None:
    rate = settings.learning_rate * 10 or 0.01
    return f"learning rate → {setting_text(rate)}: steps that get somewhere", {
        "learning_rate": rate
    }


def _clip(settings: RunSettings) -> Change | None:
    if 0 < settings.clip <= 1:
        return None
    return "clip → 1: no gradient longer than 1 moves the weights", {"clip": 1.0}


def _larger_batches(settings: RunSettings) -> Change | None:
    size = min(4 * settings.batch_size, settings.train_count)
    if size <= settings.batch_size:
        return None
    return f"batch size → {size}: the noise of {size} samples cancels better", {"batch_size": size}


REMEDIES: Mapping[str, Callable[[RunSettings], Change | None]] = MappingProxyType(
    {
        "relu": _activation(
            "relu",
            "its φ′ is 1 wherever a unit is active",
            helps=_is_never_steep,
        ),
        "tanh": _activation("tanh", "its φ′ reaches 1", helps=_is_flatter_than_tanh),
        "leaky_relu": _activation(
            "leaky_relu",
            "its φ′ is never less than 0.01",
            helps=_is_rectifying,
        ),
        "init": _init,
        "fewer layers": _fewer_layers,
        "hidden layer": _hidden_layer,
        "learning_rate / 10": _smaller_learning_rate,
        "learning_rate x 10": _larger_learning_rate,
        "clip": _clip,
        "batch_size x 4": _larger_batches,
    }
)
"""What each remedy changes in a run, by name; None where it would change nothing."""
