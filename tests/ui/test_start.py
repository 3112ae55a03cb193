"""What the trainer needs before its first picture."""

import subprocess
import sys

PROGRAM = """
import sys
import tui_mlp.ui.app
{then}
print(*sorted(name for name in sys.modules if name.startswith(("tui_mlp.", "markdown_it"))))
"""
LATER = (
    "markdown_it",
    "tui_mlp.data.any_file",
    "tui_mlp.lecture.derivations",
    "tui_mlp.scenario.file",
    "tui_mlp.training.session",
    "tui_mlp.ui.ensemble.ensemble_screen",
    "tui_mlp.ui.explain.explain_screen",
    "tui_mlp.ui.flow.flow_screen",
    "tui_mlp.ui.kl.kl_screen",
    "tui_mlp.ui.palette.palette_search",
    "tui_mlp.ui.runs.runs_screen",
    "tui_mlp.ui.scenario.scenario_screens",
    "tui_mlp.worker.controller",
)


def imported(then: str = "") -> set[str]:
    """The modules that a process has imported once the trainer could be shown."""
    code = PROGRAM.replace("{then}", then)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_views_and_what_only_the_worker_needs_are_imported_later() -> None:
    at_first = imported()
    assert "tui_mlp.ui.trainer" in at_first
    assert not at_first.intersection(LATER)


def test_what_keys_open_is_there_before_they_are_pressed() -> None:
    views = {name for name in LATER if name.startswith("tui_mlp.ui.")}
    assert len(views) > 5
    prepared = imported("from tui_mlp.ui.view_screens import import_views; import_views()")
    assert views < prepared
    for key_opens in ("data_file.data_screen", "lecture.statement_screens", "history_screen"):
        assert f"tui_mlp.ui.{key_opens}" in prepared
