"""The rules of the house that a tool can hold."""

import ast
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


HANDLER = re.compile(r"(action|on|watch|validate|compute|key)_|compose$|check_action$|render_line$")


@pytest.mark.parametrize("path", sorted((PACKAGE / "ui").rglob("*.py")), ids=lambda path: path.stem)
def test_public_methods_of_the_screen_are_documented_but_for_handlers(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            methods = [each for each in node.body if isinstance(each, ast.FunctionDef)]
            public = [each for each in methods if not each.name.startswith("_")]
            undocumented = [each.name for each in public if ast.get_docstring(each) is None]
            assert [name for name in undocumented if not HANDLER.match(name)] == []


def test_neighbouring_folders_have_no_files_of_one_name() -> None:
    for folder in (PACKAGE, *(path for path in PACKAGE.rglob("*") if path.is_dir())):
        nearby = [
            path for child in folder.iterdir() if child.is_dir() for path in child.glob("*.py")
        ]
        names = [path.name for path in [*folder.glob("*.py"), *nearby] if path.stem[0] != "_"]
        assert sorted(names) == sorted(set(names)), folder


def test_no_folder_is_too_full_to_be_seen_at_a_glance() -> None:
    for folder in (PACKAGE, *(path for path in PACKAGE.rglob("*") if path.is_dir())):
        assert len([path for path in folder.glob("*.py") if path.stem[0] != "_"]) <= 17, folder
