"""Makes the pictures of this folder from the real program: `make screenshots`."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
SPIRALS = ("--dataset", "spirals3")
DIGITS = (
    "--dataset", "digits", "--hidden", "64", "--activation", "relu", "--learning-rate", "0.02",
)  # fmt: skip
VANISHING = (
    "--dataset", "spirals3", "--hidden", "16,16,16,16,16,16,16,16", "--activation", "sigmoid",
)  # fmt: skip

PICTURES: dict[str, tuple[str, ...]] = {
    "learning": (*SPIRALS, "--after", "60"),
    "light": (*SPIRALS, "--after", "60", "--theme", "textual-light"),
    "digits": (*DIGITS, "--after", "8"),
    "vanishing": (*VANISHING, "--after", "40"),
    "network": (*SPIRALS, "--after", "60", "--keys", "1"),
    "curves": (*SPIRALS, "--after", "60", "--keys", "2", "--size", "100x30"),
    "small": (*SPIRALS, "--after", "60", "--size", "80x24"),
    "large": (*SPIRALS, "--after", "60", "--size", "200x60"),
    "help": (*SPIRALS, "--after", "60", "--keys", "question_mark"),
}


def main() -> None:
    """Write every picture."""
    for name, options in PICTURES.items():
        path = FOLDER / f"{name}.svg"
        command = [sys.executable, "-m", "tui_mlp", "screenshot", "-o", str(path), *options]
        subprocess.run(command, check=True)
        sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":
    main()
