"""All numbers of one step for one sample, each computed when it is first asked for."""

from functools import cached_property

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.step.backward import bias_gradient, gradient_from_error, passed_back
from tui_mlp.lecture.step.engine import EnginePass, EngineStep, engine_pass, engine_step
from tui_mlp.lecture.step.forward import ForwardPass, forward
from tui_mlp.lecture.step.gradient_check import CheckedEntry, check_layer
from tui_mlp.lecture.step.lecture_network import LectureNetwork, lecture_network
from tui_mlp.lecture.step.loss import LossTerms, loss_terms, sample_losses
from tui_mlp.lecture.step.output_error import OutputError, output_error
from tui_mlp.lecture.step.run_step import RunStep, run_step
from tui_mlp.lecture.step.subject import Subject
from tui_mlp.lecture.step.update import Step, entry_by_sample, sgd_step


class Derivation:
    """The lecture's derivation with the numbers of a subject's sample.

    A network that diverged gives inf and NaN, with NumPy's warnings: whoever asks silences them.

    Args:
        subject: the network and its samples.
        sample: the place of the sample, 0 .. B-1.
    """

    def __init__(self, subject: Subject, sample: int) -> None:
        self.subject = subject
        self.sample = sample
        self.x: Float64Array = subject.inputs[sample]
        """a^0, (n_0,)."""
        self.y: Float64Array = subject.targets[sample]
        """(n_L,)."""

    @cached_property
    def network(self) -> LectureNetwork:
        """The network in the lecture's orientation."""
        return lecture_network(self.subject.network)

    @cached_property
    def forward(self) -> ForwardPass:
        """z^l, a^l and phi'(z^l) of all layers."""
        return forward(self.network, self.x)

    @cached_property
    def output_error(self) -> OutputError:
        """yhat, and delta^L both ways."""
        return output_error(self.network.output, self.forward.logits, self.y)

    @cached_property
    def loss_terms(self) -> LossTerms:
        """The loss term by term."""
        return loss_terms(self.network.output, self.forward.logits, self.y)

    @cached_property
    def loss(self) -> float:
        """e, the loss of this network."""
        return float(sample_losses(self.network.output, self.forward.logits, self.y))

    @cached_property
    def deltas(self) -> tuple[Float64Array, ...]:
        """delta^1 .. delta^L, each (n_l,), passed back a layer at a time."""
        return passed_back(self.network, self.forward, self.output_error.short_way)

    def gradients(self, layer: int) -> tuple[Float64Array, ...]:
        """The gradient by W^l, (n_l, n_{l-1}), and by b^l, (n_l,), if there is one."""
        delta = self.deltas[layer - 1]
        weights = gradient_from_error(self.forward, layer, delta)
        if not self.network.biases:
            return (weights,)
        return weights, bias_gradient(self.forward, layer, delta)

    def checked_entries(self, layer: int) -> list[CheckedEntry]:
        """The worst entries of a layer's gradient check.

        Which entries of a large layer are compared depends on the layer alone, so that going back
        and forth in the walk shows the same.
        """
        return check_layer(
            self.network,
            self.x[:, None],
            self.y[:, None],
            layer=layer,
            gradients=self.gradients(layer),
            rng=np.random.default_rng(layer),
        )

    @cached_property
    def step(self) -> Step:
        """A step of SGD on this sample alone."""
        rate = self.subject.learning_rate
        return sgd_step(self.network, self.x[:, None], self.y[:, None], rate)

    @cached_property
    def batch_step(self) -> Step:
        """A step of SGD on all samples of the subject."""
        subject = self.subject
        return sgd_step(self.network, subject.inputs.T, subject.targets.T, subject.learning_rate)

    @property
    def batch_size(self) -> int:
        """B, the samples that the step is taken on."""
        return len(self.subject.inputs)

    @property
    def taken_step(self) -> Step:
        """The step that is taken: on the whole mini-batch, where there is one, as the run does."""
        return self.run_step or self.plain_step

    @property
    def plain_step(self) -> Step:
        """The step of plain SGD on the whole mini-batch, where there is one."""
        return self.batch_step if self.batch_size > 1 else self.step

    @cached_property
    def run_step(self) -> RunStep | None:
        """The step with the run's own rule; None where that is plain SGD, or not known."""
        rule = self.subject.rule
        if rule.is_plain or not rule.is_known:
            return None
        return run_step(self.subject, self.network, self._all_samples)

    @property
    def _all_samples(self) -> slice:
        return slice(None) if self.batch_size > 1 else slice(self.sample, self.sample + 1)

    @property
    def engine_taken_step(self) -> EngineStep:
        """What nn does in `taken_step`."""
        if self.run_step is not None:
            return engine_step(self.subject, self._all_samples, self.subject.rule)
        return self.engine_plain_step

    @property
    def engine_plain_step(self) -> EngineStep:
        """What nn's SGD does in `plain_step`."""
        return self.engine_batch_step if self.batch_size > 1 else self.engine_step

    def entry_by_sample(self, layer: int, entry: tuple[int, int]) -> Float64Array:
        """(B,) what each sample of the mini-batch gives to an entry of the gradient by W^l."""
        subject = self.subject
        return entry_by_sample(self.network, subject.inputs.T, subject.targets.T, layer, entry)

    @cached_property
    def engine_step(self) -> EngineStep:
        """What nn's SGD does on this sample alone."""
        return engine_step(self.subject, slice(self.sample, self.sample + 1))

    @cached_property
    def engine_batch_step(self) -> EngineStep:
        """What nn's SGD does on all samples of the subject."""
        return engine_step(self.subject, slice(None))

    @cached_property
    def engine(self) -> EnginePass:
        """What nn computed."""
        return engine_pass(self.subject, self.sample)

    def unit_labels(self, layer: int) -> tuple[str, ...]:
        """The n_l labels of a layer's units: a place, and a name where the unit has one."""
        if layer == 0:
            return _named_places(self.subject.feature_names)
        if layer == self.network.depth:
            return _named_places(self.subject.output_names)
        return places(self.network.widths[layer])


def places(count: int) -> tuple[str, ...]:
    """The labels "1", "2", ... of units without names."""
    return tuple(str(place) for place in range(1, count + 1))


def _named_places(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{place} {name}" for place, name in enumerate(names, start=1))
