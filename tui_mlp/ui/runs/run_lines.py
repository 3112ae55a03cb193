"""What the list of runs shows: a line for each, and more of the chosen one."""

import re
from collections.abc import Collection, Sequence

from rich.cells import cell_len

from tui_mlp.files.text import clean_text
from tui_mlp.numbers import epoch
from tui_mlp.training.keeping.run_list import ListedRun
from tui_mlp.training.snapshot import Overlay
from tui_mlp.ui.drawing.strips import clip
from tui_mlp.worker.words import settings_text

MARK_WIDTH = 2
PRESENT = "▸"
"""Marks the run that the trainer shows."""
_GAP = "  "
_LEAST_SETTINGS = 30
_TIME = re.compile(r"^\d{8}-\d{6}-(?=.)")


def short_name(run: ListedRun) -> str:
    """A run's name without its time, which is long: "iris-ab12"."""
    return _TIME.sub("", run.shown_name)


def mark(run: ListedRun, present: str, overlays: Sequence[Overlay]) -> str:
    """What stands before a run: whether it is the present one, or which of the overlays."""
    if run.name == present:
        return PRESENT
    names = [overlay.name for overlay in overlays]
    return str(names.index(short_name(run)) + 1) if short_name(run) in names else ""


def matches(run: ListedRun, cells: Collection[str], words: str) -> bool:
    """Whether each of these words is somewhere in what is shown of a run."""
    shown = " ".join((*cells, *details(run))).casefold()
    return all(word in shown for word in words.casefold().split())


def with_settings(run: ListedRun, line: str, widest: int, width: int) -> str:
    """A line of the table with the run's settings behind it, where there is room for some.

    Args:
        run: the run.
        line: its line.
        widest: the cells of the table's longest line.
        width: the cells that there are.
    """
    room = width - widest - len(_GAP)
    if run.config is None or room < _LEAST_SETTINGS:
        return line
    settings = clean_text(settings_text(run.config))
    return line + " " * (widest - cell_len(line)) + _GAP + clip(settings, room)


def details(run: ListedRun) -> list[str]:
    """The lines about the chosen run: its name and date, its settings, and how it ended."""
    when = f"{run.changed_at:%Y-%m-%d %H:%M}"
    status = run.status
    if status is None:
        return [f"{run.shown_name} · changed {when}", "its first checkpoint was not saved", ""]
    settings = "" if run.config is None else clean_text(settings_text(run.config))
    best = "" if status.best_epoch is None else f"best at epoch {epoch(status.best_epoch)}"
    ends = " · ".join(filter(None, (best, clean_text(status.message))))
    return [f"{run.shown_name} · saved {when}", settings, ends]
