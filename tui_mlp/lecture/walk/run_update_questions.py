"""What is asked about the update of a run whose rule is not plain SGD."""

from tui_mlp.lecture.notation import chosen
from tui_mlp.lecture.pages.page import Matrix, Page
from tui_mlp.lecture.pages.spans import Cell
from tui_mlp.lecture.step.run_step import RunStep
from tui_mlp.lecture.step.update_rule import FORMULAS
from tui_mlp.lecture.walk.question import Question, Slip
from tui_mlp.numbers import entry_text, superscript

_SIGN = "its size is right, look at the sign"


def run_update_question(step: RunStep, page: Page, matrix: Matrix, cell: Cell) -> Question:
    """An entry of G, of what the optimizer carries, or of a weight or bias after the step."""
    letter = matrix.name[0]
    value = float(matrix.values[cell.row, cell.column])
    if letter == "G":
        return _gradient(step, page, value, cell)
    if letter in "MS":
        return _carried(step, page, matrix, value, cell)
    return _parameter(step, page, matrix, value, cell)


def _entry(page: Page, name: str, cell: Cell) -> float:
    found = next(b for b in page.blocks if isinstance(b, Matrix) and b.name == name)
    return float(found.values[cell.row, cell.column])


def _given(**numbers: float) -> str:
    return ", ".join(f"{name} = {entry_text(value)}" for name, value in numbers.items())


def _gradient(step: RunStep, page: Page, value: float, cell: Cell) -> Question:
    """G: the gradient of the loss with penalties, clipped."""
    layer, place = page.layer or 1, (cell.row, cell.column)
    bare = float(step.given.weights[layer - 1][place])
    weight = float(step.before.weights[layer - 1][place])
    given = _given(**{"the gradient here": bare, f"w{superscript(layer)}": weight})
    recipe = "the gradient" + ", plus what the penalty adds" * bool(
        step.rule.l1 or step.rule.penalty
    )
    if step.rule.clip:
        recipe += f", times c/‖G‖ where ‖G‖ > c; here ‖G‖ = {entry_text(step.length, signed=False)}"
    slips = (
        Slip(bare, "that is the gradient of the loss alone: the rule changes it first"),
        Slip(-value, _SIGN),
    )
    return Question(value, recipe, given, slips)


def _carried(step: RunStep, page: Page, matrix: Matrix, value: float, cell: Cell) -> Question:
    """M or S after the step."""
    rule, letter = step.rule, matrix.name[0]
    formula = FORMULAS[rule.optimizer]
    name, setting = next((name, kept) for name, sign, kept in formula.state if sign == letter)
    kept = rule.settings[setting]
    line = next(line for line in formula.carry if line.startswith(letter))
    g = _entry(page, matrix.name.removesuffix(" after").replace(letter, "G", 1), cell)
    old = _entry(page, matrix.name.replace("after", "before"), cell)
    new = g * g if letter == "S" else g
    slips = [
        Slip(new, f"what {letter} was before is missing"),
        Slip(old + new, f"{letter} keeps only a part of what it was"),
        Slip(-value, _SIGN),
    ]
    if letter == "S":
        slips.append(Slip(kept * old + (1 - kept) * g, "the gradient is squared in it"))
    if name != "velocity":
        slips.append(Slip(kept * old + new, "G has its factor too"))
    given = _given(G=g, **{letter: old})
    return Question(value, line, f"{given}, {_settings(step)}", tuple(slips))


def _parameter(step: RunStep, page: Page, matrix: Matrix, value: float, cell: Cell) -> Question:
    """A weight or a bias after the step."""
    of_bias = " of b" if matrix.name.startswith("b") else ""
    above = superscript(page.layer or 1)
    old = _entry(page, matrix.name.replace("after", "before"), cell)
    g = _entry(page, f"G{above}{of_bias}", cell)
    now = {letter: _entry(page, f"{letter}{above}{of_bias} after", cell) for letter in step.carried}
    rate = step.learning_rate
    slips = [
        Slip(old + old - value, "look at the sign: the step goes against the gradient"),
        Slip(value - old, "that is the step alone: the weight before it is missing"),
    ]
    if step.rule.optimizer != "sgd":
        slips.append(
            Slip(old - rate * g, "that is the step of plain SGD: the rule here is another")
        )
    if rate:
        slips.append(Slip(old + (value - old) / rate, "γ is missing"))
    given = f"{_given(G=g, **now)}, {_settings(step)}"
    return Question(value, FORMULAS[step.rule.optimizer].update, given, tuple(slips))


def _settings(step: RunStep) -> str:
    """The numbers of the rule that a step takes."""
    formula = FORMULAS[step.rule.optimizer]
    values = [f"γ = {chosen(step.learning_rate, 4)}"]
    values += [f"{sign} = {chosen(step.rule.settings[name])}" for name, sign in formula.letters]
    if step.rule.decay:
        values.append(f"λ = {chosen(step.rule.decay)}")
    if "ᵏ" in formula.update:
        values.append(f"k = {step.rule.steps + 1}")
    return ", ".join(values)
