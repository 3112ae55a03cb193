"""What the trainer needs before its first picture."""

import subprocess
import sys

PROGRAM = """
import sys
import tui_mlp.ui.app
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


def test_views_and_what_only_the_worker_needs_are_imported_later() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    imported = set(done.stdout.split())
    assert "tui_mlp.ui.trainer" in imported
    assert not imported.intersection(LATER)
