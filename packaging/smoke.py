"""Uses an installed tui-mlp as its user would; run by `matrix.sh` with nothing else installed."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import tui_mlp


def program(*words: str, folder: Path) -> str:
    """What a command prints; ends where it fails, or where a warning is in it."""
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:tui_mlp", "-m", "tui_mlp", *words],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"tui-mlp {' '.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def use(folder: Path) -> None:
    """Train, save, predict, draw, and write each form of a model."""
    runs = ("--runs-dir", str(folder / "runs"))
    report = program(
        "train", "--dataset", "iris", "--hidden", "8", "--epochs", "5", "--json",
        "--save", "iris.npz", *runs, folder=folder,
    )  # fmt: skip
    json.loads(report)
    program("datasets", folder=folder)
    program("runs", *runs, folder=folder)
    program("explain", "--dataset", "iris", folder=folder)
    program("screenshot", "--dataset", "iris", "-o", "picture.svg", folder=folder)
    program("sweep", "--dataset", "iris", "--vary", "learning-rate=0.1", "--seeds", "2",
            "--epochs", "2", folder=folder)  # fmt: skip
    for form in ("python", "onnx", "safetensors", "sklearn", "pytorch"):
        program("export", "iris.npz", "--to", form, "-o", f"iris.{form}", folder=folder)
    parquet(folder)
    program("serve", "--help", folder=folder)


def parquet(folder: Path) -> None:
    """Train on a table of another library."""
    import polars  # noqa: PLC0415

    polars.DataFrame(
        {"a": [1.0, 2.0, 3.0, 4.0] * 10, "b": [0.5, 0.1, 0.9, 0.3] * 10, "label": list("xyxy") * 10}
    ).write_parquet(folder / "table.parquet")
    program("train", "--data", "table.parquet", "--epochs", "2", folder=folder)


def main() -> None:
    """Use it, and say what was there."""
    from importlib.metadata import version  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        use(Path(folder))
    print(sys.version.split()[0], tui_mlp.__version__, "numpy", version("numpy"))  # noqa: T201


if __name__ == "__main__":
    main()
