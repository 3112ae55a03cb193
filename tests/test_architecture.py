"""The rules of the house that a tool can hold."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "tui_mlp"


def imported_by(code: str) -> set[str]:
    program = f"import sys; {code}; print('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_importing_the_command_line_costs_no_library_that_help_does_not_use() -> None:
    heavy = {"numpy", "textual", "rich", "plotext", "msgspec", "multiprocessing.connection"}
    assert not heavy & imported_by("import tui_mlp.cli")


def test_training_without_a_screen_imports_no_screen() -> None:
    arguments = ["tui-mlp", "train", "--dataset", "iris", "--epochs", "1"]
    code = (
        f"sys.argv = {arguments!r}; from tui_mlp.cli import main\n"
        "try:\n main()\nexcept SystemExit: pass\n"
    )
    program = f"import sys\n{code.replace('; ', chr(10))}\nprint(*sys.modules, sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "tui_mlp.training.session" in loaded
    assert not {"textual", "rich", "plotext"} & loaded


def test_the_worker_process_imports_no_screen() -> None:
    assert not {"textual", "rich", "plotext", "click"} & imported_by("import tui_mlp.worker.server")


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.name)
def test_a_file_is_named_for_its_subject(path: Path) -> None:
    assert not re.search(r"utils|helpers|misc|common", path.stem)
