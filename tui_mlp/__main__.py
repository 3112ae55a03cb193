"""`python -m tui_mlp` is `tui-mlp`."""

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line, on a system that has what it needs."""
    if sys.platform == "win32":  # before anything is imported that is not there
        sys.stderr.write("tui-mlp: runs on Linux and macOS; on Windows use WSL\n")
        sys.exit(2)
    from tui_mlp.cli import main as command_line  # noqa: PLC0415

    command_line()


if __name__ == "__main__":
    main()
