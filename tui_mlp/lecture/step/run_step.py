"""One step as a run takes it: with its own optimizer, what that carries, penalties and clipping."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.step.lecture_network import LectureNetwork, columns
from tui_mlp.lecture.step.subject import Subject, float64_network
from tui_mlp.lecture.step.update import Gradients, Step, mean_gradients, mean_loss
from tui_mlp.lecture.step.update_rule import FORMULAS, UpdateRule


@dataclass(frozen=True, eq=False)
class RunStep(Step):
    """A step of a run, whose `gradients` are those of the mean loss without dropout."""

    rule: UpdateRule
    before: LectureNetwork
    given: Gradients
    """The gradient that penalties and clipping start from: with dropout, where the run has it."""
    length: float
    """Of the whole of it with the penalties, before it is clipped."""
    used: Gradients
    """G: what the optimizer is given."""
    carried: Mapping[str, tuple[Gradients, Gradients]]
    """What it carries, by its letter: before the step and after it."""

    @property
    def changes_by_layer(self) -> tuple[float, ...]:
        """The part of each layer in the change of the loss, if that were linear."""
        parts = [
            float((gradient * (after - before)).sum())
            for gradient, after, before in zip(
                self.gradients.weights, self.network.weights, self.before.weights, strict=True
            )
        ]
        biases = zip(self.gradients.biases, self.network.biases, self.before.biases, strict=True)
        for layer, (gradient, after, before) in enumerate(biases):
            parts[layer] += float((gradient * (after - before)).sum())
        return tuple(parts)

    @property
    def promised(self) -> float:
        """The gradient times the step, the change of the loss if it were linear."""
        return sum(self.changes_by_layer)


def run_step(subject: Subject, network: LectureNetwork, samples: slice) -> RunStep:
    """The step that a subject's rule takes on some of its samples.

    Raises:
        KeyError: the formula of its optimizer is not known.
    """
    rule, rate = subject.rule, subject.learning_rate
    formula = FORMULAS[rule.optimizer]
    inputs, targets = subject.inputs[samples].T, subject.targets[samples].T
    gradients = mean_gradients(network, inputs, targets)
    given = _given(subject, gradients)
    penalised = _penalised(network, given, rule)
    length = math.sqrt(sum(penalised.squared_norms))
    used = _clipped(penalised, length, rule.clip)
    before = {letter: _by_layer(subject, rule.carried[name]) for name, letter, _ in formula.state}
    after, moved = {letter: ([], []) for letter in before}, ([], [])  # type: ignore[var-annotated]
    for kind, arrays in enumerate((network.weights, network.biases)):
        for layer, values in enumerate(arrays):
            g = (used.weights, used.biases)[kind][layer]
            carried = tuple((b.weights, b.biases)[kind][layer] for b in before.values())
            change, kept = formula.step(rule, rate, g, carried)
            decayed = values * (1 - rate * rule.decay) if kind == 0 else values
            moved[kind].append(decayed + change)
            for letter, vector in zip(before, kept, strict=True):
                after[letter][kind].append(vector)
    there = replace(network, weights=tuple(moved[0]), biases=tuple(moved[1]))
    return RunStep(
        network=there,
        gradients=gradients,
        learning_rate=rate,
        loss_before=mean_loss(network, inputs, targets),
        loss_after=mean_loss(there, inputs, targets),
        rule=rule,
        before=network,
        given=given,
        length=length,
        used=used,
        carried={
            letter: (before[letter], Gradients(tuple(after[letter][0]), tuple(after[letter][1])))
            for letter in before
        },
    )


def _given(subject: Subject, gradients: Gradients) -> Gradients:
    """The gradient of the mean loss; of a step with dropout that of the units it keeps."""
    dropped = subject.rule.dropped_gradient
    if dropped is None:
        return gradients
    return _by_layer(subject, dropped)


def _penalised(network: LectureNetwork, gradients: Gradients, rule: UpdateRule) -> Gradients:
    pairs = zip(gradients.weights, network.weights, strict=True)
    return Gradients(
        tuple(g + rule.penalty * w + rule.l1 * np.sign(w) for g, w in pairs), gradients.biases
    )


def _clipped(gradients: Gradients, length: float, most: float) -> Gradients:
    if not most or not length > most:
        return gradients
    scale = most / length
    return Gradients(
        tuple(scale * g for g in gradients.weights), tuple(scale * g for g in gradients.biases)
    )


def _by_layer(subject: Subject, vector: Float64Array) -> Gradients:
    """A vector (P,) in nn's order as arrays of the lecture's orientation."""
    views = float64_network(subject.network.architecture, vector)
    return Gradients(
        tuple(columns(each) for each in views.weights),
        tuple(columns(each) for each in views.biases),
    )
