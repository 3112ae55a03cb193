"""The directory of all runs that are kept."""

from collections.abc import Mapping
from pathlib import Path

import platformdirs

from tui_mlp.training.keeping.run_folder import RunError, RunFolder

RUNS_VARIABLE = "TUI_MLP_RUNS_DIR"
SWEEPS = "sweeps"
"""The folder among the runs that holds the settings that sweeps have finished."""


def default_runs_dir(environment: Mapping[str, str]) -> Path:
    """Where runs are kept: `TUI_MLP_RUNS_DIR`, or in the user's state directory."""
    chosen = environment.get(RUNS_VARIABLE)
    return Path(chosen) if chosen else platformdirs.user_state_path("tui-mlp") / "runs"


def run_folders(runs_dir: Path) -> list[RunFolder]:
    """All runs in a directory, the last saved first; none where there is no such directory."""
    if not runs_dir.is_dir():
        return []
    paths = [path for path in runs_dir.iterdir() if path.is_dir() and not path.is_symlink()]
    folders = [RunFolder(path) for path in paths if path.name != SWEEPS]
    return sorted(folders, key=lambda folder: (folder.changed_at, folder.name), reverse=True)


def find_run(runs_dir: Path, name: str | None) -> RunFolder:
    """The run of this name or whose name begins so; the newest one for None.

    Raises:
        RunError: there is none, or more than one.
    """
    folders = run_folders(runs_dir)
    if name is None:
        if not folders:
            raise RunError(f"{runs_dir}: there is no run yet")
        return folders[0]
    exact = [folder for folder in folders if folder.name == name]
    found = exact or [folder for folder in folders if folder.name.startswith(name)]
    if len(found) != 1:
        how_many = "no run" if not found else f"{len(found)} runs"
        raise RunError(f"{name}: {how_many} of this name; `tui-mlp runs` lists them")
    return found[0]
