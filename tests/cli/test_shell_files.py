"""Completion as a shell asks for it, and the files that the wheel brings for shells and man."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui_mlp.cli import COMMANDS

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"


def completed(*words: str, **environment: str) -> list[str]:
    """What is offered for the last word, of which there is a part."""
    done = subprocess.run(
        [sys.executable, "-c", "from tui_mlp.cli import main; main()"],
        env={**os.environ, **environment, "_TUI_MLP_COMPLETE": "bash_complete",
             "COMP_WORDS": " ".join(("tui-mlp", *words)), "COMP_CWORD": str(len(words))},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("resume", "2026"), {"20260101-000000-iris-aaaa", "20260102-000000-xor-bbbb"}),
        (("export", "20260102"), {"20260102-000000-xor-bbbb"}),
        (("--scenario", "01"), {"01-xor"}),
        (("--theme", "gru"), {"gruvbox"}),
        (("train", "--optimizer", "ad"), {"adam", "adamw"}),
        (("train", "--data", "herd.csv", "--target", "k"), {"kind"}),
        (("train", "--data", "herd.csv", "--ignore", ""), {"size", "colour", "kind"}),
        (("train", "--data", "none.csv", "--target", ""), set()),
    ],
)
def test_the_shell_completes_what_there_is(
    words: tuple[str, ...],
    expected: set[str],
    tmp_path: Path,
    runs_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("20260101-000000-iris-aaaa", "20260102-000000-xor-bbbb"):
        folder = runs_dir / name
        folder.mkdir(parents=True)
        (folder / "config.toml").write_text("")
    (tmp_path / "herd.csv").write_text("size,colour,kind\n1,red,ox\n2,blue,cow\n3,red,ox\n")
    monkeypatch.chdir(tmp_path)
    assert set(completed(*words)) == expected


def test_of_a_large_table_only_its_beginning_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "1,red,ox\n" * 100_000
    (tmp_path / "herd.csv").write_text(f"size,colour,kind\n{rows}a row that no table can have\n")
    monkeypatch.chdir(tmp_path)
    assert set(completed("train", "--data", "herd.csv", "--target", "")) == {
        "size", "colour", "kind",
    }  # fmt: skip


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the library that makes them
def test_the_files_are_those_of_the_present_commands() -> None:
    spec = importlib.util.spec_from_file_location("shell_files", PACKAGING / "shell_files.py")
    assert spec is not None
    assert spec.loader is not None
    shell_files = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(shell_files)
    kept = {path.name: path.read_text() for path in (PACKAGING / "man").iterdir()}
    assert shell_files.man_pages() == kept
    assert len(kept) == len(COMMANDS) + 1
    assert shell_files.released()
    there = {path.name: path.read_text() for path in (PACKAGING / "completions").iterdir()}
    assert shell_files.completions() == there
