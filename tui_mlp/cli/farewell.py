"""The last line of the trainer: what of the run is on the disk, as found there."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tui_mlp.numbers import epoch

if TYPE_CHECKING:
    from tui_mlp.training.snapshot import KeptRun, Snapshot

LOST = 1
"""The exit code where training is on no disk."""


@dataclass(frozen=True)
class Farewell:
    """What is said at the end, and the exit code that goes with it."""

    words: str = ""
    exit_code: int = 0


def farewell(runs_dir: Path, last: "Snapshot | None", kept: "KeptRun | None" = None) -> Farewell:
    """What became of the run that was shown last, once its process has ended or was left.

    Args:
        runs_dir: where runs are kept.
        last: the last that was seen of it; None before there was anything.
        kept: what its process said at its end; None where it said nothing.
    """
    from tui_mlp.training.keeping.run_folder import RunError, RunFolder
    from tui_mlp.training.snapshot import RunState

    if last is None or last.kept is None or last.scenario is not None or last.step == 0:
        return Farewell()
    kept = kept or last.kept
    why = f" ({kept.problem})" if kept.problem else ""
    if not kept.name:
        return Farewell(f"the run is lost: nothing of it is on the disk{why}", LOST)
    folder = RunFolder(runs_dir / kept.name)
    try:
        status = folder.status()
    except RunError as error:
        return Farewell(f"the run is lost: {error}{why}", LOST)
    name = folder.shown_name
    if folder.in_use:
        running = status.state == RunState.RUNNING
        where = "trains in the background" if running else "is open elsewhere"
        return Farewell(f"{name} {where}; tui-mlp attach shows it")
    if status.step >= last.step:
        return Farewell(f"{name} is kept; tui-mlp resume goes on with it")
    return Farewell(
        f"{name} is kept up to epoch {epoch(status.epoch)} only, of {epoch(last.epoch)}{why}; "
        "tui-mlp resume goes on from there",
        LOST,
    )
