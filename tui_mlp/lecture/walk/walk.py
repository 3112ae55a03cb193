"""The walk through one step of SGD for one sample: eight phases, as pages of numbers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np

from tui_mlp.lecture.pages.page import Page
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.step.subject import Subject
from tui_mlp.lecture.walk.backward_page import backward_page
from tui_mlp.lecture.walk.check_page import check_page
from tui_mlp.lecture.walk.forward_page import forward_page
from tui_mlp.lecture.walk.loss_page import loss_page
from tui_mlp.lecture.walk.output_error_page import output_error_page
from tui_mlp.lecture.walk.output_page import output_page
from tui_mlp.lecture.walk.sample_page import sample_page
from tui_mlp.lecture.walk.update_page import update_page

__all__ = ["Place", "Subject", "Walk"]


@dataclass(frozen=True)
class Place:
    """Where in the walk a page is."""

    phase: int
    """1 to 8."""
    layer: int | None
    """l for the pages of a phase that has one for each layer, else None."""


class Walk:
    """The pages of a sample's walk, each made when it is first asked for, and kept.

    Args:
        subject: the network and its samples.
        sample: the place of the sample, 0 .. B-1.

    Raises:
        IndexError: the subject has no such sample.
    """

    def __init__(self, subject: Subject, sample: int) -> None:
        if not 0 <= sample < len(subject.inputs):
            raise IndexError(f"there is no sample {sample} among {len(subject.inputs)}")
        self.derivation = Derivation(subject, sample)
        self._makers = _makers(self.derivation, len(subject.network.weights))
        self._pages: dict[int, Page] = {}

    @property
    def places(self) -> tuple[Place, ...]:
        """The phase and layer of every page, in order."""
        return tuple(place for place, _ in self._makers)

    def page(self, index: int) -> Page:
        """The page at an index of `places`."""
        if index not in self._pages:
            # a network that diverged has inf and NaN in it, and the page shows them
            with np.errstate(all="ignore"):
                self._pages[index] = self._makers[index][1]()
        return self._pages[index]


def _makers(derivation: Derivation, depth: int) -> list[tuple[Place, Callable[[], Page]]]:
    """What makes each page; the layers of phase 6 run backwards."""

    def whole(phase: int, make: Callable[[Derivation], Page]) -> None:
        makers.append((Place(phase, None), partial(make, derivation)))

    def layered(phase: int, make: Callable[[Derivation, int], Page], layers: Iterable[int]) -> None:
        makers.extend((Place(phase, layer), partial(make, derivation, layer)) for layer in layers)

    makers: list[tuple[Place, Callable[[], Page]]] = []
    upwards = range(1, depth + 1)
    whole(1, sample_page)
    layered(2, forward_page, upwards)
    whole(3, output_page)
    whole(4, loss_page)
    whole(5, output_error_page)
    layered(6, backward_page, reversed(upwards))
    layered(7, check_page, upwards)
    layered(8, update_page, upwards)
    return makers
