"""Where a learner is in the walk through one step, and what was changed on the way."""

from dataclasses import dataclass

import numpy as np

from tui_mlp.lecture.pages.layout import Cell
from tui_mlp.lecture.pages.origin import OfSample, Origin
from tui_mlp.lecture.pages.page import Matrix, Page
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.subject import Subject, float64_network
from tui_mlp.lecture.walk.check_page import WORST
from tui_mlp.lecture.walk.question import Question
from tui_mlp.lecture.walk.questions import asked_cells, question_of
from tui_mlp.lecture.walk.walk import Walk
from tui_mlp.training.outputs import Output
from tui_mlp.worker.replies import NetworkCopied

PHASES = 8
_FOLLOWING = 4


@dataclass(frozen=True)
class Neighbours:
    """The short titles of the pages beside the present one; empty at the ends."""

    before: str
    after: str


class ExplainedStep:
    """A copied network, the walk through a step of it, and the page that is open.

    Args:
        copied: the network, with one sample or a mini-batch.
        place: the place of the sample among them, 0 .. B-1.
        index: the page, as an index of the walk's; the last one at most.
    """

    def __init__(self, copied: NetworkCopied, place: int = 0, index: int = 0) -> None:
        self.copied = copied
        self._original = subject_of(copied)
        self._subject = self._original
        self.place = min(place, len(copied.places) - 1)
        self._walk = Walk(self._subject, self.place)
        self.index = min(index, len(self._walk.places) - 1)

    @property
    def page(self) -> Page:
        """The page that is open."""
        return self._walk.page(self.index)

    @property
    def following(self) -> list[Page]:
        """The few pages after the one that is open."""
        end = min(self.index + 1 + _FOLLOWING, len(self._walk.places))
        return [self._walk.page(index) for index in range(self.index + 1, end)]

    @property
    def changed(self) -> bool:
        """Whether a value was typed in the network's or the sample's place."""
        return self._subject is not self._original

    @property
    def neighbours(self) -> Neighbours:
        """The pages to the left and to the right."""
        return Neighbours(self._title_of(-1), self._title_of(1))

    def _title_of(self, step: int) -> str:
        index = self.index + step
        if not 0 <= index < len(self._walk.places):
            return ""
        page = self._walk.page(index)
        layer = "" if page.layer is None else f", layer {page.layer}"
        return f"{page.phase} {page.short_title}{layer}"

    @property
    def derivation(self) -> Derivation:
        """All numbers of the step."""
        return self._walk.derivation

    def move_page(self, step: int) -> bool:
        """Go to the next page, through every layer, or to the one before; False at the ends."""
        index = self.index + step
        inside = 0 <= index < len(self._walk.places)
        if inside:
            self.index = index
        return inside

    def go_to_phase(self, phase: int, nth: int = 0) -> None:
        """Go to a page of a phase, 1 to 8: from 0 on, or -1 for its last; the last at most."""
        pages = [i for i, place in enumerate(self._walk.places) if place.phase == phase] or [0]
        self.index = pages[min(nth, len(pages) - 1)]

    def move_layer(self, step: int) -> bool:
        """Go to the next layer of this phase, or the one before; False where there is none."""
        index = self.index + step
        places = self._walk.places
        if not 0 <= index < len(places) or places[index].phase != self.page.phase:
            return False
        self.index = index
        return True

    @property
    def has_layers(self) -> bool:
        """Whether this phase has a page for each layer."""
        return sum(place.phase == self.page.phase for place in self._walk.places) > 1

    def move_sample(self, step: int) -> None:
        """Go to another sample of the mini-batch, around the end."""
        self.place = (self.place + step) % len(self.copied.places)
        self._walk = Walk(self._subject, self.place)

    def change(self, cell: Cell, value: float) -> None:
        """Put a value in the place of a weight, a bias or an input, and let all else follow."""
        matrix = self.page.blocks[cell.block]
        if isinstance(matrix, Matrix) and matrix.edits:
            index = (cell.row, cell.column)
            self._subject = self._subject.with_value(matrix.edits, index, value, self.place)
            self._walk = Walk(self._subject, self.place)

    def put_back(self) -> None:
        """Undo every change."""
        self._subject = self._original
        self._walk = Walk(self._subject, self.place)

    @property
    def asked_cells(self) -> list[Cell]:
        """The entries of the open page that can be asked for, in its order."""
        return asked_cells(self.page)

    def question(self, cell: Cell) -> Question:
        """What is asked about one of them."""
        with np.errstate(all="ignore"):
            return question_of(self._walk.derivation, self.page, cell)

    @property
    def edited_cells(self) -> list[Cell]:
        """The entries of the open page that can be typed over, in its order."""
        return [
            Cell(place, row, column)
            for place, block in enumerate(self.page.blocks)
            if isinstance(block, Matrix) and block.edits
            for row in range(block.values.shape[0])
            for column in range(block.values.shape[1])
        ]

    def value(self, cell: Cell) -> float:
        """The number at an entry of the open page."""
        matrix = self.page.blocks[cell.block]
        return float(matrix.values[cell.row, cell.column]) if isinstance(matrix, Matrix) else 0.0

    @property
    def answer(self) -> str:
        """What is true of the sample: its class, or its labels."""
        target = self.copied.targets[self.place]
        names = self.copied.class_names
        if self.copied.output is Output.SOFTMAX:
            return f"class {names[int(target.argmax())]}"
        if self.copied.output is Output.ONE_NEURON:
            return f"class {names[round(float(target[0]) * (len(names) - 1))]}"
        return "{" + ", ".join(n for n, y in zip(names, target, strict=True) if y >= 0.5) + "}"

    @property
    def origin(self) -> Origin:
        """Where the numbers of the open page are from."""
        copied = self.copied
        if copied.of_step:
            sample = OfSample(self.place + 1, len(copied.places))
        else:
            sample = OfSample(int(copied.places[self.place]) + 1, copied.part_size, copied.part)
        epochs = None if copied.position is None else copied.position.epoch
        return Origin(copied.dataset, copied.step, epochs, sample, changed=self.changed)

    def name(self, cell: Cell) -> str:
        """What an entry is called: its matrix or row, and its column's label."""
        matrix = self.page.blocks[cell.block]
        if not isinstance(matrix, Matrix):
            return ""
        if matrix.name == WORST:
            return f"the central difference of {matrix.rows[cell.row]}"
        row, column = matrix.rows[cell.row], matrix.columns[cell.column]
        if matrix.rows == (matrix.name,):
            return f"{matrix.name}, {column}" if column else matrix.name
        return f"{matrix.name}, {row or cell.row + 1}, {column or cell.column + 1}"


def subject_of(copied: NetworkCopied) -> Subject:
    """The copied network in float64, with its samples."""
    return Subject(
        network=float64_network(copied.architecture, copied.parameters),
        inputs=copied.inputs.astype(float),
        targets=copied.targets.astype(float),
        learning_rate=copied.learning_rate,
        class_names=copied.class_names,
        feature_names=copied.feature_names,
        rule=copied.rule,
    )
