"""Phase 8 where the rule is not plain SGD: optimizer, penalties and clipping, in numbers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.notation import chosen, factor, indexed, sum_line
from tui_mlp.lecture.pages.page import Block, Formula, Matrix, Substituted
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.run_step import RunStep
from tui_mlp.lecture.step.update import Gradients
from tui_mlp.lecture.step.update_rule import FORMULAS, UpdateRule
from tui_mlp.lecture.walk.blocks import largest_entry, layer_matrix, layer_row
from tui_mlp.numbers import compact, entry_text, grouped, superscript

MEAN_LOSS = ",   ē = (1/B) Σᵢ eⁱ over the mini-batch, B = {count}"
"""What the loss of a mini-batch is."""
_LETTER = re.compile(r"[WGMS]")


def rule_blocks(derivation: Derivation, step: RunStep, layer: int) -> list[Block]:
    """The rule in symbols and, for the weight that moves most, in numbers."""
    rule, formula = step.rule, FORMULAS[step.rule.optimizer]
    above, e = superscript(layer), loss_sign(derivation)
    lines = (*formula.carry, formula.update)
    i, j = _place(step, layer)
    return [
        *_gradient_formulas(step, layer, e, derivation.batch_size),
        *(Formula(_LETTER.sub(lambda letter: letter.group() + above, line)) for line in lines),
        Formula(", ".join(f"{name} = {value}" for name, value in _settings(step))),
        Substituted(f"the largest move:  {indexed('w', layer, i + 1, j + 1)}"),
        *map(Substituted, _gradient_numbers(step, layer, i, j)),
        *map(Substituted, _LINES[rule.optimizer](_Entry(step, layer, i, j))),
    ]


def loss_sign(derivation: Derivation) -> str:
    """The sign of what the step makes smaller: of one sample's loss, or of a mini-batch's mean."""
    return "ē" if derivation.batch_size > 1 else "e"


def change_blocks(derivation: Derivation, step: RunStep) -> list[Block]:
    """The change of the loss that its slope lets one expect."""
    e = loss_sign(derivation)
    parts = [entry_text(part) for part in step.changes_by_layer]
    return [
        Formula(f"{e} changes by Δ{e} ≈ ∇{e} · Δw = Σₗ ∇ˡ{e} · Δwˡ over all layers"),
        Substituted(sum_line(f"∇{e} · Δw", parts, entry_text(step.promised))),
    ]


def array_blocks(derivation: Derivation, step: RunStep, layer: int) -> list[Block]:
    """What the rule starts from and what it leaves, of the weights and of the biases."""
    above, network = superscript(layer), derivation.network
    blocks: list[Block] = []
    kinds = [("W", step.before.weights, step.network.weights, 0)]
    if network.biases:
        kinds.append(("b", step.before.biases, step.network.biases, 1))
    for letter, before, after, kind in kinds:

        def shown(
            name: str, values: Float64Array, *, asked: bool = False, of: int = kind
        ) -> Matrix:
            if of == 0:
                return layer_matrix(derivation, name, layer, values, asked=asked)
            return layer_row(derivation, name, layer, values, asked=asked)

        own = "" if kind == 0 else " of b"
        changed = step.rule.changes_gradient
        given = _of(step.used, kind)[layer - 1]
        blocks.append(shown(f"G{above}{own}", given, asked=changed and kind == 0))
        for carried, (was, becomes) in step.carried.items():
            blocks.append(shown(f"{carried}{above}{own} before", _of(was, kind)[layer - 1]))
            now = _of(becomes, kind)[layer - 1]
            blocks.append(shown(f"{carried}{above}{own} after", now, asked=True))
        blocks.append(shown(f"{letter}{above} before", before[layer - 1]))
        blocks.append(shown(f"{letter}{above} after", after[layer - 1], asked=True))
    return blocks


def _of(parameters: Gradients, kind: int) -> tuple[Float64Array, ...]:
    return parameters.biases if kind else parameters.weights


def _place(step: RunStep, layer: int) -> tuple[int, ...]:
    """The weight that moves most."""
    moved = step.network.weights[layer - 1] - step.before.weights[layer - 1]
    return largest_entry(moved)


def _gradient_formulas(step: RunStep, layer: int, e: str, count: int) -> list[Formula]:
    """What G is: the gradient of the loss, with what the run adds to it and does to it."""
    rule, above = step.rule, superscript(layer)
    terms = f"∂{e}/∂W{above}"
    if rule.dropped_gradient is not None:
        terms += f" with dropout {chosen(rule.dropout)}"
    terms += f" + λ W{above}" * bool(rule.penalty) + f" + λ₁ sign(W{above})" * bool(rule.l1)
    mean = MEAN_LOSS.format(count=count) if count > 1 else ""
    formulas = [Formula(f"G{above} = {terms}{mean}")]
    if rule.clip:
        formulas.append(Formula(f"G{above} ← c/‖G‖ G{above} where ‖G‖ > c, over all layers"))
    return formulas


def _settings(step: RunStep) -> list[tuple[str, str]]:
    """The numbers that the letters of the rule stand for."""
    rule, formula = step.rule, FORMULAS[step.rule.optimizer]
    values = [("γ", chosen(step.learning_rate, 4))]
    values += [(letter, chosen(rule.settings[name])) for name, letter in formula.letters]
    if rule.l2:
        values.append(("λ", chosen(rule.l2)))
    if rule.l1:
        values.append(("λ₁", chosen(rule.l1)))
    if "ᵏ" in formula.update:
        values.append(("k", grouped(rule.steps + 1)))
    if rule.clip:
        values += [("c", chosen(rule.clip)), ("‖G‖", compact(step.length, 4))]
    return values


def _gradient_numbers(step: RunStep, layer: int, i: int, j: int) -> list[str]:
    """The line of an entry of G, where it is not the gradient itself."""
    rule = step.rule
    if not (rule.penalty or rule.l1 or rule.clip):
        return []
    weight = float(step.before.weights[layer - 1][i, j])
    given = float(step.given.weights[layer - 1][i, j])
    terms = [factor(given)]
    if rule.penalty:
        terms.append(f"{chosen(rule.penalty)} {factor(weight)}")
    if rule.l1:
        terms.append(f"{chosen(rule.l1)} ({np.sign(weight):+.0f})".replace("-", "−"))
    name, used = indexed("g", layer, i + 1, j + 1), float(step.used.weights[layer - 1][i, j])
    penalised = given + rule.penalty * weight + rule.l1 * float(np.sign(weight))
    lines = [f"{name} = {' + '.join(terms)} = {entry_text(penalised)}"] if len(terms) > 1 else []
    if rule.clip and step.length > rule.clip:
        scale = f"{chosen(rule.clip)}/{compact(step.length, 4)}"
        lines.append(f"{name} ← {scale} {factor(penalised)} = {entry_text(used)}")
    return lines


@dataclass(frozen=True)
class _Entry:
    """One weight, for the line of numbers of a rule."""

    step: RunStep
    layer: int
    i: int
    j: int

    @property
    def rule(self) -> UpdateRule:
        """Of the step."""
        return self.step.rule

    @property
    def rate(self) -> str:
        """Gamma."""
        return chosen(self.step.learning_rate, 4)

    def setting(self, name: str) -> str:
        """One of the optimizer's numbers."""
        return chosen(self.rule.settings[name])

    def rest(self, name: str) -> str:
        """1 less one of them."""
        return chosen(1 - self.rule.settings[name])

    @property
    def g(self) -> float:
        """Of G."""
        return self._at(self.step.used.weights)

    def carried(self, letter: str) -> tuple[float, float]:
        """What is carried, before and after."""
        before, after = self.step.carried[letter]
        return self._at(before.weights), self._at(after.weights)

    def _at(self, weights: tuple[Float64Array, ...]) -> float:
        return float(weights[self.layer - 1][self.i, self.j])

    def moved(self, change: str) -> str:
        """The line in which the weight gets its new number."""
        before, after = self._at(self.step.before.weights), self._at(self.step.network.weights)
        start = entry_text(before)
        if self.rule.decay:
            kept = chosen(1 - self.step.learning_rate * self.rule.decay, 8)
            start = f"{kept} {factor(before)}"
        name = indexed("w", self.layer, self.i + 1, self.j + 1)
        return f"{name} ← {start} − {self.rate} {change} = {entry_text(after)}"

    def kept(self, letter: str, name: str, rest: str, new: str) -> str:
        """The line in which what is carried gets its new number."""
        before, after = self.carried(letter)
        entry = indexed(letter.lower(), self.layer, self.i + 1, self.j + 1)
        rest = f"{rest} " if rest else ""
        return (
            f"{entry} ← {self.setting(name)} {factor(before)} + {rest}{new} = {entry_text(after)}"
        )


