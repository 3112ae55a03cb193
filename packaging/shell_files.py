"""The man pages and the completions that a wheel brings, made of the commands themselves.

python packaging/shell_files.py [FOLDER]
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import click
from click_man.core import generate_man_page

from tui_mlp.cli import COMMANDS, tui_mlp
from tui_mlp.version import VERSION

HERE = Path(__file__).parent
_NAME = "tui-mlp"
_SUMMARY = "See a neural network learn, in the terminal."
_SHELLS = {"bash": _NAME, "zsh": f"_{_NAME}", "fish": f"{_NAME}.fish"}
_TABLE = re.compile(r"(?m)(?:^(?:\.br\n)?[^.\s].*\S {2,}\S.*\n)+")
_CUT = re.compile(r"(?m)^(\S+ \\- ).*$")

_COMMANDS = ".SH COMMANDS\n" + "".join(
    f".TP\n\\fB{_NAME}\\-{name}\\fP(1)\n{line}\n" for name, line in COMMANDS.items()
)


def released() -> str:
    """The date of the version, from the change log."""
    changes = (HERE.parent / "CHANGELOG.md").read_text()
    found = re.search(rf"^## \[{re.escape(VERSION)}\] - (\S+)$", changes, re.MULTILINE)
    return "" if found is None else found[1]


def man_pages() -> dict[str, str]:
    """A page for the program and each of its commands, by the names of their files."""
    whole = click.Context(tui_mlp, info_name=_NAME)
    pages = {f"{_NAME}.1": _page(whole) + _COMMANDS}
    for name in COMMANDS:
        command = tui_mlp.get_command(whole, name)
        if command is None:
            raise RuntimeError(f"there is no command {name}")
        context = click.Context(command, info_name=name, parent=whole)
        pages[f"{_NAME}-{name}.1"] = _page(context)
    return pages


def _page(context: click.Context) -> str:
    """A page whose name is followed by the whole sentence, and whose tables keep their lines."""
    page: str = generate_man_page(context, VERSION, released())
    summary = COMMANDS.get(context.info_name or "", _SUMMARY)
    page = _CUT.sub(lambda found: found[1] + summary, page, count=1)
    return _TABLE.sub(lambda found: f".nf\n{found[0]}.fi\n".replace(".br\n", ""), page)


def completions() -> dict[str, str]:
    """What each shell reads to complete the words of a line, by the names of their files."""
    return {
        file: subprocess.run(
            [sys.executable, "-c", "from tui_mlp.cli import main; main()"],
            env={**os.environ, "_TUI_MLP_COMPLETE": f"{shell}_source"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for shell, file in _SHELLS.items()
    }


def main(folder: Path) -> None:
    """Write all of them."""
    for name, files in (("man", man_pages()), ("completions", completions())):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            (folder / name / file).write_text(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
