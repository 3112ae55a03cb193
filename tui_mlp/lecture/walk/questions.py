"""What can be asked about the numbers of a page, with what is given and the usual slips."""

from collections.abc import Callable

import numpy as np

from tui_mlp.lecture.pages.page import Matrix, Page
from tui_mlp.lecture.pages.spans import Cell
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.walk.check_page import WORST
from tui_mlp.lecture.walk.question import Question, Slip
from tui_mlp.lecture.walk.run_update_questions import run_update_question
from tui_mlp.numbers import compact, entry_text, setting_text, subscript, superscript


def asked_cells(page: Page) -> list[Cell]:
    """The entries of a page that can be asked for, in its order.

    Terms of the loss that are 0 whatever the network does are none, nor is a sum of one term; of
    the gradient's check only the differences are.
    """
    return [
        Cell(place, row, column)
        for place, block in enumerate(page.blocks)
        if isinstance(block, Matrix) and block.asked
        for row in range(block.values.shape[0])
        for column in range(block.values.shape[1])
        if _is_work(block, row, column)
    ]


def _is_work(matrix: Matrix, row: int, column: int) -> bool:
    if matrix.name == WORST:
        return column == 1
    if matrix.name != "terms":
        return True
    if column == len(matrix.columns) - 1:
        return int(np.count_nonzero(matrix.values[row, :-1])) > 1
    return bool(matrix.values[row, column])


def question_of(derivation: Derivation, page: Page, cell: Cell) -> Question:
    """The question of one of a page's `asked_cells`."""
    matrix = page.blocks[cell.block]
    if not isinstance(matrix, Matrix):
        raise TypeError(f"block {cell.block} of the page is no matrix")
    value = float(matrix.values[cell.row, cell.column])
    found = next((make for start, make in _KINDS if matrix.name.startswith(start)), None)
    if found is None:
        return Question(value, "see the formula of this page", slips=_sign(value))
    return found(derivation, page, matrix, cell)


def _sign(value: float, hint: str = "its size is right, look at the sign") -> tuple[Slip, ...]:
    return (Slip(-value, hint),) if value else ()


def _layer(page: Page, derivation: Derivation) -> int:
    return page.layer or derivation.network.depth


def _entry(matrix: Matrix, cell: Cell) -> float:
    return float(matrix.values[cell.row, cell.column])


def _transposed(matrix: Matrix, cell: Cell, hint: str) -> tuple[Slip, ...]:
    """The entry with row and column exchanged, where there is one."""
    rows, columns = matrix.values.shape
    if cell.column >= rows or cell.row >= columns or cell.row == cell.column:
        return ()
    return (Slip(float(matrix.values[cell.column, cell.row]), hint),)


def _target(derivation: Derivation, _page: Page, matrix: Matrix, cell: Cell) -> Question:
    j = int(derivation.y.argmax())
    return Question(
        _entry(matrix, cell),
        "1 for the class of the sample, 0 for every other",
        f"the class is {derivation.subject.class_names[j]}",
        (Slip(float(j), "that is an integer label: one-hot has a 1 in the place of the class"),),
    )


def _pre_activation(derivation: Derivation, page: Page, matrix: Matrix, cell: Cell) -> Question:
    layer, unit, value = _layer(page, derivation), cell.column, _entry(matrix, cell)
    network, passed = derivation.network, derivation.forward
    weights, below = network.weights[layer - 1], passed.activations[layer - 1]
    above = superscript(layer)
    slips = [Slip(float(passed.activations[layer][unit]), "that is φ(z): z comes before it")]
    if network.biases:
        bare = value - float(network.biases[layer - 1][unit])
        slips.append(Slip(bare, f"b{above} is missing"))
    if weights.shape[0] == weights.shape[1]:
        column = float(weights[:, unit] @ below)
        slips.append(Slip(column, f"that takes a column of W{above}: it is its row, no transpose"))
    recipe = f"row {unit + 1} of W{above} times a{superscript(layer - 1)}, entry by entry" + (
        f", plus b{above}" if network.biases else ""
    )
    return Question(value, recipe, slips=(*slips, *_sign(value)))


def _answer(derivation: Derivation, _page: Page, matrix: Matrix, cell: Cell) -> Question:
    j, value = cell.column, _entry(matrix, cell)
    logit = float(derivation.forward.logits[j])
    with np.errstate(all="ignore"):
        power = float(np.exp(logit))
        if derivation.network.softmax:
            undivided = Slip(power, "divide by the sum of all exp")
            slips = (undivided, Slip(logit, "that is aᴸ itself: first take its exp"))
            return Question(value, "its exp divided by the sum of all of them", slips=slips)
        mirrored = Slip(1 - value, "look at the sign of aᴸ in exp(−aᴸ)")
        bare = Slip(float(np.exp(-logit)), "that is exp(−aᴸ): 1 divided by 1 plus that")
    return Question(value, "1 divided by 1 plus exp(−aᴸ)", slips=(mirrored, bare))


