"""The total error as a sum or as a mean over the samples, and what that makes of gamma."""

import math

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.derivations.moves import Part, Titles, move, page_of
from tui_mlp.lecture.derivations.run_position import RunPosition
from tui_mlp.lecture.notation import sum_line
from tui_mlp.lecture.pages.page import Matrix, Page, Sentence
from tui_mlp.lecture.step.agreement import agreement
from tui_mlp.lecture.step.backward import passed_back
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.forward import forward
from tui_mlp.lecture.step.loss import sample_losses
from tui_mlp.lecture.step.output_error import short_way
from tui_mlp.lecture.step.softmax import yhat_of
from tui_mlp.numbers import entry_text, grouped, setting_text

_TITLES = Titles("The total error: a sum, or a mean", "Σ or mean")


def total_error_page(step: Derivation, run: RunPosition | None) -> Page:
    """Both over the samples of the coming step, their gradients, and the gamma that fits each."""
    count, rate = step.batch_size, step.subject.learning_rate
    plain = step.plain_step
    losses = _losses(step)
    total, mean = float(losses.sum()), float(losses.mean())
    length = math.sqrt(sum(plain.gradients.squared_norms))
    summed = _summed_gradients(step)
    long = math.sqrt(sum(float(np.square(each).sum()) for each in summed))
    moved = [w - rate / count * g for w, g in zip(step.network.weights, summed, strict=False)]
    listed = [_number(value) for value in losses.tolist()]
    parts: list[Part] = [
        move(
            "E = Σᵢ eⁱ(w)   and   Ē = 1/B Σᵢ eⁱ(w)",
            "The lecture adds the errors of all samples, the program takes their mean over the B "
            "samples of a step: a loss of one size for any B.",
            sum_line(f"B = {grouped(count)}: E", listed, _number(total)),
            f"Ē = {_number(total)} / {grouped(count)} = {_number(mean)}",
        ),
        move(
            "∇E = Σᵢ ∇eⁱ = B ∇Ē",
            "A sum has the sum of the gradients: B times the mean's, in the same direction.",
            f"‖∇E‖ = {_number(long)} = {grouped(count)} · {_number(length)}",
        ),
        move(
            "w − γ ∇Ē = w − (γ/B) ∇E",
            "So the same step has a γ that is B times smaller on the sum. With the mean's γ on the "
            "sum, the step would be B times as long.",
            f"on the mean γ = {setting_text(rate, 4)},   on the sum γ/B = {_number(rate / count)}",
            f"γ ‖∇Ē‖ = {_number(rate * length)},   γ ‖∇E‖ = {_number(rate * long)}",
        ),
        move(
            "∇E = 0 just where ∇Ē = 0",
            "A factor moves no minimum: which w is best is the same for both. Of one sample, B = "
            "1, they are the same number.",
        ),
        agreement("‖∇E‖ and B ‖∇Ē‖", long, count * length, 1e-9),
        agreement(
            "W¹ after γ/B on the sum, and the engine's W¹ after γ",
            moved[0],
            step.engine_plain_step.weights[0],
        ),
    ]
    if not step.subject.rule.is_plain:
        own = f"The run's own step, by {step.subject.rule.optimizer}, is in the walk, phase 8"
        parts.append(Sentence(f"{own}; here both are plain steps."))
    parts += (
        [Sentence("There is no run here: S and K belong to one.")]
        if run is None
        else (_of_run(run, rate))
    )
    return page_of(8, _TITLES, parts)


def _of_run(run: RunPosition, rate: float) -> list[Part]:
    """What the choice of B makes of K and of gamma on the sum, for the whole run."""
    sizes = sorted({1, run.batch_size, run.samples})
    names = {1: "SGD, B = 1", run.samples: "all, B = S"} | {run.batch_size: "this run's B"}
    rows = []
    for size in sizes:
        steps = -(-run.samples // size)
        rows.append([size, steps, run.epochs * steps, rate, rate / size])
    return [
        Sentence(
            f"S = {grouped(run.samples)} training samples, {grouped(run.epochs)} epochs, γₖ = "
            f"{setting_text(rate, 4)}. The last column is what γ would have to be on the sum, for "
            "steps as long as now:"
        ),
        Matrix(
            "sum and mean in this run",
            np.array(rows),
            tuple(names[size] for size in sizes),
            ("B", "steps an epoch", "steps, K + 1", "γ on the mean", "γ on the sum"),
            signed=False,
        ),
        Sentence(
            "On the mean, γ keeps its meaning when B changes; on the sum it would have to be set "
            f"anew. A run with this B throughout takes {grouped(run.epochs)} · ⌈S/B⌉ = "
            f"{grouped(run.epochs * run.steps_per_epoch)} steps, k = 0 … K."
        ),
    ]


def _losses(step: Derivation) -> Float64Array:
    """(B,) e of each sample of the step."""
    subject, network = step.subject, step.network
    logits = forward(network, subject.inputs.T).logits
    return np.atleast_1d(sample_losses(network.output, logits, subject.targets.T))


def _summed_gradients(step: Derivation) -> tuple[Float64Array, ...]:
    """The gradients of E by W^1 .. W^L, then by b^1 .. b^L, from those of the samples, added up."""
    network, targets = step.network, step.subject.targets.T
    passed = forward(network, step.subject.inputs.T)
    at_output = short_way(network.output, yhat_of(network.output, passed.logits), targets)
    deltas = passed_back(network, passed, at_output)
    by_z = [slopes * delta for slopes, delta in zip(passed.derivatives, deltas, strict=True)]
    below = passed.activations[:-1]
    weights = tuple(np.einsum("ib,jb->ij", z, a) for z, a in zip(by_z, below, strict=True))
    biases = tuple(z.sum(axis=1) for z in by_z) if network.biases else ()
    return (*weights, *biases)


def _number(value: float) -> str:
    return entry_text(value, signed=False)
