"""The words for the file formats, without what reads them, and so without NumPy."""

from tui_mlp.registry import names_in


def format_names() -> str:
    """The formats as a help text names them, such as "CSV or NPZ"."""
    names = [name.upper() for name in names_in("tui_mlp.data.readers")]
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
