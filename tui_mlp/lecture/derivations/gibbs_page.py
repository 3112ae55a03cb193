"""Gibbs' inequality: KL(p||q) >= 0, from log x <= x - 1."""

from typing import NamedTuple

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.derivations.moves import Move, Part, Titles, move, not_here, page_of
from tui_mlp.lecture.kl.divergence import kl_divergence
from tui_mlp.lecture.notation import sum_line
from tui_mlp.lecture.pages.page import Check, Matrix, Page, Sentence
from tui_mlp.lecture.step.agreement import agreement
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.softmax import log_probabilities
from tui_mlp.numbers import entry_text

_TITLES = Titles("KL(p‖q) is never negative", "KL ≥ 0")
_ROUNDING = 1e-12
_LECTURE = np.array([0.25, 0.75]), np.array([0.5, 0.5])


class _Pair(NamedTuple):
    """Two distributions, on the entries where p_j > 0."""

    p: Float64Array
    log_q: Float64Array
    labels: tuple[str, ...]

    @property
    def log_x(self) -> Float64Array:
        """Of x_j = q_j / p_j."""
        return self.log_q - np.log(self.p)

    @property
    def differences(self) -> Float64Array:
        """q_j - p_j."""
        return np.exp(self.log_q) - self.p


def gibbs_page(step: Derivation) -> Page:
    """The derivation for p = y and q = yhat; of several labels, for the one of the largest KL."""
    if step.network.output == "softmax_labels":
        why = (
            "y has several labels here, and is no distribution: there is no KL(y‖ŷ). With one "
            "class a sample, or with sigmoids, there is."
        )
        return not_here(4, _TITLES, why)
    pair, whose, expected = _pair(step)
    lecture = _Pair(_LECTURE[0], np.log(_LECTURE[1]), ("1", "2"))
    parts: tuple[Part, ...] = (
        Sentence(whose),
        _table("p = y, q = ŷ", pair),
        *_moves(pair),
        *_checks("", pair, expected),
        Sentence("The same with the two distributions of the lecture, which have no 0:"),
        _table("p = (1/4, 3/4), q = (1/2, 1/2)", lecture),
        *_checks("the lecture's: ", lecture, kl_divergence(*_LECTURE)),
    )
    return page_of(4, _TITLES, parts)


def _pair(step: Derivation) -> tuple[_Pair, str, float]:
    """The two distributions, what they are, and their KL as the walk's loss page has it."""
    on, off = log_probabilities(step.network.output, step.forward.logits)
    names = step.unit_labels(step.network.depth)
    terms = step.loss_terms
    if step.network.softmax:
        whose, p, log_q = "p = y and q = ŷ, over the classes", step.y, on
        expected = terms.kl_divergence
    else:
        j = int(terms.divergences.argmax())
        whose = f"p and q are those of output {names[j]} alone: its y and ŷ, and what is left of 1"
        p, log_q = np.array([step.y[j], 1 - step.y[j]]), np.array([on[j], off[j]])
        names, expected = ("yes", "no"), float(terms.divergences[j])
    there = p > 0
    labels = tuple(name for name, kept in zip(names, there, strict=True) if kept)
    left = "; where pⱼ = 0 the term is 0, and it is left out." if not there.all() else "."
    return _Pair(p[there], log_q[there], labels), whose + left, expected


def _moves(pair: _Pair) -> tuple[Move, ...]:
    p, log_x, differences = pair.p, pair.log_x, pair.differences
    worst = int(np.abs(log_x).argmax())
    kl = _number(max(-(p * log_x).sum(), 0.0))
    terms = [
        f"{_number(a)} ({entry_text(b)})" for a, b in zip(p.tolist(), log_x.tolist(), strict=True)
    ]
    shares = [_number(value) for value in np.exp(pair.log_q).tolist()]
    all_q = float(np.exp(pair.log_q).sum())
    excess = float(differences.sum())
    # the sums are 1 but for rounding, which is no number to show
    bound = entry_text(0.0 if abs(excess) < _ROUNDING else excess)
    return (
        move(
            "−KL(p‖q) = −Σⱼ pⱼ log(pⱼ/qⱼ) = Σⱼ pⱼ log(qⱼ/pⱼ)",
            "The minus turns the quotient in the logarithm around. xⱼ = qⱼ/pⱼ from here on.",
            sum_line("−KL", terms, entry_text(float((p * log_x).sum()))),
        ),
        move(
            "log x ≤ x − 1   for every x > 0, equal only at x = 1",
            "x − 1 is the tangent of log at x = 1, and log bends downwards: it stays below.",
            f"x = {_number(np.exp(log_x[worst]))}:  log x = {entry_text(float(log_x[worst]))} ≤ "
            f"{_number(np.exp(log_x[worst]))} − 1 = {entry_text(float(np.expm1(log_x[worst])))}",
        ),
        move(
            "pⱼ log xⱼ ≤ pⱼ (qⱼ/pⱼ − 1) = qⱼ − pⱼ",
            "Times pⱼ, which is positive and so keeps the ≤.",
            f"{entry_text(float(p[worst] * log_x[worst]))} ≤ "
            f"{entry_text(float(differences[worst]))}",
        ),
        move(
            "−KL(p‖q) ≤ Σⱼ qⱼ − Σⱼ pⱼ",
            "Added up over all j with pⱼ > 0.",
            *((sum_line("Σⱼ qⱼ", shares, _number(all_q)),) if len(shares) > 1 else ()),
            f"{entry_text(float((p * log_x).sum()))} ≤ {_number(all_q)} − "
            f"{_number(float(p.sum()))} = {bound}",
        ),
        move(
            "−KL(p‖q) ≤ 1 − 1 = 0",
            "p sums to 1, and q to at most 1, as a qⱼ with pⱼ = 0 may have been left out.",
            f"{bound} ≤ 0",
        ),
        move(
            "KL(p‖q) ≥ 0,   and 0 only for p = q",
            "Equality needs it in every step: xⱼ = 1, that is qⱼ = pⱼ, for each j.",
            f"KL = {kl}",
        ),
    )


def _table(name: str, pair: _Pair) -> Matrix:
    """Every number of the derivation for each j, and the sums."""
    q = np.exp(pair.log_q)
    rows = {
        "pⱼ": pair.p,
        "qⱼ": q,
        "xⱼ = qⱼ/pⱼ": np.exp(pair.log_x),
        "log xⱼ": pair.log_x,
        "xⱼ − 1": np.expm1(pair.log_x),
        "pⱼ log xⱼ": pair.p * pair.log_x,
        "qⱼ − pⱼ": pair.differences,
    }
    return Matrix(name, np.stack(list(rows.values())), tuple(rows), pair.labels)


def _checks(whose: str, pair: _Pair, expected: float) -> tuple[Check, ...]:
    above = float(np.max(pair.log_x - np.expm1(pair.log_x), initial=0.0))
    kl = float(-(pair.p * pair.log_x).sum())
    checks = [Check(f"{whose}how far any log x is above x − 1", above, _ROUNDING)]
    if np.isfinite(expected):
        checks.append(agreement(f"{whose}KL here and from its definition", kl, expected))
    bound = float(max(pair.differences.sum(), 0.0))
    return *checks, Check(f"{whose}how far Σ (q − p) is above 0", bound, _ROUNDING)


def _number(value: float) -> str:
    return entry_text(float(value), signed=False)
