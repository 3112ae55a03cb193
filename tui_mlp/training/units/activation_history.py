"""How the activations of each hidden layer are spread, epoch by epoch, in bounded memory.

Mean and standard deviation over the units of a layer and some fixed training samples, as in figure
2 of Glorot and Bengio 2010: a layer that saturates, dies or lets everything through is seen there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tui_mlp.arrays import Array, FloatArray
from tui_mlp.nn.network import Network
from tui_mlp.training.decimation import DecimatedSeries

SAMPLES = 100
"""The activations are measured on at most so many training samples, always the same."""
_EVERY_EPOCH_UP_TO = 16


@dataclass(frozen=True, eq=False)
class ActivationSpread:
    """Means and standard deviations of the hidden layers' activations over time."""

    epochs: FloatArray
    """(P,) rising."""
    mean: FloatArray
    """(P, L - 1), column l-1 for a^l; not finite where the activations are not."""
    deviation: FloatArray
    """(P, L - 1) the standard deviation; of epochs that were joined the largest."""
    samples: int
    """How many samples they are of."""


class ActivationHistory:
    """Measures a network at the ends of epochs.

    Up to the 16th epoch at each, then at every second up to the 32nd, at every fourth up to the
    64th, and so on: a long run spends next to nothing on it.

    Args:
        layers: how many hidden layers there are.
        samples: (N, n_0) standardised training samples; the first ones are used.
    """

    def __init__(self, layers: int, samples: Array) -> None:
        self._layers = layers
        self._samples = samples[:SAMPLES]
        self._series = DecimatedSeries(2 * layers)

    def measure(self, network: Network, epoch: float) -> None:
        """Add what the network's activations are like, if it is time for that."""
        if not (self._layers and len(self._samples) and _is_due(epoch)):
            return
        self._series.append(epoch, self._measured(network))

    def _measured(self, network: Network) -> list[float]:
        """The means of the hidden layers, then the deviations."""
        network.forward(self._samples)
        layers = network.workspace(len(self._samples)).activations[: self._layers]
        with np.errstate(all="ignore"):  # a network that diverges has inf and NaN in it
            return [*(float(a.mean()) for a in layers), *(float(a.std()) for a in layers)]

    def spread(self, network: Network, epoch: float) -> ActivationSpread:
        """What was measured so far, and as the last point how the network is now.

        Args:
            network: the one whose history this is.
            epoch: where it is now.
        """
        epochs, low, high = self._series.x, self._series.low, self._series.high
        if self._layers and len(self._samples) and not (len(epochs) and epochs[-1] >= epoch):
            now = np.array([self._measured(network)], np.float32)
            epochs = np.append(epochs, np.float32(epoch))
            low, high = np.concatenate([low, now]), np.concatenate([high, now])
        middle = (low[:, : self._layers] + high[:, : self._layers]) / np.float32(2)
        return ActivationSpread(epochs, middle, high[:, self._layers :], len(self._samples))

    def state(self) -> dict[str, Any]:
        """A copy of what was measured, as `load_state` takes it."""
        return self._series.state()

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Go on with what was measured by the history whose `state` this is.

        Raises:
            ValueError: it does not fit.
        """
        self._series.load_state(state)


def _is_due(epoch: float) -> bool:
    """Whether an epoch is one to measure at; within one somebody watches, at a slow pace."""
    whole = int(epoch)
    if epoch != whole or whole < _EVERY_EPOCH_UP_TO:
        return True
    between: int = 1 << (whole // _EVERY_EPOCH_UP_TO).bit_length()
    return whole % between == 0
