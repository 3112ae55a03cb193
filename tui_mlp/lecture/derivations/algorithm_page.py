"""The algorithm of SGD as a listing, with a run's numbers and the line it is at."""

import math

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.derivations.moves import Titles
from tui_mlp.lecture.derivations.run_position import AlgorithmLine, RunPosition
from tui_mlp.lecture.pages.page import Block, Check, Formula, Page, Sentence, Substituted
from tui_mlp.lecture.step.agreement import agreement
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.numbers import compact, counted, entry_text, grouped, setting_text

_TITLES = Titles("SGD, line by line", "algorithm")
_HERE, _NOT_HERE = "▸ ", "  "
_MOST_DRAWN = 8


def algorithm_page(step: Derivation, run: RunPosition | None) -> Page:
    """The lecture's listing with the numbers of the coming step."""
    ended = run is not None and run.steps_left == 0
    here = None if run is None or ended else run.line
    blocks: list[Block] = [
        *_input(step, run),
        *_loop(run, ended=ended),
        *_one_step(step, run, here),
        Formula(f"{_HERE if ended else _NOT_HERE}output  w* = wᴷ⁺¹"),
        Sentence(_sentence(step, run, ended=ended)),
        *_checks(step, run),
    ]
    return Page(8, _TITLES.full, _TITLES.short, None, tuple(blocks))


def _input(step: Derivation, run: RunPosition | None) -> tuple[Block, ...]:
    widths = " → ".join(map(str, step.network.widths))
    parameters = sum(map(len, map(_flat, step.network.weights + step.network.biases)))
    numbers = f"network {widths}: w has {grouped(parameters)} numbers"
    if run is not None:
        numbers = f"S = {grouped(run.samples)}, {numbers}, K = {grouped(max(run.last_step, 0))}"
    return (
        Formula(f"{_NOT_HERE}input   D = {{(xⁱ, yⁱ)}}, i = 1 … S;  the network;  K;  γₖ"),
        Substituted(f"{_NOT_HERE}{numbers}"),
        Formula(f"{_NOT_HERE}start   w⁰, the initial weights"),
    )


def _flat(array: Float64Array) -> Float64Array:
    return array.ravel()


def _loop(run: RunPosition | None, *, ended: bool) -> tuple[Block, ...]:
    blocks: list[Block] = [Formula(f"{_NOT_HERE}for k = 0, 1, 2, … K")]
    if run is not None:
        done = f"k = {grouped(run.step)}" if not ended else f"all {counted(run.step, 'step')} done"
        blocks.append(
            Substituted(
                f"{_NOT_HERE}{done};  t = {compact(run.epoch, 4)} of "
                f"{counted(run.epochs, 'epoch')}, {counted(run.steps_per_epoch, 'step')} each"
            )
        )
    return tuple(blocks)


def _one_step(
    step: Derivation, run: RunPosition | None, here: AlgorithmLine | None
) -> tuple[Block, ...]:
    """The five lines within the loop, each with its numbers."""
    count = len(step.subject.inputs)
    taken = step.taken_step
    rate = setting_text(step.subject.learning_rate, 4)
    norm = math.sqrt(sum(taken.gradients.squared_norms))
    batch = count > 1
    which = "j in the batch" if batch else "jₖ"
    mean = f"1/B Σ over the B = {grouped(count)}: " if batch else ""
    lines = {
        AlgorithmLine.CHOOSE: (
            _choose(run, batch=batch),
            _drawn(count, run),
        ),
        AlgorithmLine.FORWARD: (
            f"forward   ŷ = MLP(x; wᵏ)   for {which}",
            f"{'the sample shown: ' if batch else ''}ŷ = ({_listed(step)})",
        ),
        AlgorithmLine.ERROR: (
            f"error     e(wᵏ){'' if step.network.other_loss else ' = CE(y, ŷ)'}"
            + (", the mean over the batch" if batch else ""),
            f"{mean}e = {entry_text(taken.loss_before, signed=False)}",
        ),
        AlgorithmLine.GRADIENT: (
            "gradient  ∇e(wᵏ) by backpropagation",
            f"{mean}‖∇e‖ = {entry_text(norm, signed=False)}",
        ),
        AlgorithmLine.UPDATE: (
            _update(step),
            f"γₖ = {rate};  w moves by {'‖Δw‖' if step.run_step else 'γₖ ‖∇e‖'} = "
            f"{entry_text(_moved(step), signed=False)}",
        ),
    }
    blocks: list[Block] = []
    for line, (formula, numbers) in lines.items():
        blocks.append(Formula(f"{_HERE if line is here else _NOT_HERE}  {formula}"))
        if numbers:
            blocks.append(Substituted(f"{_NOT_HERE}  {numbers}"))
    return tuple(blocks)


