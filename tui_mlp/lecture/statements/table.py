"""All statements of the lecture, in one list."""

from tui_mlp.lecture.statements.comparing import COMPARING
from tui_mlp.lecture.statements.gradients import GRADIENTS
from tui_mlp.lecture.statements.output_layer import OUTPUT_LAYER
from tui_mlp.lecture.statements.sgd import SGD
from tui_mlp.lecture.statements.statement import Statement

STATEMENTS: tuple[Statement, ...] = (*OUTPUT_LAYER, *COMPARING, *SGD, *GRADIENTS)
"""In the lecture's order; statement n is at place n - 1."""
