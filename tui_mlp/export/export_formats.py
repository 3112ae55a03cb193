"""The forms of an export by their names, and what each one needs."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from tui_mlp.export.export_error import ExportError


@dataclass(frozen=True)
class ExportFormat:
    """One form."""

    suffix: str
    """What its file, or its folder, is called behind its name."""
    sentence: str
    module: str
    """Where its function is, in `tui_mlp.export`."""
    function: str
    of: Literal["model", "curves", "figure"] = "model"
    """What it writes: a model, the curves of a run, or a picture of either."""
    beside: str = ""
    """How the name of a second file ends, which is written beside it; empty for none."""
    extra: str = ""
    """What must be installed beside the program; empty for nothing."""

    def default_name(self, source: str) -> str:
        """What it is called where nobody says it; of Python what one can import.

        Args:
            source: the name of a run, or the path of a model.
        """
        stem = Path(source).stem
        if self.suffix.endswith(".py"):
            stem = re.sub(r"\W", "_", stem, flags=re.ASCII)
            stem = stem if stem.isidentifier() else f"net_{stem}"
        return f"{stem}{self.suffix}"

    def files(self, path: Path) -> tuple[Path, ...]:
        """All that is written where it is to be at a path."""
        return (path, path.with_suffix(self.beside)) if self.beside else (path,)

    def writer(self, name: str) -> Callable[..., tuple[Path, ...]]:
        """The function that writes it.

        Raises:
            ExportError: a library is missing.
        """
        try:
            module = import_module(f"tui_mlp.export.{self.module}")
            if self.function == "write_tensorboard":
                import_module("tensorboardX")
        except ModuleNotFoundError as error:
            raise ExportError(
                f"{name} needs {error.name}: pip install 'tui-mlp[{self.extra}]'"
            ) from error
        function: Callable[..., tuple[Path, ...]] = getattr(module, self.function)
        return function


FORMATS: Mapping[str, ExportFormat] = MappingProxyType(
    {
        "npz": ExportFormat(".npz", "the model file, as --save writes it", "npz_file", "write_npz"),
        "python": ExportFormat(
            ".py", "one Python file that needs NumPy only", "python_file", "write_python"
        ),
        "pytorch": ExportFormat(
            ".py",
            "a PyTorch module, its weights beside it",
            "pytorch_module",
            "write_pytorch",
            beside=".safetensors",
            extra="safetensors",
        ),
        "safetensors": ExportFormat(
            ".safetensors",
            "the tensors, all else as metadata",
            "safetensors_file",
            "write_safetensors",
            extra="safetensors",
        ),
        "onnx": ExportFormat(
            ".onnx",
            "from samples in the data's own units to probabilities",
            "onnx_file",
            "write_onnx",
            extra="onnx",
        ),
        "sklearn": ExportFormat(
            ".py",
            "a script that builds the fitted scikit-learn classifier",
            "sklearn_script",
            "write_sklearn",
        ),
        "csv": ExportFormat(
            ".csv", "the run's curves, an epoch a row", "curves", "write_csv", of="curves"
        ),
        "jsonl": ExportFormat(
            ".jsonl", "the same as lines of JSON", "curves", "write_jsonl", of="curves"
        ),
        "tensorboard": ExportFormat(
            "-tensorboard",
            "the same as a folder for TensorBoard",
            "curves",
            "write_tensorboard",
            of="curves",
            extra="tensorboard",
        ),
        "svg": ExportFormat(
            ".svg",
            "a figure: curves, boundary, confusions, network",
            "figures.figure_file",
            "write_svg",
            of="figure",
            extra="figures",
        ),
        "png": ExportFormat(
            ".png",
            "the same in pixels",
            "figures.figure_file",
            "write_png",
            of="figure",
            extra="figures",
        ),
        "html": ExportFormat(
            ".html",
            "the same as a page, with the numbers and the settings",
            "figures.figure_file",
            "write_html",
            of="figure",
            extra="figures",
        ),
    }
)