def _sgd(entry: _Entry) -> tuple[str, ...]:
    return (entry.moved(factor(entry.g)),)


def _momentum(entry: _Entry) -> tuple[str, ...]:
    return (
        entry.kept("M", "momentum", "", factor(entry.g)),
        entry.moved(factor(entry.carried("M")[1])),
    )


def _nesterov(entry: _Entry) -> tuple[str, ...]:
    beta, m = entry.setting("momentum"), entry.carried("M")[1]
    return (
        entry.kept("M", "momentum", "", factor(entry.g)),
        entry.moved(f"({entry_text(entry.g)} + {beta} {factor(m)})"),
    )


def _rmsprop(entry: _Entry) -> tuple[str, ...]:
    s = entry_text(entry.carried("S")[1], signed=False)
    return (
        entry.kept("S", "rho", entry.rest("rho"), f"{factor(entry.g)}²"),
        entry.moved(f"{factor(entry.g)} / (√({s}) + {entry.setting('eps')})"),
    )


def _adam(entry: _Entry) -> tuple[str, ...]:
    k = entry.rule.steps + 1
    m = entry.carried("M")[1] / (1 - entry.rule.settings["beta1"] ** k)
    s = entry.carried("S")[1] / (1 - entry.rule.settings["beta2"] ** k)
    change = f"{factor(m)} / (√({entry_text(s, signed=False)}) + {entry.setting('eps')})"
    return (
        entry.kept("M", "beta1", entry.rest("beta1"), factor(entry.g)),
        entry.kept("S", "beta2", entry.rest("beta2"), f"{factor(entry.g)}²"),
        f"m = {entry_text(m)},  s = {entry_text(s, signed=False)}",
        entry.moved(change),
    )


_LINES: Mapping[str, Callable[[_Entry], tuple[str, ...]]] = MappingProxyType(
    {
        "sgd": _sgd,
        "momentum": _momentum,
        "nesterov": _nesterov,
        "rmsprop": _rmsprop,
        "adam": _adam,
        "adamw": _adam,
    }
)
"""The rule of each optimizer with the numbers of one weight."""
