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

DISCS = (
    "--dataset", "discs", "--hidden", "32,32", "--activation", "relu", "--init", "he_normal",
    "--optimizer", "adam", "--learning-rate", "0.01", "--schedule", "cosine", "--epochs", "100",
)  # fmt: skip

_SEVEN = " down left" * 4 + " down" * 5
"""The keys of the stroke of a 7 behind its bar."""

PICTURES: dict[str, tuple[str, ...]] = {
    "learning": (
        *SPIRALS,
        "--after",
        "60",
        "--keys",
        "1 right down right 1",
        "--size",
        "200x60",
    ),
    "everything": (*SPIRALS, "--after", "60"),
    "light": (*SPIRALS, "--after", "60", "--theme", "textual-light"),
    "digits": (*DIGITS, "--after", "8"),
    "vanishing": (*VANISHING, "--after", "40"),
    "labels": (*DISCS, "--after", "60"),
    "explain": (*SPIRALS, "--after", "4", "--keys", "x 5", "--size", "80x24"),
    "forward": (*SPIRALS, "--after", "4", "--keys", "x 2 down"),
    "by_hand": (*SPIRALS, "--after", "4", "--keys", "x 3 h", "--size", "80x24"),
    "gradient_flow": (*VANISHING, "--after", "20", "--keys", "g"),
    "lecture": (*SPIRALS, "--after", "4", "--keys", "L" + " down" * 11, "--size", "100x30"),
    "divergence": (*SPIRALS, "--keys", "k", "--size", "80x24"),
    "scenarios": (*SPIRALS, "--keys", "o", "--size", "100x30"),
    "scenario": (*SPIRALS, "--keys", "o enter", "--size", "100x30"),
    "network": (*SPIRALS, "--after", "60", "--keys", "1 right down right"),
    "images": (*DIGITS, "--after", "8", "--keys", "1 right"),
    "curves": (
        *SPIRALS,
        "--after",
        "60",
        "--keys",
        "2" + " left" * 12,
        "--size",
        "100x30",
    ),
    "surface": (*SPIRALS, "--after", "20", "--keys", "L" + " down" * 30 + " enter"),
    "drawn": (
        *("--dataset", "mnist_a", "--hidden", "64", "--activation", "relu", "--after", "5"),
        *("--keys", "i up up up up up up left left left d" + " right" * 6 + _SEVEN + " d"),
        *("--size", "100x30"),
    ),
    "worst": (*DIGITS, "--after", "8", "--keys", "v"),
    "typed": (
        "--dataset",
        "iris",
        "--hidden",
        "8",
        "--after",
        "40",
        "--keys",
        "i",
        "--size",
        "100x30",
    ),
    "many_seeds": (*SPIRALS, "--after", "60", "--keys", "m"),
    "comparison": (
        *("--dataset", "moons", "--noise", "0.3", "--samples", "300", "--optimizer", "sgd"),
        *("--after", "60", "--keys", "tab tab" + " down" * 7 + " c enter", "--size", "120x32"),
    ),
    "small": (*SPIRALS, "--after", "60", "--size", "80x24"),
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
