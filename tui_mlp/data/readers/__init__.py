"""Files of samples: one module a format, which declares a `Reader`."""

from tui_mlp.data.reader import Reader
from tui_mlp.registry import collect

READERS = collect(__name__, __path__, Reader)
"""All formats, by name."""
