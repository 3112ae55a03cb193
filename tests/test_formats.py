"""docs/formats.md names what is really in the files."""

import json
import re
from pathlib import Path

import numpy as np
from click.testing import CliRunner

from tui_mlp.cli import tui_mlp

TEXT = (Path(__file__).parents[1] / "docs" / "formats.md").read_text()


def section(title: str) -> str:
    return re.split(r"^## ", TEXT.split(f"## {title}")[1], flags=re.MULTILINE)[0]


def named(text: str) -> set[str]:
    """The names in the first column of its tables."""
    cells = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def covered(name: str, names: set[str]) -> bool:
    """Whether a table has an array: by its name, by W1 ... WL, by `group.*` or `.low` after `x`."""
    group, _, rest = name.rpartition(".")
    generic = re.sub(r"\d+$", "1", name)
    return bool({name, generic, f"{group}.*", f".{rest}" if rest else name} & names)


def test_every_array_and_key_is_in_the_tables(runs_dir: Path, tmp_path: Path) -> None:
    model = tmp_path / "m.npz"
    arguments = ["train", "--dataset", "iris", "--epochs", "2", "--save", str(model)]
    assert CliRunner().invoke(tui_mlp, arguments).exit_code == 0
    with np.load(model) as file:
        assert all(covered(name, named(section("Model"))) for name in file.files)
        keys = set(json.loads(str(file["metadata"])))
    assert keys <= named(section("Model"))
    (folder,) = runs_dir.iterdir()
    assert {path.name for path in folder.iterdir()} == named(section("Run folder"))
    with np.load(folder / "last.npz") as file:
        names = named(section("Checkpoint"))
        assert [name for name in file.files if not covered(name, names)] == []
    status = json.loads((folder / "status.json").read_text())
    assert all(f"`{key}`" in section("Run folder") for key in status)
    entry = json.loads((folder / "log.jsonl").read_text().splitlines()[0])
    assert all(f"`{key}`" in section("Run folder") for key in entry)
