"""A network seen without some of its units, while the training that it belongs to goes on with all.

A unit is switched off by a copy of the network whose weights from it are 0 (an ablation): what lies
behind it answers as if its activation were 0. For a standardised feature, 0 is its mean.
"""

from dataclasses import dataclass

from tui_mlp.nn.network import Network
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.outputs import Output
from tui_mlp.training.samples import Samples
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.units.unit_maps import Unit


@dataclass(frozen=True, eq=False)
class AblatedRun:
    """What a view asks of a run, with the network as it is without the units."""

    network: Network
    samples: Samples
    output: Output
    config: TrainingConfig


class Ablation:
    """Copies a session's network without some units, anew whenever a step has changed it.

    Args:
        session: the run; it is only read.
        units: what is switched off: features or hidden units.
    """

    def __init__(self, session: TrainingSession, units: frozenset[Unit]) -> None:
        self.units = units
        self._network = Network(session.network.architecture, session.network.dtype)
        self._step = -1

    def view(self, session: TrainingSession) -> AblatedRun:
        """The run as it is now, without the units."""
        if self._step != session.step_count:
            self._step = session.step_count
            self._network.parameters[...] = session.network.parameters
            for layer, number in self.units:
                self._network.weights[layer][number] = 0
        return AblatedRun(self._network, session.samples, session.output, session.config)


def can_be_switched_off(session: TrainingSession, unit: Unit) -> bool:
    """Whether it is a hidden unit or a feature: no output, and no image, which is one."""
    shapes = session.network.architecture.shapes
    if unit.layer == 0 and session.samples.dataset.image_shape is not None:
        return False
    return 0 <= unit.layer < len(shapes) and 0 <= unit.number < shapes[unit.layer][0]