def _loss_term(derivation: Derivation, _page: Page, matrix: Matrix, cell: Cell) -> Question:
    value, j = _entry(matrix, cell), cell.column
    slips = (
        *_sign(value, "look at the sign: a logarithm of a number below 1 is negative"),
        Slip(value / float(np.log(10)), "take the natural logarithm, not that to base 10"),
        Slip(value / float(np.log(2)), "take the natural logarithm, not that to base 2"),
    )
    # where NE is 0, KL is CE, which stands above it
    same = cell.row == 2 and matrix.values[0, j] == 0
    covered = frozenset({Cell(cell.block, 1, j)} if same else ())
    if j == len(matrix.columns) - 1:
        return Question(value, "the sum of this row", slips=slips, covered=covered)
    own = subscript(j + 1)
    y, yhat = (
        entry_text(float(numbers[j]), signed=False)
        for numbers in (derivation.y, derivation.output_error.yhat)
    )
    recipes = (f"y{own} log y{own}", f"−y{own} log ŷ{own}", f"y{own} log(y{own}/ŷ{own})")
    recipe = recipes[cell.row]
    if derivation.network.output == "sigmoid":
        recipe += ", and the same of 1 − y and 1 − ŷ"
    return Question(value, recipe, f"y{own} = {y}, ŷ{own} = {yhat}", slips, covered)


def _jacobian(derivation: Derivation, _page: Page, matrix: Matrix, cell: Cell) -> Question:
    """An entry of the softmax's Jacobian or de/dyhat beside it; of sigmoids either row."""
    value, yhat = _entry(matrix, cell), derivation.output_error.yhat
    softmax = derivation.network.output == "softmax"
    m, j = (cell.row, cell.column) if softmax else (cell.column, cell.column)
    of_loss = j == len(yhat) if softmax else cell.row == 0
    if of_loss:
        given = _values(("y", derivation.y, m), ("ŷ", yhat, m))
        recipe = "−yₘ/ŷₘ" if softmax else "(ŷⱼ−yⱼ) / (ŷⱼ(1−ŷⱼ))"
        return Question(value, recipe, given, _sign(value))
    if m == j:
        own = float(yhat[j])
        other = Slip(-own * own, "here j = m: the other case of the formula")
        squared = Slip(own * own, "the second factor is 1 − ŷⱼ")
        given = _values(("ŷ", yhat, j))
        return Question(value, "ŷⱼ(1−ŷⱼ), as j = m", given, (other, squared, *_sign(value)))
    slips = (
        *_sign(value, "look at the sign: a larger aⱼ takes from every other class"),
        Slip(float(yhat[m] * (1 - yhat[m])), "here j ≠ m: the other case of the formula"),
        Slip(float(yhat[j] * (1 - yhat[j])), "here j ≠ m: the other case of the formula"),
    )
    mirrored = frozenset({Cell(cell.block, j, m)} if m > j else ())
    given = _values(("ŷ", yhat, m), ("ŷ", yhat, j))
    return Question(value, "−ŷₘŷⱼ, as j ≠ m", given, slips, mirrored)


def _values(*named: tuple[str, np.ndarray, int]) -> str:
    return ", ".join(
        f"{letter}{subscript(place + 1)} = {entry_text(float(values[place]), signed=False)}"
        for letter, values, place in named
    )


def _short_way(_derivation: Derivation, page: Page, matrix: Matrix, cell: Cell) -> Question:
    """The difference yhat - y, which the sum of the long way shows too."""
    value = _entry(matrix, cell)
    covered = frozenset(
        Cell(place, row, column)
        for place, block in enumerate(page.blocks[: cell.block])
        if isinstance(block, Matrix) and block.name in {"Σₘ", "δᴸ"}
        for row in range(block.values.shape[0])
        for column in range(block.values.shape[1])
    )
    slips = _sign(value, "look at the sign: it is ŷ − y, not y − ŷ")
    return Question(value, "ŷⱼ − yⱼ", slips=slips, covered=covered)


def _transport(derivation: Derivation, page: Page, matrix: Matrix, cell: Cell) -> Question:
    """V^{l+1} on the page of layer l."""
    above, value = _layer(page, derivation) + 1, _entry(matrix, cell)
    i, j = cell.row, cell.column
    weight = float(derivation.network.weights[above - 1][j, i])
    slope = float(derivation.forward.derivatives[above - 1][j])
    own = superscript(above)
    given = (
        f"w{own}{subscript(j + 1, i + 1)} = {entry_text(weight)}, "
        f"φ{own}'{subscript(j + 1)} = {entry_text(slope)}"
    )
    slips = (
        Slip(weight, f"φ{own}' is missing"),
        *_transposed(matrix, cell, f"V{own} has the transpose of W{own}: row and column change"),
        *_sign(value),
    )
    recipe = f"the weight from unit {i + 1} to unit {j + 1}, times φ{own}' of the latter"
    return Question(value, recipe, given, slips)


