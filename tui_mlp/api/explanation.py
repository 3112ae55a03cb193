"""One step of SGD with all its numbers, as a value that prints itself."""

from dataclasses import dataclass

from tui_mlp.lecture.pages.origin import OfSample, Origin
from tui_mlp.lecture.pages.page import Page
from tui_mlp.lecture.pages.page_document import WALK, page_document
from tui_mlp.lecture.pages.page_text import page_text
from tui_mlp.training.session import TrainingSession
from tui_mlp.worker.answers.walk_answer import walk_of_sample

_WIDTH = 80


@dataclass(frozen=True, eq=False)
class Explanation:
    """The pages of a step, from the sample to the update of each layer."""

    origin: str
    """Of which run, step and sample the numbers are."""
    pages: tuple[Page, ...]

    def __str__(self) -> str:
        pages = (page_text(page, _WIDTH) for page in self.pages)
        return "\n\n".join((f"{WALK}\n{self.origin}", *pages))

    def __repr__(self) -> str:
        return str(self)

    def _repr_markdown_(self) -> str:
        """As a notebook shows it: the formulas typeset."""
        return self.markdown

    @property
    def markdown(self) -> str:
        """The same as Markdown, its formulas as LaTeX."""
        return page_document(WALK, self.origin, self.pages)


def explained(session: TrainingSession, sample: int, *, held_out: bool) -> Explanation:
    """The step on a sample, counted from 1.

    Raises:
        NoSuchSampleError: there is no such sample.
    """
    walk, origin = walk_of_sample(session, sample, batch=not held_out)
    part = "" if origin["batch"] else origin["part"]
    where = OfSample(origin["sample"], origin["of"], part)
    name = session.samples.dataset.name
    words = Origin(name, session.step_count, session.epoch, where).words
    return Explanation(words, tuple(map(walk.page, range(len(walk.places)))))
