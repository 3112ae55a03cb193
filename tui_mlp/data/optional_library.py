"""Libraries that only some files need, and are installed where they are wanted."""

from importlib import import_module
from typing import Any

from tui_mlp.files.errors import DataError


def optional_library(module: str, source: str, format_name: str, extra: str) -> Any:
    """A library for a format.

    Args:
        module: what is imported.
        source: the file, for an error.
        format_name: what the file is, such as "a Parquet file".
        extra: what brings the library.

    Raises:
        DataError: it is not installed; the line says how it is.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise DataError(
            f"{source}: {format_name} needs one more library: pip install 'tui-mlp[{extra}]'; "
            "or save the table as CSV in UTF-8"
        ) from error
