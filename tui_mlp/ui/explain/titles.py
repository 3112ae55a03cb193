"""The two lines over a page of the walk: what it is about, and what lies beside it or a hint."""

from rich.cells import cell_len
from textual.content import Content

from tui_mlp.numbers import grouped
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.drawing.strips import clip
from tui_mlp.ui.explain.explained_step import PHASES, ExplainedStep

_QUIET = "$foreground 68%"
_TITLE = "One step of SGD   "
_DOT = " · "


def where_line(step: ExplainedStep, snapshot: Snapshot | None, width: int) -> Content:
    """The sample, the step of the copy and the phase, in `width` cells, the more important first.

    Args:
        step: what is explained.
        snapshot: the run as it is now, which may be further on.
        width: cells.
    """
    right = f"phase {step.page.phase} of {PHASES}"
    room = max(width - len(right) - 2, 0)
    left = clip(_fitting(*_parts(step, snapshot), room), room)
    return Content(left + " " * max(width - room - len(right), 1) + right)


def _parts(step: ExplainedStep, snapshot: Snapshot | None) -> tuple[list[str], list[int]]:
    """What there is to say, in the order of reading, and their places by importance."""
    copied = step.copied
    several = len(copied.places) > 1
    now = ""
    if snapshot is not None and snapshot.step != copied.step:
        now = f" (c: now {grouped(snapshot.step)})"
    number = grouped(int(copied.places[step.place]) + 1)
    parts = [
        copied.dataset,
        f"{copied.part} sample {number} of {grouped(copied.part_size)}",
        "changed · u undoes" if step.changed else "",
        f"{grouped(step.place + 1)} of {grouped(len(copied.places))} in the mini-batch"
        if several
        else "",
        step.answer,
        f"step {grouped(copied.step)}{now}",
    ]
    return parts, [1, 2, 3, 5, 0, 4]


def _fitting(parts: list[str], by_importance: list[int], room: int) -> str:
    """As many parts as fit, in their order; of the most important one its beginning at least."""
    shown = {by_importance[0]}
    text = parts[by_importance[0]]
    for place in by_importance[1:]:
        longer = _DOT.join(parts[at] for at in sorted({*shown, place}))
        if parts[place] and cell_len(longer) <= room:
            shown.add(place)
            text = longer
    return _TITLE + text if len(_TITLE) + cell_len(text) <= room else text


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


def hint_line(hint: str, width: int) -> Content:
    """What leads to the right number, after a wrong one, in `width` cells."""
    words = f"✗ {hint}"
    longer = f"{words}. Once more"
    return Content.styled(longer if cell_len(longer) <= width else clip(words, width), "$warning")