def _delta(derivation: Derivation, page: Page, matrix: Matrix, cell: Cell) -> Question:
    layer, value, j = _layer(page, derivation), _entry(matrix, cell), cell.column
    if layer == derivation.network.depth:
        if derivation.network.other_loss:
            return Question(value, f"entry {j + 1} of δᴸ in phase 5", slips=_sign(value))
        given = _values(("ŷ", derivation.output_error.yhat, j), ("y", derivation.y, j))
        exchanged = _sign(value, "look at the sign: it is ŷ − y, not y − ŷ")
        return Question(value, "ŷⱼ − yⱼ", given, exchanged)
    weights, delta = derivation.network.weights[layer], derivation.deltas[layer]
    slopes, above = derivation.forward.derivatives[layer], superscript(layer + 1)
    slips = [Slip(float(weights[:, j] @ delta), f"φ{above}' is missing, which V{above} has")]
    if weights.shape[0] == weights.shape[1]:
        through = float(weights[j] @ (slopes * delta))
        column = float((weights[j] * slopes[j]) @ delta)
        hint = f"W{above} goes back as its transpose: take row {j + 1} of V{above}"
        slips += [Slip(through, hint), Slip(column, hint)]
    recipe = f"row {j + 1} of V{above} times δ{above}, entry by entry"
    return Question(value, recipe, slips=(*slips, *_sign(value)))


def _weight_gradient(derivation: Derivation, page: Page, matrix: Matrix, cell: Cell) -> Question:
    layer, value, i, j = _layer(page, derivation), _entry(matrix, cell), cell.row, cell.column
    delta = float(derivation.deltas[layer - 1][i])
    slope = float(derivation.forward.derivatives[layer - 1][i])
    below = float(derivation.forward.activations[layer - 1][j])
    own = superscript(layer)
    slips = (
        Slip(delta * below, f"φ{own}' is missing"),
        Slip(delta * slope, f"a{superscript(layer - 1)} is missing: that is the gradient by b"),
        *_transposed(matrix, cell, "that is the transpose: rows are units, columns their inputs"),
        *_sign(value),
    )
    recipe = f"φ{own}' and δ{own} of unit {i + 1}, times entry {j + 1} of a{superscript(layer - 1)}"
    return Question(value, recipe, slips=slips)


def _bias_gradient(derivation: Derivation, page: Page, matrix: Matrix, cell: Cell) -> Question:
    layer, value = _layer(page, derivation), _entry(matrix, cell)
    delta, own = float(derivation.deltas[layer - 1][cell.column]), superscript(layer)
    slips = (Slip(delta, f"φ{own}' is missing"), *_sign(value))
    return Question(value, f"φ{own}' times δ{own}", slips=slips)


def _difference(derivation: Derivation, page: Page, matrix: Matrix, cell: Cell) -> Question:
    """The central difference of an entry, from the two losses; the gradient gives it away."""
    value, layer = _entry(matrix, cell), _layer(page, derivation)
    entry = [each for each in derivation.checked_entries(layer) if each.checked][cell.row]
    above, below, h = entry.loss_above, entry.loss_below, entry.difference
    change = above - below
    given = f"e(w+h) = {above:.12f}, e(w−h) = {below:.12f}, h = {compact(h, 2)}"
    slips = (
        Slip(change / h, "divide by 2h: from w − h to w + h it is two steps of h"),
        Slip(change, "that is the change of the loss: divide it by 2h"),
        *_sign(value, "look at the sign: it is e(w+h) − e(w−h)"),
    )
    covered = frozenset({Cell(cell.block, cell.row, 0)})
    return Question(value, "(e(w+h) − e(w−h)) / 2h", given, slips, covered)


def _block(page: Page, name: str) -> Matrix:
    """The matrix of a page that has this name."""
    return next(b for b in page.blocks if isinstance(b, Matrix) and b.name == name)


def _after(derivation: Derivation, page: Page, matrix: Matrix, cell: Cell) -> Question:
    """A weight or a bias after the step, from what the page shows before it."""
    if derivation.run_step is not None:
        return run_update_question(derivation.run_step, page, matrix, cell)
    value, rate = _entry(matrix, cell), derivation.subject.learning_rate
    old = _entry(_block(page, matrix.name.replace("after", "before")), cell)
    gradient = (old - value) / rate if rate else 0.0
    slips = (
        Slip(old + rate * gradient, "look at the sign: the step goes against the gradient"),
        Slip(old - gradient, "γ is missing"),
        Slip(-rate * gradient, "that is the step alone: the weight before it is missing"),
        Slip(rate * gradient, "that is γ times the gradient: take it from the weight before"),
    )
    given = f"γ = {setting_text(rate)}, the gradient here = {entry_text(gradient)}"
    return Question(value, "the number before, less γ times the gradient", given, slips)


_KINDS: tuple[tuple[str, Callable[[Derivation, Page, Matrix, Cell], Question]], ...] = (
    ("the long way", _jacobian),
    ("terms", _loss_term),
    ("ŷ − y", _short_way),
    ("∂e/∂W", _weight_gradient),
    ("∂e/∂b", _bias_gradient),
    ("z", _pre_activation),
    ("ŷ", _answer),
    ("y", _target),
    ("V", _transport),
    ("δ", _delta),
    ("W", _after),
    ("b", _after),
    ("G", _after),
    ("M", _after),
    ("S", _after),
    (WORST, _difference),
)
"""What a matrix's name begins with, and who knows what to ask about it."""
