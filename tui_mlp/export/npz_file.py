"""A model as the program's own file."""

from pathlib import Path

from tui_mlp.training.model_file import Model, save_model


def write_npz(model: Model, path: Path) -> tuple[Path, ...]:
    """Write a model file; gives what was written.

    Raises:
        ModelError: it cannot be written.
    """
    save_model(model, path)
    return (path,)
