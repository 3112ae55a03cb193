"""The two lines over a page of the walk: what it is about, and what lies beside it."""

from textual.content import Content

from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.explained_step import PHASES, ExplainedStep

_QUIET = "$foreground 60%"
_TITLE = "One step of SGD   "


def where_line(step: ExplainedStep, snapshot: Snapshot | None, width: int) -> Content:
    """The sample, the step of the copy and the phase, in `width` cells, the more important first.

    Args:
        step: what is explained.
        snapshot: the run as it is now, which may be further on.
        width: cells.
    """
    copied = step.copied
    place = int(copied.places[step.place]) + 1
    left = f"{copied.dataset} · {copied.part} sample {place} of {copied.part_size}"
    parts = ["changed · o undoes"] if step.changed else []
    if len(copied.places) > 1:
        parts.append(f"{step.place + 1} of {len(copied.places)} in the mini-batch")
    parts += [step.answer, f"step {copied.step}"]
    if snapshot is not None and snapshot.step != copied.step:
        parts.append(f"c: now at {snapshot.step}")
    right = f"phase {step.page.phase} of {PHASES}"
    room = width - len(right) - 2
    for part in parts:
        if len(left) + len(part) + 3 <= room:
            left += f" · {part}"
    if len(_TITLE) + len(left) <= room:
        left = _TITLE + left
    if len(left) > room:
        left = left[: max(room - 1, 0)] + "…"
    return Content(left + " " * max(width - len(left) - len(right), 1) + right)


def phases_line(step: ExplainedStep, width: int) -> Content:
    """The present phase between its neighbours, in `width` cells."""
    page, beside = step.page, step.neighbours
    left = f"◂ {beside.before}" if beside.before else ""
    right = f"{beside.after} ▸" if beside.after else ""
    title = f"{page.phase}  {page.title}"
    if len(left) + len(title) + len(right) + 4 > width:
        left, right = "◂" * bool(left), "▸" * bool(right)
    room = max(width - len(left) - len(right), 1)
    middle = Content.styled(title.center(room)[:room], "bold")
    return Content.styled(left, _QUIET) + middle + Content.styled(right, _QUIET)
