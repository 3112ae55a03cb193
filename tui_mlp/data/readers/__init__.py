"""Files of samples: one module a format, which declares a `Reader`."""

from tui_mlp.data.reader import Reader
from tui_mlp.registry import values_in

READERS = tuple(values_in(__name__, Reader).values())
"""All formats, by name."""
