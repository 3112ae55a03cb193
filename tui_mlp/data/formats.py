"""The words for the file formats, without what reads them, and so without NumPy."""

from tui_mlp.registry import names_in


def format_names() -> str:
    """The formats as a help text names them, such as "CSV or NPZ"."""
    names = [_written(name) for name in names_in("tui_mlp.data.readers")]
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _written(name: str) -> str:
    """A short name is an abbreviation."""
    return name.upper() if len(name) <= len("CSV") else name.capitalize()
