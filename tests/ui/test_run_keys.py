"""The keys that steer a run: one table for every screen, and what adding one takes."""

import shutil
import subprocess
import sys
from pathlib import Path

import tui_mlp
from tui_mlp.ui.flow.flow_screen import GradientFlowScreen
from tui_mlp.ui.keys.run_keys import RUN_KEYS, run_bindings
from tui_mlp.ui.trainer import TrainerScreen

COMMAND = '''

@dataclass(frozen=True)
class TwiceTheRate(Command):
    """Double the learning rate."""

    def carry_out(self, controller: "TrainingController", looking: "Looking") -> None:
        controller.change({"learning_rate": 2 * controller.session.config.learning_rate})
'''
KEY = '''    "twice": RunKey("f6", commands.TwiceTheRate(), "Twice", "Double the learning rate"),
}  # fmt: skip
"""By the names'''
PROGRAM = """
import asyncio
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.ui.app import TrainerApp
from tui_mlp.worker.inline import InlineWorker

async def main():
    app = TrainerApp(InlineWorker(TrainingConfig(dataset="iris")))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f6")
        await pilot.pause()
        print(app.trainer.snapshot.config.learning_rate, app.trainer.snapshot.undo)
        await pilot.press("question_mark")
        await pilot.pause()
        print("Double the learning rate" in str(app.screen.query_one("#help Static").content))

asyncio.run(main())
"""


def test_a_key_with_a_command_takes_two_files(tmp_path: Path) -> None:
    shutil.copytree(Path(tui_mlp.__file__).parent, tmp_path / "tui_mlp")
    shutil.copytree(Path(tui_mlp.__file__).parent.parent / "datasets", tmp_path / "datasets")
    with (tmp_path / "tui_mlp" / "worker" / "commands.py").open("a") as commands:
        commands.write(COMMAND)
    keys = tmp_path / "tui_mlp" / "ui" / "keys" / "run_keys.py"
    keys.write_text(keys.read_text().replace('}  # fmt: skip\n"""By the names', KEY))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == ["0.1 ('learning rate 0.05 → 0.1',)", "True"], done.stderr


def test_a_run_key_is_the_same_on_every_screen_that_has_it() -> None:
    table = {binding.key: binding.action for binding in run_bindings()}
    for screen in (TrainerScreen, GradientFlowScreen):
        own = {binding.key: binding.action for binding in screen.BINDINGS}
        shared = [key for key in own if key in table]
        assert len(shared) > 5
        assert all(own[key] == table[key] for key in shared)
    assert len({key.keys for key in RUN_KEYS.values()}) == len(RUN_KEYS)
