"""What the walk through one step looks at: a network, some samples, and a learning rate."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.step.update_rule import PLAIN_SGD, UpdateRule
from tui_mlp.nn.architecture import Architecture
from tui_mlp.nn.network import Network


@dataclass(frozen=True, eq=False)
class Subject:
    """A network and the mini-batch that a step is taken on, as nn has them: rows are samples.

    `network.architecture` says how yhat comes from a^L. The network's parameters stay as they are;
    its gradient and its work arrays are used.
    """

    network: Network
    """Of float64; see `float64_network`."""
    inputs: Float64Array
    """(B, n_0) standardised samples."""
    targets: Float64Array
    """(B, n_L) as the network's loss takes them.

    For softmax over classes each row is scaled to a sum of 1, which targets that were
    float32 once miss by up to 1e-7.
    """
    learning_rate: float
    """gamma of the step."""
    class_names: tuple[str, ...]
    """C names, also for a network with one neuron."""
    feature_names: tuple[str, ...]
    """n_0 names."""
    rule: UpdateRule = PLAIN_SGD
    """How the run turns a gradient into a step."""

    def __post_init__(self) -> None:
        """Scale the targets of softmax."""
        if self.network.architecture.loss in ("softmax", "naive_softmax", "squared_error"):
            sums = self.targets.sum(axis=1, keepdims=True)
            object.__setattr__(self, "targets", self.targets / sums)

    @property
    def output_names(self) -> tuple[str, ...]:
        """The n_L names of what the outputs stand for; one neuron gives the last class."""
        return self.class_names[-self.network.architecture.outputs :]

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences on what the run's own step has that is not derived here."""
        rule, notes = self.rule, []
        if not rule.is_known:
            notes.append(
                f"The run itself uses {rule.optimizer}, whose formula is not known here; this is "
                "the step that plain SGD would take."
            )
        if rule.dropout and rule.dropped_gradient is None:
            notes.append("The run's dropout is left out here.")
        return tuple(notes)

    @property
    def one_neuron(self) -> bool:
        """Whether one sigmoid is to tell the classes apart: two, or more for teaching."""
        return len(self.output_names) < len(self.class_names)

    def with_value(
        self, target: str, index: tuple[int, int], value: float, sample: int
    ) -> "Subject":
        """The subject with one number changed, and all that follows from it.

        Args:
            target: a page's `Matrix.edits`: "x" for the sample, "W1", "b1", ... for the network.
            index: row and column in that matrix; x and b are one row there.
            value: the new number.
            sample: the place of the sample that "x" means, 0 .. B-1.

        Raises:
            ValueError: there is nothing of that name.
        """
        row, column = index
        if target == "x":
            inputs = self.inputs.copy()
            inputs[sample, column] = value
            return replace(self, inputs=inputs, rule=self.rule.without_dropped_gradient())
        network = float64_network(self.network.architecture, self.network.parameters)
        parameters = {
            f"{letter}{layer}": view
            for letter, views in (("W", network.weights), ("b", network.biases))
            for layer, view in enumerate(views, start=1)
        }
        if target not in parameters:
            raise ValueError(f"there is no {target!r} to change")
        # the page shows W^l, the transpose of nn's
        parameters[target].T[(row, column) if target[0] == "W" else column] = value
        return replace(self, network=network, rule=self.rule.without_dropped_gradient())


def float64_network(architecture: Architecture, parameters: npt.ArrayLike) -> Network:
    """A network of float64 with these parameters (P,), copied."""
    network = Network(architecture, np.float64)
    network.parameters[:] = parameters
    return network
