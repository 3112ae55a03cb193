"""The sentences about the run: the algorithm, its rate, its samples, its way."""

import re
from dataclasses import replace

import numpy as np
from claims.claim import NUMBER, Check, near
from independent_numbers import loss_of, matrices
from named_numbers import Case
from three_networks import RUN, subject_of

from tui_mlp.lecture.pages.page import Matrix, Page
from tui_mlp.lecture.step.subject import float64_network


def rates_fall_like_1_over_t(_case: Case, _match: re.Match[str], _page: Page) -> bool:
    """Sums of gamma_k to ten times as far grow by about the same; those of the squares do not."""
    t = np.arange(1, 10**6)
    rates = 1 / (1 + t / RUN.schedule_settings.period)
    sums, squares = np.cumsum(rates), np.cumsum(rates**2)
    growth = [np.diff(each[[10**4 - 2, 10**5 - 2, 10**6 - 2]]) for each in (sums, squares)]
    return bool(growth[0][1] > 0.95 * growth[0][0] and growth[1][1] < 0.2 * growth[1][0])


def surface_start(case: Case, match: re.Match[str], _page: Page) -> bool:
    return match.group(1) == "1 training sample" and near(match.group(2), case.loss)


def surface_way(_case: Case, match: re.Match[str], page: Page) -> bool:
    """The numbers of its row, which are held by themselves."""
    name, steps, gradients, end, times = match.groups()
    table = next(block for block in page.blocks if isinstance(block, Matrix))
    row = table.values[[each.casefold() for each in table.rows].index(name.casefold())]
    bent = row[4] / row[5]
    straight = bent < 1.005 if times is None else near(times, bent)
    return [int(steps), int(gradients)] == [*row[1:3]] and near(end, row[3]) and straight


def surface_seen(_case: Case, match: re.Match[str], page: Page) -> bool:
    table = next(block for block in page.blocks if isinstance(block, Matrix))
    told = re.findall(r"(\d+)% of (\w[\w -]*)", match.group(1))
    return [(str(round(float(row[6]))), name) for name, row in zip(
        table.rows, table.values, strict=True)] == told  # fmt: skip


def unmoved(_case: Case, match: re.Match[str], page: Page) -> bool:
    steps, gradients, end = match.groups()[1:]
    table = next(block for block in page.blocks if isinstance(block, Matrix))
    return all(
        [int(steps), int(gradients), float(end)] == row[1:4].tolist() and row[4] == row[5] == 0
        for row in table.values
    )


def sum_of_samples(case: Case, _match: re.Match[str], _page: Page) -> bool:
    """Of three samples: E falls along the sum of their gradients, and w is the same either way."""
    subject, rng = subject_of(case.name), np.random.default_rng(3)
    inputs = rng.normal(size=(3, subject.inputs.shape[1]))
    found = [matrices(replace(subject, inputs=x[None])) for x in inputs]
    names = [name for name in found[0] if name[:5] in ("∂e/∂W", "∂e/∂b")]
    summed = {name: sum(each[name] for each in found) for name in names}
    mean = {name: summed[name] / 3 for name in names}
    lengths = [sum(float((g**2).sum()) for g in each.values()) ** 0.5 for each in (summed, mean)]
    rate = 1e-6
    moved = float64_network(subject.network.architecture, subject.network.parameters)
    for layer, (w, b) in enumerate(zip(moved.weights, moved.biases, strict=True), start=1):
        w[...] -= rate * summed[f"∂e/∂W{Case.above(layer)}"].T
        b[...] -= rate * summed[f"∂e/∂b{Case.above(layer)}"][0]
    after = sum(loss_of(replace(subject, inputs=x[None], network=moved)) for x in inputs)
    before = sum(loss_of(replace(subject, inputs=x[None])) for x in inputs)
    same = [np.allclose(0.3 / 3 * summed[name], 0.3 * mean[name], rtol=1e-12) for name in names]
    return (
        np.isclose((before - after) / rate, lengths[0] ** 2, rtol=1e-3, atol=1e-8)
        and np.isclose(lengths[0], 3 * lengths[1])
        and all(same)
    )


def steps_of_run(_case: Case, match: re.Match[str], _page: Page) -> bool:
    epochs, steps = match.groups()
    counted = sum(1 for _ in range(0, RUN.samples, RUN.batch_size)) * RUN.epochs
    return (int(epochs), int(steps)) == (RUN.epochs, counted)


DESCENT_CLAIMS: dict[str, Check] = {
    # the total error, the surface
    r"A sum has the sum of the gradients: B times the mean's, in the same direction\.": (
        sum_of_samples
    ),
    r"So the same step has a γ that is B times smaller on the sum\.": sum_of_samples,
    r"With the mean's γ on the sum, the step would be B times as long\.": sum_of_samples,
    r"A factor moves no minimum: which w is best is the same for both\.": lambda case, _m, _p: (
        (case.found["aᴸ"] * 7).argmin() == case.found["aᴸ"].argmin()
    ),
    r"Of one sample, B = 1, they are the same number\.": lambda *_: np.mean([1.3]) == np.sum([1.3]),
    rf"S = (\d+) training samples, (\d+) epochs, γₖ = {NUMBER}\.": lambda case, m, _p: (
        m.groups()[:2] == (str(RUN.samples), str(RUN.epochs))
        and near(m.group(3), subject_of(case.name).learning_rate)
    ),
    r"A run with this B throughout takes (\d+) · ⌈S/B⌉ = (\d+) steps, k = 0 … K\.": steps_of_run,
    rf"All three begin at w⁰, where the mean loss of (.*) is {NUMBER}, and go on with γ = 0\.1\.": (
        surface_start
    ),
    rf"(GD|Mini-batch SGD|SGD): (\d+) steps, (\d+) gradients in all, lead to {NUMBER}, "
    rf"on a way (?:that is all but straight|{NUMBER} times as long as the straight one)\.": (
        surface_way
    ),
    r"The picture is one plane .* it holds (.*)\.": surface_seen,
    rf"(GD|Mini-batch SGD|SGD): (\d+) steps, (\d+) gradients in all, lead to {NUMBER}, "
    r"without a move\.": unmoved,
    # the algorithm, the schedule
    r"The lecture calls K the most epochs, but its loop takes one step for each k\.": lambda *_: (
        RUN.last_step == RUN.epochs * RUN.samples - 1
    ),
    r"It falls like 1/t: so slowly that .* is infinite .* is finite and the noise dies out\.": (
        rates_fall_like_1_over_t
    ),
    r"Source: Robbins, Monro 1951\.": lambda *_: True,
    r"The time counts epochs, so that a schedule is the same for every batch size\.": lambda *_: (
        RUN.rate_at(RUN.epoch) == RUN.learning_rate
    ),
    r"The same at the start, at whole epochs on the way, now, and .*": lambda _c, _m, page: (
        {0.0, RUN.epoch, float(RUN.epochs)}
        <= set(next(b.values[:, 1] for b in page.blocks if isinstance(b, Matrix)).tolist())
    ),
}  # fmt: skip