def _update(step: Derivation) -> str:
    """The update of the lecture, or what the run has in its place."""
    if step.run_step is None:
        return "update    wᵏ⁺¹ ← wᵏ − γₖ ∇e(wᵏ)"
    return f"update    wᵏ⁺¹ ← wᵏ + Δw   by {step.run_step.rule.optimizer}: the walk, phase 8"


def _moved(step: Derivation) -> float:
    """How far the step moves w."""
    before, after = step.network, step.taken_step.network
    pairs = zip(before.weights + before.biases, after.weights + after.biases, strict=True)
    return math.sqrt(sum(float(((b - a) ** 2).sum()) for b, a in pairs))


def _choose(run: RunPosition | None, *, batch: bool) -> str:
    if run is not None and run.batch_size >= run.samples:
        return "take all S samples"
    return f"choose {'a mini-batch of B samples j' if batch else 'a sample jₖ'} from 1 … S"


def _drawn(count: int, run: RunPosition | None) -> str:
    if run is None:
        return ""
    numbers = [grouped(number) for number in run.drawn[:_MOST_DRAWN]]
    more = (
        f", … {grouped(len(run.drawn) - _MOST_DRAWN)} more" if len(run.drawn) > _MOST_DRAWN else ""
    )
    name = "jₖ" if count == 1 else "j"
    return f"{name} = {', '.join(numbers)}{more}"


def _listed(step: Derivation) -> str:
    values = step.output_error.yhat.tolist()
    listed = [entry_text(value, signed=False) for value in values[:6]]
    return ", ".join(listed) + (f", … {len(values) - 6} more" if len(values) > 6 else "")


def _sentence(step: Derivation, run: RunPosition | None, *, ended: bool) -> str:
    """What differs from the lecture's listing."""
    texts = []
    if run is None:
        texts.append(
            "There is no run here, only one step: K, k and the numbers of the samples are a run's."
        )
    else:
        if ended:
            texts.append("The run has taken all its steps: wᴷ⁺¹ is what the network has now.")
        else:
            texts.append("▸ is the line to be done next.")
        texts.append(_choice(run))
        texts.append("The lecture calls K the most epochs, but its loop takes one step for each k.")
    return " ".join((*texts, *step.subject.notes))


def _choice(run: RunPosition) -> str:
    if run.batch_size >= run.samples:
        return "All S samples are in every step, so nothing is drawn: this is gradient descent."
    if run.sampling == "replacement":
        return "Each j is drawn anew from all S, so one may come twice in an epoch and another not."
    if run.sampling == "balanced":
        return (
            "Each j is drawn anew, first its class, all classes alike, then one of its samples: "
            "rare classes come more often than in the data."
        )
    return "The samples come in a random order, each once an epoch, then in a new order."


def _checks(step: Derivation, run: RunPosition | None) -> tuple[Check, ...]:
    engine, taken = step.engine_taken_step, step.taken_step
    pairs = zip(taken.network.weights, engine.weights, strict=True)
    worst = max(
        (agreement("wᵏ⁺¹ here and in the engine", *pair) for pair in pairs),
        key=lambda check: check.residual / check.tolerance,
    )
    if run is None or run.steps_left == 0:
        return (worst,)
    what = "γₖ of the schedule and of the step"
    return worst, agreement(what, run.learning_rate, step.subject.learning_rate)
