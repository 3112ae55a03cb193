"""Where the files that come with the program are, installed or in a checkout."""

from importlib.resources import files
from pathlib import Path

from tui_mlp.files.errors import DataError


def shipped_file(name: str) -> Path:
    """The path of a file in `datasets/`, which a wheel carries as `tui_mlp/data/files/`.

    Raises:
        DataError: the installation lacks the file.
    """
    package = Path(str(files("tui_mlp")))
    for folder in (package / "data" / "files", package.parent / "datasets"):
        if (folder / name).is_file():
            return folder / name
    raise DataError(f"{name}: missing from this installation; install tui-mlp again")
